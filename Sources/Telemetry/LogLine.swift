import Logging

/// One log record as the bytes of one line. Makes text only; who writes it is ``LogOutput``'s matter.
package struct LogLine {
    /// A value of metadata may come from a peer; what is longer than this many Unicode scalars is cut and marked with `…`.
    package static let valueScalarsMax = 200
    /// Messages of ours are constants; those of libraries may carry values and are cut here, in Unicode scalars.
    package static let messageScalarsMax = 1_000
    /// More facts than this in one record are a mistake; the rest is left out and `log.facts_dropped` says how many.
    package static let factsMax = 64
    /// Nested metadata deeper than this is written as `…`, so that no record recurses without end.
    package static let depthMax = 8

    private let at: String
    private let level: Logger.Level
    private let label: String
    private let message: String
    private let facts: [(key: String, value: String)]

    /// - Parameters:
    ///   - microseconds: time of the record since 1970-01-01T00:00:00Z.
    ///   - metadata: nested dictionaries become dotted keys, arrays one text with commas.
    package init(
        microseconds: Int64, level: Logger.Level, label: String, message: String, metadata: Logger.Metadata
    ) {
        self.at = RFC3339.text(microseconds: microseconds)
        self.level = level
        self.label = label
        self.message = Self.cut(message, scalars: Self.messageScalarsMax)
        var flat: [String: String] = [:]
        Self.flatten(.dictionary(metadata), under: "", depth: 0, into: &flat)
        var facts = flat.sorted { $0.key < $1.key }.map { (key: $0.key, value: $0.value) }
        if facts.count > Self.factsMax {
            let dropped = facts.count - Self.factsMax
            facts.removeLast(dropped)
            facts.append((key: "log.facts_dropped", value: String(dropped)))
        }
        self.facts = facts
    }

    /// The line in a format, with its newline at the end and none before.
    package func rendered(_ format: LogFormat) -> String {
        switch format {
        case .text: self.text
        case .json: self.json
        }
    }

    private var text: String {
        let level = self.level.rawValue.uppercased()
        var line = self.at + " " + level + String(repeating: " ", count: max(1, 9 - level.count))
        line += Self.escaped(self.message)
        for (key, value) in self.facts {
            line += " " + Self.escaped(key) + "="
            let plain = value.unicodeScalars.allSatisfy { $0.value > 0x20 && $0 != "\"" && $0 != "=" && $0 != "\\" }
            line += plain && !value.isEmpty ? Self.escaped(value) : "\"" + Self.escaped(value) + "\""
        }
        return line + "\n"
    }

    private var json: String {
        var line = "{\"at\":\"" + self.at + "\",\"level\":\"" + self.level.rawValue + "\",\"logger\":\""
        line += Self.escaped(self.label) + "\",\"message\":\"" + Self.escaped(self.message) + "\""
        for (key, value) in self.facts {
            let name = Self.ownKeys.contains(key) ? "metadata." + key : key
            line += ",\"" + Self.escaped(name) + "\":\"" + Self.escaped(value) + "\""
        }
        return line + "}\n"
    }

    /// Keys of the record itself; a fact of the same name is moved aside.
    private static let ownKeys: Set<String> = ["at", "level", "logger", "message"]

    private static func flatten(
        _ value: Logger.MetadataValue, under key: String, depth: Int, into flat: inout [String: String]
    ) {
        guard case .dictionary(let members) = value, depth < Self.depthMax else {
            flat[Self.cut(key, scalars: Self.valueScalarsMax)] = Self.cut(
                Self.plain(value, depth: depth), scalars: Self.valueScalarsMax)
            return
        }
        for (name, member) in members {
            Self.flatten(member, under: key.isEmpty ? name : key + "." + name, depth: depth + 1, into: &flat)
        }
    }

    private static func plain(_ value: Logger.MetadataValue, depth: Int) -> String {
        guard depth < Self.depthMax else { return "…" }
        switch value {
        case .string(let text): return text
        case .stringConvertible(let convertible): return convertible.description
        case .array(let members): return members.map { Self.plain($0, depth: depth + 1) }.joined(separator: ",")
        case .dictionary(let members):
            return members.sorted { $0.key < $1.key }.map { $0.key + ":" + Self.plain($0.value, depth: depth + 1) }
                .joined(separator: ",")
        }
    }

    /// Scalars and not characters, because one character may be built of any number of bytes.
    private static func cut(_ text: String, scalars limit: Int) -> String {
        guard
            let end = text.unicodeScalars.index(
                text.unicodeScalars.startIndex, offsetBy: limit, limitedBy: text.unicodeScalars.endIndex),
            end != text.unicodeScalars.endIndex
        else { return text }
        return String(text.unicodeScalars[..<end]) + "…"
    }

    /// The escapes of JSON, which the text form shares.
    ///
    /// Also what JSON would let pass but a terminal or a reader may obey: C1 controls, line separators, marks that turn
    /// the direction of writing.
    private static func escaped(_ text: String) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x22: result += "\\\""
            case 0x5c: result += "\\\\"
            case 0x0a: result += "\\n"
            case 0x0d: result += "\\r"
            case 0x09: result += "\\t"
            case 0x00...0x1f, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069, 0xfeff:
                let hex = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
