import AMT

/// What all sources say of one device, as the database holds it at one moment.
package struct InventoryFindings: Equatable, Sendable {
    /// Every enabled source, also those that know nothing of the device.
    package var sources: [SourceFinding]

    package init(sources: [SourceFinding] = []) { self.sources = sources }
}

/// How far the chain gets in one source.
package struct SourceFinding: Equatable, Sendable {
    package var name: String
    package var trust: SourceTrust
    /// Its records are brought by programs, which prove nothing about the device: it is not read.
    package var isPushed: Bool
    /// 0: data never counts as old.
    package var freshDays: Int
    /// When all of it was last read without a failure.
    package var lastSyncedAt: UnixTime?
    /// Why the last sync failed; `nil` when it did not.
    package var lastFailure: SourceFailure.Code?
    /// Capability and whole records that bear the device's UUID, in either byte order.
    package var matches: [RecordMatch]

    package init(
        name: String, trust: SourceTrust = SourceTrust(), isPushed: Bool = false, freshDays: Int = 0,
        lastSyncedAt: UnixTime? = nil, lastFailure: SourceFailure.Code? = nil, matches: [RecordMatch] = []
    ) {
        self.name = name
        self.trust = trust
        self.isPushed = isPushed
        self.freshDays = freshDays
        self.lastSyncedAt = lastSyncedAt
        self.lastFailure = lastFailure
        self.matches = matches
    }
}

/// A record that leads from the device's UUID to a computer, with the one that names it.
package struct RecordMatch: Equatable, Sendable {
    /// In which byte order the source holds the UUID.
    package enum Order: String, CaseIterable, Sendable {
        case canonical
        /// As SMBIOS and the hello write it.
        case raw
    }

    package var order: Order
    /// A capability or whole record.
    package var record: KeptRecord
    /// The location record that a capability record leads to.
    package var location: KeptRecord?

    package init(order: Order, record: KeptRecord, location: KeptRecord? = nil) {
        self.order = order
        self.record = record
        self.location = location
    }
}

/// A record as it is kept.
package struct KeptRecord: Equatable, Sendable {
    package var record: SourceRecord
    /// When what it says last changed here.
    package var changedAt: UnixTime
    /// Since when the source has not had it any more.
    package var vanishedAt: UnixTime?

    package init(_ record: SourceRecord, changedAt: UnixTime, vanishedAt: UnixTime? = nil) {
        self.record = record
        self.changedAt = changedAt
        self.vanishedAt = vanishedAt
    }
}
