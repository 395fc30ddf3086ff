/// The bytes that wanted columns had in one record, before any of them is judged.
struct RecordRow {
    /// Values one after the other; what lies between them is of no account.
    var text: [UInt8] = []
    /// Where the value of each wanted column stands in `text`; empty for a column that the record lacks.
    private(set) var ranges: [Range<Int>]

    init(columnCount: Int) {
        self.ranges = Array(repeating: 0..<0, count: columnCount)
        self.text.reserveCapacity(1024)
    }

    /// Of several values for one column the first that is not empty stays.
    mutating func set(_ column: Int, to range: Range<Int>) {
        if self.ranges[column].isEmpty { self.ranges[column] = range }
    }

    /// Appends a value; see ``set(_:to:)``.
    mutating func set(_ column: Int, toBytes bytes: some Collection<UInt8>) {
        let start = self.text.count
        self.text += bytes
        self.set(column, to: start..<self.text.count)
    }

    /// Forgets the record and keeps the room that it took.
    mutating func clear() {
        self.text.removeAll(keepingCapacity: true)
        for column in self.ranges.indices { self.ranges[column] = 0..<0 }
    }
}

/// Cuts of bytes without blanks at their ends.
enum Blanks {
    /// Space, tab, line feed, vertical tab, form feed, carriage return.
    @inline(__always)
    static func contains(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }

    /// The part of `range` without blanks at its ends.
    @inline(__always)
    static func trimmed(_ range: Range<Int>, of text: UnsafeBufferPointer<UInt8>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, Self.contains(text[start]) { start += 1 }
        while start < end, Self.contains(text[end - 1]) { end -= 1 }
        return start..<end
    }

    /// The text without blanks at its ends.
    static func trimmed(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let range = bytes.withUnsafeBufferPointer { Self.trimmed(0..<$0.count, of: $0) }
        return String(decoding: bytes[range], as: UTF8.self)
    }
}
