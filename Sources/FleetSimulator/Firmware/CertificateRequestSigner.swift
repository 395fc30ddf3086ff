import Crypto
import FoundationEssentials
import SwiftASN1
import _CryptoExtras

/// Puts a signature under a PKCS#10 request whose signature is empty or zero.
enum CertificateRequestSigner {
    /// The numbers of `SigningAlgorithm`.
    enum Algorithm: Int, Sendable {
        case sha1 = 0
        case sha256 = 1
        case sha384 = 2

        /// The AlgorithmIdentifier, with its NULL parameters.
        fileprivate var identifier: [UInt8] {
            let last: UInt8 =
                switch self {
                case .sha1: 5
                case .sha256: 11
                case .sha384: 12
                }
            return [0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, last, 0x05, 0x00]
        }
    }

    /// - Returns: the signed request; `nil` when `request` is none, or asks for another key.
    static func sign(_ request: [UInt8], with key: KeyMaterial, algorithm: Algorithm) -> [UInt8]? {
        guard
            let information = Self.information(of: request, carrying: key.publicKeySPKI),
            let privateKey = try? _RSA.Signing.PrivateKey(derRepresentation: key.privateKeyDER),
            let signature = try? Self.signature(of: information, with: privateKey, algorithm)
        else { return nil }
        let bitString = Self.element(0x03, [0] + signature)
        return Self.element(0x30, information + algorithm.identifier + bitString)
    }

    /// The CertificationRequestInfo as it was sent; `nil` unless it carries that key.
    private static func information(of request: [UInt8], carrying spki: [UInt8]) -> [UInt8]? {
        // Whatever is wrong with the peer's request, the answer is the same refusal.
        guard let root = try? DER.parse(request) else { return nil }
        return try? DER.sequence(root, identifier: .sequence) { parts -> [UInt8]? in
            guard let information = parts.next() else { return nil }
            while parts.next() != nil {}
            let carried = try DER.sequence(information, identifier: .sequence) { fields -> [UInt8]? in
                _ = fields.next()
                _ = fields.next()
                let key = fields.next().map { Array($0.encodedBytes) }
                while fields.next() != nil {}
                return key
            }
            return carried == spki ? Array(information.encodedBytes) : nil
        }
    }

    private static func signature(
        of bytes: [UInt8], with key: _RSA.Signing.PrivateKey, _ algorithm: Algorithm
    ) throws -> [UInt8] {
        let signature =
            switch algorithm {
            case .sha1: try key.signature(for: Insecure.SHA1.hash(data: bytes), padding: .insecurePKCS1v1_5)
            case .sha256: try key.signature(for: SHA256.hash(data: bytes), padding: .insecurePKCS1v1_5)
            case .sha384: try key.signature(for: SHA384.hash(data: bytes), padding: .insecurePKCS1v1_5)
            }
        return Array(signature.rawRepresentation)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 255), at: 0)
            rest >>= 8
        }
        if content.count >= 128 { length.insert(0x80 | UInt8(length.count), at: 0) }
        return [tag] + (length.isEmpty ? [0] : length) + content
    }
}
