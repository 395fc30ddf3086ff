/// Address, VLAN and link of one network interface of the firmware.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition of Intel's LMS, *AMT_EthernetPortSettings*.
package struct AMT_EthernetPortSettings: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.amt("AMT_EthernetPortSettings")
    /// The instance of the wired interface, which every device has.
    package static let wiredInstanceID = "Intel(r) AMT Ethernet Port Settings 0"
    /// The instance of the wireless interface.
    package static let wirelessInstanceID = "Intel(r) AMT Ethernet Port Settings 1"
    /// The largest VLAN tag; 0 is none.
    package static let vlanTagMax: UInt32 = 4094

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// ``wiredInstanceID`` or ``wirelessInstanceID``, the key.
    package let instanceID: String
    /// Whether the address is from DHCP.
    package let dhcpEnabled: Bool

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try reader.requiredText("InstanceID")
        self.dhcpEnabled = try reader.requiredFlag("DHCPEnabled")
        try reader.check(
            flags: ["IpSyncEnabled", "SharedStaticIp", "LinkIsUp", "SharedMAC"], numbers: ["VLANTag", "LinkPreference"])
        _ = try reader.numbers("LinkPolicy")
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(instance: FirmwareInstance, instanceID: String, dhcpEnabled: Bool) {
        self.instance = instance
        self.instanceID = instanceID
        self.dhcpEnabled = dhcpEnabled
    }

    /// Whether firmware and operating system keep the same address; absent on wireless interfaces and old firmware.
    package var ipSyncEnabled: Bool? { self.instance.flag("IpSyncEnabled") }
    /// Whether a static address of the operating system is shared; absent on wireless interfaces and old firmware.
    package var sharedStaticIP: Bool? { self.instance.flag("SharedStaticIp") }
    /// The address in use, from DHCP too; absent in some answers of devices with DHCP.
    package var ipAddress: String? { self.instance.text("IPAddress") }
    /// As ``ipAddress``.
    package var subnetMask: String? { self.instance.text("SubnetMask") }
    /// As ``ipAddress``.
    package var defaultGateway: String? { self.instance.text("DefaultGateway") }
    /// As ``ipAddress``.
    package var primaryDNS: String? { self.instance.text("PrimaryDNS") }
    /// As ``ipAddress``.
    package var secondaryDNS: String? { self.instance.text("SecondaryDNS") }
    /// 0 for no VLAN, at most ``vlanTagMax``; absent on some firmware.
    package var vlanTag: UInt32? { self.instance.number("VLANTag") }
    /// Power states in which the link is kept, in the device's order; none on wireless interfaces.
    package var linkPolicy: [LinkPolicy] {
        self.instance.texts("LinkPolicy").compactMap(XMLValue.number).map(LinkPolicy.init(number:))
    }
    /// `c8-d9-d2-7a-1e-33`: lower case with dashes, all zeros for an interface that is not there.
    package var macAddress: String? { self.instance.text("MACAddress") }
    /// Whether there is an interface behind the instance: its MAC address is not all zeros.
    package var isPresent: Bool { self.macAddress.map { $0.contains { $0 != "0" && $0 != "-" } } ?? false }
    /// Whether the cable or radio is connected.
    package var linkIsUp: Bool? { self.instance.flag("LinkIsUp") }
    /// Whether firmware and operating system have one MAC address.
    package var sharedMAC: Bool? { self.instance.flag("SharedMAC") }
    /// Who owns the link; on wireless interfaces alone.
    package var linkPreference: LinkPreference? {
        self.instance.number("LinkPreference").map(LinkPreference.init(number:))
    }

    /// From where the address is; `nil` for a combination of switches that no documentation has, or a static address
    /// that the device does not show.
    package var addressing: IPv4Addressing? {
        switch (self.dhcpEnabled, self.ipSyncEnabled ?? self.dhcpEnabled, self.sharedStaticIP ?? false) {
        case (true, true, false): return .dhcp
        case (false, true, true): return .sameAsHost
        case (false, false, false):
            guard let address = self.ipAddress, let mask = self.subnetMask else { return nil }
            return .own(
                IPv4Addresses(
                    address: address, subnetMask: mask, defaultGateway: self.defaultGateway,
                    primaryDNS: self.primaryDNS, secondaryDNS: self.secondaryDNS))
        case (true, false, _), (true, true, true), (false, true, false), (false, false, true): return nil
        }
    }
}

