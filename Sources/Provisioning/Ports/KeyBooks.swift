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

    /// DER of the certificate to which this one chains, which may have been issued when devices' certificates came from elsewhere.
    func authorityDER(of certificate: [UInt8]) -> [UInt8]

    /// What the cluster shows to devices that ask who calls: a certificate under the authority, with its name. `nil` where the
    /// issuer has none.
    var callerChain: ClientChain? { get }

    /// Name in ``callerChain``.
    var callerName: String { get }

    /// What the device is to sign, so that the issuer sees that it has the key: PKCS#10, DER, without a signature. `nil` for an issuer
    /// that does with the public key.
    func unsignedRequest(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8]?

    /// Whether nothing is issued without ``DeviceCertificateOrder/signedRequest``.
    var needsSignedRequest: Bool { get }

    /// Issues a certificate for a device's key.
    func issue(_ order: DeviceCertificateOrder) async throws(IssuingFailure) -> IssuedCertificate

    /// Whether this issuer has signed a certificate, given as DER, for a device: such a one may be removed from it.
    func hasIssued(_ der: [UInt8]) -> Bool
}

extension DeviceCertificateIssuer {
    package func authorityDER(of certificate: [UInt8]) -> [UInt8] { self.authorityDER }
    package func unsignedRequest(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8]? { nil }
    package var needsSignedRequest: Bool { false }
}

/// What a device's certificate shall be.
package struct DeviceCertificateOrder: Equatable, Sendable {
    /// DER of an RSAPublicKey, as `AMT_PublicPrivateKeyPair.DERKey` gives it.
    package var publicKeyPKCS1: [UInt8]
    /// PKCS#10, DER, signed by the device; `nil` where it did not.
    package var signedRequest: [UInt8]?
    /// Common name and subject alternative name.
    package var fqdn: String
    package var wish: Profile.DeviceCertificate
    /// Start of the validity, less a margin for clocks that are behind.
    package var moment: UnixTime

    package init(
        publicKeyPKCS1: [UInt8], signedRequest: [UInt8]? = nil, fqdn: String,
        wish: Profile.DeviceCertificate = Profile.DeviceCertificate(), at moment: UnixTime
    ) {
        self.publicKeyPKCS1 = publicKeyPKCS1
        self.signedRequest = signedRequest
        self.fqdn = fqdn
        self.wish = wish
        self.moment = moment
    }
}
