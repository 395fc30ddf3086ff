import AMT

/// The inventory as the coordinator writes it. Everything but ``SyncBook/lead(for:)`` is fenced by the leader's term: of a leader
/// that has been replaced nothing is written any more.
package protocol SyncBook: Sendable {
    /// Becomes or stays the leader.
    ///
    /// - Parameter span: for how long, from now.
    /// - Returns: the term; `nil` while another one leads.
    func lead(for span: Duration) async throws(InventoryFailure) -> Int64?

    /// Gives the lead up, so that another need not wait.
    func resign(term: Int64) async throws(InventoryFailure)

    /// Every source, in order of names.
    func sources() async throws(InventoryFailure) -> [KeptSource]

    /// Notes that a sync begins.
    ///
    /// - Returns: from where on; `nil` when the term is over.
    func begin(_ source: KeptSource, isWhole: Bool, term: Int64) async throws(InventoryFailure) -> SyncStart?

    /// What is known of the records of a source, in order of their names, a page at a time.
    func knownRecords(
        source: Int16, after: RecordID?, limit: Int
    ) async throws(InventoryFailure) -> [KnownRecord]

    /// Writes new and changed records in one short transaction, and wakes the devices that wait for them.
    ///
    /// - Returns: how many were written; `nil` when the term is over.
    func merge(_ records: [DigestedRecord], source: Int16, term: Int64) async throws(InventoryFailure) -> Int?

    /// Marks records that the source no longer has.
    ///
    /// - Returns: how many were marked; `nil` when the term is over.
    func markVanished(
        _ records: [RecordID], source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Int?

    /// Notes how far a sync is. `position` is where another one may go on.
    ///
    /// - Returns: `false` when the term is over.
    func note(
        _ progress: SourceState.Progress, position: String?, source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Bool

    /// Notes how a sync ended.
    ///
    /// - Returns: `false` when the term is over.
    func end(_ end: SyncEnd, of source: KeptSource, term: Int64) async throws(InventoryFailure) -> Bool

    /// The newest values of secrets; what is not there is missing from the answer.
    func secrets(_ names: Set<String>) async throws(InventoryFailure) -> [String: Secret]

    /// Notes how many records sources have that are never read.
    func count(of sources: [Int16], term: Int64) async throws(InventoryFailure)

    /// Forgets up to `limit` records that vanished longer ago than `days`, or whose source was removed.
    func forget(days: Int, limit: Int) async throws(InventoryFailure) -> Int
}

/// Where a sync begins.
package struct SyncStart: Equatable, Sendable {
    package var startedAt: UnixTime
    /// Where one like it was cut off.
    package var position: String?
    /// From what time on to ask for changes; `nil` for all of it.
    package var since: UnixTime?
    /// What tells by feed whether its answer has changed, as the last sync found it.
    package var validators: [SyncValidator]

    package init(startedAt: UnixTime, position: String?, since: UnixTime?, validators: [SyncValidator]) {
        self.startedAt = startedAt
        self.position = position
        self.since = since
        self.validators = validators
    }
}

/// What is known of an answer, for the question whether it has changed.
package struct SyncValidator: Equatable, Sendable {
    package var entityTag: String?
    package var lastModified: String?
    /// SHA-256 of its body, in hexadecimal digits: for sources that say nothing of the kind.
    package var bodyDigest: String?

    package init(entityTag: String? = nil, lastModified: String? = nil, bodyDigest: String? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
        self.bodyDigest = bodyDigest
    }
}

/// How a sync ended.
package struct SyncEnd: Equatable, Sendable {
    package var progress: SourceState.Progress
    package var outcome: SourceState.Outcome
    package var failure: SourceFailure?
    package var validators: [SyncValidator]
    /// All records were seen by this one sync.
    package var isComplete: Bool
    /// Where another one may go on.
    package var position: String?
    /// It went on where another one was cut off.
    package var isResumed = false

    package init(
        progress: SourceState.Progress, outcome: SourceState.Outcome, failure: SourceFailure? = nil,
        validators: [SyncValidator] = [], isComplete: Bool = false, position: String? = nil
    ) {
        self.progress = progress
        self.outcome = outcome
        self.failure = failure
        self.validators = validators
        self.isComplete = isComplete
        self.position = position
    }
}

/// What is known of a record that was written before.
package struct KnownRecord: Equatable, Sendable {
    package let id: RecordID
    /// Of everything that it says.
    package let contentDigest: Int64
    package let part: SourceRecord.Part
    package let isVanished: Bool

    package init(id: RecordID, contentDigest: Int64, part: SourceRecord.Part, isVanished: Bool) {
        self.id = id
        self.contentDigest = contentDigest
        self.part = part
        self.isVanished = isVanished
    }
}

/// A record with its name and the number of what it says, which are computed once.
package struct DigestedRecord: Equatable, Sendable {
    package let record: SourceRecord
    package let id: RecordID
    package let contentDigest: Int64

    package init(_ record: SourceRecord) {
        self.record = record
        self.id = record.id
        self.contentDigest = record.contentDigest
    }
}
