import AMT
import Provisioning
import Testing

@Suite("Explanation of a device") struct ExplanationTests {
    static let uuid = DeviceUUID("4c4c4544-0042-3510-8052-b4c04f4a3532")

    static func device(
        _ state: DeviceState, _ code: ProblemCode? = nil, _ evidence: [String: String] = [:],
        sections: [SectionView] = []
    ) throws -> DeviceView {
        DeviceView(
            uuid: try #require(Self.uuid), state: state, site: "default", fqdn: "pc-7.corp.example",
            address: PeerAddress(numeric: "192.0.2.7"), amtVersion: "16.1.25", profile: "default",
            problem: code.map { Self.problem($0, evidence) }, attempt: 3, nextAttemptAt: UnixTime(seconds: 900),
            firstHelloAt: UnixTime(seconds: 100), lastHelloAt: UnixTime(seconds: 200), provisionedAt: nil,
            sections: sections)
    }

    static func problem(_ code: ProblemCode, _ evidence: [String: String] = [:]) -> ProblemView {
        ProblemView(code: code.rawValue, detail: code.detail, remedy: code.advice, evidence: evidence)
    }

    static func explain(
        _ device: DeviceView, _ standing: DeviceStanding? = DeviceStanding(), _ timeline: [TimelineEntry] = []
    ) -> Explanation {
        Explanation(device, standing: standing, timeline: timeline) { "t\($0.seconds)" }
    }

    @Test("a parked device: what came, what stopped it, that nothing happens by itself, and the command that helps")
    func parked() throws {
        let standing = DeviceStanding(retryCount: 4, pid: "0000037M", isUnexpected: true)
        let entry = TimelineEntry(
            at: UnixTime(seconds: 300), kind: "outcome", step: "log-on", outcome: "refused", attempt: 2,
            leaseGeneration: 1,
            detail: "admin")
        let explanation = Self.explain(
            try Self.device(.parked, .pskUnknown, ["psk.pid": "0000-037M"]), standing, [entry])
        #expect(explanation.summary == "pc-7.corp.example waits for you. " + ProblemCode.pskUnknown.detail)
        #expect(
            explanation.seen == [
                "Its first hello came at t100, its last one at t200 from 192.0.2.7.",
                "The hello names the pre-shared key 0000037M.",
                "By its own count it said hello 5 times in this window.",
                "It showed AMT 16.1.25.", "In attempt 2 the step log-on was refused: admin.",
                "Workers have taken it up 3 times.",
            ])
        #expect(explanation.concluded.contains("psk.pid: 0000-037M"))
        #expect(explanation.concluded.contains { $0.contains("Neither inventory nor an earlier provisioning") })
        #expect(explanation.next == "Nothing happens by itself." && explanation.nextAt == nil)
        #expect(explanation.actions.first?.command == "provisionctl psk import keys.txt")
    }

    @Test("what a waiting device waits for is said, with the time at the latest")
    func waiting() throws {
        let device = try Self.device(.waiting, .fqdnUnresolved)
        let texts = DeviceStanding.Waiting.allCases.map { Self.explain(device, DeviceStanding(waitsFor: $0)).next }
        #expect(Set(texts).count == 3)
        #expect(texts[1].contains("next hello") && texts[2].contains("record of it comes"))
        #expect(Self.explain(device, DeviceStanding(waitsFor: .inventory)).nextAt == UnixTime(seconds: 900))
    }

    @Test(
        "a provisioned device says which parts of its profile failed, when they are tried again, and how to try at once"
    )
    func sections() throws {
        let failed = SectionView(
            section: "wifi", state: .failed, problem: Self.problem(.secretWithheld), retryAt: UnixTime(seconds: 5_000),
            notedAt: UnixTime(seconds: 400))
        let explanation = Self.explain(try Self.device(.provisioned, sections: [failed]), nil)
        #expect(explanation.summary.contains("parts of its profile"))
        #expect(explanation.concluded == ["wifi: " + ProblemCode.secretWithheld.detail])
        #expect(explanation.nextAt == UnixTime(seconds: 5_000) && explanation.code == nil)
        #expect(explanation.actions.last?.command == "provisionctl device apply 4c4c4544-0042-3510-8052-b4c04f4a3532")
        #expect(Self.explain(try Self.device(.provisioned), nil).actions.isEmpty)
    }

    @Test("a silent device is told how to make it say hello again")
    func silent() throws {
        let explanation = Self.explain(try Self.device(.silent, .helloWindowClosed))
        #expect(explanation.actions.map(\.text) == [ProblemCode.restartRecipe])
        #expect(explanation.next.contains("until it says hello"))
    }

    @Test(
        "every problem has something that an operator can do, in sentences, and commands name the device",
        arguments: ProblemCode.allCases)
    func everyProblem(_ code: ProblemCode) throws {
        let explanation = Self.explain(try Self.device(.parked, code))
        #expect(!explanation.actions.isEmpty)
        for action in explanation.actions {
            #expect(action.text.hasSuffix(".") && action.text.first?.isUppercase == true)
            if let command = action.command, command.contains(" device ") { #expect(command.contains("4c4c4544-")) }
        }
    }

    @Test("a problem that a newer node has noted is named, and nothing is made up about it")
    func unknown() throws {
        var device = try Self.device(.parked)
        device.problem = ProblemView(code: "brand-new", detail: "", remedy: "", evidence: [:])
        let explanation = Self.explain(device)
        #expect(explanation.code == "brand-new" && explanation.actions.isEmpty)
        #expect(explanation.concluded == ["A newer node calls it brand-new."])
    }
}
