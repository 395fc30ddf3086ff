/// A text of a feed with its placeholders.
struct SourceTemplate {
    /// How a value is written where it stands.
    enum Escape: Equatable {
        case percent, xml, json, none

        /// As the body's content type asks for.
        init(contentType: String?) {
            let type = (contentType ?? "").lowercased()
            if type.contains("json") {
                self = .json
            } else if type.contains("xml") {
                self = .xml
            } else {
                self = type.contains("x-www-form-urlencoded") ? .percent : .none
            }
        }
    }

    let text: String
    let escape: Escape

    /// Fills every `{name}` that is a placeholder; other braces stay as they are.
    func filled(_ value: (SourceFeed.Placeholder) -> String) -> String {
        var filled = ""
        var rest = self.text[...]
        while let brace = rest.firstIndex(of: "{") {
            filled += rest[..<brace]
            rest = rest[brace...]
            if let placeholder = SourceFeed.Placeholder.allCases.first(where: { rest.hasPrefix("{\($0.rawValue)}") }) {
                filled += self.escaped(value(placeholder))
                rest = rest.dropFirst(placeholder.rawValue.count + 2)
            } else {
                filled.append(rest.removeFirst())
            }
        }
        return filled + rest
    }

    /// Without what asks for a cursor there is none of yet: `null` for a JSON string that is the placeholder alone, and no
    /// parameter in the query of an address. Elsewhere an empty text takes the placeholder's place.
    func withoutCursor() -> SourceTemplate {
        switch self.escape {
        case .json: SourceTemplate(text: self.text.replacing("\"{cursor}\"", with: "null"), escape: self.escape)
        case .percent: SourceTemplate(text: Self.withoutCursorParameter(self.text), escape: self.escape)
        case .xml, .none: self
        }
    }

    private static func withoutCursorParameter(_ text: String) -> String {
        let question = text.firstIndex(of: "?")
        let query = question.map { text[text.index(after: $0)...] } ?? text[...]
        let parts = query.split(separator: "&", omittingEmptySubsequences: false)
        let kept = parts.filter { !$0.hasSuffix("={cursor}") }
        guard kept.count < parts.count else { return text }
        let rest = kept.joined(separator: "&")
        guard let question else { return rest }
        return rest.isEmpty ? String(text[..<question]) : text[...question] + rest
    }

    private func escaped(_ value: String) -> String {
        switch self.escape {
        case .none: value
        case .percent: Self.percentEncoded(value)
        case .xml: value.unicodeScalars.map(Self.xmlEscaped).joined()
        case .json: value.unicodeScalars.map(Self.jsonEscaped).joined()
        }
    }

    /// Everything but RFC 3986's unreserved characters.
    private static func percentEncoded(_ value: String) -> String {
        var encoded = ""
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return encoded
    }

    private static func xmlEscaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "&": "&amp;"
        case "<": "&lt;"
        case ">": "&gt;"
        case "\"": "&quot;"
        case "'": "&apos;"
        default: String(scalar)
        }
    }

    private static func jsonEscaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return "\\\""
        case "\\": return "\\\\"
        default:
            guard scalar.value < 0x20 else { return String(scalar) }
            let digits = String(scalar.value, radix: 16)
            return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
    }
}
