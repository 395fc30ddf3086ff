import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Pause of writes", .timeLimit(.minutes(10))) struct WritePauseTests {
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

    @Test("what one section has heard is kept when the attempt ends for another reason")
    func otherEnd() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-redirection-functions", .refused(Problem(.flashWriteLimit)))
        Self.loseNextReading(of: run, after: "write-redirection-functions") { transport in
            transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("somebody else's") }
        }
        guard case .stopped(let code) = await run.run(), code != .flashWriteLimit else {
            Issue.record("the attempt does not end for another reason")
            return
        }
        #expect(run.queue.completions.isEmpty)
        #expect(run.queue.releases.first?.facts.noWriteUntil == TestRun.now + .seconds(86_400))
    }

    @Test("and with a completion, however the device is settled")
    func completed() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-redirection-functions", .refused(Problem(.flashWriteLimit)))
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.facts.noWriteUntil == TestRun.now + .seconds(86_400))
    }

    @Test("a setup that hears it is released with its pause; who is held back by a pause makes no new one")
    func heardInSetup() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch", .returns(38))
        #expect(await run.run() == .stopped(.flashWriteLimit))
        #expect(run.queue.releases.first?.facts.noWriteUntil == TestRun.now + .seconds(86_400))
        var held = try TestRun()
        held.noWriteUntil = TestRun.now + .seconds(7_000)
        #expect(await held.run() == .stopped(.flashWriteLimit))
        #expect(held.queue.releases.first?.facts.noWriteUntil == nil)
    }

    @Test("a later round of the same attempt commits nothing that was staged before the device protected itself")
    func laterRound() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-local-tls", .refused(Problem(.flashWriteLimit)))
        Self.loseNextReading(of: run, after: "write-local-tls")
        #expect(await run.run() == .provisioned)
        // The one that has ended the setup.
        #expect(run.events.lines(ProfileRoundsTests.commit).count == 1)
        #expect(run.held.writes.last == "write-local-tls")
        #expect(run.reports[.tls]?.problem?.code == .flashWriteLimit)
    }

    /// The reading behind a step has no answer, so that another round begins.
    private static func loseNextReading(
        of run: TestRun, after step: String, _ more: @escaping @Sendable (ScriptedTransport) -> Void = { _ in }
    ) {
        let (held, transport) = (run.held, run.transport)
        held.hook(step) {
            held.state.withLock { $0.unreadable[.settings(.localTLS)] = .uncertain(call: "Get", facts: [:]) }
            more(transport)
        }
    }

    @Test("a pause that is over holds nobody")
    func over() async throws {
        var run = try TestRun()
        run.noWriteUntil = TestRun.now
        #expect(await run.run() == .provisioned)
    }
}
