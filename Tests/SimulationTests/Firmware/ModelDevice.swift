import AMT
import Foundation
import Provisioning

/// One device's firmware at the level of calls: it keeps what it is told, by the rules of the class definitions.
final class ModelDevice: @unchecked Sendable {
    enum Phase { case setup, configured }

    /// Whose password the administrator has.
    enum AdminOrigin { case factory, product, stranger }

    struct StoredKey {
        let handle: Int
        let der: [UInt8]
    }

    struct StoredCertificate {
        let handle: Int
        let der: [UInt8]
        let isRoot: Bool
    }

    struct TLS: Equatable {
        var isEnabled = false
        var isMutual = false
        var acceptsPlain = false
        var trustedNames: [String] = []
    }

    static let factoryMEBx = "admin"
    /// Refusals in a row after which an account is locked for a while (wsman section 1.3).
    static let lockOutAfter = 10
    static let lockOutSpan = Int64.seconds(600)

    let index: Int
    let uuid: DeviceUUID
    let fqdn: String
    let traits: DeviceTraits
    unowned let world: SimulatedWorld

    var address: PeerAddress
    /// Off, or restarting its network, until then.
    var awayUntil: Int64 = 0
    var phase = Phase.setup
    var realm = ""
    var adminA1: [UInt8] = []
    var adminOrigin = AdminOrigin.factory
    var mebx = ModelDevice.factoryMEBx
    var presharedKey: PresharedKeyPair?
    /// The firmware's clock less the true one, in seconds.
    var clockOffset: Int64
    var isClockSet = false
    var keys: [StoredKey] = []
    var certificates: [StoredCertificate] = []
    var boundHandle: Int?
    var tls = TLS()
    var stagedTLS: TLS?
    var hostName = ""
    var domainName = ""
    var desk = DeskState()
    var windowOpenedAt: Int64 = 0
    var extraWindow: Int64 = 0
    var helloCount: UInt32 = 0
    let helloBell: Bell

    var flashBlockedUntil: Int64 = 0
    var busyUntil: Int64 = 0
    /// All answers are lost until then.
    var tunnelUntil: Int64 = 0
    /// Changes from outside: by an operator at the device, or of its profile.
    var changeCount = 0
    /// Refused passwords since the last good one, told to their callers or not.
    var refusedInRow = 0
    /// Refused log-ons since the last good one that their callers know of.
    var toldRefusals = 0
    var lockedUntil: Int64 = 0
    /// A caller knows that no writes are taken until then.
    var toldPauseUntil: Int64 = 0
    /// A call that must not be repeated blindly has perhaps arrived, and nothing was read since.
    var unreadCall: String?
    /// Commits in a row that were lost on their way.
    private(set) var lostCommits = 0
    /// A mutation: it shows itself as if a commit that was lost had been carried out.
    var isBelieved = false
    var resetAt: Int64 = 0
    /// Counts what ends every connection.
    private(set) var connectionEpoch = 0
    private var opened: (credential: DigestCredential, a1: [UInt8])?
    private var keyCount: UInt8 = 0
    private var resetCount = 0

    init(index: Int, world: SimulatedWorld) {
        guard let uuid = DeviceUUID(canonicalBytes: [UInt8](repeating: 0x11, count: 15) + [UInt8(index + 1)]) else {
            preconditionFailure("the bytes are a UUID")
        }
        self.index = index
        self.uuid = uuid
        self.world = world
        self.fqdn = "pc\(index).corp.example"
        self.traits = DeviceTraits(&world.random, profile: world.shelf.profile)
        self.address = PeerAddress(numeric: "192.0.2.\(index + 10)")
        self.clockOffset = Int64(world.random.number(-5000, 5000))
        self.helloBell = Bell(world.executor)
        if self.traits.usesPSK { self.presharedKey = PresharedKeyPair(entropy: world.random.bytes(64)) }
        self.beginSetup()
    }

    private var now: Int64 { self.world.now }

    func note(_ text: String) { self.world.note("device \(self.index): \(text)") }

