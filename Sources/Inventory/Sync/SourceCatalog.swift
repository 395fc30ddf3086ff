import AMT

/// The sources there are and how each stands, as operators see and change them.
package protocol SourceCatalog: Sendable {
    /// Every source, in order of names.
    func sources() async throws(InventoryFailure) -> [KeptSource]

    /// Keeps a definition as the newest version of a source, unless the newest says the same. May be repeated.
    ///
    /// - Parameters:
    ///   - canonicalDocument: canonical JSON, judged before: equal documents are equal texts.
    ///   - author: who did it.
    ///   - ifVersion: the version that the author took it from, 0 for none; `nil` for whatever is there.
    func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(InventoryFailure) -> DocumentKeeping

    /// Forgets a source; its records go with it, in slices, by the coordinator.
    ///
    /// - Parameter ifVersion: the version that is to go; `nil` for whatever is there.
    func remove(name: String, ifVersion: Int?) async throws(InventoryFailure) -> DocumentRemoval

    /// Has a source read at once.
    ///
    /// - Parameter isWhole: all of it, and not only what has changed.
    /// - Returns: `false` when there is none.
    func requestSync(name: String, isWhole: Bool) async throws(InventoryFailure) -> Bool

    /// Lets the next whole sync of a source take away as many records as the last one missed, and no more.
    ///
    /// - Returns: `false` when there is none.
    func acceptShrinking(name: String) async throws(InventoryFailure) -> Bool

    /// Takes records that somebody brought, of a source without feeds.
    ///
    /// - Returns: `nil` when there is no such source.
    func push(_ records: [SourceRecord], source: String) async throws(InventoryFailure) -> InventoryChange?
}

/// A source as it is kept.
package struct KeptSource: Equatable, Sendable {
    package let id: Int16
    package let name: String
    /// Counted from 1.
    package let version: Int
    /// Canonical JSON of its definition.
    package let document: String
    package let author: String
    package let changedAt: UnixTime
    package let state: SourceState

    package init(
        id: Int16, name: String, version: Int, document: String, author: String, changedAt: UnixTime,
        state: SourceState
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.document = document
        self.author = author
        self.changedAt = changedAt
        self.state = state
    }
}

/// How a source stands.
package struct SourceState: Equatable, Sendable {
    /// How the last sync ended.
    package enum Outcome: String, CaseIterable, Sendable {
        case done
        /// The source said that nothing has changed.
        case unchanged
        case failed
        /// Too many records are missing: nothing was taken away, and an operator has to agree.
        case held
    }

    /// The sync that runs, or the last one.
    package struct Progress: Equatable, Sendable {
        package var isWhole = true
        package var startedAt: UnixTime?
        package var endedAt: UnixTime?
        package var outcome: Outcome?
        package var failure: SourceFailure.Code?
        package var failureDetail: String?
        package var pageCount: Int64 = 0
        package var recordCount: Int64 = 0
        package var changedCount: Int64 = 0
        package var faultCount: Int64 = 0
        package var byteCount: Int64 = 0
        /// Known records that it has not seen.
        package var missingCount: Int64 = 0
        /// The first faults, one line each.
        package var faults: [String] = []

        package init() {}
    }

    package var progress = Progress()
    /// When a sync last ended without a failure.
    package var syncedAt: UnixTime?
    /// When all of it was last read without a failure.
    package var wholeSyncedAt: UnixTime?
    /// Records that it has now, and records that have vanished from it.
    package var recordCount: Int64 = 0
    package var vanishedCount: Int64 = 0
    package var requestedAt: UnixTime?
    package var isWholeRequested = false
    /// How many records the next whole sync may miss by an operator's word; `nil` without one.
    package var acceptedMissingCount: Int64?
    /// Syncs in a row that failed.
    package var failureCount = 0
    /// When the source wants to be asked again, by its own word in the last failure.
    package var retryAt: UnixTime?

    package init() {}

    /// A sync was begun and has not ended: it runs, or whoever ran it has died.
    package var isUnderWay: Bool {
        guard let startedAt = self.progress.startedAt else { return false }
        guard let endedAt = self.progress.endedAt else { return true }
        return endedAt < startedAt
    }
}
