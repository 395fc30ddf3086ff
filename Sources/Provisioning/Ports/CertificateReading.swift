import AMT

/// Reads certificates as operators have them.
package protocol CertificateReading: Sendable {
    /// Reads all of what belongs together: PEM with any number of certificates and a key, DER, PKCS #12, PKCS #7.
    ///
    /// - Parameter passphrase: of whatever is locked.
    func read(
        _ inputs: [[UInt8]], passphrase: Secret?
    ) async throws(CertificateReadingFailure) -> ReadCertificates
}

/// What was read.
package struct ReadCertificates: Sendable {
    package let given: GivenCertificates
    /// PEM of each certificate, under the SHA-256 of its DER.
    package let pem: [[UInt8]: String]
    /// The private key as PEM of PKCS #8, not encrypted.
    package let key: Secret?

    /// - Parameter key: `nil` when none was given.
    package init(given: GivenCertificates, pem: [[UInt8]: String], key: Secret?) {
        self.given = given
        self.pem = pem
        self.key = key
    }

    /// The PEM of a chain, each certificate behind the other; `nil` when one of them was not read here.
    package func pem(of chain: [CertificateFacts]) -> String? {
        let texts = chain.compactMap { self.pem[$0.sha256] }
        return texts.count == chain.count ? texts.joined() : nil
    }
}

/// Why nothing was read. A raw value is shown and never renamed; neither it nor the text has anything of what was given.
package enum CertificateReadingFailure: String, Error, CaseIterable, Sendable {
    case empty
    case tooLarge = "too-large"
    case tooMany = "too-many"
    case unreadable
    case passphraseNeeded = "passphrase-needed"
    case passphraseWrong = "passphrase-wrong"
    case severalKeys = "several-keys"
    case cipherUnavailable = "cipher-unavailable"
    case readerBusy = "reader-busy"

    /// One sentence for an operator, with what to do.
    package var text: String {
        switch self {
        case .empty: "Nothing was given."
        case .tooLarge:
            "It is larger than any chain: give the certificate, its intermediates, the root and the key alone."
        case .tooMany:
            "It has more certificates than any chain: give the certificate, its intermediates, the root and the key alone."
        case .unreadable: "It is none of PEM, DER, PKCS #12 and PKCS #7, or it is damaged."
        case .passphraseNeeded: "It is locked: give its passphrase too."
        case .passphraseWrong: "The passphrase does not open it."
        case .severalKeys: "It has several private keys: give the one that belongs to the certificate."
        case .cipherUnavailable:
            "It is locked with an old cipher, such as RC2, that OpenSSL has only with its legacy provider: install that, or lock "
                + "it anew: openssl pkcs12 -legacy -in old.pfx -nodes | openssl pkcs12 -export -out new.pfx."
        case .readerBusy: "Others are being read; try again."
        }
    }
}
