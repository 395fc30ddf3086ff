/// Endpoint access control of one device.
struct EndpointAccess: Equatable, Sendable {
    /// 2 on, 3 off.
    var state: UInt32 = 3
    /// 1 NAC, 2 NAP, 3 both.
    var vendors: UInt32 = 3
    /// 1 SHA-1, 2 SHA-256, 3 SHA-384.
    var hashAlgorithm: UInt32 = 1
    /// Handle of the certificate that postures are signed with.
    var signer: Int?
}

extension ClassTraits {
    static let endpointAccessControlService = ClassTraits(
        isPresent: { $0.hasEAC }, instances: { [$0.endpointAccessInstance] })
    static let eacCredentialContext = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasEAC }, instances: { $0.signerInstances },
        put: { firmware, call, _ throws(Fault) in try firmware.putSigner(call) },
        create: { firmware, call, _ throws(Fault) in try firmware.createSigner(call) },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteSigner(call) })
}

extension FirmwareMethod {
    static let endpointAccess = [
        FirmwareMethod.stateChange(of: .endpointAccessControlService, states: 2...3) { firmware, state in
            // The guide: a signer must be set to activate it. With which status it is refused, the guide does not say.
            guard state == 3 || firmware.features.endpointAccess.signer != nil else { return .vendor(.dataMissing) }
            firmware.features.endpointAccess.state = state
            return .cim(.success)
        },
        FirmwareMethod(.endpointAccessControlService, "GetEacOptions", isWrite: false) { firmware, _, _ in
            let options = firmware.features.endpointAccess
            return .output(
                [
                    Property("EacVendors", options.vendors),
                    Property("PostureHashAlgorithm", options.hashAlgorithm),
                ], returnValue: 0)
        },
        FirmwareMethod(
            .endpointAccessControlService, "SetEacOptions",
            [Field(name: "EacVendors", kind: .number), Field(name: "PostureHashAlgorithm", kind: .number)]
        ) { firmware, call, _ in
            guard
                let vendors = call.arguments.number("EacVendors"), (1...3).contains(vendors),
                let algorithm = call.arguments.number("PostureHashAlgorithm"), (1...3).contains(algorithm)
            else { return .status(.invalidParameter) }
            firmware.features.endpointAccess.vendors = vendors
            firmware.features.endpointAccess.hashAlgorithm = algorithm
            return .status(.success)
        },
    ]
}

extension SimulatedFirmware {
    var endpointAccessInstance: Instance {
        let state = self.features.endpointAccess.state
        return Self.keyed(
            .endpointAccessControlService, "Intel(r) AMT Endpoint Access Control Service",
            more: [Property("EnabledState", state), Property("RequestedState", state)])
    }

    /// The binding of the signer, if there is one.
    var signerInstances: [Instance] {
        self.features.endpointAccess.signer.map { handle in
            let certificate = Self.certificateReference(handle)
            let service = EndpointReference(
                resource: FirmwareClass.endpointAccessControlService.uri,
                selectors: self.endpointAccessInstance.selectors)
            return [
                Instance(
                    selectors: [
                        .init(name: "ElementInContext", value: .reference(certificate)),
                        .init(name: "ElementProvidingContext", value: .reference(service)),
                    ],
                    properties: [
                        Property("ElementInContext", certificate), Property("ElementProvidingContext", service),
                    ])
            ]
        } ?? []
    }

    /// Handle of the certificate that a binding in a request names: a leaf with its key.
    private func signer(_ call: FirmwareCall) throws(Fault) -> Int {
        let rules: [PropertyRule] = [.reference("ElementInContext"), .reference("ElementProvidingContext")]
        let arguments = try Arguments.put(call, rules: rules, shown: [])
        guard
            let certificate = arguments.reference("ElementInContext"),
            let service = arguments.reference("ElementProvidingContext"), !service.selectors.isEmpty,
            self.instance(service, of: .endpointAccessControlService) != nil
        else { throw Fault(.invalidParameter) }
        guard let handle = self.leafHandle(certificate) else { throw .status(.certificateKeyNotMatch) }
        return handle
    }

    mutating func createSigner(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let handle = try self.signer(call)
        guard self.features.endpointAccess.signer == nil else { throw Fault(.alreadyExists) }
        try self.countWrite()
        self.features.endpointAccess.signer = handle
        return .created(
            EndpointReference(resource: call.firmwareClass.uri, selectors: self.signerInstances[0].selectors))
    }

    mutating func putSigner(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        _ = try self.instance(for: call)
        let handle = try self.signer(call)
        try self.countWrite()
        self.features.endpointAccess.signer = handle
        return .instance(self.signerInstances[0].properties)
    }

    /// What is on holds on to its signer.
    mutating func deleteSigner(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        _ = try self.instance(for: call)
        guard self.features.endpointAccess.state == 3 else { throw .status(.notPermitted) }
        try self.countWrite()
        self.features.endpointAccess.signer = nil
        return .empty
    }
}
