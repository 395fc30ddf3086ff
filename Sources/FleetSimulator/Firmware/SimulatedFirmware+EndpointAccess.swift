/// Endpoint access control of one device.
struct EndpointAccess: Equatable, Sendable {
    /// 2 on, 3 off.
    var state: UInt32 = 3
    /// 1 NAC, 2 NAP, 3 both.
    var vendors: UInt32 = 3
    /// 1 SHA-1, 2 SHA-256, 3 SHA-384.
    var hashAlgorithm: UInt32 = 1
}

extension ClassTraits {
    static let endpointAccessControlService = ClassTraits(
        isPresent: { $0.hasEAC },
        instances: { firmware in
            let state = firmware.features.endpointAccess.state
            return [
                SimulatedFirmware.keyed(
                    .endpointAccessControlService, "Intel(r) AMT Endpoint Access Control Service",
                    more: [Property("EnabledState", state), Property("RequestedState", state)])
            ]
        })
}

extension FirmwareMethod {
    static let endpointAccess = [
        FirmwareMethod.stateChange(of: .endpointAccessControlService, states: 2...3) { firmware, state in
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
