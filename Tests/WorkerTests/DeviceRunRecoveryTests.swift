import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Device run after a lost answer", .timeLimit(.minutes(10))) struct DeviceRunRecoveryTests {
    // MARK: - Lost answers

    static let uncertainCalls = [
        "AMT_PublicKeyManagementService.GenerateKeyPair", "AMT_PublicKeyManagementService.AddCertificate",
        "AMT_TLSCredentialContext.Create", "AMT_AuthorizationService.SetAdminAclEntryEx",
        "AMT_SetupAndConfigurationService.SetMEBxPassword", "AMT_GeneralSettings.Put", "AMT_TLSSettingData.Put",
    ]

    @Test("a call that was carried out without an answer is seen by reading, and done once", arguments: uncertainCalls)
    func answerLost(_ call: String) async throws {
        let run = try TestRun()
        run.transport.trouble(call, .answerLost)
        #expect(await run.run() == .provisioned)
        let firmware = run.transport.firmware
        #expect(firmware.keyCount == 1)
        #expect(firmware.certificates.count == 1)
        #expect(run.queue.entries.filter { $0.outcome == .uncertain }.count == 1)
        // Only the passwords cannot be read back.
        let isPassword = call.hasSuffix("MEBxPassword") || call.hasSuffix("SetAdminAclEntryEx")
        #expect(run.events.lines("call \(call)").count == (isPassword ? 2 : 1))
        #expect(run.queue.completions.count == 1)
    }

    @Test("a call that did not happen is made after reading", arguments: uncertainCalls)
    func requestLost(_ call: String) async throws {
        let run = try TestRun()
        run.transport.trouble(call, .requestLost)
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("call \(call)").count == 2)
        #expect(run.transport.firmware.keyCount == 1)
    }

    @Test("a call of which nothing was sent is sent again on a new connection, without reading everything anew")
    func notSent() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_PublicKeyManagementService.GenerateKeyPair", .notSent)
        #expect(await run.run() == .provisioned)
        #expect(run.queue.entries.filter { $0.outcome == .uncertain }.isEmpty)
        #expect(run.events.lines("call AMT_PublicKeyManagementService.GenerateKeyPair").count == 2)
    }

    @Test("rounds are bounded: what stays uncertain waits for another attempt")
    func rounds() async throws {
        let run = try TestRun()
        let losses = [ScriptedTransport.Trouble](repeating: .requestLost, count: 20)
        run.transport.state.withLock { $0.troubles["AMT_GeneralSettings.Put"] = losses }
        #expect(await run.run() == .stopped(.connectionLost))
        #expect(run.events.lines("call AMT_GeneralSettings.Put").count == run.settings.roundsMax)
        guard case .wait(for: .time, _) = run.queue.releases.first?.disposition else {
            Issue.record("a lost connection does not wait")
            return
        }
    }

    // MARK: - Commit

    @Test("a commit without an answer is decided by the verification")
    func commitUnanswered() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_SetupAndConfigurationService.CommitChanges", .answerLost)
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("call AMT_SetupAndConfigurationService.CommitChanges").count == 1)
    }

    @Test("a device that is back in the hands of another password after the commit is not called provisioned")
    func notProved() async throws {
        let run = try TestRun()
        let transport = run.transport
        run.transport.hook("AMT_SetupAndConfigurationService.CommitChanges") {
            transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("somebody else's") }
        }
        #expect(await run.run() != .provisioned)
        #expect(run.queue.completions.isEmpty)
    }

    @Test("a configured device that has everything is proved by opening, and completed without a change")
    func configured() async throws {
        let first = try TestRun()
        #expect(await first.run() == .provisioned)
        var second = try TestRun()
        let version = try #require(first.queue.state.withLock { $0.checkpoints.first }?.credential)
        second.transport.state.withLock { $0.firmware = first.transport.firmware }
        second.lastCertificate = first.queue.entries.compactMap(\.certificate).first
        second.credentials = [
            CredentialVersion(
                version: 1, status: .current, username: "admin", password: version.password,
                mebxPassword: version.mebxPassword)
        ]
        second.step = SetupStep.verify.rawValue
        #expect(await second.run() == .provisioned)
        #expect(DeviceRunTests.writes(second).isEmpty)
        #expect(second.queue.entries.isEmpty)
        #expect(second.queue.completions.first?.credentialVersion == 1)
    }

    @Test("a completion whose write fails is not told as provisioned")
    func completionFails() async throws {
        let run = try TestRun()
        run.queue.fail("complete", .outcomeUnknown)
        #expect(await run.run() == .unsettled)
        #expect(run.queue.releases.isEmpty)
    }

    // MARK: - MEBx password

    @Test(
        "firmware that takes the MEBx password once alone: refusal after our own call means done, refusal before does not"
    )
    func mebxOnce() async throws {
        let set = "AMT_SetupAndConfigurationService.SetMEBxPassword"
        let repeated = try TestRun()
        repeated.transport.trouble(set, .answerLost, .returns(16))
        #expect(await repeated.run() == .provisioned)

        let foreign = try TestRun()
        foreign.transport.trouble(set, .returns(16))
        #expect(await foreign.run() == .stopped(.profileRefused))

        var taken = try TestRun()
        var version = TestRun.version(1, .pending, password: "Pending-0000!")
        version.mebxState = .intended
        taken.credentials = [version]
        taken.transport.trouble(set, .returns(16))
        #expect(await taken.run() == .provisioned)

        var refused = try TestRun()
        version.mebxState = .refused
        refused.step = SetupStep.setMEBxPassword.rawValue
        refused.credentials = [version]
        refused.transport.trouble(set, .returns(16))
        #expect(await refused.run() == .stopped(.profileRefused))
    }

    @Test("firmware that has kept an earlier version's MEBx password is provisioned, and told as holding that one")
    func mebxKept() async throws {
        var run = try TestRun()
        var earlier = TestRun.version(1, .superseded, password: "Earlier-0000!")
        earlier.mebxState = .set
        run.credentials = [earlier]
        run.transport.trouble("AMT_SetupAndConfigurationService.SetMEBxPassword", .returns(16))
        #expect(await run.run() == .provisioned)
        let notes = run.queue.entries.compactMap(\.mebx)
        #expect(notes == [MEBxNote(version: 2, state: .intended), MEBxNote(version: 2, state: .refused)])
        var new = TestRun.version(2, .current, password: "Newer-0000!")
        new.mebxState = .refused
        #expect(MEBxPasswords.held(at: new, among: [new, earlier]) == earlier.mebxPassword)
    }

    @Test("firmware that protects its flash is left alone for a day")
    func flash() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch", .returns(38))
        #expect(await run.run() == .stopped(.flashWriteLimit))
        #expect(run.queue.releases.first?.disposition == .wait(for: .time, seconds: 86_400))
    }
}
