import Crypto
import Foundation
import SwiftASN1
import X509
import _CryptoExtras

/// A root of an operator's own and certificates under it, with what firmware asks of them: RSA, SHA-256, one level.
struct OwnRoot {
    static let yearSeconds = 365.25 * 86_400
    /// Clocks of hosts may be behind when firmware notes whether a certificate is valid.
    private static let backdateSeconds = 86_400.0
    /// Marks a certificate for setup.
    private static let setupUsage: ASN1ObjectIdentifier = [2, 16, 840, 1, 113_741, 1, 2, 3]

    /// PEM of the certificate, or of leaf and root.
    let chainPEM: String
    /// PEM of PKCS #8.
    let keyPEM: String
    let rootSHA256: String
    let rootSHA1: String

    static func make(name: String, bits: OwnRootKey, seconds: Double, now: Date) throws(CommandFailure) -> OwnRoot {
        do {
            let key = try Self.key(bits)
            let wrapped = Certificate.PrivateKey(key)
            let subject = try DistinguishedName { CommonName(name) }
            let start = now.addingTimeInterval(-Self.backdateSeconds)
            let root = try Certificate(
                version: .v3, serialNumber: Self.serial(), publicKey: wrapped.publicKey, notValidBefore: start,
                notValidAfter: start.addingTimeInterval(seconds), issuer: subject, subject: subject,
                signatureAlgorithm: .sha256WithRSAEncryption,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    SubjectKeyIdentifier(hash: wrapped.publicKey)
                },
                issuerPrivateKey: wrapped)
            return try OwnRoot([root], key: key, root: root)
        } catch {
            throw .usage("No certificate of this name can be made.")
        }
    }

    /// - Parameters:
    ///   - root: PEM of the root's certificate.
    ///   - rootKey: PEM of its key.
    static func issue(
        commonName: String, bits: OwnRootKey, seconds: Double, now: Date, root rootPEM: String, rootKey: String
    ) throws(CommandFailure) -> OwnRoot {
        let root: Certificate
        let signer: Certificate.PrivateKey
        do {
            root = try Certificate(pemEncoded: rootPEM)
            signer = try Certificate.PrivateKey(pemEncoded: rootKey)
        } catch {
            throw .usage("The root or its key cannot be read as PEM without a lock.")
        }
        guard signer.publicKey == root.publicKey else { throw .usage("The key is not the root's.") }
        guard root.issuer == root.subject else { throw .usage("The certificate under --root is not a root.") }
        guard root.notValidAfter > now else { throw .usage("The root has ended.") }
        do {
            let key = try Self.key(bits)
            let publicKey = Certificate.PrivateKey(key).publicKey
            let start = max(now.addingTimeInterval(-Self.backdateSeconds), root.notValidBefore)
            let leaf = try Certificate(
                version: .v3, serialNumber: Self.serial(), publicKey: publicKey, notValidBefore: start,
                notValidAfter: min(start.addingTimeInterval(seconds), root.notValidAfter), issuer: root.subject,
                subject: try DistinguishedName { CommonName(commonName) },
                signatureAlgorithm: .sha256WithRSAEncryption,
                extensions: try Certificate.Extensions {
                    Critical(BasicConstraints.notCertificateAuthority)
                    Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
                    try ExtendedKeyUsage([.serverAuth, ExtendedKeyUsage.Usage(oid: Self.setupUsage)])
                    SubjectAlternativeNames([.dnsName(commonName)])
                    SubjectKeyIdentifier(hash: publicKey)
                    AuthorityKeyIdentifier(keyIdentifier: SubjectKeyIdentifier(hash: root.publicKey).keyIdentifier)
                },
                issuerPrivateKey: signer)
            return try OwnRoot([leaf, root], key: key, root: root)
        } catch {
            throw .usage("No certificate of this name can be issued with this root.")
        }
    }

    /// Whether a text is a name in a domain: the API's own rules say more.
    static func isName(_ text: String) -> Bool {
        let base = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
        return text.utf8.count <= 64
            && base.wholeMatch(of: /[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)+/)
                != nil
    }

    private init(_ chain: [Certificate], key: _RSA.Signing.PrivateKey, root: Certificate) throws {
        var serializer = DER.Serializer()
        try serializer.serialize(root)
        let der = serializer.serializedBytes
        self.chainPEM = try chain.map { try $0.serializeAsPEM().pemString + "\n" }.joined()
        self.keyPEM = key.pkcs8PEMRepresentation + "\n"
        self.rootSHA256 = Self.hex(SHA256.hash(data: der))
        self.rootSHA1 = Self.hex(Insecure.SHA1.hash(data: der))
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func key(_ bits: OwnRootKey) throws -> _RSA.Signing.PrivateKey {
        switch bits {
        case .bits2048: try _RSA.Signing.PrivateKey(keySize: .bits2048)
        case .bits3072: try _RSA.Signing.PrivateKey(keySize: .bits3072)
        case .bits4096: try _RSA.Signing.PrivateKey(keySize: .bits4096)
        }
    }

    /// Random, positive and without a leading zero, as RFC 5280 wants serial numbers.
    private static func serial() -> Certificate.SerialNumber {
        var generator = SystemRandomNumberGenerator()
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        bytes[0] = bytes[0] & 0x7f | 0x40
        return Certificate.SerialNumber(bytes: bytes)
    }
}
