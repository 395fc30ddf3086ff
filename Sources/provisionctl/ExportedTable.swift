import Foundation

/// A table as the tools of a database export it: a heading line, then a line for each row.
///
/// - UTF-8, or UTF-16 as Windows tools write it. Comma, semicolon, tab or bar separate, whichever the heading has most of.
/// - Quotes as in RFC 4180. `NULL` is nothing. The line of dashes below a heading and `(12 rows affected)` are no rows.
struct ExportedTable {
    enum Entry: Equatable {
        case row(Row)
        /// A row that cannot be read, with a reason of ``ImportReason``.
        case faulty(line: Int, reason: String)
    }

    struct Row: Equatable {
        /// Of the file, counted from 1: where the row begins.
        let line: Int
        /// As they stand, without quotes; as many as the heading has.
        let cells: [String]
    }

    /// A list of a few hundred thousand devices stays far below.
    static let bytesMax = 512 * 1024 * 1024
    /// One row; a quote that is never closed would make the rest of the file one.
    static let rowBytesMax = 64 * 1024

    private(set) var heading: [String]
    private let bytes: [UInt8]
    private let separator: UInt8
    private var position = 0
    private var line = 1

    /// - Parameter path: a file; `-` is not taken, because more than one table may be asked for.
    static func read(_ path: String) throws(CommandFailure) -> ExportedTable {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("The file \(path) cannot be read.")
        }
        guard data.count <= Self.bytesMax else { throw .invalidDocument(["\(path): it is too large"]) }
        guard let bytes = Self.text(data) else { throw .invalidDocument(["\(path): it is neither UTF-8 nor UTF-16"]) }
        guard let table = ExportedTable(bytes) else { throw .invalidDocument(["\(path): it has no heading line"]) }
        return table
    }

    init?(_ bytes: [UInt8]) {
        self.bytes = bytes
        self.separator = Self.separator(bytes)
        self.heading = []
        while self.position < bytes.count {
            guard let cells = self.cells() else { return nil }
            self.heading = cells.map { $0.trimmingCharacters(in: .whitespaces) }
            if self.heading.contains(where: { !$0.isEmpty }) { return }
        }
        return nil
    }

    /// Lines of keys that have no heading: a PID, a PPS, and nothing more.
    init?(keyLines: [[String]]) {
        guard keyLines.contains(where: { !$0.isEmpty }) else { return nil }
        self.heading = [ImportField.pid.rawValue, ImportField.pps.rawValue]
        self.separator = UInt8(ascii: ",")
        self.bytes = keyLines.flatMap { Array(($0.joined(separator: ",") + "\n").utf8) }
    }

    /// The next row; `nil` at the end.
    mutating func next() -> Entry? {
        while self.position < self.bytes.count {
            let line = self.line
            guard let cells = self.cells() else { return .faulty(line: line, reason: ImportReason.quote) }
            if Self.isDecoration(cells) { continue }
            let surplus = cells.dropFirst(self.heading.count)
            guard surplus.allSatisfy({ $0.allSatisfy(\.isWhitespace) }) else {
                return .faulty(line: line, reason: ImportReason.ragged)
            }
            let missing = max(0, self.heading.count - cells.count)
            return .row(
                Row(line: line, cells: cells.prefix(self.heading.count) + Array(repeating: "", count: missing)))
        }
        return nil
    }

    /// What stands in a file and is no row: an empty line, the dashes of `sqlcmd`, its count at the end.
    private static func isDecoration(_ cells: [String]) -> Bool {
        let texts = cells.map { $0.trimmingCharacters(in: .whitespaces) }
        if texts.allSatisfy({ $0.isEmpty }) || texts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0 == "-" } }) {
            return true
        }
        return texts.count == 1 && texts[0].wholeMatch(of: /\([0-9]+ rows? affected\)/.ignoresCase()) != nil
    }

    // MARK: - Cells

    /// The cells of the row that begins here; `nil` when a quote is not closed, and then the rest of the file is passed over.
    private mutating func cells() -> [String]? {
        var cells: [String] = []
        let start = self.position
        while true {
            guard let cell = self.cell(), self.position - start <= Self.rowBytesMax else {
                self.position = self.bytes.count
                return nil
            }
            cells.append(cell)
            guard self.position < self.bytes.count, self.bytes[self.position] == self.separator else { break }
            self.position += 1
        }
        self.passLineEnd()
        return cells
    }

    /// Up to the separator or the line's end; `nil` when a quote is not closed.
    private mutating func cell() -> String? {
        let start = self.position
        var blanks = start
        while blanks < self.bytes.count, self.bytes[blanks] == 0x20 { blanks += 1 }
        if blanks < self.bytes.count, self.bytes[blanks] == UInt8(ascii: "\"") {
            self.position = blanks + 1
            return self.quoted()
        }
        self.passPlain()
        let text = String(decoding: self.bytes[start..<self.position], as: UTF8.self)
        return text == "NULL" ? "" : text
    }

    private mutating func quoted() -> String? {
        var content: [UInt8] = []
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            self.position += 1
            if byte == 0x0a { self.line += 1 }
            guard byte == UInt8(ascii: "\"") else {
                content.append(byte)
                continue
            }
            guard self.position < self.bytes.count, self.bytes[self.position] == UInt8(ascii: "\"") else {
                // What stands behind the quote is kept: it makes the value wrong rather than short.
                let rest = self.position
                self.passPlain()
                let behind = self.bytes[rest..<self.position]
                if !behind.allSatisfy({ $0 == 0x20 }) { content += behind }
                return String(decoding: content, as: UTF8.self)
            }
            content.append(byte)
            self.position += 1
        }
        return nil
    }

    private mutating func passPlain() {
        while self.position < self.bytes.count {
            let byte = self.bytes[self.position]
            if byte == self.separator || byte == 0x0a || byte == 0x0d { return }
            self.position += 1
        }
    }

    private mutating func passLineEnd() {
        guard self.position < self.bytes.count else { return }
        let isCarriageReturn = self.bytes[self.position] == 0x0d
        self.position += 1
        if isCarriageReturn, self.position < self.bytes.count, self.bytes[self.position] == 0x0a { self.position += 1 }
        self.line += 1
    }

    // MARK: - Bytes

    /// The one that the heading has most of.
    private static func separator(_ bytes: [UInt8]) -> UInt8 {
        let candidates = Array(",;\t|".utf8)
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        for byte in bytes.drop(while: { $0 == 0x0a || $0 == 0x0d }) {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            guard !isQuoted else { continue }
            if byte == 0x0a || byte == 0x0d { break }
            if candidates.contains(byte) { counts[byte, default: 0] += 1 }
        }
        let most = candidates.max { counts[$0, default: 0] < counts[$1, default: 0] }
        return most.flatMap { counts[$0] == nil ? nil : $0 } ?? UInt8(ascii: ",")
    }

    /// UTF-8 without a mark; `nil` for anything else.
    static func text(_ data: Data) -> [UInt8]? {
        let mark = Array(data.prefix(3))
        if mark.starts(with: [0xff, 0xfe]) || mark.starts(with: [0xfe, 0xff]) {
            return String(data: data, encoding: .utf16).map { Array($0.utf8) }
        }
        // Some tools leave the mark out; no table begins with a NUL.
        if mark.dropFirst().first == 0 {
            return String(data: data, encoding: .utf16LittleEndian).map { Array($0.utf8) }
        }
        let bytes = Array(mark == [0xef, 0xbb, 0xbf] ? data.dropFirst(3) : data)
        return String(validating: bytes, as: UTF8.self) == nil ? nil : bytes
    }
}
