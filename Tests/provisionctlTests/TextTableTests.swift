import Testing

@testable import provisionctl

@Suite("text table")
struct TextTableTests {
    var table: TextTable {
        TextTable(
            columns: [
                .init(heading: "UUID"), .init(heading: "FQDN", narrowest: 8),
                .init(heading: "N", alignsRight: true), .init(heading: "DETAIL", narrowest: 6),
            ],
            rows: [
                ["a0a0", "pc-0042.example.com", "7", "The answer was lost."],
                ["b1b1", nil, "1234", nil],
            ])
    }

    @Test("is as wide as its contents when nobody says how wide")
    func natural() {
        #expect(
            self.table.lines(columnsMax: nil) == [
                "UUID  FQDN                    N  DETAIL",
                "a0a0  pc-0042.example.com     7  The answer was lost.",
                "b1b1  –                    1234  –",
            ])
    }

    @Test("the widest column that may give gives first")
    func narrowed() {
        #expect(
            self.table.lines(columnsMax: 42)
                == [
                    "UUID  FQDN               N  DETAIL",
                    "a0a0  pc-0042.examp…     7  The answer wa…",
                    "b1b1  –               1234  –",
                ])
        for width in 28..<53 {
            let widest = self.table.lines(columnsMax: width).map(DisplayText.width).max() ?? 0
            #expect(widest <= width, "asked for \(width)")
        }
    }

    @Test("what is never cut stays whole even when it does not fit")
    func neverCut() {
        #expect(
            self.table.lines(columnsMax: 10) == [
                "UUID  FQDN         N  DETAIL",
                "a0a0  pc-0042…     7  The a…",
                "b1b1  –         1234  –",
            ])
    }

    @Test("colour changes no width")
    func painted() {
        var table = self.table
        table.paint = { heading, _, laidOut in heading == "UUID" ? "<\(laidOut)>" : laidOut }
        #expect(
            table.lines(columnsMax: 42).last == "<b1b1>  –               1234  –")
    }

    @Test("a cell cannot break out of its row")
    func safe() {
        let table = TextTable(columns: [.init(heading: "A")], rows: [["x\ny\u{1b}"]])
        #expect(table.lines(columnsMax: nil) == ["A", #"x\u{a}y\u{1b}"#])
    }

    @Test("columns that may go do so, the least important first, where even the narrowest table is too wide")
    func leftOut() {
        let table = TextTable(
            columns: [
                .init(heading: "UUID"), .init(heading: "FQDN", narrowest: 6, leftOut: 1),
                .init(heading: "SEEN", leftOut: 2),
            ], rows: [["a0a0a0a0", "pc-0042.example.com", "2026-11-29"]])
        #expect(table.lines(columnsMax: 28).last == "a0a0a0a0  pc-00…  2026-11-29")
        #expect(table.lines(columnsMax: 27).last == "a0a0a0a0  pc-0042.example.…")
        #expect(table.lines(columnsMax: 15).last == "a0a0a0a0")
        #expect(table.lines(columnsMax: 4).last == "a0a0a0a0")
    }
}
