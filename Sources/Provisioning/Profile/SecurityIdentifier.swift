/// A security identifier of Windows, as text and as the bytes that firmware takes.
///
/// - Shape: revision 1, a 48-bit authority and one to five sub-authorities: 12...28 bytes.
package enum SecurityIdentifier {
    /// Firmware keeps 28 bytes at most.
    package static let subAuthorityCountMax = 5

    /// Reads `S-1-5-21-…`.
    ///
    /// - Returns: `nil` for anything else: other letter case, other revisions, leading zeros, too many parts.
    package static func bytes(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts.count - 3 <= Self.subAuthorityCountMax, parts[0] == "S", parts[1] == "1",
            let authority = Self.number(parts[2]), authority < 1 << 48
        else { return nil }
        var bytes: [UInt8] = [1, UInt8(parts.count - 3)]
        for shift in stride(from: UInt64(40), through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: authority >> shift))
        }
        for part in parts.dropFirst(3) {
            guard let number = Self.number(part).flatMap(UInt32.init(exactly:)) else { return nil }
            for shift in stride(from: UInt32(0), through: 24, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: number >> shift))
            }
        }
        return bytes
    }

    /// Writes the bytes; `nil` when they are not of the shape above.
    package static func text(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 12, bytes[0] == 1, (1...Self.subAuthorityCountMax).contains(Int(bytes[1])),
            bytes.count == 8 + 4 * Int(bytes[1])
        else { return nil }
        let authority = bytes[2..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let parts = stride(from: 8, to: bytes.count, by: 4).map { begin in
            bytes[begin..<begin + 4].reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        return "S-1-\(authority)-" + parts.map(String.init).joined(separator: "-")
    }

    /// What firmware counts as the domain of an account: 24 bytes, which leave the account's own number out of a whole
    /// identifier.
    static func domain(_ bytes: [UInt8]) -> [UInt8] { Array(bytes.prefix(24)) }

    private static func number(_ digits: Substring) -> UInt64? {
        guard (1...15).contains(digits.utf8.count), digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            digits.count == 1 || digits.first != "0"
        else { return nil }
        return UInt64(digits)
    }
}
