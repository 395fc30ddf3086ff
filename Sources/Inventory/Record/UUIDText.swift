import AMT

/// Reads a UUID as inventories write it: 32 hexadecimal digits, with or without the four dashes, with or without braces.
enum UUIDText {
    enum Reading: Equatable {
        case device(DeviceUUID)
        /// "Not set", or one that many machines bear.
        case placeholder
        case unreadable
    }

    /// - Parameter isByteSwapped: the text has the first three fields as SMBIOS stores them.
    static func read(_ text: UnsafeBufferPointer<UInt8>, isByteSwapped: Bool) -> Reading {
        var digits = text[...]
        if digits.count >= 2, digits.first == UInt8(ascii: "{"), digits.last == UInt8(ascii: "}") {
            digits = digits.dropFirst().dropLast()
        }
        guard let (high, low) = Self.halves(UnsafeBufferPointer(rebasing: digits)) else { return .unreadable }
        guard let written = DeviceUUID(high: high, low: low) else { return .placeholder }
        guard !PlaceholderUUIDs.contains(written) else { return .placeholder }
        guard isByteSwapped else { return .device(written) }
        return written.byteSwapped.map { .device($0) } ?? .placeholder
    }

    private static func halves(_ text: UnsafeBufferPointer<UInt8>) -> (high: UInt64, low: UInt64)? {
        let hasDashes = text.count == 36
        guard hasDashes || text.count == 32 else { return nil }
        var halves: (high: UInt64, low: UInt64) = (0, 0)
        var digitCount = 0
        for position in 0..<text.count {
            let byte = text[position]
            if hasDashes, position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = Self.digit(byte) else { return nil }
            if digitCount < 16 { halves.high = halves.high << 4 | digit } else { halves.low = halves.low << 4 | digit }
            digitCount += 1
        }
        return halves
    }

    @inline(__always)
    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }
}
