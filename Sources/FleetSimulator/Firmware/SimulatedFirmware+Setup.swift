extension ClassTraits {
    static let setupAndConfigurationService = ClassTraits(
        instances: { [$0.setupInstance] }, put: { firmware, call, _ throws(Fault) in try firmware.putSetup(call) })
    static let softwareIdentity = ClassTraits(isSingleton: false, instances: { $0.softwareInstances })
    static let timeSynchronizationService = ClassTraits(instances: { [$0.timeInstance] })
}

extension FirmwareMethod {
    private static let service = FirmwareClass.setupAndConfigurationService

    static let setup = [
        FirmwareMethod(Self.service, "CommitChanges") { firmware, _, effects in firmware.commitChanges(&effects) },
        FirmwareMethod(
            Self.service, "ExtendProvisioningPeriod", [Field(name: "Duration", kind: .number)], isWrite: false
        ) { firmware, call, effects in firmware.extendProvisioningPeriod(call.arguments, &effects) },
        FirmwareMethod(Self.service, "GetUnprovisionBlockingComponents", isWrite: false) { firmware, _, _ in
            .output(firmware.isUnprovisionBlocked ? [Property("Component", 1)] : [], returnValue: 0)
        },
        FirmwareMethod(Self.service, "GetUuid", isWrite: false) { firmware, _, _ in
            .output([Property("UUID", Text.base64(firmware.identity.wireUUID))], returnValue: 0)
        },
        FirmwareMethod(Self.service, "PartialUnprovision", isWrite: false) { firmware, _, effects in
            firmware.partialUnprovision(&effects)
        },
        FirmwareMethod(Self.service, "SetMEBxPassword", [Field(name: "Password", kind: .text)]) {
            firmware, call, effects in firmware.setMEBxPassword(call.arguments, &effects)
        },
        FirmwareMethod(
            Self.service, "SetTLSPSK", [Field(name: "PID", kind: .text), Field(name: "PPS", kind: .text)],
            isPresent: { $0.hasSetTLSPSK }
        ) { firmware, call, _ in firmware.setPreSharedKey(call.arguments) },
        FirmwareMethod(
            Self.service, "Unprovision", [Field(name: "ProvisioningMode", kind: .number)], isWrite: false
        ) { firmware, call, effects in firmware.unprovision(call.arguments, &effects) },
        FirmwareMethod(.timeSynchronizationService, "EnableLocalTimeSync", [Field(name: "Enable", kind: .flag)]) {
            firmware, call, _ in
            firmware.features.allowsLocalTimeSync = call.arguments.flag("Enable")
            return .status(.success)
        },
        FirmwareMethod(.timeSynchronizationService, "GetLowAccuracyTimeSynch", isWrite: false) { firmware, call, _ in
            .output([Property("Ta0", Int64(max(0, call.now + firmware.clockOffsetSeconds)))], returnValue: 0)
        },
        FirmwareMethod(
            .timeSynchronizationService, "SetHighAccuracyTimeSynch",
            [
                Field(name: "Ta0", kind: .number), Field(name: "Tm1", kind: .number),
                Field(name: "Tm2", kind: .number),
            ]
        ) { firmware, call, _ in firmware.setClock(call.arguments, now: call.now) },
    ]
}

extension SimulatedFirmware {
    /// 2004-01-01; the firmware takes no earlier time.
    private static let earliestClock: UInt32 = 1_072_915_200
    private static let extensionHoursMax: UInt32 = 24
    static let oneTimePasswordBytesMax = 32
    private static let setupRules: [PropertyRule] =
        [
            "CreationClassName", "ElementName", "EnabledState", "Name", "PasswordModel", "ProvisioningMode",
            "ProvisioningState", "RequestedState", "SystemCreationClassName", "SystemName",
            "ZeroTouchConfigurationEnabled",
        ].map { .fixed($0) } + [.bytes("ProvisioningServerOTP", 8...Self.oneTimePasswordBytesMax)]

    /// The one-time password is put, by the host's agent or from here; the rest stays as it is.
    mutating func putSetup(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        let shown = try self.instance(for: call).properties
        let arguments = try Arguments.put(call, rules: Self.setupRules, shown: shown)
        try self.countWrite()
        if let password = arguments.bytes("ProvisioningServerOTP") { self.features.oneTimePassword = password }
        return .instance(self.setupInstance.properties)
    }

