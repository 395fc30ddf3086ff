import AMT
import Provisioning

/// A row of the queue, as the table has it.
struct RequestRow {
    enum State: String { case ready, leased, waiting, parked }

    var state = State.ready
    var waitsFor: Release.WaitsFor?
    var dueAt: Int64?
    var generation: Int64 = 0
    var token: Int64?
    var leaseUntil: Int64 = 0
    var attempt = 0
    var refusedLogons = 0
    /// Of them, so many came before a hello with which the window of the leased request's device began anew.
    var voidRefusals: Int?
    var step = 0
    var address: PeerAddress
    /// `nil` for a configured device that is taken up again.
    var credential: HelloCredential?
    var priority = 5
    var windowEndsAt: Int64
    let firstHelloAt: Int64
    var helloAt: Int64
    var retryCount: UInt32
    var problemCode: ProblemCode?

    /// Log-ons that count when the lease ends.
    func refusals(of count: Int) -> Int { max(count - (self.voidRefusals ?? 0), 0) }

    /// The device said hello; `false` when it is taken up as a configured one.
    var isFromHello: Bool { self.credential != nil }

    var known: KnownHelloCredential {
        switch self.credential {
        case .psk(let pid)?: .psk(pid)
        case .pki?: .pki
        case nil: .managed
        }
    }
}

/// What the database knows of a device besides its request.
struct DeviceRecord {
    var credentials: [CredentialVersion] = []
    var certificates: [IssuedCertificate] = []
    /// Fresh pre-shared keys that leases may have put into it, the newest last.
    var installedKeys: [InstalledKey] = []
    var applied: [String: AppliedSecret] = [:]
    var problem: (code: ProblemCode, evidence: [String: String])?
    var inventory: String?
    var address: PeerAddress
    var provisionedAt: Int64?
    var doneFence: LeaseFence?
    var profileVersion = 0
    /// The newest version that it was taken up for.
    var offeredVersion = 0
    /// The last hello that a request of it had.
    var lastHelloAt: Int64?
    /// In which statement each credential version was sealed.
    var sealings: [Int: Int] = [:]
    var sections: [SectionReport] = []
    var sectionsAt: Int64 = 0
    /// The firmware takes no writes until then.
    var noWriteUntil: Int64?
    /// The newest fence that anybody was given.
    var newestGeneration: Int64 = 0
    var claimedAt: Int64 = 0
    /// The passwords of all log-ons that it has refused, as the journal has them.
    var refusedPasswords: [String] = []
    /// The last intent, and under which lease.
    var intent: (generation: Int64, step: String)?
    /// A hello or a taking up since the last completion.
    var isDueOnce = false
    /// When the newest acknowledged hello came.
    var acknowledgedAt: Int64?

    /// Versions that a worker would try.
    var live: [CredentialVersion] { self.credentials.filter { $0.status != .superseded } }
    var current: CredentialVersion? { self.credentials.first { $0.status == .current } }
}

/// A pre-shared key that was made durable to be put into a device.
struct InstalledKey {
    let pair: PresharedKeyPair
    let generation: Int64
    let at: Int64
}

/// A hello as it comes to the database.
struct ReceivedHello {
    let device: Int
    let address: PeerAddress
    let credential: HelloCredential
    let receivedAt: Int64
    let retryCount: UInt32
    let windowEndsAt: Int64
}
