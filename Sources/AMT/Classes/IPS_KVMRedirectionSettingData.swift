/// How screen, keyboard and mouse are redirected.
///
/// It keeps every property the device sent but the RFB password, so that a put changes what it means to and nothing
/// else. Source: class definition of Intel's LMS, *IPS_KVMRedirectionSettingData*.
package struct IPS_KVMRedirectionSettingData: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.ips("IPS_KVMRedirectionSettingData")
    /// The key of the one instance.
    package static let instanceID = "Intel(r) KVM Redirection Settings"
    /// Characters of an RFB password, neither more nor fewer, of all four classes, without `"`, `,` and `:`.
    package static let rfbPasswordCharacterCount = 8
    /// Write-only: devices show it empty.
    private static let passwordName = "RFBPassword"

    /// Every property but the RFB password, in the device's order.
    package let instance: FirmwareInstance

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        try reader.check(
            flags: ["EnabledByMEBx", "Is5900PortEnabled", "OptInPolicy"],
            numbers: ["OptInPolicyTimeout", "SessionTimeout", "DefaultScreen"])
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element).removing(Self.passwordName)
    }

    private init(instance: FirmwareInstance) { self.instance = instance }

    /// `false` when the setup screen forbids it, which nothing else can undo.
    package var enabledByMEBx: Bool? { self.instance.flag("EnabledByMEBx") }
    /// Whether port 5900 takes connections of plain RFB.
    package var is5900PortEnabled: Bool? { self.instance.flag("Is5900PortEnabled") }
    /// Whether the user must consent.
    package var optInPolicy: Bool? { self.instance.flag("OptInPolicy") }
    /// Seconds from the request until the session must stand, 300 and more are recommended; absent on some firmware.
    package var optInPolicyTimeoutSeconds: UInt32? { self.instance.number("OptInPolicyTimeout") }
    /// Time without traffic after which the device ends a session, 3 from the factory. The unit is undocumented and
    /// taken as minutes.
    package var sessionTimeoutMinutes: UInt32? { self.instance.number("SessionTimeout") }
    /// The screen that is shown first, from 0.
    package var defaultScreen: UInt32? { self.instance.number("DefaultScreen") }

    /// The settings with port 5900 open or closed, all else as it is. Open it with a password alone.
    package func changing(is5900PortEnabled: Bool) -> IPS_KVMRedirectionSettingData {
        IPS_KVMRedirectionSettingData(
            instance: self.instance.replacing("Is5900PortEnabled", with: is5900PortEnabled))
    }

    /// The settings with another rule of consent, all else as it is.
    ///
    /// - Parameter timeoutSeconds: `nil` leaves what is there.
    package func changing(optInPolicy: Bool, timeoutSeconds: UInt32? = nil) -> IPS_KVMRedirectionSettingData {
        var changed = self.instance.replacing("OptInPolicy", with: optInPolicy)
        if let timeoutSeconds { changed = changed.replacing("OptInPolicyTimeout", with: timeoutSeconds) }
        return IPS_KVMRedirectionSettingData(instance: changed)
    }

    /// The settings with another time until an idle session ends, all else as it is.
    package func changing(sessionTimeoutMinutes: UInt32) -> IPS_KVMRedirectionSettingData {
        IPS_KVMRedirectionSettingData(instance: self.instance.replacing("SessionTimeout", with: sessionTimeoutMinutes))
    }

    /// The settings with another first screen, all else as it is.
    package func changing(defaultScreen: UInt32) -> IPS_KVMRedirectionSettingData {
        IPS_KVMRedirectionSettingData(instance: self.instance.replacing("DefaultScreen", with: defaultScreen))
    }
}

extension IPS_KVMRedirectionSettingData {
    /// Reads the one instance.
    package static func get() -> WSManCall<IPS_KVMRedirectionSettingData> {
        .get(self.firmwareClass, selectors: self.selectors) { instance throws(WSManRefusal) in
            try IPS_KVMRedirectionSettingData(instance)
        }
    }

    /// Starts an enumeration of the one instance.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page.
    package static func pull(_ context: String) -> WSManCall<PullPage<IPS_KVMRedirectionSettingData>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try IPS_KVMRedirectionSettingData(instance)
        }
    }

    /// Writes the one instance.
    ///
    /// - Parameter rfbPassword: ``rfbPasswordCharacterCount`` characters; `nil` leaves the one that is there.
    package static func put(
        _ settings: IPS_KVMRedirectionSettingData, rfbPassword: Secret?
    ) -> WSManCall<IPS_KVMRedirectionSettingData?> {
        let secrets = rfbPassword.map { [(self.passwordName, $0)] } ?? []
        return .put(
            self.firmwareClass, selectors: self.selectors,
            body: { settings.instance.write(to: &$0, secrets: secrets) }
        ) { instance throws(WSManRefusal) in
            try IPS_KVMRedirectionSettingData(instance)
        }
    }

    private static var selectors: [EndpointReference.Selector] { [.init("InstanceID", self.instanceID)] }
}
