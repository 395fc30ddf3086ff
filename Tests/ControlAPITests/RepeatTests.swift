import Hummingbird
import HummingbirdTesting
import Provisioning
import Testing

@testable import ControlAPI

/// A request that is repeated under its key, as after a lost answer.
@Suite("repeated requests")
struct RepeatTests {
    static let generation = "/v1/psk-keys/generation"
    static let tokenBody = #"{"name":"new","roles":["viewer"]}"#

    private func headers(_ key: String, token: String = MemoryTokenBook.token) -> HTTPFields {
        var headers: HTTPFields = [.authorization: "Bearer \(token)"]
        headers[HeaderName.idempotencyKey] = key
        return headers
    }

    @Test("it is carried out once, and answered the same again")
    func once() async throws {
        let api = TestAPI()
        let first = try await api.answer(.post, Self.generation, headers: self.headers("k-1"), body: #"{"count":2}"#)
        let again = try await api.answer(.post, Self.generation, headers: self.headers("k-1"), body: #"{"count":2}"#)
        #expect(first.status == .created && again.status == .created)
        #expect(again.text == first.text)
        #expect(first.headers[HeaderName.idempotentReplayed] == nil)
        #expect(again.headers[HeaderName.idempotentReplayed] == "true")
        #expect(api.imports.keys.entries.count == 2)
        // It was done once, and is noted once.
        #expect(api.audit.acts.count { $0.action == "POST \(Self.generation)" } == 1)
    }

    @Test("without a key each request is one of its own")
    func unkeyed() async throws {
        let api = TestAPI()
        for _ in 0..<2 { _ = try await api.answer(.post, Self.generation, body: #"{"count":1}"#) }
        #expect(api.imports.keys.entries.count == 2)
        #expect(api.answers.entries.isEmpty)
    }

    @Test("another request under the same key is refused")
    func reused() async throws {
        let api = TestAPI()
        _ = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":1}"#)
        let body = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":2}"#)
        let resource = try await api.answer(.post, "/v1/tokens", headers: self.headers("k"), body: #"{"count":1}"#)
        for other in [body, resource] {
            #expect(other.status.code == 422)
            #expect(other.text.contains(#""type":"urn:provisionserver:problem:key-reused""#))
        }
        #expect(api.imports.keys.entries.count == 1)
    }

    @Test("while the first one runs, or nobody knows how it ended, it is not done again")
    func running() async throws {
        let api = TestAPI()
        api.imports.keys.fail(StoreFailure(kind: .outcomeUnknown, statement: "import_psk_keys"))
        let lost = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":1}"#)
        #expect(lost.status == .serviceUnavailable)
        let again = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":1}"#)
        #expect(again.status == .conflict)
        #expect(again.text.contains(#""type":"urn:provisionserver:problem:key-in-use""#))
    }

    @Test("a refused request gives its key back")
    func refused() async throws {
        let api = TestAPI()
        let refused = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":0}"#)
        #expect(refused.status == .badRequest)
        #expect(api.answers.entries.isEmpty)
        let good = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":1}"#)
        #expect(good.status == .created)
    }

    @Test("an answer with a secret is not kept: a repeat learns that it was done, and no secret")
    func secret() async throws {
        let api = TestAPI()
        let made = try await api.answer(.post, "/v1/tokens", headers: self.headers("k"), body: Self.tokenBody)
        #expect(made.status == .created)
        let again = try await api.answer(.post, "/v1/tokens", headers: self.headers("k"), body: Self.tokenBody)
        #expect(again.status == .conflict)
        #expect(again.text.contains(#""type":"urn:provisionserver:problem:answer-not-kept""#))
        #expect(api.answers.entries.values.allSatisfy { $0.isDone && $0.answer == nil })
    }

    @Test("a key is its caller's own")
    func callers() async throws {
        let api = TestAPI()
        _ = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":1}"#)
        _ = try await api.tokens.make(name: "other", roles: .everything, digest: BearerGuard.digest("other-token"))
        let other = try await api.answer(
            .post, Self.generation, headers: self.headers("k", token: "other-token"), body: #"{"count":1}"#)
        #expect(other.status == .created)
        #expect(other.headers[HeaderName.idempotentReplayed] == nil)
        #expect(Set(api.answers.entries.keys.map(\.caller)) == ["first", "other"])
        // Nor does the same body look the same: its digest is keyed with the token.
        #expect(Set(api.answers.entries.values.map(\.fingerprint)).count == 2)
    }

    @Test("a key that is none is refused", arguments: ["", "with blank", String(repeating: "k", count: 65)])
    func malformed(_ key: String) async throws {
        let api = TestAPI()
        let answer = try await api.answer(.post, Self.generation, headers: self.headers(key), body: #"{"count":1}"#)
        #expect(answer.status == .badRequest)
        #expect(answer.text.contains(#""field":"Idempotency-Key""#))
        #expect(api.imports.keys.entries.isEmpty)
    }

    @Test("when a key cannot be noted, nothing is done")
    func unavailable() async throws {
        let api = TestAPI()
        api.answers.fail()
        let answer = try await api.answer(.post, Self.generation, headers: self.headers("k"), body: #"{"count":1}"#)
        #expect(answer.status == .serviceUnavailable)
        #expect(api.imports.keys.entries.isEmpty)
    }
}
