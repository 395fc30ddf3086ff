import AMT
import Foundation
import Hummingbird
import HummingbirdTesting
import Inventory
import Provisioning
import Testing

@testable import ControlAPI

/// What computers of the fleet may do with the token that all of them hold.
@Suite("roles")
struct AccessTests {
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
    static let records = #"{"records":[{"uuid":"4c4c4544-0034-4a10-8056-c2c04f4d3832","fqdn":"pc-7.corp.example"}]}"#

    /// Resources that ask for a token.
    static let guarded = APIRoute.allCases.filter { $0.rawValue.hasPrefix("/v1/") }

    /// A path of a resource; what it names is there.
    static func path(_ route: APIRoute) -> String {
        let name = route.rawValue.hasPrefix("/v1/sources") ? "agent" : "first"
        return route.rawValue.replacing("{uuid}", with: "\(Devices.uuid(7))").replacing("{name}", with: name)
            .replacing("{version}", with: "1").replacing("{id}", with: "1")
            .replacing("{serial}", with: "5a01").replacing("**", with: "index.html")
    }

    private func api() async throws -> TestAPI {
        let api = TestAPI([Devices.parked(7)])
        _ = try await api.answer(.put, "/v1/sources/agent", body: #"{"name":"agent","kind":"push"}"#)
        return api
    }

    @Test("it brings records, under its own name")
    func brings() async throws {
        let api = try await self.api()
        let answer = try await api.answer(
            .post, RecordRoutesTests.path, headers: TestAPI.agent, body: Self.records)
        #expect(answer.status == .ok)
        #expect(api.inventory.sources.pushed["agent"]?.first?.fqdn == "pc-7.corp.example")
        #expect(api.log.all.contains { $0.contains("records brought") && $0.contains(#""api.caller":"agents""#) })
    }

    @Test("everything else is 403, whatever the method, and nothing happens", arguments: Self.guarded)
    func refuses(_ route: APIRoute) async throws {
        let api = try await self.api()
        for method in Self.methods where route != .inventoryRecords || method != .post {
            let answer = try await api.answer(method, Self.path(route), headers: TestAPI.agent, body: Self.records)
            #expect(answer.status.code == 403, "\(method)")
            #expect(answer.headers[.contentType] == "application/problem+json")
            #expect(
                answer.headers[.wwwAuthenticate] == #"Bearer realm="provisionserver", error="insufficient_scope""#)
            guard method != .head else { continue }
            #expect(answer.text.contains(#""type":"urn:provisionserver:problem:role-insufficient""#))
        }
        #expect(api.operators.retried.isEmpty && api.operators.applied.isEmpty)
        #expect(Set(api.tokens.entries.keys) == ["agents", "first"])
        #expect(api.profiles.secrets.isEmpty)
        #expect(try await api.inventory.sources.sources().map(\.name) == ["agent"])
    }

    @Test("health needs no token, and what is no resource stays unknown")
    func unguarded() async throws {
        let api = TestAPI()
        #expect(try await api.answer(.get, "/livez", headers: TestAPI.agent).status == .ok)
        #expect(try await api.answer(.get, "/v1/nothing", headers: TestAPI.agent).status == .notFound)
    }

    @Test("a token that is remembered stays as narrow as it was")
    func remembered() async throws {
        let api = try await self.api()
        let asked = api.tokens.askedCount
        try await api.run { client async throws in
            for path in ["/v1/queue", "/v1/inventory/records", "/v1/queue", "/v1/tokens"] {
                let answer = try await client.executeRequest(
                    uri: path, method: .get, headers: TestAPI.agent, body: nil)
                #expect(answer.status.code == 403)
            }
        }
        #expect(api.tokens.askedCount == asked + 1)
    }

    /// Rows of the reference: resource, method, roles, whether audited.
    static func rows() throws -> [(
        route: APIRoute, method: HTTPRequest.Method, roles: Set<AccessRole>, isAudited: Bool
    )] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/reference/roles.md").standardizedFileURL
        let everybody: Set<AccessRole> = [
            .viewer, .operator, .credentialReader, .profileAdmin, .trustAdmin, .auditor,
        ]
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").compactMap { line in
            guard let row = line.wholeMatch(of: /\| `(\/v1[^`]*)` \| ([A-Z]+) \| ([^|]+) \| (yes|no) \|/) else {
                return nil
            }
            let names = row.3.split(separator: ",").map { $0.trimmingCharacters(in: CharacterSet(charactersIn: " `")) }
            let roles = names == ["everybody"] ? everybody : Set(names.compactMap(AccessRole.init(rawValue:)))
            return (
                try #require(APIRoute(rawValue: String(row.1)), "\(row.1)"),
                try #require(HTTPRequest.Method(String(row.2))), roles, row.4 == "yes"
            )
        }
    }

    @Test("the reference has every resource with every method, and says who may, and what is audited")
    func table() throws {
        let rows = try Self.rows()
        for route in Self.guarded {
            let mine = rows.filter { $0.route == route }
            #expect(Set(mine.map(\.method)) == Set(route.access.keys), "\(route.rawValue)")
            for row in mine {
                #expect(route.roles(for: row.method) == row.roles, "\(row.method) \(route.rawValue)")
                #expect(route.isAudited(row.method) == row.isAudited, "\(row.method) \(route.rawValue)")
            }
        }
    }

    @Test("each role alone is let in where the reference says so, and nowhere else", arguments: AccessRole.allCases)
    func alone(_ role: AccessRole) async throws {
        let rows = try Self.rows()
        #expect(rows.count > 30)
        for row in rows {
            let api = try await self.api()
            _ = try await api.tokens.make(
                name: "one", roles: [role],
                digest: Hex.bytes("2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683") ?? [])
            let answer = try await api.answer(
                row.method, Self.path(row.route), headers: [.authorization: "Bearer key"], body: Self.records)
            let isRefused = answer.text.contains("role-insufficient")
            #expect(isRefused == !row.roles.contains(role), "\(role) \(row.method) \(row.route.rawValue)")
        }
    }

    @Test("whoever has every role may do what is in no table, and nobody else")
    func everything() {
        #expect(Set<AccessRole>.everything.allow(.patch, .devices) && Set<AccessRole>.everything.allow(.get, nil))
        for role in AccessRole.allCases {
            let others = Set<AccessRole>.everything.subtracting([role])
            #expect(!others.allow(.patch, .devices) && !others.allow(.get, nil))
        }
    }
}
