/// Redirection of console, drives and screen, the user's consent to it, and the web page.
struct RedirectionSettings: Equatable, Sendable {
    /// 32768 nothing, 32769 drives, 32770 console, 32771 both.
    var serviceState: UInt32 = 32_771
    var isListening = false
    /// 2 on, 3 off.
    var kvmState: UInt32 = 3
    /// What was put into IPS_KVMRedirectionSettingData.
    var kvm: Bag = [:]
    /// SHA-256.
    var rfbPasswordDigest: [UInt8]?
    /// What was put into IPS_OptInService.
    var optIn: Bag = [:]
    /// 2 on, 3 off.
    var webPageState: UInt32 = 2
}

extension ClassTraits {
    static let redirectionService = ClassTraits(
        instances: { [$0.redirectionInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putRedirection(call) })
    static let kvmRedirectionSAP = ClassTraits(isPresent: { $0.hasKVM }, instances: { [$0.kvmInstance] })
    static let kvmRedirectionSettingData = ClassTraits(
        declaresCommon: false, isPresent: { $0.hasKVM }, instances: { [$0.kvmSettingsInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putKVMSettings(call) })
    static let optInService = ClassTraits(
        isPresent: { $0.hasOptIn }, instances: { [$0.optInInstance] },
        put: { firmware, call, _ throws(Fault) in try firmware.putOptIn(call) })
    static let webUIService = ClassTraits(
        isPresent: { $0.hasWebUI },
        instances: { firmware in
            let state = firmware.features.redirection.webPageState
            return [
                SimulatedFirmware.keyed(
                    .webUIService, "Intel(r) AMT Web UI Service",
                    more: [Property("EnabledState", state), Property("RequestedState", state)])
            ]
        })
}

extension FirmwareMethod {
    /// What consent methods answer when nobody asked for a session.
    private static let invalidConsentState: UInt32 = 2

    static let redirection = [
        FirmwareMethod.stateChange(of: .redirectionService, states: 32_768...32_771) { firmware, state in
            firmware.features.redirection.serviceState = state
            return .cim(.success)
        },
        FirmwareMethod.stateChange(of: .kvmRedirectionSAP, states: 2...3) { firmware, state in
            firmware.features.redirection.kvmState = state
            return .cim(.success)
        },
        FirmwareMethod.stateChange(of: .webUIService, states: 2...3) { firmware, state in
            firmware.features.redirection.webPageState = state
            return .cim(.success)
        },
        FirmwareMethod(
            .redirectionService, "TerminateSession", [Field(name: "SessionType", kind: .number)], isWrite: false
        ) { _, call, _ in
            [0, 1].contains(call.arguments.number("SessionType")) ? .status(.success) : .status(.invalidParameter)
        },
        FirmwareMethod(.kvmRedirectionSettingData, "TerminateSession", isWrite: false) { _, _, _ in .status(.success) },
        FirmwareMethod(.optInService, "StartOptIn", isWrite: false) { _, _, _ in
            .output([], returnValue: Self.invalidConsentState)
        },
        FirmwareMethod(.optInService, "CancelOptIn", isWrite: false) { _, _, _ in
            .output([], returnValue: Self.invalidConsentState)
        },
        FirmwareMethod(
            .optInService, "SendOptInCode", [Field(name: "OptInCode", kind: .number)], isWrite: false
        ) { _, _, _ in .output([], returnValue: Self.invalidConsentState) },
    ]
}

extension SimulatedFirmware {
    private static let serviceKeys: [PropertyRule] = [
        "CreationClassName", "ElementName", "Name", "SystemCreationClassName", "SystemName",
    ].map { .fixed($0) }
    private static let redirectionRules: [PropertyRule] =
        Self.serviceKeys + [.number("EnabledState", 32_768...32_771), .flag("ListenerEnabled")]

    var redirectionInstance: Instance {
        let settings = self.features.redirection
        return Self.keyed(
            .redirectionService, "Intel(r) AMT Redirection Service",
            more: [
                Property("EnabledState", settings.serviceState), Property("ListenerEnabled", settings.isListening),
            ])
    }

    mutating func putRedirection(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let arguments = try Arguments.put(call, rules: Self.redirectionRules, shown: shown)
        try self.countWrite()
        if let state = arguments.number("EnabledState") { self.features.redirection.serviceState = state }
        if let isListening = arguments.flag("ListenerEnabled") { self.features.redirection.isListening = isListening }
        return .instance(self.redirectionInstance.properties)
    }

    // MARK: KVM

    var kvmInstance: Instance {
        let settings = self.features.redirection
        // On but off line while nothing listens.
        let shown = settings.kvmState == 2 && !settings.isListening ? 6 : settings.kvmState
        return Self.keyed(
            .kvmRedirectionSAP, "KVM Redirection Service Access Point", systemName: "ManagedSystem",
            more: [
                Property("EnabledState", shown), Property("KVMProtocol", 4),
                Property("RequestedState", settings.kvmState),
            ])
    }

    private static let kvmSettingsID = "Intel(r) KVM Redirection Settings"
    private static let kvmRules: [PropertyRule] = [
        .flag("BackToBackFbMode"), .number("DefaultScreen", 0...3), .fixed("ElementName"), .fixed("EnabledByMEBx"),
        .fixed("InstanceID"), .flag("Is5900PortEnabled"), .flag("OptInPolicy"),
        .number("OptInPolicyTimeout", 0...65_535),
        .text("RFBPassword", 0...64), .number("SessionTimeout", 0...255),
    ]
    private static let kvmTuningRules: [PropertyRule] = [
        .fixed("DoubleBufferActive"), .flag("DoubleBufferEnabled"), .fixed("GrayscalePixelFormatSupported"),
        .number("InitialDecimationModeForLowRes", 0...2), .fixed("ZlibControlSupported"),
    ]

    var kvmSettingsInstance: Instance {
        var bag: Bag = [
            "BackToBackFbMode": ["false"], "DefaultScreen": ["0"], "EnabledByMEBx": ["true"],
            "Is5900PortEnabled": ["false"], "OptInPolicy": ["true"], "RFBPassword": [""], "SessionTimeout": ["3"],
        ]
        if self.capabilities.hasKVMTuning {
            bag["DoubleBufferActive"] = ["false"]
            bag["DoubleBufferEnabled"] = ["true"]
            bag["GrayscalePixelFormatSupported"] = ["true"]
            bag["InitialDecimationModeForLowRes"] = ["2"]
            bag["ZlibControlSupported"] = ["true"]
        } else {
            bag["OptInPolicyTimeout"] = ["300"]
        }
        bag.merge(self.features.redirection.kvm) { _, new in new }
        let id = Self.kvmSettingsID
        return Instance(
            instanceID: id, properties: [Property](bag, [Property("ElementName", id), Property("InstanceID", id)]))
    }

    mutating func putKVMSettings(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let rules = Self.kvmRules + (self.capabilities.hasKVMTuning ? Self.kvmTuningRules : [])
        let arguments = try Arguments.put(call, rules: rules, shown: shown)
        var digest = self.features.redirection.rfbPasswordDigest
        // An empty password leaves the old one.
        if let password = arguments.verbatim("RFBPassword"), !password.isEmpty {
            guard CredentialRules.isStrong(password, characters: 8...8) else { throw Fault(.invalidParameter) }
            digest = CredentialRules.digest(password)
        }
        var bag = self.features.redirection.kvm
        bag.merge(arguments.bag(rules).filter { $0.key != "RFBPassword" }) { _, new in new }
        let asked = arguments.flag("OptInPolicy").map { [String($0)] }
        guard !self.policy.locksOptInPolicy || asked == nil || asked == shown.texts("OptInPolicy") else {
            throw Fault(.accessDenied)
        }
        // The port of the older protocol asks for nothing but this password.
        guard digest != nil || !bag.isTrue("Is5900PortEnabled") else { throw Fault(.invalidParameter) }
        try self.countWrite()
        self.features.redirection.kvm = bag
        self.features.redirection.rfbPasswordDigest = digest
        return .instance(self.kvmSettingsInstance.properties)
    }

    // MARK: Consent

    private static let optInRules: [PropertyRule] =
        Self.serviceKeys + [
            .fixed("CanModifyOptInPolicy"), .number("OptInCodeTimeout", 60...900),
            .number("OptInDisplayTimeout", 60...900), .number("OptInRequired", of: [0, 1, UInt32.max]),
            .fixed("OptInState"),
        ]

    var optInInstance: Instance {
        var bag: Bag = ["OptInCodeTimeout": ["120"], "OptInDisplayTimeout": ["300"], "OptInRequired": ["1"]]
        bag.merge(self.features.redirection.optIn) { _, new in new }
        bag["CanModifyOptInPolicy"] = [self.policy.locksOptInPolicy ? "0" : "1"]
        bag["OptInState"] = ["0"]
        return Self.keyed(.optInService, "Intel(r) AMT OptIn Service", more: [Property](bag))
    }

    mutating func putOptIn(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let arguments = try Arguments.put(call, rules: Self.optInRules, shown: shown)
        let asked = arguments.text("OptInRequired")
        guard !self.policy.locksOptInPolicy || asked == nil || [asked] == shown.texts("OptInRequired") else {
            throw Fault(.accessDenied)
        }
        try self.countWrite()
        self.features.redirection.optIn.merge(arguments.bag(Self.optInRules)) { _, new in new }
        return .instance(self.optInInstance.properties)
    }
}
