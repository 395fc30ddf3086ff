extension ProfileLimits {
    /// Something that firmware bounds, as much of it as a profile has.
    struct Count {
        let limit: ProfileLimit
        let path: String
        let section: ProfileSection
        let number: Int
        /// A sentence without its end: `are 5`.
        let text: String

        /// Entries of a list.
        init(_ limit: ProfileLimit, _ path: String, _ section: ProfileSection, _ number: Int, _ hint: String = "") {
            self.limit = limit
            self.path = path
            self.section = section
            self.number = number
            self.text = "are \(number)\(hint)"
        }
    }

    static func counts(of profile: Profile, callerName: String?) -> [Count] {
        self.trust(profile.tls, callerName: callerName) + [
            Count(.digestUsers, "users.digest", .users, profile.users?.digest.count ?? 0),
            Count(.kerberosUsers, "users.kerberos", .users, profile.users?.kerberos.count ?? 0),
            Count(.wirelessNetworks, "wifi.networks", .wifi, profile.wifi?.networks.count ?? 0),
            Count(
                .managementServers, "remoteAccess.servers", .remoteAccess, profile.remoteAccess?.servers.count ?? 0),
            Count(.remoteAccessRules, "remoteAccess.rules", .remoteAccess, profile.remoteAccess?.rules.count ?? 0),
            Count(
                .homeDomains, "environmentDetection.domains", .environmentDetection,
                profile.environmentDetection?.domains.count ?? 0),
            Count(.httpProxies, "httpProxies.proxies", .httpProxies, profile.httpProxies?.proxies.count ?? 0),
        ]
    }

    /// With mutual TLS the cluster's own root and name take a place each.
    private static func trust(_ tls: Profile.TLS, callerName: String?) -> [Count] {
        let isMutual = tls.network == .mutual
        let hint = " with the cluster's own"
        let isNamed = callerName.map(tls.trustedNames.contains) ?? false
        let addsName = isMutual && !tls.trustedNames.isEmpty && !isNamed
        return [
            Count(
                .trustedRoots, "tls.trustedRoots", .tls, tls.trustedRoots.count + (isMutual ? 1 : 0),
                isMutual ? hint : ""),
            Count(
                .trustedNames, "tls.trustedNames", .tls, tls.trustedNames.count + (addsName ? 1 : 0),
                addsName ? hint : ""),
            Count(.revocationLists, "tls.revocationLists", .tls, tls.revocationLists.count),
        ]
    }
}
