import AMT
import Foundation
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Setup by the profile", .timeLimit(.minutes(10))) struct SetupByProfileTests {
    @Test("in mutual TLS the device trusts the cluster's authority and expects its name")
    func mutual() async throws {
        var run = try TestRun()
        run.profile.tls = Profile.TLS(network: .mutual, trustedNames: ["server.corp.example"])
        run.things = MemoryThings(events: run.events)
        run.held.set(
            .trustedRoots, [FoundEntry(key: CertificateDigest.sha256([0x30, 0x00]), handle: "1", fields: [:])])
        run.held.set(.trustedNames, [.tlsTrustedNames: "server.corp.example"])
        #expect(await run.run() == .provisioned)
        let firmware = run.transport.firmware
        #expect(firmware.isTLSMutual)
        #expect(firmware.trustedNames == ["server.corp.example"])
        #expect(firmware.roots == [Data([0x30, 0x00]).base64EncodedString()])
        #expect(run.sections(.unchanged) == [.tls])
    }

    @Test("mutual TLS under an issuer that has nothing for callers stops before the device is asked for anything")
    func mutualWithoutCaller() async throws {
        var run = try TestRun()
        run.issuer.callerChain = nil
        #expect(await run.run() == .provisioned, "without mutual TLS nobody asks who calls")
        var mutual = try TestRun()
        mutual.issuer.callerChain = nil
        mutual.profile.tls = Profile.TLS(network: .mutual)
        #expect(await mutual.run() == .stopped(.profileRefused))
        let problem = try #require(mutual.queue.releases.first?.problem)
        #expect(problem.evidence["profile.field"] == "tls.network" && problem.evidence["issuer"] != nil)
        #expect(mutual.queue.entries.allSatisfy { $0.kind != .intent })
        #expect(mutual.transport.firmware.provisioningState == 1 && mutual.transport.firmware.keyCount == 0)
    }

    @Test(
        "where the issuer does without, firmware that signs no request, or one of no use, gets its certificate all the same",
        arguments: [nil, [1, 2, 3], [4, 5, 6]] as [[UInt8]?])
    func signedRequest(_ signed: [UInt8]?) async throws {
        var run = try TestRun()
        run.issuer.unsigned = [0x30, 0x00]
        run.issuer.usable = [4, 5, 6]
        run.transport.state.withLock { $0.firmware.signedRequest = signed }
        #expect(await run.run() == .provisioned)
        #expect(run.events.index("call AMT_PublicKeyManagementService.GeneratePKCS10RequestEx") != nil)
        #expect(run.transport.firmware.isTLSEnabled)
    }

    @Test("firmware that refuses to sign is no reason to stop either, unless nothing is issued without")
    func signingRefused() async throws {
        var run = try TestRun()
        run.issuer.unsigned = [0x30, 0x00]
        run.transport.trouble("AMT_PublicKeyManagementService.GeneratePKCS10RequestEx", .returns(1))
        #expect(await run.run() == .provisioned)
        var strict = try TestRun()
        strict.issuer.unsigned = [0x30, 0x00]
        strict.issuer.needsSignedRequest = true
        strict.transport.trouble("AMT_PublicKeyManagementService.GeneratePKCS10RequestEx", .returns(1))
        #expect(await strict.run() != .provisioned)
        #expect(strict.transport.firmware.certificates.isEmpty)
        let evidence = try #require(strict.queue.releases.first?.problem).evidence
        #expect(evidence["wsman.call"] == "AMT_PublicKeyManagementService.GeneratePKCS10RequestEx")
        var unsigned = try TestRun()
        unsigned.issuer = strict.issuer
        #expect(await unsigned.run() == .stopped(.answerUnreadable), "half an answer heals by itself")
        #expect(unsigned.queue.releases.first?.disposition != .park)
    }

    @Test("setup is extended while more requests are ready than the profile calls few", arguments: [(10, 0), (11, 1)])
    func extended(_ ready: Int, _ count: Int) async throws {
        var run = try TestRun()
        run.profile.provisioningPeriod = Profile.ProvisioningPeriod(extendHours: 12, whenReadyRequestsExceed: 10)
        run.queue.state.withLock { $0.readyCount = ready }
        #expect(await run.run() == .provisioned)
        #expect(run.transport.firmware.extensions == [String](repeating: "12", count: count))
    }

    @Test("a fresh pre-shared key is durable before it is installed")
    func presharedKey() async throws {
        var run = try TestRun()
        run.credential = .psk(try PID("0123456X"))
        run.profile.presharedKey.isRenewed = true
        run.transport.state.withLock { $0.firmware.release = "9.5.22" }
        #expect(await run.run() == .provisioned)
        let pair = try #require(run.queue.state.withLock { $0.checkpoints.first?.presharedKey })
        #expect(run.transport.firmware.presharedKey?.pid.filter { $0 != "-" } == pair.pid.text)
        #expect(run.transport.firmware.presharedKey?.pps.filter { $0 != "-" } == pair.pps.secret.reveal())
        let durable = try #require(run.events.index("durable: credential version 1"))
        #expect(durable < (try #require(run.events.index("call AMT_SetupAndConfigurationService.SetTLSPSK"))))
    }

    @Test(
        "when the setup is cut short behind a fresh pre-shared key, the device is opened with it before its next hello names it",
        arguments: [ScriptedTransport.Trouble.requestLost, .answerLost])
    func reopened(_ trouble: ScriptedTransport.Trouble) async throws {
        var run = try TestRun()
        run.credential = .psk(try PID("0123456X"))
        run.profile.presharedKey.isRenewed = true
        run.transport.state.withLock { $0.firmware.release = "9.5.22" }
        run.transport.trouble("AMT_AuthorizationService.SetAdminAclEntryEx", trouble)
        #expect(await run.run() == .provisioned)
        let pair = try #require(run.queue.state.withLock { $0.checkpoints.first?.presharedKey })
        #expect(run.transport.firmware.presharedKey?.pid.filter { $0 != "-" } == pair.pid.text)
        // It may not have been taken: the one that the hello named comes first.
        #expect(run.events.lines("unknown key") == ["unknown key 0123456X"])
        #expect(run.queue.state.withLock { $0.checkpoints.filter { $0.presharedKey != nil }.count } == 1)
    }

    /// Fresh keys of earlier attempts, the newest first.
    private static func freshKeys(_ count: Int) throws -> [PresharedKeyPair] {
        try (1...count).map { number in
            try #require(PresharedKeyPair(entropy: [UInt8](repeating: UInt8(number), count: 64)))
        }
    }

    @Test(
        "a fresh pre-shared key that an attempt has put into the device before it died opens it in the next one",
        arguments: [0, 1])
    func keyOfEarlierAttempt(_ held: Int) async throws {
        var run = try TestRun()
        run.credential = .psk(try PID("0123456X"))
        run.installedKeys = try Self.freshKeys(2)
        let key = run.installedKeys[held]
        run.attempt = 2
        run.transport.state.withLock {
            $0.firmware.release = "9.5.22"
            $0.firmware.presharedKey = (key.pid.text, key.pps.secret.reveal())
        }
        #expect(await run.run() == .provisioned)
        let tried = ["0123456X"] + run.installedKeys.prefix(held).map(\.pid.text)
        #expect(run.events.lines("unknown key") == tried.map { "unknown key \($0)" })
    }

    @Test("a device that takes none of its keys says so, and which ones were tried")
    func noKeyTaken() async throws {
        var run = try TestRun()
        run.credential = .psk(try PID("0123456X"))
        run.installedKeys = try Self.freshKeys(2)
        run.transport.state.withLock {
            $0.firmware.presharedKey = ("AMTS001M", "NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ")
        }
        #expect(await run.run() == .stopped(.tlsHandshakeFailed))
        let evidence = try #require(run.queue.releases.first?.problem).evidence
        #expect(evidence["tls.reading"] == "key-refused" && evidence["tls.alert"] == "115")
        let tried = ["0123-456X"] + run.installedKeys.map(\.pid.description)
        #expect(evidence["psk.tried"] == tried.joined(separator: ", "))
    }

    @Test("firmware whose release has no way to take a pre-shared key is not asked for it")
    func noPresharedKey() async throws {
        var run = try TestRun()
        run.credential = .psk(try PID("0123456X"))
        run.profile.presharedKey.isRenewed = true
        run.transport.state.withLock { $0.firmware.release = "11.8.50" }
        #expect(await run.run() == .provisioned)
        #expect(run.transport.firmware.presharedKey == nil)
        #expect(run.queue.state.withLock { $0.checkpoints.allSatisfy { $0.presharedKey == nil } })
    }

    @Test("an encoding that is refused is followed by the other; a key that no encoding is taken of stops the attempt")
    func encoding() async throws {
        var run = try TestRun()
        run.credential = .psk(try PID("0123456X"))
        run.profile.presharedKey.isRenewed = true
        run.transport.state.withLock { $0.firmware.release = "9.5.22" }
        var refused = run
        run.transport.trouble("AMT_SetupAndConfigurationService.SetTLSPSK", .returns(42))
        #expect(await run.run() == .provisioned)
        #expect(run.transport.firmware.presharedKey != nil)

        refused = try TestRun()
        refused.credential = run.credential
        refused.profile = run.profile
        refused.transport.state.withLock { $0.firmware.release = "9.5.22" }
        refused.transport.trouble("AMT_SetupAndConfigurationService.SetTLSPSK", .returns(42), .returns(43))
        #expect(await refused.run() != .provisioned)
        #expect(refused.transport.firmware.provisioningState == 1)
    }

    @Test("a fixed password that firmware would not take stops the attempt before anything is written")
    func weak() async throws {
        var run = try TestRun()
        run.profile.adminPassword = .fixed(SecretReference("admin"))
        run.secrets = ["admin": KeptSecret(name: "admin", version: 1, value: Secret(text: "weak"))]
        #expect(await run.run() == .stopped(.profileRefused))
        #expect(DeviceRunTests.writes(run).isEmpty)
        #expect(run.queue.releases.first?.problem?.evidence["profile.field"] == "adminPassword.secret")
        let evidence = run.queue.releases.first?.problem?.evidence.values.joined(separator: " ") ?? ""
        #expect(!evidence.contains("weak"))
    }
}
