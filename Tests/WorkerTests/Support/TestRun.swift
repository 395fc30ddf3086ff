import AMT
import Inventory
import Logging
import Provisioning
import Synchronization
import Testing

@testable import Worker

/// One request for one small device, and everything a run needs around it.
struct TestRun {
    let events = EventList()
    let queue: MemoryRequestQueue
    let transport: ScriptedTransport
    let device: DeviceUUID
    var settings = WorkerSettings()
    var credentials: [CredentialVersion] = []
    var lastCertificate: IssuedCertificate?
    var record: String? = "pc1.corp.example"
    var policy: AssignmentPolicy?
    var nameLookup: MemoryNames?
    var propsCommand: MemoryProps?
    var attempt = 1
    var refusedLogons = 0
    var refusedPasswords: [String] = []
    var step = 0
    var unreadable: String?
    var profile = Profile(name: "default")
    /// Further profiles that there are.
    var otherProfiles: [Profile] = []
    /// The release that the device has shown before.
    var amtVersion: String?
    var provisionedAddress: PeerAddress?
    var secrets: [String: KeptSecret] = [:]
    var appliedSecrets: [AppliedSecret] = []
    var oneTimePassword: Secret?
    var noWriteUntil: UnixTime?
    var credential = KnownHelloCredential.pki
    /// Fresh pre-shared keys of earlier attempts.
    var installedKeys: [PresharedKeyPair] = []
    /// What the device has proved before.
    var proof: DeviceProof?
    /// What its certificates say.
    var onDie: OnDieFinding?
    /// 0 is an operator's order.
    var priority = 5
    /// The things of a profile; `nil` leaves them to WS-Management.
    var things: MemoryThings?
    var issuer = PlainIssuer()

    static let now = UnixTime(seconds: 1_793_491_200)

    init() throws {
        self.queue = MemoryRequestQueue(events: self.events)
        self.transport = ScriptedTransport(events: self.events)
        self.device = try #require(DeviceUUID(wireBytes: SmallFirmware.wireUUID))
        self.settings.restartPause = .milliseconds(1)
        // Most runs are about something else.
        self.settings.sharedSecrets = .expected
        self.settings.restartWait = .milliseconds(200)
    }

    static let logger = {
        var logger = Logger(label: "test.worker")
        logger.logLevel = .critical
        return logger
    }()

    var request: LeasedRequest {
        LeasedRequest(
            fence: LeaseFence(deviceUUID: self.device, generation: 5, token: 77),
            address: PeerAddress(numeric: "192.0.2.10"), attempt: self.attempt, refusedLogons: self.refusedLogons,
            step: self.step, credential: self.credential, priority: self.priority,
            windowEndsAt: UnixTime(seconds: Self.now.seconds + 86_400),
            firstHelloAt: Self.now, helloAt: Self.now)
    }

    var brief: Brief {
        var brief = Brief(
            rootHashes: [RootHash(algorithm: 2, bytes: MemoryCertificates.rootDigest)], psk: nil,
            inventory: InventoryFindings(sources: [
                SourceFinding(name: "file", lastSyncedAt: Self.now, matches: self.matches)
            ]),
            lastCertificate: self.lastCertificate, credentials: self.credentials)
        brief.unreadable = self.unreadable
        brief.appliedSecrets = self.appliedSecrets
        brief.oneTimePassword = self.oneTimePassword
        brief.proof = self.proof
        brief.noWriteUntil = self.noWriteUntil
        brief.amtVersion = self.amtVersion
        brief.provisionedAddress = self.provisionedAddress
        brief.refusedPasswords = self.refusedPasswords
        if case .psk = self.credential { brief.psk = Secret(text: "0123456789ABCDEF0123456789ABCDEF") }
        brief.installedKeys = self.installedKeys
        return brief
    }

    private var matches: [RecordMatch] {
        guard let record else { return [] }
        let whole = SourceRecord(part: .whole, resource: "pc1", deviceUUID: self.device, fqdn: record)
        return [RecordMatch(order: .canonical, record: KeptRecord(whole, changedAt: Self.now))]
    }

    func house() -> WorkerHouse {
        let things = self.things
        self.transport.state.withLock { $0.onCommit = { things?.commit() } }
        return WorkerHouse(
            settings: self.settings, queue: self.queue,
            lines: TestLines(transport: TransportLines(transport: self.transport), things: self.things),
            issuer: self.issuer, certificates: MemoryCertificates(), profiles: self.profiles,
            onDie: self.onDie.map { FixedFinding($0) }, nameLookup: self.nameLookup, propsCommand: self.propsCommand,
            logger: Self.logger,
            now: { Self.now })
    }

    var profiles: MemoryProfiles {
        var policy = AssignmentPolicy()
        policy.defaultProfile = self.profile.name
        return MemoryProfiles(
            all: [self.profile] + self.otherProfiles, secrets: self.secrets, policy: self.policy ?? policy,
            events: self.events)
    }

