import Provisioning

/// The issuer of today, and those of before: their certificates are in devices, which are called by them until they are renewed.
package struct IssuerSuccession: DeviceCertificateIssuer {
    private let current: any DeviceCertificateIssuer
    private let earlier: [any DeviceCertificateIssuer]

    package init(_ current: any DeviceCertificateIssuer, earlier: [any DeviceCertificateIssuer]) {
        self.current = current
        self.earlier = earlier
    }

    package var authorityDER: [UInt8] { self.current.authorityDER }
    package var callerChain: ClientChain? { self.current.callerChain }
    package var callerName: String { self.current.callerName }
    package var needsSignedRequest: Bool { self.current.needsSignedRequest }

    package func authorityDER(of certificate: [UInt8]) -> [UInt8] {
        let issuer = ([self.current] + self.earlier).first { $0.hasIssued(certificate) }
        return (issuer ?? self.current).authorityDER
    }

    package func unsignedRequest(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8]? {
        try self.current.unsignedRequest(order)
    }

    package func issue(_ order: DeviceCertificateOrder) async throws(IssuingFailure) -> IssuedCertificate {
        try await self.current.issue(order)
    }

    package func hasIssued(_ der: [UInt8]) -> Bool {
        self.current.hasIssued(der) || self.earlier.contains { $0.hasIssued(der) }
    }
}

/// For an authority that signs no more.
package struct RetiredSigner: CertificateSigning {
    package init() {}

    package func sign(_ order: SigningOrder) async throws(IssuingFailure) -> String {
        throw IssuingFailure(.issuerRefused, "this authority is no longer the cluster's")
    }
}
