/// Text as it may be put on a terminal.
enum DisplayText {
    /// Names and evidence come from devices that nobody authenticated: what a terminal would obey is shown as `\u{…}`.
    static func safe(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: Self.isObeyed) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if Self.isObeyed(scalar) {
                result += "\\u{" + String(scalar.value, radix: 16) + "}"
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Columns that a text takes.
    static func width(_ text: String) -> Int { text.reduce(0) { $0 + Self.width($1) } }

    /// The text itself, or its beginning with `…` as the last column.
    static func cut(_ text: String, to columns: Int) -> String {
        guard Self.width(text) > columns else { return text }
        guard columns > 0 else { return "" }
        var result = ""
        var used = 0
        for character in text {
            let width = Self.width(character)
            guard used + width <= columns - 1 else { break }
            result.append(character)
            used += width
        }
        return result + "…"
    }

    static func padded(_ text: String, to columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - Self.width(text)))
    }

    /// Lines of at most so many columns, broken at blanks; a longer word stands alone and is not broken.
    static func wrapped(_ text: String, to columns: Int) -> [String] {
        var lines: [String] = []
        var line = ""
        for word in text.split(separator: " ") {
            if line.isEmpty {
                line = String(word)
            } else if Self.width(line) + 1 + Self.width(String(word)) <= columns {
                line += " " + word
            } else {
                lines.append(line)
                line = String(word)
            }
        }
        return lines + [line]
    }

    /// `2026-11-22T10:30:45.678Z` becomes `2026-11-22 10:30:45Z`; anything else stays.
    static func moment(_ text: String) -> String {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[10] == UInt8(ascii: "T"), bytes[19] == UInt8(ascii: "."), text.hasSuffix("Z")
        else { return text }
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + "Z"
    }

    private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff: true
        default: false
        }
    }

    /// East Asian wide characters and emoji take two columns.
    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x0300...0x036f, 0x200b...0x200d: return 0
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            return 2
        default: return 1
        }
    }
}
