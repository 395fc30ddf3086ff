/// A power package that the device offers. Source: class definition of Intel's LMS, *AMT_SystemPowerScheme*.
package struct AMT_SystemPowerScheme: Hashable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_SystemPowerScheme")

    /// `SCHEME 0` and following, a key. The numbers differ between devices.
    package let instanceID: String
    /// 16 bytes as on the wire, the other key; see ``PowerPackage``.
    package let schemeGUID: [UInt8]
    /// `Mobile: ON in S0` …, for people; absent on some firmware.
    package let label: String?

    init(_ instance: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try instance.requiredText("InstanceID")
        self.schemeGUID = try instance.requiredBytes("SchemeGUID")
        self.label = instance.text("Description")
    }

    /// `nil` for a package that no published list has.
    package var powerPackage: PowerPackage? { PowerPackage(schemeGUID: self.schemeGUID) }
}

extension AMT_SystemPowerScheme {
    /// Starts an enumeration of what the device offers.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_SystemPowerScheme>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_SystemPowerScheme(instance)
        }
    }

    /// Reads one scheme.
    package static func get(instanceID: String) -> WSManCall<AMT_SystemPowerScheme> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try AMT_SystemPowerScheme(instance)
        }
    }

    /// Makes a scheme the one in use; ``CIM_ElementSettingData`` shows it afterwards. Any return value but 0 is a
    /// failure; the class definition does not say which there are, and they are read as AMT's.
    package static func setPowerScheme(instanceID: String) -> WSManCall<Done> {
        .invoke(
            self.firmwareClass, "SetPowerScheme", kind: .repeatable,
            selectors: [.init("InstanceID", instanceID)], answerSecondsMax: slowAnswerSecondsMax)
    }
}
