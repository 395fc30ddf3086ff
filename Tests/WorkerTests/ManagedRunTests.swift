import AMT
import Foundation
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Device run without a hello", .timeLimit(.minutes(10))) struct ManagedRunTests {
    static func second() async throws -> TestRun {
        let first = try FullProfile.run()
        #expect(await first.run() == .provisioned)
        return try first.next()
    }

    @Test("an unreachable device stays what it was: nothing is proved, and it is taken up again in an hour")
    func unreachable() async throws {
        let run = try await Self.second()
        run.transport.state.withLock { $0.unreachable = ["192.0.2.10"] }
        #expect(await run.run() == .provisioned)
        let completion = try #require(run.queue.completions.first)
        #expect(completion.credentialVersion == nil)
        #expect(completion.digestRealm == nil)
        #expect(completion.sections.map(\.section) == [.setup])
        #expect(completion.sections.first?.state == .failed)
        #expect(completion.sections.first?.problem?.code == .deviceUnreachable)
        #expect(completion.sections.first?.retryAfterSeconds == 3_600)
        #expect(run.queue.releases.isEmpty)
    }

    @Test("a device that opens with none of its passwords is for an operator")
    func passwordUnknown() async throws {
        let run = try await Self.second()
        run.transport.state.withLock { $0.firmware.adminA1 = SmallFirmware.a1("somebody else's") }
        let end = await run.run()
        // The rest of the list is tried in another attempt.
        #expect(end == .stopped(.credentialRefused))
        #expect(run.queue.completions.isEmpty)
    }

    @Test("a device that is back in setup without our certificate is not called as one in setup")
    func inSetup() async throws {
        let run = try await Self.second()
        run.transport.state.withLock { $0.firmware = SmallFirmware() }
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.credentialVersion == nil)
        #expect(run.events.lines("call ").isEmpty)
    }

    @Test("a name that has changed is written, certified, and proved")
    func renamed() async throws {
        var run = try await Self.second()
        run.record = "pc2.corp.example"
        #expect(await run.run() == .provisioned)
        #expect(run.transport.firmware.hostName == "pc2")
        #expect(run.queue.entries.compactMap(\.certificate).map(\.fqdn) == ["pc2.corp.example"])
        #expect(run.queue.completions.first?.credentialVersion == 1)
        #expect(run.sections(.failed).isEmpty)
    }

    @Test("a second change of name makes room first: the certificate and the key from before the last one go")
    func renamedTwice() async throws {
        var second = try await Self.second()
        second.record = "pc2.corp.example"
        #expect(await second.run() == .provisioned)
        #expect(second.transport.firmware.certificates.count == 2)
        #expect(second.events.lines("call AMT_PublicKeyCertificate.Delete").isEmpty)
        var third = try second.next()
        third.things = nil
        third.record = "pc3.corp.example"
        #expect(await third.run() == .provisioned)
        #expect(third.transport.firmware.certificates.map { $0 != nil } == [false, true, true])
        #expect(third.transport.firmware.removedKeys == [0])
        #expect(third.transport.firmware.boundHandle == "Intel(r) AMT Certificate: Handle: 3")
        let intent = try #require(third.events.index("durable: intent remove-old-certificates"))
        #expect(intent < (try #require(third.events.index("call AMT_PublicKeyCertificate.Delete"))))
    }

    @Test("a device that was moved by its profile is found at its own address")
    func moved() async throws {
        var run = try await Self.second()
        run.profile.network?.ipv4 = .fixed(
            Profile.Network.FixedAddress(address: "192.0.2.55", subnetMask: "255.255.255.0"))
        run.transport.state.withLock { $0.unreachable = ["192.0.2.10"] }
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.credentialVersion == 1)
        #expect(run.held.writes == ["write-addressing"])
        #expect(run.queue.completions.first?.movedTo?.text == "192.0.2.55")
    }

    @Test("a device that its profile moves is called where it moved to from then on; others where they were found")
    func keepsAddress() async throws {
        var run = try await Self.second()
        run.profile.network?.ipv4 = .fixed(
            Profile.Network.FixedAddress(address: "192.0.2.55", subnetMask: "255.255.255.0"))
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.movedTo?.text == "192.0.2.55")
        let stays = try await Self.second()
        #expect(await stays.run() == .provisioned)
        #expect(stays.queue.completions.first.map { $0.movedTo == nil } == true)
    }

    @Test("a device that was moved and needs a verification is called at its own address for it too")
    func movedAndVerified() async throws {
        var run = try await Self.second()
        run.profile.network?.ipv4 = .fixed(
            Profile.Network.FixedAddress(address: "192.0.2.55", subnetMask: "255.255.255.0"))
        run.record = "pc2.corp.example"
        run.transport.state.withLock { $0.unreachable = ["192.0.2.10"] }
        #expect(await run.run() == .provisioned)
        #expect(run.transport.firmware.hostName == "pc2")
        #expect(run.sections(.failed).isEmpty)
    }

    @Test("a device that was moved by its profile is found though somebody else has its old address")
    func movedAway() async throws {
        var run = try await Self.second()
        run.profile.network?.ipv4 = .fixed(
            Profile.Network.FixedAddress(address: "192.0.2.55", subnetMask: "255.255.255.0"))
        run.transport.state.withLock { $0.strangers = ["192.0.2.10"] }
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.credentialVersion == 1)
        #expect(run.held.writes == ["write-addressing"])
    }

    @Test("a device that the profile will move and that does not answer there yet is called in every way where it is")
    func notMovedYet() async throws {
        var run = try await Self.second()
        run.profile.network?.ipv4 = .fixed(
            Profile.Network.FixedAddress(address: "192.0.2.55", subnetMask: "255.255.255.0"))
        run.transport.state.withLock {
            $0.unreachable = ["192.0.2.55"]
            $0.firmware.isTLSEnabled = false
        }
        #expect(await run.run() == .provisioned)
        #expect(run.queue.completions.first?.credentialVersion == 1)
    }
}

