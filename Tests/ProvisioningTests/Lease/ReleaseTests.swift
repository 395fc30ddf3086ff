import AMT
import Testing

@testable import Provisioning

@Suite("Release") struct ReleaseTests {
    static let now = UnixTime(seconds: 1_793_491_200)

    static func disposition(
        _ problem: Problem, attempt: Int = 1, attemptsMax: Int = 12, random: Double = 1, windowLeft: Int64 = 86_400
    ) -> Release.Disposition {
        Release.disposition(
            of: problem, attempt: attempt, attemptsMax: attemptsMax, random: random,
            windowEndsAt: UnixTime(seconds: self.now.seconds + windowLeft), now: self.now)
    }

    /// What an operator is promised for each code, written out apart from the code's own table.
    static let promised: [ProblemCode: Release.Disposition] = [
        .answerUnreadable: .wait(for: .time, seconds: 30),
        .attemptsExhausted: .park,
        .auditorNeeded: .park,
        .capabilityAbsent: .park,
        .certificateNoneMatches: .park,
        .connectionLost: .wait(for: .time, seconds: 30),
        .certificateNotIssued: .wait(for: .time, seconds: 30),
        .credentialRefused: .park,
        .credentialUnknown: .park,
        .deviceIdentityMismatch: .wait(for: .hello, seconds: 30),
        .deviceUnreachable: .wait(for: .hello, seconds: 30),
        .firmwareBusy: .wait(for: .time, seconds: 30),
        .firmwareRefused: .park,
        .flashWriteLimit: .wait(for: .time, seconds: 86_400),
        .fqdnUnresolved: .wait(for: .inventory, seconds: 86_400),
        .helloWindowClosed: .wait(for: .hello, seconds: 30),
        .internalError: .park,
        .leaseLost: .wait(for: .time, seconds: 30),
        .oneTimePasswordRefused: .park,
        .policyDisabled: .wait(for: .inventory, seconds: 86_400),
        .profileRefused: .park,
        .profileUnassigned: .park,
        .provisioningStateUnexpected: .park,
        .pskUnknown: .park,
        .secretWithheld: .wait(for: .inventory, seconds: 86_400),
        .tlsHandshakeFailed: .wait(for: .hello, seconds: 30),
        .uuidDuplicate: .park,
        .verificationFailed: .wait(for: .time, seconds: 30),
    ]

    @Test("a first failure goes where its code promises", arguments: ProblemCode.allCases)
    func first(_ code: ProblemCode) {
        #expect(Self.disposition(Problem(code)) == Self.promised[code])
    }

    @Test("from the last attempt on, what would wait is parked", arguments: ProblemCode.allCases)
    func exhausted(_ code: ProblemCode) {
        let disposition = Self.disposition(Problem(code), attempt: 12)
        switch code {
        // A day's wait for firmware or a person is no failure that repeats.
        case .flashWriteLimit, .fqdnUnresolved, .policyDisabled, .secretWithheld:
            #expect(disposition == Self.promised[code])
        default: #expect(disposition == .park)
        }
        #expect(Self.disposition(Problem(code), attempt: 13) == disposition)
    }

    @Test("the attempt before the last one still waits")
    func nearlyExhausted() {
        #expect(Self.disposition(Problem(.connectionLost), attempt: 11) == .wait(for: .time, seconds: 1_800))
    }

    @Test("a problem that knows its own time waits that long, whatever its code and attempt")
    func ownTime() {
        let problem = Problem(.credentialRefused, retryAfterSeconds: 60)
        #expect(Self.disposition(problem, attempt: 50) == .wait(for: .time, seconds: 60))
    }

    @Test("a device that waits for inventory and knows its own time is woken by inventory as well")
    func ownTimeForInventory() {
        let problem = Problem(.fqdnUnresolved, retryAfterSeconds: 600)
        #expect(Self.disposition(problem, attempt: 50) == .wait(for: .inventory, seconds: 600))
    }

    @Test("what waits for inventory uses no attempt up, nor does a hand-back", arguments: ProblemCode.allCases)
    func counts(_ code: ProblemCode) throws {
        let uuid = try #require(DeviceUUID(canonicalBytes: (1...16).map { UInt8($0) }))
        func release(_ problem: Problem?) -> Release {
            Release(
                fence: LeaseFence(deviceUUID: uuid, generation: 1, token: 1), disposition: .handBack, problem: problem,
                facts: AttemptFacts())
        }
        let isLook = [.fqdnUnresolved, .policyDisabled, .secretWithheld].contains(code)
        #expect(release(Problem(code)).countsAttempt == !isLook)
        #expect(!release(nil).countsAttempt)
    }

    @Test("a wait ends ten minutes before the hello window does")
    func window() {
        #expect(
            Self.disposition(Problem(.connectionLost), attempt: 9, windowLeft: 900) == .wait(for: .time, seconds: 300))
    }

    @Test("what ends a wait keeps its names")
    func waits() {
        #expect(Release.WaitsFor.allCases.map(\.rawValue) == ["time", "hello", "inventory"])
    }
}
