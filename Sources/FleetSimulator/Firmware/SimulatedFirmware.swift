/// The phase of a device, as `ProvisioningState` numbers it.
package enum ProvisioningState: Int, Sendable {
    case pre = 0
    case `in` = 1
    case post = 2
}

/// What the shell around the firmware has to do after a call.
enum FirmwareEffect: Equatable, Sendable {
    /// Connections that are logged on have to log on again.
    case dropLogons
    /// The TLS and HTTP stack starts again: every connection ends.
    case restartNetwork
    case startHellos
    case stopHellos
}

/// One device's firmware: WS-Man calls in, answers and effects out. It has no clock, no randomness and no socket.
struct SimulatedFirmware: Sendable {
    var identity: DeviceIdentity
    let policy: FirmwarePolicy

    var state: ProvisioningState = .in
    /// Entries into setup mode so far; each makes a new digest realm.
    var realmGeneration = 0
    var realm: String
    var admin: AdminCredential
    var logonGuard = LogonGuard()
    var mebx: MEBxCredential
    /// Properties of AMT_GeneralSettings that were put.
    var generalSettings: [String: String] = [:]
    /// Seconds by which the firmware's clock is ahead of the real one.
    var clockOffsetSeconds: Double
    var isClockSet = false
    var store = CertificateStore()
    var tls = TLSSettings()
    var pid: String
    var pps: String
    var enumerations = Enumerations()
    var provisioningPeriodHours = 24
    var messageCount: UInt64 = 0
    var writeCount = 0
    var callCount = 0
    /// Losses of power so far.
    var bootCount = 0
    var slowKey: SlowKey?

    init(identity: DeviceIdentity, policy: FirmwarePolicy) {
        self.identity = identity
        self.policy = policy
        self.realm = Self.realm(of: identity, generation: 0, form: policy.realmForm)
        self.admin = .factory(identity.setupPassword, realm: self.realm)
        self.mebx = MEBxCredential(isDefault: !identity.setupPassword.isChangedFromFactory)
        self.pid = identity.pid
        self.pps = identity.pps
        var generator = SeededGenerator(seed: identity.seed, index: identity.index, purpose: "clock")
        self.clockOffsetSeconds = Double(Int(generator.next() % 14_400)) - 7_200
    }

    static func realm(of identity: DeviceIdentity, generation: Int, form: RealmForm) -> String {
        if form == .uuid { return "Intel(R) AMT (ID:\(identity.uuid))" }
        var generator = SeededGenerator(seed: identity.seed, index: identity.index, purpose: "realm \(generation)")
        return "Digest:" + Text.hex(generator.bytes(16)).uppercased()
    }

    /// The real time by which `call` is answered is `now`, in seconds since 1970.
    ///
    /// - Parameter keyPair: a fresh key pair for GenerateKeyPair; `nil` while none is ready.
    mutating func perform(
        _ call: FirmwareCall, now: Double, keyPair: KeyMaterial?
    ) -> (answer: FirmwareAnswer, effects: [FirmwareEffect]) {
        self.finishSlowKey(now: now)
        var effects: [FirmwareEffect] = []
        do throws(Fault) {
            let answer = try self.answer(to: call, now: now, keyPair: keyPair, effects: &effects)
            return (answer, effects)
        } catch {
            return (.fault(error), [])
        }
    }

    /// The number under which the next message is sent.
    mutating func nextMessageNumber() -> UInt64 {
        self.messageCount += 1
        return self.messageCount
    }

    private mutating func answer(
        to call: FirmwareCall, now: Double, keyPair: KeyMaterial?, effects: inout [FirmwareEffect]
    ) throws(Fault) -> FirmwareAnswer {
        switch call.operation {
        case .get: return .instance(try self.instance(for: call).properties)
        case .enumerate: return try self.enumerate(call)
        case .pull: return try self.pull(call)
        case .release: return try self.release(call)
        case .put: return try self.put(call)
        case .create: return try self.create(call)
        case .delete: return try self.delete(call)
        case .invoke:
            guard let method = FirmwareMethod(rawValue: call.name) else { throw Fault(.actionNotSupported) }
            if call.firmwareClass.isSingleton, !call.selectors.isEmpty { _ = try self.instance(for: call) }
            let arguments = try Arguments.read(
                call.body, named: call.operation.name + "_INPUT", in: call.firmwareClass.uri,
                fields: method.parameters, inOrder: true)
            if method.isWrite, self.isFlashWornOut { return .status(.flashWriteLimitExceeded) }
            let answer = self.invoke(method, arguments, now: now, keyPair: keyPair, effects: &effects)
            if method.isWrite, case .output(_, 0) = answer { self.writeCount += 1 }
            return answer
        }
    }

