import AMT
import Provisioning

/// What listeners, coordinators and operators have the database do.
extension Database {
    private var now: Int64 { self.world.now }

    /// A repeat within this time refreshes nothing.
    private static let refreshSpan = Int64.seconds(300)
    /// The same hello once more comes sooner, and another one of its window has a greater count.
    private static let repeatSpan = Int64.seconds(30)
    private static let reapMargin = Int64.seconds(5)
    private static let attemptsMax = 12
    private static let windowlessSpan = Int64.seconds(86_400)
    /// Of a request that a coordinator opens; an operator's is the first of all.
    private static let leisurelyPriority = 9
    /// A device whose commit was intended listens without a window.
    private static let commitStep = SetupStep.commit.rawValue

    func admit(_ hello: ReceivedHello) {
        guard let held = self.requests[hello.device] else {
            let provisionedAt = self.records[hello.device].provisionedAt
            if let provisionedAt, provisionedAt >= hello.receivedAt, self.world.mutation != .takeOldHello { return }
            if provisionedAt.map({ $0 < hello.receivedAt }) ?? true { self.records[hello.device].isDueOnce = true }
            self.world.note("db: \(hello.device) new request")
            self.store(
                RequestRow(
                    address: hello.address, credential: hello.credential, windowEndsAt: hello.windowEndsAt,
                    firstHelloAt: hello.receivedAt, helloAt: hello.receivedAt, retryCount: hello.retryCount),
                of: hello.device)
            return
        }
        var row = held
        guard hello.receivedAt > row.helloAt else { return }
        // From before the end of its provisioning, it says nothing of a configured device that is taken up.
        if !row.isFromHello, let provisionedAt = self.records[hello.device].provisionedAt,
            provisionedAt >= hello.receivedAt
        {
            return
        }
        let isMoved = row.address != hello.address
        let isOther = row.credential != hello.credential
        let isAnew =
            hello.retryCount < row.retryCount
            || hello.retryCount == 0 && row.retryCount == 0 && hello.receivedAt > row.helloAt + Self.repeatSpan
        let wasClosed = row.state == .parked && row.dueAt.map { $0 <= self.now } ?? false
        let waitsForHello = row.state == .waiting && row.waitsFor == .hello
        guard
            isMoved || isOther || isAnew || wasClosed || waitsForHello
                || row.helloAt < hello.receivedAt - Self.refreshSpan
        else { return }
        // A device that was provisioned and says hello has lost what it was given: its request is like any other now.
        let isLapsed = !row.isFromHello
        if isLapsed || isAnew || row.windowEndsAt < hello.receivedAt { row.windowEndsAt = hello.windowEndsAt }
        if isLapsed { row.priority = min(row.priority, 5) }
        // One at another address may be another machine.
        let isReset = isLapsed || isAnew && !isMoved
        if isReset { self.voidRefusals(of: hello.device, &row) }
        if row.state == .leased, isAnew || isOther { row.voidRefusals = row.voidRefusals ?? 0 }
        switch row.state {
        case .waiting where row.waitsFor != .inventory && (waitsForHello || isMoved || isOther):
            row.state = .ready
            row.waitsFor = nil
            row.dueAt = nil
        case .parked where wasClosed || isLapsed || self.helps(row, isAnew: isAnew, isReset: isReset, isOther: isOther):
            row.state = .ready
            row.dueAt = nil
            row.attempt = 0
        case .ready, .leased, .waiting, .parked: break
        }
        row.address = hello.address
        row.credential = hello.credential
        row.helloAt = hello.receivedAt
        row.retryCount = hello.retryCount
        self.records[hello.device].isDueOnce = true
        self.store(row, of: hello.device)
    }

    /// What a device has refused before its window began anew says nothing of it any more. Whoever has restarted it answers for the
    /// log-ons that follow.
    private func voidRefusals(of device: Int, _ row: inout RequestRow) {
        switch row.state {
        case .leased: row.voidRefusals = row.refusedLogons
        case .ready, .waiting, .parked: row.refusedLogons = 0
        }
        self.world.devices[device].logonsForgiven()
    }

    /// Whether a hello takes away what a request was parked for.
    private func helps(_ row: RequestRow, isAnew: Bool, isReset: Bool, isOther: Bool) -> Bool {
        switch row.problemCode {
        case .attemptsExhausted?: isAnew
        case .credentialUnknown?, .provisioningStateUnexpected?: isReset
        case .pskUnknown?, .certificateNoneMatches?: isOther
        default: false
        }
    }

    func reap() {
        for device in self.records.indices {
            guard var row = self.requests[device], row.state == .leased,
                row.leaseUntil < self.now - Self.reapMargin
            else { continue }
            // A device whose window has begun anew meanwhile has all its attempts again.
            let isLast = row.attempt >= Self.attemptsMax && row.voidRefusals == nil
            if row.voidRefusals != nil { row.attempt = 0 }
            row.state = isLast ? .parked : .waiting
            row.waitsFor = isLast ? nil : .time
            row.dueAt = isLast ? row.windowEndsAt : self.now + self.world.span(0, .seconds(2))
            row.problemCode = isLast ? .attemptsExhausted : .leaseLost
            row.refusedLogons = row.refusals(of: row.refusedLogons)
            row.voidRefusals = nil
            row.token = nil
            self.records[device].problem = (isLast ? .attemptsExhausted : .leaseLost, [:])
            self.world.note("db: \(device) lease of generation \(row.generation) reaped")
            self.store(row, of: device)
            self.world.operatorDesk.bell.ring()
        }
    }

