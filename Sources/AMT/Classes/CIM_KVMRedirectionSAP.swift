/// The switch of screen, keyboard and mouse redirection. Parts without it answer `wsa:DestinationUnreachable`, or
/// HTTP 400 without a fault.
package struct CIM_KVMRedirectionSAP: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_KVMRedirectionSAP")

    /// Whether it may be used.
    package let state: EnabledState

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.state = EnabledState(number: try instance.requiredNumber("EnabledState"))
    }
}

extension CIM_KVMRedirectionSAP {
    /// Reads the one instance.
    package static func get() -> WSManCall<CIM_KVMRedirectionSAP> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try CIM_KVMRedirectionSAP(instance) }
    }

    /// Starts an enumeration of the one instance.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_KVMRedirectionSAP>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_KVMRedirectionSAP(instance)
        }
    }

    /// Switches it on or off. Return values are CIM's.
    package static func requestStateChange(enabled: Bool) -> WSManCall<Done> {
        .requestStateChange(self.firmwareClass, to: EnabledState.number(enabled: enabled))
    }
}
