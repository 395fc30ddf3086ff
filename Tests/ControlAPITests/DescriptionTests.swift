import Foundation
import Hummingbird
import HummingbirdTesting
import NIOCore
import Provisioning
import Testing

@testable import ControlAPI

/// The description says what the API does.
@Suite("the API's description")
struct DescriptionTests {
    static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    @Test("every resource is described with the methods that its roles are for, and no others")
    func methodsOfAccess() {
        for route in APIRoute.allCases {
            let wanted = route.isGuarded ? Set(route.access.keys) : [.get]
            #expect(Set(route.operations.keys) == wanted, "\(route.rawValue)")
        }
    }

    @Test("the server takes the methods that are described, and names them to whoever asks for another")
    func methodsOfServer() async throws {
        try await TestAPI([Devices.parked(7)]).run { client in
            for route in APIRoute.allCases {
                let described = route.operations.keys.map(\.rawValue) + (route.operations[.get] == nil ? [] : ["HEAD"])
                for method in Self.methods {
                    let answer = try await client.executeRequest(
                        uri: AccessTests.path(route), method: method, headers: TestAPI.authorized,
                        body: ByteBuffer(string: "{}"))
                    #expect(
                        (answer.status == .methodNotAllowed) == !described.contains(method.rawValue),
                        "\(method) \(route.rawValue)")
                    guard answer.status == .methodNotAllowed else { continue }
                    #expect(answer.headers[.allow] == described.sorted().joined(separator: ", "))
                }
            }
        }
    }

    @Test("a parameter that is described is taken, and one that is not is refused")
    func parameters() async throws {
        try await TestAPI([Devices.parked(7)]).run { client in
            for route in APIRoute.allCases where route.isGuarded {
                for (method, operation) in route.operations {
                    let answer = try await client.executeRequest(
                        uri: AccessTests.path(route) + "?strange=1", method: method, headers: TestAPI.authorized,
                        body: ByteBuffer(string: "{}"))
                    #expect(answer.status == .badRequest, "\(method) \(route.rawValue)")
                    let names = operation.parameters.filter { $0.place == .query }.map(\.name).sorted()
                    #expect(
                        answer.text.contains(
                            #""detail":"This resource takes: \#(names.joined(separator: ", ")).""#),
                        "\(method) \(route.rawValue): \(answer.text)")
                }
            }
        }
    }

    @Test("each operation has a name of its own")
    func names() {
        let ids = APIRoute.allCases.flatMap { $0.operations.values.map(\.id) }
        #expect(Set(ids).count == ids.count)
        #expect(ids.allSatisfy { $0.wholeMatch(of: /[a-z][A-Za-z]+/) != nil })
    }

    @Test("each named shape is used, and each that is used is there")
    func components() throws {
        let text = OpenAPIDocument.text
        let used = Set(text.matches(of: /"\$ref": "#\/components\/([A-Za-z]+)\/([^"]+)"/).map { "\($0.1)/\($0.2)" })
        let components = try #require(OpenAPIDocument.document["components"]?.entries)
        let kept = components.filter { $0.key != "securitySchemes" }.flatMap { kind in
            (kind.value.entries ?? []).map { "\(kind.key)/\($0.key)" }
        }
        #expect(Set(kept) == used)
    }

    @Test("it is served to everybody, as JSON")
    func served() async throws {
        let answer = try await TestAPI().answer(.get, "/openapi.json", headers: [:])
        #expect(answer.status == .ok)
        #expect(answer.headers[.contentType] == "application/json")
        let read = try #require(try JSONSerialization.jsonObject(with: Data(answer.text.utf8)) as? [String: Any])
        #expect(read["openapi"] as? String == "3.1.0")
        #expect((read["paths"] as? [String: Any])?.count == APIRoute.allCases.count { !$0.isPage })
    }

    @Test("roles and audit are those of the table")
    func access() throws {
        let paths = try #require(OpenAPIDocument.document["paths"])
        for row in try AccessTests.rows() {
            let operation = try #require(paths[row.route.rawValue]?[row.method.rawValue.lowercased()])
            #expect(operation["x-roles"] == .list(row.roles.words.map { .text($0) }), "\(row.route.rawValue)")
            #expect(operation["x-audited"] == .flag(row.isAudited), "\(row.route.rawValue)")
        }
    }
}
