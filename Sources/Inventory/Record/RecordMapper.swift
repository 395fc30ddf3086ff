import AMT

/// Makes records of rows, after the columns of one feed.
struct RecordMapper: Sendable {
    /// Why a row is no record; `column` is one of ``columnNames``.
    struct Refusal: Error {
        let reason: RecordFault.Reason
        var column: Int?
    }

    /// Which columns may give one value; the first that has one counts.
    private struct Sources: Sendable {
        var resource: [Int] = []
        var uuid: [Int] = []
        var fqdn: [Int] = []
        var hostName: [Int] = []
        var domainName: [Int] = []
        var amtVersion: [Int] = []
        var profile: [Int] = []
        var site: [Int] = []
        var reportedAt: [Int] = []
        /// In the order of the fields' names.
        var fields: [(name: String, columns: [Int])] = []
    }

    private let part: SourceRecord.Part
    private let isByteSwapped: Bool
    private let sources: Sources
    /// The wanted columns, each once. Rows have their values in this order.
    let columnNames: [String]

    init(part: SourceRecord.Part, columns: RecordColumns) {
        var names: [String] = []
        func positions(_ wanted: [String]) -> [Int] {
            wanted.map { name in
                if let known = names.firstIndex(of: name) { return known }
                names.append(name)
                return names.count - 1
            }
        }
        var sources = Sources()
        sources.resource = positions(columns.resource)
        if part != .location { sources.uuid = positions(columns.uuid) }
        if part != .capability {
            sources.fqdn = positions(columns.fqdn)
            sources.hostName = positions(columns.hostName)
            sources.domainName = positions(columns.domainName)
        }
        sources.amtVersion = positions(columns.amtVersion)
        sources.profile = positions(columns.profile)
        sources.site = positions(columns.site)
        sources.reportedAt = positions(columns.reportedAt)
        for name in Set(columns.fields.map(\.name)).sorted() {
            sources.fields.append((name, positions(columns.fields.filter { $0.name == name }.map(\.value))))
        }
        self.part = part
        self.isByteSwapped = columns.isByteSwapped
        self.sources = sources
        self.columnNames = names
    }

    /// Groups of columns of which each record needs at least one: what leads from a device to a name.
    var neededColumns: [[Int]] {
        let name = self.sources.fqdn + self.sources.hostName
        return [self.sources.resource, self.sources.uuid, name].filter { !$0.isEmpty }
    }

    /// - Returns: the record, and the first value that it had to be left without: what a device is named by must be right, and
    ///   the rest may be missing.
    func record(from row: RecordRow) throws(Refusal) -> (record: SourceRecord, lost: Refusal?) {
        try row.text.withUnsafeBufferPointer { text throws(Refusal) in
            try self.record(from: Values(text: text, ranges: row.ranges))
        }
    }

    private func record(from values: Values) throws(Refusal) -> (record: SourceRecord, lost: Refusal?) {
        var lost: Refusal?
        let uuid = try self.deviceUUID(in: values)
        var record = SourceRecord(
            part: self.part, resource: try self.resource(in: values, uuid: uuid), deviceUUID: uuid,
            fqdn: try self.name(in: values))
        record.amtVersion = values.text(self.sources.amtVersion, orLose: &lost)
        record.profile = values.text(self.sources.profile, orLose: &lost)
        record.site = values.text(self.sources.site, orLose: &lost)
        record.reportedAt = self.reportedAt(in: values, orLose: &lost)
        for (name, columns) in self.sources.fields {
            guard let value = values.text(columns, orLose: &lost) else { continue }
            guard record.fields.count < RecordLimits.fieldCountMax else {
                lost = lost ?? Refusal(reason: .tooManyFields, column: columns.first)
                break
            }
            record.fields.append(RecordFieldValue(name, value))
        }
        return (record, lost)
    }

    /// A location record has none.
    private func deviceUUID(in values: Values) throws(Refusal) -> DeviceUUID? {
        guard self.part != .location else { return nil }
        guard let found = values.first(self.sources.uuid) else {
            throw Refusal(reason: .uuidMissing, column: self.sources.uuid.first)
        }
        switch UUIDText.read(found.bytes, isByteSwapped: self.isByteSwapped) {
        case .device(let uuid): return uuid
        case .placeholder: throw Refusal(reason: .uuidPlaceholder, column: found.column)
        case .unreadable: throw Refusal(reason: .uuid, column: found.column)
        }
    }

    /// A whole record of a source without keys of its own is known by its UUID.
    private func resource(in values: Values, uuid: DeviceUUID?) throws(Refusal) -> String {
        if self.part == .whole, self.sources.resource.isEmpty, let uuid { return uuid.description }
        guard let text = try values.text(self.sources.resource, bytesMax: RecordLimits.resourceBytesMax) else {
            throw Refusal(reason: .resourceMissing, column: self.sources.resource.first)
        }
        return text
    }

    /// The FQDN, or what host and domain name make of one. A host name that is alone, or qualified already, stays as it is.
    private func name(in values: Values) throws(Refusal) -> String? {
        if let fqdn = try values.text(self.sources.fqdn) { return fqdn }
        guard let host = try values.text(self.sources.hostName) else { return nil }
        guard !host.utf8.contains(UInt8(ascii: ".")), let domain = try values.text(self.sources.domainName) else {
            return host
        }
        let suffix = domain.drop { $0 == "." }
        guard host.utf8.count + 1 + suffix.utf8.count <= RecordLimits.valueBytesMax else {
            throw Refusal(reason: .valueTooLong, column: self.sources.hostName.first)
        }
        return suffix.isEmpty ? host : "\(host).\(suffix)"
    }

    private func reportedAt(in values: Values, orLose lost: inout Refusal?) -> UnixTime? {
        guard let found = values.first(self.sources.reportedAt) else { return nil }
        let time = TimeText.read(found.bytes)
        if time == nil { lost = lost ?? Refusal(reason: .time, column: found.column) }
        return time
    }

    /// The values of one row while its bytes stand still.
    private struct Values {
        let text: UnsafeBufferPointer<UInt8>
        let ranges: [Range<Int>]

        /// The first value of these columns that is more than blanks.
        func first(_ columns: [Int]) -> (column: Int, bytes: UnsafeBufferPointer<UInt8>)? {
            for column in columns {
                let range = Blanks.trimmed(self.ranges[column], of: self.text)
                if !range.isEmpty { return (column, UnsafeBufferPointer(rebasing: self.text[range])) }
            }
            return nil
        }

        /// A value that is missed by nobody.
        func text(_ columns: [Int], orLose lost: inout Refusal?) -> String? {
            do throws(Refusal) {
                return try self.text(columns)
            } catch {
                lost = lost ?? error
                return nil
            }
        }

        func text(
            _ columns: [Int], bytesMax: Int = RecordLimits.valueBytesMax
        ) throws(Refusal) -> String? {
            guard let found = self.first(columns) else { return nil }
            guard found.bytes.count <= bytesMax else { throw Refusal(reason: .valueTooLong, column: found.column) }
            // A zero byte is UTF-8, but no database keeps it in a text.
            guard !found.bytes.contains(0), let text = String(validating: found.bytes, as: UTF8.self) else {
                throw Refusal(reason: .notUTF8, column: found.column)
            }
            return text
        }
    }
}