    func promote() {
        for device in self.records.indices {
            guard var row = self.requests[device], row.state == .waiting, let dueAt = row.dueAt, dueAt <= self.now
            else { continue }
            row.state = .ready
            row.waitsFor = nil
            row.dueAt = nil
            if row.isFromHello, row.priority > 1, row.windowEndsAt < self.now + .seconds(7200) { row.priority = 1 }
            self.store(row, of: device)
        }
    }

    func wakeResolved() {
        for device in self.records.indices {
            guard var row = self.requests[device], row.state == .waiting, row.waitsFor == .inventory,
                self.records[device].inventory != nil
            else { continue }
            row.state = .ready
            row.waitsFor = nil
            row.dueAt = nil
            self.store(row, of: device)
        }
    }

    func expireWindows() {
        for device in self.records.indices {
            guard var row = self.requests[device], row.state == .ready || row.state == .waiting,
                row.isFromHello, row.windowEndsAt < self.now, row.waitsFor != .inventory, row.step < Self.commitStep
            else { continue }
            row.state = .parked
            row.waitsFor = nil
            row.dueAt = self.now
            let before = self.records[device].problem
            self.records[device].problem = (
                .helloWindowClosed,
                (before?.evidence ?? [:]).merging(["problem.before": before?.code.rawValue ?? ""]) {
                    first, _ in first
                }
            )
            row.problemCode = .helloWindowClosed
            self.world.note("db: \(device) hello window closed")
            self.store(row, of: device)
            self.world.operatorDesk.bell.ring()
        }
    }

    /// Provisioned devices whose profile or one of its sections has to be looked at again.
    func takeUpDue() {
        for device in self.records.indices where (self.retakeDate(device) ?? .max) <= self.now {
            self.takeUp(device, priority: Self.leisurelyPriority)
            // Both marks are cleared, so that no device is looked at twice for the same reason.
            self.records[device].offeredVersion = self.world.shelf.profile.version
            self.records[device].sections = self.records[device].sections.map(\.withoutDate)
        }
    }

    /// When a provisioned device is taken up again.
    func retakeDate(_ device: Int) -> Int64? {
        let record = self.records[device]
        guard record.provisionedAt != nil, self.requests[device] == nil else { return nil }
        let offered = self.world.mutation == .forgetOffer ? 0 : record.offeredVersion
        if offered != self.world.shelf.profile.version {
            return max(record.sectionsAt + .seconds(1), self.writePauseEnd(device) ?? 0)
        }
        let dates = record.sections.compactMap { report in
            report.state == .failed ? report.retryAfterSeconds.map { record.sectionsAt + .seconds($0) } : nil
        }
        return dates.min()
    }

    /// Opens a request for a configured device.
    func takeUp(_ device: Int, priority: Int = 0) {
        let record = self.records[device]
        guard let provisionedAt = record.provisionedAt, self.requests[device] == nil else { return }
        self.records[device].isDueOnce = true
        self.world.note("db: \(device) taken up again")
        self.store(
            RequestRow(
                address: record.address, credential: nil, priority: priority,
                windowEndsAt: self.now + Self.windowlessSpan, firstHelloAt: self.now,
                helloAt: record.lastHelloAt ?? provisionedAt, retryCount: 0), of: device)
    }

    /// An operator's order.
    func retry(_ device: Int) {
        guard var row = self.requests[device], row.state == .waiting || row.state == .parked else { return }
        row.state = .ready
        row.waitsFor = nil
        row.dueAt = nil
        row.attempt = 0
        row.refusedLogons = 0
        row.priority = 0
        row.windowEndsAt = max(row.windowEndsAt, self.now + .seconds(3600))
        self.world.devices[device].logonsForgiven()
        self.store(row, of: device)
    }

    /// When a coordinator has to look again.
    var nextDate: Int64? {
        var dates: [Int64] = []
        for (device, row) in self.requests {
            switch row.state {
            case .waiting:
                if let dueAt = row.dueAt { dates.append(dueAt) }
                if let date = self.windowDate(row) { dates.append(date) }
            case .ready: if let date = self.windowDate(row) { dates.append(date) }
            case .leased where self.world.mutation == .dropReaper: break
            case .leased: dates.append(row.leaseUntil + Self.reapMargin + 1)
            case .parked: break
            }
            if row.waitsFor == .inventory, self.records[device].inventory != nil { dates.append(self.now) }
        }
        dates += self.records.indices.compactMap(self.retakeDate)
        return dates.min()
    }

    /// When a window may have to be closed.
    private func windowDate(_ row: RequestRow) -> Int64? {
        guard row.isFromHello, row.step < Self.commitStep else { return nil }
        return max(row.windowEndsAt, self.now + .seconds(60))
    }
}

extension SectionReport {
    fileprivate var withoutDate: SectionReport {
        SectionReport(section: self.section, state: self.state, problem: self.problem)
    }
}
