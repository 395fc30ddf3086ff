import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Policy dry run") struct PolicyDryRunTests {
    static func device(_ number: Int, _ fqdn: String, profile: String?) throws -> PolicyDryRun.Device {
        PolicyDryRun.Device(
            uuid: try AdmittedHellos.uuid(number), subject: PolicySubject(fqdn: try FQDN(fqdn)), profile: profile)
    }

    static func policy(default standard: String?) -> AssignmentPolicy {
        var policy = AssignmentPolicy()
        var conditions = RuleConditions()
        conditions.fqdns = [TextPattern("kiosk*")]
        policy.rules = [AssignmentRule(name: "kiosks", conditions: conditions, profile: "kiosk")]
        policy.defaultProfile = standard
        return policy
    }

    @Test("devices are counted by what they have and what they would get, with the first few of each")
    func moves() throws {
        var dryRun = PolicyDryRun(Self.policy(default: "plain"), profileNames: ["kiosk", "plain"])
        for number in 1...7 { dryRun.add(try Self.device(number, "kiosk\(number).corp.example", profile: "plain")) }
        for number in 8...9 { dryRun.add(try Self.device(number, "pc\(number).corp.example", profile: "plain")) }
        dryRun.add(try Self.device(10, "pc10.corp.example", profile: nil))
        #expect(dryRun.count == 10)
        #expect(dryRun.decided == [.rule("kiosks"): 7, .standard: 3])
        let moves = dryRun.moves
        #expect(moves.map(\.count) == [7, 2, 1])
        #expect(moves.map(\.from) == ["plain", "plain", nil])
        #expect(moves.map(\.to) == [.profile("kiosk"), .profile("plain"), .profile("plain")])
        #expect(moves.map(\.isNone) == [false, true, false])
        #expect(
            moves[0].examples.map { "\($0.fqdn) \($0.origin?.description ?? "")" }
                == (1...5).map { "kiosk\($0).corp.example rule kiosks" })
        #expect(moves[0].examples[0].uuid == (try AdmittedHellos.uuid(1)))
    }

    @Test("a device that would be parked or wait is told as such")
    func noProfile() throws {
        let device = try Self.device(1, "pc1.corp.example", profile: "plain")
        func outcome(_ policy: AssignmentPolicy) -> PolicyDryRun.Outcome? {
            var dryRun = PolicyDryRun(policy, profileNames: ["plain"])
            dryRun.add(device)
            return dryRun.moves.first?.to
        }
        #expect(outcome(Self.policy(default: nil)) == .unassigned)
        #expect(outcome(Self.policy(default: "plaim")) == .unknownProfile("plaim"))
        var disabled = Self.policy(default: "plain")
        disabled.isEnabled = false
        #expect(outcome(disabled) == .waits)
    }

    @Test("pairs of one count are in order of their names")
    func order() throws {
        var dryRun = PolicyDryRun(Self.policy(default: "plain"), profileNames: ["plain"])
        for (number, profile) in [(1, "c"), (2, "a"), (3, "b")] {
            dryRun.add(try Self.device(number, "pc\(number).corp.example", profile: profile))
        }
        #expect(dryRun.moves.map(\.from) == ["a", "b", "c"])
    }
}
