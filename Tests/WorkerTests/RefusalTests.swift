import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Refusals", .timeLimit(.minutes(10))) struct RefusalTests {
    static let commit = "AMT_SetupAndConfigurationService.CommitChanges"
    static let identity = "call AMT_SetupAndConfigurationService.GetUuid"

    @Test("what the device's state forbids is asked once more after a new reading")
    func notAllowedOnce() async throws {
        let run = try TestRun()
        run.transport.trouble(Self.commit, .returns(2057))
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("call \(Self.commit)").count == 2)
    }

    @Test("and parks the request when it is forbidden again, with the step")
    func notAllowedTwice() async throws {
        let run = try TestRun()
        run.transport.trouble(Self.commit, .returns(2057), .returns(2057))
        #expect(await run.run() == .stopped(.firmwareRefused))
        #expect(run.queue.releases.first?.disposition == .park)
        #expect(run.queue.releases.first?.problem?.evidence["step.name"] == "commit")
    }

    @Test("a refusal in setup names the profile, its version and the field")
    func field() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_SetupAndConfigurationService.SetMEBxPassword", .returns(2054))
        #expect(await run.run() == .stopped(.profileRefused))
        let evidence = try #require(run.queue.releases.first?.problem?.evidence)
        #expect(evidence["profile.field"] == "mebxPassword")
        #expect(evidence["profile.name"] == run.profile.name)
        #expect(evidence["profile.version"] == "\(run.profile.version)")
    }

    @Test("a refused log-on is counted before the next password is tried, and forgotten with the next intent")
    func logons() async throws {
        var run = try TestRun()
        run.settings.setupPasswords = [Secret(text: "wrong"), Secret(text: "")]
        #expect(await run.run() == .provisioned)
        #expect(Self.counts(run) == ["log-on 1", "set-clock 0"])
    }

    @Test("a password that is refused behind its log-on counts like any other, and is not tried again")
    func refusedInTheMiddle() async throws {
        let run = try TestRun()
        Self.changePassword(of: run, at: "AMT_GeneralSettings.Get")
        #expect(await run.run() == .stopped(.credentialUnknown))
        // The empty one has opened the device; "admin" is left to try.
        #expect(run.events.lines(Self.identity).count == 2)
        #expect(Self.counts(run) == ["log-on 1", "log-on 2"])
        #expect(run.queue.releases.first?.facts.refusedLogons == 2)
    }

    @Test("a password that is refused when a device is asked on a new connection who it is counts like any other")
    func refusedOnNewConnection() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_GeneralSettings.Put", .notSent)
        Self.changePassword(of: run, at: "AMT_GeneralSettings.Put")
        #expect(await run.run() == .stopped(.credentialRefused))
        #expect(run.events.lines("call AMT_GeneralSettings.Put").count == 1)
        // The log-on, the question on the new connection, and two other passwords: an attempt stops after three refusals.
        #expect(run.events.lines(Self.identity).count == 4)
        #expect(Self.counts(run).suffix(3) == ["log-on 1", "log-on 2", "log-on 3"])
        #expect(run.queue.releases.first?.facts.refusedLogons == 3)
    }

    @Test("a password that is refused in the middle of the verification counts like any other")
    func refusedInVerification() async throws {
        let run = try TestRun()
        run.transport.hook(Self.commit) {
            Self.changePassword(of: run, at: "AMT_SetupAndConfigurationService.Get")
        }
        #expect(await run.run() == .stopped(.credentialRefused))
        // The log-on, the verification, and two other passwords.
        #expect(run.events.lines(Self.identity).count == 4)
        #expect(Self.counts(run).suffix(3) == ["log-on 1", "log-on 2", "log-on 3"])
        #expect(run.queue.completions.isEmpty)
    }

    @Test(
        "the next attempt tries what was not refused yet, wherever the refused one stands in the list",
        arguments: ["Newer-0000!", "Mebx-0000!", "admin"])
    func refusedElsewhere(_ password: String) async throws {
        var run = try TestRun()
        run.transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1(password) }
        run.credentials = [TestRun.version(1, .pending, password: "Newer-0000!")]
        // The empty one, third of the list, had opened the device, and was refused behind its log-on.
        run.refusedLogons = 1
        run.refusedPasswords = ["setup password 1"]
        #expect(await run.run() == .provisioned)
        let place = try #require(["Newer-0000!", "Mebx-0000!", "admin"].firstIndex(of: password))
        #expect(Self.counts(run).filter { $0.hasPrefix("log-on") } == Array(["log-on 2", "log-on 3"].prefix(place)))
    }

    @Test("a refusal whose count is not durable ends the attempt before another password is tried")
    func refusalNotDurable() async throws {
        let run = try TestRun()
        Self.changePassword(of: run, at: "AMT_GeneralSettings.Get")
        run.queue.fail("record", .unavailable)
        #expect(await run.run() == .unsettled)
        #expect(run.events.lines(Self.identity).count == 1)
    }

    /// Somebody changes the password just before a call.
    private static func changePassword(of run: TestRun, at call: String) {
        let transport = run.transport
        transport.hook(call) {
            transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("somebody else's") }
        }
    }

    /// How the count of refusals in a row goes on in the database.
    private static func counts(_ run: TestRun) -> [String] {
        run.queue.entries.compactMap { entry in entry.refusedLogons.map { "\(entry.step.name) \($0)" } }
    }

    @Test("behind a new connection a device is asked who it is before a call is sent again")
    func anotherDevice() async throws {
        let run = try TestRun()
        let transport = run.transport
        transport.trouble("AMT_GeneralSettings.Put", .notSent)
        // Somebody else has the address by the time of the second connection.
        transport.hook("AMT_GeneralSettings.Put") {
            transport.state.withLock { $0.firmware.uuid = [UInt8](repeating: 9, count: 16) }
        }
        #expect(await run.run() == .stopped(.deviceIdentityMismatch))
        #expect(run.events.lines("call AMT_GeneralSettings.Put").count == 1)
        #expect(run.transport.firmware.hostName.isEmpty)
    }

    @Test("the same device goes on with the call that was not sent")
    func sameDevice() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_GeneralSettings.Put", .notSent)
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("call AMT_GeneralSettings.Put").count == 2)
        let first = try #require(run.events.index("call AMT_GeneralSettings.Put"))
        #expect(run.events.lines[first...].contains("call AMT_SetupAndConfigurationService.GetUuid"))
    }

    @Test("a device that has proved itself and refuses its password then keeps the count with its request")
    func refusedAfterProof() async throws {
        let run = try FullProfile.run()
        let transport = run.transport
        run.held.hook("commit-changes") {
            transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("somebody else's") }
        }
        guard case .stopped = await run.run() else {
            Issue.record("the attempt ends as if nothing had been refused")
            return
        }
        #expect(run.queue.completions.isEmpty)
        #expect((run.queue.releases.first?.facts.refusedLogons ?? 0) > 0)
    }

    @Test("a busy commit is repeated within the session")
    func busyCommit() async throws {
        var run = try TestRun()
        run.settings.busyWait = .seconds(60)
        run.transport.trouble(Self.commit, .returns(47))
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("call \(Self.commit)").count == 2)
        #expect(run.queue.completions.count == 1)
    }

    @Test("an audit log that is full needs its auditor, and says so")
    func auditor() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch", .returns(2075))
        #expect(await run.run() == .stopped(.auditorNeeded))
        #expect(run.queue.releases.first?.disposition == .park)
    }

    @Test("what the firmware lacks and only says when it is asked for is not applicable")
    func absentOnWrite() async throws {
        let run = try FullProfile.run()
        run.held.trouble(
            "write-kvm-port", .refused(Problem(.capabilityAbsent, ["wsman.fault": "e:ActionNotSupported"])))
        #expect(await run.run() == .provisioned)
        #expect(run.sections(.notApplicable) == [.kvm])
        #expect(run.reports[.kvm]?.problem?.evidence["wsman.fault"] == "e:ActionNotSupported")
        #expect(run.reports[.kvm]?.retryAfterSeconds == nil)
    }

    @Test("a secret whose value is refused is named: a newer one takes the device up again")
    func secretNamed() async throws {
        let run = try FullProfile.run()
        run.held.trouble("add-presence-server", .refused(ProfilePhaseTests.refusal))
        #expect(await run.run() == .provisioned)
        #expect(run.reports[.remoteAccess]?.problem?.evidence["profile.secret"] == "tunnel")
    }
}
