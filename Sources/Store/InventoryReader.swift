import AMT
import Inventory
import Postgres
import Provisioning
import Synchronization

/// Makes findings of rows: what each source says of each device.
final class InventoryReader: Sendable {
    /// Documents that are read once and known by their text; beyond this number all are read anew.
    static let definitionsKeptMax = 256

    private let definitions = Mutex<[String: SourceDefinition?]>([:])

    /// The two statements that it reads, in this order.
    static func calls(_ devices: [DeviceUUID]) -> [PostgresCall] {
        [
            PostgresCall(Statements.listSourceMarks),
            PostgresCall(Statements.loadInventory, [.uuids(devices.map(\.bytes))]),
        ]
    }

    /// - Returns: an entry for each of `devices`, whether a source knows it or not.
    func findings(
        of devices: [DeviceUUID], marks: PostgresRows, records: PostgresRows
    ) throws(PostgresError) -> [DeviceUUID: InventoryFindings] {
        let sources = try marks.map { (row) throws(PostgresError) in try self.source(row) }.compactMap(\.self)
        let places = Dictionary(uniqueKeysWithValues: sources.enumerated().map { ($1.name, $0) })
        var findings = Dictionary(
            devices.map { ($0, InventoryFindings(sources: sources)) }, uniquingKeysWith: { first, _ in first })
        for found in try records.map({ (row) throws(PostgresError) in try Self.match(row) }) {
            // One that is disabled, or that this program cannot read.
            guard let place = places[found.source] else { continue }
            findings[found.device]?.sources[place].matches.append(found.match)
        }
        return findings
    }

    private func source(_ row: PostgresRow) throws(PostgresError) -> SourceFinding? {
        guard let definition = self.definition(try row.required(row.text(1))), definition.isEnabled else { return nil }
        // What is pushed is never read as a whole: it is what it is at any moment.
        let isPushed = definition.feeds.isEmpty
        let isFailed = try row.text(3) == SourceState.Outcome.failed.rawValue
        return SourceFinding(
            name: try row.required(row.text(0)), trust: definition.trust, isPushed: isPushed,
            freshDays: definition.freshDays, lastSyncedAt: try isPushed ? UnixTime(seconds: 0) : row.time(2),
            lastFailure: isFailed ? try row.text(4).flatMap(SourceFailure.Code.init(rawValue:)) : nil)
    }

    private func definition(_ document: String) -> SourceDefinition? {
        self.definitions.withLock { known in
            if let definition = known[document] { return definition }
            if known.count >= Self.definitionsKeptMax { known.removeAll() }
            let definition: SourceDefinition? =
                switch SourceReader.read(kept: document) {
                case .success(let definition): definition
                case .failure: nil
                }
            known[document] = .some(definition)
            return definition
        }
    }

    private static func match(
        _ row: PostgresRow
    ) throws(PostgresError) -> (device: DeviceUUID, source: String, match: RecordMatch) {
        let device = try row.deviceUUID(0)
        let isCanonical = try row.required(row.bool(2))
        guard let part = SourceRecord.Part(rawValue: try row.required(row.text(3))) else {
            throw PostgresError.unreadable("a record's part is none")
        }
        let holder = isCanonical ? device : device.byteSwapped
        let record = try Self.record(row, from: 4, part: part, device: holder)
        let location = try row.text(13) == nil ? nil : Self.record(row, from: 13, part: .location, device: nil)
        return (
            device, try row.required(row.text(1)),
            RecordMatch(order: isCanonical ? .canonical : .raw, record: record, location: location)
        )
    }

    /// Nine columns, from the resource on.
    private static func record(
        _ row: PostgresRow, from column: Int, part: SourceRecord.Part, device: DeviceUUID?
    ) throws(PostgresError) -> KeptRecord {
        let fields = JSONText.values(try row.text(column + 5) ?? "{}")
        return KeptRecord(
            SourceRecord(
                part: part, resource: try row.required(row.text(column)), deviceUUID: device,
                fqdn: try row.text(column + 1), amtVersion: try row.text(column + 2),
                profile: try row.text(column + 3), site: try row.text(column + 4),
                fields: fields.sorted { $0.key < $1.key }.map { RecordFieldValue($0.key, $0.value) },
                reportedAt: try row.time(column + 6)),
            changedAt: try row.required(row.time(column + 7)), vanishedAt: try row.time(column + 8))
    }
}
