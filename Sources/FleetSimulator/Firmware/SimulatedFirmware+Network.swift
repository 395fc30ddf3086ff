/// AMT_EthernetPortSettings and IPS_IPv6PortSettings of one device.
struct NetworkSettings: Equatable, Sendable {
    static let ethernetIDs = ["Intel(r) AMT Ethernet Port Settings 0", "Intel(r) AMT Ethernet Port Settings 1"]
    static let ipv6IDs = ["Intel(r) IPS IPv6 Settings 0", "Intel(r) IPS IPv6 Settings 1"]

    /// Where the wired interface has its address from.
    enum Addressing: Equatable, Sendable {
        case dhcp
        /// The host has a fixed address, and the firmware shares it.
        case sharedWithHost
        /// IPAddress, SubnetMask and, if they were put, DefaultGateway, PrimaryDNS and SecondaryDNS.
        case own(Bag)
    }

    private static let portsAtFirst: [Bag] = [["LinkPolicy": ["1", "14"]], [:]]
    private static let ipv6AtFirst: [Bag] = [[:], [:]]

    var addressing = Addressing.dhcp
    /// Of each interface, what was put and is no address.
    var ports = Self.portsAtFirst
    var ipv6 = Self.ipv6AtFirst
}

extension ClassTraits {
    static let ethernetPortSettings = ClassTraits(
        declaresCommon: false, isSingleton: false, refusesEnumerateOnAMT10: true,
        instances: { [$0.wiredInstance, $0.wirelessInstance] },
        put: { firmware, call, effects throws(Fault) in try firmware.putEthernet(call, &effects) })
    static let ipv6PortSettings = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasIPv6 },
        instances: { firmware in (0...(firmware.capabilities.hasWiFi ? 1 : 0)).map { firmware.ipv6Instance($0) } },
        put: { firmware, call, _ throws(Fault) in try firmware.putIPv6(call) })
}

extension SimulatedFirmware {
    private static let addressFields = ["DefaultGateway", "IPAddress", "PrimaryDNS", "SecondaryDNS", "SubnetMask"]
    private static let vlanTagMax: UInt32 = 4_094
    private static let ethernetRules: [PropertyRule] =
        [
            .number("ConsoleTcpMaxRetransmissions", 5...7), .flag("DHCPEnabled", isRequired: true),
            .flag("IpSyncEnabled"), .number("LinkPolicy", of: [1, 14, 16, 224], isRepeated: true),
            .number("LinkPreference", 1...2), .flag("SharedMAC"), .flag("SharedStaticIp"),
            .number("VLANTag", 0...Self.vlanTagMax),
        ]
        + Self.addressFields.map { .text($0, 0...15) { DeviceIdentity.address($0) != nil } }
        + [
            "ElementName", "InstanceID", "LinkControl", "LinkIsUp", "MACAddress", "PhysicalConnectionType",
            "PhysicalNicMedium", "SharedDynamicIP", "WLANLinkProtectionLevel",
        ].map { .fixed($0) }

    /// The wired interface's hardware address, or the wireless card's.
    func hardwareAddress(_ port: Int) -> [UInt8] {
        [0xa4, 0xae, UInt8(0x11 + port)] + self.identity.wireUUID.prefix(3)
    }

    /// What DHCP gave the device.
    private var lease: Bag {
        let router = DeviceIdentity.text(ofAddress: self.identity.address & 0xffff_ff00 | 1)
        return ["DefaultGateway": [router], "PrimaryDNS": [router], "SubnetMask": ["255.255.255.0"]]
    }

    var wiredInstance: Instance {
        let settings = self.features.network
        var bag = settings.ports[0]
        let addresses =
            switch settings.addressing {
            case .dhcp, .sharedWithHost: self.lease
            case .own(let own): own
            }
        bag.merge(addresses) { _, new in new }
        bag["DHCPEnabled"] = [String(settings.addressing == .dhcp)]
        bag["SharedStaticIp"] = [String(settings.addressing == .sharedWithHost)]
        let isSynced = settings.addressing == .dhcp || settings.addressing == .sharedWithHost
        bag["IpSyncEnabled"] = [String(isSynced)]
        bag["SharedDynamicIP"] = [String(settings.addressing == .dhcp)]
        return self.port(0, bag, isUp: true, connection: 0)
    }

    var wirelessInstance: Instance {
        var bag: Bag = [
            "ConsoleTcpMaxRetransmissions": ["5"], "DHCPEnabled": ["true"], "LinkControl": ["2"],
            "LinkPreference": ["2"], "WLANLinkProtectionLevel": ["1"],
        ]
        bag.merge(self.features.network.ports[1]) { _, new in new }
        return self.port(1, bag, isUp: false, connection: 3)
    }

