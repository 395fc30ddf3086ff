import Foundation

/// The corpus as the table of `docs/explain/explanations.md`.
enum CorpusTable {
    static let page = "docs/explain/explanations.md"
    /// The table stands between these lines.
    static let opening = "<!-- the corpus -->"
    static let closing = "<!-- end of the corpus -->"

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../..")

    static func text(of path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    static func write(_ text: String) throws {
        try text.write(to: Self.root.appending(path: Self.page), atomically: true, encoding: .utf8)
    }

    static var text: String {
        let rows = Situations.all.map { situation in
            [
                situation.words, situation.made.map(\.words).joined(separator: "; "), situation.reference,
                "`\(situation.code)`" + (situation.section.map { " in \($0)" } ?? ""), Self.evidence(of: situation),
                situation.phrase,
            ].map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")
        }
        return
            ([
                "| Situation | Made by | Known from | Code | Evidence | A sentence says |",
                "| --- | --- | --- | --- | --- | --- |",
            ]
            + rows.map { "| \($0) |" }).joined(separator: "\n")
    }

    private static func evidence(of situation: Situation) -> String {
        situation.evidence.sorted { $0.key < $1.key }.map { key, value in
            value == "…" || value.isEmpty ? "`\(key)`" : "`\(key)`: \(value)"
        }.joined(separator: "; ")
    }

    /// What stands in the page now.
    static func shown(in text: String) -> String? {
        self.place(in: text).map { text[$0].trimmingCharacters(in: .newlines) }
    }

    /// The page with the table as it is.
    static func renewed(_ text: String) -> String? {
        self.place(in: text).map { text[..<$0.lowerBound] + "\n\(self.text)\n" + text[$0.upperBound...] }
    }

    private static func place(in text: String) -> Range<String.Index>? {
        guard let start = text.firstRange(of: self.opening), let end = text.firstRange(of: self.closing) else {
            return nil
        }
        return start.upperBound..<end.lowerBound
    }
}
