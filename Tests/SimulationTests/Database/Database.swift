import AMT
import Inventory
import Provisioning

/// The queue's tables with the rules of its statements. Each function is one statement, atomic as one.
final class Database: @unchecked Sendable {
    unowned let world: SimulatedWorld
    var requests: [Int: RequestRow] = [:]
    var records: [DeviceRecord] = []
    var presharedKeys: [PID: PPS] = [:]
    /// Rung when a request becomes ready.
    var readyBells: [Bell] = []
    private var generation: Int64 = 0
    private var sealingCount = 0

    init(world: SimulatedWorld) { self.world = world }

    private var now: Int64 { self.world.now }

    /// A device of which inventory may know, and whose pre-shared key was imported.
    func add(_ device: ModelDevice) {
        var record = DeviceRecord(address: device.address)
        if !device.traits.isRecordLate { record.inventory = device.fqdn }
        self.records.append(record)
        if let key = device.presharedKey { self.presharedKeys[key.pid] = key.pps }
    }

    /// The row that a fence still holds.
    func held(_ fence: LeaseFence, inTime: Bool = true) -> (Int, RequestRow)? {
        let device = self.world.index(of: fence.deviceUUID)
        guard let row = self.requests[device], row.state == .leased, row.generation == fence.generation,
            row.token == fence.token, !inTime || row.leaseUntil > self.now
        else { return nil }
        return (device, row)
    }

    func store(_ row: RequestRow, of device: Int) {
        self.requests[device] = row
        self.world.checkRow(row, of: device)
        switch row.state {
        case .ready: for bell in self.readyBells { bell.ring() }
        case .leased, .waiting, .parked: break
        }
        self.world.coordinator.bell.ring()
    }

    func isReady(_ device: Int) -> Bool { self.requests[device]?.state == .ready }

    var readyCount: Int { self.requests.values.reduce(0) { $0 + ($1.state == .ready ? 1 : 0) } }

    // MARK: - Claim and keep

    func claim(limit: Int, token: Int64, lease: Int64) -> [LeasedRequest] {
        let ready = (0..<self.records.count).filter(self.isReady).sorted { left, right in
            guard let one = self.requests[left], let other = self.requests[right] else { return left < right }
            return (one.priority, one.windowEndsAt, left) < (other.priority, other.windowEndsAt, right)
        }
        return ready.prefix(limit).compactMap { device in
            guard var row = self.requests[device] else { return nil }
            self.generation += 1
            row.state = .leased
            row.attempt += 1
            row.generation = self.generation
            row.token = token
            row.leaseUntil = self.now + lease
            row.dueAt = nil
            row.voidRefusals = nil
            self.records[device].newestGeneration = self.generation
            self.records[device].claimedAt = self.now
            self.store(row, of: device)
            self.world.counts.claims += 1
            return self.leased(row, of: device, token: token)
        }
    }

    private func leased(_ row: RequestRow, of device: Int, token: Int64) -> LeasedRequest {
        LeasedRequest(
            fence: LeaseFence(
                deviceUUID: self.world.devices[device].uuid, generation: row.generation, token: token),
            address: row.address, attempt: row.attempt,
            refusedLogons: self.refusals(row),
            step: row.step, credential: row.known, priority: row.priority,
            windowEndsAt: self.world.unix(row.windowEndsAt), firstHelloAt: self.world.unix(row.firstHelloAt),
            helloAt: self.world.unix(row.helloAt))
    }

    /// Log-ons that were refused in a row, as the database has them.
    private func refusals(_ row: RequestRow) -> Int {
        self.world.mutation == .forgetRefusals ? 0 : row.refusedLogons
    }

    func renew(_ fences: [LeaseFence], lease: Int64) -> [LeaseFence: PeerAddress] {
        var held: [LeaseFence: PeerAddress] = [:]
        for fence in fences {
            guard let (device, row) = self.held(fence) else { continue }
            self.requests[device]?.leaseUntil = self.now + lease
            held[fence] = row.address
        }
        return held
    }

