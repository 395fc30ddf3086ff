import Testing

@testable import Provisioning

@Suite("Problem codes") struct ProblemCodeTests {
    @Test("raw values are never renamed: rows, metrics and pages carry them")
    func rawValues() {
        #expect(
            ProblemCode.allCases.map(\.rawValue) == [
                "answer-unreadable", "attempts-exhausted", "capability-absent", "certificate-none-matches",
                "connection-lost", "credential-refused", "credential-unknown", "device-identity-mismatch",
                "device-unreachable", "firmware-busy", "firmware-refused", "flash-write-limit", "fqdn-unresolved",
                "hello-window-closed", "internal-error", "lease-lost", "one-time-password-refused", "profile-refused",
                "provisioning-state-unexpected", "psk-unknown", "tls-handshake-failed", "verification-failed",
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

    @Test("no two say the same")
    func distinct() {
        #expect(Set(ProblemCode.allCases.map(\.detail)).count == ProblemCode.allCases.count)
    }
}
