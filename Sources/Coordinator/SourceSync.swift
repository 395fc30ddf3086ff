import AMT
import Inventory
import Logging
import Telemetry

/// One sync of one source, from its first request to the note of its end.
///
/// What it has read is kept in short transactions as it goes: whoever kills it loses at most a slice, and the next one finds
/// everything before that unchanged.
struct SourceSync: Sendable {
    let house: SyncHouse
    let source: KeptSource
    let definition: SourceDefinition
    let kind: SyncSchedule.Kind
    let term: Int64

    /// Why it ends before all is read.
    enum Stop: Error {
        case failed(SourceFailure)
        /// Another one leads.
        case termOver
        /// This process is told to stop; what is noted says where to go on.
        case cancelled
    }

    /// - Returns: `false` when its end could not be noted, for whatever reason: whoever tries it again does so later.
    func run() async -> Bool {
        let logger = self.house.logger.adding([.source: self.source.name, .term: "\(self.term)"])
        do throws(InventoryFailure) {
            guard
                let start = try await self.house.book.begin(self.source, isWhole: self.kind == .whole, term: self.term)
            else { return false }
            var work = SyncWork(self, start)
            guard let end = await work.end() else { return false }
            self.tell(end, logger)
            return try await self.note(end)
        } catch {
            // It stays under way, and is taken up again by whoever leads.
            logger.warning("inventory could not be written", [.reason: error.reason])
            return false
        }
    }

    /// An end that the database does not take, for something in it, is noted without particulars: better that than a source
    /// that is read for ever and says nothing.
    private func note(_ end: SyncEnd) async throws(InventoryFailure) -> Bool {
        let reason: String
        do throws(InventoryFailure) {
            return try await self.house.book.end(end, of: self.source, term: self.term)
        } catch {
            reason = error.reason
        }
        let plain = SyncEnd(
            progress: SourceState.Progress(), outcome: .failed, failure: SourceFailure(.store, reason))
        return try await self.house.book.end(plain, of: self.source, term: self.term)
    }

    private func tell(_ end: SyncEnd, _ logger: Logger) {
        let facts: LogFacts = [
            .count: end.progress.recordCount, .changed: end.progress.changedCount, .outcome: end.outcome.rawValue,
        ]
        switch end.outcome {
        case .done: logger.info("inventory synced", facts)
        // Every few seconds for a local file: told to those who look closely.
        case .unchanged: logger.debug("inventory unchanged", facts)
        case .held: logger.error("source has shrunk, an operator has to agree", facts)
        case .failed:
            let failure = end.failure ?? SourceFailure(.store)
            let isKnown = self.source.state.progress.failure == failure.code && self.source.state.failureCount > 0
            // Told once; how often it has failed since, its status says.
            logger.log(
                isKnown ? .debug : .warning, "source could not be read",
                [.count: end.progress.recordCount, .reason: "\(failure.code.rawValue) \(failure.detail)"])
        }
    }
}

/// What one sync has in its hands.
struct SyncWork {
    private let sync: SourceSync
    private let start: SyncStart
    private var known = KnownRecords()
    private var progress = SourceState.Progress()
    private var secrets: [String: Secret] = [:]
    private var validators: [SyncValidator] = []
    private var slice: [DigestedRecord] = []
    private var writing: Task<Result<Int?, InventoryFailure>, Never>?
    private var pace: RequestPace
    private var notedAt: UnixTime
    /// Where another one may go on, once the slice is written.
    private var position: SyncPosition?
    /// Where another one may go on now.
    private var writtenPosition: String?
    private var isKnownLoaded = false
    /// Lists that their source says have not changed, before what is known was loaded.
    private var unchangedParts: [SourceRecord.Part] = []
    private var isAllUnchanged = true
    /// A page had to be asked for again.
    private var isRepeating = false

    private var house: SyncHouse { self.sync.house }

    init(_ sync: SourceSync, _ start: SyncStart) {
        self.sync = sync
        self.start = start
        self.pace = RequestPace(requestsPerMinuteMax: sync.definition.connection.requestsPerMinuteMax)
        self.notedAt = start.startedAt
        self.progress.isWhole = sync.kind == .whole
        self.position = start.position.flatMap(SyncPosition.init(text:))
        self.writtenPosition = start.position
    }