    func briefs(_ devices: [DeviceUUID]) -> [DeviceUUID: Brief] {
        var briefs: [DeviceUUID: Brief] = [:]
        for uuid in devices {
            let device = self.world.index(of: uuid)
            guard let row = self.requests[device] else { continue }
            let record = self.records[device]
            var hashes: [RootHash] = []
            var key: Secret?
            switch row.credential {
            case .pki(let list)?: hashes = list
            case .psk(let pid)?: key = self.presharedKeys[pid]?.secret
            case nil: break
            }
            var brief = Brief(
                rootHashes: hashes, psk: key,
                inventory: self.findings(uuid, record.inventory), lastCertificate: record.certificates.last,
                credentials: record.credentials.sorted { $0.version > $1.version })
            if case .psk(let pid)? = row.credential {
                brief.installedKeys = record.installedKeys.reversed().map(\.pair).filter { $0.pid != pid }
            }
            brief.appliedSecrets = record.applied.keys.sorted().compactMap { record.applied[$0] }
            brief.mayBeStaged = record.sections.contains {
                $0.state == .failed && ($0.section == .setup || $0.section == .tls)
            }
            brief.provisionedAddress = record.provisionedAt == nil ? nil : record.address
            brief.noWriteUntil = self.writePauseEnd(device).map { self.world.unix($0) }
            brief.refusedPasswords = record.refusedPasswords.suffix(self.refusals(row)).reversed()
            briefs[uuid] = brief
        }
        return briefs
    }

    /// Until when the firmware takes no writes, as the database has it.
    func writePauseEnd(_ device: Int) -> Int64? {
        self.world.mutation == .forgetPause ? nil : self.records[device].noWriteUntil
    }

    /// The one source, with the device's record where it has come.
    private func findings(_ uuid: DeviceUUID, _ fqdn: String?) -> InventoryFindings {
        let kept = fqdn.map {
            KeptRecord(
                SourceRecord(part: .whole, resource: "\(uuid)", deviceUUID: uuid, fqdn: $0),
                changedAt: self.world.unix(0))
        }
        let matches = kept.map { [RecordMatch(order: .canonical, record: $0)] } ?? []
        return InventoryFindings(sources: [
            SourceFinding(name: "file", lastSyncedAt: self.world.unix(0), matches: matches)
        ])
    }

    // MARK: - Writes of a worker

    /// Marks the secrets of one statement: sealed anew, the same secret has other bytes.
    func seal() -> Int {
        self.sealingCount += 1
        return self.sealingCount
    }

    /// - Parameter sealing: of this statement and of no other; a repetition has the same.
    func checkpoint(_ item: Checkpoint, sealing: Int) -> Bool {
        guard let (device, _) = self.held(item.fence) else { return false }
        if let pair = item.presharedKey, self.world.mutation != .forgetPresharedKey {
            if self.presharedKeys[pair.pid] == nil {
                self.records[device].installedKeys.append(
                    InstalledKey(pair: pair, generation: item.fence.generation, at: self.now))
            }
            self.presharedKeys[pair.pid] = pair.pps
        }
        guard let wanted = item.credential else { return true }
        // Sealed anew, it is another secret to the database.
        if let known = self.records[device].sealings[wanted.version] { return known == sealing }
        self.records[device].sealings[wanted.version] = sealing
        if self.world.mutation == .supersedeEarly {
            self.records[device].credentials = self.records[device].credentials.map { $0.having(.superseded) }
        }
        self.records[device].credentials.append(
            self.world.mutation == .leaveOutMEBx ? wanted.withoutMEBx : wanted)
        self.world.checkCredential(of: self.world.devices[device])
        return true
    }