    private mutating func invoke(
        _ method: FirmwareMethod, _ arguments: Arguments, now: Double, keyPair: KeyMaterial?,
        effects: inout [FirmwareEffect]
    ) -> FirmwareAnswer {
        switch method {
        case .addCertificate: self.addCertificate(arguments, isTrustedRoot: false)
        case .addTrustedRootCertificate: self.addCertificate(arguments, isTrustedRoot: true)
        case .commitChanges: self.commitChanges(&effects)
        case .extendProvisioningPeriod: self.extendProvisioningPeriod(arguments, &effects)
        case .generateKeyPair: self.generateKeyPair(arguments, keyPair, now: now)
        case .generatePKCS10RequestEx: self.generateRequest(arguments)
        case .getAdminAclEntry: .output([Property("Username", self.admin.username)], returnValue: 0)
        case .getAdminAclEntryStatus, .getAdminNetAclEntryStatus:
            .output([Property("IsDefault", self.admin.isDefault)], returnValue: 0)
        case .getLowAccuracyTimeSynch:
            .output([Property("Ta0", Int64(max(0, now + self.clockOffsetSeconds)))], returnValue: 0)
        case .getUuid: .output([Property("UUID", Text.base64(self.identity.wireUUID))], returnValue: 0)
        case .partialUnprovision: self.partialUnprovision(&effects)
        case .setAdminAclEntryEx: self.setAdminAclEntry(arguments, &effects)
        case .setHighAccuracyTimeSynch: self.setClock(arguments, now: now)
        case .setMEBxPassword: self.setMEBxPassword(arguments, &effects)
        case .setTLSPSK: self.setPreSharedKey(arguments)
        case .unprovision: self.unprovision(arguments, &effects)
        }
    }

    var isFlashWornOut: Bool { self.policy.writesMax > 0 && self.writeCount >= self.policy.writesMax }

    /// One write that is no method: a put, a creation, a deletion.
    mutating func countWrite() throws(Fault) {
        if self.isFlashWornOut { throw .status(.flashWriteLimitExceeded) }
        self.writeCount += 1
    }

    private mutating func put(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        switch call.firmwareClass {
        case .generalSettings: return try self.putGeneralSettings(call)
        case .tlsSettingData: return try self.putTLSSettings(call)
        case .tlsCredentialContext: return try self.putCredentialContext(call)
        case .authorizationService, .publicKeyCertificate, .publicKeyManagementService, .publicPrivateKeyPair,
            .setupAndConfigurationService, .softwareIdentity, .timeSynchronizationService,
            .tlsProtocolEndpointCollection:
            throw Fault(.actionNotSupported)
        }
    }

    private mutating func create(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        switch call.firmwareClass {
        case .tlsCredentialContext: return try self.createCredentialContext(call)
        case .authorizationService, .generalSettings, .publicKeyCertificate, .publicKeyManagementService,
            .publicPrivateKeyPair, .setupAndConfigurationService, .softwareIdentity, .timeSynchronizationService,
            .tlsProtocolEndpointCollection, .tlsSettingData:
            throw Fault(.actionNotSupported)
        }
    }

    private mutating func delete(_ call: FirmwareCall) throws(Fault) -> FirmwareAnswer {
        guard call.body == nil else { throw Fault(.schemaValidationError) }
        switch call.firmwareClass {
        case .publicKeyCertificate: return try self.deleteCertificate(call)
        case .publicPrivateKeyPair: return try self.deleteKeyPair(call)
        case .tlsCredentialContext: return try self.deleteCredentialContext(call)
        case .authorizationService, .generalSettings, .publicKeyManagementService, .setupAndConfigurationService,
            .softwareIdentity, .timeSynchronizationService, .tlsProtocolEndpointCollection, .tlsSettingData:
            throw Fault(.actionNotSupported)
        }
    }
}