    /// - Returns: `nil` when the sync is not over but cut off.
    mutating func end() async -> SyncEnd? {
        let stop: SourceSync.Stop
        do throws(SourceSync.Stop) {
            try await self.prepare()
            try await self.readFeeds()
            try await self.flush()
            var end = try await self.conclude()
            end.isResumed = self.start.position != nil
            return end
        } catch {
            stop = error
        }
        switch stop {
        case .failed(let failure): return await self.failed(failure)
        case .termOver, .cancelled:
            // What is being written is let finish: a slice is whole or not there.
            _ = await self.writing?.value
            return nil
        }
    }

    /// What was read before the failure is as good as ever, and a position counts only with all that stands before it.
    private mutating func failed(_ failure: SourceFailure) async -> SyncEnd? {
        var position = failure.code.isWorthRepeating && self.progress.pageCount > 0 ? self.position?.text : nil
        do throws(SourceSync.Stop) {
            try await self.flush()
        } catch {
            switch error {
            case .failed: position = self.writtenPosition
            case .termOver, .cancelled: return nil
            }
        }
        // What fails because this process is told to stop says nothing about the source.
        if Task.isCancelled { return nil }
        return SyncEnd(progress: self.progress, outcome: .failed, failure: failure, position: position)
    }

    // MARK: - Before the first request

    private mutating func prepare() async throws(SourceSync.Stop) {
        let names = self.sync.definition.connection.secretNames
        if !names.isEmpty {
            self.secrets = try await self.storing { () throws(InventoryFailure) in
                try await self.house.book.secrets(names)
            }
        }
        if let missing = names.subtracting(self.secrets.keys).min() {
            throw .failed(SourceFailure(.secretMissing, missing))
        }
    }

    /// Only when there is something to compare it with: most looks at a source find that nothing has changed.
    private mutating func loadKnown() async throws(SourceSync.Stop) {
        guard !self.isKnownLoaded else { return }
        self.isKnownLoaded = true
        try await self.loadKnownPages()
        for part in self.unchangedParts { self.known.seeAll(of: part) }
    }

    private mutating func loadKnownPages() async throws(SourceSync.Stop) {
        var last: RecordID?
        let limit = self.house.settings.knownPageMax
        while true {
            let after = last
            let page = try await self.storing { () throws(InventoryFailure) in
                try await self.house.book.knownRecords(source: self.sync.source.id, after: after, limit: limit)
            }
            self.known.append(page)
            guard page.count == limit, let end = page.last else { return }
            last = end.id
        }
    }

    // MARK: - Reading

    private mutating func readFeeds() async throws(SourceSync.Stop) {
        let first = self.position?.feed ?? 0
        for (index, feed) in self.sync.definition.feeds.enumerated() where index >= first {
            try await self.read(feed, number: index)
        }
    }

    private mutating func read(_ feed: SourceFeed, number: Int) async throws(SourceSync.Stop) {
        var stepper = self.stepper(feed, number: number)
        var step = try self.failing { () throws(SourceFailure) in try stepper.first() }
        while case .request(let request) = step {
            let page: Page
            do throws(SourceSync.Stop) {
                page = try await self.page(request, feed: feed, number: number)
            } catch {
                guard stepper.isLookingBeyond, case .failed(let failure) = error, failure.code.mayMeanTheEnd else {
                    throw error
                }
                page = Page()
            }
            self.progress.pageCount += 1
            step = try self.failing { () throws(SourceFailure) in
                try stepper.next(after: page.end, nextLink: page.nextLink)
            }
            self.position =
                step == .done
                ? SyncPosition(feed: number + 1, page: nil) : SyncPosition(feed: number, page: stepper.position)
            try await self.noteWhenDue()
        }
    }

    /// One that goes on where a sync was cut off, if that still makes sense to it.
    private func stepper(_ feed: SourceFeed, number: Int) -> SourceStepper {
        if let position, position.feed == number, let page = position.page,
            let resumed = SourceStepper(feed, position: page)
        {
            return resumed
        }
        return SourceStepper(feed, since: self.start.since.map { $0 + .seconds(-SyncSchedule.overlapSeconds) })
    }

