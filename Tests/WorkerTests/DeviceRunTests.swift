import AMT
import Foundation
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Device run", .timeLimit(.minutes(10))) struct DeviceRunTests {
    static let setsPassword = [
        "call AMT_SetupAndConfigurationService.SetMEBxPassword", "call AMT_AuthorizationService.SetAdminAclEntryEx",
    ]
    /// Calls that leave the device as it was.
    static let harmless = ["Get", "GetUuid", "Enumerate", "Pull", "GetLowAccuracyTimeSynch"]

    /// What a factory device gets with the built-in profile.
    static let factorySteps: [SetupStep] = [
        .setClock, .setMEBxPassword, .setNames, .makeKeyPair, .addCertificate, .bindCertificate, .enableTLS,
        .setAdminPassword, .commit, .verify,
    ]

    static func writes(_ run: TestRun) -> [String] {
        run.events.lines("call ").filter { line in !Self.harmless.contains { line.hasSuffix("." + $0) } }
    }

    @Test("a factory device is set up, verified on a new connection and completed")
    func whole() async throws {
        let run = try TestRun()
        #expect(await run.run() == .provisioned)
        let firmware = run.transport.firmware
        #expect(firmware.provisioningState == 2)
        #expect(firmware.hostName == "pc1")
        #expect(firmware.domainName == "corp.example")
        #expect(firmware.isTLSEnabled)
        #expect(firmware.clock == TestRun.now.seconds)
        #expect(firmware.boundHandle == "Intel(r) AMT Certificate: Handle: 1")
        let credential = try #require(run.queue.state.withLock { $0.checkpoints.first }?.credential)
        #expect(firmware.adminA1 == SmallFirmware.a1(credential.password.reveal()))
        #expect(firmware.mebxPassword == credential.mebxPassword?.reveal())
        let completion = try #require(run.queue.completions.first)
        #expect(completion.credentialVersion == 1)
        #expect(completion.digestRealm == SmallFirmware.realm)
        #expect(completion.facts.fqdn == "pc1.corp.example")
        #expect(completion.facts.amtVersion == "16.1.25")
        #expect(run.queue.releases.isEmpty)
    }

    @Test("every step has its intent durable before its call, and its outcome in the journal")
    func journal() async throws {
        let run = try TestRun()
        #expect(await run.run() == .provisioned)
        let entries = run.queue.entries
        #expect(entries.filter { $0.kind == .intent }.map(\.step) == Self.factorySteps.map { JournalStep($0) })
        #expect(entries.filter { $0.kind == .outcome }.map(\.step) == Self.factorySteps.map { JournalStep($0) })
        #expect(entries.allSatisfy { $0.kind == .intent || $0.outcome == .verified })
        let pairs = [
            ("set-clock", "AMT_TimeSynchronizationService.SetHigh"), ("set-names", "AMT_GeneralSettings.Put"),
            ("set-mebx-password", "AMT_SetupAndConfigurationService.SetMEBx"),
            ("make-key-pair", "AMT_PublicKeyManagementService.Generate"),
            ("add-certificate", "AMT_PublicKeyManagementService.AddC"),
            ("bind-certificate", "AMT_TLSCredentialContext.Create"), ("enable-tls", "AMT_TLSSettingData.Put"),
            ("set-admin-password", "AMT_AuthorizationService.Set"),
            ("commit", "AMT_SetupAndConfigurationService.Commit"),
        ]
        for (step, call) in pairs {
            let intent = try #require(run.events.index("durable: intent \(step)"))
            #expect(intent < (try #require(run.events.index("call \(call)"))), "\(step)")
        }
        let certificate = try #require(
            entries.first { $0.kind == .intent && $0.step == JournalStep(.addCertificate) }?.certificate)
        #expect(run.transport.firmware.certificates == [Data(certificate.der).base64EncodedString()])
    }

    // MARK: - Secrets are durable before they leave

    @Test("passwords are durable before any envelope with one leaves")
    func checkpointFirst() async throws {
        let run = try TestRun()
        #expect(await run.run() == .provisioned)
        let durable = try #require(run.events.index("durable: credential version 1"))
        for call in Self.setsPassword { #expect(durable < (try #require(run.events.index(call)))) }
    }

    @Test("when the checkpoint fails nothing is sent, whatever the reason", arguments: StoreFailure.Kind.allCases)
    func checkpointFails(_ kind: StoreFailure.Kind) async throws {
        let run = try TestRun()
        run.queue.fail("checkpoint", kind)
        // An outage passes by itself; what is no outage is told to somebody.
        let isOutage = kind == .unavailable || kind == .outcomeUnknown
        #expect(await run.run() == (isOutage ? .unsettled : .stopped(.internalError)))
        #expect(Self.writes(run).isEmpty)
        #expect(run.queue.completions.isEmpty)
    }

    @Test("when the checkpoint finds the lease gone nothing is sent and nothing is written")
    func checkpointRefused() async throws {
        let run = try TestRun()
        run.queue.state.withLock { $0.isTaken = true }
        #expect(await run.run() == .lost(.fenced))
        #expect(Self.writes(run).isEmpty)
        #expect(run.events.lines("durable").isEmpty)
    }

    @Test("passwords that an earlier attempt made durable are used again, not replaced")
    func pendingVersion() async throws {
        var run = try TestRun()
        run.credentials = [TestRun.version(4, .pending, password: "Pending-0000!")]
        #expect(await run.run() == .provisioned)
        #expect(run.events.lines("durable: credential").isEmpty)
        #expect(run.transport.firmware.adminA1 == SmallFirmware.a1("Pending-0000!"))
        #expect(run.queue.completions.first?.credentialVersion == 4)
    }

    @Test("no secret gets into the journal or a problem's evidence")
    func noSecrets() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_AuthorizationService.SetAdminAclEntryEx", .returns(2054))
        _ = await run.run()
        let secret = try #require(run.queue.state.withLock { $0.checkpoints.first }?.credential)
        let texts =
            run.queue.entries.compactMap(\.detail)
            + run.queue.releases.flatMap { $0.problem?.evidence.values.map { $0 } ?? [] }
        for text in texts {
            #expect(!text.contains(secret.password.reveal()))
            #expect(!text.contains(secret.mebxPassword?.reveal() ?? "?"))
        }
    }

    // MARK: - Who the device is

    @Test("a machine with another UUID than the hello's gets nothing written")
    func mismatch() async throws {
        let run = try TestRun()
        run.transport.state.withLock { $0.firmware.uuid[15] ^= 1 }
        #expect(await run.run() == .stopped(.deviceIdentityMismatch))
        #expect(Self.writes(run).isEmpty)
        guard case .wait(for: .hello, _) = run.queue.releases.first?.disposition else {
            Issue.record("the address may be another machine's by now: the next hello brings the right one")
            return
        }
        #expect(run.events.lines("durable: credential").isEmpty)
    }

    @Test("a device in no state for a setup gets nothing written", arguments: [0, 3])
    func state(_ number: Int) async throws {
        let run = try TestRun()
        run.transport.state.withLock { $0.firmware.provisioningState = number }
        #expect(await run.run() == .stopped(.provisioningStateUnexpected))
        #expect(Self.writes(run).isEmpty)
    }

    @Test("a device without a name in the inventory is not called at all")
    func unresolved() async throws {
        var run = try TestRun()
        run.record = nil
        #expect(await run.run() == .stopped(.fqdnUnresolved))
        #expect(run.events.lines("call").isEmpty)
        #expect(run.queue.releases.first?.disposition == .wait(for: .inventory, seconds: 86_400))
    }

    @Test("when a stored secret cannot be read the device is not called at all")
    func unreadable() async throws {
        var run = try TestRun()
        run.unreadable = "key-unknown"
        #expect(await run.run() == .stopped(.internalError))
        #expect(run.events.lines("call").isEmpty)
        #expect(run.queue.releases.first?.disposition == .park)
    }

    // MARK: - Passwords

    @Test("the empty password is tried first, then admin, each on a new connection")
    func secondPassword() async throws {
        let run = try TestRun()
        run.transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("admin") }
        #expect(await run.run() == .provisioned)
        #expect(
            run.events.lines.prefix(4) == [
                "call AMT_SetupAndConfigurationService.GetUuid", "durable: outcome log-on refused", "reconnect",
                "call AMT_SetupAndConfigurationService.GetUuid",
            ])
        #expect(run.queue.completions.first?.facts.refusedLogons == 0)
    }

    @Test("an attempt stops after three refusals, and the next one goes on with the list")
    func threeRefusals() async throws {
        var run = try TestRun()
        run.transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("unknown") }
        run.credentials = [
            TestRun.version(1, .pending, password: "First-0000!"),
            TestRun.version(2, .pending, password: "Second-0000!"),
        ]
        #expect(await run.run() == .stopped(.credentialRefused))
        #expect(run.events.lines("call").count == 3)
        let release = try #require(run.queue.releases.first)
        #expect(release.disposition == .wait(for: .time, seconds: LogonTrials.pauseSeconds))
        #expect(release.facts.refusedLogons == 3)
    }

    @Test("when every password was refused the request is parked")
    func allRefused() async throws {
        let run = try TestRun()
        run.transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("unknown") }
        #expect(await run.run() == .stopped(.credentialUnknown))
        #expect(run.events.lines("call").count == 2)
        #expect(run.queue.releases.first?.disposition == .park)
        #expect(run.queue.releases.first?.facts.refusedLogons == 2)
        #expect(run.queue.releases.first?.problem?.evidence["credential.newest"] == "0")
    }

    @Test("eight refusals in a row end the trials, however long the list")
    func eight() async throws {
        var run = try TestRun()
        run.settings.setupPasswords = (0..<20).map { Secret(text: "wrong \($0)") }
        run.refusedLogons = 8
        run.credentials = [3, 2].map { TestRun.version($0, .pending, password: "Kept-000\($0)!") }
        #expect(await run.run() == .stopped(.credentialUnknown))
        #expect(run.events.lines("call").isEmpty)
        #expect(run.queue.releases.first?.disposition == .park)
        // What is imported from now on is newer, and has not been tried.
        #expect(run.queue.releases.first?.problem?.evidence["credential.newest"] == "3")
    }

    // MARK: - Lease and drain

    @Test("a lost lease ends the call in flight, and nothing is written after it")
    func leaseLost() async throws {
        let run = try TestRun()
        run.transport.trouble("AMT_GeneralSettings.Put", .hangs)
        let queue = run.queue
        let events = run.events
        let end = await run.run { _, lease in
            Task {
                await events.wait(for: "call AMT_GeneralSettings.Put")
                queue.state.withLock { $0.isTaken = true }
                lease.renewalAnswered(address: nil, startedAt: .now)
            }
        }
        #expect(end == .lost(.fenced))
        #expect(events.lines.last == "call AMT_GeneralSettings.Put")
        #expect(run.queue.releases.isEmpty)
    }

    @Test("without trust in the lease no call is made")
    func noTrust() async throws {
        var run = try TestRun()
        run.settings.lease = .zero
        #expect(await run.run() == .lost(.expired))
        #expect(run.events.lines.isEmpty)
    }

    @Test("a worker that drains hands the request back at the next step's border, without counting the attempt")
    func drain() async throws {
        let run = try TestRun()
        let end = await run.run { house, _ in
            run.transport.hook("AMT_GeneralSettings.Put") { house.drain.set() }
        }
        #expect(end == .handedBack)
        #expect(Self.writes(run).last == "call AMT_GeneralSettings.Put")
        #expect(run.queue.entries.last?.outcome == .verified)
        let release = try #require(run.queue.releases.first)
        #expect(release.disposition == .handBack)
        #expect(release.problem == nil)
    }

    @Test("an unreachable device is tried once more at the newest address that a hello gave")
    func moved() async throws {
        let run = try TestRun()
        run.transport.state.withLock { $0.unreachable = ["192.0.2.10"] }
        run.queue.state.withLock { $0.newestAddress = PeerAddress(numeric: "192.0.2.99") }
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.provedAt?.text == "192.0.2.99")

        let gone = try TestRun()
        gone.transport.state.withLock { $0.unreachable = ["192.0.2.10", "192.0.2.99"] }
        gone.queue.state.withLock { $0.newestAddress = PeerAddress(numeric: "192.0.2.99") }
        #expect(await gone.run() == .stopped(.deviceUnreachable))
        #expect(gone.queue.releases.first?.problem?.evidence["device.address"] == "192.0.2.99")
    }

    @Test("a refused handshake is told with what it means, and with what speaks for each cause")
    func handshakeRefused() async throws {
        let run = try TestRun()
        // Configured by somebody else: it takes no setup certificate any more.
        run.transport.state.withLock {
            $0.firmware.provisioningState = 2
            $0.firmware.isTLSEnabled = true
        }
        #expect(await run.run() == .stopped(.tlsHandshakeFailed))
        let evidence = try #require(run.queue.releases.first?.problem).evidence
        #expect(evidence["tls.alert"] == "48" && evidence["device.address"] == "192.0.2.10")
        #expect(evidence["tls.meaning"] == HandshakeReading.certificateRefused.text)
        #expect(evidence["cause.root"]?.hasPrefix("no: ") == true, "the hello lists the root of the one certificate")
        #expect(evidence["cause.name"] == "likely: setup does not fit corp.example")
        #expect(evidence["cause.usage"]?.hasPrefix("possible: ") == true)
    }
}
