import AMT
import Provisioning
import SwiftASN1
import X509
import _CryptoExtras

/// PKCS#10 of devices: made here without a signature, signed by the firmware, and judged here.
enum CertificateRequest {
    /// Weaker keys are refused.
    static let keyBitsMin = 1024

    /// A whole request whose signature means nothing: the firmware puts its own in its place. Source: wsman section 2.9.
    static func unsigned(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8] {
        let key = try Self.key(order.publicKeyPKCS1)
        do {
            let extensions = try Certificate.Extensions {
                Critical(KeyUsage(order.wish))
                try ExtendedKeyUsage(order.wish.isForClient ? [.serverAuth, .clientAuth] : [.serverAuth])
                SubjectAlternativeNames([.dnsName(order.fqdn)])
            }
            let request = try CertificateSigningRequest(
                version: .v1, subject: try DistinguishedName { CommonName(order.fqdn) }, publicKey: key,
                attributes: CertificateSigningRequest.Attributes([
                    try CertificateSigningRequest.Attribute(ExtensionRequest(extensions: extensions))
                ]),
                signatureAlgorithm: .sha256WithRSAEncryption,
                signature: Certificate.Signature(
                    signatureAlgorithm: .sha256WithRSAEncryption,
                    signatureBytes: ASN1BitString(bytes: ArraySlice(repeating: 0, count: Self.signatureBytes))))
            var serializer = DER.Serializer()
            try serializer.serialize(request)
            return serializer.serializedBytes
        } catch {
            throw IssuingFailure(.nameUnusable)
        }
    }

    /// Of a key of 2048 bits, which is what devices are asked for.
    private static let signatureBytes = 256

    /// The key that is to be certified: that of the signed request where there is one, which has to be the pair's.
    static func publicKey(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> Certificate.PublicKey {
        let key = try Self.key(order.publicKeyPKCS1)
        guard let signed = order.signedRequest else { return key }
        guard let request = try? CertificateSigningRequest(derEncoded: signed) else {
            throw IssuingFailure(.requestUnusable, "it cannot be read")
        }
        guard request.publicKey == key else { throw IssuingFailure(.requestUnusable, "it is for another key") }
        guard key.isValidSignature(request.signature, for: request) else {
            throw IssuingFailure(.requestUnusable, "its signature is not one of this key")
        }
        // Whoever signs it may copy what stands in it: a device asks for its own name and nothing else.
        guard let asked = try? CertificateSigningRequest(derEncoded: Self.unsigned(order)),
            request.subject == asked.subject, request.attributes == asked.attributes
        else { throw IssuingFailure(.requestUnusable, "it asks for something else than it was to sign") }
        return key
    }

    /// Wraps PKCS#1 into the SubjectPublicKeyInfo that certificates hold.
    private static func key(_ pkcs1: [UInt8]) throws(IssuingFailure) -> Certificate.PublicKey {
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
            guard key.keySizeInBits >= Self.keyBitsMin else { throw IssuingFailure(.publicKeyUnusable) }
            return Certificate.PublicKey(key)
        } catch {
            throw IssuingFailure(.publicKeyUnusable)
        }
    }

    /// PEM of a request, for issuers that are asked over the network.
    static func pem(_ der: [UInt8]) throws(IssuingFailure) -> String {
        guard let request = try? CertificateSigningRequest(derEncoded: der), let text = try? request.serializeAsPEM()
        else { throw IssuingFailure(.requestUnusable, "it cannot be read") }
        return text.pemString + "\n"
    }
}
