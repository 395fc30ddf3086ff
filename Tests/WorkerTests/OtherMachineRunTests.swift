import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("A hello of a device that was provisioned elsewhere", .timeLimit(.minutes(10))) struct OtherMachineRunTests {
    static let before = "192.0.2.77"

    /// A device that was provisioned at another address than the hello's, which is in setup.
    static func run() throws -> TestRun {
        var run = try TestRun()
        run.provisionedAddress = PeerAddress(numeric: Self.before)
        run.credentials = [TestRun.version(1, .current, password: "Kept-0000!")]
        run.lastCertificate = IssuedCertificate(
            der: [0x30, 0x82], fqdn: "pc1.corp.example", serial: [UInt8](repeating: 3, count: 16),
            notBefore: TestRun.now, notAfter: UnixTime(seconds: TestRun.now.seconds + 86_400))
        return run
    }

    /// The machine that was provisioned.
    static func provisioned(_ change: (inout SmallFirmware) -> Void = { _ in }) -> SmallFirmware {
        var firmware = SmallFirmware()
        firmware.provisioningState = 2
        firmware.isTLSEnabled = true
        firmware.adminA1 = SmallFirmware.a1("Kept-0000!")
        change(&firmware)
        return firmware
    }

    static func place(_ firmware: SmallFirmware, in run: TestRun) {
        run.transport.state.withLock { $0.other = (Self.before, firmware) }
    }

    @Test("while the provisioned machine answers where it was, the other is parked with both addresses, untouched")
    func twoMachines() async throws {
        let run = try Self.run()
        Self.place(Self.provisioned(), in: run)
        #expect(await run.run() == .stopped(.uuidDuplicate))
        let release = try #require(run.queue.releases.first)
        #expect(release.disposition == .park)
        #expect(
            release.problem?.evidence == [
                "hello.address": "192.0.2.10", "device.provisioned_address": Self.before,
            ])
        #expect(
            run.events.lines("call") == [
                "call AMT_SetupAndConfigurationService.GetUuid at \(Self.before)",
                "call AMT_SetupAndConfigurationService.Get at \(Self.before)",
            ])
        #expect(run.queue.state.withLock { $0.checkpoints.isEmpty })
    }

    @Test("a machine that was provisioned without TLS is found as well")
    func withoutTLS() async throws {
        let run = try Self.run()
        Self.place(Self.provisioned { $0.isTLSEnabled = false }, in: run)
        #expect(await run.run() == .stopped(.uuidDuplicate))
    }

    @Test("before a device is opened for its release, too")
    func beforeRelease() async throws {
        var run = try Self.run()
        run.policy = AssignTests.bySecondRelease
        Self.place(Self.provisioned(), in: run)
        #expect(await run.run() == .stopped(.uuidDuplicate))
        #expect(run.events.lines("call").allSatisfy { $0.hasSuffix(Self.before) })
    }

    @Test("an answer that is lost does not make one machine of two")
    func lostAnswer() async throws {
        let run = try Self.run()
        Self.place(Self.provisioned(), in: run)
        run.transport.trouble("AMT_SetupAndConfigurationService.GetUuid", .answerLost)
        #expect(await run.run() == .stopped(.uuidDuplicate))
    }

    @Test(
        "a machine that has moved is provisioned anew: nobody is where it was, or somebody else is",
        arguments: [
            "nobody", "another certificate", "another password", "another UUID", "in setup",
        ])
    func moved(there: String) async throws {
        let run = try Self.run()
        let other = Self.provisioned { firmware in
            switch there {
            case "another password": firmware.adminA1 = SmallFirmware.a1("Other-0000!")
            case "another UUID": firmware.uuid[15] = 99
            case "in setup": firmware.provisioningState = 1
            default: break
            }
        }
        Self.place(other, in: run)
        run.transport.state.withLock { state in
            if there == "nobody" { state.unreachable.insert(Self.before) }
            if there == "another certificate" { state.strangers.insert(Self.before) }
        }
        #expect(await run.run() == .provisioned)
        #expect(run.transport.firmware.hostName == "pc1")
        #expect(run.transport.state.withLock { $0.other?.firmware.hostName } == "")
    }

    @Test("a hello of another machine takes no attempt away from the device that it has proved")
    func helloMeanwhile() async throws {
        let run = try TestRun()
        Self.place(SmallFirmware(), in: run)
        let transport = run.transport
        let end = await run.run { _, lease in
            transport.hook("AMT_SetupAndConfigurationService.CommitChanges") {
                // The last call of the verification; the rest of the profile follows on a line of its own.
                transport.hook("AMT_TLSSettingData.Get") {
                    lease.renewalAnswered(address: PeerAddress(numeric: Self.before), startedAt: .now)
                }
            }
        }
        #expect(end == .provisioned)
        #expect(run.queue.completions.first?.provedAt?.text == "192.0.2.10")
        #expect(!run.events.lines("call").contains { $0.hasSuffix(Self.before) })
        #expect(run.transport.state.withLock { $0.other?.firmware.provisioningState } == 1)
    }

    @Test("nobody is looked for where the hello came from, nor for a device that proved nothing or is being committed")
    func notLookedFor() async throws {
        var same = try Self.run()
        same.provisionedAddress = PeerAddress(numeric: "192.0.2.10")
        #expect(await same.run() == .provisioned)
        var unproved = try Self.run()
        unproved.credentials = [TestRun.version(1, .pending, password: "Kept-0000!")]
        Self.place(Self.provisioned(), in: unproved)
        #expect(await unproved.run() == .provisioned)
        #expect(!unproved.events.lines("call").contains { $0.hasSuffix(Self.before) })
        var committed = try Self.run()
        committed.step = SetupStep.commit.rawValue
        Self.place(Self.provisioned(), in: committed)
        _ = await committed.run()
        #expect(!committed.events.lines("call").contains { $0.hasSuffix(Self.before) })
    }
}
