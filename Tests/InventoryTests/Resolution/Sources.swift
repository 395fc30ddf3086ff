import AMT
import Inventory

/// Sources and records for tests. Times are days before ``now``.
enum Sources {
    static let now = UnixTime(seconds: 1_793_491_200)

    static func time(daysAgo days: Int64) -> UnixTime { UnixTime(seconds: Self.now.seconds - days * 86_400) }

    static func source(
        _ name: String, fqdnRank: Int = SourceTrust.standardRank, freshDays: Int = 0,
        failure: SourceFailure.Code? = nil, synced: Int64? = 0,
        _ matches: RecordMatch...
    ) -> SourceFinding {
        var trust = SourceTrust()
        trust.fqdn = fqdnRank
        return SourceFinding(
            name: name, trust: trust, freshDays: freshDays, lastSyncedAt: synced.map(Self.time), lastFailure: failure,
            matches: matches)
    }

    static func whole(
        _ fqdn: String?, resource: String = "r1", order: RecordMatch.Order = .canonical, profile: String? = nil,
        site: String? = nil, amtVersion: String? = nil, fields: [RecordFieldValue] = [], reported: Int64? = nil,
        changed: Int64 = 0, vanished: Int64? = nil
    ) -> RecordMatch {
        let record = SourceRecord(
            part: .whole, resource: resource, fqdn: fqdn, amtVersion: amtVersion, profile: profile, site: site,
            fields: fields, reportedAt: reported.map(Self.time))
        return RecordMatch(
            order: order,
            record: KeptRecord(
                record, changedAt: Self.time(daysAgo: changed), vanishedAt: vanished.map(Self.time)))
    }

    static func capability(
        resource: String = "r1", order: RecordMatch.Order = .canonical, amtVersion: String? = nil, changed: Int64 = 0,
        vanished: Int64? = nil, location: KeptRecord? = nil
    ) -> RecordMatch {
        let record = SourceRecord(part: .capability, resource: resource, amtVersion: amtVersion)
        return RecordMatch(
            order: order,
            record: KeptRecord(
                record, changedAt: Self.time(daysAgo: changed), vanishedAt: vanished.map(Self.time)),
            location: location)
    }

    static func location(
        _ fqdn: String?, resource: String = "r1", site: String? = nil, reported: Int64? = nil, changed: Int64 = 0,
        vanished: Int64? = nil
    ) -> KeptRecord {
        KeptRecord(
            SourceRecord(
                part: .location, resource: resource, fqdn: fqdn, site: site, reportedAt: reported.map(Self.time)),
            changedAt: Self.time(daysAgo: changed), vanishedAt: vanished.map(Self.time))
    }

    static func resolve(_ sources: SourceFinding...) -> Resolution {
        Resolver.resolve(InventoryFindings(sources: sources), now: Self.now)
    }
}

extension Resolution {
    /// The evidence as it is printed: a line for each key, in order.
    var lines: [String] { self.evidence.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" } }
}
