import FoundationEssentials
import SwiftASN1
import X509
import _CryptoExtras

/// A self-signed certificate such as firmware makes when setup starts: for encryption only.
struct SetupCertificate: Sendable {
    let certificateDER: [UInt8]
    let privateKeyDER: [UInt8]

    private static let validSeconds: Double = 20 * 365 * 86_400

    /// Makes a certificate for a fresh key pair.
    static func make(serial: Int, key: KeyMaterial, now: Double) throws -> SetupCertificate {
        let privateKey = try _RSA.Signing.PrivateKey(derRepresentation: key.privateKeyDER)
        let name = try DistinguishedName {
            CommonName("Intel(R) AMT \(serial)")
        }
        let start = Date(timeIntervalSince1970: now - 86_400)
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(UInt(serial + 1)),
            publicKey: Certificate.PrivateKey(privateKey).publicKey, notValidBefore: start,
            notValidAfter: start.addingTimeInterval(Self.validSeconds), issuer: name, subject: name,
            signatureAlgorithm: .sha256WithRSAEncryption, extensions: Certificate.Extensions {},
            issuerPrivateKey: Certificate.PrivateKey(privateKey))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return SetupCertificate(certificateDER: serializer.serializedBytes, privateKeyDER: key.privateKeyDER)
    }
}
