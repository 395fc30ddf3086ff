extension ClassTraits {
    static let publicKeyCertificate = ClassTraits(
        isSingleton: false, instances: { $0.store.certificates.map(\.instance) },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteCertificate(call) })
    static let publicKeyManagementService = ClassTraits(instances: { _ in
        [
            SimulatedFirmware.service(
                .publicKeyManagementService, "Intel(r) AMT Public Key Management Service",
                elementName: "Intel(r) AMT Certificate Store Service", more: [Property("EnabledDefault", 5)])
        ]
    })
    static let publicPrivateKeyPair = ClassTraits(
        isSingleton: false, instances: { $0.store.keyPairs.map(\.instance) },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteKeyPair(call) })
}

extension FirmwareMethod {
    private static let service = FirmwareClass.publicKeyManagementService
    private static let certificate = [Field(name: "CertificateBlob", kind: .bytes)]

    static let generateKeyPair = FirmwareMethod(
        Self.service, "GenerateKeyPair",
        [Field(name: "KeyAlgorithm", kind: .number), Field(name: "KeyLength", kind: .number)]
    ) { firmware, call, _ in firmware.generateKeyPair(call.arguments, call.keyPair, now: call.now) }

    static let keys = [
        FirmwareMethod(
            Self.service, "AddCRL",
            [
                Field(name: "Url", kind: .text), Field(name: "SerialNumbers", kind: .bytes, isRepeated: true),
            ]
        ) { firmware, call, _ in firmware.addCRL(call.arguments) },
        FirmwareMethod(Self.service, "AddCertificate", Self.certificate) { firmware, call, _ in
            firmware.addCertificate(call.arguments, isTrustedRoot: false)
        },
        FirmwareMethod(Self.service, "AddKey", [Field(name: "KeyBlob", kind: .bytes)]) { firmware, call, _ in
            firmware.addKey(call.arguments)
        },
        FirmwareMethod(Self.service, "AddTrustedRootCertificate", Self.certificate) { firmware, call, _ in
            firmware.addCertificate(call.arguments, isTrustedRoot: true)
        },
        FirmwareMethod(
            Self.service, "GeneratePKCS10RequestEx",
            [
                Field(name: "KeyPair", kind: .reference), Field(name: "SigningAlgorithm", kind: .number),
                Field(name: "NullSignedCertificateRequest", kind: .bytes),
            ], isWrite: false
        ) { firmware, call, _ in firmware.generateRequest(call.arguments) },
        FirmwareMethod(Self.service, "ResetCRLList") { firmware, _, _ in
            firmware.features.crls = []
            return .status(.success)
        },
    ]
}

extension SimulatedFirmware {
    /// What old firmware publishes as the room for a certificate chain, and for a root.
    static let certificateBytesMax = 4_100
    static let rootBytesMax = 1_500

    mutating func addCertificate(_ arguments: Arguments, isTrustedRoot: Bool) -> FirmwareAnswer {
        let room = isTrustedRoot ? Self.rootBytesMax : Self.certificateBytesMax
        guard let der = arguments.bytes("CertificateBlob"), der.count <= room else {
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

    /// Keeps a key pair that was made elsewhere.
    mutating func addKey(_ arguments: Arguments) -> FirmwareAnswer {
        guard let blob = arguments.bytes("KeyBlob"), let material = KeyMaterial(privateKeyPKCS1: blob) else {
            return .status(.invalidKey)
        }
        guard !self.store.keyPairs.contains(where: { $0.material.publicKeySPKI == material.publicKeySPKI }) else {
            return .status(.duplicate)
        }
        guard self.store.keyPairs.count < self.policy.keyPairsMax else { return .status(.maxLimitReached) }
        let keyPair = self.store.addKeyPair(material)
        // Devices name the class of certificates here, although the instance is a key.
        let reference = EndpointReference(
            resource: FirmwareClass.publicKeyCertificate.uri, selector: "InstanceID",
            StoredKeyPair.instanceID(keyPair.handle))
        return .output([Property("CreatedKey", reference)], returnValue: 0)
    }

    /// Handles of certificates that something is set to use.
    var usedCertificates: Set<Int> {
        let wired = self.features.wired8021x
        let wireless = self.features.wifi.profiles.flatMap { [$0.clientCertificate, $0.trustedRoot] }
        let servers = self.features.remoteAccess.servers.map(\.certificate)
        let signer = self.features.endpointAccess.signer
        let all = [self.tls.boundHandle, wired.clientCertificate, wired.trustedRoot, signer] + wireless + servers
        return Set(all.compactMap { $0 })
    }

    mutating func deleteCertificate(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        guard
            let certificate = self.store.certificates.first(where: { $0.instance == instance }),
            !self.usedCertificates.contains(certificate.handle)
        else { throw .status(.notPermitted) }
        try self.countWrite()
        self.store.removeCertificate(certificate.handle)
        return .empty
    }

    mutating func deleteKeyPair(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        let used = self.usedCertificates
        guard
            let keyPair = self.store.keyPairs.first(where: { $0.instance == instance }),
            !self.store.certificates.contains(where: {
                used.contains($0.handle) && $0.spki == keyPair.material.publicKeySPKI
            })
        else { throw .status(.notPermitted) }
        try self.countWrite()
        self.store.removeKeyPair(keyPair.handle)
        return .empty
    }

    /// The handle of the certificate with its key that a reference names; `nil` when it is none.
    func leafHandle(_ reference: EndpointReference) -> Int? {
        guard
            let certificate = self.certificate(reference), !certificate.isTrustedRoot,
            self.store.keyPair(of: certificate) != nil
        else { return nil }
        return certificate.handle
    }

    /// The handle of the trusted root that a reference names; `nil` when it is none.
    func rootHandle(_ reference: EndpointReference) -> Int? {
        self.certificate(reference).flatMap { $0.isTrustedRoot ? $0.handle : nil }
    }

    private func certificate(_ reference: EndpointReference) -> StoredCertificate? {
        guard reference.resource == FirmwareClass.publicKeyCertificate.uri else { return nil }
        return reference.text(ofOnlySelector: "InstanceID").flatMap { self.store.certificate(instanceID: $0) }
    }
}
