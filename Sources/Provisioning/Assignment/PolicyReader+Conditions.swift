import AMT
import Inventory

extension PolicyReader {
    private static let conditionKeys = ["fqdn", "domain", "site", "subnets", "releases", "fields", "sources"]

    static func conditions(_ value: DocumentValue, at path: String, _ above: inout ObjectReading) -> RuleConditions {
        var reading = ObjectReading(value, path: path, keys: Self.conditionKeys, of: Self.kind)
        var conditions = RuleConditions()
        conditions.fqdns = Self.list("fqdn", &reading) { text, path, reading in
            reading.text(text, at: path).map { TextPattern($0) }
        }
        conditions.domains = Self.list("domain", &reading, Self.domain)
        conditions.sites = Self.list("site", &reading) { text, path, reading in reading.text(text, at: path) }
        conditions.subnets = Self.list("subnets", &reading, Self.subnet)
        conditions.releases = reading["releases"].flatMap { Self.releases($0, at: "\(path).releases", &reading) }
        conditions.fields = reading["fields"].map { Self.fields($0, at: "\(path).fields", &reading) } ?? []
        conditions.sources = Self.list("sources", &reading, Self.name)
        if value.entries?.isEmpty ?? false {
            reading.add(path, .needed, "asks nothing; `defaultProfile` is for all other devices")
        }
        above.take(reading)
        return conditions
    }

    private static func list<Item>(
        _ key: String, _ reading: inout ObjectReading,
        _ read: (DocumentValue, String, inout ObjectReading) -> Item?
    ) -> [Item] {
        var items: [Item] = []
        for (path, value) in reading.items(key, 1...Self.conditionItemsMax) {
            if let item = read(value, path, &reading) { items.append(item) }
        }
        return items
    }

    private static func domain(_ value: DocumentValue, at path: String, _ reading: inout ObjectReading) -> String? {
        guard let text = reading.text(value, at: path) else { return nil }
        let normal = HostText.normal(text)
        guard HostText.isName(normal) else {
            reading.add(path, .hostName, "is no DNS name")
            return nil
        }
        return normal
    }

    private static func subnet(_ value: DocumentValue, at path: String, _ reading: inout ObjectReading) -> IPNetwork? {
        guard let text = reading.text(value, at: path) else { return nil }
        guard let network = IPNetwork(text) else {
            reading.add(path, .address, "is no range of addresses such as 10.1.0.0/16")
            return nil
        }
        return network
    }

    private static func fields(
        _ value: DocumentValue, at path: String, _ above: inout ObjectReading
    ) -> [FieldCondition] {
        var reading = ObjectReading(value, path: path, keys: nil, of: Self.kind)
        if let count = value.entries?.count, !(1...RecordLimits.fieldCountMax).contains(count) {
            reading.add(path, .count, "takes 1 to \(RecordLimits.fieldCountMax) fields and has \(count)")
        }
        var fields: [FieldCondition] = []
        for name in reading.keys {
            guard let value = reading[name] else { continue }
            let field = ProfileShape.path(path, String(name.prefix(64)))
            if !(1...63).contains(name.utf8.count) { reading.add(field, .length, "is not 1 to 63 bytes long") }
            if let text = reading.text(value, at: field) { fields.append(FieldCondition(name, TextPattern(text))) }
        }
        above.take(reading)
        return fields
    }

    /// `{from: "11.0", before: "16.0"}`: from the one on, up to and without the other; either may be absent.
    static func releases(_ value: DocumentValue, at path: String, _ above: inout ObjectReading) -> ReleaseRange? {
        var reading = ObjectReading(value, path: path, keys: ["from", "before"], of: Self.kind)
        let from = reading["from"].flatMap { Self.release($0, at: "\(path).from", &reading) }
        let before = reading["before"].flatMap { Self.release($0, at: "\(path).before", &reading) }
        if value.entries?.isEmpty ?? false { reading.add(path, .needed, "needs `from`, `before` or both") }
        if let from, let before, from >= before {
            reading.fault("before", .contradiction, "is not later than `from`")
        }
        above.take(reading)
        return reading.faults.isEmpty ? ReleaseRange(from: from, before: before) : nil
    }

    /// `11`, `"11"`, `"11.8"`, `"11.8.50"`; a number with a fraction would make 11.1 of 11.10.
    private static func release(_ value: DocumentValue, at path: String, _ reading: inout ObjectReading) -> AMTRelease?
    {
        switch value {
        case .integer(let number):
            if let major = UInt32(exactly: number), number <= 999 { return AMTRelease(major: major, minor: 0) }
            reading.add(path, .outOfRange, "is no release")
        case .text(let text):
            let version = text.utf8.contains(UInt8(ascii: ".")) ? text : "\(text).0"
            if let release = AMTRelease(version: version) { return release }
            reading.add(path, .characters, "is no release such as \"11.8\"")
        case .number: reading.add(path, .wrongKind, "is a number with a fraction; a release is text such as \"11.8\"")
        case .null, .flag, .list, .object: reading.wrongKind(value, "a release such as \"11.8\"", at: path)
        }
        return nil
    }
}
