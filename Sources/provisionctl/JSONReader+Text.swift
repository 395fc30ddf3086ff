import Foundation

extension JSONReader.Value {
    /// A member of an object.
    subscript(_ name: String) -> JSONReader.Value? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    var items: [JSONReader.Value] {
        if case .list(let items) = self { return items }
        return []
    }

    var text: String? {
        if case .text(let text) = self { return text }
        return nil
    }

    /// JSON over lines.
    func written(indent: Int = 0) -> String {
        let blanks = String(repeating: "  ", count: indent)
        switch self {
        case .literal(let text): return text
        case .text(let text): return Self.quoted(text)
        case .list(let items):
            guard !items.isEmpty else { return "[]" }
            return "[\n" + items.map { blanks + "  " + $0.written(indent: indent + 1) }.joined(separator: ",\n")
                + "\n\(blanks)]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            return "{\n"
                + members.map {
                    blanks + "  " + Self.quoted($0.name) + ": " + $0.value.written(indent: indent + 1)
                }.joined(separator: ",\n") + "\n\(blanks)}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        // A text that was read is UTF-8, and encoding it does not fail.
        return (try? encoder.encode(text)).map { String(decoding: $0, as: UTF8.self) } ?? "\"\""
    }
}
