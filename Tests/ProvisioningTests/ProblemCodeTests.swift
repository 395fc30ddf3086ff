import Testing

@testable import Provisioning

@Suite("Problem codes") struct ProblemCodeTests {
    @Test("raw values are never renamed: rows, metrics and pages carry them")
    func rawValues() {
        #expect(
            ProblemCode.allCases.map(\.rawValue) == [
                "answer-unreadable", "attempts-exhausted", "auditor-needed", "capability-absent",
                "certificate-none-matches", "certificate-not-issued", "connection-lost", "credential-refused",
                "credential-unknown",
                "device-identity-mismatch",
                "device-unreachable", "firmware-busy", "firmware-refused", "flash-write-limit", "fqdn-unresolved",
                "hello-window-closed", "internal-error", "lease-lost", "one-time-password-refused", "policy-disabled",
                "profile-refused", "profile-unassigned", "provisioning-state-unexpected", "psk-unknown",
                "secret-withheld", "tls-handshake-failed", "uuid-duplicate", "verification-failed",
            ])
        #expect(
            ProblemCode.Remedy.allCases.map(\.rawValue) == [
                "retry", "wait-for-hello", "wait-for-inventory", "operator-action",
            ])
    }

    @Test("each has a sentence of what happened and one of what helps", arguments: ProblemCode.allCases)
    func sentences(_ code: ProblemCode) {
        for text in [code.detail, code.advice] {
            #expect(text.hasSuffix("."))
            #expect(text.first?.isUppercase == true)
            #expect(!text.contains("\n"))
        }
    }

    @Test(
        "most problems with a section are its own; a device that protects its flash takes nothing, a lost one ends it all"
    )
    func reach() {
        func codes(_ reach: ProblemCode.Reach) -> [ProblemCode] { ProblemCode.allCases.filter { $0.reach == reach } }
        #expect(
            codes(.section) == [
                .answerUnreadable, .auditorNeeded, .capabilityAbsent, .firmwareBusy, .firmwareRefused, .internalError,
                .profileRefused, .secretWithheld, .verificationFailed,
            ])
        #expect(codes(.device) == [.flashWriteLimit])
    }

    @Test("no two say the same")
    func distinct() {
        #expect(Set(ProblemCode.allCases.map(\.detail)).count == ProblemCode.allCases.count)
    }
}
