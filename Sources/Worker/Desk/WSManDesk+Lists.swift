import AMT
import Provisioning

/// Reading of lists.
extension WSManDesk {
    /// Accounts of one device; firmware holds some dozens.
    private static let userHandlesMax: UInt32 = 512

    func entries(_ list: EntryList) async throws(RoundEnd) -> Finding<[FoundEntry]> {
        switch list {
        case .trustedRoots: return try await self.trustedRoots()
        case .revocationLists:
            return try await self.caller.findAll(AMT_CRL.enumerate(), AMT_CRL.pull).map { lists in
                lists.map {
                    FoundEntry(
                        key: $0.url, handle: $0.url,
                        fields: [.url: $0.url, .serialNumbers: Self.list($0.serialNumbers.map(Hex.text))])
                }
            }
        case .users: return .found(try await self.users())
        case .wifiNetworks:
            return try await self.caller.findAll(CIM_WiFiEndpointSettings.enumerate(), CIM_WiFiEndpointSettings.pull)
                .map { $0.map(Self.entry) }
        case .servers: return try await self.servers()
        case .rules: return try await self.rules()
        case .eventSubscriptions: return try await self.eventSubscriptions()
        case .proxies:
            return try await self.caller.findAll(IPS_HTTPProxyAccessPoint.enumerate(), IPS_HTTPProxyAccessPoint.pull)
                .map { $0.map(Self.entry) }
        case .auditEvents:
            // The name of the one instance is not confirmed: it is looked for.
            return try await self.caller.findAll(AMT_AuditPolicyRule.enumerate(), AMT_AuditPolicyRule.pull).map {
                $0.flatMap(\.entries).map(Self.entry)
            }
        }
    }

    private static func entry(_ policy: AMT_AuditPolicyRule.Entry) -> FoundEntry {
        let application = policy.event.application.number
        return FoundEntry(
            key: "\(application)/\(policy.event.number)", handle: "",
            fields: [
                .application: String(application), .event: String(policy.event.number),
                .isCritical: policy.policyType == .critical ? "true" : "false",
            ])
    }

    private func trustedRoots() async throws(RoundEnd) -> Finding<[FoundEntry]> {
        let certificates = try await self.caller.all(
            AMT_PublicKeyCertificate.enumerate(), AMT_PublicKeyCertificate.pull)
        self.certificates = certificates
        let roots = certificates.filter(\.isTrustedRoot)
        let bound = try await self.hasRoom(beside: roots) ? [] : self.boundCertificates()
        return .found(
            roots.map {
                FoundEntry(
                    key: CertificateDigest.sha256($0.der), handle: $0.instanceID,
                    fields: bound.contains($0.instanceID) ? [.isBound: "true"] : [:],
                    isSystem: $0.isReadOnly == true)
            })
    }

    /// Whether the roots of the profile that are missing go beside those that are there.
    private func hasRoom(beside roots: [AMT_PublicKeyCertificate]) async throws(RoundEnd) -> Bool {
        let missing = Set(self.material.roots.values).subtracting(roots.map(\.der))
        guard !missing.isEmpty else { return true }
        return roots.count + missing.count <= (try await self.roomForRoots())
    }

    /// Certificates that 802.1x is set to use, on the wire and without.
    private func boundCertificates() async throws(RoundEnd) -> Set<String> {
        let older = try await self.caller.findAll(
            AMT_8021xCredentialContext.enumerate(), AMT_8021xCredentialContext.pull)
        let newer = try await self.caller.findAll(
            IPS_8021xCredentialContext.enumerate(), IPS_8021xCredentialContext.pull)
        let wireless = try await self.caller.findAll(CIM_CredentialContext.enumerate(), CIM_CredentialContext.pull)
        return Set(
            (older.value ?? []).map(\.certificateInstanceID) + (newer.value ?? []).map(\.certificateInstanceID)
                + (wireless.value ?? []).compactMap(\.certificateInstanceID))
    }

