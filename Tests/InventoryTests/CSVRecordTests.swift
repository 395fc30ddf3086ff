import AMT
import Inventory
import Testing

@Suite("CSV records") struct CSVRecordTests {
    static let first = Feeds.first
    static let second = Feeds.second

    static func feed(separator: Character = ",", paging: SourcePaging = .none) -> SourceFeed {
        Feeds.feed(.csv(separator: separator.asciiValue ?? 0), paging: paging) {
            $0.uuid = ["uuid"]
            $0.fqdn = ["fqdn"]
            $0.profile = ["profile"]
        }
    }

    static func rows(_ outcome: Feeding.Outcome) -> [String] {
        outcome.records.map { "\($0.resource) \($0.fqdn ?? "-") \($0.profile ?? "-")" }
    }

    @Test("columns are found by their names, in any order and letter case")
    func plain() throws {
        let read = Feeding.read(
            "profile,asset, FQDN ,UUID\nkiosk,A17,pc1.example,\(Self.first)\n,A18,pc2.example,\(Self.second.uppercased())\n",
            Self.feed())
        let expected = [
            SourceRecord(
                part: .whole, resource: Self.first, deviceUUID: try Feeds.uuid(Self.first), fqdn: "pc1.example",
                profile: "kiosk"),
            SourceRecord(
                part: .whole, resource: Self.second, deviceUUID: try Feeds.uuid(Self.second), fqdn: "pc2.example"),
        ]
        #expect(read.records == expected)
        #expect(read.faults.isEmpty)
        #expect(read.end?.recordCount == 2)
        #expect(read.end?.next == nil)
    }

    @Test("where nothing tells that the body is whole, a last line without an end is none", arguments: [true, false])
    func lastLine(tellsItsEnd: Bool) throws {
        let lines = "uuid,fqdn\n\(Self.first),pc1.example\n\(Self.second),pc2.exam"
        func end(_ text: String) throws(SourceFailure) -> Int {
            var reader = RecordReader(Self.feed(), tellsItsEnd: tellsItsEnd)
            _ = try reader.take(Array(text.utf8))
            return try reader.end().1.recordCount
        }
        #expect(try end(lines + "ple\n") == 2)
        do throws(SourceFailure) {
            #expect(try end(lines) == 2)
            #expect(tellsItsEnd)
        } catch {
            #expect(!tellsItsEnd && error.code == .truncated)
        }
    }

    @Test("a mark of byte order, carriage returns, blanks, empty lines and comments are no content")
    func noise() {
        let text =
            "\u{FEFF}# our computers, \"2026\n\r\n uuid , fqdn \r\n,,\r\n\(Self.first) ,\tpc1.example\r\n   \r\n# end\r\n"
        let read = Feeding.read(text, Self.feed())
        #expect(Self.rows(read) == ["\(Self.first) pc1.example -"])
        #expect(read.faults.isEmpty)
    }

    @Test("quotes hold separators, line ends and comments, and two of them one")
    func quotes() {
        let read = Feeding.read(
            "uuid,note,fqdn,profile\r\n"
                + "\"\(Self.first)\",\"desk 3, \"\"left\"\"\r\n# by the window\", \"pc1.example\" ,\"\"\"a\"\"\"\r\n"
                + "\(Self.second),19\" rack,pc2.example,\"\"",
            Self.feed())
        #expect(Self.rows(read) == ["\(Self.first) pc1.example \"a\"", "\(Self.second) pc2.example -"])
        #expect(read.faults.isEmpty)
    }

    @Test("the separator is the feed's", arguments: [";", "\t", "|"] as [Character])
    func separator(_ separator: Character) {
        let text = ["uuid,fqdn", "\(Self.first),a,b"].joined(separator: "\n")
            .replacing(",", with: String(separator)).replacing("a\(separator)b", with: "\"a,b\"")
        #expect(Self.rows(Feeding.read(text, Self.feed(separator: separator))) == ["\(Self.first) a,b -"])
    }

    @Test("the heading may stand in quotes, and the last line may end with the body")
    func heading() {
        let read = Feeding.read("\"UUID\",\"fqdn\"\r\n\(Self.first),pc1.example", Self.feed())
        #expect(Self.rows(read) == ["\(Self.first) pc1.example -"])
    }

