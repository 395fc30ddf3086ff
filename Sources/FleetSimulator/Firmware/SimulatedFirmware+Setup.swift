extension SimulatedFirmware {
    /// 2004-01-01; the firmware takes no earlier time.
    private static let earliestClock: UInt32 = 1_072_915_200
    private static let extensionHoursMax: UInt32 = 24

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
        self.generalSettings = [:]
        self.isClockSet = false
        self.enumerations = Enumerations()
    }
}