    private func users() async throws(RoundEnd) -> [FoundEntry] {
        var handles: [UInt32] = []
        while true {
            let page = try await self.caller.call(
                AMT_AuthorizationService.enumerateUserAclEntries(startIndex: UInt32(handles.count) + 1))
            handles += page.handles
            guard !page.handles.isEmpty, handles.count < Int(min(page.totalCount, Self.userHandlesMax)) else { break }
        }
        var entries: [FoundEntry] = []
        for handle in handles {
            let user = try await self.caller.call(AMT_AuthorizationService.getUserAclEntryEx(handle: handle))
            var fields: [EntryField: String] = [
                .access: String(user.permission.number), .realms: WishMaker.realms(user.realms),
            ]
            let key: String
            switch user.holder {
            case .digest(let username): key = username
            case .kerberos(let sid):
                key = Hex.text(sid)
                fields[.sid] = key
            }
            entries.append(
                FoundEntry(key: key, handle: String(handle), fields: fields, isSystem: user.isSystemAccount))
        }
        return entries
    }

    private static func entry(_ network: CIM_WiFiEndpointSettings) -> FoundEntry {
        FoundEntry(
            key: network.elementName ?? network.instanceID, handle: network.instanceID,
            fields: [
                .ssid: network.ssid ?? "", .priority: String(network.priority ?? 0),
                .security: Self.security(network.authentication), .encryption: Self.text(network.encryption),
            ])
    }

    private static func entry(_ proxy: IPS_HTTPProxyAccessPoint) -> FoundEntry {
        let address = proxy.accessInfo ?? ""
        let port = proxy.port ?? 0
        let suffix = proxy.networkDNSSuffix ?? ""
        return FoundEntry(
            key: EntryKey.proxy(address: address, port: port, suffix: suffix), handle: proxy.name,
            fields: [.address: address, .port: String(port), .suffix: suffix])
    }

    private func servers() async throws(RoundEnd) -> Finding<[FoundEntry]> {
        let finding = try await self.caller.findAll(
            AMT_ManagementPresenceRemoteSAP.enumerate(), AMT_ManagementPresenceRemoteSAP.pull)
        self.serverNames = [:]
        for server in finding.value ?? [] { self.serverNames[Self.key(of: server)] = server.name }
        return finding.map { servers in
            servers.map { server in
                var fields: [EntryField: String] = [
                    .address: server.accessInfo, .port: String(server.port ?? 0),
                ]
                if let name = server.commonName { fields[.commonName] = name }
                return FoundEntry(key: Self.key(of: server), handle: server.name, fields: fields)
            }
        }
    }

    private static func key(of server: AMT_ManagementPresenceRemoteSAP) -> String {
        EntryKey.server(address: server.accessInfo, port: server.port ?? 0)
    }

    /// Rules with the servers that they call, in order.
    private func rules() async throws(RoundEnd) -> Finding<[FoundEntry]> {
        let finding = try await self.caller.findAll(
            AMT_RemoteAccessPolicyRule.enumerate(), AMT_RemoteAccessPolicyRule.pull)
        guard case .found(let rules) = finding else { return finding.map { _ in [] } }
        if rules.isEmpty { return .found([]) }
        if self.serverNames.isEmpty { _ = try await self.servers() }
        let keys = Dictionary(self.serverNames.map { ($0.value, $0.key) }) { first, _ in first }
        let applied = try await self.caller.all(
            AMT_RemoteAccessPolicyAppliesToMPS.enumerate(), AMT_RemoteAccessPolicyAppliesToMPS.pull)
        return .found(
            rules.map { rule in
                let servers = applied.filter { $0.policySet.selector("PolicyRuleName") == rule.policyRuleName }
                    .sorted { ($0.orderOfAccess ?? 0) < ($1.orderOfAccess ?? 0) }
                    .compactMap { $0.managedElement.selector("Name").map { keys[$0] ?? $0 } }
                return FoundEntry(
                    key: Self.text(rule.trigger), handle: rule.policyRuleName,
                    fields: [
                        .trigger: Self.text(rule.trigger, rule.schedule),
                        .tunnelSeconds: String(rule.tunnelLifeTimeSeconds),
                        .servers: servers.joined(separator: " "),
                    ])
            })
    }
}
