import Testing

@testable import Provisioning

@Suite("Back-off") struct BackOffTests {
    /// A window that is far from its end.
    static let day = 86_400.0

    @Test(
        "the ceiling is 15 s doubled by each attempt, 30 minutes at most",
        arguments: [(1, 30.0), (2, 60), (3, 120), (6, 960), (7, 1_800), (12, 1_800), (1_000_000, 1_800)])
    func ceiling(_ attempt: Int, _ seconds: Double) {
        #expect(BackOff.seconds(attempt: attempt, random: 1, windowLeftSeconds: Self.day) == seconds)
    }

    @Test("the jitter is full: anything from a second to the ceiling")
    func jitter() {
        #expect(BackOff.seconds(attempt: 3, random: 0, windowLeftSeconds: Self.day) == 1)
        #expect(BackOff.seconds(attempt: 3, random: 0.5, windowLeftSeconds: Self.day) == 60)
        #expect(BackOff.seconds(attempt: 3, random: 0.001, windowLeftSeconds: Self.day) == 1)
    }

    @Test("the last try comes ten minutes before the device stops listening")
    func windowEnd() {
        #expect(BackOff.seconds(attempt: 9, random: 1, windowLeftSeconds: 1_000) == 400)
        #expect(BackOff.seconds(attempt: 9, random: 0.1, windowLeftSeconds: 1_000) == 180)
    }

    @Test(
        "a window that is about to end, or has ended, does not hurry anybody", arguments: [601.0, 600, 10, 0, -5_000])
    func windowOver(_ left: Double) {
        #expect(BackOff.seconds(attempt: 2, random: 1, windowLeftSeconds: left) == 60)
    }

    /// What an operator is promised of a section that failed, written out apart from the codes' own table.
    static let sections: [ProblemCode: Double?] = [
        .answerUnreadable: 1_800, .attemptsExhausted: nil, .auditorNeeded: 86_400, .capabilityAbsent: nil,
        .certificateNoneMatches: nil, .certificateNotIssued: 1_800,
        .connectionLost: 1_800, .credentialRefused: nil, .credentialUnknown: nil, .deviceIdentityMismatch: 3_600,
        .deviceUnreachable: 3_600, .firmwareBusy: 1_800, .firmwareRefused: 86_400, .flashWriteLimit: 86_400,
        .fqdnUnresolved: 3_600, .helloWindowClosed: 3_600, .internalError: nil, .leaseLost: 1_800,
        .oneTimePasswordRefused: nil, .policyDisabled: 3_600, .profileRefused: nil, .profileUnassigned: nil,
        .provisioningStateUnexpected: nil, .pskUnknown: nil, .secretWithheld: 3_600, .tlsHandshakeFailed: 3_600,
        .uuidDuplicate: nil, .verificationFailed: 1_800,
    ]

    @Test(
        "a failed section is taken up again when time may help, else with another profile",
        arguments: ProblemCode.allCases)
    func section(_ code: ProblemCode) throws {
        #expect(BackOff.sectionSeconds(Problem(code)) == (try #require(Self.sections[code])))
        #expect(BackOff.sectionSeconds(Problem(code, retryAfterSeconds: 7)) == 7)
    }

    @Test("only a section whose differences are the same as the time before waits a day in place of half an hour")
    func sectionAgain() {
        let ignored = Problem(.verificationFailed, ["profile.field.webPage.enabled": "true instead of false"])
        #expect(BackOff.sectionSeconds(ignored) == 1_800)
        #expect(BackOff.sectionSecondsAgain(ignored) == Self.day)
        // A device that did not come back has ignored nothing.
        #expect(BackOff.sectionSecondsAgain(Problem(.verificationFailed, ["curl.code": "7"])) == nil)
        for code in ProblemCode.allCases where code != .verificationFailed {
            #expect(BackOff.sectionSecondsAgain(Problem(code, ["profile.field.vlan": "0 instead of 4"])) == nil)
        }
    }

    @Test(
        "no attempt number makes it less than a second or more than the ceiling",
        arguments: [-1, 0, 1, 5, 63, 64, Int.max])
    func bounds(_ attempt: Int) {
        for step in 0...20 {
            let seconds = BackOff.seconds(attempt: attempt, random: Double(step) / 20, windowLeftSeconds: Self.day)
            #expect((1...1_800).contains(seconds))
        }
    }
}
