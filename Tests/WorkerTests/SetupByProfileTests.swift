import AMT
import Foundation
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Setup by the profile", .timeLimit(.minutes(1))) struct SetupByProfileTests {
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