    func record(_ item: JournalEntry) -> Bool {
        guard let (device, row) = self.held(item.fence) else { return false }
        if let number = item.step.number, item.kind == .intent, row.step < number {
            self.requests[device]?.step = number
        }
        if let count = item.refusedLogons {
            self.requests[device]?.refusedLogons = count
            // When the device has let somebody in meanwhile, what it refused before is not in the count any more.
            if let before = row.voidRefusals { self.requests[device]?.voidRefusals = min(before, count) }
        }
        if item.step == .logOn, item.outcome == .refused {
            self.records[device].refusedPasswords.append(item.detail ?? "")
        }
        if let certificate = item.certificate { self.records[device].certificates.append(certificate) }
        if item.kind == .intent { self.records[device].intent = (item.fence.generation, item.step.name) }
        if let note = item.mebx, self.world.mutation != .forgetMEBx,
            let place = self.records[device].credentials.firstIndex(where: { $0.version == note.version })
        {
            self.records[device].credentials[place].mebxState = note.state
            self.world.checkCredential(of: self.world.devices[device])
        }
        if self.world.mutation != .forgetMarks {
            for applied in item.applied { self.records[device].applied[applied.field] = applied }
        }
        return true
    }

    func complete(_ item: Completion) -> Bool {
        let device = self.world.index(of: item.fence.deviceUUID)
        guard self.settles(item.fence), let row = self.requests[device] else {
            return self.records[device].doneFence == item.fence
        }
        var proved = item.credentialVersion
        if proved == nil, self.world.mutation == .promoteUnproved {
            proved = self.records[device].credentials.map(\.version).max()
        }
        self.keepPause(item.facts, of: device)
        let goesOn = row.isFromHello && (proved == nil || !item.isSetup)
        if goesOn, proved == nil {
            self.goOn(row, of: device)
            return true
        }
        self.requests[device] = nil
        let wasDue = self.records[device].isDueOnce
        self.records[device].isDueOnce = false
        self.records[device].problem = nil
        self.records[device].doneFence = item.fence
        self.records[device].address = item.provedAt ?? row.address
        self.records[device].lastHelloAt = row.helloAt
        self.records[device].keep(item, proved: proved, at: self.now)
        if proved != nil, !goesOn, case .psk(let pid)? = row.credential {
            self.records[device].keepKey(said: pid, at: row.helloAt, generation: item.fence.generation)
        }
        self.world.counts.completions += 1
        self.world.note(
            "db: \(device) provisioned, version \(proved ?? 0), generation \(item.fence.generation) \(Self.told(item.sections))"
        )
        self.world.checkCompletion(of: device, proved: proved, wasDue: wasDue)
        if goesOn {
            self.records[device].isDueOnce = true
            self.goOn(row, of: device, fromStep: 0)
        }
        self.world.coordinator.bell.ring()
        self.world.operatorDesk.bell.ring()
        return true
    }

    /// A configured device has said hello meanwhile: it has lost what it was given, and its request goes on.
    ///
    /// - Parameter step: the furthest one that counts from now on; `nil` leaves it as it is.
    private func goOn(_ held: RequestRow, of device: Int, fromStep step: Int? = nil) {
        var row = held
        row.step = step ?? row.step
        row.state = .ready
        row.attempt = 0
        row.refusedLogons = row.refusals(of: row.refusedLogons)
        row.voidRefusals = nil
        row.token = nil
        self.world.note("db: \(device) ready, because of its hello")
        self.store(row, of: device)
    }

    private static func told(_ sections: [SectionReport]) -> String {
        sections.filter { $0.state == .failed }.map {
            "\($0.section.rawValue) failed: \($0.problem?.code.rawValue ?? "?")"
        }.sorted().joined(separator: ", ")
    }

    func release(_ item: Release) -> Bool {
        let device = self.world.index(of: item.fence.deviceUUID)
        guard self.settles(item.fence), var row = self.requests[device] else { return false }
        switch item.disposition {
        case .handBack: row.state = .ready
        case .wait(let event, let seconds):
            row.state = .waiting
            row.waitsFor = event
            row.dueAt = self.now + .seconds(seconds)
        case .park where row.voidRefusals != nil && Self.isLetGo(item.problem?.code):
            // The hello that was to let it go has come meanwhile.
            row.state = .ready
            row.attempt = 0
        case .park:
            row.state = .parked
            row.dueAt = item.problem?.code == .attemptsExhausted ? row.windowEndsAt : nil
        }
        self.keepPause(item.facts, of: device)
        row.problemCode = item.problem?.code
        row.refusedLogons = row.refusals(of: item.facts.refusedLogons)
        row.voidRefusals = nil
        if item.facts.fqdn != nil { self.records[device].lastHelloAt = row.helloAt }
        if !item.countsAttempt { row.attempt = max(row.attempt - 1, 0) }
        if row.attempt >= 5, row.priority == 5 { row.priority = 8 }
        row.token = nil
        if let problem = item.problem, self.world.mutation != .forgetReason {
            self.records[device].problem = (problem.code, problem.evidence)
        }
        self.world.note(
            "db: \(device) \(row.state.rawValue) \(row.problemCode?.rawValue ?? "handed back") for \(row.waitsFor?.rawValue ?? "-"), attempt \(row.attempt)"
        )
        self.store(row, of: device)
        self.world.operatorDesk.bell.ring()
        return true
    }

