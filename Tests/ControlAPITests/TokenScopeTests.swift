import Hummingbird
import HummingbirdTesting
import Inventory
import Provisioning
import Testing

@testable import ControlAPI

/// What computers of the fleet may do with the token that all of them hold.
@Suite("token for records")
struct TokenScopeTests {
    static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]
    static let records = #"{"records":[{"uuid":"4c4c4544-0034-4a10-8056-c2c04f4d3832","fqdn":"pc-7.corp.example"}]}"#

    /// Resources that ask for a token.
    static let guarded = APIRoute.allCases.filter { $0.rawValue.hasPrefix("/v1/") }

    /// A path of a resource; what it names is there.
    static func path(_ route: APIRoute) -> String {
        let name = route.rawValue.hasPrefix("/v1/sources") ? "agent" : "first"
        return route.rawValue.replacing("{uuid}", with: "\(Devices.uuid(7))").replacing("{name}", with: name)
            .replacing("{version}", with: "1")
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
            #expect(answer.text.contains(#""type":"urn:provisionserver:problem:scope-insufficient""#))
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

    @Test("only a token for everything is for everything")
    func scopes() {
        for route in Self.guarded.map(Optional.some) + [nil] {
            for method in Self.methods {
                #expect(TokenScope.all.allows(method, route))
                #expect(TokenScope.records.allows(method, route) == (method == .post && route == .inventoryRecords))
            }
        }
    }
}
