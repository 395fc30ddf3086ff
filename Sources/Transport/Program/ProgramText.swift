/// What a program wrote for people.
enum ProgramText {
    /// In one line: what would move a terminal's cursor, or turn its text around, is written out.
    static func line(_ bytes: [UInt8]) -> String {
        var line = ""
        for scalar in String(decoding: bytes, as: UTF8.self).trimmed.unicodeScalars {
            switch scalar {
            case "\n": line += "\\n"
            case "\r": line += "\\r"
            case "\t": line += "\\t"
            default: line += Self.shown(scalar)
            }
        }
        return line
    }

    private static func shown(_ scalar: Unicode.Scalar) -> String {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
            "\\u{\(String(scalar.value, radix: 16))}"
        default: String(scalar)
        }
    }
}

extension String {
    /// Without the ends of lines at its end.
    fileprivate var trimmed: Substring {
        var text = self[...]
        while let last = text.last, last.isNewline || last == " " { text.removeLast() }
        return text
    }
}
