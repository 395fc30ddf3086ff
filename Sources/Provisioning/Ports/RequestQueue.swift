import AMT

/// The queue as a worker sees it. Every write is fenced: what it returns are the leases that still held, and for the others
/// nothing was written. A batch may carry two leases of one device, when the database has lost the claim of the first.
package protocol RequestQueue: Sendable {
    /// Leases up to `limit` ready requests of the worker's site.
    ///
    /// - Parameter token: random, new for each claim.
    func claim(limit: Int, token: Int64, lease: Duration) async throws(StoreFailure) -> [LeasedRequest]

    /// What there is to know about the devices of a claim. A device that is missing has left the queue.
    func briefs(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [DeviceUUID: Brief]

    /// How many requests of the site are ready, counted no further than `limit`.
    func readyCount(limit: Int) async throws(StoreFailure) -> Int

    /// Lengthens leases. Brings the newest address of each.
    func renew(_ fences: [LeaseFence], lease: Duration) async throws(StoreFailure) -> [LeaseFence: PeerAddress]

    /// Makes secrets durable before they are sent. May be repeated.
    func checkpoint(_ batch: [Checkpoint]) async throws(StoreFailure) -> Set<LeaseFence>

    /// Writes intents and outcomes. Not repeated after an unknown outcome: a missing line is better than a doubled one.
    func record(_ batch: [JournalEntry]) async throws(StoreFailure) -> Set<LeaseFence>

    /// Takes provisioned devices out of the queue. May be repeated: an implementation finds out what had been done.
    func complete(_ batch: [Completion]) async throws(StoreFailure) -> Set<LeaseFence>

    /// Gives requests back. May be repeated.
    func release(_ batch: [Release]) async throws(StoreFailure) -> Set<LeaseFence>
}

/// Secrets that are about to be sent for the first time.
package struct Checkpoint: Sendable {
    package let fence: LeaseFence
    /// `nil` when the version is durable already: it is sealed anew each time, and another seal is another secret.
    package let credential: CredentialVersion?
    /// A pre-shared key that setup is about to install, if it is to be renewed.
    package let presharedKey: PresharedKeyPair?

    package init(fence: LeaseFence, credential: CredentialVersion?, presharedKey: PresharedKeyPair? = nil) {
        self.fence = fence
        self.credential = credential
        self.presharedKey = presharedKey
    }
}

/// One line of the journal.
package struct JournalEntry: Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// Written before a call that changes the device.
        case intent
        /// Written when what became of it is known.
        case outcome
    }

    package enum Outcome: String, CaseIterable, Sendable {
        case verified, refused, uncertain
        /// The firmware has no such thing.
        case notApplicable = "not-applicable"
    }

    package let fence: LeaseFence
    package let attempt: Int
    package let kind: Kind
    package let step: JournalStep
    package let outcome: Outcome?
    /// Facts in words; never a secret.
    package let detail: String?
    /// With the intent to give a certificate to the device: the certificate, kept from then on.
    package let certificate: IssuedCertificate?
    /// What is known from now on of the MEBx password of a credential version.
    package let mebx: MEBxNote?
    /// With a verified outcome: what the device is known to hold from now on and cannot be asked for.
    package let applied: [AppliedSecret]
    /// What the device has proved itself by, from now on; `nil` when that is known.
    package var proof: ProofNote?
    /// Log-ons that the device has refused in a row by now; `nil` when that is known.
    package var refusedLogons: Int?

    package init(
        fence: LeaseFence, attempt: Int, kind: Kind, step: JournalStep, outcome: Outcome?, detail: String?,
        certificate: IssuedCertificate? = nil, mebx: MEBxNote? = nil, applied: [AppliedSecret] = [],
        refusedLogons: Int? = nil, proof: ProofNote? = nil
    ) {
        self.proof = proof
        self.refusedLogons = refusedLogons
        self.applied = applied
        self.mebx = mebx
        self.fence = fence
        self.attempt = attempt
        self.kind = kind
        self.step = step
        self.outcome = outcome
        self.detail = detail
        self.certificate = certificate
    }
}

/// What a device has proved itself by, which may be nothing.
package struct ProofNote: Equatable, Sendable {
    package let proof: DeviceProof?

    package init(_ proof: DeviceProof?) { self.proof = proof }
}

/// What is known of the MEBx password of a credential version.
package struct MEBxNote: Equatable, Sendable {
    package let version: Int
    package let state: MEBxState

    package init(version: Int, state: MEBxState) {
        self.version = version
        self.state = state
    }
}

/// A name and a secret, for the next setup of old firmware. The pair that the device holds now stays known beside it.
package struct PresharedKeyPair: Equatable, Sendable {
    package let pid: PID
    package let pps: PPS

    package init(pid: PID, pps: PPS) {
        self.pid = pid
        self.pps = pps
    }

    /// A fresh pair of random bytes; `nil` when they ended first.
    package init?(entropy: some Sequence<UInt8>) {
        guard let (pid, pps) = PresharedKeyMaker.pair(entropy: entropy) else { return nil }
        self.init(pid: pid, pps: pps)
    }
}
