/// Base64 with padding (RFC 4648 section 4), as firmware writes binary properties.
package enum Base64 {
    /// Four characters for three bytes, `=` at the end.
    package static func text(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: Self.characters(bytes), as: UTF8.self)
    }

    /// The same as ASCII bytes.
    package static func characters(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        for byte in bytes {
            bits = bits << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 6 {
                bitCount -= 6
                text.append(Self.character(UInt8(bits >> bitCount & 0x3f)))
            }
            bits &= (1 << bitCount) - 1
        }
        if bitCount > 0 { text.append(Self.character(UInt8(bits << (6 - bitCount) & 0x3f))) }
        while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
        return text
    }

    /// Reads whole groups of four. White space between characters is skipped: some writers break lines.
    ///
    /// - Returns: `nil` for any other character, missing or misplaced padding, or bits set behind the last byte.
    package static func bytes(_ characters: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count / 4 * 3)
        var bits: UInt32 = 0
        var bitCount: UInt32 = 0
        var characterCount = 0
        var paddingCount = 0
        for character in characters {
            if character == 0x20 || character == 0x09 || character == 0x0a || character == 0x0d { continue }
            characterCount += 1
            if character == UInt8(ascii: "=") {
                paddingCount += 1
                continue
            }
            guard paddingCount == 0, let value = Self.value(character) else { return nil }
            bits = bits << 6 | UInt32(value)
            bitCount += 6
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> bitCount))
            }
            bits &= (1 << bitCount) - 1
        }
        guard characterCount.isMultiple(of: 4), paddingCount <= 2, bits == 0, bitCount == UInt32(paddingCount) * 2
        else { return nil }
        return bytes
    }

    private static func character(_ value: UInt8) -> UInt8 {
        switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "+")
        default: UInt8(ascii: "/")
        }
    }

    private static func value(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): character - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): character - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
