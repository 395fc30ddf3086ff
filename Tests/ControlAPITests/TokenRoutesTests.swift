import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("tokens of the API")
struct TokenRoutesTests {
    static let path = "/v1/tokens"

    @Test("a list has names, roles and moments, in order of names")
    func list() async throws {
        let answer = try await TestAPI().answer(.get, Self.path)
        #expect(
            answer.text == #"{"tokens":["#
                + #"{"name":"agents","roles":["agent"],"createdAt":"2001-09-09T01:46:40.000Z","lastUsedAt":null},"#
                + #"{"name":"first","roles":["viewer","operator","credential-reader","profile-admin","trust-admin","auditor","#
                + #""agent"],"createdAt":"2001-09-09T01:46:40.000Z","#
                + #""lastUsedAt":"2001-09-09T01:46:40.000Z"}]}"# + "\n")
    }

    @Test("a new token is in its answer alone, and good for its roles from then on", arguments: AccessRole.allCases)
    func make(_ role: AccessRole) async throws {
        let api = TestAPI()
        let made = try await api.answer(
            .post, Self.path, body: #"{"name":"imaging","roles":["\#(role.rawValue)"]}"#)
        #expect(made.status == .created)
        let match = try #require(
            made.text.wholeMatch(
                of:
                    #/\{"name":"imaging","roles":\["([a-z-]+)"\],"createdAt":"2001-09-09T01:46:40.000Z","token":"([0-9a-f]{64})"\}\n/#
            ))
        #expect(match.1 == role.rawValue)
        let token = String(match.2)
        #expect(try await !api.answer(.get, Self.path).text.contains(token))
        #expect(!api.log.all.joined().contains(token))
        #expect(
            api.log.all.contains {
                $0.contains("API token made") && $0.contains(#""token.name":"imaging""#)
                    && $0.contains(#""token.roles":"\#(role.rawValue)""#) && $0.contains(#""api.caller":"first""#)
            })
        let used = try await api.answer(.get, "/v1/queue", headers: [.authorization: "Bearer \(token)"])
        #expect(used.status.code == (role == .agent ? 403 : 200))
        let other = try await api.answer(.post, Self.path, body: #"{"name":"more","roles":["viewer"]}"#)
        #expect(!other.text.contains(token))
    }

    @Test("a name that another token has is refused, and that token stays what it was")
    func taken() async throws {
        let api = TestAPI()
        let answer = try await api.answer(.post, Self.path, body: #"{"name":"agents","roles":["viewer"]}"#)
        #expect(answer.status == .conflict)
        #expect(answer.text.contains("urn:provisionserver:problem:token-name-taken"))
        #expect(!answer.text.contains(#""token":"#))
        #expect(api.tokens.entries["agents"]?.roles == [.agent])
    }

    @Test(
        "an order that is not whole makes nothing: nobody gets everything by forgetting to say what for",
        arguments: [
            (#"{"name":"x"}"#, "roles"), (#"{"name":"x","roles":["everything"]}"#, "roles"),
            (#"{"name":"x","roles":null}"#, "roles"), (#"{"name":"x","roles":[]}"#, "roles"),
            (#"{"name":"x","roles":"viewer"}"#, "roles"), (#"{"name":"x","roles":["viewer",1]}"#, "roles"),
            (#"{"roles":["agent"]}"#, "name"), (#"{"name":"","roles":["agent"]}"#, "name"),
            (#"{"name":"..","roles":["agent"]}"#, "name"), (#"{"name":"X","roles":["agent"]}"#, "name"),
            (#"{"name":"a b","roles":["agent"]}"#, "name"), (#"{"name":"x","roles":["agent"],"token":"mine"}"#, nil),
            (#"[]"#, nil), (#"{"#, nil), ("", nil),
        ])
    func malformed(body: String, field: String?) async throws {
        let api = TestAPI()
        let answer = try await api.answer(.post, Self.path, body: body)
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains("urn:provisionserver:problem:request-malformed"))
        if let field { #expect(answer.text.contains(#""field":"\#(field)""#)) }
        #expect(api.tokens.entries.count == 2)
    }

    @Test("a token that was removed is refused at once where that was ordered")
    func remove() async throws {
        let api = TestAPI()
        try await api.run { client async throws in
            func status(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields) async throws -> Int {
                try await client.executeRequest(uri: path, method: method, headers: headers, body: nil).status.code
            }
            // Now it is remembered.
            #expect(try await status(.get, "/v1/queue", TestAPI.agent) == 403)
            #expect(try await status(.delete, Self.path + "/agents", TestAPI.authorized) == 200)
            #expect(try await status(.get, "/v1/queue", TestAPI.agent) == 401)
            #expect(try await status(.delete, Self.path + "/agents", TestAPI.authorized) == 404)
            #expect(try await status(.get, "/v1/queue", TestAPI.authorized) == 200)
        }
        #expect(api.log.all.contains { $0.contains("API token removed") && $0.contains(#""token.name":"agents""#) })
    }

    @Test("the last token that may make others stays, one that is not the last goes")
    func last() async throws {
        let api = TestAPI()
        let kept = try await api.answer(.delete, Self.path + "/first")
        #expect(kept.status == .conflict)
        #expect(kept.text.contains("urn:provisionserver:problem:last-token"))
        _ = try await api.answer(.post, Self.path, body: #"{"name":"second","roles":["trust-admin"]}"#)
        #expect(try await api.answer(.delete, Self.path + "/first").text == #"{"name":"first"}"# + "\n")
        let unknown = try await api.answer(.delete, Self.path + "/none")
        #expect(unknown.status == .unauthorized, "the caller's own token is gone")
    }
}