extension AMT_EthernetPortSettings {
    private static let addressNames = ["IPAddress", "SubnetMask", "DefaultGateway", "PrimaryDNS", "SecondaryDNS"]

    /// The settings with the address from elsewhere, all else as it is.
    ///
    /// The two switches of sharing are left out where a wireless interface does not show them.
    package func changing(addressing: IPv4Addressing) -> AMT_EthernetPortSettings {
        let others = self.instance.removing(Self.addressNames)
        switch addressing {
        case .dhcp: return self.with(others, dhcp: true, sync: true, shared: false)
        case .sameAsHost: return self.with(others, dhcp: false, sync: true, shared: true)
        case .own(let addresses):
            let instance =
                others
                .replacing("IPAddress", with: [addresses.address])
                .replacing("SubnetMask", with: [addresses.subnetMask])
                .replacing("DefaultGateway", with: [addresses.defaultGateway].compactMap { $0 })
                .replacing("PrimaryDNS", with: [addresses.primaryDNS].compactMap { $0 })
                .replacing("SecondaryDNS", with: [addresses.secondaryDNS].compactMap { $0 })
            return self.with(instance, dhcp: false, sync: false, shared: false)
        }
    }

    /// The settings with another VLAN, all else as it is.
    ///
    /// - Parameter vlanTag: 0 for none, at most ``vlanTagMax``.
    package func changing(vlanTag: UInt32) -> AMT_EthernetPortSettings {
        self.with(self.instance.replacing("VLANTag", with: vlanTag))
    }

    /// The settings with the link kept in other power states, all else as it is.
    package func changing(linkPolicy: [LinkPolicy]) -> AMT_EthernetPortSettings {
        self.with(self.instance.replacing("LinkPolicy", with: linkPolicy.map { String($0.number) }))
    }

    private func with(_ instance: FirmwareInstance) -> AMT_EthernetPortSettings {
        AMT_EthernetPortSettings(instance: instance, instanceID: self.instanceID, dhcpEnabled: self.dhcpEnabled)
    }

    private func with(
        _ instance: FirmwareInstance, dhcp: Bool, sync: Bool, shared: Bool
    ) -> AMT_EthernetPortSettings {
        var changed = instance.replacing("DHCPEnabled", with: dhcp)
        for (name, value) in [("IpSyncEnabled", sync), ("SharedStaticIp", shared)]
        where self.instanceID == Self.wiredInstanceID || changed.text(name) != nil {
            changed = changed.replacing(name, with: value)
        }
        return AMT_EthernetPortSettings(instance: changed, instanceID: self.instanceID, dhcpEnabled: dhcp)
    }

    /// What a put sends: addresses only when they are the interface's own, for the others the device finds itself.
    private var putInstance: FirmwareInstance {
        let isFound = self.dhcpEnabled || (self.ipSyncEnabled == true && self.sharedStaticIP == true)
        return isFound ? self.instance.removing(Self.addressNames) : self.instance
    }
}

extension AMT_EthernetPortSettings {
    /// Reads one instance. Without wireless hardware the second one may be missing: `wsman:InvalidSelectors` or
    /// `wsa:DestinationUnreachable`.
    package static func get(instanceID: String) -> WSManCall<AMT_EthernetPortSettings> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try AMT_EthernetPortSettings(instance)
        }
    }

    /// Starts an enumeration; some AMT 10 refuses it, so prefer ``get(instanceID:)``.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of both instances.
    package static func pull(_ context: String) -> WSManCall<PullPage<AMT_EthernetPortSettings>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try AMT_EthernetPortSettings(instance)
        }
    }

    /// Writes one instance. A change of the address may end the connection before the answer comes: write everything
    /// else first, then look for the device at its old and its new address and read it again.
    package static func put(_ settings: AMT_EthernetPortSettings) -> WSManCall<AMT_EthernetPortSettings?> {
        let instance = settings.putInstance
        return .put(
            self.firmwareClass, selectors: [.init("InstanceID", settings.instanceID)],
            body: { instance.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try AMT_EthernetPortSettings(instance)
        }
    }
}
