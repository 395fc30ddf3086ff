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
    func instances(of firmwareClass: FirmwareClass) -> [Instance] { firmwareClass.traits.instances(self) }

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

    /// The instance that a reference in a request names; some of its keys are enough.
    func instance(_ reference: EndpointReference?, of firmwareClass: FirmwareClass) -> Instance? {
        guard let reference, reference.resource == firmwareClass.uri else { return nil }
        return self.instances(of: firmwareClass).first { instance in
            reference.selectors.allSatisfy { asked in instance.selectors.contains { Self.isSame($0, asked) } }
        }
    }

    /// Clients spell the collection of TLS endpoints in two ways, and leave out keys of what an association joins.
    private static func isSame(_ own: EndpointReference.Selector, _ asked: EndpointReference.Selector) -> Bool {
        guard own.name == asked.name else { return false }
        switch (own.value, asked.value) {
        case (.text(let left), .text(let right)): return left == right
        case (.reference(let left), .reference(let right)):
            if TLSSettings.isCollection(left), TLSSettings.isCollection(right) { return true }
            return left.resource == right.resource
                && right.selectors.allSatisfy { asked in left.selectors.contains { Self.isSame($0, asked) } }
        case (.text, .reference), (.reference, .text): return false
        }
    }

    /// An instance that is found by its name on a system.
    static func keyed(
        _ firmwareClass: FirmwareClass, by keyName: String = "Name", _ name: String,
        systemName: String = "Intel(r) AMT",
        elementName: String? = nil, more: [Property]
    ) -> Instance {
        let keys = [
            Property("CreationClassName", firmwareClass.rawValue), Property(keyName, name),
            Property("SystemCreationClassName", "CIM_ComputerSystem"), Property("SystemName", systemName),
        ]
        let rest = [Property("ElementName", elementName ?? name)]
        return Instance(
            selectors: keys.compactMap { key in
                guard case .text(let text) = key.value else { return nil }
                return .init(name: key.name, value: .text(text))
            },
            properties: [Property]([:], keys + rest + more))
    }

    /// A service whose state nobody changes.
    static func service(
        _ firmwareClass: FirmwareClass, _ name: String, elementName: String? = nil, more: [Property] = []
    ) -> Instance {
        let states = [Property("EnabledState", 5), Property("RequestedState", 12)]
        return Self.keyed(firmwareClass, name, elementName: elementName, more: states + more)
    }

    var setupInstance: Instance {
        // Readable in setup only; afterwards zeros are shown.
        let stored = self.state == .in ? self.features.oneTimePassword : []
        let otp = Text.base64(stored.isEmpty ? [UInt8](repeating: 0, count: Self.oneTimePasswordBytesMax) : stored)
        return Self.service(
            .setupAndConfigurationService, "Intel(r) AMT Setup and Configuration Service",
            more: [
                Property("PasswordModel", self.policy.couplesPasswords && self.admin.isDefault ? 0 : 1),
                Property("ProvisioningMode", 1), Property("ProvisioningServerOTP", otp),
                Property("ProvisioningState", self.state.rawValue),
                Property("ZeroTouchConfigurationEnabled", self.identity.kind == .pki),
            ])
    }

    var softwareInstances: [Instance] {
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
