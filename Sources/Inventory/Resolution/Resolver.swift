import AMT

/// Finds what inventory says of a device, of what all sources say.
///
/// The order is by standing first (``DataStanding``), then by the sources' ranks for the field, then by their names. Who wrote
/// last decides nothing.
package enum Resolver {
    /// - Parameter now: to see how old data are.
    package static func resolve(_ findings: InventoryFindings, now: UnixTime) -> Resolution {
        let chains = findings.sources.map { SourceChain($0, now: now) }
        let pushed = Set(findings.sources.filter(\.isPushed).map(\.name))
        let fqdns = Self.ranked(chains.compactMap(\.fqdn), by: \.fqdn, chains)
        let profiles = Self.ranked(chains.compactMap { $0.value(\.profile) }, by: \.profile, chains)
        let sites = Self.ranked(chains.compactMap { $0.value(\.site) }, by: \.site, chains)
        let versions = Self.ranked(chains.compactMap { $0.value(\.amtVersion) }, by: \.amtVersion, chains)
        return Resolution(
            fqdn: fqdns.first, vouchedFQDN: fqdns.first { !pushed.contains($0.source) }, profile: profiles.first,
            site: sites.first, amtVersion: versions.first,
            fields: Self.fields(chains),
            sources: chains.sorted {
                ($0.finding.trust.fqdn, $0.finding.name) < ($1.finding.trust.fqdn, $1.finding.name)
            }
            .map(\.resolution),
            conflicts: Self.conflicts(.fqdn, fqdns) + Self.conflicts(.profile, profiles) + Self.conflicts(.site, sites)
                + Self.conflicts(.amtVersion, versions))
    }

    private static func ranked<Value>(
        _ values: [ResolvedValue<Value>], by field: KeyPath<SourceTrust, Int>, _ chains: [SourceChain]
    ) -> [ResolvedValue<Value>] {
        let ranks = Dictionary(chains.map { ($0.finding.name, $0.finding.trust[keyPath: field]) }) { first, _ in first }
        return values.sorted { left, right in
            (left.standing, ranks[left.source] ?? .max, left.source)
                < (right.standing, ranks[right.source] ?? .max, right.source)
        }
    }

    private static func conflicts<Value>(
        _ field: ResolutionConflict.Field, _ ranked: [ResolvedValue<Value>]
    ) -> [ResolutionConflict] {
        guard let winner = ranked.first else { return [] }
        return ranked.dropFirst().filter { $0.value != winner.value }.map { other in
            ResolutionConflict(field, source: other.source, value: "\(other.value)", standing: other.standing)
        }
    }

    private static func fields(_ chains: [SourceChain]) -> [String: String] {
        let ranked = chains.sorted { left, right in
            (left.standing, left.finding.trust.fqdn, left.finding.name)
                < (right.standing, right.finding.trust.fqdn, right.finding.name)
        }
        var fields: [String: String] = [:]
        for field in ranked.flatMap(\.fields) where fields[field.name] == nil { fields[field.name] = field.value }
        return fields
    }
}
