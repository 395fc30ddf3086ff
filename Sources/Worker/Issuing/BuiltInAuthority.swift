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
    /// Of the certificate for callers, which lives as long as the process.
    static let callerDays = 1826
    /// Clocks of devices may be behind when they first look at their certificate.
    static let backdateSeconds: Int64 = 86_400
    package let authorityDER: [UInt8]
    package let callerChain: ClientChain?
    /// Name in the certificate for callers; devices in mutual TLS are told to expect it.
    package let callerName: String
    /// Where those who check find out what was revoked; `nil` leaves it out of certificates.
    private let revocationListURL: String?
    /// Of the root: nothing below it is valid for longer.
    private let notAfter: UnixTime
    private let issuerName: DistinguishedName
    private let key: Certificate.PrivateKey
    private let keyIdentifier: ArraySlice<UInt8>

    /// The authority that the cluster has, made now if there is none.
    ///
    /// - Parameters:
    ///   - imported: becomes the cluster's authority where there is none yet; asked for then alone.
    ///   - now: start of the root's validity.
    package static func open(
        _ book: any AuthorityBook, imported: () throws -> AuthorityMaterial? = { nil }, callerName: String,
        revocationListURL: String? = nil, now: UnixTime
    ) async throws -> BuiltInAuthority {
        let material: AuthorityMaterial
        if let kept = try await book.authority() {
            material = kept
        } else {
            material = try await book.keep(try imported() ?? Self.make(now: now))
        }
        return try BuiltInAuthority(
            material, callerName: callerName, revocationListURL: revocationListURL, now: now)
    }

    /// - Parameter callerName: goes into a fresh certificate for callers, which lives as long as the process.
    init(
        _ material: AuthorityMaterial, callerName: String = "provisionserver", revocationListURL: String? = nil,
        now: UnixTime
    ) throws {
        let certificate = try Certificate(derEncoded: material.certificateDER)
        self.authorityDER = material.certificateDER
        self.issuerName = certificate.subject
        self.revocationListURL = revocationListURL
        self.notAfter = UnixTime(seconds: Int64(certificate.notValidAfter.timeIntervalSince1970))
        self.key = Certificate.PrivateKey(try _RSA.Signing.PrivateKey(pemRepresentation: material.keyPEM.reveal()))
        guard self.key.publicKey == certificate.publicKey else { throw AuthorityFault.keyOfAnother }
        // Of an authority that was imported it may be anything, and has to be the same in what it signs.
        self.keyIdentifier =
            try certificate.extensions.subjectKeyIdentifier?.keyIdentifier
            ?? SubjectKeyIdentifier(hash: self.key.publicKey).keyIdentifier
        self.callerName = callerName
        let callerKey = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let start = UnixTime(seconds: now.seconds - Self.backdateSeconds)
        let leaf = try Self.leaf(
            LeafPlan(
                publicKey: Certificate.PrivateKey(callerKey).publicKey, name: callerName, serial: Self.serial(),
                start: start,
                end: min(UnixTime(seconds: start.seconds + Int64(Self.callerDays) * 86_400), self.notAfter),
                wish: Profile.DeviceCertificate(), revocationListURL: nil),
            issuer: (certificate.subject, self.key, self.keyIdentifier))
        self.callerChain = ClientChain(
            id: 0,
            chainPEM: Secret(
                text: try leaf.serializeAsPEM().pemString + "\n" + certificate.serializeAsPEM().pemString + "\n"),
            keyPEM: Secret(text: callerKey.pkcs8PEMRepresentation))
    }

    /// Reads an authority that was made elsewhere.
    ///
    /// - Throws: ``AuthorityFault``.
    package static func material(certificatePEM: String, keyPEM: Secret) throws(AuthorityFault) -> AuthorityMaterial {
        guard let certificate = try? Certificate(pemEncoded: certificatePEM),
            case .isCertificateAuthority? = try? certificate.extensions.basicConstraints
        else { throw .noAuthority }
        guard let key = try? _RSA.Signing.PrivateKey(pemRepresentation: keyPEM.reveal()),
            Certificate.PrivateKey(key).publicKey == certificate.publicKey
        else { throw .keyOfAnother }
        var serializer = DER.Serializer()
        do { try serializer.serialize(certificate) } catch { throw .noAuthority }
        return AuthorityMaterial(
            certificateDER: serializer.serializedBytes, keyPEM: Secret(text: key.pkcs8PEMRepresentation))
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

    package func unsignedRequest(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8]? {
        try CertificateRequest.unsigned(order)
    }

    package func issue(_ order: DeviceCertificateOrder) async throws(IssuingFailure) -> IssuedCertificate {
        let publicKey = try CertificateRequest.publicKey(order)
        let serial = Self.serial()
        let start = UnixTime(seconds: order.moment.seconds - Self.backdateSeconds)
        let end = min(UnixTime(seconds: start.seconds + Int64(order.wish.validDays) * 86_400), self.notAfter)
        do {
            _ = try DistinguishedName { CommonName(order.fqdn) }
        } catch {
            throw IssuingFailure(.nameUnusable)
        }
        do {
            let certificate = try Self.leaf(
                LeafPlan(
                    publicKey: publicKey, name: order.fqdn, serial: serial, start: start, end: end, wish: order.wish,
                    revocationListURL: self.revocationListURL),
                issuer: (self.issuerName, self.key, self.keyIdentifier))
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return IssuedCertificate(
                der: serializer.serializedBytes, fqdn: order.fqdn, serial: serial, notBefore: start, notAfter: end)
        } catch {
            throw IssuingFailure(.signing)
        }
    }

    /// What goes into a certificate for one end of TLS.
    private struct LeafPlan {
        let publicKey: Certificate.PublicKey
        let name: String
        let serial: [UInt8]
        let start: UnixTime
        let end: UnixTime
        let wish: Profile.DeviceCertificate
        let revocationListURL: String?
    }

    private static func leaf(
        _ plan: LeafPlan,
        issuer: (name: DistinguishedName, key: Certificate.PrivateKey, keyIdentifier: ArraySlice<UInt8>)
    ) throws -> Certificate {
        try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(bytes: plan.serial), publicKey: plan.publicKey,
            notValidBefore: Date(timeIntervalSince1970: TimeInterval(plan.start.seconds)),
            notValidAfter: Date(timeIntervalSince1970: TimeInterval(plan.end.seconds)),
            issuer: issuer.name, subject: try DistinguishedName { CommonName(plan.name) },
            signatureAlgorithm: .sha256WithRSAEncryption,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(plan.wish))
                try ExtendedKeyUsage(plan.wish.isForClient ? [.serverAuth, .clientAuth] : [.serverAuth])
                SubjectAlternativeNames([.dnsName(plan.name)])
                AuthorityKeyIdentifier(keyIdentifier: issuer.keyIdentifier)
                if let url = plan.revocationListURL { RevocationListPlace.points(to: url) }
            },
            issuerPrivateKey: issuer.key)
    }

    /// 16 random bytes, positive and without a leading zero, as RFC 5280 wants serial numbers.
    private static func serial() -> [UInt8] {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[0] = bytes[0] & 0x7f | 0x40
        return bytes
    }
}

