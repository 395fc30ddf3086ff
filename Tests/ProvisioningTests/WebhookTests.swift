import AMT
import Foundation
import Testing

@testable import Provisioning

@Suite("Webhooks") struct WebhookTests {
    private func read(_ json: String) throws -> Result<Webhook, ProfileFaults> {
        Webhook.read(try DocumentValue.read(json: Array(json.utf8)).get())
    }

    @Test("a document says where, which types, and by which secret; it is enabled unless it says otherwise")
    func document() throws {
        #expect(
            try self.read(
                #"{"url":"https://hooks.example/amt","types":["device.","certificate.ending"],"secret":"hook"}"#
            ).get()
                == Webhook(
                    url: "https://hooks.example/amt", types: ["device.", "certificate.ending"], secretName: "hook"))
        #expect(
            try self.read(#"{"url":"http://127.0.0.1:8080/","secret":"hook","enabled":false}"#).get().isEnabled == false
        )
    }

    @Test("everything that is wrong is told at once, each with its place")
    func faults() throws {
        guard
            case .failure(let faults) = try self.read(
                #"{"url":"ftp://a","types":["device.","lost",7],"secret":"A b","enabled":1,"authority":"x","colour":"red"}"#
            )
        else {
            Issue.record("it was taken")
            return
        }
        #expect(
            Set(faults.faults.map { "\($0.path) \($0.code.rawValue)" }) == [
                "colour unknown-key", "url address", "secret secret-name", "types[1] not-one-of", "types[2] not-one-of",
                "enabled wrong-kind", "authority certificate",
            ])
        guard case .failure(let missing) = try self.read("{}") else {
            Issue.record("it was taken")
            return
        }
        #expect(missing.faults.map(\.path) == ["url", "secret"] && missing.faults.allSatisfy { $0.code == .missing })
        guard case .failure(let user) = try self.read(#"{"url":"https://u:p@a.example/","secret":"s"}"#) else {
            Issue.record("a password in an address was taken")
            return
        }
        #expect(user.faults.map(\.code) == [.secretInClear])
    }

    @Test("it is told of what its types begin with, and of everything when it names none")
    func wants() {
        let some = Webhook(url: "https://a", types: ["device.parked", "source."], secretName: "s")
        #expect(some.wants("device.parked") && some.wants("source.held") && !some.wants("device.silent"))
        #expect(Webhook(url: "https://a", secretName: "s").wants("node.left"))
    }

    @Test("a message is a CloudEvent with every member that the specification requires, whatever is in its texts")
    func message() throws {
        let event = ClusterEvent(
            position: EventPosition(transaction: 7, ordinal: 9), at: UnixTime(seconds: 0), type: "source.failing",
            subject: "a \"b\"\n\u{1}", site: nil, data: #"{"detail":"x"}"#)
        let message = WebhookMessage(event, time: "2026-11-29T00:00:00.000Z")
        let object = try #require(
            try JSONSerialization.jsonObject(with: Data(message.body.utf8)) as? [String: Any])
        #expect(object["specversion"] as? String == "1.0")
        #expect(object["id"] as? String == "7.9" && object["source"] as? String == "urn:provisionserver:events")
        #expect(object["type"] as? String == "source.failing" && object["subject"] as? String == event.subject)
        #expect(object["time"] as? String == "2026-11-29T00:00:00.000Z")
        let data = try #require(object["data"] as? [String: Any])
        #expect(data["site"] is NSNull && (data["facts"] as? [String: String]) == ["detail": "x"])
        #expect(message.signed(at: UnixTime(seconds: 1_614_265_330)) == "7.9.1614265330.\(message.body)")
    }

    @Test(
        "waits double from two seconds to an hour, a little apart from each other, and the receiver's own word counts within the hour"
    )
    func backOff() {
        func seconds(_ failures: Int, asked: Int? = nil, spread: Double = 1) -> Double {
            WebhookBackOff.seconds(failures: failures, asked: asked, spread: spread)
        }
        #expect([1, 2, 3, 11, 12, 1_000].map { seconds($0) } == [2, 4, 8, 2048, 3600, 3600])
        #expect(seconds(3, spread: 0) == 6 && seconds(0) == 2)
        #expect(seconds(1, asked: 120) == 120 && seconds(1, asked: 1_000_000) == 3600)
    }

    @Test("a position is read back as it was written, and nothing else is one")
    func position() {
        let position = EventPosition(transaction: .max, ordinal: .max)
        #expect(EventPosition(position.description) == position)
        for text in ["", "1", "1.", ".1", "-1.2", "1.2.3", "1.99999999999999999999", "+1.2", "1. 2"] {
            #expect(EventPosition(text) == nil, "\(text)")
        }
    }
}
