import AMT
import Logging
import Provisioning
import Synchronization
import Telemetry

/// What all runs of a worker share.
final class WorkerHouse: Sendable {
    let settings: WorkerSettings
    let queue: any RequestQueue
    let transport: any DeviceTransport
    let issuer: any DeviceCertificateIssuer
    let certificates: SetupCertificateShelf
    let journal: WorkerJournal
    let drain = DrainFlag()
    let metrics = WorkerMetrics()
    let logger: Logger
    let now: @Sendable () -> UnixTime

    init(
        settings: WorkerSettings, queue: any RequestQueue, transport: any DeviceTransport,
        issuer: any DeviceCertificateIssuer, certificates: any SetupCertificateBook, logger: Logger,
        now: @escaping @Sendable () -> UnixTime
    ) {
        self.settings = settings
        self.queue = queue
        self.transport = transport
        self.issuer = issuer
        self.certificates = SetupCertificateShelf(book: certificates)
        self.journal = WorkerJournal(queue: queue)
        self.logger = logger
        self.now = now
    }

    /// A password that firmware takes; `nil` only when the system's randomness failed.
    func makePassword() -> Secret? {
        let length = Profile.passwordCharacters
        var generator = SystemRandomNumberGenerator()
        let entropy = (0..<PasswordMaker.entropyByteCount(length: length)).map { _ in
            UInt8.random(in: 0...255, using: &generator)
        }
        return PasswordMaker.password(length: length, entropy: entropy)
    }

    /// 0...1, for back-off.
    func random() -> Double { Double.random(in: 0...1) }

    /// The newest address of a device whose lease is held; `nil` when it cannot be had now.
    func newestAddress(_ lease: HeldLease) async -> PeerAddress? {
        let startedAt = ContinuousClock.now
        do throws(StoreFailure) {
            let renewed = try await self.queue.renew([lease.fence], lease: self.settings.lease)
            lease.renewalAnswered(address: renewed[lease.fence], startedAt: startedAt)
            return renewed[lease.fence]
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
    private var certificates: [SetupCertificate] = []
    private var readAt: ContinuousClock.Instant?

    init(book: any SetupCertificateBook) { self.book = book }

    /// Those that a device with these root hashes trusts, in the order of import.
    func matching(_ hashes: [RootHash]) async throws(RoundEnd) -> [SetupCertificate] {
        if self.readAt.map({ .now - $0 > Self.freshFor }) ?? true { try await self.read() }
        let matching = self.certificates.filter { $0.matches(hashes) }
        guard matching.isEmpty, self.readAt.map({ .now - $0 > Self.freshForNone }) ?? true else { return matching }
        // One may have come a moment ago: a device is not parked on an old list.
        try await self.read()
        return self.certificates.filter { $0.matches(hashes) }
    }

    private func read() async throws(RoundEnd) {
        do throws(StoreFailure) {
            self.certificates = try await self.book.setupCertificates()
            self.readAt = .now
        } catch {
            // What was read before still serves.
            if self.certificates.isEmpty { throw .store(error) }
        }
    }
}
