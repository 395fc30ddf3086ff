/// A key pair that the firmware makes while it answers other calls.
struct SlowKey: Equatable, Sendable {
    let material: KeyMaterial
    let readyAt: Double
    /// Its place in the store, once it is there.
    var handle: Int?
}

extension SimulatedFirmware {
    /// PT_STATUS_OPERATION_IN_PROGRESS.
    private static let operationInProgress: UInt32 = 2_082

    /// GenerateKeyPair, at once or in the background.
    mutating func generateKeyPair(_ arguments: Arguments, _ material: KeyMaterial?, now: Double) -> FirmwareAnswer {
        guard self.policy.slowKeySeconds > 0 else { return self.generateKeyPair(arguments, material) }
        if let slowKey {
            guard let handle = slowKey.handle else { return .output([], returnValue: Self.operationInProgress) }
            self.slowKey = nil
            if self.isUnused(handle, slowKey.material) {
                let reference = EndpointReference(
                    resource: FirmwareClass.publicPrivateKeyPair.uri, selector: "InstanceID",
                    StoredKeyPair.instanceID(handle))
                return .output([Property("KeyPair", reference)], returnValue: 0)
            }
        }
        // What would be refused at once is refused before the work begins.
        var trial = self
        let answer = trial.generateKeyPair(arguments, material)
        guard let material, case .output(_, 0) = answer else { return answer }
        self.slowKey = SlowKey(material: material, readyAt: now + self.policy.slowKeySeconds)
        return .status(.generatingKeys)
    }

    /// Puts the pair into the store when its time has come, whether anybody asks for it or not.
    mutating func finishSlowKey(now: Double) {
        guard let slowKey, slowKey.handle == nil, now >= slowKey.readyAt else { return }
        self.slowKey?.handle = self.store.addKeyPair(slowKey.material).handle
    }

    /// A client that found the pair in the store and went on with it gets another one.
    private func isUnused(_ handle: Int, _ material: KeyMaterial) -> Bool {
        self.store.keyPairs.contains { $0.handle == handle && $0.material == material }
            && !self.store.certificates.contains { $0.spki == material.publicKeySPKI }
    }
}

extension SimulatedFirmware {
    /// Goes through a loss of power: what was staged or begun is gone, what was written to the flash is not.
    mutating func losePower() {
        self.bootCount += 1
        self.tls.staged = self.tls.active
        self.enumerations = Enumerations()
        self.logonGuard = LogonGuard()
        if self.slowKey?.handle == nil { self.slowKey = nil }
    }

    /// Goes back to what left the factory, as a cleared CMOS does; the device enters setup mode.
    mutating func resetToFactory() {
        var fresh = SimulatedFirmware(identity: self.identity, policy: self.policy)
        fresh.realmGeneration = self.realmGeneration
        fresh.bootCount = self.bootCount + 1
        fresh.messageCount = self.messageCount
        fresh.callCount = self.callCount
        fresh.enterSetup(keepingRealm: false)
        self = fresh
    }
}