    @Test("a line is a fault with its number and does not spoil the others")
    func faults() {
        let text = """
            # comment
            uuid,fqdn,profile
            nonsense,pc0.example
            \(Self.first),pc1.example
            \(Self.second)
            ,pc2.example
            \(Self.second),pc2.example,kiosk,more
            00000000-0000-0000-0000-000000000000,pc4.example
            03000200-0400-0500-0006-000700080009,pc5.example
            \(Self.second),\(String(repeating: "a", count: 513))
            \(Self.second),pc6.example,,,

            """
        let read = Feeding.read(text, Self.feed())
        #expect(Self.rows(read) == ["\(Self.first) pc1.example -", "\(Self.second) pc6.example -"])
        let expected = [
            RecordFault(record: 1, reason: .uuid, field: "uuid"),
            RecordFault(record: 3, reason: .ragged),
            RecordFault(record: 4, reason: .uuidMissing, field: "uuid"),
            RecordFault(record: 5, reason: .ragged),
            RecordFault(record: 6, reason: .uuidPlaceholder, field: "uuid"),
            RecordFault(record: 7, reason: .uuidPlaceholder, field: "uuid"),
            RecordFault(record: 8, reason: .valueTooLong, field: "fqdn"),
        ]
        #expect(read.faults == expected)
        #expect(read.end?.recordCount == 9)
    }

    @Test(
        "a value that is not UTF-8, or holds a zero byte, is a fault of its record", arguments: [[0xff], [0xc3], [0]])
    func notUTF8(_ bytes: [UInt8]) {
        let body = Array("uuid,fqdn\n\(Self.first),p".utf8) + bytes + Array("\n\(Self.second),pc2.example\n".utf8)
        let read = Feeding.read(body, Self.feed())
        #expect(read.faults == [RecordFault(record: 1, reason: .notUTF8, field: "fqdn")])
        #expect(Self.rows(read) == ["\(Self.second) pc2.example -"])
    }

    @Test("a heading without a needed column is named", arguments: ["uuid;fqdn\n", "uuid,name\n", "fqdn,profile\n"])
    func columnMissing(_ heading: String) {
        let read = Feeding.read(heading + "\(Self.first),pc1.example\n", Self.feed())
        #expect(read.failure == .malformed)
        #expect(read.detail.contains(heading.hasPrefix("uuid,") ? "column fqdn" : "column uuid"))
    }

    @Test("a body without heading is none, but may end pages", arguments: ["", "\n\n", "# none\n"])
    func empty(_ body: String) {
        #expect(Feeding.read(body, Self.feed()).failure == .malformed)
        #expect(Feeding.read(body, Self.feed(paging: .page(first: 1))).end == RecordPageEnd())
        #expect(Feeding.read("uuid,fqdn\n" + body, Self.feed()).end == RecordPageEnd())
    }

    @Test("UTF-16 is told, and a mark that breaks off is text")
    func byteOrder() {
        #expect(Feeding.read([0xff, 0xfe, 0x75, 0], Self.feed()).detail.contains("UTF-16"))
        #expect(Feeding.read([0xef, 0xbb], Self.feed()).failure == .malformed)
        #expect(Feeding.read([0xef, 0xbb] + Array("uuid,fqdn\n".utf8), Self.feed()).failure == .malformed)
    }

    @Test("an open quote ends in a failure at the end of the body, or where a record may not be longer")
    func openQuote() {
        let start = "uuid,fqdn\n\"\(Self.first),pc1.example\n"
        #expect(Feeding.read(start, Self.feed()).failure == .malformed)
        #expect(Feeding.read(start + String(repeating: "x,y\n", count: 20_000), Self.feed()).failure == .tooLarge)
    }

    @Test("a record and a heading are at most as long as allowed", arguments: ["", "uuid,fqdn,note\n\(first),a,"])
    func longest(_ start: String) {
        let line = (start.split(separator: "\n").last ?? "").utf8.count
        func read(_ count: Int) -> SourceFailure.Code? {
            Feeding.read([Array((start + String(repeating: "n", count: count)).utf8)], Self.feed()).failure
        }
        #expect(read(RecordLimits.recordBytesMax - line) == (start.isEmpty ? .malformed : nil))
        #expect(read(RecordLimits.recordBytesMax - line + 1) == .tooLarge)
    }
}
