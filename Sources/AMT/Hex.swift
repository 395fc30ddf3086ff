/// Hexadecimal text, lower case.
package enum Hex {
    /// Two digits a byte.
    package static func text(_ bytes: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for byte in bytes {
            digits.append(Self.digit(byte >> 4))
            digits.append(Self.digit(byte & 0x0f))
        }
        return String(decoding: digits, as: UTF8.self)
    }

    /// Reads pairs of digits in either letter case; `nil` for an odd count or any other character.
    package static func bytes(_ digits: some Collection<UInt8>) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(digits.count / 2)
        var high: UInt8?
        for digit in digits {
            guard let value = Self.value(digit) else { return nil }
            if let left = high {
                bytes.append(left << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return bytes
    }

    /// Reads text; see ``bytes(_:)-(Collection<UInt8>)``.
    package static func bytes(_ text: String) -> [UInt8]? { Self.bytes(Array(text.utf8)) }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
