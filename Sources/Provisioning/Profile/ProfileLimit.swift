import AMT

/// How much of something firmware takes, which may differ between releases. Lengths of single texts are in the schema.
package enum ProfileLimit: String, CaseIterable, Sendable {
    case trustedRoots = "trusted-roots"
    case trustedRootBytes = "trusted-root-bytes"
    case trustedNames = "trusted-names"
    case revocationLists = "revocation-lists"
    case revocationBytes = "revocation-bytes"
    case digestUsers = "digest-users"
    case kerberosUsers = "kerberos-users"
    case kerberosDomains = "kerberos-domains"
    case wirelessNetworks = "wireless-networks"
    case managementServers = "management-servers"
    case remoteAccessRules = "remote-access-rules"
    case remoteAccessRuleServers = "remote-access-rule-servers"
    case homeDomains = "home-domains"
    case httpProxies = "http-proxies"
    case eventSubscriptions = "event-subscriptions"

    /// What firmware calls it.
    package var firmware: ReleaseLimit {
        switch self {
        case .trustedRoots: .trustedRootCountMax
        case .trustedRootBytes: .trustedRootByteCountMax
        case .trustedNames: .trustedCNCountMax
        case .revocationLists: .crlCountMax
        case .revocationBytes: .crlByteCountMax
        case .digestUsers: .digestUserCountMax
        case .kerberosUsers: .kerberosUserCountMax
        case .kerberosDomains: .kerberosDomainCountMax
        case .wirelessNetworks: .wifiProfileCountMax
        case .managementServers: .mpsCountMax
        case .remoteAccessRules: .remoteAccessPolicyCountMax
        case .remoteAccessRuleServers: .mpsPerPolicyCountMax
        case .homeDomains: .detectionStringCountMax
        case .httpProxies: .proxyCountMax
        case .eventSubscriptions: .eventSubscriberCountMax
        }
    }

    /// Its rows in the table of releases; their ranges do not overlap.
    package var rows: [ReleaseLimits.Row] { ReleaseLimits.rows.filter { $0.limit == self.firmware } }

    /// The most that any release takes: the profile document's own bound.
    package var highest: Int { ReleaseLimits.highest(self.firmware) }

    /// The most that a release takes; without a release, the most that any takes.
    package func max(for release: AMTRelease?) -> Int {
        release.map { ReleaseLimits.of($0)[self.firmware] } ?? self.highest
    }
}
