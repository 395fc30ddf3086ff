import AMT
import Coordinator
import CoreMetrics
import Inventory
import Logging
import Synchronization

/// An inventory in memory, fenced as the real one is.
final class MemorySyncBook: SyncBook {
    struct State {
        var sources: [KeptSource] = []
        /// By source, then by name.
        var records: [Int16: [RecordID: (record: DigestedRecord, isVanished: Bool)]] = [:]
        var positions: [Int16: (isWhole: Bool, position: String?)] = [:]
        var validators: [Int16: [SyncValidator]] = [:]
        var asked: [Int16: UnixTime] = [:]
        /// Whether whoever asks leads; the term.
        var leads = true
        var term: Int64 = 1
        var resigned: [Int64] = []
        var secrets: [String: Secret] = [:]
        var writtenCount = 0
        var mergeCount = 0
        var ends: [SyncEnd] = []
        var notes: [String?] = []
        /// Pages of known records that were asked for.
        var knownPageCount = 0
        /// Ends that the database does not take.
        var endRefusals = 0
        var counted: [[Int16]] = []
        /// Called with the number of each merge, before it is done.
        var onMerge: (@Sendable (Int) -> Void)?
    }

    let state = Mutex(State())

    func house(
        _ source: any SourceFetching, spooling: any BodySpooling = NoSpooling(),
        settings: SyncSettings = SyncSettings(), metrics: any MetricsFactory = NOOPMetricsHandler.instance,
        logger: Logger,
        now: @escaping @Sendable () -> UnixTime = { UnixTime(seconds: 1_800_000_000) }
    ) -> SyncHouse {
        SyncHouse(
            settings: settings, book: self, fetcher: source, spooling: spooling, metrics: SyncMetrics(factory: metrics),
            logger: logger, now: now, random: { 0 })
    }

    func lead(for span: Duration) async throws(InventoryFailure) -> Int64? {
        self.state.withLock { $0.leads ? $0.term : nil }
    }

    func resign(term: Int64) async throws(InventoryFailure) { self.state.withLock { $0.resigned.append(term) } }

    func sources() async throws(InventoryFailure) -> [KeptSource] { self.state.withLock { $0.sources } }

    func begin(
        _ source: KeptSource, isWhole: Bool, term: Int64
    ) async throws(InventoryFailure) -> SyncStart? {
        self.state.withLock { state in
            guard state.term == term else { return nil }
            let before = state.positions[source.id]
            let position = before.flatMap { $0.isWhole == isWhole ? $0.position : nil }
            state.positions[source.id] = (isWhole, position)
            return SyncStart(
                startedAt: UnixTime(seconds: 1_800_000_000), position: position,
                since: isWhole ? nil : state.asked[source.id], validators: state.validators[source.id] ?? [])
        }
    }

    func knownRecords(
        source: Int16, after: RecordID?, limit: Int
    ) async throws(InventoryFailure) -> [KnownRecord] {
        self.state.withLock { state in
            state.knownPageCount += 1
            let all = (state.records[source] ?? [:]).sorted { $0.key < $1.key }
                .filter { entry in after.map { $0 < entry.key } ?? true }
            return all.prefix(limit).map {
                KnownRecord(
                    id: $0.key, contentDigest: $0.value.record.contentDigest, part: $0.value.record.record.part,
                    isVanished: $0.value.isVanished)
            }
        }
    }

