import AMT
import FoundationEssentials
import Provisioning
import SwiftASN1
import X509

/// An issuer outside of the cluster: it signs the requests of devices, and what it signs is judged before a device gets it.
package final class OutsideAuthority: DeviceCertificateIssuer {
    package let authorityDER: [UInt8]
    package let callerChain: ClientChain?
    package let callerName: String
    package let needsSignedRequest = true
    private let authority: Certificate
    private let signer: any CertificateSigning

    /// - Parameters:
    ///   - authorityPEM: the certificate by whose key devices' certificates are signed; it need not be a root.
    ///   - callerChain: what the cluster shows to devices in mutual TLS, if it has any: signed by the authority, with the caller's name.
    /// - Throws: ``AuthorityFault``, or the reader's error.
    package init(
        authorityPEM: String, signer: any CertificateSigning, callerChain: ClientChain? = nil, callerName: String
    ) throws {
        let certificate = try Certificate(pemEncoded: authorityPEM)
        // A constraint that cannot be read makes no authority.
        guard case .isCertificateAuthority? = try certificate.extensions.basicConstraints else {
            throw AuthorityFault.noAuthority
        }
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        self.authorityDER = serializer.serializedBytes
        self.authority = certificate
        self.signer = signer
        self.callerChain = callerChain
        self.callerName = callerName
        guard let callerChain else { return }
        guard let first = try PEMDocument.parseMultiple(pemString: callerChain.chainPEM.reveal()).first else {
            throw AuthorityFault.callerForeign
        }
        let leaf = try Certificate(pemDocument: first)
        let names = try leaf.extensions.subjectAlternativeNames.map { Array($0) } ?? []
        guard certificate.publicKey.isValidSignature(leaf.signature, for: leaf),
            names.contains(.dnsName(callerName)) || leaf.subject.description.contains("CN=\(callerName)")
        else { throw AuthorityFault.callerForeign }
    }

    package func unsignedRequest(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8]? {
        try CertificateRequest.unsigned(order)
    }

    package func issue(_ order: DeviceCertificateOrder) async throws(IssuingFailure) -> IssuedCertificate {
        let key = try CertificateRequest.publicKey(order)
        guard let signed = order.signedRequest else {
            throw IssuingFailure(.requestUnusable, "the device has signed none")
        }
        let answer = try await self.signer.sign(
            SigningOrder(
                requestPEM: try CertificateRequest.pem(signed), fqdn: order.fqdn, validDays: order.wish.validDays))
        return try self.judged(answer, key: key, order)
    }

    package func hasIssued(_ der: [UInt8]) -> Bool {
        guard der != self.authorityDER, let certificate = try? Certificate(derEncoded: der),
            certificate.issuer == self.authority.subject
        else { return false }
        return self.authority.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    /// The certificate in an answer, if it is one that the device can be called by.
    private func judged(
        _ answer: String, key: Certificate.PublicKey, _ order: DeviceCertificateOrder
    ) throws(IssuingFailure) -> IssuedCertificate {
        // Behind it may come those of the authorities.
        guard let document = try? PEMDocument.parseMultiple(pemString: answer).first,
            let certificate = try? Certificate(pemDocument: document)
        else { throw IssuingFailure(.answerUnusable, "there is no certificate in it") }
        guard certificate.publicKey == key else {
            throw IssuingFailure(.answerUnusable, "it is for another key")
        }
        guard self.hasIssued(document.derBytes) else {
            throw IssuingFailure(.answerUnusable, "it is not signed by the authority that this node was given")
        }
        let names = (try? certificate.extensions.subjectAlternativeNames).map { Array($0) } ?? []
        guard names == [.dnsName(order.fqdn)] else {
            throw IssuingFailure(.answerUnusable, "\(order.fqdn) is not its one alternative name")
        }
        if case .isCertificateAuthority? = try? certificate.extensions.basicConstraints {
            throw IssuingFailure(.answerUnusable, "it is one of an authority")
        }
        guard certificate.notValidAfter.timeIntervalSince1970 > Double(order.moment.seconds) else {
            throw IssuingFailure(.answerUnusable, "it has ended already")
        }
        return IssuedCertificate(
            der: document.derBytes, fqdn: order.fqdn, serial: Array(certificate.serialNumber.bytes),
            notBefore: UnixTime(seconds: Int64(certificate.notValidBefore.timeIntervalSince1970)),
            notAfter: UnixTime(seconds: Int64(certificate.notValidAfter.timeIntervalSince1970)))
    }
}
