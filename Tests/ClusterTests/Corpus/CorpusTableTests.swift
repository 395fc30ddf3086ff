import Foundation
import Testing

@Suite("The corpus of situations")
struct CorpusTableTests {
    @Test("no two situations have one name, and each says what is the matter and where that is known from")
    func names() {
        #expect(Set(Situations.all.map(\.name)).count == Situations.all.count)
        for situation in Situations.all {
            #expect(situation.words.hasSuffix(".") && !situation.reference.isEmpty && !situation.phrase.isEmpty)
            #expect(!situation.evidence.isEmpty, "\(situation.name)")
        }
    }

    @Test("every code is in it, but those that no device can bring about")
    func codes() throws {
        let page = try CorpusTable.text(of: "docs/reference/problems.md")
        let known = Set(page.matches(of: #/^\| \[`([a-z-]+)`\]/#.anchorsMatchLineEndings()).map { String($0.1) })
        // A worker that dies, and a mistake of our own.
        #expect(known.subtracting(Situations.all.map(\.code)) == ["internal-error", "lease-lost"])
        #expect(Set(Situations.all.map(\.code)).isSubset(of: known))
    }

    /// With `CORPUS_TABLE_WRITE` in the environment the page is written anew.
    @Test("the page of explanations has it as it is")
    func page() throws {
        let text = try CorpusTable.text(of: CorpusTable.page)
        let shown = try #require(CorpusTable.shown(in: text))
        if ProcessInfo.processInfo.environment["CORPUS_TABLE_WRITE"] != nil {
            try CorpusTable.write(try #require(CorpusTable.renewed(text)))
            return
        }
        #expect(shown == CorpusTable.text, "run this test with CORPUS_TABLE_WRITE=1")
    }
}
