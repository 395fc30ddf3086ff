import SwiftASN1
import X509
import _CryptoExtras

/// An RSA key pair as the firmware keeps it.
struct KeyMaterial: Equatable, Sendable {
    let privateKeyDER: [UInt8]
    /// PKCS#1 RSAPublicKey: what `DERKey` shows.
    let publicKeyPKCS1: [UInt8]
    /// SubjectPublicKeyInfo: what certificates and requests carry.
    let publicKeySPKI: [UInt8]
}

extension KeyMaterial {
    /// Reads an RSAPrivateKey; `nil` when it is none.
    init?(privateKeyPKCS1 bytes: [UInt8]) {
        guard let key = try? _RSA.Signing.PrivateKey(derRepresentation: bytes) else { return nil }
        self.init(
            privateKeyDER: Array(key.derRepresentation), publicKeyPKCS1: Array(key.publicKey.pkcs1DERRepresentation),
            publicKeySPKI: Array(key.publicKey.derRepresentation))
    }
}

/// A certificate in the store.
struct StoredCertificate: Equatable, Sendable {
    static let elementName = "Intel(r) AMT Certificate"

    let handle: Int
    let der: [UInt8]
    let isTrustedRoot: Bool
    let issuer: String
    let subject: String
    /// SubjectPublicKeyInfo: how a certificate finds its key pair.
    let spki: [UInt8]

    static func instanceID(_ handle: Int) -> String { "Intel(r) AMT Certificate: Handle: \(handle)" }

    /// Reads a certificate; `nil` when it is none.
    init?(der: [UInt8], handle: Int, isTrustedRoot: Bool) {
        guard let certificate = try? Certificate(derEncoded: der) else { return nil }
        var serializer = DER.Serializer()
        // A key that was read can be written; if not, the certificate is as good as unreadable.
        guard (try? serializer.serialize(certificate.publicKey)) != nil else { return nil }
        self.handle = handle
        self.der = der
        self.isTrustedRoot = isTrustedRoot
        self.issuer = Self.text(certificate.issuer)
        self.subject = Self.text(certificate.subject)
        self.spki = serializer.serializedBytes
    }

    var instance: Instance {
        Instance(
            instanceID: Self.instanceID(self.handle),
            properties: [
                Property("ElementName", Self.elementName), Property("InstanceID", Self.instanceID(self.handle)),
                Property("Issuer", self.issuer), Property("Subject", self.subject),
                Property("TrustedRootCertficate", self.isTrustedRoot),
                Property("X509Certificate", Text.base64(self.der)),
            ])
    }

    /// `C=…,O=…,CN=…`: the encoded order backwards, as recorded answers show it.
    private static func text(_ name: DistinguishedName) -> String {
        name.reversed().flatMap { set in
            set.map { attribute in "\(Self.keyword(attribute.type))=\(attribute.value)" }
        }.joined(separator: ",")
    }

    private static func keyword(_ type: ASN1ObjectIdentifier) -> String {
        switch type {
        case .NameAttributes.commonName: "CN"
        case .NameAttributes.countryName: "C"
        case .NameAttributes.localityName: "L"
        case .NameAttributes.organizationName: "O"
        case .NameAttributes.organizationalUnitName: "OU"
        case .NameAttributes.stateOrProvinceName: "ST"
        default: type.description
        }
    }
}

/// A key pair in the store.
struct StoredKeyPair: Equatable, Sendable {
    let handle: Int
    let material: KeyMaterial

    static func instanceID(_ handle: Int) -> String { "Intel(r) AMT Key: Handle: \(handle)" }

    var instance: Instance {
        Instance(
            instanceID: Self.instanceID(self.handle),
            properties: [
                Property("DERKey", Text.base64(self.material.publicKeyPKCS1)),
                Property("ElementName", "Intel(r) AMT Key"), Property("InstanceID", Self.instanceID(self.handle)),
            ])
    }
}

/// Certificates and key pairs of one device, both in the order of their handles.
struct CertificateStore: Equatable, Sendable {
    private(set) var certificates: [StoredCertificate] = []
    private(set) var keyPairs: [StoredKeyPair] = []

    /// The smallest handle that is free.
    private static func free(_ taken: [Int]) -> Int { (0...taken.count).first { !taken.contains($0) } ?? taken.count }

    /// Reads and keeps a certificate under the smallest free handle.
    ///
    /// - Returns: `nil` when it is no certificate.
    mutating func addCertificate(_ der: [UInt8], isTrustedRoot: Bool) -> StoredCertificate? {
        let handle = Self.free(self.certificates.map(\.handle))
        guard let certificate = StoredCertificate(der: der, handle: handle, isTrustedRoot: isTrustedRoot) else {
            return nil
        }
        self.certificates.append(certificate)
        self.certificates.sort { $0.handle < $1.handle }
        return certificate
    }

    mutating func addKeyPair(_ material: KeyMaterial) -> StoredKeyPair {
        let keyPair = StoredKeyPair(handle: Self.free(self.keyPairs.map(\.handle)), material: material)
        self.keyPairs.append(keyPair)
        self.keyPairs.sort { $0.handle < $1.handle }
        return keyPair
    }

    mutating func removeCertificate(_ handle: Int) { self.certificates.removeAll { $0.handle == handle } }

    mutating func removeKeyPair(_ handle: Int) { self.keyPairs.removeAll { $0.handle == handle } }

    func certificate(instanceID: String) -> StoredCertificate? {
        self.certificates.first { StoredCertificate.instanceID($0.handle) == instanceID }
    }

    func keyPair(instanceID: String) -> StoredKeyPair? {
        self.keyPairs.first { StoredKeyPair.instanceID($0.handle) == instanceID }
    }

    /// The key pair whose public half the certificate carries.
    func keyPair(of certificate: StoredCertificate) -> StoredKeyPair? {
        self.keyPairs.first { $0.material.publicKeySPKI == certificate.spki }
    }
}
