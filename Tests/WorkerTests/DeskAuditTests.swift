import AMT
import Provisioning
import Testing

@testable import Worker

@Suite("Desk and the audit log") struct DeskAuditTests {
    private static let bulk = "AMT_AuditPolicyRule.SetAuditPolicyBulk"
    private static let single = "AMT_AuditPolicyRule.SetAuditPolicy"

    private static func put(_ application: Int, _ event: Int) -> EntryAct {
        .put(
            WantedEntry(
                key: "\(application)/\(event)",
                fields: [.application: "\(application)", .event: "\(event)", .isCritical: "false"]))
    }

    private static func step(_ acts: [EntryAct]) -> ProfileStep {
        ProfileStep(section: .auditLog, action: .set(.auditEvents, acts), changes: [])
    }

    /// The calls that a step comes to on a device of a release.
    private static func calls(
        _ acts: [EntryAct], on major: UInt32, returned: @escaping @Sendable (SmallCall) -> Int?
    ) async throws -> [String] {
        let record = CallRecord()
        let desk = try DeskReadingTests.desk(
            [:], release: AMTRelease(major: major, minor: 0), record: record, returned: returned)
        _ = try await desk.perform(Self.step(acts))
        return record.names
    }

    @Test("several events are one call where the release has it, and one event always is the plain call")
    func together() async throws {
        let acts = [
            Self.put(16, 1), Self.put(18, 2),
            .remove(FoundEntry(key: "21/0", handle: "", fields: [.application: "21", .event: "0"])),
        ]
        #expect(try await Self.calls(acts, on: 7) { _ in 0 } == [Self.bulk])
        #expect(try await Self.calls(acts, on: 6) { _ in 0 } == [Self.single, Self.single, Self.single])
        #expect(try await Self.calls([Self.put(16, 1)], on: 7) { _ in 0 } == [Self.single])

        let record = CallRecord()
        let desk = try DeskReadingTests.desk(
            [:], release: AMTRelease(major: 7, minor: 0), record: record, returned: { _ in 0 })
        _ = try await desk.perform(Self.step(acts))
        let sent = record.envelopes(Self.bulk).first ?? ""
        #expect(
            sent.contains(
                "<p:Enable>true</p:Enable><p:Enable>true</p:Enable><p:Enable>false</p:Enable><p:AuditedAppID>16</"))
    }

    @Test("firmware without the method is told each event by itself, and is not asked for it again")
    func without() async throws {
        let record = CallRecord()
        let desk = try DeskReadingTests.desk(
            [:], release: AMTRelease(major: 12, minor: 0), record: record,
            returned: { $0.operation == "SetAuditPolicyBulk" ? nil : 0 })
        _ = try await desk.perform(Self.step([Self.put(16, 1), Self.put(16, 2)]))
        _ = try await desk.perform(Self.step([Self.put(16, 3), Self.put(16, 4)]))
        #expect(record.names == [Self.bulk] + [String](repeating: Self.single, count: 4))
    }

    @Test("of events that are refused together the one is named that the firmware does not take")
    func refused() async throws {
        let record = CallRecord()
        let desk = try DeskReadingTests.desk(
            [:], release: AMTRelease(major: 12, minor: 0), record: record,
            returned: { $0.operation == "SetAuditPolicyBulk" || $0.body.contains("EventID>3<") ? 36 : 0 })
        await #expect {
            _ = try await desk.perform(Self.step([Self.put(16, 1), Self.put(20, 3), Self.put(16, 4)]))
        } throws: { error in
            guard case RoundEnd.problem(let problem) = error else { return false }
            return problem.code == .profileRefused && problem.evidence["profile.field"] == "auditLog.events 20/3"
        }
        #expect(record.names == [Self.bulk, Self.single, Self.single])
    }

    @Test("a device that protects its flash is not asked once more for each event")
    func worn() async throws {
        let record = CallRecord()
        let desk = try DeskReadingTests.desk(
            [:], release: AMTRelease(major: 12, minor: 0), record: record, returned: { _ in 38 })
        await #expect {
            _ = try await desk.perform(Self.step([Self.put(16, 1), Self.put(16, 2)]))
        } throws: { error in
            guard case RoundEnd.problem(let problem) = error else { return false }
            return problem.code == .flashWriteLimit
        }
        #expect(record.names == [Self.bulk])
    }
}
