import AMT
import Inventory
import Testing

/// Bodies that never end. Each is made piece by piece, as a source would send it.
@Suite("Hostile bodies") struct HostileBodyTests {
    static let pieceBytes = 64 * 1024

    struct Flood: Sendable, CustomTestStringConvertible {
        let what: String
        let format: RecordFormat
        let start: String
        let again: String
        var failure = SourceFailure.Code.tooLarge
        var testDescription: String { self.what }
    }

    static let floods = [
        Flood(what: "one CSV cell", format: .csv(separator: 0x2c), start: "id,fqdn\n1,", again: "x"),
        Flood(what: "one quoted CSV cell", format: .csv(separator: 0x2c), start: "id,fqdn\n\"", again: "x,\n"),
        Flood(what: "one CSV line of cells", format: .csv(separator: 0x2c), start: "id,fqdn\n", again: ","),
        Flood(what: "one CSV line of quotes", format: .csv(separator: 0x2c), start: "id,fqdn\nx", again: "\""),
        Flood(what: "a CSV heading", format: .csv(separator: 0x2c), start: "", again: "column,"),
        Flood(what: "one JSON string", format: .json(records: ""), start: "[{\"a\": \"", again: "\\u0020"),
        Flood(what: "one JSON object", format: .json(records: ""), start: "[{\"a\": [", again: "[[]],{},"),
        Flood(what: "one JSON key", format: .json(records: ""), start: "{\"", again: "k"),
        Flood(what: "a JSON number", format: .json(records: ""), start: "[", again: "1", failure: .malformed),
        Flood(what: "JSON depth", format: .json(records: "/a"), start: "", again: "[", failure: .hostile),
        Flood(what: "one XML text", format: .xml(row: "row"), start: "<a><row><id>", again: "text "),
        Flood(what: "one XML row of elements", format: .xml(row: "row"), start: "<a><row>", again: "<id/>"),
        Flood(what: "one XML attribute", format: .xml(row: "row"), start: "<a><row id='", again: "value "),
        Flood(what: "one XML tag", format: .xml(row: "row"), start: "<a><b", again: "b"),
        Flood(what: "one XML comment", format: .xml(row: "row"), start: "<a><!--", again: " > <a> "),
        Flood(what: "XML depth", format: .xml(row: "row"), start: "", again: "<a>", failure: .hostile),
        Flood(what: "an inner XML row", format: .xml(row: "row"), start: "<a>&lt;b>&lt;row>", again: "&lt;id/>"),
        Flood(what: "an inner XML tag", format: .xml(row: "row"), start: "<a>&lt;b ", again: "b"),
    ]

    static func feed(_ format: RecordFormat) -> SourceFeed {
        Feeds.feed(format, part: .location, paging: .cursor("next")) {
            $0.resource = ["id"]
            $0.fqdn = ["fqdn"]
        }
    }

    @Test("one thing without end is a failure after a few pieces, whatever would have come", arguments: floods)
    func endless(_ flood: Flood) {
        let again = Array(String(repeating: flood.again, count: Self.pieceBytes / flood.again.utf8.count).utf8)
        var pieceCount = 0
        let pieces = sequence(state: Array(flood.start.utf8)) { next -> [UInt8]? in
            defer { next = again }
            pieceCount += 1
            // Ten thousand million bytes.
            return pieceCount < 10_000_000_000 / Self.pieceBytes ? next : nil
        }
        #expect(Feeding.read(pieces, Self.feed(flood.format)).failure == flood.failure)
        #expect(pieceCount < 10)
    }

    @Test("a failure is repeated by every later call")
    func repeated() {
        var reader = RecordReader(Self.feed(.json(records: "")))
        for _ in 0..<3 {
            #expect(Self.failure { () throws(SourceFailure) in _ = try reader.take(Array("]".utf8)) } == .malformed)
        }
        #expect(Self.failure { () throws(SourceFailure) in _ = try reader.end() } == .malformed)
    }

    static func failure(_ body: () throws(SourceFailure) -> Void) -> SourceFailure.Code? {
        do throws(SourceFailure) {
            try body()
            return nil
        } catch {
            return error.code
        }
    }

    @Test("names without end are hostile, in elements, attributes and namespaces")
    func names() {
        for name in ["<b#/>", "<b b#=''/>", "<b xmlns='u#'/>", "<b xmlns:p#='u'/>"] {
            func read(_ count: Int) -> SourceFailure.Code? {
                let names = (0..<count).map { name.replacing("#", with: "n\($0)") }.joined()
                return Feeding.read([Array("<a>\(names)</a>".utf8)], Self.feed(.xml(row: "row"))).failure
            }
            #expect(read(1000) == nil, "\(name)")
            #expect(read(10_000) == .hostile, "\(name)")
        }
    }

    @Test("much that is no record costs nothing but its reading")
    func noise() {
        func read(_ format: RecordFormat, _ start: String, _ again: String, _ end: String) -> Feeding.Outcome {
            let piece = Array(String(repeating: again, count: 4096 / again.utf8.count).utf8)
            return Feeding.read(
                [Array(start.utf8)] + Array(repeating: piece, count: 100) + [Array(end.utf8)], Self.feed(format))
        }
        #expect(read(.csv(separator: 0x2c), "id,fqdn\n#", "comment", "\n1,a\n").lines == ["1 - a"])
        #expect(read(.csv(separator: 0x2c), "id,fqdn\n", "\r\n\n,,\n", "1,a\n").lines == ["1 - a"])
        let json = read(.json(records: "/rows"), "{\"a\": [\"", "text\", 1, {\"b\": []}, \"", "\"], \"rows\": [{}]}")
        #expect(json.faults == [RecordFault(record: 1, reason: .resourceMissing, field: "id")])
        #expect(read(.xml(row: "row"), "<a>", "text<b c='d'/>", "<row id='1'/></a>").lines == ["1 - -"])
        #expect(read(.xml(row: "row"), "<a>", "<b>&lt;no</b>", "<row id='1'/></a>").lines == ["1 - -"])
    }
}
