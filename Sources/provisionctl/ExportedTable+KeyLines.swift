import Foundation

/// Lists of pre-shared keys that have no heading.
extension ExportedTable {
    /// Reads a table of keys, or lines `PID PPS` with blanks, commas, semicolons or tabs between; lines that begin with `#` are
    /// left out. The first line decides: a heading names the PID's column.
    static func readKeys(_ path: String) throws(CommandFailure) -> ExportedTable {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("The file \(path) cannot be read.")
        }
        guard data.count <= Self.bytesMax else { throw .invalidDocument(["\(path): it is too large"]) }
        guard let bytes = Self.text(data) else { throw .invalidDocument(["\(path): it is neither UTF-8 nor UTF-16"]) }
        if let table = ExportedTable(bytes), Self.namesKeys(table.heading) { return table }
        let lines = String(decoding: bytes, as: UTF8.self).split(
            omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard let table = ExportedTable(keyLines: lines.map(Self.cells)) else {
            throw .invalidDocument(["\(path): it has no line"])
        }
        return table
    }

    private static func namesKeys(_ heading: [String]) -> Bool {
        heading.contains { ImportField.pid.spellings.contains(ImportColumns.key($0)) }
    }

    private static func cells(_ line: Substring) -> [String] {
        let text = line.drop(while: \.isWhitespace)
        guard text.first != "#" else { return [] }
        return text.split { $0.isWhitespace || $0 == "," || $0 == ";" }.map(String.init)
    }
}
