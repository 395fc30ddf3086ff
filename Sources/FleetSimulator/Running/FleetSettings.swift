/// What becomes of the answer to a call that restarts the device's network stack.
package enum RestartAnswer: String, CaseIterable, Sendable {
    case drop
    case flush
    /// One of the others, drawn for each restart.
    case mixed
}

/// Everything that makes one fleet; two fleets of the same settings have the same devices.
package struct FleetSettings: Sendable {
    /// A process has descriptors and memory for no more.
    package static let countMax = 100_000

    // MARK: Who the devices are

    /// 1...``countMax``.
    package var count = 1
    package var seed: UInt64 = 1
    /// IPv4 in 127.0.0.0/8; further devices count up from it, without .0 and .255.
    package var firstAddress = "127.1.0.1"
    /// 0...1: how many of the devices are called back by pre-shared key.
    package var pskShare = 0.5
    /// Releases of PKI devices, in turn. Not empty.
    package var releases = [AMTRelease("16.1.25"), AMTRelease("15.0.23"), AMTRelease("12.0.67")].compactMap { $0 }
    /// Releases of PSK devices, in turn. Not empty; 10 is the last that knew PSK.
    package var pskReleases = [AMTRelease("9.5.22"), AMTRelease("8.0.3")].compactMap { $0 }
    /// What stands around the firmware, in turn; empty for what is usual in each generation.
    package var machines: [Machine] = []
    /// Digest passwords in setup mode, in turn. Not empty.
    package var setupPasswords: [SetupPassword] = [.admin]
    /// The domain that DHCP tells the devices; also the domain of the names in the inventory.
    package var dnsSuffix = "corp.example"
    package var hostPrefix = "amt-"
    /// PEM text with root certificates whose SHA-256 goes into the lists of PKI devices.
    package var trustedRootsPEM = ""
    /// PEM text with the chain that devices of release 15 and later show in setup instead of one they signed themselves, the
    /// leaf first, and its key; empty for none.
    package var onDieChainPEM = ""
    package var onDieKeyPEM = ""
    package var policy = FirmwarePolicy()
    /// What sets devices apart from the others, by index.
    package var traits: [Int: DeviceTraits] = [:]

    // MARK: Hellos

    package var serverHost = "127.0.0.1"
    package var serverPort = 9_971
    package var helloSchedule = HelloSchedule.published
    /// Factor on every published time: hello intervals and restarts.
    package var timeScale = 1.0
    /// Seconds over which the first hellos are spread; not scaled.
    package var helloStartSpreadSeconds = 0.0
    /// Pieces that a hello is cut into, each in a segment of its own.
    package var helloSegments = 1

    // MARK: Management port

    /// 0 takes any free port.
    package var devicePort = 16_993
    /// The port without TLS; `nil` for none, 0 takes any free port.
    package var plainPort: Int?
    package var bindAddress = "0.0.0.0"
    /// Connections to one device at once; further ones are refused.
    package var connectionsMax = 4
    package var presharedAllowsTLS12 = true
    package var framing = AnswerFraming.chunked
    /// How chunked answers are cut; `nil` for what is usual in each generation.
    package var chunks: ChunkStyle?
    package var restartAnswer = RestartAnswer.flush
    /// Seconds for which a device is away after a commit; scaled.
    package var restartSeconds = 2.0
    /// Seconds that every call takes, and a random part on top of it.
    package var latencySeconds = 0.0
    package var latencyJitterSeconds = 0.0
    /// Key pairs kept ready for GenerateKeyPair.
    package var keyPoolSize = 4
    /// Devices share the key pairs of the pool.
    package var sharesKeys = false
    /// Seconds after which GenerateKeyPair answers that keys are being generated.
    package var keyWaitSeconds = 30.0
    /// Self-signed certificates that the devices share in setup mode.
    package var setupCertificateCount = 4

    // MARK: Scripts

    package var faults: [FaultRule] = []
    package var pauses: [PausePoint] = []
    /// Held calls go on when this file exists.
    package var resumeFile: String?
    /// Held calls go on after this many seconds in any case.
    package var pauseSeconds = 60.0
    /// One JSON line for each call received and each answer.
    package var callLogPath: String?
    /// The loopback port that takes orders; `nil` for none, 0 takes any free port.
    package var controlPort: Int?

    /// Event loops; 0 for one on each core.
    package var eventLoopCount = 0

    /// A fleet of one device with the defaults named above.
    package init() {}

    /// Makes a fleet of these generations: all of them by certificate, those that can by pre-shared key too.
    package mutating func select(_ personalities: [Personality]) {
        self.releases = personalities.map(\.release)
        let preshared = personalities.filter(\.knowsPSK).map(\.release)
        if preshared.isEmpty { self.pskShare = 0 } else { self.pskReleases = preshared }
    }

    /// What is wrong with the settings, all at once; empty when nothing is.
    package var faultsFound: [String] {
        var found: [String] = []
        if !(1...Self.countMax).contains(self.count) { found.append("count is not in 1...\(Self.countMax)") }
        if !(0...1).contains(self.pskShare) { found.append("the share of PSK devices is not in 0...1") }
        if self.addresses == nil { found.append("the addresses do not all lie in 127.0.0.0/8") }
        if self.releases.isEmpty || self.pskReleases.isEmpty { found.append("no release is given") }
        if self.pskReleases.contains(where: { !$0.speaksPSK }) { found.append("a release above 10 has no PSK") }
        if self.setupPasswords.isEmpty { found.append("no setup password is given") }
        if self.dnsSuffix.isEmpty { found.append("the DNS suffix is empty") }
        if self.timeScale <= 0 { found.append("the time scale is not above 0") }
        if !(1...32).contains(self.helloSegments) { found.append("hello segments are not in 1...32") }
        return found
    }

    /// The addresses of all devices, in the order of their indices; `nil` when there are not enough.
    var addresses: [UInt32]? {
        guard let first = DeviceIdentity.address(self.firstAddress), first >> 24 == 127 else { return nil }
        var result: [UInt32] = []
        result.reserveCapacity(self.count)
        var next = first
        while result.count < self.count {
            guard next >> 24 == 127 else { return nil }
            if next & 255 != 0, next & 255 != 255 { result.append(next) }
            next += 1
        }
        return result
    }
}
