import Crypto
import Foundation
import SwiftASN1
import X509
import _CryptoExtras

@testable import FleetSimulator

/// A key pair with a certificate for it.
struct TestKey: Sendable {
    let material: KeyMaterial
    let certificate: [UInt8]

    /// Made once: RSA keys take their time.
    static let shared: TestKey? = try? TestKey.make()
    static let other: TestKey? = try? TestKey.make()

    private static func make() throws -> TestKey {
        let material = try KeyPool.make()
        let certificate = try SetupCertificate.make(serial: 7, key: material, now: 1_700_000_000)
        return TestKey(material: material, certificate: certificate.certificateDER)
    }
}

/// A small certification authority.
struct TestAuthority {
    let key = P256.Signing.PrivateKey()
    let name: DistinguishedName
    let certificate: Certificate

    init(_ commonName: String = "Test Root") throws {
        self.name = try DistinguishedName { CommonName(commonName) }
        self.certificate = try Self.issue(
            subject: self.name, publicKey: .init(self.key.publicKey), issuer: self.name, issuerKey: .init(self.key),
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            })
    }

    /// A chain of leaf and root for a provisioning server.
    func provisioningChain(
        commonName: String, unit: String? = nil, usages: [ExtendedKeyUsage.Usage] = TestAuthority.setupUsages
    ) throws -> (chain: [[UInt8]], key: P256.Signing.PrivateKey) {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName {
            if let unit { OrganizationalUnitName(unit) }
            CommonName(commonName)
        }
        let extensions = try Certificate.Extensions { try ExtendedKeyUsage(usages) }
        let leaf = try self.issue(subject: subject, publicKey: .init(key.publicKey), extensions: extensions)
        return (try [leaf, self.certificate].map(Self.der), key)
    }

    static let setupUsages: [ExtendedKeyUsage.Usage] = [
        .serverAuth, .init(oid: [2, 16, 840, 1, 113_741, 1, 2, 3]),
    ]

    func issue(
        subject: DistinguishedName, publicKey: Certificate.PublicKey,
        extensions: Certificate.Extensions = Certificate.Extensions()
    ) throws -> Certificate {
        try Self.issue(
            subject: subject, publicKey: publicKey, issuer: self.name, issuerKey: .init(self.key),
            extensions: extensions)
    }

    private static func issue(
        subject: DistinguishedName, publicKey: Certificate.PublicKey, issuer: DistinguishedName,
        issuerKey: Certificate.PrivateKey, extensions: Certificate.Extensions
    ) throws -> Certificate {
        let start = Date(timeIntervalSince1970: 1_700_000_000)
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey, notValidBefore: start,
            notValidAfter: start.addingTimeInterval(20 * 365 * 86_400), issuer: issuer, subject: subject,
            signatureAlgorithm: .ecdsaWithSHA256, extensions: extensions, issuerPrivateKey: issuerKey)
    }

    static func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    var pem: String {
        get throws { try self.certificate.serializeAsPEM().pemString }
    }
}

/// Requests whose signature is missing.
enum TestRequest {
    static func nullSigned(_ material: KeyMaterial) throws -> [UInt8] {
        let key = try Certificate.PrivateKey(_RSA.Signing.PrivateKey(derRepresentation: material.privateKeyDER))
        let request = try CertificateSigningRequest(
            version: .v1, subject: try DistinguishedName { CommonName("pc-0042.corp.example") }, privateKey: key,
            attributes: .init(), signatureAlgorithm: .sha256WithRSAEncryption)
        var serializer = DER.Serializer()
        try serializer.serialize(request)
        // The signature is the last 256 bytes.
        return serializer.serializedBytes.dropLast(256) + [UInt8](repeating: 0, count: 256)
    }
}
