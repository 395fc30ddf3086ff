import AMT

/// What of a profile a device cannot take.
package enum ProfileLimits {
    /// Fields, words and counts that a release does not have.
    ///
    /// A section that says `enabled: false` asks nothing of a device that does not have it.
    ///
    /// - Parameter release: of the device; without it, only what no release takes is named.
    package static func faults(_ profile: Profile, release: AMTRelease?) -> [ProfileFault] {
        var faults: [ProfileFault] = []
        if let release {
            Self.compare(profile.document, ProfileSchema.root, path: "", with: release, into: &faults)
        }
        for (limit, path, count, hint) in Self.counts(of: profile) where count > limit.max(for: release) {
            let holder = release.map { "AMT \($0)" } ?? "firmware"
            faults.append(
                ProfileFault(path, .release, "are \(count)\(hint), and \(holder) takes \(limit.max(for: release))"))
        }
        return faults
    }

    private static func compare(
        _ value: DocumentValue, _ node: ProfileSchemaNode, path: String, with release: AMTRelease,
        into faults: inout [ProfileFault]
    ) {
        switch value {
        case .object(let entries):
            if value["enabled"] == .flag(false) { return }
            for entry in entries {
                guard let child = node.child(entry.key) else { continue }
                let path = ProfileShape.path(path, entry.key)
                if entry.value["enabled"] != .flag(false), !child.field.releases.contains(release) {
                    faults.append(ProfileFault(path, .release, Self.text(release, child.field.releases)))
                } else {
                    Self.compare(entry.value, child, path: path, with: release, into: &faults)
                }
            }
        case .list(let items):
            for (index, item) in items.enumerated() {
                Self.compare(item, node, path: "\(path)[\(index)]", with: release, into: &faults)
            }
        case .text(let text):
            if let choice = Self.choices(node.field.kind).first(where: { $0.word == text }),
                !choice.releases.contains(release)
            {
                faults.append(
                    ProfileFault(path, .release, "is \(text): \(Self.text(release, choice.releases))"))
            }
        case .null, .flag, .integer, .number: break
        }
    }

    private static func text(_ release: AMTRelease, _ releases: ReleaseRange) -> String {
        "AMT \(release) does not have it; it is there \(releases)"
    }

    private static func choices(_ kind: ProfileFieldKind) -> [ProfileChoice] {
        switch kind {
        case .oneOf(let choices): choices
        case .list(let item, _): Self.choices(item)
        case .flag, .integer, .text, .object, .secret, .secretName, .certificate, .address, .longAddress, .host,
            .domain, .sid, .hexadecimal, .timeOfDay, .event:
            []
        }
    }

    /// What is counted, with the path of each. With mutual TLS the cluster's own root and name take a place each.
    private static func counts(
        of profile: Profile
    ) -> [(limit: ProfileLimit, path: String, count: Int, hint: String)] {
        let tls = profile.tls
        let isMutual = tls.network == .mutual
        let own = isMutual ? " with the cluster's own" : ""
        return [
            (.trustedRoots, "tls.trustedRoots", tls.trustedRoots.count + (isMutual ? 1 : 0), own),
            (
                .trustedNames, "tls.trustedNames",
                tls.trustedNames.isEmpty ? 0 : tls.trustedNames.count + (isMutual ? 1 : 0),
                own
            ),
            (.revocationLists, "tls.revocationLists", tls.revocationLists?.count ?? 0, ""),
            (.digestUsers, "users.digest", profile.users?.digest.count ?? 0, ""),
            (.kerberosUsers, "users.kerberos", profile.users?.kerberos.count ?? 0, ""),
            (.wirelessNetworks, "wifi.networks", profile.wifi?.networks.count ?? 0, ""),
            (.managementServers, "remoteAccess.servers", profile.remoteAccess?.servers.count ?? 0, ""),
            (.remoteAccessRules, "remoteAccess.rules", profile.remoteAccess?.rules.count ?? 0, ""),
            (.homeDomains, "environmentDetection.domains", profile.environmentDetection?.domains.count ?? 0, ""),
            (.httpProxies, "httpProxies.proxies", profile.httpProxies?.proxies.count ?? 0, ""),
        ]
    }
}
