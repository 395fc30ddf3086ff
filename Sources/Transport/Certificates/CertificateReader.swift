import AMT
import CLibSSL
import Provisioning

/// Reads certificates and keys by OpenSSL, whichever way operators have them.
///
/// Opening a locked file takes a moment on purpose, and so it happens on threads of its own.
package final class CertificateReader: CertificateReading {
    /// A chain with its key takes a tenth.
    static let bytesMax = 128 * 1_024
    /// Certificates of all inputs together.
    static let certificatesMax = Int(CSSL_BUNDLE_CERTIFICATES_MAX)
    static let passphraseBytesMax = 1_024
    /// A file that takes longer was locked with more rounds than anybody needs.
    static let patience = Duration.seconds(10)
    private static let threadsMax = 2
    private static let waitingMax = 16

    private let crew = BlockingCrew(threadsMax: threadsMax, waitingMax: waitingMax)

    /// A reader for the whole process.
    package init() {}

    package func read(
        _ inputs: [[UInt8]], passphrase: Secret?
    ) async throws(CertificateReadingFailure) -> ReadCertificates {
        guard inputs.contains(where: { !$0.isEmpty }) else { throw .empty }
        guard inputs.reduce(0, { $0 + $1.count }) <= Self.bytesMax else { throw .tooLarge }
        if let passphrase, passphrase.byteCount > Self.passphraseBytesMax { throw .passphraseWrong }
        let outcome = await self.crew.run(within: Self.patience) {
            Result { () throws(CertificateReadingFailure) in
                let bundle = try CertificateBundle()
                for input in inputs where !input.isEmpty { try bundle.add(input, passphrase: passphrase) }
                return try bundle.contents()
            }
        }
        switch outcome {
        case .done(let result): return try result.get()
        case .late, .crowded: throw .readerBusy
        }
    }
}

/// What OpenSSL has read. Used by one thread.
final class CertificateBundle {
    let pointer: OpaquePointer

    init() throws(CertificateReadingFailure) {
        guard let pointer = cssl_bundle_new() else { throw .readerBusy }
        self.pointer = pointer
    }

    deinit { cssl_bundle_free(self.pointer) }

    func add(_ bytes: [UInt8], passphrase: Secret?) throws(CertificateReadingFailure) {
        let end = bytes.withUnsafeBufferPointer { bytes -> Int32 in
            guard let base = bytes.baseAddress else { return Int32(CSSL_BUNDLE_UNREADABLE) }
            guard let passphrase else { return cssl_bundle_add(self.pointer, base, bytes.count, nil, 0) }
            // With an end mark, so that an empty one has an address too.
            return passphrase.withRevealedText { text in
                text.withMemoryRebound(to: UInt8.self, capacity: passphrase.byteCount + 1) {
                    cssl_bundle_add(self.pointer, base, bytes.count, $0, passphrase.byteCount)
                }
            }
        }
        switch Int(end) {
        case Int(CSSL_BUNDLE_READ): return
        case Int(CSSL_BUNDLE_PASSPHRASE_NEEDED): throw .passphraseNeeded
        case Int(CSSL_BUNDLE_PASSPHRASE_WRONG): throw .passphraseWrong
        case Int(CSSL_BUNDLE_TOO_MANY): throw .tooMany
        case Int(CSSL_BUNDLE_SEVERAL_KEYS): throw .severalKeys
        case Int(CSSL_BUNDLE_CIPHER_UNAVAILABLE): throw .cipherUnavailable
        default: throw .unreadable
        }
    }

    func contents() throws(CertificateReadingFailure) -> ReadCertificates {
        let count = cssl_bundle_count(self.pointer)
        let hasKey = cssl_bundle_has_key(self.pointer) == 1
        guard count > 0 || hasKey else { throw .unreadable }
        var certificates: [CertificateFacts] = []
        var pem: [[UInt8]: String] = [:]
        for index in 0..<count {
            let told = try self.told(of: index)
            guard let facts = told.certificate else { throw .unreadable }
            certificates.append(facts)
            pem[facts.sha256] = told.text(CSSL_FACT_PEM)
        }
        var owners: Set<[UInt8]> = []
        for index in 0..<count {
            if cssl_bundle_key_is_of(self.pointer, index) == 1 { owners.insert(certificates[index].sha256) }
            for issuer in 0..<count where cssl_bundle_is_signed_by(self.pointer, index, issuer) == 1 {
                certificates[index].signers.insert(certificates[issuer].sha256)
            }
        }
        return ReadCertificates(
            given: GivenCertificates(certificates, hasKey: hasKey, keyOwners: owners), pem: pem,
            key: hasKey ? try self.key() : nil)
    }

    private func told(of index: Int) throws(CertificateReadingFailure) -> ToldFacts {
        let facts = ToldFacts()
        guard cssl_bundle_tell(self.pointer, index, ToldFacts.take, facts.context) == 1 else { throw .unreadable }
        return facts
    }

