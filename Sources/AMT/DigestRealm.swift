/// The HTTP digest realm of a device, in one of the two shapes that AMT uses.
///
/// - Shape: `Digest:` and 32 hexadecimal digits, or on the oldest firmware `Intel(R) AMT (ID:` UUID `)`.
///
/// A realm of another shape is not AMT's: no hash of a valuable password may be sent for it. It changes when the
/// device is unprovisioned, so that it is read anew in every session.
package struct DigestRealm: Hashable, Sendable {
    /// As the challenge and `AMT_GeneralSettings` have it.
    package let text: String

    /// - Returns: `nil` for any other shape.
    package init?(_ text: String) {
        guard Self.isCurrent(text) || Self.isOld(text) else { return nil }
        self.text = text
    }

    private static let currentPrefix = "Digest:"
    private static let oldPrefix = "Intel(R) AMT (ID:"

    private static func isCurrent(_ text: String) -> Bool {
        guard text.hasPrefix(Self.currentPrefix) else { return false }
        let digits = text.utf8.dropFirst(Self.currentPrefix.utf8.count)
        return digits.count == 32 && Hex.bytes(digits) != nil
    }

    private static func isOld(_ text: String) -> Bool {
        guard text.hasPrefix(Self.oldPrefix), text.utf8.last == UInt8(ascii: ")") else { return false }
        // Some firmware line leaves the dashes out; the UUID's own rules do not matter here.
        let digits = text.utf8.dropFirst(Self.oldPrefix.utf8.count).dropLast().filter { $0 != UInt8(ascii: "-") }
        return digits.count == 32 && Hex.bytes(digits) != nil
    }
}

extension DigestRealm: CustomStringConvertible {
    /// The text itself; it is no secret.
    package var description: String { self.text }
}
