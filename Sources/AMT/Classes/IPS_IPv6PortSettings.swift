/// IPv6 of one network interface. Addresses are written as `2001:db8::7`; unset is `::`.
///
/// It keeps every property the device sent, so that a put changes what it means to and nothing else. Source: class
/// definition of Intel's LMS, *IPS_IPv6PortSettings*; the numbers of ``InterfaceIDType`` are the definition's order.
package struct IPS_IPv6PortSettings: Equatable, Sendable {
    static let firmwareClass = FirmwareClass.ips("IPS_IPv6PortSettings")
    /// The instance of the wired interface.
    package static let wiredInstanceID = "Intel(r) IPS IPv6 Settings 0"
    /// The instance of the wireless interface.
    package static let wirelessInstanceID = "Intel(r) IPS IPv6 Settings 1"
    /// How the device writes an address that is not set.
    static let unset = "::"

    /// From what the second half of the automatic addresses is made.
    package enum InterfaceIDType: Hashable, Sendable {
        /// 0: random numbers (RFC 3041).
        case randomized
        /// 1: the MAC address with 8086 in it.
        case intel
        /// 2: ``IPS_IPv6PortSettings/manualInterfaceID``.
        case manual
        /// A number that no published list has.
        case unknown(UInt32)

        /// Any number; unknown ones are kept.
        package init(number: UInt32) {
            switch number {
            case 0: self = .randomized
            case 1: self = .intel
            case 2: self = .manual
            default: self = .unknown(number)
            }
        }

        /// The wire's number.
        package var number: UInt32 {
            switch self {
            case .randomized: 0
            case .intel: 1
            case .manual: 2
            case .unknown(let number): number
            }
        }
    }

    /// Addresses that an owner sets beside the automatic ones; on the wired interface alone. `nil` is unset.
    package struct StaticAddresses: Hashable, Sendable {
        /// The interface's own.
        package let address: String?
        /// Used when router advertisements bring none.
        package let defaultRouter: String?
        /// Used when DHCPv6 brings none.
        package let primaryDNS: String?
        /// Used when DHCPv6 brings none.
        package let secondaryDNS: String?

        /// The device judges the texts.
        package init(address: String?, defaultRouter: String?, primaryDNS: String?, secondaryDNS: String?) {
            self.address = address
            self.defaultRouter = defaultRouter
            self.primaryDNS = primaryDNS
            self.secondaryDNS = secondaryDNS
        }
    }

    /// Every property, in the device's order.
    package let instance: FirmwareInstance
    /// ``wiredInstanceID`` or ``wirelessInstanceID``, the key.
    package let instanceID: String

    init(_ reader: InstanceReader) throws(WSManRefusal) {
        self.instanceID = try reader.requiredText("InstanceID")
        try reader.check(numbers: ["InterfaceIDType"])
        self.instance = FirmwareInstance(Self.firmwareClass, reader.element)
    }

    private init(instance: FirmwareInstance, instanceID: String) {
        self.instance = instance
        self.instanceID = instanceID
    }

    /// `nil` when the firmware does not say.
    package var interfaceIDType: InterfaceIDType? {
        self.instance.number("InterfaceIDType").map(InterfaceIDType.init(number:))
    }
    /// Sixteen hexadecimal digits, all zeros for none.
    package var manualInterfaceID: String? { self.instance.text("ManualInterfaceID") }
    /// What an owner has set.
    package var staticAddresses: StaticAddresses {
        StaticAddresses(
            address: self.address("IPv6Address"), defaultRouter: self.address("DefaultRouter"),
            primaryDNS: self.address("PrimaryDNS"), secondaryDNS: self.address("SecondaryDNS"))
    }
    /// `address,kind,state` for each address in use, as the firmware writes it.
    package var currentAddressInfo: [String] { self.instance.texts("CurrentAddressInfo") }

    /// The settings with another origin of automatic addresses, all else as it is.
    ///
    /// - Parameter manualInterfaceID: sixteen hexadecimal digits, needed for ``InterfaceIDType/manual``; `nil` leaves
    ///   what is there.
    package func changing(
        interfaceIDType: InterfaceIDType, manualInterfaceID: String? = nil
    ) -> IPS_IPv6PortSettings {
        var changed = self.instance.replacing("InterfaceIDType", with: interfaceIDType.number)
        if let manualInterfaceID { changed = changed.replacing("ManualInterfaceID", with: [manualInterfaceID]) }
        return IPS_IPv6PortSettings(instance: changed, instanceID: self.instanceID)
    }

    /// The settings with other static addresses, all else as it is.
    package func changing(staticAddresses: StaticAddresses) -> IPS_IPv6PortSettings {
        IPS_IPv6PortSettings(
            instance: self.instance
                .replacing("IPv6Address", with: [staticAddresses.address ?? Self.unset])
                .replacing("DefaultRouter", with: [staticAddresses.defaultRouter ?? Self.unset])
                .replacing("PrimaryDNS", with: [staticAddresses.primaryDNS ?? Self.unset])
                .replacing("SecondaryDNS", with: [staticAddresses.secondaryDNS ?? Self.unset]),
            instanceID: self.instanceID)
    }

    private func address(_ name: String) -> String? {
        // The class definition says `::0` where devices say `::`.
        self.instance.text(name).flatMap { ["", Self.unset, "::0"].contains($0) ? nil : $0 }
    }
}

extension IPS_IPv6PortSettings {
    /// Reads one instance.
    package static func get(instanceID: String) -> WSManCall<IPS_IPv6PortSettings> {
        .get(self.firmwareClass, selectors: [.init("InstanceID", instanceID)]) { instance throws(WSManRefusal) in
            try IPS_IPv6PortSettings(instance)
        }
    }

    /// Starts an enumeration of both instances.
    package static func enumerate() -> WSManCall<String> { .enumerate(self.firmwareClass) }

    /// Reads one page of both instances.
    package static func pull(_ context: String) -> WSManCall<PullPage<IPS_IPv6PortSettings>> {
        .pull(self.firmwareClass, context: context) { instance throws(WSManRefusal) in
            try IPS_IPv6PortSettings(instance)
        }
    }

    /// Writes one instance. The new settings apply once the answer is sent: current addresses in it are the old ones.
    package static func put(_ settings: IPS_IPv6PortSettings) -> WSManCall<IPS_IPv6PortSettings?> {
        .put(
            self.firmwareClass, selectors: [.init("InstanceID", settings.instanceID)],
            body: { settings.instance.write(to: &$0) }
        ) { instance throws(WSManRefusal) in
            try IPS_IPv6PortSettings(instance)
        }
    }
}