    private struct Page {
        var end = RecordPageEnd()
        var nextLink: String?
    }

    /// One page, asked for again while that may help.
    private mutating func page(
        _ page: SourcePage, feed: SourceFeed, number: Int
    ) async throws(SourceSync.Stop) -> Page {
        let schedule = RetrySchedule(attemptsMax: self.sync.definition.connection.attemptsMax)
        var attempt = 1
        while true {
            try await self.sleep(self.pace.take(now: .now))
            do throws(PageEnd) {
                return try await self.attempt(page, feed: feed, number: number)
            } catch {
                switch error {
                case .stop(let stop): throw stop
                case .failed(let failure):
                    let random = self.house.random()
                    guard let wait = schedule.wait(after: failure, attempt: attempt, random: random) else {
                        throw .failed(failure)
                    }
                    attempt += 1
                    self.isRepeating = true
                    try await self.sleep(wait)
                }
            }
        }
    }

    private enum PageEnd: Error {
        case failed(SourceFailure)
        case stop(SourceSync.Stop)
    }

    private mutating func attempt(
        _ page: SourcePage, feed: SourceFeed, number: Int
    ) async throws(PageEnd) -> Page {
        let answer: SourceAnswer
        do throws(SourceFailure) {
            answer = try await self.house.fetcher.fetch(self.request(page, feed: feed, number: number))
        } catch {
            throw .failed(error)
        }
        self.keepValidator(answer, number: number)
        guard !answer.isUnchanged else { return self.unchanged(feed, number: number) }
        guard feed.format.accepts(contentType: answer.contentType) else {
            throw .failed(SourceFailure(.contentTypeUnexpected, answer.contentType ?? "none"))
        }
        guard let body = try await self.unread(answer.body, feed: feed, number: number) else {
            return self.unchanged(feed, number: number)
        }
        self.isAllUnchanged = false
        do throws(SourceSync.Stop) {
            try await self.loadKnown()
        } catch {
            throw .stop(error)
        }
        let end = try await self.take(body, tellsItsEnd: answer.tellsItsEnd, feed: feed, number: number)
        return Page(end: end, nextLink: answer.nextLink)
    }

    private mutating func unchanged(_ feed: SourceFeed, number: Int) -> Page {
        if self.start.validators.indices.contains(number) {
            self.validators[number].bodyDigest = self.start.validators[number].bodyDigest
        }
        if self.isKnownLoaded { self.known.seeAll(of: feed.part) } else { self.unchangedParts.append(feed.part) }
        return Page()
    }

    /// The body from its first byte on; `nil` when it is the one that was read last.
    ///
    /// Where that may be, it is put aside as it comes: most looks at a source find what was there before.
    private mutating func unread(
        _ body: any SourceBody, feed: SourceFeed, number: Int
    ) async throws(PageEnd) -> (any SourceBody)? {
        guard self.usesValidators(feed), self.start.validators.indices.contains(number),
            let before = self.start.validators[number].bodyDigest, let spool = self.house.spooling.spool()
        else { return body }
        let byteCount = self.progress.byteCount
        var digest = BodyDigest()
        while let piece = try await self.piece(of: body) {
            digest.add(piece)
            self.progress.byteCount += Int64(piece.count)
            guard spool.put(piece) else {
                self.progress.byteCount = byteCount
                return spool.body(before: body)
            }
            try await self.noteOnTheWay()
        }
        guard digest.text != before else { return nil }
        self.progress.byteCount = byteCount
        return spool.body(before: nil)
    }

    private func piece(of body: any SourceBody) async throws(PageEnd) -> [UInt8]? {
        do throws(SourceFailure) {
            return try await body.next()
        } catch {
            throw .failed(error)
        }
    }

    private mutating func noteOnTheWay() async throws(PageEnd) {
        guard self.isNoteDue else { return }
        do throws(SourceSync.Stop) {
            try await self.noteProgress(self.writtenPosition)
        } catch {
            throw .stop(error)
        }
    }

    private func request(_ page: SourcePage, feed: SourceFeed, number: Int) -> SourceRequest {
        var request = SourceRequest(page, connection: self.sync.definition.connection, secrets: self.secrets)
        guard self.usesValidators(feed), self.start.validators.indices.contains(number) else { return request }
        request.entityTag = self.start.validators[number].entityTag
        request.lastModified = self.start.validators[number].lastModified
        return request
    }

