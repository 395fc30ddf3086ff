/// 802.1X of the wired interface: IPS_IEEE8021xSettings, and AMT_8021XProfile as the older view of it.
struct Wired8021x: Equatable, Sendable {
    static let settingsID = "Intel(r) AMT: 8021X Settings"
    static let profileID = "Intel(r) AMT 802.1x Profile 0"

    /// 2 on with certificates, 3 off, 6 on without.
    var enabled: UInt32 = 3
    var isAvailableInS0: Bool?
    var pxeTimeoutSeconds: UInt32?
    var settings: IEEE8021xSettings?
    /// Handles of certificates.
    var clientCertificate: Int?
    var trustedRoot: Int?

    var isOn: Bool { self.enabled != 3 }
}

extension ClassTraits {
    static let cimCredentialContext = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasWiFi },
        instances: { $0.wifiCredentialInstances })
    static let cimIEEE8021xSettings = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasWiFi },
        instances: { firmware in
            firmware.features.wifi.profiles.compactMap { profile in
                profile.ieee8021x.map { settings in
                    Instance(
                        instanceID: settings.values.first("InstanceID") ?? "", properties: [Property](settings.values))
                }
            }
        })
    static let ieee8021xCredentialContext = ClassTraits(
        declaresCommon: false, isSingleton: false,
        instances: { $0.wiredCredentialInstances(.ieee8021xProfile, Wired8021x.profileID) })
    static let ieee8021xProfile = ClassTraits(
        declaresCommon: false, instances: { [$0.profile8021xInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.put8021xProfile(call) })
    static let ipsIEEE8021xCredentialContext = ClassTraits(
        declaresCommon: false, isSingleton: false, isPresent: { $0.hasIPS8021x },
        instances: { $0.wiredCredentialInstances(.ipsIEEE8021xSettings, Wired8021x.settingsID) })
    static let ipsIEEE8021xSettings = ClassTraits(
        declaresCommon: false, isPresent: { $0.hasIPS8021x }, instances: { [$0.settings8021xInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.put8021xSettings(call) })
}

extension FirmwareMethod {
    static let ieee8021x = [
        FirmwareMethod(
            .ipsIEEE8021xSettings, "SetCertificates",
            [
                Field(name: "ServerCertificateIssuer", kind: .reference, isRequired: false),
                Field(name: "ClientCertificate", kind: .reference, isRequired: false),
            ]
        ) { firmware, call, _ in firmware.setWiredCertificates(call.arguments) }
    ]
}

extension SimulatedFirmware {
    private static let pxeTimeoutSecondsMax: UInt32 = 86_400
    private static let pxeTimeoutSecondsDefault: UInt32 = 120
    private static let settings8021xRules: [PropertyRule] =
        [
            .flag("AvailableInS0"), .fixed("ElementName"), .fixed("InstanceID"),
            .number("Enabled", 2...6, isRequired: true), .number("PxeTimeout", 0...Self.pxeTimeoutSecondsMax),
        ] + Self.common8021xRules
    private static let common8021xRules: [PropertyRule] = IEEE8021xSettings.fields.map { field in
        switch field.kind {
        case .number: .number(field.name, 0...UInt32(field.bytesMax))
        case .bytes: .bytes(field.name, 0...field.bytesMax)
        case .anything, .flag, .instance, .reference, .text: .text(field.name, 0...field.bytesMax)
        }
    }

    var settings8021xInstance: Instance {
        let wired = self.features.wired8021x
        let id = Wired8021x.settingsID
        let fixed = [
            Property("AvailableInS0", wired.isAvailableInS0 ?? false), Property("ElementName", id),
            Property("Enabled", wired.enabled), Property("InstanceID", id),
            Property("PxeTimeout", wired.pxeTimeoutSeconds ?? Self.pxeTimeoutSecondsDefault),
        ]
        return Instance(instanceID: id, properties: [Property](wired.settings?.values ?? [:], fixed))
    }

    mutating func put8021xSettings(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let arguments = try Arguments.put(call, rules: Self.settings8021xRules, shown: shown)
        guard let enabled = arguments.number("Enabled"), [2, 3, 6].contains(enabled) else {
            throw Fault(.invalidParameter)
        }
        var wired = self.features.wired8021x
        wired.enabled = enabled
        wired.isAvailableInS0 = arguments.flag("AvailableInS0") ?? wired.isAvailableInS0
        wired.pxeTimeoutSeconds = arguments.number("PxeTimeout") ?? Self.pxeTimeoutSecondsDefault
        try Self.take(arguments, into: &wired)
        // A client certificate is of use only to those who say so.
        if let settings = wired.settings, settings.needsClientCertificate, enabled == 6 {
            throw Fault(.invalidParameter)
        }
        try self.countWrite()
        self.features.wired8021x = wired
        return .instance(self.settings8021xInstance.properties)
    }

    /// Settings that are switched off are forgotten, and their certificates are free again.
    private static func take(_ arguments: Arguments, into wired: inout Wired8021x) throws(Fault) {
        guard wired.isOn else {
            wired.settings = nil
            wired.clientCertificate = nil
            wired.trustedRoot = nil
            return
        }
        guard let settings = IEEE8021xSettings(arguments, old: wired.settings) else { throw Fault(.invalidParameter) }
        wired.settings = settings
    }

    mutating func setWiredCertificates(_ arguments: Arguments) -> FirmwareAnswer {
        var wired = self.features.wired8021x
        guard wired.isOn else { return .status(.internalError) }
        if let reference = arguments.reference("ServerCertificateIssuer") {
            guard let handle = self.rootHandle(reference) else { return .status(.internalError) }
            wired.trustedRoot = handle
        }
        if let reference = arguments.reference("ClientCertificate") {
            guard let handle = self.leafHandle(reference) else { return .status(.internalError) }
            wired.clientCertificate = handle
        }
        self.features.wired8021x = wired
        return .status(.success)
    }

    // MARK: The older view

    private static let profile8021xRules: [PropertyRule] =
        [
            .flag("ActiveInS0"), .reference("ClientCertificate"), .fixed("ElementName"),
            .flag("Enabled", isRequired: true), .fixed("InstanceID"),
            .number("PxeTimeout", 0...Self.pxeTimeoutSecondsMax), .reference("ServerCertificateIssuer"),
        ] + Self.common8021xRules

    var profile8021xInstance: Instance {
        let wired = self.features.wired8021x
        let id = Wired8021x.profileID
        var more = [
            Property("ActiveInS0", wired.isAvailableInS0 ?? true),
            Property("ElementName", "Intel(r) AMT 802.1x Profile"), Property("Enabled", wired.isOn),
            Property("InstanceID", id), Property("PxeTimeout", wired.pxeTimeoutSeconds ?? 0),
        ]
        for (name, handle) in [
            ("ClientCertificate", wired.clientCertificate), ("ServerCertificateIssuer", wired.trustedRoot),
        ] {
            if let handle { more.append(Property(name, Self.certificateReference(handle))) }
        }
        return Instance(instanceID: id, properties: [Property](wired.settings?.values ?? [:], more))
    }

    mutating func put8021xProfile(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let arguments = try Arguments.put(call, rules: Self.profile8021xRules, shown: shown)
        var wired = self.features.wired8021x
        let client = arguments.reference("ClientCertificate")
        wired.enabled = arguments.flag("Enabled") != true ? 3 : client == nil ? 6 : 2
        wired.isAvailableInS0 = arguments.flag("ActiveInS0") ?? wired.isAvailableInS0
        wired.pxeTimeoutSeconds = arguments.number("PxeTimeout") ?? wired.pxeTimeoutSeconds
        try Self.take(arguments, into: &wired)
        if wired.isOn {
            wired.clientCertificate = try self.handle(client) { firmware, reference in firmware.leafHandle(reference) }
            wired.trustedRoot = try self.handle(arguments.reference("ServerCertificateIssuer")) {
                firmware, reference in firmware.rootHandle(reference)
            }
            if wired.settings?.needsClientCertificate == true, client == nil { throw Fault(.invalidParameter) }
        }
        try self.countWrite()
        self.features.wired8021x = wired
        return .instance(self.profile8021xInstance.properties)
    }

    private func handle(
        _ reference: EndpointReference?, _ find: (SimulatedFirmware, EndpointReference) -> Int?
    ) throws(Fault) -> Int? {
        guard let reference else { return nil }
        guard let handle = find(self, reference) else { throw Fault(.invalidParameter) }
        return handle
    }

    // MARK: Who uses which certificate

    static func certificateReference(_ handle: Int) -> EndpointReference {
        EndpointReference(
            resource: FirmwareClass.publicKeyCertificate.uri, selector: "InstanceID",
            StoredCertificate.instanceID(handle))
    }

    private static func context(_ handle: Int, _ provider: EndpointReference) -> Instance {
        let element = Self.certificateReference(handle)
        return Instance(
            selectors: [
                .init(name: "ElementInContext", value: .reference(element)),
                .init(name: "ElementProvidingContext", value: .reference(provider)),
            ],
            properties: [Property("ElementInContext", element), Property("ElementProvidingContext", provider)])
    }

    func wiredCredentialInstances(_ firmwareClass: FirmwareClass, _ instanceID: String) -> [Instance] {
        let provider = EndpointReference(resource: firmwareClass.uri, selector: "InstanceID", instanceID)
        let wired = self.features.wired8021x
        return [wired.clientCertificate, wired.trustedRoot].compactMap { $0 }.map { Self.context($0, provider) }
    }

    var wifiCredentialInstances: [Instance] {
        self.features.wifi.profiles.flatMap { profile in
            let id = profile.ieee8021x?.values.first("InstanceID") ?? ""
            let provider = EndpointReference(
                resource: FirmwareClass.cimIEEE8021xSettings.uri, selector: "InstanceID", id)
            return [profile.clientCertificate, profile.trustedRoot].compactMap { $0 }.map {
                Self.context($0, provider)
            }
        }
    }
}
