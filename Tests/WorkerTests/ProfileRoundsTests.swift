import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Profile over several rounds", .timeLimit(.minutes(10))) struct ProfileRoundsTests {
    static let commit = "call AMT_SetupAndConfigurationService.CommitChanges"

    @Test("after a lost answer the device is read anew, and what was done is not repeated")
    func answerLost() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-user-consent", .answerLost)
        #expect(await run.run() == .provisioned)
        #expect(run.held.writes == FullProfile.writes)
        #expect(run.sections(.applied) == FullProfile.sections)
        #expect(run.queue.entries.filter { $0.outcome == .uncertain }.map(\.step.name) == ["write-user-consent"])
    }

    @Test("a secret whose answer was lost is written once more, because nobody can read it")
    func secretLost() async throws {
        let run = try FullProfile.run()
        run.held.trouble("add-user", .answerLost)
        #expect(await run.run() == .provisioned)
        #expect(
            run.held.writes.filter { $0.hasSuffix("-user helpdesk") } == ["add-user helpdesk", "update-user helpdesk"])
        #expect(run.held.keys(.users) == ["$$OsAdmin", "helpdesk"])
    }

    @Test("what stays uncertain fails the sections that are left, and the device is provisioned all the same")
    func bounded() async throws {
        let run = try FullProfile.run()
        let losses = [MemoryThings.Trouble](repeating: .requestLost, count: 20)
        run.held.state.withLock { $0.troubles["write-addressing"] = losses }
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed) == [.addressing, .environmentDetection])
        #expect(run.reports[.addressing]?.problem?.code == .connectionLost)
        #expect(run.reports[.addressing]?.retryAfterSeconds == 1_800)
        #expect(run.sections(.applied) == FullProfile.sections.dropLast(2))
    }

    @Test("a section that was refused in one round is not tried in the next")
    func refusedStays() async throws {
        let run = try FullProfile.run()
        run.held.trouble("write-kvm-port", .refused(ProfilePhaseTests.refusal))
        run.held.trouble("write-addressing", .answerLost)
        #expect(await run.run() == .provisioned)
        #expect(run.held.writes.filter { $0 == "write-kvm-port" }.count == 1)
        #expect(run.sections(.failed) == [.kvm])
    }

    // MARK: - Staged settings

    @Test("while a device restarts its network it is called again until it is back")
    func restart() async throws {
        var run = try FullProfile.run()
        run.settings.restartWait = .seconds(60)
        let transport = run.transport
        run.held.hook("commit-changes") { transport.state.withLock { $0.refusedConnections = 6 } }
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.applied) == FullProfile.sections)
    }

    @Test("a device that does not come back fails the sections that are left, as unreachable")
    func staysAway() async throws {
        let run = try FullProfile.run()
        let transport = run.transport
        run.held.hook("commit-changes") { transport.state.withLock { $0.refusedConnections = 1_000_000 } }
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed) == FullProfile.sections)
        #expect(run.reports[.tls]?.problem?.code == .deviceUnreachable)
        #expect(run.reports[.tls]?.retryAfterSeconds == 3_600)
    }

    @Test("a commit without an answer is repeated once: what is staged and what is in force may look the same")
    func commitLost() async throws {
        let run = try FullProfile.run()
        run.held.state.withLock { $0.showsStaged = true }
        run.held.trouble("commit-changes", .requestLost)
        #expect(await run.run() == .provisioned)
        #expect(run.held.writes.filter { $0 == "commit-changes" }.count == 1)
        // The setup's own, and the one that makes up for the profile's.
        #expect(run.events.lines(Self.commit).count == 2)
        #expect(run.held.values(.localTLS) == [.tlsLocal: "server"])
        #expect(run.sections(.applied) == FullProfile.sections)
    }

    @Test("a commit that is refused fails its section, and the others go on")
    func commitRefused() async throws {
        let run = try FullProfile.run()
        run.held.trouble("commit-changes", .refused(ProfilePhaseTests.refusal))
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.failed) == [.tls])
        #expect(run.held.writes == FullProfile.writes)
    }

    @Test("what an earlier attempt may have staged is put in force", arguments: [120, 130])
    func stagedBefore(_ step: Int) async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.step = step
        #expect(await second.run() == .provisioned)
        #expect(second.events.lines(Self.commit).count == 1)
        #expect(second.held.writes.isEmpty)
    }

    // MARK: - Rounds of the setup

    @Test("an attempt that goes on with staged TLS commits once", arguments: [SetupStep.bindCertificate, .enableTLS])
    func setupStaged(_ step: SetupStep) async throws {
        var run = try FullProfile.run()
        run.step = step.rawValue
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines(Self.commit).count == 1)
        #expect(run.sections(.applied) == FullProfile.sections)
    }

    @Test(
        "TLS that was staged on a configured device is committed in the next round, when nobody knows of the first commit",
        arguments: [ScriptedTransport.Trouble.answerLost, .requestLost])
    func stagedInRound(_ trouble: ScriptedTransport.Trouble) async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.profile.tls.network = .mutual
        second.transport.trouble("AMT_SetupAndConfigurationService.CommitChanges", trouble)
        #expect(await second.run() == .provisioned)
        #expect(second.events.lines(Self.commit).count == 2)
        #expect(second.events.lines("call AMT_TLSSettingData.Put").count == 1)
        #expect(second.sections(.failed).isEmpty)
    }

    @Test("TLS that was staged when the device refused its password is committed in the attempt that opens it again")
    func stagedBeforeRefusal() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.profile.tls.network = .mutual
        second.transport.trouble("AMT_SetupAndConfigurationService.CommitChanges", .unauthorized)
        #expect(await second.run() == .stopped(.credentialRefused))
        #expect(second.events.lines("call AMT_TLSSettingData.Put").count == 1)
        let release = try #require(second.queue.releases.first)
        #expect(release.disposition == .wait(for: .time, seconds: LogonTrials.pauseSeconds))
        var third = try second.next()
        third.step = second.queue.entries.compactMap(\.step.number).max() ?? 0
        third.refusedLogons = release.facts.refusedLogons
        third.refusedPasswords = second.queue.entries.filter { $0.step == .logOn }.compactMap(\.detail).reversed()
        #expect(await third.run() == .provisioned)
        #expect(third.events.lines(Self.commit).count == 1)
        #expect(third.events.lines("call AMT_TLSSettingData.Put").isEmpty)
        #expect(third.sections(.failed).isEmpty)
    }

    @Test("a configured device that never answers a commit is believed the third time")
    func neverAnswered() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.profile.tls.network = .mutual
        second.transport.trouble(
            "AMT_SetupAndConfigurationService.CommitChanges", .answerLost, .answerLost, .answerLost)
        #expect(await second.run() == .provisioned)
        #expect(second.events.lines(Self.commit).count == 3)
        #expect(second.sections(.failed).isEmpty)
    }

    @Test("a profile's commit that is never answered is believed the third time")
    func profileNeverAnswered() async throws {
        let run = try FullProfile.run()
        let transport = run.transport
        run.held.trouble("commit-changes", .answerLost)
        run.held.hook("commit-changes") {
            transport.trouble("AMT_SetupAndConfigurationService.CommitChanges", .answerLost, .answerLost)
        }
        #expect(await run.run() == .provisioned)
        #expect(run.held.writes.filter { $0 == "commit-changes" }.count == 1)
        #expect(run.events.lines(Self.commit).count == 3)
        #expect(run.sections(.applied) == FullProfile.sections)
    }

    @Test("a device without TLS is proved by opening too")
    func withoutTLS() async throws {
        var run = try FullProfile.run()
        run.profile.tls = Profile.TLS(network: .off)
        run.profile.users = nil
        #expect(await run.run() == .provisioned)
        #expect(!run.transport.firmware.isTLSEnabled)
        #expect(run.sections(.failed).isEmpty)
        #expect(run.queue.entries.filter { $0.kind == .intent && $0.step.name == "verify" }.count == 1)
    }

    @Test("a configured device that lets the setup's certificate in as well is opened as configured after its proof")
    func setupStaysOpen() async throws {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.credential = .pki
        second.transport.state.withLock { $0.isSetupAlwaysOpen = true }
        #expect(await second.run() == .provisioned)
        #expect(second.sections(.failed).isEmpty)
        #expect(second.queue.entries.filter { $0.kind == .intent }.map(\.step.name) == ["verify"])
    }

    // MARK: - Lease and drain

    @Test("a worker that drains hands back at a step's border")
    func drain() async throws {
        let run = try FullProfile.run()
        let things = run.held
        let end = await run.run { house, _ in things.hook("write-power-package") { house.drain.set() } }
        #expect(end == .handedBack)
        #expect(things.writes.last == "write-power-package")
        #expect(run.queue.entries.last?.outcome == .verified)
        #expect(run.queue.releases.map(\.disposition) == [.handBack])
        #expect(run.queue.completions.isEmpty)
    }

    @Test("after the lease was lost nothing is sent and nothing is written", arguments: LeaseMachine.Loss.allCases)
    func leaseLost(_ loss: LeaseMachine.Loss) async throws {
        let run = try FullProfile.run()
        let things = run.held
        let queue = run.queue
        let end = await run.run { _, lease in
            things.hook("write-power-package") {
                switch loss {
                case .fenced:
                    queue.state.withLock { $0.isTaken = true }
                    lease.renewalAnswered(address: nil, startedAt: .now)
                case .expired:
                    // The trust of a renewal that was sent long ago has run out; the row may still be ours.
                    lease.renewalAnswered(address: lease.address, startedAt: .now - .seconds(1_000))
                    _ = lease.beat(renewAfter: .zero)
                }
            }
        }
        #expect(end == .lost(loss))
        #expect(run.events.lines.last == "write write-power-package")
        #expect(run.queue.releases.isEmpty)
        #expect(run.queue.completions.isEmpty)
    }
}
