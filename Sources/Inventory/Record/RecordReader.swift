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
    /// Differs, as good as certainly, between pages of other records; `nil` for a page without records.
    package var fingerprint: UInt64?

    package init() {}
}

/// Reads the records of one body from its pieces, however they were cut.
///
/// Holds one record at most, of ``RecordLimits/recordBytesMax`` bytes, whatever the body is: what is longer, deeper or broken is
/// a failure, which every later call repeats. A record that cannot be used is a fault and spoils no other.
package struct RecordReader: ~Copyable {
    private var scanner: any RecordScanning
    private var collector: RecordCollector
    private var failure: SourceFailure?

    /// - Parameter tellsItsEnd: ``SourceAnswer/tellsItsEnd`` of the answer with the body.
    package init(_ feed: SourceFeed, tellsItsEnd: Bool = true) {
        self.collector = RecordCollector(feed)
        let columnNames = self.collector.mapper.columnNames
        switch feed.format {
        case .csv(let separator):
            self.scanner = CSVScanner(
                separator: separator, mapper: self.collector.mapper, mayBeEmpty: feed.paging.mayEndWithEmptyBody,
                mayEndInLine: tellsItsEnd)
        case .xml(let row):
            self.scanner = XMLScanner(
                row: row, columnNames: columnNames, next: feed.paging.pointer, collector: self.collector)
        case .json(let records):
            self.scanner = JSONScanner(records: records, columns: columnNames, next: feed.paging.pointer)
        }
    }

    /// Reads one more piece.
    ///
    /// - Returns: the records that it completes.
    package mutating func take(_ bytes: [UInt8]) throws(SourceFailure) -> RecordBatch {
        if let failure { throw failure }
        do throws(SourceFailure) {
            try bytes.withUnsafeBufferPointer { bytes throws(SourceFailure) in
                try self.scanner.take(bytes, into: &self.collector)
            }
        } catch {
            self.failure = error
            throw error
        }
        return self.collector.takeBatch()
    }

    /// The body is over.
    ///
    /// - Returns: the records that its end completes, and what it says of the next body.
    package mutating func end() throws(SourceFailure) -> (RecordBatch, RecordPageEnd) {
        if let failure { throw failure }
        let next = try self.scanner.end(into: &self.collector)
        // It is kept and sent: no database and no header takes these.
        guard next?.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) != true else {
            throw SourceFailure(.malformed, "what leads to the next page has control characters")
        }
        return (self.collector.takeBatch(), self.collector.pageEnd(next: next))
    }
}

/// Finds rows in the pieces of a body.
protocol RecordScanning {
    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into collector: inout RecordCollector) throws(SourceFailure)

    /// - Returns: what leads to the next page.
    mutating func end(into collector: inout RecordCollector) throws(SourceFailure) -> String?
}

/// Makes records and faults of rows and counts them.
struct RecordCollector {
    /// What leads to the next page may be an address.
    static let nextBytesMax = 8 * 1024

    let mapper: RecordMapper
    private var batch = RecordBatch()
    private var recordCount = 0
    /// Of pages without a usable record nobody can tell whether they are one page again.
    private var usableCount = 0
    private var fingerprint = Fingerprint()

    init(_ feed: SourceFeed) { self.mapper = RecordMapper(part: feed.part, columns: feed.columns) }

    /// The number of the record that is being read, counted from 1.
    var recordNumber: Int { self.recordCount + 1 }

    mutating func add(_ row: RecordRow) throws(SourceFailure) {
        try self.count()
        do {
            let (record, lost) = try self.mapper.record(from: row)
            self.fingerprint.add(record.resource)
            self.usableCount += 1
            self.batch.records.append(record)
            if let lost { self.note(lost.reason, column: lost.column) }
        } catch {
            self.addFault(error.reason, column: error.column)
        }
    }

    /// A row that is none of the mapper's business.
    mutating func addFault(_ reason: RecordFault.Reason) throws(SourceFailure) {
        try self.count()
        self.addFault(reason, column: nil)
    }

    private mutating func addFault(_ reason: RecordFault.Reason, column: Int?) {
        self.fingerprint.add(reason.rawValue)
        self.note(reason, column: column)
    }

    private mutating func note(_ reason: RecordFault.Reason, column: Int?) {
        let field = column.map { self.mapper.columnNames[$0] }
        self.batch.faults.append(RecordFault(record: self.recordCount, reason: reason, field: field))
    }

    private mutating func count() throws(SourceFailure) {
        guard self.recordCount < RecordLimits.recordCountMax else {
            throw SourceFailure(.tooManyRecords, "more than \(RecordLimits.recordCountMax) records")
        }
        self.recordCount += 1
    }

    mutating func takeBatch() -> RecordBatch {
        defer { self.batch = RecordBatch() }
        return self.batch
    }

    func pageEnd(next: String?) -> RecordPageEnd {
        var end = RecordPageEnd()
        end.recordCount = self.recordCount
        end.next = next
        end.fingerprint = self.usableCount == 0 ? nil : self.fingerprint.value
        return end
    }
}

/// FNV-1a over texts: quick, the same in every process, and no protection against someone who wants two texts to be alike.
struct Fingerprint {
    private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { self.add($0) }
    }

    /// An end mark keeps `ab`, `c` and `a`, `bc` apart.
    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { self.mix(UInt64(byte)) }
        self.mix(0x100)
    }

    private mutating func mix(_ number: UInt64) { self.value = (self.value ^ number) &* 0x0000_0100_0000_01b3 }
}

extension SourcePaging {
    /// Where in the body the way to the next page stands.
    var pointer: String? {
        switch self {
        case .cursor(let pointer), .nextURL(let pointer): pointer
        case .none, .page, .offset, .linkHeader: nil
        }
    }

    /// Behind the last full page there may be one without anything.
    var mayEndWithEmptyBody: Bool {
        switch self {
        case .page, .offset: true
        case .none, .cursor, .nextURL, .linkHeader: false
        }
    }
}
