import Inventory

/// Placeholders in the text of a request: words in braces.
enum SourcePlaceholders {
    /// The words in braces, in order: letters alone, so that the braces of a JSON body are none.
    static func words(in text: String) -> [String] {
        var words: [String] = []
        var word: String?
        for character in text {
            if character == "{" {
                word = ""
            } else if character == "}" {
                if let word, !word.isEmpty { words.append(word) }
                word = nil
            } else if character.isASCII, character.isLetter {
                word?.append(character)
            } else {
                word = nil
            }
        }
        return words
    }

    /// The placeholders that a text has.
    static func known(in text: String) -> Set<SourceFeed.Placeholder> {
        Set(Self.words(in: text).compactMap { SourceFeed.Placeholder(rawValue: $0) })
    }

    /// Whether every word in braces is a placeholder.
    static func areKnown(in text: String) -> Bool {
        Self.words(in: text).allSatisfy { SourceFeed.Placeholder(rawValue: $0) != nil }
    }

    /// Whether every brace belongs to a placeholder.
    static func ownEveryBrace(of text: String) -> Bool {
        let rest = SourceFeed.Placeholder.allCases.reduce(text) { $0.replacing("{\($1.rawValue)}", with: "") }
        return !rest.contains("{") && !rest.contains("}")
    }

    /// In words.
    static var choices: String {
        SourceFeed.Placeholder.allCases.map { "{\($0.rawValue)}" }.joined(separator: ", ")
    }
}
