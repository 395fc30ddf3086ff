import AMT
import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

@Suite("audit")
struct AuditTests {
    private static let credential = "/v1/devices/\(Devices.uuid(7))/credential"

    @Test("a password that is read is noted first: who, from where, which device, in which request")
    func credential() async throws {
        let api = TestAPI([Devices.parked(7)])
        api.operators.change { $0.credentials[Devices.uuid(7)] = Devices.credentials }
        var headers = TestAPI.authorized
        headers[HeaderName.requestID] = "r-1"
        #expect(try await api.answer(.get, Self.credential, headers: headers).status == .ok)
        let act = try #require(api.audit.acts.first)
        #expect(api.audit.acts.count == 1)
        #expect(act.node == "node-1" && act.caller == "first" && act.requestID == "r-1" && act.status == nil)
        #expect(act.action == "GET /v1/devices/{uuid}/credential" && act.subject == "\(Devices.uuid(7))")
    }

    @Test("where nothing can be noted, no password is shown and nothing is changed")
    func unavailable() async throws {
        let api = TestAPI([Devices.parked(7)])
        api.operators.change { $0.credentials[Devices.uuid(7)] = Devices.credentials }
        api.audit.fail()
        for (method, path) in [
            (HTTPRequest.Method.get, Self.credential), (.post, "/v1/devices/\(Devices.uuid(7))/retry"),
            (.delete, "/v1/tokens/agents"),
        ] {
            let answer = try await api.answer(method, path)
            #expect(answer.status == .serviceUnavailable && answer.headers[HeaderName.retryAfter] == "1")
            #expect(answer.text.contains("urn:provisionserver:problem:audit-unavailable"))
        }
        #expect(api.operators.retried.isEmpty && api.tokens.entries["agents"] != nil)
        // Whoever only looks is not held up.
        #expect(try await api.answer(.get, "/v1/queue").status == .ok)
    }

    @Test("the newest entries are those at the end, in their order")
    func newest() async throws {
        let api = TestAPI([Devices.parked(7)])
        for _ in 0..<3 { _ = try await api.answer(.post, "/v1/devices/\(Devices.uuid(7))/retry") }
        let numbers = try await api.answer(.get, "/v1/audit?order=newest&limit=2").text.matches(of: #/"number":(\d+)/#)
        let count = api.audit.acts.count
        #expect(numbers.map { Int($0.1) } == [count - 1, count])
        let behind = try await api.answer(.get, "/v1/audit?order=newest&limit=9&after=\(count - 1)").text
        #expect(behind.matches(of: #/"number":(\d+)/#).map { Int($0.1) } == [count])
    }

    @Test("what was refused after all is noted behind it")
    func refused() async throws {
        let api = TestAPI()
        #expect(try await api.answer(.post, "/v1/devices/\(Devices.uuid(7))/retry").status == .notFound)
        #expect(api.audit.acts.map(\.status) == [nil, 404])
        #expect(api.audit.acts.map(\.action) == [String](repeating: "POST /v1/devices/{uuid}/retry", count: 2))
    }

    @Test("neither looking nor who has no token is noted, nor a body, nor a path that is no name")
    func unnoted() async throws {
        let api = TestAPI([Devices.parked(7)])
        for path in ["/v1/queue", "/v1/devices", "/v1/audit"] { _ = try await api.answer(.get, path) }
        _ = try await api.answer(.post, "/v1/tokens", headers: [:], body: "{}")
        _ = try await api.answer(.get, Self.credential, headers: [.authorization: "Bearer wrong"])
        _ = try await api.answer(.get, Self.credential, headers: TestAPI.agent)
        #expect(api.audit.acts.isEmpty)
        _ = try await api.answer(.put, "/v1/secrets/mps", body: #"{"value":"marked-secret"}"#)
        #expect(api.audit.acts.allSatisfy { !"\($0)".contains("marked-secret") } && !api.audit.acts.isEmpty)
        let long = String(repeating: "x", count: 500)
        _ = try await api.answer(.delete, "/v1/tokens/\(long)")
        #expect(api.audit.acts.allSatisfy { $0.subject.count <= 128 })
    }

    @Test("the log comes a page at a time, with all that a hash is made of")
    func pages() async throws {
        let api = TestAPI()
        for name in ["a", "b", "c"] { _ = try await api.answer(.delete, "/v1/tokens/\(name)") }
        let first = try await api.answer(.get, "/v1/audit?limit=2")
        #expect(
            first.text.hasPrefix(
                #"{"entries":[{"number":1,"at":"2001-09-09T01:46:40.000Z","atMicroseconds":1000000000000000,"node":"node-1","#
            ))
        #expect(
            first.text.contains(
                #""action":"DELETE /v1/tokens/{name}","subject":"a","status":null,"previousHash":"00000000"#))
        #expect(first.text.hasSuffix(#""nextAfter":2}"# + "\n"))
        let one = try await api.answer(.get, "/v1/audit?subject=c&after=2")
        #expect(
            one.text.contains(#""number":5"#) && one.text.contains(#""number":6"#)
                && !one.text.contains(#""subject":"b""#))
        #expect(try await api.answer(.get, "/v1/audit?after=-1").status == .badRequest)
    }

    @Test("a token is noted with its name and roles, and has none that its maker has not")
    func tokens() async throws {
        let api = TestAPI()
        _ = try await api.tokens.make(
            name: "trust", roles: [.trustAdmin, .viewer],
            digest: Hex.bytes("2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683") ?? [])
        let trust: HTTPFields = [.authorization: "Bearer key"]
        let more = try await api.answer(
            .post, "/v1/tokens", headers: trust, body: #"{"name":"x","roles":["viewer","credential-reader"]}"#)
        #expect(more.status == .forbidden && more.text.contains("role-insufficient"))
        #expect(api.tokens.entries["x"] == nil)
        let made = try await api.answer(
            .post, "/v1/tokens", headers: trust, body: #"{"name":"x","roles":["viewer"]}"#)
        #expect(made.status == .created)
        #expect(api.audit.acts.map(\.subject) == ["", "", "", "x: viewer"])
        #expect(api.audit.acts.map(\.status) == [nil, 403, nil, nil])
    }

    @Test("a device is found in the log however a caller has spelled it")
    func spelling() async throws {
        let api = TestAPI([Devices.parked(7)])
        _ = try await api.answer(.get, "/v1/devices/\(Devices.uuid(7).description.uppercased())/credential")
        #expect(api.audit.acts.map(\.subject) == [Devices.uuid(7).description])
        let page = try await api.answer(.get, "/v1/audit?subject=\(Devices.uuid(7).description.uppercased())")
        #expect(page.text.contains(#""number":1"#))
    }

    @Test("what may have been done is not noted as ended; what the database refused is")
    func unknownOutcome() async throws {
        for (kind, expected) in [(StoreFailure.Kind.outcomeUnknown, [nil]), (.unavailable, [nil, 503])] {
            let api = TestAPI([Devices.parked(7)])
            api.operators.change { $0.failure = StoreFailure(kind: kind, statement: "retry_request") }
            _ = try await api.answer(.post, "/v1/devices/\(Devices.uuid(7))/retry")
            #expect(api.audit.acts.map(\.status) == expected)
        }
    }
}