    // MARK: - Phases

    /// Everything as after a full unprovisioning, in setup again; the realm is another one.
    func reset() {
        self.phase = .setup
        self.changeCount += 1
        self.isClockSet = false
        self.boundHandle = nil
        self.tls = TLS()
        self.stagedTLS = nil
        self.hostName = ""
        self.domainName = ""
        self.desk = DeskState()
        if !self.traits.keepsStores {
            self.keys = []
            self.certificates = []
        }
        self.isBelieved = false
        self.unreadCall = nil
        self.resetAt = self.now
        self.world.counts.resets += 1
        self.note("reset")
        self.restart()
        self.beginSetup()
        self.world.checkCredential(of: self)
    }

    private func beginSetup() {
        self.resetCount += 1
        let digits = String(format: "%08X", self.index * 100 + self.resetCount)
        self.realm = "Digest:" + String(repeating: digits, count: 4)
        self.adminOrigin = .factory
        self.setAdmin(password: self.setupPassword)
        self.logonsForgiven()
        self.openWindow()
    }

    /// Firmware whose passwords are coupled lets in with the MEBx password once that was changed.
    private var setupPassword: String {
        if self.traits.isCoupled, self.mebx != Self.factoryMEBx { return self.mebx }
        return self.traits.setupLogon == .admin ? "admin" : ""
    }

    func setAdmin(password: String) {
        self.adminA1 = DigestA1.of(username: "admin", realm: self.realm, password: Secret(text: password))
        self.opened = nil
    }

    /// Hellos begin anew.
    func openWindow() {
        self.windowOpenedAt = self.now
        self.extraWindow = 0
        self.helloCount = 0
        self.helloBell.ring()
    }

    /// Off the mains for a while. In setup hellos begin anew.
    func losePower(for span: Int64) {
        self.note("loses power")
        self.connectionEpoch += 1
        self.awayUntil = max(self.awayUntil, self.now + span)
        if self.traits.losesStaged {
            self.stagedTLS = nil
            self.desk.stagedLocal = nil
        }
        if self.phase == .setup {
            self.windowOpenedAt = self.now + span
            self.helloCount = 0
            self.helloBell.ring()
        }
    }

    func restart() {
        self.connectionEpoch += 1
        self.awayUntil = max(self.awayUntil, self.now + self.world.span(.seconds(1), .seconds(25)))
    }

    /// The phase as callers see it.
    var shownPhase: Phase { self.isBelieved ? .configured : self.phase }
    var shownTLS: TLS { self.isBelieved ? self.stagedTLS ?? self.tls : self.tls }

    var isThere: Bool { self.now >= self.awayUntil }

    /// In setup firmware listens for a time after its hellos have begun.
    var isListening: Bool {
        self.phase == .configured || self.now < self.windowOpenedAt + self.traits.window + self.extraWindow
    }

    var helloCredential: HelloCredential {
        if let key = self.presharedKey { return .psk(key.pid) }
        return .pki([RootHash(algorithm: 2, bytes: PlainAuthority.setupRootDigest)])
    }

    // MARK: - Log-on

    /// Whether a password opens the device, and whether it was asked for at all.
    func logOn(_ credential: DigestCredential) -> (isOpen: Bool, isChallenged: Bool) {
        if self.phase == .setup, self.traits.setupLogon == .noChallenge { return (true, self.isBelieved) }
        if self.now < self.lockedUntil {
            self.refused()
            return (false, true)
        }
        if let opened = self.opened, opened.a1 == self.adminA1, opened.credential == credential {
            self.letIn()
            return (true, true)
        }
        let a1 = DigestA1.of(username: credential.username, realm: self.realm, password: credential.password)
        guard a1 == self.adminA1 else {
            self.refused()
            return (false, true)
        }
        self.opened = (credential, a1)
        self.letIn()
        return (true, true)
    }

    private func letIn() {
        self.refusedInRow = 0
        self.toldRefusals = 0
    }

