import AMT
import ArgumentParser
import Provisioning
import Testing

@testable import provisionctl

@Suite("suggested commands")
struct SuggestedCommandTests {
    static let uuid = "4c4c4544-0042-3510-8052-b4c04f4a3532"

    @Test(
        "what an explanation says to run is a command of this program, with options that it has",
        arguments: ProblemCode.allCases)
    func actions(_ code: ProblemCode) throws {
        let evidence = ["device.address": "192.0.2.7", "profile.name": "default", "psk.pid": "0000-037M"]
        for action in code.actions(device: Self.uuid, evidence: evidence) {
            try Self.isUnderstood(action.command)
        }
    }

    @Test("so is what helps with a part of a profile that failed")
    func sections() throws {
        let problem = ProblemView(
            code: ProblemCode.certificateNotIssued.rawValue, detail: "", remedy: "", evidence: [:])
        let device = DeviceView(
            uuid: try #require(DeviceUUID(Self.uuid)), state: .provisioned, site: "default", fqdn: nil, address: nil,
            amtVersion: nil, profile: "default", problem: nil, attempt: 1, nextAttemptAt: nil, firstHelloAt: nil,
            lastHelloAt: nil, provisionedAt: nil,
            sections: [
                SectionView(
                    section: "tls", state: .failed, problem: problem, retryAt: nil, notedAt: UnixTime(seconds: 1))
            ])
        let actions = Explanation(device, standing: nil, timeline: []) { _ in "" }.actions
        #expect(actions.contains { $0.command?.hasPrefix("provisionctl device apply") == true })
        for action in actions { try Self.isUnderstood(action.command) }
    }

    private static func isUnderstood(_ command: String?) throws {
        guard let command else { return }
        var words = command.split(separator: " ").map { String($0) }
        guard words.removeFirst() == "provisionctl" else { return }
        let parsed = try ProvisionCtl.parseAsRoot(words)
        #expect(!(parsed is ProvisionCtl), "\(command) shows help only")
    }
}
