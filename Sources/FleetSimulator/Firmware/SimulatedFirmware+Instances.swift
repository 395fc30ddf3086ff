/// One instance of a class: its keys, and its properties in alphabetical order.
struct Instance: Equatable, Sendable {
    let selectors: [EndpointReference.Selector]
    let properties: [Property]

    init(selectors: [EndpointReference.Selector], properties: [Property]) {
        self.selectors = selectors
        self.properties = properties
    }

    init(instanceID: String, properties: [Property]) {
        self.init(selectors: [.init(name: "InstanceID", value: .text(instanceID))], properties: properties)
    }
}

extension SimulatedFirmware {
    /// All instances of a class, in the order of their handles.
    func instances(of firmwareClass: FirmwareClass) -> [Instance] {
        switch firmwareClass {
        case .authorizationService:
            let name = "Intel(r) AMT Authorization Service"
            return [Self.service(firmwareClass, name, more: [Property("AllowHttpQopAuthOnly", 1)])]
        case .generalSettings: return [self.generalSettingsInstance]
        case .publicKeyCertificate: return self.store.certificates.map(\.instance)
        case .publicKeyManagementService:
            return [
                Self.service(
                    firmwareClass, "Intel(r) AMT Public Key Management Service",
                    elementName: "Intel(r) AMT Certificate Store Service", more: [Property("EnabledDefault", 5)])
            ]
        case .publicPrivateKeyPair: return self.store.keyPairs.map(\.instance)
        case .setupAndConfigurationService: return [self.setupInstance]
        case .softwareIdentity: return self.softwareInstances
        case .timeSynchronizationService:
            let more = [Property("LocalTimeSyncEnabled", 0), Property("TimeSource", self.isClockSet ? 1 : 0)]
            return [Self.service(firmwareClass, "Intel(r) AMT Time Synchronization Service", more: more)]
        case .tlsCredentialContext: return self.credentialContextInstance.map { [$0] } ?? []
        case .tlsProtocolEndpointCollection:
            let name = TLSSettings.collectionName
            return [
                Instance(
                    selectors: [.init(name: "ElementName", value: .text(name))],
                    properties: [Property("ElementName", name)])
            ]
        case .tlsSettingData: return self.tlsInstances
        }
    }

    /// The instance that a call's selectors name.
    func instance(for call: FirmwareCall) throws(Fault) -> Instance {
        let instances = self.instances(of: call.firmwareClass)
        if call.selectors.isEmpty {
            guard call.firmwareClass.isSingleton || call.firmwareClass == .tlsCredentialContext else {
                throw Fault(.invalidSelectors)
            }
            guard let only = instances.first else { throw Fault(.destinationUnreachable) }
            return only
        }
        let found = instances.first { instance in
            call.selectors.allSatisfy { asked in
                instance.selectors.contains { Self.isSame($0, asked) }
            }
        }
        guard let found else { throw Fault(.invalidSelectors) }
        return found
    }

    /// Clients spell the collection of TLS endpoints in two ways.
    private static func isSame(_ own: EndpointReference.Selector, _ asked: EndpointReference.Selector) -> Bool {
        guard own.name == asked.name else { return false }
        switch (own.value, asked.value) {
        case (.text(let left), .text(let right)): return left == right
        case (.reference(let left), .reference(let right)):
            return left == right
                || (TLSSettings.isCollection(left) && TLSSettings.isCollection(right))
        case (.text, .reference), (.reference, .text): return false
        }
    }

    private static func service(
        _ firmwareClass: FirmwareClass, _ name: String, elementName: String? = nil, more: [Property]
    ) -> Instance {
        let keys = [
            Property("CreationClassName", firmwareClass.rawValue), Property("Name", name),
            Property("SystemCreationClassName", "CIM_ComputerSystem"), Property("SystemName", "Intel(r) AMT"),
        ]
        let rest = [
            Property("ElementName", elementName ?? name), Property("EnabledState", 5), Property("RequestedState", 12),
        ]
        return Instance(
            selectors: keys.compactMap { key in
                guard case .text(let text) = key.value else { return nil }
                return .init(name: key.name, value: .text(text))
            },
            properties: (keys + rest + more).sorted { $0.name < $1.name })
    }

    private var setupInstance: Instance {
        let otp = Text.base64([UInt8](repeating: 0, count: 32))
        return Self.service(
            .setupAndConfigurationService, "Intel(r) AMT Setup and Configuration Service",
            more: [
                Property("PasswordModel", self.policy.couplesPasswords && self.admin.isDefault ? 0 : 1),
                Property("ProvisioningMode", 1), Property("ProvisioningServerOTP", otp),
                Property("ProvisioningState", self.state.rawValue),
                Property("ZeroTouchConfigurationEnabled", self.identity.kind == .pki),
            ])
    }

    private var softwareInstances: [Instance] {
        let numbers = self.identity.release.numbers
        let version = numbers.prefix(3).map { String($0) }.joined(separator: ".")
        let build = numbers.count > 3 ? String(numbers[3]) : "2049"
        let pairs = [
            ("Flash", version), ("Netstack", version), ("AMTApps", version), ("AMT", version), ("Sku", "16392"),
            ("VendorID", "8086"), ("Build Number", build), ("Recovery Version", version),
            ("Recovery Build Num", build), ("Legacy Mode", "False"), ("AMT FW Core Version", version),
        ]
        return pairs.map { pair in
            Instance(
                instanceID: pair.0,
                properties: [
                    Property("InstanceID", pair.0), Property("IsEntity", true), Property("VersionString", pair.1),
                ])
        }
    }
}
