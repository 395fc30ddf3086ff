/// The header `Link` (RFC 8288), as far as it leads to the next page.
enum LinkHeader {
    /// The target of the first link with the relation `next`, as written.
    ///
    /// A link with an `anchor` speaks of another page than the one that it came with, and is passed over.
    static func next(in field: String) -> String? {
        var rest = Array(field.utf8)[...]
        while true {
            rest = rest.drop { Self.isBlank($0) || $0 == UInt8(ascii: ",") }
            guard rest.first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return nil }
            let target = rest[rest.startIndex...].dropFirst()[..<end]
            rest = rest[end...].dropFirst()
            let parameters = Self.parameters(&rest)
            // Of several `rel` the first counts.
            let relation = parameters.first { $0.name == "rel" }?.value ?? ""
            let isNext = relation.split(separator: " ").contains { $0.lowercased() == "next" }
            guard isNext, !parameters.contains(where: { $0.name == "anchor" }) else { continue }
            return String(decoding: target, as: UTF8.self)
        }
    }

    /// Takes `; name=value` as often as it comes, and leaves what follows the link.
    private static func parameters(_ rest: inout ArraySlice<UInt8>) -> [(name: String, value: String)] {
        var parameters: [(name: String, value: String)] = []
        while true {
            rest = rest.drop(while: Self.isBlank)
            guard rest.first == UInt8(ascii: ";") else { return parameters }
            rest = rest.dropFirst().drop(while: Self.isBlank)
            let name = rest.prefix { !Self.isBlank($0) && !"=;,".utf8.contains($0) }
            rest = rest.dropFirst(name.count).drop(while: Self.isBlank)
            var value: [UInt8] = []
            if rest.first == UInt8(ascii: "=") {
                rest = rest.dropFirst().drop(while: Self.isBlank)
                value = Self.value(&rest)
            }
            parameters.append(
                (String(decoding: name, as: UTF8.self).lowercased(), String(decoding: value, as: UTF8.self)))
        }
    }

    /// A token, or a quoted text in which a backslash takes the next byte as it is.
    private static func value(_ rest: inout ArraySlice<UInt8>) -> [UInt8] {
        guard rest.first == UInt8(ascii: "\"") else {
            let token = rest.prefix { !Self.isBlank($0) && !";,".utf8.contains($0) }
            rest = rest.dropFirst(token.count)
            return Array(token)
        }
        var value: [UInt8] = []
        rest = rest.dropFirst()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            if let escaped = rest.popFirst() { value.append(escaped) }
        }
        return value
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
