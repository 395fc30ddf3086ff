import AMT

/// What an operator may see and order. The API stands on this.
package protocol OperatorBook: Sendable {
    /// Devices in ascending order of UUID, strictly after `after`. The order does not change while devices do.
    ///
    /// - Parameter limit: 1...1000.
    func devices(after: DeviceUUID?, limit: Int, filter: DeviceFilter) async throws(StoreFailure) -> [DeviceView]

    /// Devices whose hello window is open, by its end.
    ///
    /// - Parameters:
    ///   - after: where the page before ended; `nil` for the first.
    ///   - limit: 1...1000.
    func limbo(after: LimboPosition?, limit: Int) async throws(StoreFailure) -> [LimboDevice]

    /// Devices whose hello window ended before they could be provisioned, in ascending order of UUID.
    ///
    /// - Parameter limit: 1...1000.
    func silent(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> [LimboDevice]

    /// Devices that sources of inventory have and that never said hello, in ascending order of UUID, each once.
    ///
    /// - Parameter limit: records that are gone through, 1...5000; a page has as many devices or fewer.
    func expected(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> ExpectedPage

    /// One device; `nil` when neither a hello nor a record ever named it.
    func device(_ uuid: DeviceUUID) async throws(StoreFailure) -> DeviceView?

    /// How a device's request stands; `nil` when it has none.
    func standing(_ uuid: DeviceUUID) async throws(StoreFailure) -> DeviceStanding?

    /// What was done to a device, oldest first; the newest `limit` entries.
    func timeline(_ uuid: DeviceUUID, limit: Int) async throws(StoreFailure) -> [TimelineEntry]

    /// Every credential version that the device may hold or has held, newest first. Opened secrets: for who may see them.
    func credentials(_ uuid: DeviceUUID) async throws(StoreFailure) -> [CredentialView]

    /// Carries an order out for each of several devices, in one step.
    ///
    /// - Parameter devices: 1...1000; one that is named twice is looked at once.
    /// - Returns: what came of it for each device.
    func carryOut(
        _ order: DeviceOrder, _ devices: [DeviceUUID]
    ) async throws(StoreFailure) -> [DeviceUUID: DeviceOrderResult]

    /// How many devices are in which state; states with none may be left out.
    func counts() async throws(StoreFailure) -> [DeviceState: Int]

    /// Answers when the database answers.
    func ping() async throws(StoreFailure)
}

extension OperatorBook {
    /// Takes a waiting or parked device up at once.
    ///
    /// - Returns: `false` when there is nothing to take up.
    package func retry(_ uuid: DeviceUUID) async throws(StoreFailure) -> Bool {
        try await self.carryOut(.retry, [uuid])[uuid] == .done
    }

    /// Takes a provisioned device up at once, to be given its profile again.
    ///
    /// - Returns: `false` when it is not provisioned, or in the queue already.
    package func apply(_ uuid: DeviceUUID) async throws(StoreFailure) -> Bool {
        try await self.carryOut(.apply, [uuid])[uuid] == .done
    }
}

/// Where a device stands, in an operator's words.
package enum DeviceState: String, CaseIterable, Sendable {
    /// Said hello; nobody has worked on it yet.
    case discovered
    /// Waits for a time or an event; the problem says which.
    case waiting
    /// A worker holds its lease.
    case provisioning
    /// Verified with its own credentials and certificate.
    case provisioned
    /// Waits for an operator.
    case parked
    /// Its hello window ended before it could be provisioned.
    case silent
}

/// One device as lists and pages show it.
package struct DeviceView: Equatable, Sendable {
    package var uuid: DeviceUUID
    package var state: DeviceState
    package var site: String
    package var fqdn: String?
    package var address: PeerAddress?
    package var amtVersion: String?
    package var profile: String?
    package var problem: ProblemView?
    package var attempt: Int
    /// When a waiting device is taken up at the latest.
    package var nextAttemptAt: UnixTime?
    package var firstHelloAt: UnixTime?
    package var lastHelloAt: UnixTime?
    package var provisionedAt: UnixTime?
    /// The version of the profile that a provisioned device was given; 0 for the built-in one.
    package var profileVersion: Int?
    /// By what the device has proved itself when it was set up: raw value of ``DeviceProof``, `none`, or `nil` where nobody has looked.
    package var proof: String?
    /// What became of each section of the profile. Lists leave it empty.
    package var sections: [SectionView]

    package init(
        uuid: DeviceUUID, state: DeviceState, site: String, fqdn: String?, address: PeerAddress?, amtVersion: String?,
        profile: String?, problem: ProblemView?, attempt: Int, nextAttemptAt: UnixTime?, firstHelloAt: UnixTime?,
        lastHelloAt: UnixTime?, provisionedAt: UnixTime?, profileVersion: Int? = nil, proof: String? = nil,
        sections: [SectionView] = []
    ) {
        self.proof = proof
        self.profileVersion = profileVersion
        self.sections = sections
        self.uuid = uuid
        self.state = state
        self.site = site
        self.fqdn = fqdn
        self.address = address
        self.amtVersion = amtVersion
        self.profile = profile
        self.problem = problem
        self.attempt = attempt
        self.nextAttemptAt = nextAttemptAt
        self.firstHelloAt = firstHelloAt
        self.lastHelloAt = lastHelloAt
        self.provisionedAt = provisionedAt
    }
}

/// What became of one section of the profile.
package struct SectionView: Equatable, Sendable {
    /// Raw value of ``ProfileSection``; text, because an older node may read what a newer one wrote.
    package let section: String
    package let state: SectionState
    package let problem: ProblemView?
    /// When a failed section is tried again at the latest.
    package let retryAt: UnixTime?
    package let notedAt: UnixTime

    package init(
        section: String, state: SectionState, problem: ProblemView?, retryAt: UnixTime?, notedAt: UnixTime
    ) {
        self.section = section
        self.state = state
        self.problem = problem
        self.retryAt = retryAt
        self.notedAt = notedAt
    }
}

/// Why a device is not provisioned.
package struct ProblemView: Equatable, Sendable {
    /// Raw value of ``ProblemCode``; text, because an older node may read what a newer one wrote.
    package let code: String
    /// One sentence, without values.
    package let detail: String
    /// What helps, in a sentence.
    package let remedy: String
    /// What was seen: log keys and their values.
    package let evidence: [String: String]

    package init(code: String, detail: String, remedy: String, evidence: [String: String]) {
        self.code = code
        self.detail = detail
        self.remedy = remedy
        self.evidence = evidence
    }
}

/// One line of a device's history.
package struct TimelineEntry: Equatable, Sendable {
    package let at: UnixTime
    /// `hello`, `claimed`, `intent`, `outcome`, `settled`.
    package let kind: String
    /// Name of the step, for intents and outcomes.
    package let step: String?
    /// `verified`, `refused`, `uncertain` for outcomes; `provisioned`, `waiting`, `parked`, `lease-lost` for settled.
    package let outcome: String?
    package let attempt: Int?
    package let leaseGeneration: Int64?
    /// Facts in words; never a secret.
    package let detail: String?

    package init(
        at: UnixTime, kind: String, step: String?, outcome: String?, attempt: Int?, leaseGeneration: Int64?,
        detail: String?
    ) {
        self.at = at
        self.kind = kind
        self.step = step
        self.outcome = outcome
        self.attempt = attempt
        self.leaseGeneration = leaseGeneration
        self.detail = detail
    }
}

/// One version of what a device accepts.
package struct CredentialView: Equatable, Sendable {
    package let version: Int
    package let status: CredentialStatus
    package let username: String
    package let password: Secret
    /// Absent where the profile leaves the MEBx password alone.
    package let mebxPassword: Secret?
    /// Known once the device has challenged us.
    package let digestRealm: String?
    package let createdAt: UnixTime
    package let provenAt: UnixTime?

    package init(
        version: Int, status: CredentialStatus, username: String, password: Secret, mebxPassword: Secret?,
        digestRealm: String?, createdAt: UnixTime, provenAt: UnixTime?
    ) {
        self.version = version
        self.status = status
        self.username = username
        self.password = password
        self.mebxPassword = mebxPassword
        self.digestRealm = digestRealm
        self.createdAt = createdAt
        self.provenAt = provenAt
    }
}

/// What is known about a credential version.
package enum CredentialStatus: String, CaseIterable, Sendable {
    /// Durable, perhaps sent: the device may hold it.
    case pending
    /// Proved on a new connection.
    case current
    /// A newer version was proved after it.
    case superseded
}