/// Why a certificate and key are no authority.
package enum AuthorityFault: String, Error, CaseIterable, Sendable {
    case keyOfAnother = "the key is none of RSA, or does not belong to the certificate"
    case noAuthority = "the certificate is not one of an authority"
    case callerForeign =
        "the certificate for callers is not signed by the authority, or has another name than worker.caller_name"
}

extension KeyUsage {
    /// What a profile wants of a device's key.
    init(_ wish: Profile.DeviceCertificate) {
        self.init(
            digitalSignature: wish.keyUsage.contains(.digitalSignature),
            keyEncipherment: wish.keyUsage.contains(.keyEncipherment),
            dataEncipherment: wish.keyUsage.contains(.dataEncipherment),
            keyAgreement: wish.keyUsage.contains(.keyAgreement))
    }
}

/// The extension that tells where an issuer publishes what it has revoked: RFC 5280, section 4.2.1.13.
enum RevocationListPlace {
    static let identifier: ASN1ObjectIdentifier = [2, 5, 29, 31]

    static func points(to url: String) -> Certificate.Extension {
        var serializer = DER.Serializer()
        serializer.appendConstructedNode(identifier: .sequence) { places in
            places.appendConstructedNode(identifier: .sequence) { place in
                // distributionPoint [0], fullName [0], uniformResourceIdentifier [6].
                place.appendConstructedNode(identifier: .init(tagWithNumber: 0, tagClass: .contextSpecific)) { name in
                    name.appendConstructedNode(identifier: .init(tagWithNumber: 0, tagClass: .contextSpecific)) {
                        $0.appendPrimitiveNode(identifier: .init(tagWithNumber: 6, tagClass: .contextSpecific)) {
                            $0.append(contentsOf: url.utf8)
                        }
                    }
                }
            }
        }
        return Certificate.Extension(oid: Self.identifier, critical: false, value: serializer.serializedBytes[...])
    }
}
