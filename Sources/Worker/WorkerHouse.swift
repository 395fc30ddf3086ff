import AMT
import Logging
import Provisioning
import Synchronization
import Telemetry

/// What all runs of a worker share.
package final class WorkerHouse: Sendable {
    let settings: WorkerSettings
    let queue: any RequestQueue
    let lines: any DeviceLines
    let profiles: any ProfileSource
    let clock: WorkerClock
    let issuer: any DeviceCertificateIssuer
    let certificates: SetupCertificateShelf
    let journal: WorkerJournal
    let onDie: (any OnDieChecking)?
    private let nameLookup: (any NameLookup)?
    private let propsCommand: (any PropsCommand)?
    private let certificateReading: (any CertificateReading)?
    let drain = DrainFlag()
    let metrics = WorkerMetrics()
    let logger: Logger
    private let randomness: WorkerRandom
    let now: @Sendable () -> UnixTime

    /// - Parameters:
    ///   - onDie: looks at what devices in setup show; without it nobody's chain counts.
    ///   - nameLookup: what the policy's use of DNS is answered with; `nil` on a node that has none.
    ///   - propsCommand: the node's properties program, if it has one.
    ///   - certificateReading: for a look at a certificate that a device has refused; without it its causes are left open.
    ///   - random: bytes for passwords and numbers 0...1 for back-off.
    ///   - executor: where the worker's own tasks run, so that a simulation has them all in its hands.
    ///   - now: the wall clock.
    package init(
        settings: WorkerSettings, queue: any RequestQueue, lines: any DeviceLines,
        issuer: any DeviceCertificateIssuer, certificates: any SetupCertificateBook, profiles: any ProfileSource,
        onDie: (any OnDieChecking)? = nil, nameLookup: (any NameLookup)? = nil, propsCommand: (any PropsCommand)? = nil,
        certificateReading: (any CertificateReading)? = nil, logger: Logger,
        clock: WorkerClock = .real, random: WorkerRandom = .real,
        executor: (any TaskExecutor)? = nil, now: @escaping @Sendable () -> UnixTime
    ) {
        self.settings = settings
        self.queue = queue
        self.lines = lines
        self.issuer = issuer
        self.certificates = SetupCertificateShelf(book: certificates, clock: clock)
        self.profiles = profiles
        self.onDie = onDie
        self.nameLookup = nameLookup
        self.propsCommand = propsCommand
        self.certificateReading = certificateReading
        self.journal = WorkerJournal(queue: queue, executor: executor)
        self.logger = logger
        self.clock = clock
        self.randomness = random
        self.now = now
    }

    /// A password that firmware takes; `nil` only when the system's randomness failed.
    func makePassword() -> Secret? {
        let length = Profile.passwordCharacters
        let entropy = self.randomness.bytes(PasswordMaker.entropyByteCount(length: length))
        return PasswordMaker.password(length: length, entropy: entropy)
    }

    /// 0...1, for back-off.
    func random() -> Double { self.randomness.fraction() }

    /// A fresh pre-shared key; `nil` only when the randomness failed.
    func makePresharedKey() -> PresharedKeyPair? { PresharedKeyPair(entropy: self.randomness.bytes(64)) }

    /// What DNS calls an address.
    func nameAnswer(_ address: IPAddress) async -> NameAnswer {
        guard let nameLookup else { return .failed("this node looks up no names") }
        return await nameLookup.confirmedName(of: address, within: WorkerSettings.nameLookupMax)
    }

    /// What is to be said of a setup certificate; `nil` when it cannot be read here.
    func lint(_ certificate: SetupCertificate) async -> CertificateLint? {
        guard let certificateReading else { return nil }
        do throws(CertificateReadingFailure) {
            let read = try await certificateReading.read(
                [Array(certificate.chain.chainPEM.reveal().utf8)], passphrase: nil)
            // The key is held apart, and was found to fit when it came.
            let given = GivenCertificates(
                read.given.certificates, hasKey: true,
                keyOwners: read.given.certificates.first.map { [$0.sha256] } ?? [])
            return CertificateLint(given, now: self.now())
        } catch {
            return nil
        }
    }

    /// What the node's properties program says.
    func propsAnswer(_ question: PropsQuestion) async -> PropsAnswer {
        guard let propsCommand else { return .notStarted("this node has no properties program") }
        return await propsCommand.ask(question)
    }

    /// The newest address of a device whose lease is held, or where it was proved; `nil` when it cannot be had now.
    func newestAddress(_ lease: HeldLease) async -> PeerAddress? {
        let startedAt = self.clock.now()
        do throws(StoreFailure) {
            let renewed = try await self.queue.renew([lease.fence], lease: self.settings.lease)
            lease.renewalAnswered(address: renewed[lease.fence], startedAt: startedAt)
            return renewed[lease.fence] == nil ? nil : lease.address
        } catch {
            return nil
        }
    }
}

/// Set once, when the process is asked to end.
final class DrainFlag: Sendable {
    private let flag = Atomic(false)

    var isDraining: Bool { self.flag.load(ordering: .relaxed) }

    func set() { self.flag.store(true, ordering: .relaxed) }
}

/// The setup certificates, read from the database at most every few seconds.
actor SetupCertificateShelf {
    static let freshFor = Duration.seconds(5)
    /// How long "none matches" is believed.
    static let freshForNone = Duration.milliseconds(200)

    private let book: any SetupCertificateBook
    private let clock: WorkerClock
    private var certificates: [SetupCertificate] = []
    private var readAt: ContinuousClock.Instant?

    init(book: any SetupCertificateBook, clock: WorkerClock) {
        self.book = book
        self.clock = clock
    }

    /// Those that a device with these root hashes trusts, in the order of import.
    func matching(_ hashes: [RootHash]) async throws(RoundEnd) -> [SetupCertificate] {
        if self.isOlder(than: Self.freshFor) { try await self.read() }
        let matching = self.certificates.filter { $0.matches(hashes) }
        guard matching.isEmpty, self.isOlder(than: Self.freshForNone) else { return matching }
        // One may have come a moment ago: a device is not parked on an old list.
        try await self.read()
        return self.certificates.filter { $0.matches(hashes) }
    }

    private func isOlder(than age: Duration) -> Bool {
        guard let readAt else { return true }
        return self.clock.now() - readAt > age
    }

    private func read() async throws(RoundEnd) {
        do throws(StoreFailure) {
            self.certificates = try await self.book.setupCertificates()
            self.readAt = self.clock.now()
        } catch {
            // What was read before still serves.
            if self.certificates.isEmpty { throw .store(error) }
        }
    }
}

/// A worker's randomness, so that a simulation may bring its own.
package struct WorkerRandom: Sendable {
    /// Uniform bytes, as many as asked for.
    package let bytes: @Sendable (Int) -> [UInt8]
    /// 0...1.
    package let fraction: @Sendable () -> Double

    package init(bytes: @escaping @Sendable (Int) -> [UInt8], fraction: @escaping @Sendable () -> Double) {
        self.bytes = bytes
        self.fraction = fraction
    }

    /// The system's.
    package static let real = WorkerRandom(
        bytes: { count in
            var generator = SystemRandomNumberGenerator()
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
        },
        fraction: { Double.random(in: 0...1) })
}
