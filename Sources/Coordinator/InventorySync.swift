import AMT
import Inventory
import Logging
import Provisioning
import Telemetry

/// Leads the syncing of inventory while nobody else does, and reads the sources that are due.
///
/// Two that lead at once for a moment do no harm: all writing is fenced by the term.
actor InventorySync {
    private let house: SyncHouse
    private var term: Int64?
    private var running: [Int16: Task<Void, Never>] = [:]
    /// Sources whose last sync has left no note of its end, until when they are left alone.
    private var resting: [Int16: UnixTime] = [:]
    /// Definitions by their documents: what cannot be read is told once.
    private var read: [String: SourceDefinition?] = [:]

    /// Sources whose numbers are on the metrics page.
    private var shown: Set<String> = []

    init(_ house: SyncHouse) { self.house = house }

    /// One look: lead on, and begin what is due.
    func beat() async {
        do throws(InventoryFailure) {
            let term = try await self.house.book.lead(for: self.house.settings.leadFor)
            await self.take(term)
            guard let term else { return }
            try await self.begin(term)
        } catch {
            // The term may be over by now, and what is written is fenced by it.
            self.house.logger.warning("inventory cannot be led", [.reason: error.reason])
        }
    }

    private func take(_ term: Int64?) async {
        guard term != self.term else { return }
        await self.stop()
        self.term = term
        if term == nil { self.show([]) }
        if let term { self.house.logger.info("inventory is led here", [.term: "\(term)"]) }
    }

    private func show(_ sources: [KeptSource]) {
        let names = Set(sources.map(\.name))
        self.house.metrics.hide(self.shown.subtracting(names))
        self.house.metrics.show(sources)
        self.shown = names
    }

    /// Counts what was pushed: no sync of it has an end that would.
    func count() async {
        guard let term = self.term else { return }
        do throws(InventoryFailure) {
            let pushed = try await self.house.book.sources().filter { self.definition($0)?.feeds.isEmpty == true }
            guard !pushed.isEmpty else { return }
            try await self.house.book.count(of: pushed.map(\.id), term: term)
        } catch {
            self.house.logger.warning("pushed records could not be counted", [.reason: error.reason])
        }
    }

    private func begin(_ term: Int64) async throws(InventoryFailure) {
        let sources = try await self.house.book.sources()
        self.show(sources)
        let now = self.house.now()
        self.resting = self.resting.filter { $0.value > now }
        // Who has waited longest comes first: slow ones may not keep the others from their turn.
        let waiting = sources.filter { self.running[$0.id] == nil && self.resting[$0.id] == nil }.sorted {
            ($0.state.progress.startedAt ?? UnixTime(seconds: 0))
                < ($1.state.progress.startedAt ?? UnixTime(seconds: 0))
        }
        for source in waiting {
            guard self.running.count < self.house.settings.syncsMax else { return }
            guard let definition = self.definition(source),
                let kind = SyncSchedule.due(source, definition, now: now)
            else { continue }
            let sync = SourceSync(house: self.house, source: source, definition: definition, kind: kind, term: term)
            self.running[source.id] = Task {
                self.ended(source.id, isNoted: await sync.run())
            }
        }
    }

    private func ended(_ source: Int16, isNoted: Bool) {
        self.running[source] = nil
        if !isNoted { self.resting[source] = self.house.now() + self.house.settings.rest }
    }

    private func definition(_ source: KeptSource) -> SourceDefinition? {
        if let known = self.read[source.document] { return known }
        let definition: SourceDefinition?
        switch SourceReader.read(kept: source.document) {
        case .success(let read): definition = read
        case .failure(let faults):
            definition = nil
            self.house.logger.error(
                "source cannot be read",
                [.source: source.name, .version: "\(source.version)", .reason: "\(faults)"])
        }
        // Few documents are current at once; what was written over is forgotten with the rest.
        if self.read.count >= self.house.settings.definitionsKeptMax { self.read.removeAll() }
        self.read[source.document] = .some(definition)
        return definition
    }

    /// Ends what runs here and lets another lead.
    func resign() async {
        await self.stop()
        guard let term = self.term else { return }
        self.term = nil
        // Otherwise the next one waits for the end of the lease.
        do throws(InventoryFailure) { try await self.house.book.resign(term: term) } catch {
            self.house.logger.warning("inventory's lead could not be given up", [.reason: error.reason])
        }
    }

    private func stop() async {
        let tasks = self.running.values
        for task in tasks { task.cancel() }
        for task in tasks { await task.value }
        self.running.removeAll()
    }
}

/// What syncs work with.
package struct SyncHouse: Sendable {
    package var settings: SyncSettings
    package let book: any SyncBook
    package let fetcher: any SourceFetching
    package let spooling: any BodySpooling
    package let metrics: SyncMetrics
    package let logger: Logger
    package let now: @Sendable () -> UnixTime
    /// From 0 up to 1.
    package let random: @Sendable () -> Double

    package init(
        settings: SyncSettings = SyncSettings(), book: any SyncBook, fetcher: any SourceFetching,
        spooling: any BodySpooling = NoSpooling(), metrics: SyncMetrics, logger: Logger,
        now: @escaping @Sendable () -> UnixTime,
        random: @escaping @Sendable () -> Double = { Double.random(in: 0..<1) }
    ) {
        self.settings = settings
        self.book = book
        self.fetcher = fetcher
        self.spooling = spooling
        self.metrics = metrics
        self.logger = logger
        self.now = now
        self.random = random
    }
}

/// Settings of syncing.
package struct SyncSettings: Sendable {
    /// How long a leader that has died is still the leader. Another one takes over within this time and a beat.
    package var leadFor: Duration = .seconds(8)
    /// Sources that are read at once.
    package var syncsMax = 4
    /// One sync, from its beginning. One that takes longer ends as a failure, and the next one goes on where it was.
    package var syncMax: Duration = .seconds(6 * 3600)
    /// After a sync whose end could not be noted.
    package var rest: Duration = .seconds(15)
    /// Records of one transaction.
    package var sliceRecordsMax = 10_000
    /// Known records of one page of the database.
    package var knownPageMax = 50_000
    /// Between two notes of how far a sync is.
    package var noteEvery: Duration = .seconds(2)
    /// Vanished records are forgotten after so many days.
    package var vanishedDays = 30
    package var definitionsKeptMax = 256

    package init() {}
}
