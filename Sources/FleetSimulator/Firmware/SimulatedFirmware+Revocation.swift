/// Serial numbers of one issuer that are good no more.
struct RevocationList: Equatable, Sendable {
    /// What the firmware says it has room for.
    static let bytesMax = 1_424

    let handle: Int
    let url: String
    let serialNumbers: [[UInt8]]

    var instanceID: String { "Intel(r) AMT CRL: Handle: \(self.handle)" }

    var byteCount: Int { self.url.utf8.count + self.serialNumbers.reduce(0) { $0 + $1.count } }
}

extension ClassTraits {
    static let crl = ClassTraits(
        declaresCommon: false, isSingleton: false,
        instances: { firmware in
            firmware.features.crls.map { list in
                Instance(
                    instanceID: list.instanceID,
                    properties: [
                        Property("ElementName", "Intel(r) AMT CRL"), Property("InstanceID", list.instanceID),
                    ] + list.serialNumbers.map { Property("SerialNumbers", Text.base64($0)) }
                        + [Property("Url", list.url)])
            }
        },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteCRL(call) })
    static let publicKeyManagementCapabilities = ClassTraits(
        declaresCommon: false, instances: { [$0.keyCapabilitiesInstance] })
    static let provisioningCertificateHash = ClassTraits(
        declaresCommon: false, isSingleton: false, instances: { $0.rootHashInstances })
}

extension SimulatedFirmware {
    private static let urlBytes = 1...256

    mutating func addCRL(_ arguments: Arguments) -> FirmwareAnswer {
        let lists = self.features.crls
        let serialNumbers = arguments.texts("SerialNumbers").compactMap { Text.bytes(base64: $0) }
        guard
            let url = arguments.text("Url"), Self.urlBytes.contains(url.utf8.count),
            serialNumbers.allSatisfy({ (1...20).contains($0.count) })
        else { return .status(.invalidParameter) }
        guard !lists.contains(where: { $0.url == url }) else { return .status(.duplicate) }
        let handle = (0...lists.count).first { handle in !lists.contains { $0.handle == handle } } ?? 0
        let list = RevocationList(handle: handle, url: url, serialNumbers: serialNumbers)
        guard
            lists.count < self.policy.crlsMax,
            (lists + [list]).reduce(0, { $0 + $1.byteCount }) <= RevocationList.bytesMax
        else { return .status(.maxLimitReached) }
        self.features.crls = (lists + [list]).sorted { $0.handle < $1.handle }
        let reference = EndpointReference(
            resource: FirmwareClass.crl.uri, selector: "InstanceID", list.instanceID)
        return .output([Property("CRL", reference)], returnValue: 0)
    }

    mutating func deleteCRL(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        try self.countWrite()
        self.features.crls.removeAll { [.text($0.instanceID)] == instance.selectors.map(\.value) }
        return .empty
    }

    /// Sizes as old firmware publishes them; the number of roots is the one that is kept here.
    var keyCapabilitiesInstance: Instance {
        let id = "Intel(r) AMT: Public Key Management Capabilities"
        return Instance(
            instanceID: id,
            properties: [
                Property("CertChainMaxSize", Self.certificateBytesMax),
                Property("CommonNameMaxCount", TLSSettings.trustedCNMax),
                Property("CommonNameMaxSize", TLSSettings.trustedCNBytesMax), Property("ElementName", id),
                Property("InstanceID", id),
                Property("MaximumCRLSize", RevocationList.bytesMax),
                Property("RootCertMaxCount", self.policy.trustedRootsMax),
                Property("RootCertMaxSize", Self.rootBytesMax),
                Property("SupportedKeyLengths", KeyPool.keyBits),
            ])
    }

    /// The roots that a provisioning certificate may come from.
    var rootHashInstances: [Instance] {
        self.rootHashes.enumerated().map { place, hash in
            let id = "Intel(r) AMT Provisioning Certificate Hash: Handle: \(place)"
            return Instance(
                instanceID: id,
                properties: [
                    Property("Description", "Root \(place)"), Property("Enabled", true),
                    Property("HashData", Text.base64(hash.bytes)), Property("HashType", hash.algorithm),
                    Property("InstanceID", id), Property("IsDefault", true),
                ])
        }
    }
}
