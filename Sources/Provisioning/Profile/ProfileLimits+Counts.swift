extension ProfileLimits {
    /// Something that firmware bounds, as much of it as a profile has.
    struct Count {
        let limit: ProfileLimit
        let path: String
        let section: ProfileSection
        let number: Int
        /// A sentence without its end: `are 5`.
        let text: String

        /// - Parameter words: around the number, which stands for `#`.
        init(
            _ limit: ProfileLimit, _ path: String, _ section: ProfileSection, _ number: Int, _ words: String = "are #"
        ) {
            self.limit = limit
            self.path = path
            self.section = section
            self.number = number
            self.text = words.replacing("#", with: "\(number)")
        }
    }

    static func counts(of profile: Profile, callerName: String?) -> [Count] {
        self.trust(profile.tls, callerName: callerName) + self.rules(profile.remoteAccess) + [
            Count(.digestUsers, "users.digest", .users, profile.users?.digest.count ?? 0),
            Count(.kerberosUsers, "users.kerberos", .users, profile.users?.kerberos.count ?? 0),
            Count(
                .kerberosDomains, "users.kerberos", .users,
                Set((profile.users?.kerberos ?? []).map { SecurityIdentifier.domain($0.sid) }).count, "are of # domains"
            ),
            Count(.wirelessNetworks, "wifi.networks", .wifi, profile.wifi?.networks.count ?? 0),
            Count(
                .managementServers, "remoteAccess.servers", .remoteAccess, profile.remoteAccess?.servers.count ?? 0),
            Count(.remoteAccessRules, "remoteAccess.rules", .remoteAccess, profile.remoteAccess?.rules.count ?? 0),
            Count(
                .homeDomains, "environmentDetection.domains", .environmentDetection,
                profile.environmentDetection?.domains.count ?? 0),
            Count(.eventSubscriptions, "events.subscriptions", .events, profile.events?.subscriptions.count ?? 0),
            Count(.httpProxies, "httpProxies.proxies", .httpProxies, profile.httpProxies?.proxies.count ?? 0),
        ]
    }

    /// With mutual TLS the cluster's own root and name take a place each.
    private static func trust(_ tls: Profile.TLS, callerName: String?) -> [Count] {
        let isMutual = tls.network == .mutual
        let withOwn = "are # with the cluster's own"
        let isNamed = callerName.map(tls.trustedNames.contains) ?? false
        let addsName = isMutual && !tls.trustedNames.isEmpty && !isNamed
        let roots = tls.trustedRoots.enumerated().map { index, root in
            Count(
                .trustedRootBytes, "tls.trustedRoots[\(index)].certificate", .tls, root.der.count, "has # bytes")
        }
        return roots + [
            Count(
                .trustedRoots, "tls.trustedRoots", .tls, tls.trustedRoots.count + (isMutual ? 1 : 0),
                isMutual ? withOwn : "are #"),
            Count(
                .trustedNames, "tls.trustedNames", .tls, tls.trustedNames.count + (addsName ? 1 : 0),
                addsName ? withOwn : "are #"),
            Count(.revocationLists, "tls.revocationLists", .tls, tls.revocationLists?.count ?? 0),
            Count(
                .revocationBytes, "tls.revocationLists", .tls,
                (tls.revocationLists ?? []).reduce(0) { sum, list in
                    list.serialNumbers.reduce(sum + list.url.utf8.count) { $0 + $1.count }
                }, "have # bytes, addresses and serial numbers"),
        ]
    }

    private static func rules(_ access: Profile.RemoteAccess?) -> [Count] {
        (access?.rules ?? []).enumerated().map { index, rule in
            Count(
                .remoteAccessRuleServers, "remoteAccess.rules[\(index)].servers", .remoteAccess, rule.servers.count)
        }
    }
}
