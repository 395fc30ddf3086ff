/// Which settings belong to which element, and which of them are in use. Source: class definition of Intel's LMS,
/// *CIM_ElementSettingData*.
package struct CIM_ElementSettingData: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.cim("CIM_ElementSettingData")

    /// The settings.
    package let settingData: EndpointReference
    /// `IsCurrent` 1: they are in use; `false` for 2, `nil` when the firmware does not say.
    package let isCurrent: Bool?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.settingData = try instance.requiredReference("SettingData")
        self.isCurrent = try instance.number("IsCurrent").flatMap { $0 == 1 ? true : $0 == 2 ? false : nil }
    }

    /// The scheme's GUID when the settings are an ``AMT_SystemPowerScheme``: 16 bytes as on the wire.
    package var schemeGUID: [UInt8]? {
        guard self.settingData.resourceURI == AMT_SystemPowerScheme.firmwareClass.uri else { return nil }
        return self.settingData.selector("SchemeGUID").flatMap { Base64.bytes(Array($0.utf8)) }
    }
}

extension CIM_ElementSettingData {
    /// Starts an enumeration.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page. The one with ``isCurrent`` and a ``schemeGUID`` names the power package in use.
    package static func pull(_ context: String) -> WSManCall<PullPage<CIM_ElementSettingData>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try CIM_ElementSettingData(instance)
        }
    }
}
