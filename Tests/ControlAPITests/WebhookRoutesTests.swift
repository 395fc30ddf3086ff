import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("Webhooks over the API") struct WebhookRoutesTests {
    private let api = TestAPI()
    private static let document = #"{"secret":"hook","types":["device."],"url":"https://hooks.example/amt"}"#

    @Test("one is made, shown with its version as entity tag, changed from that version alone, and removed")
    func life() async throws {
        let made = try await self.api.answer(.put, "/v1/webhooks/ops", body: Self.document)
        #expect(made.status == .created && made.headers[.eTag] == "\"1\"")
        #expect(made.text.contains(#""path":"secret","code":"missing""#), "the secret is not there yet: \(made.text)")
        let shown = try await self.api.answer(.get, "/v1/webhooks/ops")
        #expect(shown.headers[.eTag] == "\"1\"" && shown.text.contains(#""delivered":3"#))
        #expect(shown.text.contains(#""document":\#(Self.document)"#))
        var stale = TestAPI.authorized
        stale[.ifMatch] = "\"7\""
        let conflict = try await self.api.answer(
            .put, "/v1/webhooks/ops", headers: stale, body: #"{"secret":"hook","url":"http://hooks.example/"}"#)
        #expect(conflict.status == .preconditionFailed)
        let plain = try await self.api.answer(
            .put, "/v1/webhooks/ops", body: #"{"secret":"hook","url":"http://hooks.example/"}"#)
        #expect(plain.status == .ok && plain.text.contains("clear text"))
        var headers = TestAPI.authorized
        headers[.ifMatch] = "\"1\""
        let refused = try await self.api.answer(.delete, "/v1/webhooks/ops", headers: headers)
        #expect(refused.status == .preconditionFailed && refused.text.contains("Its newest version is 2"))
        headers[.ifMatch] = "\"2\""
        #expect(try await self.api.answer(.delete, "/v1/webhooks/ops", headers: headers).status == .ok)
        #expect(try await self.api.answer(.get, "/v1/webhooks/ops").status == .notFound)
        #expect(try await self.api.answer(.delete, "/v1/webhooks/ops").status == .notFound)
    }

    @Test("what is written while somebody removes the version before it stays")
    func writtenMeanwhile() async throws {
        _ = try await self.api.answer(.put, "/v1/webhooks/ops", body: Self.document)
        let webhooks = self.api.webhooks
        webhooks.beforeRemoval.withLock { $0 = { webhooks.all.withLock { $0["ops"]?.version = 2 } } }
        var headers = TestAPI.authorized
        headers[.ifMatch] = "\"1\""
        let refused = try await self.api.answer(.delete, "/v1/webhooks/ops", headers: headers)
        #expect(refused.status == .preconditionFailed && refused.text.contains("Its newest version is 2"))
        #expect(try await self.api.answer(.get, "/v1/webhooks/ops").status == .ok)
    }

    @Test("what is wrong with a document is told at once, each with its place")
    func faults() async throws {
        let other = try await self.api.answer(
            .put, "/v1/webhooks/ops", body: #"{"name":"chat","secret":"hook","url":"https://hooks.example/amt"}"#)
        #expect(other.status == .badRequest && other.text.contains(#""field":"name""#))
        let answer = try await self.api.answer(.put, "/v1/webhooks/ops", body: #"{"types":["lost"]}"#)
        #expect(answer.status == .unprocessableContent)
        for path in ["url", "secret", "types[0]"] { #expect(answer.text.contains(#""path":"\#(path)""#)) }
    }

    @Test("one is told again from a position that is one of ours")
    func replay() async throws {
        _ = try await self.api.answer(.put, "/v1/webhooks/ops", body: Self.document)
        #expect(
            try await self.api.answer(.post, "/v1/webhooks/ops/replay", body: #"{"after":"0.0"}"#).status == .accepted)
        #expect(self.api.webhooks.all.withLock { $0["ops"]?.position } == .start)
        for body in [#"{"after":7}"#, #"{"after":"x"}"#, "{}"] {
            #expect(try await self.api.answer(.post, "/v1/webhooks/ops/replay", body: body).status == .badRequest)
        }
        #expect(
            try await self.api.answer(.post, "/v1/webhooks/none/replay", body: #"{"after":"0.0"}"#).status == .notFound)
    }
}
