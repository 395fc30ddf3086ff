import Foundation
import Testing

@testable import provisionctl

@Suite("pages of keys that seal")
struct SealingPagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    /// As the API's description shows it.
    static let census = """
        {"remaining":120,"keys":[
        {"key":"k2","state":"current","total":1500000,"records":{"authority":1,"credential":1499999}},
        {"key":"k1","state":"older","total":120,"records":{"authority":0,"credential":120}}]}
        """

    static let step = """
        {"rewrapped":{"authority":0,"credential":880},"left":1,"failed":[{"kind":"credential","record":"r/3","part":"mebx",
        "key":"k1","reason":"box-invalid"}],"next":{"kind":"credential","key":"k1","record":"r/9"},
        "remaining":120,"keys":[]}
        """

    @Test("keys, and what each of them seals")
    func keys() throws {
        let census = try Answer.read(Data(Self.census.utf8), as: KeyCensus.self)
        #expect(
            self.plain.keys(census.keys) == [
                "KEY  STATE        TOTAL  AUTHORITY  CREDENTIAL",
                "k2   current  1,500,000          1   1,499,999",
                "k1   older          120          0         120",
            ])
    }

    @Test("a step of a rotation is read, and its place handed back as it came")
    func step() throws {
        let step = try Answer.read(Data(Self.step.utf8), as: RotationStep.self)
        #expect(step.failed.map(\.part) == ["mebx"])
        let order = try JSONEncoder().encode(RotationOrder(count: 5, after: step.next))
        let back = try #require(try JSONSerialization.jsonObject(with: order) as? [String: Any])
        #expect(back["after"] as? [String: String] == ["kind": "credential", "key": "k1", "record": "r/9"])
        let first = try JSONEncoder().encode(RotationOrder(count: 5, after: nil))
        #expect(String(decoding: first, as: UTF8.self) == #"{"count":5}"#)
    }

    @Test("progress never says that all is done while something is left")
    func progress() {
        var outcome = RotationRun.Outcome()
        #expect(self.plain.rotating(outcome).hasPrefix("100 %"))
        outcome.keys = [
            .init(key: "k2", state: "current", total: 999_999, records: [:]),
            .init(key: "k1", state: "older", total: 1, records: [:]),
        ]
        outcome.remaining = 1
        #expect(self.plain.rotating(outcome) == "99 %  999,999 of 1,000,000 under the current key")
        outcome.failed = [SealedFailure(kind: "psk-key", record: "p", part: "pps", key: "k1", reason: "box-invalid")]
        #expect(self.plain.rotating(outcome).hasSuffix(", 1 do not open"))
        #expect(self.plain.notRotated(outcome) == "The records that are left do not open.")
        outcome.keys[1].state = "missing"
        #expect(self.plain.notRotated(outcome).contains("does not have k1"))
    }

    @Test("a proof names what does not open")
    func verified() throws {
        let json = """
            {"kinds":[{"kind":"psk-key","opened":100,"failed":[]},{"kind":"credential","opened":99,"failed":[
            {"kind":"credential","record":"u/3","part":"password","key":"k1","reason":"key-unknown"}]}]}
            """
        let verification = try Answer.read(Data(json.utf8), as: Verification.self)
        #expect(
            self.plain.verified(verification) == [
                "KIND        OPENED  FAILED", "psk-key        100       0", "credential      99       1", "",
                "KIND        RECORD  PART      KEY  REASON", "credential  u/3     password  k1   key-unknown",
            ])
    }
}
