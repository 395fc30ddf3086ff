/// Reading of the few header lines that matter, as tolerantly as firmware needs.
enum HeaderLine {
    /// Compares ASCII letters in either case. `name` is in lower case.
    static func begins(_ line: some Collection<UInt8>, with name: StaticString) -> Bool {
        name.withUTF8Buffer { wanted in
            line.count >= wanted.count && zip(line, wanted).allSatisfy { Self.lower($0) == $1 }
        }
    }

    /// What follows `name:`, without blanks and line end around it; `nil` for any other line.
    static func value(of name: StaticString, in line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer.SubSequence? {
        guard Self.begins(line, with: name) else { return nil }
        let rest = line.dropFirst(name.utf8CodeUnitCount)
        guard rest.first == UInt8(ascii: ":") else { return nil }
        return Self.trimmed(rest.dropFirst())
    }

    /// The realm of a Digest challenge, with its quotes and escapes removed.
    ///
    /// Firmware writes `Digest realm="…", nonce="…",stale="false",qop="auth"`: a space after some commas only.
    static func digestRealm(of challenge: UnsafeRawBufferPointer.SubSequence) -> String? {
        guard Self.begins(challenge, with: "digest") else { return nil }
        var rest = challenge.dropFirst("digest".utf8.count)
        guard let separator = rest.first, Self.isBlank(separator) else { return nil }
        while !rest.isEmpty {
            rest = rest.drop { Self.isBlank($0) || $0 == UInt8(ascii: ",") }
            let name = rest.prefix { $0 != UInt8(ascii: "=") && $0 != UInt8(ascii: ",") }
            rest = rest.dropFirst(name.count)
            guard rest.first == UInt8(ascii: "=") else { continue }
            let (value, after) = Self.parameter(rest.dropFirst())
            rest = after
            guard Self.trimmed(name).elementsEqual("realm".utf8, by: { Self.lower($0) == $1 }) else { continue }
            return value.count <= TransportLimits.realmBytesMax ? String(decoding: value, as: UTF8.self) : nil
        }
        return nil
    }

    /// A token, or a quoted text in which a backslash takes the next byte as it is.
    private static func parameter(
        _ text: UnsafeRawBufferPointer.SubSequence
    ) -> (value: [UInt8], rest: UnsafeRawBufferPointer.SubSequence) {
        let start = text.drop(while: Self.isBlank)
        guard start.first == UInt8(ascii: "\"") else {
            let token = start.prefix { $0 != UInt8(ascii: ",") }
            return (Array(Self.trimmed(token)), start.dropFirst(token.count))
        }
        var value: [UInt8] = []
        var rest = start.dropFirst()
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            if let escaped = rest.popFirst() { value.append(escaped) }
        }
        return (value, rest)
    }

    private static func trimmed(_ text: UnsafeRawBufferPointer.SubSequence) -> UnsafeRawBufferPointer.SubSequence {
        var text = text.drop(while: Self.isBlank)
        while let last = text.last, Self.isBlank(last) { text.removeLast() }
        return text
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
            || byte == UInt8(ascii: "\n")
    }

    private static func lower(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }
}
