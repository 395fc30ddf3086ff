/// The web page that the device shows to a browser. Source: class definition of Intel's LMS, *AMT_WebUIService*.
package struct AMT_WebUIService: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_WebUIService")

    /// Whether it is shown.
    package let state: EnabledState

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.state = EnabledState(number: try instance.requiredNumber("EnabledState"))
    }
}

extension AMT_WebUIService {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_WebUIService> {
        .get(self.firmwareClass) { instance throws(WSManRefusal) in try AMT_WebUIService(instance) }
    }

    /// Switches it on or off. Return values are CIM's.
    package static func requestStateChange(enabled: Bool) -> WSManCall<Done> {
        .requestStateChange(self.firmwareClass, to: EnabledState.number(enabled: enabled))
    }
}
