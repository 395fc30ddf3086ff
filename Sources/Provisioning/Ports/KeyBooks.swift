import AMT

/// The certificates with which devices are set up.
package protocol SetupCertificateBook: Sendable {
    /// All of them, in the order of import.
    func setupCertificates() async throws(StoreFailure) -> [SetupCertificate]
}

/// A certificate with which devices are set up, and the root it chains to.
package struct SetupCertificate: Sendable {
    package let chain: ClientChain
    /// Subject of the leaf, for an operator's eye.
    package let subject: String
    /// Digests of the root's DER, by which a hello's hash list is matched: SHA-1, SHA-256, SHA-384.
    package let rootDigests: [[UInt8]]
    package let notAfter: UnixTime

    package init(chain: ClientChain, subject: String, rootDigests: [[UInt8]], notAfter: UnixTime) {
        self.chain = chain
        self.subject = subject
        self.rootDigests = rootDigests
        self.notAfter = notAfter
    }

    /// Whether a device that said hello with these hashes trusts the root of this certificate.
    package func matches(_ hashes: [RootHash]) -> Bool {
        SetupCertificateOrder.isListed(self.rootDigests, in: hashes)
    }
}

/// The cluster's own certificate authority.
package protocol AuthorityBook: Sendable {
    /// The authority that exists; `nil` before the first one was kept.
    func authority() async throws(StoreFailure) -> AuthorityMaterial?

    /// Keeps a new authority, unless another node was faster.
    ///
    /// - Returns: the one that counts from now on.
    func keep(_ material: AuthorityMaterial) async throws(StoreFailure) -> AuthorityMaterial
}

/// Certificate and private key of the authority.
package struct AuthorityMaterial: Sendable {
    package let certificateDER: [UInt8]
    /// PEM (PKCS#8) of the RSA key.
    package let keyPEM: Secret

    package init(certificateDER: [UInt8], keyPEM: Secret) {
        self.certificateDER = certificateDER
        self.keyPEM = keyPEM
    }
}

/// Makes certificates for devices. The built-in authority is one; others may stand behind the same protocol.
package protocol DeviceCertificateIssuer: Sendable {
    /// DER of the certificate to which every issued one chains.
    var authorityDER: [UInt8] { get }

    /// What the cluster shows to devices that ask who calls: a certificate under the authority, with its name. `nil` where the
    /// issuer has none.
    var callerChain: ClientChain? { get }

    /// Name in ``callerChain``.
    var callerName: String { get }

    /// Issues a certificate for a device's public key.
    ///
    /// - Parameters:
    ///   - publicKeyPKCS1: DER of an RSAPublicKey, as `AMT_PublicPrivateKeyPair.DERKey` gives it.
    ///   - fqdn: common name and subject alternative name.
    ///   - now: start of the validity, less a margin for clocks that are behind.
    func issue(publicKeyPKCS1: [UInt8], fqdn: String, now: UnixTime) async throws(IssuingFailure) -> IssuedCertificate

    /// Whether this issuer has signed a certificate, given as DER, for a device: such a one may be removed from it.
    func hasIssued(_ der: [UInt8]) -> Bool
}

/// Why no certificate could be issued.
package enum IssuingFailure: String, Error, CaseIterable, Sendable {
    /// The device's public key cannot be read or is not RSA of at least 1024 bits.
    case publicKeyUnusable = "public-key-unusable"
    /// The name does not fit into a certificate.
    case nameUnusable = "name-unusable"
    /// The authority did not sign.
    case signing
}
