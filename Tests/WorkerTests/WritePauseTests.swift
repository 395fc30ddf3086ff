import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Pause of writes", .timeLimit(.minutes(1))) struct WritePauseTests {
    @Test("a device in setup that protects its flash waits for the rest of its day, whatever woke it")
    func setup() async throws {
        var run = try TestRun()
        run.noWriteUntil = TestRun.now + .seconds(7_000)
        #expect(await run.run() == .stopped(.flashWriteLimit))
        #expect(DeviceRunTests.writes(run).isEmpty)
        #expect(run.queue.state.withLock { $0.checkpoints.isEmpty })
        #expect(run.queue.releases.first?.disposition == .wait(for: .time, seconds: 7_000))
    }

    @Test("a configured one is read and told what is still missing; what is as it should be is confirmed")
    func configured() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.profile.webPage?.isEnabled = true
        second.noWriteUntil = TestRun.now + .seconds(7_000)
        #expect(await second.run() == .provisioned)
        #expect(second.held.writes.isEmpty)
        #expect(DeviceRunTests.writes(second).isEmpty)
        #expect(second.sections(.failed) == [.webPage])
        #expect(second.reports[.webPage]?.problem?.code == .flashWriteLimit)
        #expect(second.reports[.webPage]?.retryAfterSeconds == 7_000)
        #expect(second.sections(.unchanged) == FullProfile.sections.filter { $0 != .webPage })
    }

    @Test("a pause that is over holds nobody")
    func over() async throws {
        var run = try TestRun()
        run.noWriteUntil = TestRun.now
        #expect(await run.run() == .provisioned)
    }
}
