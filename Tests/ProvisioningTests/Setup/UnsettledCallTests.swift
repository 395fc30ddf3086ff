import Provisioning
import Testing

@Suite("A call that stays uncertain") struct UnsettledCallTests {
    @Test(
        "most often a connection ends; what was said clearly is told as that",
        arguments: [
            (["exchange.failure": "connection-lost"], .connectionLost),
            (["exchange.failure": "timed-out"], .connectionLost),
            (["http.status": "401"], .connectionLost), ([:], .connectionLost),
            (["exchange.failure": "answer-unreadable"], .answerUnreadable),
            (["wsman.refusal": "the enumeration is forgotten again and again"], .answerUnreadable),
            (["exchange.failure": "connection-refused"], .deviceUnreachable),
            (["exchange.failure": "tls-handshake"], .tlsHandshakeFailed),
            (["device.provisioning_state": "in"], .verificationFailed),
            (["device.uuid_found": "x"], .deviceIdentityMismatch),
        ] as [([String: String], ProblemCode)])
    func codes(_ facts: [String: String], _ code: ProblemCode) {
        let problem = UnsettledCall("AMT_X.Put", facts).problem
        #expect(problem.code == code)
        #expect(problem.evidence["wsman.call"] == "AMT_X.Put")
        #expect(facts.allSatisfy { problem.evidence[$0.key] == $0.value })
    }

    @Test("no certificate: the issuer's doing, the firmware's, or ours", arguments: IssuingFailure.Reason.allCases)
    func issuing(_ reason: IssuingFailure.Reason) {
        let problem = IssuingFailure(reason, "detail").problem
        #expect(problem.evidence == ["certificate.issuing": reason.rawValue, "certificate.issuer_said": "detail"])
        let expected: ProblemCode =
            switch reason {
            case .issuerUnreachable, .issuerRefused, .answerUnusable, .nameUnusable: .certificateNotIssued
            case .publicKeyUnusable, .requestUnusable: .answerUnreadable
            case .signing: .internalError
            }
        #expect(problem.code == expected)
    }
}
