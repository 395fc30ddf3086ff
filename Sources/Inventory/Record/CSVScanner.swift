/// Reads separated values with a heading line.
///
/// - Quotes as in RFC 4180, with line ends within them; blanks around a cell do not count.
/// - CR, LF and CRLF end a line. Lines that hold nothing, and those that begin with `#`, are skipped.
/// - The last line needs an end only where nothing else tells that it is whole.
/// - A line may lack cells at its end that no record needs; one that lacks others, or has more than the heading, is a fault.
struct CSVScanner: RecordScanning {
    private enum Place {
        case lineStart, cell, quoted
        /// Behind a quote within quotes: the end of them, or the first of two.
        case quoteSeen
        case comment
    }

    /// Where the wanted columns are.
    private struct Heading {
        /// Cell of each wanted column.
        let cells: [Int?]
        let cellCount: Int
        /// A line with fewer cells than this has lost some that matter.
        let cellCountMin: Int
    }

    private static let quote = UInt8(ascii: "\"")
    private static let byteOrderMark: [UInt8] = [0xef, 0xbb, 0xbf]

    private let separator: UInt8
    private let mapper: RecordMapper
    private let mayBeEmpty: Bool
    private let mayEndInLine: Bool
    private var heading: Heading?
    private var place = Place.lineStart
    /// Bytes of the byte order mark that have come; `nil` once it is past or was never there.
    private var markCount: Int? = 0
    /// The cells of the line so far, without quotes and separators.
    private var row: RecordRow
    private var cellEnds: [Int] = []
    /// Whether the cell has had blanks alone so far.
    private var isCellBlank = true

    init(separator: UInt8, mapper: RecordMapper, mayBeEmpty: Bool, mayEndInLine: Bool) {
        self.separator = separator
        self.mapper = mapper
        self.mayBeEmpty = mayBeEmpty
        self.mayEndInLine = mayEndInLine
        self.row = RecordRow(columnCount: mapper.columnNames.count)
    }

    mutating func take(_ bytes: UnsafeBufferPointer<UInt8>, into collector: inout RecordCollector) throws(SourceFailure)
    {
        var position = 0
        while self.markCount != nil, position < bytes.count {
            if try self.isPartOfMark(bytes[position]) { position += 1 }
        }
        while position < bytes.count {
            switch self.place {
            case .lineStart: self.beginLine(bytes[position], &position)
            case .cell: try self.readCell(bytes, &position, &collector)
            case .quoted: try self.readQuoted(bytes, &position, collector)
            case .quoteSeen: self.leaveQuote(bytes[position], &position)
            case .comment:
                while position < bytes.count, !Self.isLineEnd(bytes[position]) { position += 1 }
                if position < bytes.count { self.place = .lineStart }
            }
        }
    }

    mutating func end(into collector: inout RecordCollector) throws(SourceFailure) -> String? {
        switch self.place {
        case .quoted: throw SourceFailure(.malformed, "a quote is not closed")
        case .cell, .quoteSeen:
            guard self.mayEndInLine else {
                throw SourceFailure(.truncated, "the last line has no end, and the answer does not tell its length")
            }
            try self.finishLine(&collector)
        case .lineStart, .comment: break
        }
        guard self.heading != nil || self.mayBeEmpty else { throw SourceFailure(.malformed, "no heading line") }
        return nil
    }

    /// The mark of UTF-8 is skipped; those of UTF-16 tell a body that nothing can be read from.
    private mutating func isPartOfMark(_ byte: UInt8) throws(SourceFailure) -> Bool {
        let count = self.markCount ?? 0
        if byte == Self.byteOrderMark[count] {
            self.markCount = count + 1 < Self.byteOrderMark.count ? count + 1 : nil
            return true
        }
        if count == 0, byte >= 0xfe { throw SourceFailure(.malformed, "text is UTF-16, not UTF-8") }
        if count > 0 {
            self.row.text += Self.byteOrderMark.prefix(count)
            self.isCellBlank = false
            self.place = .cell
        }
        self.markCount = nil
        return false
    }

    @inline(__always)
    private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

    private mutating func beginLine(_ byte: UInt8, _ position: inout Int) {
        if Self.isLineEnd(byte) {
            position += 1
        } else {
            self.place = byte == UInt8(ascii: "#") ? .comment : .cell
        }
    }

