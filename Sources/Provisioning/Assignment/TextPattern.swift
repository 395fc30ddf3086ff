/// A text with `*` for any characters and `?` for one. Upper and lower case are the same.
package struct TextPattern: Hashable, Sendable {
    /// As it was written.
    package let text: String
    private let wanted: [Unicode.Scalar]

    /// Any text is a pattern; without `*` and `?` it stands for itself.
    package init(_ text: String) {
        self.text = text
        self.wanted = Array(text.lowercased().unicodeScalars)
    }

    /// Whether the whole of a text is as the pattern says. Takes at most the product of both lengths in steps.
    package func matches(_ text: String) -> Bool {
        let given = Array(text.lowercased().unicodeScalars)
        var place = 0
        var patternPlace = 0
        // Where the last `*` stands, and how far the text is taken to be covered by it.
        var star: (pattern: Int, text: Int)?
        while place < given.count {
            if patternPlace < self.wanted.count, self.wanted[patternPlace] == "*" {
                star = (patternPlace, place)
                patternPlace += 1
            } else if patternPlace < self.wanted.count,
                self.wanted[patternPlace] == "?" || self.wanted[patternPlace] == given[place]
            {
                patternPlace += 1
                place += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                patternPlace = last.pattern + 1
                place = last.text + 1
            } else {
                return false
            }
        }
        return self.wanted[patternPlace...].allSatisfy { $0 == "*" }
    }
}

extension TextPattern: CustomStringConvertible {
    package var description: String { self.text }
}