    func merge(
        _ records: [DigestedRecord], source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Int? {
        let (number, hook) = self.state.withLock { state in
            state.mergeCount += 1
            return (state.mergeCount, state.onMerge)
        }
        hook?(number)
        return self.state.withLock { state in
            guard state.term == term else { return nil }
            for record in records { state.records[source, default: [:]][record.id] = (record, false) }
            state.writtenCount += records.count
            return records.count
        }
    }

    func markVanished(
        _ records: [RecordID], source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Int? {
        self.state.withLock { state in
            guard state.term == term else { return nil }
            for id in records { state.records[source]?[id]?.isVanished = true }
            return records.count
        }
    }

    func note(
        _ progress: SourceState.Progress, position: String?, source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Bool {
        self.state.withLock { state in
            guard state.term == term else { return false }
            state.notes.append(position)
            state.positions[source]?.position = position
            return true
        }
    }

    func end(_ end: SyncEnd, of source: KeptSource, term: Int64) async throws(InventoryFailure) -> Bool {
        let isRefused = self.state.withLock { state in
            defer { state.endRefusals = max(0, state.endRefusals - 1) }
            return state.endRefusals > 0
        }
        if isRefused { throw InventoryFailure(reason: "refused 22021") }
        return self.state.withLock { state in
            guard state.term == term else { return false }
            state.ends.append(end)
            state.positions[source.id]?.position = end.position
            if end.outcome == .done { state.validators[source.id] = end.validators }
            return true
        }
    }

    func secrets(_ names: Set<String>) async throws(InventoryFailure) -> [String: Secret] {
        self.state.withLock { $0.secrets.filter { names.contains($0.key) } }
    }

    func count(of sources: [Int16], term: Int64) async throws(InventoryFailure) {
        self.state.withLock { $0.counted.append(sources) }
    }

    func forget(days: Int, limit: Int) async throws(InventoryFailure) -> Int { 0 }

    /// Names that the source gives now, in order.
    func names(_ source: Int16 = 1) -> [String] {
        self.state.withLock { state in
            (state.records[source] ?? [:]).values.filter { !$0.isVanished }.compactMap(\.record.record.fqdn).sorted()
        }
    }
}

/// A source that gives what the test wrote down for it.
final class ScriptedSource: SourceFetching {
    enum Reply: Sendable {
        case text(String, entityTag: String? = nil)
        case pieces([String])
        /// The pieces, and then a failure in place of the rest.
        case cut([String], SourceFailure)
        case failure(SourceFailure)
        case unchanged
    }

    private struct State {
        var replies: [String: [Reply]] = [:]
        var requests: [SourceRequest] = []
    }

    private let state: Mutex<State>

    /// - Parameter replies: by URL, in turn; the last one again and again.
    init(_ replies: [String: [Reply]] = [:]) { self.state = Mutex(State(replies: replies)) }

    var requests: [SourceRequest] { self.state.withLock { $0.requests } }

    func set(_ url: String, _ replies: [Reply]) { self.state.withLock { $0.replies[url] = replies } }

    func fetch(_ request: SourceRequest) async throws(SourceFailure) -> SourceAnswer {
        let reply = self.state.withLock { state in
            state.requests.append(request)
            let reply = state.replies[request.url]?.first
            if (state.replies[request.url]?.count ?? 0) > 1 { state.replies[request.url]?.removeFirst() }
            return reply
        }
        switch reply {
        case .none: throw SourceFailure(.notFound)
        case .failure(let failure): throw failure
        case .unchanged: return Self.answer(Pieces([], nil), isUnchanged: true)
        case .text(let text, let tag): return Self.answer(Pieces([text], nil), tag: tag)
        case .pieces(let pieces): return Self.answer(Pieces(pieces, nil))
        case .cut(let pieces, let failure): return Self.answer(Pieces(pieces, failure))
        }
    }

    private static func answer(_ body: Pieces, isUnchanged: Bool = false, tag: String? = nil) -> SourceAnswer {
        SourceAnswer(
            isUnchanged: isUnchanged, entityTag: tag, lastModified: nil, contentType: "text/csv", nextLink: nil,
            body: body)
    }

    private final class Pieces: SourceBody {
        private let rest: Mutex<[String]>
        private let failure: SourceFailure?

        init(_ pieces: [String], _ failure: SourceFailure?) {
            self.rest = Mutex(pieces)
            self.failure = failure
        }

        func next() async throws(SourceFailure) -> [UInt8]? {
            let piece = self.rest.withLock { $0.isEmpty ? nil : $0.removeFirst() }
            if let piece { return Array(piece.utf8) }
            if let failure { throw failure }
            return nil
        }
    }
}
