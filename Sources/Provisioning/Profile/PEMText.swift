import AMT

/// One block of PEM (RFC 7468).
enum PEMText {
    /// The bytes of the one block in a text, which have to be one DER sequence.
    ///
    /// - Returns: `nil` for none or several, for blocks of another label, for text around it, for what is no DER sequence of that
    ///   length.
    static func der(_ text: String, label: String, byteCountMax: Int) -> [UInt8]? {
        guard text.utf8.count <= byteCountMax * 2 else { return nil }
        var lines = text.split(whereSeparator: \.isNewline).map { line in
            String(line.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
        lines.removeAll(where: \.isEmpty)
        guard lines.count >= 3, lines.first == Self.begin(label), lines.last == Self.end(label),
            let der = Base64.bytes(Array(lines.dropFirst().dropLast().joined().utf8)),
            der.count <= byteCountMax, Self.isSequence(der)
        else { return nil }
        return der
    }

    /// Writes a block.
    static func text(_ der: [UInt8], label: String) -> String {
        let characters = Base64.characters(der)
        let lines = stride(from: 0, to: characters.count, by: 64).map { begin in
            String(decoding: characters[begin..<min(begin + 64, characters.count)], as: UTF8.self)
        }
        return ([Self.begin(label)] + lines + [Self.end(label)]).joined(separator: "\n") + "\n"
    }

    private static func begin(_ label: String) -> String { "-----BEGIN \(label)-----" }

    private static func end(_ label: String) -> String { "-----END \(label)-----" }

    /// Whether bytes are one DER sequence and nothing else.
    private static func isSequence(_ der: [UInt8]) -> Bool {
        guard der.count >= 2, der[0] == 0x30 else { return false }
        if der[1] < 0x80 { return der.count == 2 + Int(der[1]) }
        let lengthCount = Int(der[1] & 0x7f)
        guard (1...2).contains(lengthCount), der.count > 2 + lengthCount, der[2] != 0 else { return false }
        let length = der[2..<2 + lengthCount].reduce(0) { $0 << 8 | Int($1) }
        return der.count == 2 + lengthCount + length && (lengthCount == 2 ? length > 0xff : length > 0x7f)
    }
}