@Suite("One-time password", .timeLimit(.minutes(10))) struct OneTimePasswordTests {
    static let password = "one-time-1"

    static func run(shown: String?, registered: String?) throws -> TestRun {
        var run = try TestRun()
        run.profile.requiresOneTimePassword = true
        run.oneTimePassword = registered.map { Secret(text: $0) }
        run.transport.state.withLock { state in
            state.firmware.oneTimePassword = shown.map { Data($0.utf8).base64EncodedString() }
        }
        return run
    }

    @Test("a device that shows the registered one is set up")
    func same() async throws {
        let run = try Self.run(shown: Self.password, registered: Self.password)
        #expect(await run.run() == .provisioned)
    }

    @Test(
        "a device that shows another one, or none, or for which none is registered, gets nothing written",
        arguments: [("one-time-2", Self.password), (nil, Self.password), (Self.password, nil)] as [(String?, String?)])
    func refused(_ shown: String?, _ registered: String?) async throws {
        let run = try Self.run(shown: shown, registered: registered)
        #expect(await run.run() == .stopped(.oneTimePasswordRefused))
        #expect(DeviceRunTests.writes(run).isEmpty)
        #expect(run.queue.releases.first?.disposition == .park)
        let evidence = run.queue.releases.first?.problem?.evidence.values.joined() ?? ""
        #expect(!evidence.contains(Self.password))
    }

    @Test("where the profile does not ask for one, nobody looks")
    func notAsked() async throws {
        var run = try Self.run(shown: "one-time-2", registered: Self.password)
        run.profile.requiresOneTimePassword = false
        #expect(await run.run() == .provisioned)
    }

    @Test("a device that is configured shows none, and is not asked")
    func configured() async throws {
        let first = try Self.run(shown: Self.password, registered: Self.password)
        #expect(await first.run() == .provisioned)
        var second = try first.next()
        second.profile = first.profile
        second.transport.state.withLock { $0.firmware.oneTimePassword = nil }
        #expect(await second.run() == .provisioned)
    }
}
