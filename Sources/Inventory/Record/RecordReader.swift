/// What was read from some bytes of a body.
package struct RecordBatch: Equatable, Sendable {
    package var records: [SourceRecord] = []
    package var faults: [RecordFault] = []

    package init() {}
}

/// What the end of a body says about the next one.
package struct RecordPageEnd: Equatable, Sendable {
    /// Records and faulty records in this body.
    package var recordCount = 0
    /// What the paging's cursor or URL pointer showed; `nil` when it was absent, null or empty.
    package var next: String?

    package init() {}
}
