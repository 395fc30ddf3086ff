/// TLS switches of one side of the device. A put is staged and becomes effective with `CommitChanges`.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else.
package struct AMT_TLSSettingData: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_TLSSettingData")
    /// The instance for the network.
    package static let networkInstanceID = "Intel(r) AMT 802.3 TLS Settings"
    /// The instance for the device's own operating system.
    package static let localInstanceID = "Intel(r) AMT LMS TLS Settings"

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// ``networkInstanceID`` or ``localInstanceID``, the key.
    package let instanceID: String
    /// Whether TLS is on, or staged to be on.
    package let isEnabled: Bool

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try reader.requiredText("InstanceID")
        self.isEnabled = try reader.requiredFlag("Enabled")
        for name in ["MutualAuthentication", "AcceptNonSecureConnections", "NonSecureConnectionsSupported"] {
            _ = try reader.flag(name)
        }
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(instance: FirmwareInstance, instanceID: String, isEnabled: Bool) {
        self.instance = instance
        self.instanceID = instanceID
        self.isEnabled = isEnabled
    }

    /// Whether the caller must show a certificate.
    package var mutualAuthentication: Bool? { self.instance.flag("MutualAuthentication") }
    /// Whether the ports without TLS stay open too.
    package var acceptNonSecureConnections: Bool? { self.instance.flag("AcceptNonSecureConnections") }
    /// `false` on firmware that has no ports without TLS: asking for them fails. Absent on older firmware.
    package var nonSecureConnectionsSupported: Bool? { self.instance.flag("NonSecureConnectionsSupported") }
    /// Names that a caller's certificate must have in mutual authentication; at most four.
    package var trustedCN: [String] { self.instance.texts("TrustedCN") }

    /// The settings with other switches, all else as it is.
    package func changing(
        enabled: Bool, mutualAuthentication: Bool, acceptNonSecureConnections: Bool
    ) -> AMT_TLSSettingData {
        AMT_TLSSettingData(
            instance: self.instance
                .replacing("Enabled", with: enabled)
                .replacing("MutualAuthentication", with: mutualAuthentication)
                .replacing("AcceptNonSecureConnections", with: acceptNonSecureConnections),
            instanceID: self.instanceID, isEnabled: enabled)
    }

    /// The settings with other trusted names, all else as it is; none leaves the property out.
    package func changing(trustedCN: [String]) -> AMT_TLSSettingData {
        AMT_TLSSettingData(
            instance: self.instance.replacing("TrustedCN", with: trustedCN), instanceID: self.instanceID,
            isEnabled: self.isEnabled)
    }
}

extension AMT_TLSSettingData {
    /// Reads one instance.
    package static func get(instanceID: String) -> WSManCall<AMT_TLSSettingData> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try AMT_TLSSettingData(instance)
        }
    }

    /// Starts an enumeration; some AMT 10 refuses it, so prefer ``get(instanceID:)``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of both instances.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_TLSSettingData>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_TLSSettingData(instance)
        }
    }

    /// Stages an instance. What only the device may say is left out.
    package static func put(_ settings: AMT_TLSSettingData) -> WSManCall<AMT_TLSSettingData?> {
        let instance = settings.instance.removing("NonSecureConnectionsSupported")
        return .put(
            self.firmwareClass, selectors: [.init("InstanceID", settings.instanceID)],
            body: { instance.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_TLSSettingData(instance)
        }
    }
}
