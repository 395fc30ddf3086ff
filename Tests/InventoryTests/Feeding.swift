import AMT
import Inventory
import Testing

/// Reads a body in many ways of cutting it into pieces, which must not matter.
enum Feeding {
    struct Outcome: Equatable {
        var records: [SourceRecord] = []
        var faults: [RecordFault] = []
        var end: RecordPageEnd?
        /// Records before a failure do not count: they come or not, as the pieces are.
        var failure: SourceFailure.Code?
        /// The words of the first way; others may differ.
        var detail = ""

        var lines: [String] {
            self.records.map { record in
                "\(record.resource) \(record.deviceUUID?.description ?? "-") \(record.fqdn ?? "-")"
            }
        }

        static func == (left: Outcome, right: Outcome) -> Bool {
            (left.records, left.faults, left.end, left.failure) == (
                right.records, right.faults, right.end, right.failure
            )
        }
    }

    static func read(_ pieces: some Sequence<[UInt8]>, _ feed: SourceFeed) -> Outcome {
        var outcome = Outcome()
        var reader = RecordReader(feed)
        do throws(SourceFailure) {
            for piece in pieces {
                let batch = try reader.take(piece)
                outcome.records += batch.records
                outcome.faults += batch.faults
            }
            let (batch, end) = try reader.end()
            outcome.records += batch.records
            outcome.faults += batch.faults
            outcome.end = end
        } catch {
            outcome = Outcome(failure: error.code, detail: error.detail)
        }
        return outcome
    }

    /// Whole, byte by byte, and cut at random.
    static func read(
        _ body: [UInt8], _ feed: SourceFeed, location: SourceLocation = #_sourceLocation
    ) -> Outcome {
        let whole = Self.read([body], feed)
        #expect(Self.read(body.map { [$0] }, feed) == whole, "byte by byte", sourceLocation: location)
        for seed in 1...20 {
            var random = Cuts(state: UInt64(seed))
            #expect(
                Self.read(random.pieces(of: body), feed) == whole, "cut at random, seed \(seed)",
                sourceLocation: location)
        }
        return whole
    }

    static func read(
        _ body: String, _ feed: SourceFeed, location: SourceLocation = #_sourceLocation
    ) -> Outcome {
        Self.read(Array(body.utf8), feed, location: location)
    }

    /// SplitMix64: the same cuts in every run.
    private struct Cuts {
        var state: UInt64

        mutating func next(below bound: Int) -> Int {
            self.state &+= 0x9e37_79b9_7f4a_7c15
            var value = self.state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return Int((value ^ (value >> 31)) % UInt64(bound))
        }

        mutating func pieces(of body: [UInt8]) -> [[UInt8]] {
            var pieces: [[UInt8]] = []
            var rest = body[...]
            while !rest.isEmpty {
                let count = min(rest.count, self.next(below: 4) == 0 ? self.next(below: 300) : self.next(below: 9))
                pieces.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            return pieces
        }
    }
}

/// Devices and feeds that the tests of readers share.
enum Feeds {
    static let first = "4c4c4544-0042-3510-8051-b4c04f4e5331"
    static let second = "4c4c4544-0042-3510-8051-b4c04f4e5332"

    static func uuid(_ text: String) throws -> DeviceUUID { try #require(DeviceUUID(text)) }

    static func columns(_ edit: (inout RecordColumns) -> Void) -> RecordColumns {
        var columns = RecordColumns()
        edit(&columns)
        return columns
    }

    static func feed(
        _ format: RecordFormat, part: SourceRecord.Part = .whole, paging: SourcePaging = .none,
        _ edit: (inout RecordColumns) -> Void
    ) -> SourceFeed {
        var feed = SourceFeed(part: part, url: "https://cmdb.example/", format: format, columns: Self.columns(edit))
        feed.paging = paging
        return feed
    }
}