    private mutating func readCell(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ collector: inout RecordCollector
    ) throws(SourceFailure) {
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == self.separator || byte == Self.quote || Self.isLineEnd(byte) { break }
            position += 1
        }
        let run = UnsafeBufferPointer(rebasing: bytes[start..<position])
        self.row.text.append(contentsOf: run)
        self.isCellBlank = self.isCellBlank && run.allSatisfy(Blanks.contains)
        try self.judgeLength(collector)
        guard position < bytes.count else { return }
        let byte = bytes[position]
        position += 1
        if byte == self.separator {
            self.cellEnds.append(self.row.text.count)
            self.isCellBlank = true
        } else if byte == Self.quote {
            self.meetQuote()
        } else {
            try self.finishLine(&collector)
        }
    }

    /// At the beginning of a cell it opens; within one it stands for itself, as in `19" rack`.
    private mutating func meetQuote() {
        if self.isCellBlank {
            self.row.text.removeSubrange((self.cellEnds.last ?? 0)...)
            self.isCellBlank = false
            self.place = .quoted
        } else {
            self.row.text.append(Self.quote)
        }
    }

    private mutating func readQuoted(
        _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int, _ collector: RecordCollector
    ) throws(SourceFailure) {
        let start = position
        while position < bytes.count, bytes[position] != Self.quote { position += 1 }
        self.row.text.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[start..<position]))
        try self.judgeLength(collector)
        guard position < bytes.count else { return }
        self.place = .quoteSeen
        position += 1
    }

    private mutating func leaveQuote(_ byte: UInt8, _ position: inout Int) {
        if byte == Self.quote {
            self.row.text.append(Self.quote)
            self.place = .quoted
            position += 1
        } else {
            self.place = .cell
        }
    }

    private func judgeLength(_ collector: RecordCollector) throws(SourceFailure) {
        guard self.row.text.count + self.cellEnds.count <= RecordLimits.recordBytesMax else {
            let isQuoted = self.place == .quoted
            throw SourceFailure(
                .tooLarge,
                "record \(collector.recordNumber) is longer than \(RecordLimits.recordBytesMax) bytes"
                    + (isQuoted ? ", a quote may not be closed" : ""))
        }
    }

    private mutating func finishLine(_ collector: inout RecordCollector) throws(SourceFailure) {
        defer {
            self.row.clear()
            self.cellEnds.removeAll(keepingCapacity: true)
            self.isCellBlank = true
            self.place = .lineStart
        }
        guard !self.row.text.allSatisfy(Blanks.contains) else { return }
        self.cellEnds.append(self.row.text.count)
        guard let heading = self.heading else {
            self.heading = try self.readHeading()
            return
        }
        guard self.fits(heading) else { return try collector.addFault(.ragged) }
        for (column, cell) in heading.cells.enumerated() {
            if let cell, cell < self.cellEnds.count { self.row.set(column, to: self.range(ofCell: cell)) }
        }
        try collector.add(self.row)
    }

    private func range(ofCell cell: Int) -> Range<Int> {
        (cell == 0 ? 0 : self.cellEnds[cell - 1])..<self.cellEnds[cell]
    }

    /// Cells without anything beyond the heading's do no harm.
    private func fits(_ heading: Heading) -> Bool {
        guard self.cellEnds.count >= heading.cellCountMin else { return false }
        guard self.cellEnds.count > heading.cellCount else { return true }
        return self.row.text[self.cellEnds[heading.cellCount - 1]...].allSatisfy(Blanks.contains)
    }

    private func readHeading() throws(SourceFailure) -> Heading {
        var names: [String] = []
        for cell in self.cellEnds.indices {
            guard let name = String(validating: self.row.text[self.range(ofCell: cell)], as: UTF8.self) else {
                throw SourceFailure(.malformed, "the heading line is not UTF-8")
            }
            names.append(Self.key(name))
        }
        let cells = self.mapper.columnNames.map { names.firstIndex(of: Self.key($0)) }
        var cellCountMin = 0
        for group in self.mapper.neededColumns {
            let found = group.compactMap { cells[$0] }
            guard let last = found.max() else {
                let wanted = group.map { self.mapper.columnNames[$0] }.joined(separator: ", ")
                throw SourceFailure(.malformed, BoundedText.make("the heading has no column \(wanted)"))
            }
            cellCountMin = max(cellCountMin, last + 1)
        }
        return Heading(cells: cells, cellCount: names.count, cellCountMin: cellCountMin)
    }

    /// Names of columns are the same in any letter case and with any blanks around them.
    private static func key(_ name: String) -> String { Blanks.trimmed(name).lowercased() }
}