    private func key() throws(CertificateReadingFailure) -> Secret {
        let facts = ToldFacts()
        defer { facts.forget() }
        guard cssl_bundle_tell_key(self.pointer, ToldFacts.take, facts.context) == 1,
            let bytes = facts.bytes(CSSL_FACT_PEM)
        else { throw .unreadable }
        return Secret(bytes)
    }
}

/// What the C side tells of one certificate, fact by fact.
final class ToldFacts {
    private var values: [Int: [[UInt8]]] = [:]

    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static let take: cssl_fact_taker = { context, kind, bytes, length in
        let facts = Unmanaged<ToldFacts>.fromOpaque(context).takeUnretainedValue()
        facts.values[Int(kind), default: []].append(Array(UnsafeBufferPointer(start: bytes, count: length)))
    }

    /// Overwrites what was told: it is a secret.
    func forget() {
        for kind in self.values.keys {
            for index in self.values[kind, default: []].indices {
                self.values[kind]?[index].withUnsafeMutableBytes { bytes in
                    if let base = bytes.baseAddress { cssl_cleanse(base, bytes.count) }
                }
            }
        }
        self.values = [:]
    }

    func bytes<Kind: BinaryInteger>(_ kind: Kind) -> [UInt8]? { self.values[Int(kind)]?.first }

    func texts<Kind: BinaryInteger>(_ kind: Kind) -> [String] {
        (self.values[Int(kind)] ?? []).map { String(decoding: $0, as: UTF8.self) }
    }

    func text<Kind: BinaryInteger>(_ kind: Kind) -> String? { self.texts(kind).first }

    func number<Kind: BinaryInteger>(_ kind: Kind) -> Int64? { self.text(kind).flatMap { Int64($0) } }

    var certificate: CertificateFacts? {
        guard let sha1 = self.bytes(CSSL_FACT_SHA1), let sha256 = self.bytes(CSSL_FACT_SHA256),
            let sha384 = self.bytes(CSSL_FACT_SHA384),
            let subject = self.name(CSSL_FACT_SUBJECT_RAW, CSSL_FACT_SUBJECT_TEXT),
            let issuer = self.name(CSSL_FACT_ISSUER_RAW, CSSL_FACT_ISSUER_TEXT),
            let notBefore = self.number(CSSL_FACT_NOT_BEFORE), let notAfter = self.number(CSSL_FACT_NOT_AFTER)
        else { return nil }
        var facts = CertificateFacts(sha1: sha1, sha256: sha256, sha384: sha384, subject: subject, issuer: issuer)
        facts.notBefore = UnixTime(seconds: notBefore)
        facts.notAfter = UnixTime(seconds: notAfter)
        facts.commonNames = self.texts(CSSL_FACT_COMMON_NAME)
        facts.units = self.texts(CSSL_FACT_UNIT)
        facts.organizations = self.texts(CSSL_FACT_ORGANIZATION)
        facts.alternativeNames = self.texts(CSSL_FACT_ALTERNATIVE_NAME)
        facts.extendedKeyUsages = self.texts(CSSL_FACT_EXTENDED_USAGE)
        facts.isAuthority = self.text(CSSL_FACT_AUTHORITY).map { $0 == "1" }
        facts.hasNetscapeType = self.bytes(CSSL_FACT_NETSCAPE_TYPE) != nil
        facts.key = self.key
        facts.publicKey = self.bytes(CSSL_FACT_PUBLIC_KEY) ?? []
        facts.signatureAlgorithm = self.text(CSSL_FACT_SIGNATURE_NAME) ?? ""
        facts.signatureDigest = self.digest
        facts.serial = self.bytes(CSSL_FACT_SERIAL) ?? []
        facts.subjectKeyID = self.bytes(CSSL_FACT_SUBJECT_KEY_ID)
        facts.authorityKeyID = self.bytes(CSSL_FACT_AUTHORITY_KEY_ID)
        return facts
    }

    private func name<Kind: BinaryInteger>(_ raw: Kind, _ text: Kind) -> CertificateFacts.Name? {
        guard let bytes = self.bytes(raw) else { return nil }
        return CertificateFacts.Name(raw: bytes, text: self.text(text) ?? "")
    }

    private var key: CertificateFacts.Key {
        let bits = Int(self.number(CSSL_FACT_KEY_BITS) ?? 0)
        switch self.text(CSSL_FACT_KEY_KIND) {
        case "RSA"?: return .rsa(bits: bits)
        case "EC"?: return .elliptic(curve: self.text(CSSL_FACT_KEY_CURVE) ?? "", bits: bits)
        case let name?: return .other(name)
        case nil: return .other("unknown")
        }
    }

    private var digest: CertificateFacts.SignatureDigest {
        switch self.text(CSSL_FACT_SIGNATURE_DIGEST) {
        case "MD5"?: .md5
        case "SHA1"?: .sha1
        case "SHA256"?: .sha256
        case "SHA384"?: .sha384
        case "SHA512"?: .sha512
        case let name?: .other(name)
        case nil: .other("unknown")
        }
    }
}