    /// Whether a hello with which a device's window begins anew, or which names another key, lets go what was parked for this.
    private static func isLetGo(_ code: ProblemCode?) -> Bool {
        switch code {
        case .attemptsExhausted?, .credentialUnknown?, .provisioningStateUnexpected?, .pskUnknown?,
            .certificateNoneMatches?:
            true
        default: false
        }
    }

    /// That the firmware takes no writes is kept whatever becomes of the request.
    private func keepPause(_ facts: AttemptFacts, of device: Int) {
        guard let until = facts.noWriteUntil.map(self.world.moment) else { return }
        self.records[device].noWriteUntil = max(until, self.records[device].noWriteUntil ?? until)
    }

    /// Whether a final write finds its row: the lease's end does not matter to it, another fence does.
    private func settles(_ fence: LeaseFence) -> Bool {
        if self.held(fence, inTime: false) != nil { return true }
        let device = self.world.index(of: fence.deviceUUID)
        guard let row = self.requests[device], row.state == .leased else { return false }
        self.world.counts.staleWrites += 1
        guard self.world.mutation == .ignoreFence else { return false }
        self.world.fail(
            .fencedWrites,
            "generation \(fence.generation) settles device \(device), which generation \(row.generation) holds")
        return true
    }
}

extension DeviceRecord {
    /// What a completion says of a device; when it has proved nothing, what was known of it stays.
    fileprivate mutating func keep(_ item: Completion, proved: Int?, at now: Int64) {
        let sections = Self.waiting(item.sections, after: self.sections)
        self.sectionsAt = now
        guard let proved else {
            let told = Set(sections.map(\.section))
            self.sections = self.sections.filter { !told.contains($0.section) } + sections
            return
        }
        self.provisionedAt = now
        self.profileVersion = item.profileVersion
        self.offeredVersion = item.profileVersion
        self.sections = sections
        self.credentials = self.credentials.map { $0.having($0.version == proved ? .current : .superseded) }
    }

    /// Which pre-shared key it has is known: what it had before is done with, but not what was meant for it since its hello.
    fileprivate mutating func keepKey(said pid: PID, at helloAt: Int64, generation: Int64) {
        let isInstalled = self.installedKeys.contains { $0.generation == generation }
        self.installedKeys.removeAll { key in
            isInstalled ? key.generation != generation : key.at <= helloAt && key.pair.pid != pid
        }
    }

    /// What fails as it did the time before waits as long as its report says for that.
    private static func waiting(_ sections: [SectionReport], after before: [SectionReport]) -> [SectionReport] {
        sections.map { report in
            let isAgain = before.contains {
                $0.section == report.section && $0.state == .failed && $0.problem == report.problem
            }
            guard report.state == .failed, isAgain, let seconds = report.retryAgainAfterSeconds else { return report }
            return SectionReport(
                section: report.section, state: report.state, problem: report.problem, retryAfterSeconds: seconds,
                retryAgainAfterSeconds: seconds)
        }
    }
}

extension CredentialVersion {
    func having(_ status: CredentialStatus) -> CredentialVersion {
        CredentialVersion(
            version: self.version, status: status, username: self.username, password: self.password,
            mebxPassword: self.mebxPassword, mebxState: self.mebxState)
    }

    fileprivate var withoutMEBx: CredentialVersion {
        CredentialVersion(
            version: self.version, status: self.status, username: self.username, password: self.password,
            mebxPassword: nil, mebxState: self.mebxState)
    }
}
