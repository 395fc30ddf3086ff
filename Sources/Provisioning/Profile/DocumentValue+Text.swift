extension DocumentValue {
    /// JSON with sorted keys and no blanks: the same for all documents that say the same. It is stored and compared.
    ///
    /// - Keys are sorted by their UTF-8 bytes. Control characters are escaped, all other characters stand as they are.
    /// - A number is written with the fewest digits that read back as the same number. JSON has no word for infinity and
    ///   for what is no number: they are written as text.
    package var canonicalText: String {
        var writer = DocumentTextWriter(indent: nil)
        writer.write(self, depth: 0)
        return writer.text
    }

    /// JSON for people: keys in the document's order, one a line. JSON is YAML as well.
    package var indentedText: String {
        var writer = DocumentTextWriter(indent: 2)
        writer.write(self, depth: 0)
        return writer.text
    }
}

/// Writes documents as JSON.
private struct DocumentTextWriter {
    /// Blanks a level; `nil` for the canonical form.
    let indent: Int?
    var text = ""

    mutating func write(_ value: DocumentValue, depth: Int) {
        switch value {
        case .null: self.text += "null"
        case .flag(let flag): self.text += flag ? "true" : "false"
        case .integer(let number): self.text += String(number)
        case .number(let number): self.write(number)
        case .text(let text): self.write(text)
        case .list(let items):
            self.write("[", "]", count: items.count, depth: depth) { writer, index in
                writer.write(items[index], depth: depth + 1)
            }
        case .object(let entries):
            let sorted =
                self.indent == nil
                ? entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) } : entries
            self.write("{", "}", count: sorted.count, depth: depth) { writer, index in
                writer.write(sorted[index].key)
                writer.text += writer.indent == nil ? ":" : ": "
                writer.write(sorted[index].value, depth: depth + 1)
            }
        }
    }

    private mutating func write(
        _ begin: String, _ end: String, count: Int, depth: Int, item: (inout DocumentTextWriter, Int) -> Void
    ) {
        self.text += begin
        for index in 0..<count {
            if index > 0 { self.text += "," }
            self.breakLine(depth: depth + 1)
            item(&self, index)
        }
        if count > 0 { self.breakLine(depth: depth) }
        self.text += end
    }

    private mutating func breakLine(depth: Int) {
        guard let indent = self.indent else { return }
        self.text += "\n" + String(repeating: " ", count: indent * depth)
    }

    private mutating func write(_ number: Double) {
        if number.isFinite { self.text += number.description } else { self.write(number.description) }
    }

    private mutating func write(_ text: String) {
        self.text += "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": self.text += "\\\""
            case "\\": self.text += "\\\\"
            case "\n": self.text += "\\n"
            case "\r": self.text += "\\r"
            case "\t": self.text += "\\t"
            case "\u{0}"..<" ", "\u{7f}":
                let digits = String(scalar.value, radix: 16)
                self.text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: self.text.unicodeScalars.append(scalar)
            }
        }
        self.text += "\""
    }
}