    /// Runs to the end.
    ///
    /// - Parameter started: is given the lease and the shared things before the first call.
    func run(_ started: (WorkerHouse, HeldLease) -> Void = { _, _ in }) async -> AttemptEnd {
        let house = self.house()
        let request = self.request
        let brief = self.brief
        let lease = HeldLease(request, claimStartedAt: .now, settings: self.settings)
        started(house, lease)
        let task = Task { await DeviceRun(request: request, brief: brief, lease: lease, house: house).run() }
        lease.onLoss { task.cancel() }
        return await task.value
    }

    static func version(
        _ number: Int, _ status: CredentialStatus, password: String, mebx: String? = "Mebx-0000!"
    ) -> CredentialVersion {
        CredentialVersion(
            version: number, status: status, username: "admin", password: Secret(text: password),
            mebxPassword: mebx.map { Secret(text: $0) })
    }
}

/// Whatever the device shows, this is what it says.
struct FixedFinding: OnDieChecking {
    let finding: OnDieFinding

    init(_ finding: OnDieFinding) { self.finding = finding }

    func finding(of chain: [[UInt8]], now: UnixTime) async -> OnDieFinding { self.finding }
}

/// The one certificate that the small device trusts.
struct MemoryCertificates: SetupCertificateBook {
    static let rootDigest = [UInt8](repeating: 9, count: 32)

    func setupCertificates() async throws(StoreFailure) -> [SetupCertificate] {
        [
            SetupCertificate(
                chain: ClientChain(id: 1, chainPEM: Secret(text: "chain"), keyPEM: Secret(text: "key")),
                subject: "CN=setup", rootDigests: [Self.rootDigest], notAfter: UnixTime(seconds: 4_000_000_000))
        ]
    }
}

/// Certificates that are nothing but the key with a frame: the rules compare bytes.
struct PlainIssuer: DeviceCertificateIssuer {
    let authorityDER: [UInt8] = [0x30, 0x00]
    var callerChain: ClientChain? = ClientChain(id: 0, chainPEM: Secret(text: "caller"), keyPEM: Secret(text: "key"))
    let callerName = "server.corp.example"
    var needsSignedRequest = false
    /// What devices are to sign.
    var unsigned: [UInt8]?
    /// The only signed request that it finds usable.
    var usable: [UInt8]?

    func unsignedRequest(_ order: DeviceCertificateOrder) throws(IssuingFailure) -> [UInt8]? { self.unsigned }

    func issue(_ order: DeviceCertificateOrder) async throws(IssuingFailure) -> IssuedCertificate {
        guard order.signedRequest == nil || order.signedRequest == self.usable else {
            throw IssuingFailure(.requestUnusable)
        }
        return IssuedCertificate(
            der: [0x30, 0x82] + Array(order.fqdn.utf8) + order.publicKeyPKCS1, fqdn: order.fqdn,
            serial: [UInt8](repeating: 3, count: 16),
            notBefore: order.moment, notAfter: UnixTime(seconds: order.moment.seconds + 86_400))
    }

    func hasIssued(_ der: [UInt8]) -> Bool { der.starts(with: [0x30, 0x82]) }
}

/// A few profiles and their secrets.
struct MemoryProfiles: ProfileSource {
    let all: [Profile]
    let secrets: [String: KeptSecret]
    let policy: AssignmentPolicy
    let events: EventList

    func profiles(isOrdered: Bool) async throws(StoreFailure) -> [Profile] {
        if isOrdered { self.events.add("profiles as ordered") }
        return self.all
    }

    func policy(isOrdered: Bool) async throws(StoreFailure) -> AssignmentPolicy {
        if isOrdered { self.events.add("policy as ordered") }
        return self.policy
    }

    func secrets(_ references: [SecretReference]) async throws(StoreFailure) -> [SecretReference: KeptSecret] {
        var found: [SecretReference: KeptSecret] = [:]
        for reference in references { found[reference] = self.secrets[reference.name] }
        return found
    }
}

/// A name service that gives one answer, and notes what it was asked.
struct MemoryNames: NameLookup {
    let events: EventList
    let answer: NameAnswer

    func confirmedName(of address: IPAddress, within limit: Duration) async -> NameAnswer {
        self.events.add("dns \(address)")
        return self.answer
    }
}

/// A properties program that gives one answer, and notes what it was asked.
struct MemoryProps: PropsCommand {
    let events: EventList
    let answer: PropsAnswer

    func ask(_ question: PropsQuestion) async -> PropsAnswer {
        self.events.add("props \(question.uuid) \(question.address) \(question.amtVersion ?? "no release")")
        return self.answer
    }
}

/// Lines of the scripted transport; the things of a profile in memory where a test says so.
struct TestLines: DeviceLines {
    let transport: TransportLines
    let things: MemoryThings?

    func line(_ opening: SessionOpening) -> any DeviceLine { self.transport.line(opening) }

    func desk(_ caller: DeviceCaller, _ material: DeskMaterial) -> any ProfileDesk {
        guard let things else { return self.transport.desk(caller, material) }
        return MemoryDesk(things: things, material: material)
    }
}
