import Yams

/// JSON written as YAML: the same members in the same order, and every text that could be taken for something else in quotes.
enum YAMLText {
    /// One document, which begins with `---` so that several may follow each other.
    ///
    /// - Throws: ``CommandFailure/answerUnreadable(_:)`` when it is not JSON.
    static func document(ofJSON json: some Sequence<UInt8>) throws(CommandFailure) -> String {
        let node = Self.node(of: try JSONReader.read(Array(json)))
        do {
            // Without a width: a line that is broken up cannot be searched.
            return try Yams.serialize(node: node, indent: 2, width: -1, allowUnicode: true, explicitStart: true)
        } catch {
            throw .answerUnreadable("it cannot be written as YAML")
        }
    }

    private static func node(of value: JSONReader.Value) -> Node {
        switch value {
        case .literal(let text): .scalar(.init(text, .implicit, .plain))
        case .text(let text): Self.scalar(text)
        case .list(let items):
            .sequence(.init(items.map(Self.node), .implicit, items.isEmpty ? .flow : .block))
        case .object(let members):
            .mapping(
                .init(
                    members.map { (Self.scalar($0.name), Self.node(of: $0.value)) }, .implicit,
                    members.isEmpty ? .flow : .block))
        }
    }

    private static func scalar(_ text: String) -> Node {
        .scalar(.init(text, Tag(.str), Self.isPlain(text) ? .plain : .doubleQuoted))
    }

    /// Words that are no text to one of YAML's versions.
    private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"]

    /// Whether it is a text to every reader when it stands without quotes. Numbers, moments, hexadecimal digits and everything
    /// that begins like one of them are not.
    static func isPlain(_ text: String) -> Bool {
        text.wholeMatch(of: /[A-Za-z\/][A-Za-z0-9_.\/\-]*( [A-Za-z0-9(][A-Za-z0-9_.,;\/()\-]*)*/) != nil
            && !Self.words.contains(text.lowercased())
    }
}
