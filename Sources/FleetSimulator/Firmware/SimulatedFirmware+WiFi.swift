/// Wireless settings of one device.
struct WirelessSettings: Equatable, Sendable {
    static let endpointName = "WiFi Endpoint 0"

    /// 3 off, 32768 on while the host is on, 32769 on whenever there is power.
    var portState: UInt32 = 3
    var profiles: [WirelessProfile] = []
    /// What was put into AMT_WiFiPortConfigurationService.
    var service: Bag = [:]
}

extension ClassTraits {
    static let wifiEndpoint = ClassTraits(
        declaresCommon: false, isPresent: { $0.hasWiFi },
        instances: { _ in
            let name = WirelessSettings.endpointName
            return [
                SimulatedFirmware.keyed(.wifiEndpoint, name, more: [Property("EnabledState", 2)])
            ]
        })
    static let wifiEndpointSettings = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasWiFi }, instances: { $0.wifiProfileInstances },
        delete: { firmware, call, _ throws(Fault) in try firmware.deleteWiFiProfile(call) })
    static let wifiPort = ClassTraits(isPresent: { $0.hasWiFi }, instances: { [$0.wifiPortInstance] })
    static let wifiPortConfigurationService = ClassTraits(
        isPresent: { $0.hasWiFi }, instances: { [$0.wifiServiceInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putWiFiService(call) })
}

extension FirmwareMethod {
    private static let service = FirmwareClass.wifiPortConfigurationService
    private static let profile = [
        Field(name: "WiFiEndpointSettingsInput", kind: .instance),
        Field(name: "IEEE8021xSettingsInput", kind: .instance, isRequired: false),
        Field(name: "ClientCredential", kind: .reference, isRequired: false),
        Field(name: "CACredential", kind: .reference, isRequired: false),
    ]

    static let wifi = [
        FirmwareMethod.stateChange(of: .wifiPort, states: 3...3, more: [32_768, 32_769]) { firmware, state in
            firmware.features.wifi.portState = state
            return .cim(.success)
        },
        FirmwareMethod(
            Self.service, "AddWiFiSettings", [Field(name: "WiFiEndpoint", kind: .reference)] + Self.profile,
            statusOffset: CIMStatus.vendorOffset, declaresCommon: true
        ) { firmware, call, _ throws(Fault) in try firmware.addWiFiProfile(call.arguments) },
        FirmwareMethod(
            Self.service, "UpdateWiFiSettings", [Field(name: "WiFiEndpointSettings", kind: .reference)] + Self.profile,
            statusOffset: CIMStatus.vendorOffset, declaresCommon: true
        ) { firmware, call, _ throws(Fault) in try firmware.updateWiFiProfile(call.arguments) },
        FirmwareMethod(Self.service, "DeleteAllITProfiles", statusOffset: CIMStatus.vendorOffset) { firmware, _, _ in
            firmware.features.wifi.profiles = []
            return .status(.success)
        },
        FirmwareMethod(Self.service, "DeleteAllUserProfiles", statusOffset: CIMStatus.vendorOffset) { _, _, _ in
            .status(.success)
        },
    ]
}

/// Return values of AddWiFiSettings and UpdateWiFiSettings.
enum WiFiStatus: UInt32, Sendable {
    case success = 0
    case invalidParameter = 3
    case invalidReference = 4
}

/// Why a wireless profile is not taken.
struct WiFiRefusal: Error {
    let returnValue: UInt32

    init(_ status: WiFiStatus) { self.returnValue = status.rawValue }

    init(vendor status: PTStatus) { self.returnValue = CIMStatus.vendorOffset + status.rawValue }
}

extension SimulatedFirmware {
    private static let wifiServiceName = "Intel(r) AMT WiFi Port Configuration Service"
    private static let wifiServiceRules: [PropertyRule] =
        [
            "CreationClassName", "ElementName", "EnabledState", "HealthState", "LastConnectedSsidUnderMeControl",
            "Name", "RequestedState", "SystemCreationClassName", "SystemName",
        ].map { .fixed($0) } + [
            .number("NoHostCsmeSoftwarePolicy", 0...1), .number("localProfileSynchronizationEnabled", of: [0, 1, 3]),
        ]

    var wifiServiceInstance: Instance {
        var bag: Bag = ["NoHostCsmeSoftwarePolicy": ["0"], "localProfileSynchronizationEnabled": ["0"]]
        if self.capabilities.hasUEFIShare { bag["UEFIWiFiProfileShareEnabled"] = ["false"] }
        bag.merge(self.features.wifi.service) { _, new in new }
        return Self.service(
            .wifiPortConfigurationService, Self.wifiServiceName,
            elementName: "Intel(r) AMT WiFiPort Configuration Service",
            more: [Property](bag)
                + [Property("HealthState", 5), Property("LastConnectedSsidUnderMeControl", "")])
    }

    mutating func putWiFiService(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let rules =
            Self.wifiServiceRules + (self.capabilities.hasUEFIShare ? [.flag("UEFIWiFiProfileShareEnabled")] : [])
        let arguments = try Arguments.put(call, rules: rules, shown: shown)
        try self.countWrite()
        self.features.wifi.service.merge(arguments.bag(rules)) { _, new in new }
        return .instance(self.wifiServiceInstance.properties)
    }

