extension ClassTraits {
    static let generalSettings = ClassTraits(
        declaresCommon: false, refusesEnumerateOnAMT10: true, instances: { [$0.generalSettingsInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putGeneralSettings(call) })
}

extension SimulatedFirmware {
    static let generalSettingsID = "Intel(r) AMT: General Settings"
    private static let hostNameBytesMax = 63
    private static let domainNameBytesMax = 191

    /// Properties that can be put, with what a device holds before anybody put them.
    private static let writable: [(field: Field, initial: String)] = [
        (Field(name: "AMTNetworkEnabled", kind: .number, isRequired: false), "1"),
        (Field(name: "DDNSPeriodicUpdateInterval", kind: .number, isRequired: false), "1440"),
        (Field(name: "DDNSTTL", kind: .number, isRequired: false), "900"),
        (Field(name: "DDNSUpdateByDHCPServerEnabled", kind: .flag, isRequired: false), "true"),
        (Field(name: "DDNSUpdateEnabled", kind: .flag, isRequired: false), "false"),
        (Field(name: "DHCPv6ConfigurationTimeout", kind: .number, isRequired: false), "0"),
        (Field(name: "DomainName", kind: .text, isRequired: false), ""),
        (Field(name: "HostName", kind: .text, isRequired: false), ""),
        (Field(name: "HostOSFQDN", kind: .text, isRequired: false), ""),
        (Field(name: "IdleWakeTimeout", kind: .number, isRequired: false), "1"),
        (Field(name: "PingResponseEnabled", kind: .flag), "true"),
        (Field(name: "PreferredAddressFamily", kind: .number, isRequired: false), "0"),
        (Field(name: "PresenceNotificationInterval", kind: .number, isRequired: false), "0"),
        (Field(name: "RmcpPingResponseEnabled", kind: .flag, isRequired: false), "true"),
        (Field(name: "SharedFQDN", kind: .flag, isRequired: false), "true"),
        (Field(name: "ThunderboltDockEnabled", kind: .number, isRequired: false), "0"),
        (Field(name: "WsmanOnlyMode", kind: .flag), "false"),
    ]

    private var readOnlySettings: [(name: String, value: String)] {
        [
            ("DigestRealm", self.realm), ("ElementName", Self.generalSettingsID),
            ("InstanceID", Self.generalSettingsID), ("NetworkInterfaceEnabled", "true"), ("PowerSource", "0"),
            ("PrivacyLevel", "0"),
        ]
    }

    var generalSettingsInstance: Instance {
        let properties =
            self.readOnlySettings.map { Property($0.name, $0.value) }
            + Self.writable.map { Property($0.field.name, self.generalSettings[$0.field.name] ?? $0.initial) }
        return Instance(
            instanceID: Self.generalSettingsID, properties: properties.sorted { $0.name < $1.name })
    }

    mutating func putGeneralSettings(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        _ = try self.instance(for: call)
        let readOnly = self.readOnlySettings
        let fields =
            Self.writable.map(\.field) + readOnly.map { Field(name: $0.name, kind: .text, isRequired: false) }
        let arguments = try Arguments.read(
            call.body, named: call.firmwareClass.rawValue, in: call.firmwareClass.uri, fields: fields, inOrder: false)
        for setting in readOnly {
            if let sent = arguments.text(setting.name), sent != setting.value { throw Fault(.invalidParameter) }
        }
        var settings = self.generalSettings
        for (field, _) in Self.writable {
            guard let value = arguments.text(field.name) else { continue }
            guard Self.isAllowed(value, for: field.name) else { throw Fault(.invalidParameter) }
            settings[field.name] = field.kind == .flag ? String(arguments.flag(field.name) ?? false) : value
        }
        try self.countWrite()
        self.generalSettings = settings
        return .instance(self.generalSettingsInstance.properties)
    }

    private static func isAllowed(_ value: String, for name: String) -> Bool {
        switch name {
        case "HostName": value.utf8.count <= Self.hostNameBytesMax && value.utf8.allSatisfy(Self.isHostNameByte)
        case "DomainName": value.utf8.count <= Self.domainNameBytesMax && value.utf8.allSatisfy(Self.isHostNameByte)
        case "AMTNetworkEnabled", "PreferredAddressFamily": ["0", "1"].contains(value)
        case "IdleWakeTimeout": UInt32(value).map { (1...65_535).contains($0) } ?? false
        case "DDNSPeriodicUpdateInterval": UInt32(value).map { $0 == 0 || $0 >= 20 } ?? false
        case "PresenceNotificationInterval": UInt32(value).map { $0 == 0 || $0 >= 15 } ?? false
        default: true
        }
    }

    private static func isHostNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f: true
        default: false
        }
    }
}