    /// Only where one answer is all of a part: that a first page is what it was says nothing of the others.
    private func usesValidators(_ feed: SourceFeed) -> Bool {
        feed.paging == .none && feed.method == .get && !feed.tellsChanges
            && self.sync.definition.feeds.count { $0.part == feed.part } == 1
    }

    private mutating func keepValidator(_ answer: SourceAnswer, number: Int) {
        while self.validators.count <= number { self.validators.append(SyncValidator()) }
        self.validators[number] = SyncValidator(entityTag: answer.entityTag, lastModified: answer.lastModified)
    }

    private mutating func take(
        _ body: any SourceBody, tellsItsEnd: Bool, feed: SourceFeed, number: Int
    ) async throws(PageEnd) -> RecordPageEnd {
        var reader = RecordReader(feed, tellsItsEnd: tellsItsEnd)
        var digest = BodyDigest()
        let isDigested = self.usesValidators(feed)
        while true {
            let piece = try await self.piece(of: body)
            let batch: RecordBatch
            var end: RecordPageEnd?
            do throws(SourceFailure) {
                if let piece {
                    self.progress.byteCount += Int64(piece.count)
                    if isDigested { digest.add(piece) }
                    batch = try reader.take(piece)
                } else {
                    (batch, end) = try reader.end()
                }
            } catch {
                throw .failed(error)
            }
            do throws(SourceSync.Stop) {
                try await self.take(batch, feed: feed)
            } catch {
                throw .stop(error)
            }
            if let end {
                if isDigested { self.validators[number].bodyDigest = digest.text }
                return end
            }
        }
    }

    private mutating func take(_ batch: RecordBatch, feed: SourceFeed) async throws(SourceSync.Stop) {
        for fault in batch.faults { self.note(fault, feed: feed) }
        for record in batch.records {
            self.progress.recordCount += 1
            let digested = DigestedRecord(record)
            switch self.known.judge(digested) {
            case .unchanged: continue
            // A page that is read once more holds what was seen in it before.
            case .repeated where self.isRepeating: continue
            case .repeated: self.note(RecordFault(record: 0, reason: .repeated, field: record.resource), feed: feed)
            case .new, .changed: self.slice.append(digested)
            }
            if self.slice.count >= self.house.settings.sliceRecordsMax { try await self.write() }
        }
        guard self.known.count <= RecordLimits.recordCountMax else { throw .failed(SourceFailure(.tooManyRecords)) }
        if self.isNoteDue { try await self.noteProgress(self.writtenPosition) }
    }

    private mutating func note(_ fault: RecordFault, feed: SourceFeed) {
        self.progress.faultCount += 1
        guard self.progress.faults.count < RecordLimits.faultsListedMax else { return }
        let place = fault.record > 0 ? "page \(self.progress.pageCount + 1) record \(fault.record)" : "record"
        let field = fault.field.map { " (\($0))" } ?? ""
        self.progress.faults.append("\(feed.part.rawValue) \(place): \(fault.reason.rawValue)\(field)")
    }

    // MARK: - Writing

    /// Hands a slice over to be written while the next one is read; one at a time.
    private mutating func write() async throws(SourceSync.Stop) {
        try await self.written()
        guard !self.slice.isEmpty else { return }
        let (records, book, source, term) = (self.slice, self.house.book, self.sync.source.id, self.sync.term)
        self.slice.removeAll(keepingCapacity: true)
        self.writing = Task {
            do throws(InventoryFailure) {
                return .success(try await book.merge(records, source: source, term: term))
            } catch {
                return .failure(error)
            }
        }
    }

    private mutating func written() async throws(SourceSync.Stop) {
        guard let writing else { return }
        self.writing = nil
        switch await writing.value {
        case .success(.some(let count)): self.progress.changedCount += Int64(count)
        case .success(.none): throw .termOver
        case .failure(let failure): throw .failed(SourceFailure(.store, failure.reason))
        }
        if Task.isCancelled { throw .cancelled }
    }

    private mutating func flush() async throws(SourceSync.Stop) {
        try await self.write()
        try await self.written()
    }