    var wifiPortInstance: Instance {
        let state = self.features.wifi.portState
        let name = "WiFi Port 0"
        let keyed = Self.keyed(
            .wifiPort, by: "DeviceID", name,
            more: [
                Property("EnabledState", state), Property("HealthState", 5), Property("LinkTechnology", 11),
                Property("PermanentAddress", Text.hex(self.hardwareAddress(1))), Property("PortType", 0),
                Property("RequestedState", state),
            ])
        // Clients call the port by its name too.
        let selectors = keyed.selectors + [.init(name: "Name", value: .text(name))]
        return Instance(selectors: selectors, properties: keyed.properties)
    }

    var wifiProfileInstances: [Instance] {
        self.features.wifi.profiles.map { profile in
            Instance(
                instanceID: profile.instanceID,
                properties: [
                    Property("AuthenticationMethod", profile.authenticationMethod), Property("BSSType", 3),
                    Property("ElementName", profile.elementName),
                    Property("EncryptionMethod", profile.encryptionMethod),
                    Property("InstanceID", profile.instanceID), Property("Priority", profile.priority),
                    Property("SSID", profile.ssid),
                ])
        }
    }

    mutating func deleteWiFiProfile(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let instance = try self.instance(for: call)
        try self.countWrite()
        self.features.wifi.profiles.removeAll { [.text($0.instanceID)] == instance.selectors.map(\.value) }
        return .empty
    }

    mutating func addWiFiProfile(_ arguments: Arguments) throws(Fault) -> FirmwareAnswer {
        guard self.instance(arguments.reference("WiFiEndpoint"), of: .wifiEndpoint) != nil else {
            return .output([], returnValue: WiFiStatus.invalidReference.rawValue)
        }
        let input = try WirelessInput(arguments)
        do throws(WiFiRefusal) {
            let profile = try self.profile(input, replacing: nil)
            guard self.features.wifi.profiles.count < self.policy.wifiProfilesMax else {
                throw WiFiRefusal(vendor: .maxLimitReached)
            }
            self.features.wifi.profiles.append(profile)
            return Self.answer(profile)
        } catch {
            return .output([], returnValue: error.returnValue)
        }
    }

    mutating func updateWiFiProfile(_ arguments: Arguments) throws(Fault) -> FirmwareAnswer {
        let asked = self.instance(arguments.reference("WiFiEndpointSettings"), of: .wifiEndpointSettings)
        guard let place = self.wifiProfileInstances.firstIndex(where: { $0 == asked }) else {
            return .output([], returnValue: WiFiStatus.invalidReference.rawValue)
        }
        let input = try WirelessInput(arguments)
        do throws(WiFiRefusal) {
            self.features.wifi.profiles[place] = try self.profile(
                input, replacing: self.features.wifi.profiles[place])
            return .output([], returnValue: WiFiStatus.success.rawValue)
        } catch {
            return .output([], returnValue: error.returnValue)
        }
    }

    private static func answer(_ profile: WirelessProfile) -> FirmwareAnswer {
        var outputs = [
            Property(
                "WiFiEndpointSettings",
                EndpointReference(
                    resource: FirmwareClass.wifiEndpointSettings.uri, selector: "InstanceID", profile.instanceID))
        ]
        if let id = profile.ieee8021x?.values.first("InstanceID") {
            outputs.append(
                Property(
                    "IEEE8021xSettings",
                    EndpointReference(
                        resource: FirmwareClass.cimIEEE8021xSettings.uri, selector: "InstanceID", id)))
        }
        return .output(outputs, returnValue: WiFiStatus.success.rawValue)
    }
}

/// The instances that AddWiFiSettings and UpdateWiFiSettings carry, read by their own schemas.
struct WirelessInput: Sendable {
    private static let profileFields = [
        Field(name: "AuthenticationMethod", kind: .number), Field(name: "BSSType", kind: .number, isRequired: false),
        Field(name: "ElementName", kind: .text), Field(name: "EncryptionMethod", kind: .number),
        Field(name: "InstanceID", kind: .text), Field(name: "KeyIndex", kind: .number, isRequired: false),
        Field(name: "Keys", kind: .text, isRequired: false, isRepeated: true),
        Field(name: "OtherAuthenticationMethod", kind: .text, isRequired: false),
        Field(name: "OtherEncryptionMethod", kind: .text, isRequired: false),
        Field(name: "PSKPassPhrase", kind: .text, isRequired: false),
        Field(name: "PSKValue", kind: .text, isRequired: false), Field(name: "Priority", kind: .number),
        Field(name: "SSID", kind: .text),
    ]
    private static let ieee8021xFields =
        [Field(name: "ElementName", kind: .text), Field(name: "InstanceID", kind: .text)]
        + IEEE8021xSettings.fields.map { Field(name: $0.name, kind: $0.kind, isRequired: false) }

    let profile: Arguments
    let ieee8021x: Arguments?
    let clientCredential: EndpointReference?
    let caCredential: EndpointReference?

    init(_ arguments: Arguments) throws(Fault) {
        guard let node = arguments.node("WiFiEndpointSettingsInput") else { throw Fault(.schemaValidationError) }
        self.profile = try Arguments.read(
            contentOf: node, in: FirmwareClass.wifiEndpointSettings.uri, fields: Self.profileFields, inOrder: false)
        if let node = arguments.node("IEEE8021xSettingsInput") {
            self.ieee8021x = try Arguments.read(
                contentOf: node, in: FirmwareClass.cimIEEE8021xSettings.uri, fields: Self.ieee8021xFields,
                inOrder: false)
        } else {
            self.ieee8021x = nil
        }
        self.clientCredential = arguments.reference("ClientCredential")
        self.caCredential = arguments.reference("CACredential")
    }
}
