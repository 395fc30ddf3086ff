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

    /// What is known of the records of a source, in order of their identities, a page at a time.
    func knownRecords(
        source: Int16, after: RecordIdentity?, limit: Int
    ) async throws(InventoryFailure) -> [KnownRecord]

    /// Writes new and changed records in one short transaction, and wakes the devices that wait for them.
    ///
    /// - Returns: how many were written; `nil` when the term is over.
    func merge(_ records: [DigestedRecord], source: Int16, term: Int64) async throws(InventoryFailure) -> Int?

    /// Marks records that the source no longer has.
    ///
    /// - Returns: how many were marked; `nil` when the term is over.
    func markVanished(
        _ records: [RecordIdentity], source: Int16, term: Int64
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
    func end(_ end: SyncEnd, source: Int16, term: Int64) async throws(InventoryFailure) -> Bool

    /// The newest values of secrets; what is not there is missing from the answer.
    func secrets(_ names: Set<String>) async throws(InventoryFailure) -> [String: Secret]

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
    /// Entity tags and times of change by feed, as the last sync found them.
    package var validators: [SyncValidator]

    package init(startedAt: UnixTime, position: String?, since: UnixTime?, validators: [SyncValidator]) {
        self.startedAt = startedAt
        self.position = position
        self.since = since
        self.validators = validators
    }
}

/// What an answer said about itself, for the question whether it has changed.
package struct SyncValidator: Equatable, Sendable {
    package var entityTag: String?
    package var lastModified: String?

    package init(entityTag: String? = nil, lastModified: String? = nil) {
        self.entityTag = entityTag
        self.lastModified = lastModified
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

    package init(
        progress: SourceState.Progress, outcome: SourceState.Outcome, failure: SourceFailure? = nil,
        validators: [SyncValidator] = [], isComplete: Bool = false
    ) {
        self.progress = progress
        self.outcome = outcome
        self.failure = failure
        self.validators = validators
        self.isComplete = isComplete
    }
}

/// Which record of its source a record is: a digest of its part and resource.
///
/// - Shape: 16 bytes. Column: `record_id uuid`.
package struct RecordIdentity: Hashable, Comparable, Sendable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package static func < (left: RecordIdentity, right: RecordIdentity) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }
}

/// What is known of a record that was written before.
package struct KnownRecord: Equatable, Sendable {
    package let identity: RecordIdentity
    /// Of everything that it says.
    package let hash: Int64
    package let part: SourceRecord.Part
    package let isVanished: Bool

    package init(identity: RecordIdentity, hash: Int64, part: SourceRecord.Part, isVanished: Bool) {
        self.identity = identity
        self.hash = hash
        self.part = part
        self.isVanished = isVanished
    }
}

/// A record with its digests.
package struct DigestedRecord: Equatable, Sendable {
    package let record: SourceRecord
    package let identity: RecordIdentity
    /// Of everything that it says.
    package let hash: Int64
    /// Of the location record that a capability record leads to.
    package let location: RecordIdentity?

    package init(record: SourceRecord, identity: RecordIdentity, hash: Int64, location: RecordIdentity?) {
        self.record = record
        self.identity = identity
        self.hash = hash
        self.location = location
    }
}