    private func port(_ number: Int, _ bag: Bag, isUp: Bool, connection: Int) -> Instance {
        let hasHardware = number == 0 || self.capabilities.hasWiFi
        let address = hasHardware ? self.hardwareAddress(number) : [UInt8](repeating: 0, count: 6)
        let id = NetworkSettings.ethernetIDs[number]
        let fixed = [
            Property("ElementName", "Intel(r) AMT Ethernet Port Settings"), Property("InstanceID", id),
            Property("LinkIsUp", isUp), Property("MACAddress", address.map { Text.hex([$0]) }.joined(separator: "-")),
            Property("PhysicalConnectionType", connection), Property("SharedMAC", true),
        ]
        // A tag of 0 is none, and none is shown.
        let shown = bag.filter { $0.key != "VLANTag" || $0.value != ["0"] }
        return Instance(instanceID: id, properties: [Property](shown, fixed))
    }

    mutating func putEthernet(_ call: FirmwareCall, _ effects: inout [FirmwareEffect]) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call)
        let port = shown == self.wiredInstance ? 0 : 1
        let arguments = try Arguments.put(call, rules: Self.ethernetRules, shown: shown.properties)
        let bag = arguments.bag(Self.ethernetRules)
        let addressing = try Self.addressing(bag)
        guard
            bag.first("SharedMAC") != "false", port == 0 || addressing == .dhcp,
            port == 1 || bag["LinkPreference"] == nil
        else { throw Fault(.invalidParameter) }
        try self.countWrite()
        let kept = ["ConsoleTcpMaxRetransmissions", "LinkPolicy", "LinkPreference", "VLANTag"]
        self.features.network.ports[port].merge(bag.filter { kept.contains($0.key) }) { _, new in new }
        if port == 0, addressing != self.features.network.addressing {
            self.features.network.addressing = addressing
            effects.append(.moveAddress)
        }
        return .instance((port == 0 ? self.wiredInstance : self.wirelessInstance).properties)
    }

    /// Source: Intel AMT SDK, *Set the Network Interface*: which combinations of flags and addresses there are.
    private static func addressing(_ bag: Bag) throws(Fault) -> NetworkSettings.Addressing {
        let addresses = bag.filter { Self.addressFields.contains($0.key) }
        let isSynced = bag.first("IpSyncEnabled")
        switch (bag.isTrue("DHCPEnabled"), bag.isTrue("SharedStaticIp")) {
        case (true, false):
            guard addresses.isEmpty, isSynced != "false" else { throw Fault(.invalidParameter) }
            return .dhcp
        case (false, true):
            guard addresses.isEmpty, isSynced == "true" else { throw Fault(.invalidParameter) }
            return .sharedWithHost
        case (false, false):
            guard addresses["IPAddress"] != nil, addresses["SubnetMask"] != nil, isSynced != "true" else {
                throw Fault(.invalidParameter)
            }
            return .own(addresses)
        case (true, true): throw Fault(.invalidParameter)
        }
    }

    // MARK: IPv6

    private static let ipv6AddressFields = ["DefaultRouter", "IPv6Address", "PrimaryDNS", "SecondaryDNS"]
    private static let ipv6Rules: [PropertyRule] =
        Self.ipv6AddressFields.map { .text($0, 2...45, allows: Self.isIPv6) }
        + [
            .number("InterfaceIDType", 0...2),
            .text("ManualInterfaceID", 16...16) { Text.bytes(hex: $0) != nil },
        ]
        + [
            "CurrentDefaultRouter", "CurrentPrimaryDNS", "CurrentSecondaryDNS", "ElementName", "InstanceID",
        ].map { .fixed($0) }

    static func isIPv6(_ text: String) -> Bool {
        text.utf8.filter { $0 == 0x3a }.count >= 2
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x3a, 0x41...0x46, 0x61...0x66, 0x2e: true
                default: false
                }
            }
    }

    func ipv6Instance(_ port: Int) -> Instance {
        let id = NetworkSettings.ipv6IDs[port]
        var bag: Bag = ["InterfaceIDType": ["0"], "ManualInterfaceID": ["0000000000000000"]]
        for name in Self.ipv6AddressFields { bag[name] = ["::"] }
        bag.merge(self.features.network.ipv6[port]) { _, new in new }
        for name in ["CurrentDefaultRouter", "CurrentPrimaryDNS", "CurrentSecondaryDNS"] { bag[name] = ["::"] }
        return Instance(
            instanceID: id, properties: [Property](bag, [Property("ElementName", id), Property("InstanceID", id)]))
    }

    mutating func putIPv6(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call)
        let port = shown == self.ipv6Instance(0) ? 0 : 1
        let arguments = try Arguments.put(call, rules: Self.ipv6Rules, shown: shown.properties)
        let bag = arguments.bag(Self.ipv6Rules)
        // Wireless interfaces have addresses of their own making only.
        let hasAddress = Self.ipv6AddressFields.contains { bag.first($0).map { $0 != "::" } ?? false }
        let isManual = bag.number("InterfaceIDType") == 2
        guard port == 0 || !hasAddress, !isManual || bag["ManualInterfaceID"] != nil else {
            throw Fault(.invalidParameter)
        }
        try self.countWrite()
        self.features.network.ipv6[port].merge(bag) { _, new in new }
        return .instance(self.ipv6Instance(port).properties)
    }
}
