/// Reads the first pages of a source now, for an operator who sets it up. Nothing is kept.
package protocol SourceProbe: Sendable {
    /// Asks each feed for one page.
    ///
    /// - Parameters:
    ///   - source: need not be kept, nor be enabled.
    ///   - recordsMax: records of each feed that are shown.
    /// - Returns: what each feed gave, in the order of the feeds. A feed that could not be read says why.
    func probe(
        _ source: SourceDefinition, recordsMax: Int
    ) async throws(InventoryFailure) -> [FeedFindings]
}

/// What the first page of a feed gave.
package struct FeedFindings: Equatable, Sendable {
    package var part: SourceRecord.Part
    /// Why it could not be read, or not to the end of the page.
    package var failure: SourceFailure?
    /// The first records that can be used.
    package var records: [SourceRecord]
    /// Records of the page, those that cannot be used included, as far as it was read.
    package var recordCount: Int
    /// The first faults.
    package var faults: [RecordFault]
    package var faultCount: Int
    package var byteCount: Int64
    /// The page says that another one follows.
    package var hasMore: Bool

    package init(
        part: SourceRecord.Part, failure: SourceFailure? = nil, records: [SourceRecord] = [], recordCount: Int = 0,
        faults: [RecordFault] = [], faultCount: Int = 0, byteCount: Int64 = 0, hasMore: Bool = false
    ) {
        self.part = part
        self.failure = failure
        self.records = records
        self.recordCount = recordCount
        self.faults = faults
        self.faultCount = faultCount
        self.byteCount = byteCount
        self.hasMore = hasMore
    }
}
