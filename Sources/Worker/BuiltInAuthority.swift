import AMT
import Crypto
import Foundation
import Provisioning
import SwiftASN1
import X509
import _CryptoExtras

/// The cluster's own certificate authority: a root that is made once, and leaves for devices.
package final class BuiltInAuthority: DeviceCertificateIssuer {
    /// RSA, because AMT before 11.8 knows nothing else.
    static let keyBits = 2048
    static let rootYears = 20.0
    static let leafYears = 5.0
    /// Clocks of devices may be behind when they first look at their certificate.
    static let backdateSeconds: Int64 = 86_400
    /// Weaker keys are refused.
    static let deviceKeyBitsMin = 1024

    package let authorityDER: [UInt8]
    package let callerChain: ClientChain?
    /// Name in the certificate for callers; devices in mutual TLS are told to expect it.
    package let callerName: String
    private let issuerName: DistinguishedName
    private let key: Certificate.PrivateKey
    private let keyIdentifier: ArraySlice<UInt8>

    /// The authority that the cluster has, made now if there is none.
    ///
    /// - Parameter now: start of the root's validity.
    package static func open(
        _ book: any AuthorityBook, callerName: String, now: UnixTime
    ) async throws -> BuiltInAuthority {
        if let material = try await book.authority() {
            return try BuiltInAuthority(material, callerName: callerName, now: now)
        }
        return try BuiltInAuthority(
            try await book.keep(try Self.make(now: now)), callerName: callerName, now: now)
    }

    /// - Parameter callerName: goes into a fresh certificate for callers, which lives as long as the process.
    init(_ material: AuthorityMaterial, callerName: String = "provisionserver", now: UnixTime) throws {
        let certificate = try Certificate(derEncoded: material.certificateDER)
        self.authorityDER = material.certificateDER
        self.issuerName = certificate.subject
        self.key = Certificate.PrivateKey(try _RSA.Signing.PrivateKey(pemRepresentation: material.keyPEM.reveal()))
        self.keyIdentifier = SubjectKeyIdentifier(hash: self.key.publicKey).keyIdentifier
        self.callerName = callerName
        let callerKey = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let leaf = try Self.leaf(
            for: Certificate.PrivateKey(callerKey).publicKey, name: callerName, now: now, serial: Self.serial(),
            issuer: (certificate.subject, self.key, self.keyIdentifier))
        self.callerChain = ClientChain(
            id: 0,
            chainPEM: Secret(
                text: try leaf.serializeAsPEM().pemString + "\n" + certificate.serializeAsPEM().pemString + "\n"),
            keyPEM: Secret(text: callerKey.pkcs8PEMRepresentation))
    }

    package func hasIssued(_ der: [UInt8]) -> Bool {
        // All clusters' authorities have one name: what counts is the signature.
        guard der != self.authorityDER, let certificate = try? Certificate(derEncoded: der),
            certificate.issuer == self.issuerName
        else { return false }
        return self.key.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// A fresh root.
    static func make(now: UnixTime) throws -> AuthorityMaterial {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let wrapped = Certificate.PrivateKey(key)
        let name = try DistinguishedName {
            CommonName("ProvisionServer device authority")
            OrganizationName("ProvisionServer")
        }
        let start = Date(timeIntervalSince1970: TimeInterval(now.seconds - Self.backdateSeconds))
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: Self.serial()), publicKey: wrapped.publicKey,
            notValidBefore: start, notValidAfter: start.addingTimeInterval(Self.rootYears * 365.25 * 86_400),
            issuer: name,
            subject: name, signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: 0))
                Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                SubjectKeyIdentifier(hash: wrapped.publicKey)
            },
            issuerPrivateKey: wrapped)
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return AuthorityMaterial(
            certificateDER: serializer.serializedBytes, keyPEM: Secret(text: key.pkcs8PEMRepresentation))
    }

    package func issue(
        publicKeyPKCS1: [UInt8], fqdn: String, now: UnixTime
    ) async throws(IssuingFailure) -> IssuedCertificate {
        let publicKey = try Self.publicKey(publicKeyPKCS1)
        let serial = Self.serial()
        let start = UnixTime(seconds: now.seconds - Self.backdateSeconds)
        let end = UnixTime(seconds: start.seconds + Int64(Self.leafYears * 365.25 * 86_400))
        do {
            _ = try DistinguishedName { CommonName(fqdn) }
        } catch {
            throw .nameUnusable
        }
        do {
            let certificate = try Self.leaf(
                for: publicKey, name: fqdn, now: now, serial: serial,
                issuer: (self.issuerName, self.key, self.keyIdentifier))
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return IssuedCertificate(
                der: serializer.serializedBytes, fqdn: fqdn, serial: serial, notBefore: start, notAfter: end)
        } catch {
            throw .signing
        }
    }

    /// A certificate for both ends of TLS, valid for ``leafYears``.
    private static func leaf(
        for publicKey: Certificate.PublicKey, name: String, now: UnixTime, serial: [UInt8],
        issuer: (name: DistinguishedName, key: Certificate.PrivateKey, keyIdentifier: ArraySlice<UInt8>)
    ) throws -> Certificate {
        let start = Date(timeIntervalSince1970: TimeInterval(now.seconds - Self.backdateSeconds))
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: serial), publicKey: publicKey,
            notValidBefore: start, notValidAfter: start.addingTimeInterval(Self.leafYears * 365.25 * 86_400),
            issuer: issuer.name, subject: try DistinguishedName { CommonName(name) },
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
                try ExtendedKeyUsage([.serverAuth, .clientAuth])
                SubjectAlternativeNames([.dnsName(name)])
                AuthorityKeyIdentifier(keyIdentifier: issuer.keyIdentifier)
            },
            issuerPrivateKey: issuer.key)
    }

    /// 16 random bytes, positive and without a leading zero, as RFC 5280 wants serial numbers.
    private static func serial() -> [UInt8] {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[0] = bytes[0] & 0x7f | 0x40
        return bytes
    }

    /// Wraps PKCS#1 into the SubjectPublicKeyInfo that certificates hold.
    private static func publicKey(_ pkcs1: [UInt8]) throws(IssuingFailure) -> Certificate.PublicKey {
        do {
            var serializer = DER.Serializer()
            try serializer.appendConstructedNode(identifier: .sequence) { outer in
                try outer.appendConstructedNode(identifier: .sequence) { algorithm in
                    // rsaEncryption, PKCS #1.
                    try algorithm.serialize(try ASN1ObjectIdentifier(dotRepresentation: "1.2.840.113549.1.1.1"))
                    try algorithm.serialize(ASN1Null())
                }
                try outer.serialize(ASN1BitString(bytes: pkcs1[...]))
            }
            let key = try _RSA.Signing.PublicKey(derRepresentation: serializer.serializedBytes)
            guard key.keySizeInBits >= Self.deviceKeyBitsMin else { throw IssuingFailure.publicKeyUnusable }
            return Certificate.PublicKey(key)
        } catch {
            throw .publicKeyUnusable
        }
    }
}
