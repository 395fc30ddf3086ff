import AMT

/// What is known of the records of one source, and which of them a sync has seen: 18 bytes a record.
///
/// What has not changed is found here and never travels to the database.
package struct KnownRecords: Sendable {
    /// What a record that was read is, compared with what is known.
    package enum Verdict: Equatable, Sendable {
        case new
        case changed
        case unchanged
        /// One of this name was seen by this sync already.
        case repeated
    }

    private var highs: [UInt64] = []
    private var lows: [UInt64] = []
    private var digests: [Int64] = []
    private var marks: [Marks] = []
    /// Names that were not known before this sync.
    private var fresh: Set<RecordID> = []
    /// The place of the first record of each bucket. Names are digests, so that they spread evenly.
    private var buckets: [Int32] = [0]

    private struct Marks: OptionSet {
        let rawValue: UInt8

        static let seen = Marks(rawValue: 1)
        static let vanished = Marks(rawValue: 2)
        static let capability = Marks(rawValue: 4)
        static let location = Marks(rawValue: 8)
    }

    package init() {}

    /// Records that were known, vanished ones among them, and new ones.
    package var count: Int { self.highs.count + self.fresh.count }

    /// Known records that the source had before.
    package private(set) var livingCount = 0

    /// Those of them that were not seen.
    package private(set) var missingCount = 0

    /// Adds a page of what is known; pages come in the order of names.
    package mutating func append(_ page: [KnownRecord]) {
        for record in page {
            let bucket = Self.bucket(record.id)
            while self.buckets.count <= bucket { self.buckets.append(Int32(self.highs.count)) }
            self.highs.append(record.id.high)
            self.lows.append(record.id.low)
            self.digests.append(record.contentDigest)
            self.marks.append(Self.marks(record))
            if !record.isVanished {
                self.livingCount += 1
                self.missingCount += 1
            }
        }
    }

    private static func marks(_ record: KnownRecord) -> Marks {
        var marks: Marks =
            switch record.part {
            case .capability: .capability
            case .location: .location
            case .whole: []
            }
        if record.isVanished { marks.insert(.vanished) }
        return marks
    }

    /// What a record is; it counts as seen from now on.
    package mutating func judge(_ record: DigestedRecord) -> Verdict {
        guard let place = self.place(of: record.id) else {
            return self.fresh.insert(record.id).inserted ? .new : .repeated
        }
        guard !self.marks[place].contains(.seen) else { return .repeated }
        self.marks[place].insert(.seen)
        if self.marks[place].contains(.vanished) { return .changed }
        self.missingCount -= 1
        return self.digests[place] == record.contentDigest ? .unchanged : .changed
    }

    /// All records of a part that the source had before count as seen: it says that nothing has changed.
    package mutating func seeAll(of part: SourceRecord.Part) {
        for place in self.marks.indices where Self.part(self.marks[place]) == part {
            guard self.marks[place].isDisjoint(with: [.seen, .vanished]) else { continue }
            self.marks[place].insert(.seen)
            self.missingCount -= 1
        }
    }

    private static func part(_ marks: Marks) -> SourceRecord.Part {
        if marks.contains(.capability) { return .capability }
        return marks.contains(.location) ? .location : .whole
    }

    /// The living records that were not seen, in the order of their names, a slice at a time.
    package func missing(from start: Int, limit: Int) -> (ids: [RecordID], next: Int?) {
        var ids: [RecordID] = []
        for place in start..<self.marks.count where self.marks[place].isDisjoint(with: [.seen, .vanished]) {
            if ids.count == limit { return (ids, place) }
            ids.append(RecordID(high: self.highs[place], low: self.lows[place]))
        }
        return (ids, nil)
    }

    private func place(of id: RecordID) -> Int? {
        let bucket = Self.bucket(id)
        guard bucket < self.buckets.count else { return nil }
        var low = Int(self.buckets[bucket])
        var high = bucket + 1 < self.buckets.count ? Int(self.buckets[bucket + 1]) : self.highs.count
        while low < high {
            let middle = (low + high) / 2
            if (self.highs[middle], self.lows[middle]) < (id.high, id.low) { low = middle + 1 } else { high = middle }
        }
        guard low < self.highs.count, self.highs[low] == id.high, self.lows[low] == id.low else { return nil }
        return low
    }

    /// The first 18 bits: about four records a bucket of a million.
    private static func bucket(_ id: RecordID) -> Int { Int(id.high >> 46) }
}
