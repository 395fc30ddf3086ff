/// Where a reader of events is: behind this one. Text is `transaction.ordinal`.
package struct EventPosition: Equatable, Sendable, CustomStringConvertible {
    /// Number of the transaction that told the event.
    package let transaction: UInt64
    /// Orders the events of one transaction.
    package let ordinal: Int64

    /// Before the first event that is kept.
    package static let start = EventPosition(transaction: 0, ordinal: 0)

    package init(transaction: UInt64, ordinal: Int64) {
        self.transaction = transaction
        self.ordinal = ordinal
    }

    /// - Returns: `nil` when the text is none of ours.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.textBytesMax, parts.count == 2, let transaction = Self.number(parts[0]),
            let ordinal = Self.number(parts[1]), let ordinal = Int64(exactly: ordinal)
        else { return nil }
        self.init(transaction: transaction, ordinal: ordinal)
    }

    package var description: String { "\(self.transaction).\(self.ordinal)" }

    /// Two numbers of at most twenty digits, and the dot.
    private static let textBytesMax = 41

    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return UInt64(text)
    }
}
