import AMT
import Inventory
import Provisioning

/// What sources say, for tests of names and profiles.
enum Findings {
    static let seen = UnixTime(seconds: 1_000_000_000)

    /// A source with one whole record of a device.
    static func whole(
        _ name: String, _ uuid: DeviceUUID, fqdn: String, profile: String? = nil, site: String? = nil, rank: Int = 100
    ) -> SourceFinding {
        let record = SourceRecord(
            part: .whole, resource: "r-\(name)", deviceUUID: uuid, fqdn: fqdn, profile: profile, site: site,
            fields: [RecordFieldValue("dept", "IT")])
        return Self.finding(
            name, rank: rank, RecordMatch(order: .canonical, record: KeptRecord(record, changedAt: Self.seen)))
    }

    /// A source in which the chain goes over a resource, with the UUID in the byte order of SMBIOS.
    static func chain(_ name: String, _ uuid: DeviceUUID, fqdn: String, rank: Int = 100) -> SourceFinding {
        let capability = SourceRecord(part: .capability, resource: "guid-1", deviceUUID: uuid, amtVersion: "16.1.25")
        let location = SourceRecord(part: .location, resource: "guid-1", fqdn: fqdn)
        return Self.finding(
            name, rank: rank,
            RecordMatch(
                order: .raw, record: KeptRecord(capability, changedAt: Self.seen),
                location: KeptRecord(location, changedAt: Self.seen)))
    }

    static func finding(_ name: String, rank: Int, _ match: RecordMatch?) -> SourceFinding {
        var trust = SourceTrust()
        trust.fqdn = rank
        return SourceFinding(name: name, trust: trust, lastSyncedAt: Self.seen, matches: match.map { [$0] } ?? [])
    }
}
