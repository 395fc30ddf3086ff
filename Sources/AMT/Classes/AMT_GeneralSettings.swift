/// Names and network behaviour of the device, and the realm of its digest.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else.
package struct AMT_GeneralSettings: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_GeneralSettings")
    /// The key of the one instance.
    package static let instanceID = "Intel(r) AMT: General Settings"

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// Changes when the device is unprovisioned; see ``DigestRealm``.
    package let digestRealm: String

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.digestRealm = try reader.requiredText("DigestRealm")
        for name in ["PingResponseEnabled", "SharedFQDN", "WsmanOnlyMode", "RmcpPingResponseEnabled"] {
            _ = try reader.flag(name)
        }
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    init(instance: FirmwareInstance, digestRealm: String) {
        self.instance = instance
        self.digestRealm = digestRealm
    }

    /// At most 63 characters; empty before setup, `nil` when absent.
    package var hostName: String? { self.instance.text("HostName") }
    /// At most 191 characters; empty before setup, `nil` when absent.
    package var domainName: String? { self.instance.text("DomainName") }
    /// Whether firmware and operating system share one name; absent on old firmware.
    package var sharedFQDN: Bool? { self.instance.flag("SharedFQDN") }
    /// The name the operating system told the firmware; absent on old firmware.
    package var hostOSFQDN: String? { self.instance.text("HostOSFQDN") }
    /// Whether ICMP echo is answered.
    package var pingResponseEnabled: Bool? { self.instance.flag("PingResponseEnabled") }
    /// Whether the presence ping on UDP 623 is answered.
    package var rmcpPingResponseEnabled: Bool? { self.instance.flag("RmcpPingResponseEnabled") }
    /// Whether the old SOAP interface is shut; absent on old firmware.
    package var wsmanOnlyMode: Bool? { self.instance.flag("WsmanOnlyMode") }
    /// Minutes without work after which a sleeping device's firmware sleeps too, 1...65535.
    package var idleWakeTimeoutMinutes: UInt32? { self.instance.number("IdleWakeTimeout") }

    /// The settings with other names, all else as it is.
    package func putting(hostName: String, domainName: String) -> AMT_GeneralSettings {
        AMT_GeneralSettings(
            instance: self.instance
                .replacing("HostName", with: [hostName])
                .replacing("DomainName", with: [domainName]),
            digestRealm: self.digestRealm)
    }

    /// The settings with another sharing of the name, all else as it is.
    package func putting(sharedFQDN: Bool) -> AMT_GeneralSettings {
        AMT_GeneralSettings(
            instance: self.instance.replacing("SharedFQDN", with: sharedFQDN), digestRealm: self.digestRealm)
    }

    /// The settings with other answers to pings, all else as it is.
    package func putting(pingResponseEnabled: Bool, rmcpPingResponseEnabled: Bool) -> AMT_GeneralSettings {
        AMT_GeneralSettings(
            instance: self.instance
                .replacing("PingResponseEnabled", with: pingResponseEnabled)
                .replacing("RmcpPingResponseEnabled", with: rmcpPingResponseEnabled),
            digestRealm: self.digestRealm)
    }
}

extension AMT_GeneralSettings {
    /// Reads the one instance.
    package static func get() -> WSManCall<AMT_GeneralSettings> {
        .get(self.firmwareClass, selectors: self.selectors) { instance throws(WSManRefusal) in
            try AMT_GeneralSettings(instance)
        }
    }

    /// Writes the one instance. Some firmware answers with what is now stored, some with nothing.
    package static func put(_ settings: AMT_GeneralSettings) -> WSManCall<AMT_GeneralSettings?> {
        .put(
            self.firmwareClass, selectors: self.selectors, body: { settings.instance.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_GeneralSettings(instance)
        }
    }

    /// Starts an enumeration; some AMT 10 refuses it, so prefer ``get()``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of an enumeration.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_GeneralSettings>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_GeneralSettings(instance)
        }
    }

    private static var selectors: [EndpointReference.Selector] { [.init("InstanceID", self.instanceID)] }
}
