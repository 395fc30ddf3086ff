import AMT

/// What a certificate says, as far as it matters to firmware: no more than facts, which a reader has taken from its DER.
package struct CertificateFacts: Equatable, Sendable {
    /// A distinguished name.
    package struct Name: Equatable, Sendable {
        /// DER; two names are the same when their bytes are.
        package var raw: [UInt8]
        /// For people.
        package var text: String

        /// A name as bytes and as text.
        package init(raw: [UInt8], text: String) {
            self.raw = raw
            self.text = text
        }
    }

    /// The public key's kind and size.
    package enum Key: Equatable, Sendable {
        case rsa(bits: Int)
        case elliptic(curve: String, bits: Int)
        /// By the name that the reader has for it.
        case other(String)
    }

    /// What the issuer's signature was made over.
    package enum SignatureDigest: Equatable, Sendable {
        case md5
        case sha1
        case sha256
        case sha384
        case sha512
        /// By the name that the reader has for it.
        case other(String)
    }

    /// Digests of the DER.
    package var sha1: [UInt8]
    /// SHA-256 of the DER: the certificate's name among others.
    package var sha256: [UInt8]
    package var sha384: [UInt8]
    package var subject: Name
    package var issuer: Name
    package var commonNames: [String] = []
    package var units: [String] = []
    package var organizations: [String] = []
    /// Names of hosts and addresses in the extension for them.
    package var alternativeNames: [String] = []
    /// Object identifiers with dots.
    package var extendedKeyUsages: [String] = []
    /// Whether it may issue others; `nil` when it does not say.
    package var isAuthority: Bool?
    package var key = Key.rsa(bits: 2048)
    /// DER of the public key with its kind: certificates with one key are known by it.
    package var publicKey: [UInt8] = []
    /// The algorithm's name, for people.
    package var signatureAlgorithm = ""
    package var signatureDigest = SignatureDigest.sha256
    package var notBefore = UnixTime(seconds: 0)
    package var notAfter = UnixTime(seconds: 0)
    package var serial: [UInt8] = []
    package var subjectKeyID: [UInt8]?
    package var authorityKeyID: [UInt8]?
    /// Whether it has Netscape's old extension for its kind.
    package var hasNetscapeType = false
    /// SHA-256 of those given beside it, itself among them, whose key has made its signature.
    package var signers: Set<[UInt8]> = []

    /// A certificate by its digests and names; what else is known is set afterwards.
    package init(sha1: [UInt8], sha256: [UInt8], sha384: [UInt8], subject: Name, issuer: Name) {
        self.sha1 = sha1
        self.sha256 = sha256
        self.sha384 = sha384
        self.subject = subject
        self.issuer = issuer
    }

    /// Whether it names itself as its issuer.
    package var isSelfIssued: Bool { self.subject.raw == self.issuer.raw }

    /// Whether its own key has made its signature: a root.
    package var isSelfSigned: Bool { self.isSelfIssued && self.signers.contains(self.sha256) }

    /// The name that people call it by.
    package var shortName: String { self.commonNames.last ?? self.subject.text }
}

/// Certificates as they were given, in any order, and whose the key beside them is.
package struct GivenCertificates: Equatable, Sendable {
    package var certificates: [CertificateFacts]
    /// Whether there is a private key.
    package var hasKey: Bool
    /// SHA-256 of those whose public key belongs to it.
    package var keyOwners: Set<[UInt8]>

    /// - Parameter keyOwners: SHA-256 of the certificates to which the key belongs.
    package init(_ certificates: [CertificateFacts], hasKey: Bool, keyOwners: Set<[UInt8]>) {
        self.certificates = certificates
        self.hasKey = hasKey
        self.keyOwners = keyOwners
    }
}
