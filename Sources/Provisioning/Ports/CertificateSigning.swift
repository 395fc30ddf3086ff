/// An issuer outside of the cluster that signs certificate requests.
package protocol CertificateSigning: Sendable {
    /// - Returns: what it answered with: certificates as PEM, the device's own first.
    func sign(_ order: SigningOrder) async throws(IssuingFailure) -> String
}

/// What an issuer outside is asked for.
package struct SigningOrder: Equatable, Sendable {
    /// PKCS#10, PEM, signed by the device.
    package let requestPEM: String
    package let fqdn: String
    package let validDays: Int

    package init(requestPEM: String, fqdn: String, validDays: Int) {
        self.requestPEM = requestPEM
        self.fqdn = fqdn
        self.validDays = validDays
    }
}

/// Why no certificate could be issued.
package struct IssuingFailure: Error, Equatable, Sendable {
    /// Evidence; a raw value is never renamed.
    package enum Reason: String, CaseIterable, Sendable {
        /// The device's public key cannot be read or is not RSA of at least 1024 bits.
        case publicKeyUnusable = "public-key-unusable"
        /// The name does not fit into a certificate.
        case nameUnusable = "name-unusable"
        /// What the device has signed is no request for its key.
        case requestUnusable = "request-unusable"
        /// The cluster's own authority did not sign.
        case signing
        /// The issuer could not be asked.
        case issuerUnreachable = "issuer-unreachable"
        /// The issuer said no.
        case issuerRefused = "issuer-refused"
        /// What the issuer gave is no certificate for this device.
        case answerUnusable = "answer-unusable"
    }

    package let reason: Reason
    /// In words, for an operator; never a secret.
    package let detail: String

    package init(_ reason: Reason, _ detail: String = "") {
        self.reason = reason
        self.detail = detail
    }
}

extension IssuingFailure {
    /// What it is to an operator: the issuer's doing, the firmware's, or ours.
    package var problem: Problem {
        var evidence = ["certificate.issuing": self.reason.rawValue]
        if !self.detail.isEmpty { evidence["certificate.issuer_said"] = self.detail }
        return Problem(self.code, evidence)
    }

    private var code: ProblemCode {
        switch self.reason {
        case .issuerUnreachable, .issuerRefused, .answerUnusable, .nameUnusable: .certificateNotIssued
        case .publicKeyUnusable, .requestUnusable: .answerUnreadable
        case .signing: .internalError
        }
    }
}
