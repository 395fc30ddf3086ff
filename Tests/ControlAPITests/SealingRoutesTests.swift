import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("keys that seal")
struct SealingRoutesTests {
    static let noOthers = #""one-time-password":0,"psk-key":0,"profile-secret":0,"setup-certificate":0}"#

    @Test("the keys are told with what each of them seals, the current one first")
    func census() async throws {
        let api = TestAPI()
        api.sealing.state.withLock { $0.old = 4 }
        let answer = try await api.answer(.get, "/v1/secrets/keys")
        #expect(
            answer.text == #"{"remaining":4,"keys":["#
                + #"{"key":"k2","state":"current","total":6,"records":{"authority":0,"credential":6,\#(Self.noOthers)},"#
                + #"{"key":"k1","state":"older","total":4,"records":{"authority":0,"credential":4,\#(Self.noOthers)}]}"#
                + "\n")
    }

    @Test("a key that records name and the server does not have is told as missing")
    func missing() async throws {
        let api = TestAPI()
        api.sealing.state.withLock { $0.stuck = 1 }
        let text = try await api.answer(.get, "/v1/secrets/keys").text
        #expect(text.contains(#"{"key":"k0","state":"missing","total":1,"#) && text.contains(#""remaining":11"#))
    }

    @Test("a step says what it did, what is left, and where the next one begins")
    func rotation() async throws {
        let api = TestAPI()
        let first = try await api.answer(.post, "/v1/secrets/rotation", body: #"{"count":7}"#)
        #expect(first.status == .ok)
        let place = #"{"kind":"credential","key":"k1","record":"\#(MemorySecretKeeping.device)/7"}"#
        #expect(
            first.text.hasPrefix(
                #"{"rewrapped":{"authority":0,"credential":7,\#(Self.noOthers),"left":0,"failed":[],"next":\#(place),"remaining":3,"#
            ), "\(first.text)")
        let second = try await api.answer(.post, "/v1/secrets/rotation", body: #"{"count":7,"after":\#(place)}"#)
        #expect(second.text.contains(#""credential":3,"#) && second.text.contains(#""next":null,"remaining":0,"#))
        let asked = api.sealing.state.withLock { $0.asked }
        #expect(asked.map(\.count) == [7, 7])
        #expect(asked.map { $0.after?.record.place } == [nil, "\(MemorySecretKeeping.device)/7"])
        _ = try await api.answer(.post, "/v1/secrets/rotation", body: #"{"after":null}"#)
        #expect(api.sealing.state.withLock { $0.asked.last?.count } == 1_000)
        #expect(
            api.log.all.contains { $0.contains("secrets put under the current key") && $0.contains(#""changed":"7""#) })
    }

    @Test("what does not open is named, and never shown")
    func failures() async throws {
        let api = TestAPI()
        api.sealing.state.withLock {
            $0.stuck = 1
            $0.failures = [MemorySecretKeeping.failure]
        }
        let failure =
            #"{"kind":"credential","record":"\#(MemorySecretKeeping.device)/3","part":"mebx","key":"k1","reason":"box-invalid"}"#
        let rotation = try await api.answer(.post, "/v1/secrets/rotation", body: "{}")
        #expect(rotation.text.contains(#""failed":[\#(failure)]"#))
        let verification = try await api.answer(.post, "/v1/secrets/verification", body: #"{"count":5}"#)
        #expect(
            verification.text == #"{"kinds":[{"kind":"authority","opened":0,"failed":[]},"#
                + #"{"kind":"credential","opened":5,"failed":[\#(failure)]},"#
                + #"{"kind":"one-time-password","opened":0,"failed":[]},{"kind":"psk-key","opened":0,"failed":[]},"#
                + #"{"kind":"profile-secret","opened":0,"failed":[]},{"kind":"setup-certificate","opened":0,"failed":[]}]}"#
                + "\n")
        #expect(api.log.all.contains { $0.contains("stored secrets do not open") && $0.contains(#""level":"error""#) })
        #expect(api.sealing.state.withLock { $0.verified } == [5])
    }

    static let device = MemorySecretKeeping.device

    @Test(
        "an order that is not whole does nothing",
        arguments: [
            ("rotation", #"{"count":0}"#), ("rotation", #"{"count":5001}"#), ("rotation", #"{"count":"7"}"#),
            ("rotation", #"{"amount":7}"#), ("rotation", #"[]"#), ("rotation", ""), ("rotation", #"{"after":7}"#),
            ("rotation", #"{"after":{"kind":"credential","key":"k1"}}"#),
            ("rotation", #"{"after":{"kind":"none","key":"k1","record":"\#(device)/1"}}"#),
            ("rotation", #"{"after":{"kind":"credential","key":"k1","record":"\#(device)"}}"#),
            ("rotation", #"{"after":{"kind":"credential","key":"k1","record":"\#(device)/1/2"}}"#),
            ("rotation", #"{"after":{"kind":"credential","key":"k1","record":"'; --/1"}}"#),
            ("rotation", #"{"after":{"kind":"setup-certificate","key":"k1","record":"zz"}}"#),
            ("verification", #"{"count":1001}"#), ("verification", #"{"after":null}"#), ("verification", "7"),
        ])
    func malformed(resource: String, body: String) async throws {
        let api = TestAPI()
        let answer = try await api.answer(.post, "/v1/secrets/\(resource)", body: body)
        #expect(answer.status == .badRequest, "\(answer.text)")
        #expect(api.sealing.state.withLock { $0.asked.isEmpty && $0.verified.isEmpty })
    }

    @Test(
        "a secret may still have the name of such a resource", arguments: ["keys", "rotation", "verification", "wifi"])
    func names(name: String) async throws {
        let api = TestAPI()
        let kept = try await api.answer(.put, "/v1/secrets/\(name)", body: #"{"value":"v"}"#)
        #expect(kept.text == #"{"name":"\#(name)","version":1}"# + "\n", "\(kept.text)")
    }

    @Test("a token for records alone sees none of it")
    func scope() async throws {
        for (method, path) in [(HTTPRequest.Method.get, "keys"), (.post, "rotation"), (.post, "verification")] {
            let answer = try await TestAPI().answer(method, "/v1/secrets/\(path)", headers: TestAPI.agent, body: "{}")
            #expect(answer.status == .forbidden)
        }
    }
}
