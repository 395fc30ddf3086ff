import AMT
import Provisioning
import Testing

@testable import Worker

@Suite("Commit watch") struct CommitWatchTests {
    static func watch(_ step: Int, _ credential: KnownHelloCredential) throws -> CommitWatch {
        let device = try #require(DeviceUUID(canonicalBytes: [UInt8](repeating: 0x11, count: 16)))
        let now = UnixTime(seconds: 1_793_491_200)
        return CommitWatch(
            LeasedRequest(
                fence: LeaseFence(deviceUUID: device, generation: 1, token: 1),
                address: PeerAddress(numeric: "192.0.2.1"), attempt: 2, refusedLogons: 0, step: step,
                credential: credential, priority: 5, windowEndsAt: now, firstHelloAt: now, helloAt: now))
    }

    @Test("after an attempt that meant to stage, settings may be staged until a commit was intended")
    func inSetup() throws {
        #expect(try !Self.watch(50, .pki).mayBeStaged)
        #expect(try Self.watch(60, .pki).mayBeStaged)
        #expect(try Self.watch(80, .pki).mayBeStaged)
        #expect(try !Self.watch(90, .pki).mayBeStaged)
        #expect(try Self.watch(90, .pki).isIntended)
    }

    @Test("a configured device does not show by its state that a commit arrived: it may be staged after the intent too")
    func configured() throws {
        #expect(try Self.watch(90, .managed).mayBeStaged)
        #expect(try Self.watch(100, .managed).mayBeStaged)
        #expect(try !Self.watch(0, .managed).mayBeStaged)
    }

    @Test("a commit without an answer is asked for again, and believed the third time")
    func unanswered() throws {
        var watch = try Self.watch(0, .managed)
        #expect(watch.asksAgain())
        #expect(watch.asksAgain())
        #expect(!watch.asksAgain())
        watch.answered()
        #expect(watch.asksAgain())
    }

    @Test("a device is expected to be away for a time after its commit, and not before it")
    func restarting() throws {
        var watch = try Self.watch(0, .managed)
        let now = ContinuousClock.now
        #expect(!watch.isRestarting(now: now, wait: .seconds(120)))
        watch.begins(now: now)
        #expect(watch.isRestarting(now: now + .seconds(119), wait: .seconds(120)))
        #expect(!watch.isRestarting(now: now + .seconds(120), wait: .seconds(120)))
    }
}
