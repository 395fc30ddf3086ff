import AMT

/// A count or length that firmware bounds, which may differ between releases.
package enum ProfileLimit: String, CaseIterable, Sendable {
    case trustedRoots = "trusted-roots"
    case trustedNames = "trusted-names"
    case revocationLists = "revocation-lists"
    case digestUsers = "digest-users"
    case kerberosUsers = "kerberos-users"
    case wirelessNetworks = "wireless-networks"
    case managementServers = "management-servers"
    case remoteAccessRules = "remote-access-rules"
    case homeDomains = "home-domains"
    case httpProxies = "http-proxies"

    /// The most that any release takes: the profile document's own bound.
    package var highest: Int { ProfileLimitRow.all.filter { $0.limit == self }.map(\.max).max() ?? 0 }

    /// The most that a release takes; without a release, the most that any takes.
    package func max(for release: AMTRelease?) -> Int {
        guard let release else { return self.highest }
        return ProfileLimitRow.all.first { $0.limit == self && $0.releases.contains(release) }?.max ?? self.highest
    }
}

/// One line of the table of what releases take.
package struct ProfileLimitRow: Sendable {
    /// What is bounded.
    package let limit: ProfileLimit
    /// For which releases.
    package let releases: ReleaseRange
    /// The most that they take.
    package let max: Int
    /// Section of the reference on WS-Management that says so; a question mark where it does not name the release.
    package let source: String

    /// The whole table; ranges of one limit do not overlap.
    package static let all: [ProfileLimitRow] = [
        ProfileLimitRow(limit: .trustedRoots, releases: .all, max: 4, source: "2.7"),
        ProfileLimitRow(limit: .trustedNames, releases: .all, max: 4, source: "2.8"),
        ProfileLimitRow(limit: .revocationLists, releases: .all, max: 3, source: "2.7"),
        ProfileLimitRow(limit: .digestUsers, releases: .all, max: 15, source: "5; 2.3 says about 7"),
        ProfileLimitRow(limit: .kerberosUsers, releases: .all, max: 32, source: "2.3"),
        ProfileLimitRow(limit: .wirelessNetworks, releases: .all, max: 8, source: "2.11"),
        ProfileLimitRow(limit: .managementServers, releases: .before(11), max: 4, source: "2.14 ?"),
        ProfileLimitRow(limit: .managementServers, releases: .from(11), max: 6, source: "2.14 ?"),
        ProfileLimitRow(limit: .remoteAccessRules, releases: .all, max: 3, source: "2.14"),
        ProfileLimitRow(limit: .homeDomains, releases: .before(11), max: 4, source: "2.14 ?"),
        ProfileLimitRow(limit: .homeDomains, releases: .from(11), max: 5, source: "2.14 ?"),
        ProfileLimitRow(limit: .httpProxies, releases: .all, max: 15, source: "2.14"),
    ]
}
