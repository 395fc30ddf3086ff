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
    /// The device's addressing was put anew: from now on it may answer at another address.
    case moveAddress
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
    /// Whatever else a profile sets.
    var features = FirmwareFeatures()
    /// In the order in which the device lists them.
    var rootHashes: [RootHashEntry] = []
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
        let traits = call.firmwareClass.traits
        guard traits.isPresent(self.capabilities) else { throw Fault(.destinationUnreachable) }
        switch call.operation {
        case .get: return .instance(try self.instance(for: call).properties)
        case .enumerate: return try self.enumerate(call)
        case .pull: return try self.pull(call)
        case .release: return try self.release(call)
        case .put: return try self.change(call, traits.put, &effects)
        case .create: return try self.change(call, traits.create, &effects)
        case .delete:
            guard call.body == nil else { throw Fault(.schemaValidationError) }
            return try self.change(call, traits.delete, &effects)
        case .subscribe: return try self.change(call, traits.subscribe, &effects)
        case .unsubscribe: return try self.change(call, traits.unsubscribe, &effects)
        case .invoke: return try self.invoke(call, now: now, keyPair: keyPair, effects: &effects)
        }
    }

    private mutating func change(
        _ call: FirmwareCall, _ change: ClassTraits.Change?, _ effects: inout [FirmwareEffect]
    ) throws(Fault) -> FirmwareAnswer {
        guard let change else { throw Fault(.actionNotSupported) }
        if self.waitsForTLS(call) { throw .status(.notPermitted) }
        return try change(&self, call, &effects)
    }

    private mutating func invoke(
        _ call: FirmwareCall, now: Double, keyPair: KeyMaterial?, effects: inout [FirmwareEffect]
    ) throws(Fault) -> FirmwareAnswer {
        guard let method = FirmwareMethod(rawValue: call.name), method.isPresent(self.capabilities) else {
            throw Fault(.actionNotSupported)
        }
        let instance = call.selectors.isEmpty ? nil : try self.instance(for: call)
        let arguments = try Arguments.read(
            call.body, named: call.operation.name + "_INPUT", in: call.firmwareClass.uri, fields: method.parameters,
            inOrder: true)
        if method.isWrite, self.waitsForTLS(call) {
            return .output([], returnValue: method.statusOffset + PTStatus.notPermitted.rawValue)
        }
        if method.isWrite, self.isFlashWornOut {
            return .output([], returnValue: method.statusOffset + PTStatus.flashWriteLimitExceeded.rawValue)
        }
        let answer = try method.perform(
            &self, MethodCall(arguments: arguments, instance: instance, now: now, keyPair: keyPair), &effects)
        if method.isWrite, case .output(_, 0) = answer { self.writeCount += 1 }
        return answer
    }

    var isFlashWornOut: Bool { self.policy.writesMax > 0 && self.writeCount >= self.policy.writesMax }

    /// One write that is no method: a put, a creation, a deletion.
    mutating func countWrite() throws(Fault) {
        if self.isFlashWornOut { throw .status(.flashWriteLimitExceeded) }
        self.writeCount += 1
    }
}

/// What a profile sets beyond names, keys and TLS: all of it is gone after an unprovisioning.
struct FirmwareFeatures: Equatable, Sendable {
    var users = UserAccounts()
    var kerberos = KerberosSettings()
    var network = NetworkSettings()
    var redirection = RedirectionSettings()
    /// Place in the device's list of power packages.
    var powerScheme = 0
    var wifi = WirelessSettings()
    var wired8021x = Wired8021x()
    var remoteAccess = RemoteAccess()
    var environment = EnvironmentSettings()
    var proxies: [ProxyAccessPoint] = []
    var audit = AuditSettings()
    var subscriptions: [EventSubscription] = []
    var endpointAccess = EndpointAccess()
    var alarms: [Alarm] = []
    var crls: [RevocationList] = []
    /// `nil` until somebody asked for it or against it.
    var allowsLocalTimeSync: Bool?
    /// Empty until one was put.
    var oneTimePassword: [UInt8] = []
}