    private var isNoteDue: Bool { self.house.now() - self.notedAt >= self.house.settings.noteEvery }

    private mutating func noteWhenDue() async throws(SourceSync.Stop) {
        guard self.isNoteDue else { return }
        try await self.flush()
        self.writtenPosition = self.position?.text
        try await self.noteProgress(self.writtenPosition)
    }

    private mutating func noteProgress(_ position: String?) async throws(SourceSync.Stop) {
        if Task.isCancelled { throw .cancelled }
        self.notedAt = self.house.now()
        guard self.notedAt - self.start.startedAt <= self.house.settings.syncMax else {
            throw .failed(SourceFailure(.timedOut, "the sync takes longer than it may"))
        }
        let progress = self.progress
        let holds = try await self.storing { () throws(InventoryFailure) in
            try await self.house.book.note(
                progress, position: position, source: self.sync.source.id, term: self.sync.term)
        }
        guard holds else { throw .termOver }
    }

    // MARK: - The end

    private mutating func conclude() async throws(SourceSync.Stop) -> SyncEnd {
        if self.isAllUnchanged, self.progress.pageCount > 0 {
            return SyncEnd(progress: self.progress, outcome: .unchanged, isComplete: self.isWhole)
        }
        if self.progress.recordCount == 0, self.progress.faultCount > 0 {
            throw .failed(SourceFailure(.nothingUsable, self.progress.faults.first ?? ""))
        }
        guard self.isWhole else {
            return SyncEnd(progress: self.progress, outcome: .done, validators: self.validators)
        }
        self.progress.missingCount = Int64(self.known.missingCount)
        let isHeld = SyncSchedule.holdsShrinking(
            living: self.known.livingCount, missing: self.known.missingCount,
            percentMax: self.sync.definition.shrinkPercentMax)
        let accepted = self.sync.source.state.acceptedMissingCount ?? 0
        if isHeld, self.known.missingCount > accepted {
            return SyncEnd(progress: self.progress, outcome: .held)
        }
        try await self.markVanished()
        return SyncEnd(progress: self.progress, outcome: .done, validators: self.validators, isComplete: true)
    }

    /// Whether this one sync has seen all that there is: what a sync before it saw, nobody knows any more.
    private var isWhole: Bool { self.sync.kind == .whole && self.start.position == nil }

    private mutating func markVanished() async throws(SourceSync.Stop) {
        var next: Int? = 0
        while let place = next {
            let missing = self.known.missing(from: place, limit: self.house.settings.sliceRecordsMax)
            next = missing.next
            guard !missing.ids.isEmpty else { continue }
            let marked = try await self.storing { () throws(InventoryFailure) in
                try await self.house.book.markVanished(missing.ids, source: self.sync.source.id, term: self.sync.term)
            }
            guard marked != nil else { throw .termOver }
        }
    }

    // MARK: - Waiting, and failures of others

    private func sleep(_ span: Duration) async throws(SourceSync.Stop) {
        guard span > .zero else { return }
        do { try await Task.sleep(for: span) } catch { throw .cancelled }
    }

    private func storing<Value: Sendable>(
        _ work: () async throws(InventoryFailure) -> Value
    ) async throws(SourceSync.Stop) -> Value {
        do throws(InventoryFailure) {
            return try await work()
        } catch {
            throw .failed(SourceFailure(.store, error.reason))
        }
    }

    private func failing<Value>(_ work: () throws(SourceFailure) -> Value) throws(SourceSync.Stop) -> Value {
        do throws(SourceFailure) {
            return try work()
        } catch {
            throw .failed(error)
        }
    }
}

/// Where a sync may go on: a feed, and what its stepper says of the page.
struct SyncPosition {
    let feed: Int
    let page: String?

    init(feed: Int, page: String?) {
        self.feed = feed
        self.page = page
    }

    init?(text: String) {
        let parts = text.split(separator: " ", maxSplits: 1)
        guard let first = parts.first, let feed = Int(first) else { return nil }
        self.feed = feed
        self.page = parts.count > 1 ? String(parts[1]) : nil
    }

    var text: String { [String(self.feed), self.page].compactMap(\.self).joined(separator: " ") }
}