    private func refused() {
        self.refusedInRow += 1
        self.note("refuses a password, \(self.refusedInRow) in a row")
        if self.refusedInRow >= Self.lockOutAfter { self.lockedUntil = self.now + Self.lockOutSpan }
    }

    /// An operator has ordered another try and answers for what comes of it.
    func logonsForgiven() {
        self.letIn()
        self.lockedUntil = 0
    }

    // MARK: - Calls that do not arrive

    func lost(_ call: FirmwareCall) { if call == .commit { self.lostCommits += 1 } }

    func committed() { self.lostCommits = 0 }

    // MARK: - Stores

    func freshKey() -> [UInt8] {
        self.keyCount += 1
        return [0x30, 0x0d, 0x02, 0x08, UInt8(self.index + 1), self.keyCount, 3, 4, 5, 6, 7, 8, 0x02, 0x01, 0x03]
    }

    func freeHandle(_ used: [Int]) -> Int {
        var handle = 0
        while used.contains(handle) { handle += 1 }
        return handle
    }

    /// Handles of keys and certificates are as firmware gives them out: the lowest that is free.
    func certificate(_ handle: Int?) -> StoredCertificate? { self.certificates.first { $0.handle == handle } }

    func hasKey(of certificate: StoredCertificate) -> Bool {
        self.keys.contains { DeviceFindings.holds(certificate.der, key: $0.der) }
    }
}

/// What kind of firmware a device has.
struct DeviceTraits: Sendable {
    enum SetupLogon: CaseIterable { case noChallenge, empty, admin }

    /// When the password of the setup screen may be changed over the network.
    enum MEBxPolicy: CaseIterable { case defaultOnly, inSetup, anyTime }

    let usesPSK: Bool
    let needsLegacyTLS: Bool
    let setupLogon: SetupLogon
    let isCoupled: Bool
    let mebxPolicy: MEBxPolicy
    /// Does not commit with the factory MEBx password.
    let needsMEBx: Bool
    let keyPlaces: Int
    let certificatePlaces: Int
    /// A configured device's TLS port takes callers that present a setup certificate.
    let takesSetupCallers: Bool
    let showsStaged: Bool
    let losesStaged: Bool
    let keepsStores: Bool
    /// Lists in which a second entry of a name is refused; elsewhere it is there twice.
    let refusesDuplicates: Bool
    let absentGroups: Set<SettingGroup>
    let absentLists: Set<EntryList>
    let window: Int64
    let isRecordLate: Bool
    let latency: Int64
    /// The release that it shows.
    var release: String { self.usesPSK || self.needsLegacyTLS ? "9.5.22" : "12.0.67" }

    init(_ random: inout SeededGenerator, profile: Profile) {
        self.usesPSK = random.chance(0.3)
        self.needsLegacyTLS = random.chance(self.usesPSK ? 0.5 : 0.15)
        self.setupLogon = random.pick(SetupLogon.allCases)
        self.isCoupled = random.chance(0.15)
        let leavesMEBx = profile.mebx.password == .leave
        self.mebxPolicy = random.pick(MEBxPolicy.allCases)
        self.needsMEBx = !leavesMEBx && random.chance(0.3)
        self.keyPlaces = random.number(3, 5)
        self.certificatePlaces = random.number(5, 7)
        self.takesSetupCallers = random.chance(0.5)
        self.showsStaged = random.chance(0.5)
        self.losesStaged = random.chance(0.5)
        self.keepsStores = random.chance(0.3)
        self.refusesDuplicates = random.chance(0.5)
        self.absentGroups = random.chance(0.2) ? [random.pick([.kvmPort, .kvmSettings, .webPage, .userConsent])] : []
        self.absentLists = random.chance(0.1) ? [random.pick([.wifiNetworks, .servers, .rules])] : []
        self.window = .seconds(Double(random.pick([6, 12, 24]) * 3600))
        self.isRecordLate = random.chance(0.06)
        self.latency = .milliseconds(Int64(random.pick([5, 20, 80])))
    }
}
