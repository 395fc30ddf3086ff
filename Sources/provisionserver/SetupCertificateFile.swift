import AMT
import Crypto
import Foundation
import Store
import SwiftASN1
import X509

/// Reads a setup certificate from PEM files: finds the leaf, orders the chain, takes the root's digests.
enum SetupCertificateFile {
    /// Why the files are of no use.
    enum Fault: Error, CustomStringConvertible {
        case unreadable(path: String)
        case noCertificate(path: String)
        case keyMatchesNone
        case chainBroken(subject: String)
        case rootMissing(issuer: String)

        var description: String {
            switch self {
            case .unreadable(let path): "\(path) cannot be read as PEM"
            case .noCertificate(let path): "\(path) holds no certificate"
            case .keyMatchesNone: "the private key belongs to none of the certificates"
            case .chainBroken(let subject): "the signature on \(subject) is not its issuer's"
            case .rootMissing(let issuer):
                "the self-signed root \(issuer) is missing; firmware knows its hash alone and needs it whole"
            }
        }
    }

    /// More certificates than any chain has.
    static let certificatesMax = 20

    static func read(chain chainPath: String, key keyPath: String) throws(Fault) -> PostgresKeyBook.NewSetupCertificate
    {
        let documents = try Self.documents(chainPath).filter { $0.discriminator == "CERTIFICATE" }
        guard !documents.isEmpty, documents.count <= Self.certificatesMax else { throw .noCertificate(path: chainPath) }
        let certificates: [Certificate]
        do {
            certificates = try documents.map { try Certificate(pemDocument: $0) }
        } catch {
            throw .unreadable(path: chainPath)
        }
        let keyText = try Self.text(keyPath)
        let key: Certificate.PrivateKey
        do {
            key = try Certificate.PrivateKey(pemEncoded: keyText)
        } catch {
            throw .unreadable(path: keyPath)
        }
        guard let leaf = certificates.first(where: { $0.publicKey == key.publicKey }) else { throw .keyMatchesNone }
        let ordered = try Self.order(certificates, from: leaf)
        return try Self.result(ordered, key: Secret(text: keyText), path: chainPath)
    }

    private static func order(_ certificates: [Certificate], from leaf: Certificate) throws(Fault) -> [Certificate] {
        var chain = [leaf]
        while chain[chain.count - 1].issuer != chain[chain.count - 1].subject {
            let last = chain[chain.count - 1]
            let candidates = certificates.filter { $0.subject == last.issuer && !chain.contains($0) }
            guard !candidates.isEmpty else { throw .rootMissing(issuer: "\(last.issuer)") }
            guard let issuer = candidates.first(where: { $0.publicKey.isValidSignature(last.signature, for: last) })
            else {
                throw .chainBroken(subject: "\(last.subject)")
            }
            chain.append(issuer)
        }
        return chain
    }

    private static func result(
        _ chain: [Certificate], key: Secret, path: String
    ) throws(Fault) -> PostgresKeyBook.NewSetupCertificate {
        do {
            let ders = try chain.map { certificate in
                var serializer = DER.Serializer()
                try serializer.serialize(certificate)
                return serializer.serializedBytes
            }
            let root = ders[ders.count - 1]
            return PostgresKeyBook.NewSetupCertificate(
                subject: "\(chain[0].subject)",
                rootDigests: (
                    sha1: Array(Insecure.SHA1.hash(data: root)), sha256: Array(SHA256.hash(data: root)),
                    sha384: Array(SHA384.hash(data: root))
                ),
                leafSHA256: Array(SHA256.hash(data: ders[0])),
                chainPEM: try chain.map { try $0.serializeAsPEM().pemString }.joined(separator: "\n") + "\n",
                keyPEM: key,
                notAfter: UnixTime(seconds: Int64(chain[0].notValidAfter.timeIntervalSince1970)))
        } catch {
            throw .unreadable(path: path)
        }
    }

    private static func documents(_ path: String) throws(Fault) -> [PEMDocument] {
        do {
            return try PEMDocument.parseMultiple(pemString: try Self.text(path))
        } catch {
            throw .unreadable(path: path)
        }
    }

    private static func text(_ path: String) throws(Fault) -> String {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { throw .unreadable(path: path) }
        return text
    }
}
