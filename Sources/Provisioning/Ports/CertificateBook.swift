import AMT

/// The setup certificates, for those who look after them.
package protocol CertificateBook: Sendable {
    /// All that are in use, in the order of import.
    func certificates() async throws(StoreFailure) -> [KeptCertificate]

    /// Keeps a certificate. Devices that were parked because none matched are taken up again.
    func keep(_ certificate: NewCertificate) async throws(StoreFailure) -> CertificateKeeping

    /// Takes a certificate out of use, and its key away.
    ///
    /// - Returns: whether there was one.
    func remove(id: Int64) async throws(StoreFailure) -> Bool

    /// What the newest hello of a device, and inventory, say of what it would take; `nil` for a device that is not known.
    func seeker(_ device: DeviceUUID) async throws(StoreFailure) -> CertificateSeeker?

    /// Every device that is known by a hello with a list of roots.
    func helloGroups() async throws(StoreFailure) -> [HelloGroup]
}

/// A certificate that is kept, without its key.
package struct KeptCertificate: Equatable, Sendable {
    package let id: Int64
    /// `nil` for one that the settings named.
    package let name: String?
    package let subject: String
    package let leafSHA256: [UInt8]
    /// SHA-1, SHA-256 and SHA-384 of the root's DER.
    package let rootDigests: [[UInt8]]
    /// Leaf, intermediates, root.
    package let chainPEM: String
    package let notAfter: UnixTime
    package let importedAt: UnixTime

    package init(
        id: Int64, name: String?, subject: String, leafSHA256: [UInt8], rootDigests: [[UInt8]], chainPEM: String,
        notAfter: UnixTime, importedAt: UnixTime
    ) {
        self.id = id
        self.name = name
        self.subject = subject
        self.leafSHA256 = leafSHA256
        self.rootDigests = rootDigests
        self.chainPEM = chainPEM
        self.notAfter = notAfter
        self.importedAt = importedAt
    }
}

/// A certificate that comes in, with its key.
package struct NewCertificate: Sendable {
    /// `nil` for none.
    package let name: String?
    package let subject: String
    /// SHA-1, SHA-256 and SHA-384 of the root's DER.
    package let rootDigests: (sha1: [UInt8], sha256: [UInt8], sha384: [UInt8])
    package let leafSHA256: [UInt8]
    /// Leaf, intermediates, root.
    package let chainPEM: String
    package let keyPEM: Secret
    package let notAfter: UnixTime

    package init(
        name: String?, subject: String, rootDigests: (sha1: [UInt8], sha256: [UInt8], sha384: [UInt8]),
        leafSHA256: [UInt8], chainPEM: String, keyPEM: Secret, notAfter: UnixTime
    ) {
        self.name = name
        self.subject = subject
        self.rootDigests = rootDigests
        self.leafSHA256 = leafSHA256
        self.chainPEM = chainPEM
        self.keyPEM = keyPEM
        self.notAfter = notAfter
    }

    /// What was read, with the chain that was found in it.
    ///
    /// - Returns: `nil` when there is no whole chain, or no key.
    package init?(name: String?, _ read: ReadCertificates, _ lint: CertificateLint) {
        guard lint.isComplete, let leaf = lint.leaf, let last = lint.chain.last, let key = read.key,
            let chain = read.pem(of: lint.chain)
        else {
            return nil
        }
        self.init(
            name: name, subject: leaf.subject.text, rootDigests: (last.sha1, last.sha256, last.sha384),
            leafSHA256: leaf.sha256, chainPEM: chain, keyPEM: key, notAfter: leaf.notAfter)
    }
}

/// What became of a certificate that was to be kept.
package enum CertificateKeeping: Equatable, Sendable {
    case kept(Int64)
    /// Its leaf is in use already, under this number.
    case known(Int64)
    /// Another one has the name.
    case nameTaken
}
