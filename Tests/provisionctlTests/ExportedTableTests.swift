import Foundation
import Testing

@testable import provisionctl

@Suite("exported tables")
struct ExportedTableTests {
    private func rows(_ text: String) throws -> (heading: [String], entries: [ExportedTable.Entry]) {
        var table = try #require(ExportedTable(Array(text.utf8)))
        var entries: [ExportedTable.Entry] = []
        while let entry = table.next() { entries.append(entry) }
        return (table.heading, entries)
    }

    private func row(_ line: Int, _ cells: String...) -> ExportedTable.Entry { .row(.init(line: line, cells: cells)) }

    @Test("the separator is the one that the heading has most of", arguments: [",", ";", "\t", "|"])
    func separators(separator: String) throws {
        let text =
            ["UUID", "\"a,b;c|d\"", "Name"].joined(separator: separator) + "\r\n"
            + ["1", " 2 ", "3"].joined(separator: separator) + "\r\n"
        let (heading, entries) = try self.rows(text)
        #expect(heading == ["UUID", "a,b;c|d", "Name"])
        #expect(entries == [self.row(2, "1", " 2 ", "3")])
    }

    @Test("quotes hold separators, line ends and quotes, and lines are counted as an editor does")
    func quotes() throws {
        let (_, entries) = try self.rows("\n\na,b\n\"x\ny\",\"1\"\"2,\"\n  \"q\"  ,r\r\"unquoted\"tail,z\n")
        #expect(
            entries == [
                self.row(4, "x\ny", "1\"2,"), self.row(6, "q", "r"), self.row(7, "unquotedtail", "z"),
            ])
    }

    @Test("NULL is nothing unless it is quoted, missing cells are empty, and surplus ones are a fault")
    func cells() throws {
        let (_, entries) = try self.rows("a,b,c\nNULL,\"NULL\",x\n1\n1,2,3,,\n1,2,3,4\n")
        #expect(
            entries == [
                self.row(2, "", "NULL", "x"), self.row(3, "1", "", ""), self.row(4, "1", "2", "3"),
                .faulty(line: 5, reason: "ragged"),
            ])
    }

    @Test("what sqlcmd prints around rows is no row")
    func decoration() throws {
        let (heading, entries) = try self.rows("uuid |fqdn\n-----|----\nx    |y   \n\n(1 rows affected)\n")
        #expect(heading == ["uuid", "fqdn"])
        #expect(entries == [self.row(3, "x    ", "y   ")])
    }

    @Test("a quote that is not closed ends the table with a fault at its line")
    func openQuote() throws {
        let (_, entries) = try self.rows("a,b\n1,2\n3,\"4\n5,6\n")
        #expect(entries == [self.row(2, "1", "2"), .faulty(line: 3, reason: "quote")])
        #expect(ExportedTable([]) == nil)
        #expect(ExportedTable(Array("\n \n".utf8)) == nil)
        #expect(ExportedTable(Array("a,\"b\n".utf8)) == nil)
    }

    @Test("UTF-8 and UTF-16 are read, with their marks or without, and nothing else")
    func encodings() throws {
        let text = "a,ü\n1,2\n"
        let utf8 = Array(text.utf8)
        let little = try #require(text.data(using: .utf16LittleEndian))
        let big = try #require(text.data(using: .utf16BigEndian))
        #expect(ExportedTable.text(Data(utf8)) == utf8)
        #expect(ExportedTable.text(Data([0xef, 0xbb, 0xbf]) + Data(utf8)) == utf8)
        #expect(ExportedTable.text(Data([0xff, 0xfe]) + little) == utf8)
        #expect(ExportedTable.text(Data([0xfe, 0xff]) + big) == utf8)
        #expect(ExportedTable.text(little) == utf8)
        #expect(ExportedTable.text(Data([0x61, 0x2c, 0xfc])) == nil)
    }
}
