import AMT

/// Reads the local inventory file: comma-separated, with a heading line that names the columns `uuid`, `fqdn` and, if wanted,
/// `profile`; further columns are skipped. Quotes as in RFC 4180.
package enum InventoryFile {
    /// A larger file is refused; it holds about two million records.
    package static let byteCountMax = 256 * 1024 * 1024
    /// Faults beyond this number are counted, not listed.
    package static let faultsListedMax = 20

    /// One record of the file.
    package struct Entry: Equatable, Sendable {
        package let deviceUUID: DeviceUUID
        package let fqdn: String
        package let profile: String?
    }

    /// Everything that a file says, faults included.
    package struct Reading: Equatable, Sendable {
        package var entries: [Entry] = []
        /// Line number and what is wrong with it.
        package var faults: [Fault] = []
        package var faultCount = 0
    }

    /// What is wrong with a line.
    package struct Fault: Equatable, Sendable {
        package let line: Int
        package let refusal: Refusal
    }

    package enum Refusal: String, Error, CaseIterable, Sendable {
        case headingMissing = "heading-missing"
        case columnMissing = "column-missing"
        case uuid
        case uuidRepeated = "uuid-repeated"
        case quotes
    }

    /// Reads the whole file. A bad line is a fault of its own and does not spoil the others; without a heading nothing is read.
    package static func read(_ text: String) -> Reading {
        var reading = Reading()
        var columns: Columns?
        var seen: Set<DeviceUUID> = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let trimmed = line.drop(while: { $0 == "\u{FEFF}" })
            if trimmed.allSatisfy(\.isWhitespace) || trimmed.first == "#" { continue }
            do throws(Refusal) {
                let cells = try Self.cells(trimmed)
                guard let known = columns else {
                    columns = try Columns(heading: cells)
                    continue
                }
                let entry = try known.entry(cells)
                guard seen.insert(entry.deviceUUID).inserted else { throw .uuidRepeated }
                reading.entries.append(entry)
            } catch {
                reading.faultCount += 1
                if reading.faults.count < Self.faultsListedMax {
                    reading.faults.append(Fault(line: index + 1, refusal: error))
                }
                if error == .headingMissing { return reading }
            }
        }
        return reading
    }

    private struct Columns {
        let uuid: Int
        let fqdn: Int
        let profile: Int?

        init(heading: [String]) throws(Refusal) {
            let names = heading.map { $0.lowercased() }
            guard let uuid = names.firstIndex(of: "uuid"), let fqdn = names.firstIndex(of: "fqdn") else {
                throw .headingMissing
            }
            self.uuid = uuid
            self.fqdn = fqdn
            self.profile = names.firstIndex(of: "profile")
        }

        func entry(_ cells: [String]) throws(Refusal) -> Entry {
            guard cells.count > max(self.uuid, self.fqdn) else { throw .columnMissing }
            guard let uuid = DeviceUUID(cells[self.uuid]) else { throw .uuid }
            let profile = self.profile.flatMap { $0 < cells.count && !cells[$0].isEmpty ? cells[$0] : nil }
            return Entry(deviceUUID: uuid, fqdn: cells[self.fqdn], profile: profile)
        }
    }

    private static func cells(_ line: Substring) throws(Refusal) -> [String] {
        var cells: [String] = []
        var cell = ""
        var isQuoted = false
        var characters = line.makeIterator()
        var next = characters.next()
        while let character = next {
            next = characters.next()
            switch (character, isQuoted) {
            case ("\"", true) where next == "\"":
                cell.append("\"")
                next = characters.next()
            case ("\"", _):
                isQuoted.toggle()
            case (",", false):
                cells.append(cell.trimmed)
                cell = ""
            default:
                cell.append(character)
            }
        }
        guard !isQuoted else { throw .quotes }
        cells.append(cell.trimmed)
        return cells
    }
}

extension String {
    fileprivate var trimmed: String {
        String(self.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