    var timeInstance: Instance {
        // 0 allowed by default, 1 allowed by request, 2 not allowed.
        let isAllowed = self.features.allowsLocalTimeSync.map { $0 ? 1 : 2 } ?? 0
        return Self.service(
            .timeSynchronizationService, "Intel(r) AMT Time Synchronization Service",
            more: [Property("LocalTimeSyncEnabled", isAllowed), Property("TimeSource", self.isClockSet ? 1 : 0)])
    }

    /// The audit log keeps a device from being unprovisioned until an auditor gives leave.
    var isUnprovisionBlocked: Bool {
        self.policy.auditBlocksUnprovision && self.features.audit.isEnabled
            && !self.features.audit.allowsUnprovision
    }

    mutating func setClock(_ arguments: Arguments, now: Double) -> FirmwareAnswer {
        guard
            let ta0 = arguments.number("Ta0"), let tm1 = arguments.number("Tm1"), let tm2 = arguments.number("Tm2"),
            [ta0, tm1, tm2].allSatisfy({ $0 > Self.earliestClock }), tm2 >= tm1
        else { return .status(.invalidParameter) }
        self.clockOffsetSeconds = Double(tm2) - now
        self.isClockSet = true
        return .status(.success)
    }

    mutating func extendProvisioningPeriod(
        _ arguments: Arguments, _ effects: inout [FirmwareEffect]
    ) -> FirmwareAnswer {
        guard self.state == .in else { return .status(.invalidProvisioningState) }
        guard let hours = arguments.number("Duration"), hours <= Self.extensionHoursMax else {
            return .status(.invalidParameter)
        }
        self.provisioningPeriodHours = Int(hours)
        if hours == 0 { effects.append(.stopHellos) }
        return .status(.success)
    }

    /// Ends setup, or in the configured state puts staged TLS settings in force. Changes nothing unless all is there.
    mutating func commitChanges(_ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard self.state != .pre else { return .status(.invalidProvisioningState) }
        guard self.isClockSet else { return .status(.dataMissing) }
        if self.identity.release.personality.demandsMEBxChange, self.mebx.isDefault { return .status(.dataMissing) }
        let needsCertificate = self.tls.staged.network.isEnabled || self.tls.staged.local.isEnabled
        let bound = self.boundCertificate
        if needsCertificate, bound == nil { return .status(.dataMissing) }
        let needsRoot = self.tls.staged.network.isMutual || self.tls.staged.local.isMutual
        if needsRoot, !self.store.certificates.contains(where: \.isTrustedRoot) { return .status(.dataMissing) }
        self.tls.active = self.tls.staged
        self.tls.activeCertificate = bound
        if self.state == .in { effects.append(.stopHellos) }
        self.state = .post
        effects.append(.restartNetwork)
        return .status(.success)
    }

    /// Back to setup: names and the pre-shared key stay, the rest goes.
    mutating func partialUnprovision(_ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard self.state != .pre else { return .status(.invalidProvisioningState) }
        guard !self.isUnprovisionBlocked else { return .status(.blockingComponent) }
        let names = self.generalSettings.filter { ["HostName", "DomainName"].contains($0.key) }
        self.forgetConfiguration()
        self.generalSettings = names
        self.enterSetup(keepingRealm: self.policy.keepsRealmOnPartialUnprovision)
        effects += [.restartNetwork, .startHellos]
        return .status(.success)
    }

    /// Back to the factory: only the MEBx password stays.
    mutating func unprovision(_ arguments: Arguments, _ effects: inout [FirmwareEffect]) -> FirmwareAnswer {
        guard arguments.number("ProvisioningMode") == 1 else { return .status(.invalidParameter) }
        guard self.state != .pre else { return .status(.invalidProvisioningState) }
        guard !self.isUnprovisionBlocked else { return .status(.blockingComponent) }
        self.forgetConfiguration()
        self.admin = .factory(self.identity.setupPassword, realm: self.realm)
        self.state = .pre
        effects += [.restartNetwork, .stopHellos]
        return .status(.success)
    }

    /// Enters setup mode: a new realm, and with it the default administrator, unless both are kept.
    mutating func enterSetup(keepingRealm: Bool) {
        self.state = .in
        self.logonGuard = LogonGuard()
        if keepingRealm { return }
        self.realmGeneration += 1
        self.realm = Self.realm(
            of: self.identity, generation: self.realmGeneration, form: self.policy.realmForm)
        self.admin = .factory(self.identity.setupPassword, realm: self.realm)
    }

    private mutating func forgetConfiguration() {
        self.store = CertificateStore()
        self.tls = TLSSettings()
        self.features = FirmwareFeatures()
        self.generalSettings = [:]
        self.isClockSet = false
        self.enumerations = Enumerations()
    }
}
