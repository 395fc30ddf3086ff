extension SimulatedFirmware {
    /// What old firmware publishes as the room for a certificate chain.
    private static let certificateBytesMax = 4_100

    mutating func addCertificate(_ arguments: Arguments, isTrustedRoot: Bool) -> FirmwareAnswer {
        guard let der = arguments.bytes("CertificateBlob"), der.count <= Self.certificateBytesMax else {
            return .status(.invalidCertificate)
        }
        let alike = self.store.certificates.filter { $0.isTrustedRoot == isTrustedRoot }
        guard !alike.contains(where: { $0.der == der }) else { return .status(.duplicate) }
        guard alike.count < (isTrustedRoot ? self.policy.trustedRootsMax : self.policy.certificatesMax) else {
            return .status(.maxLimitReached)
        }
        guard let certificate = self.store.addCertificate(der, isTrustedRoot: isTrustedRoot) else {
            return .status(.invalidCertificate)
        }
        let reference = EndpointReference(
            resource: FirmwareClass.publicKeyCertificate.uri, selector: "InstanceID",
            StoredCertificate.instanceID(certificate.handle))
        return .output([Property("CreatedCertificate", reference)], returnValue: 0)
    }

    mutating func generateKeyPair(_ arguments: Arguments, _ material: KeyMaterial?) -> FirmwareAnswer {
        guard arguments.number("KeyAlgorithm") == 0, arguments.number("KeyLength") == UInt32(KeyPool.keyBits) else {
            return .status(.invalidParameter)
        }
        guard self.store.keyPairs.count < self.policy.keyPairsMax else { return .status(.maxLimitReached) }
        guard let material else { return .status(.generatingKeys) }
        let keyPair = self.store.addKeyPair(material)
        let reference = EndpointReference(
            resource: FirmwareClass.publicPrivateKeyPair.uri, selector: "InstanceID",
            StoredKeyPair.instanceID(keyPair.handle))
        return .output([Property("KeyPair", reference)], returnValue: 0)
    }

    /// Signs a request that is whole but for its signature.
    func generateRequest(_ arguments: Arguments) -> FirmwareAnswer {
        guard
            let reference = arguments.reference("KeyPair"),
            reference.resource == FirmwareClass.publicPrivateKeyPair.uri,
            let instanceID = reference.text(ofOnlySelector: "InstanceID"),
            let keyPair = self.store.keyPair(instanceID: instanceID),
            let unsigned = arguments.bytes("NullSignedCertificateRequest")
        else { return .status(.invalidParameter) }
        let algorithm: CertificateRequestSigner.Algorithm
        switch arguments.number("SigningAlgorithm") {
        case 0 where self.identity.release.personality.signsSHA1: algorithm = .sha1
        case 1: algorithm = .sha256
        case 2: algorithm = .sha384
        default: return .status(.unsupported)
        }
        guard
            let signed = CertificateRequestSigner.sign(unsigned, with: keyPair.material, algorithm: algorithm)
        else { return .status(.invalidKey) }
        return .output([Property("SignedCertificateRequest", Text.base64(signed))], returnValue: 0)
    }

    mutating func deleteCertificate(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        guard
            let certificate = self.store.certificates.first(where: { $0.instance == instance }),
            certificate.handle != self.tls.boundHandle
        else { throw .status(.notPermitted) }
        try self.countWrite()
        self.store.removeCertificate(certificate.handle)
        return .empty
    }

    mutating func deleteKeyPair(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        let bound = self.store.certificates.first { $0.handle == self.tls.boundHandle }
        guard
            let keyPair = self.store.keyPairs.first(where: { $0.instance == instance }),
            bound?.spki != keyPair.material.publicKeySPKI
        else { throw .status(.notPermitted) }
        try self.countWrite()
        self.store.removeKeyPair(keyPair.handle)
        return .empty
    }
}
