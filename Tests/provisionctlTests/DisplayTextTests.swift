import Testing

@testable import provisionctl

@Suite("display text")
struct DisplayTextTests {
    @Test("what a terminal would obey is shown, not sent")
    func safe() {
        #expect(DisplayText.safe("pc-0042.example.com") == "pc-0042.example.com")
        #expect(DisplayText.safe("a\u{1b}[2Jb\nc\u{9b}d\u{202e}e") == #"a\u{1b}[2Jb\u{a}c\u{9b}d\u{202e}e"#)
        #expect(DisplayText.safe("größe 機器") == "größe 機器")
    }

    @Test("cutting counts columns, not characters")
    func cut() {
        #expect(DisplayText.cut("abcdef", to: 6) == "abcdef")
        #expect(DisplayText.cut("abcdef", to: 5) == "abcd…")
        #expect(DisplayText.cut("abcdef", to: 1) == "…")
        #expect(DisplayText.cut("abcdef", to: 0) == "")
        #expect(DisplayText.cut("機器機器", to: 8) == "機器機器")
        #expect(DisplayText.cut("機器機器", to: 7) == "機器機…")
        #expect(DisplayText.cut("機器機器", to: 6) == "機器…")
        #expect(DisplayText.width("e\u{0301}") == 1)
    }

    @Test("wrapping breaks at blanks and leaves long words whole")
    func wrapped() {
        #expect(DisplayText.wrapped("Import the key with this PID.", to: 14) == ["Import the key", "with this PID."])
        #expect(DisplayText.wrapped("a unbreakable-word b", to: 5) == ["a", "unbreakable-word", "b"])
        #expect(DisplayText.wrapped("", to: 10) == [""])
    }

    @Test("moments lose what an operator does not read, and strangers stay as they are")
    func moment() {
        #expect(DisplayText.moment("2026-11-22T10:30:45.678Z") == "2026-11-22 10:30:45Z")
        #expect(DisplayText.moment("2026-11-22") == "2026-11-22")
        #expect(DisplayText.moment("never") == "never")
    }
}
