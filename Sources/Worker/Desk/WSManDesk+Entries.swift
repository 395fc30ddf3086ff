import AMT
import Provisioning

/// Adding, changing and removing of entries.
extension WSManDesk {
    func add(_ entry: WantedEntry, to list: EntryList) async throws(RoundEnd) -> String? {
        switch list {
        case .trustedRoots:
            let instanceID = try await self.add(
                AMT_PublicKeyManagementService.addTrustedRootCertificate(der: entry.der), key: entry.key, to: list)
            self.certificates = nil
            return instanceID
        case .revocationLists:
            let serials = (entry.fields[.serialNumbers] ?? "").split(separator: " ").compactMap {
                Hex.bytes(String($0))
            }
            _ = try await self.add(
                AMT_PublicKeyManagementService.addCRL(url: entry.fields[.url] ?? "", serialNumbers: serials),
                key: entry.key, to: list)
            return nil
        case .users:
            let handle = try await self.add(
                AMT_AuthorizationService.addUserAclEntryEx(
                    try Self.user(entry), digestA1: try self.digest(of: entry)), key: entry.key, to: list)
            return handle.map { "handle \($0)" }
        case .wifiNetworks:
            _ = try await self.add(
                AMT_WiFiPortConfigurationService.addWiFiSettings(try await self.network(entry)), key: entry.key,
                to: list)
            return nil
        case .servers:
            let name = try await self.add(
                AMT_RemoteAccessService.addMpServer(try self.server(entry)), key: entry.key, to: list)
            if let name { self.serverNames[entry.key] = name }
            return name
        case .rules: return try await self.addRule(entry)
        case .eventSubscriptions: return try await self.subscribe(entry)
        case .proxies:
            let address = entry.fields[.address] ?? ""
            return try await self.add(
                IPS_HTTPProxyService.addProxyAccessPoint(
                    accessInfo: address, infoFormat: AccessInfoFormat(address: address),
                    port: UInt16(entry.fields[.port] ?? "") ?? 0, networkDNSSuffix: entry.fields[.suffix] ?? ""),
                key: entry.key, to: list)
        case .auditEvents: preconditionFailure("a plan sets these together")
        }
    }

    func update(
        _ held: FoundEntry, to entry: WantedEntry, in list: EntryList
    ) async throws(RoundEnd) -> String? {
        switch list {
        case .users:
            guard let handle = UInt32(held.handle) else {
                throw .problem(Problem(.internalError, ["desk": "a user's handle is no number"]))
            }
            try await self.act(
                AMT_AuthorizationService.updateUserAclEntryEx(
                    handle: handle, try Self.user(entry), digestA1: try self.digest(of: entry)))
            return nil
        case .wifiNetworks:
            try await self.act(
                AMT_WiFiPortConfigurationService.updateWiFiSettings(
                    instanceID: held.handle, try await self.network(entry)))
            return nil
        case .trustedRoots, .revocationLists, .servers, .rules, .proxies, .auditEvents, .eventSubscriptions:
            preconditionFailure("a plan replaces these")
        }
    }

    func remove(_ held: FoundEntry, from list: EntryList) async throws(RoundEnd) -> String? {
        switch list {
        case .trustedRoots:
            try await self.act(AMT_PublicKeyCertificate.delete(instanceID: held.handle))
            self.certificates = nil
        case .revocationLists: try await self.act(AMT_PublicKeyManagementService.resetCRLList())
        case .users:
            guard let handle = UInt32(held.handle) else {
                throw .problem(Problem(.internalError, ["desk": "a user's handle is no number"]))
            }
            try await self.act(AMT_AuthorizationService.removeUserAclEntry(handle: handle))
        case .wifiNetworks: try await self.act(CIM_WiFiEndpointSettings.delete(instanceID: held.handle))
        case .servers:
            try await self.act(AMT_ManagementPresenceRemoteSAP.delete(name: held.handle))
            self.serverNames[held.key] = nil
        case .rules: try await self.act(AMT_RemoteAccessPolicyRule.delete(policyRuleName: held.handle))
        case .proxies: try await self.act(IPS_HTTPProxyAccessPoint.delete(name: held.handle))
        case .eventSubscriptions: try await self.unsubscribe(held)
        case .auditEvents: preconditionFailure("a plan sets these together")
        }
        return nil
    }

    // MARK: - Parts

    private static func user(_ entry: WantedEntry) throws(RoundEnd) -> UserACLEntry {
        let realms = (entry.fields[.realms] ?? "").split(separator: " ").compactMap { UInt32($0) }
        let permission = AccessPermission(number: UInt32(entry.fields[.access] ?? "") ?? 0)
        let holder: UserACLEntry.Holder
        if let sid = entry.fields[.sid] {
            guard let bytes = Hex.bytes(sid) else {
                throw .problem(Problem(.profileRefused, ["profile.field": "users.kerberos.sid"]))
            }
            holder = .kerberos(sid: bytes)
        } else {
            holder = .digest(username: entry.key)
        }
        return UserACLEntry(holder: holder, permission: permission, realms: realms.map(AccessRealm.init(number:)))
    }

    /// `nil` for an account of the directory.
    private func digest(of entry: WantedEntry) throws(RoundEnd) -> [UInt8]? {
        guard let password = entry.secrets[.password] else { return nil }
        guard let realm = DigestRealm(self.material.digestRealm) else {
            throw .problem(Problem(.answerUnreadable, ["wsman.refusal": "the digest realm is not AMT's"]))
        }
        // Firmware gets a hash and cannot check: we must.
        let faults = PasswordRule.faults(in: password)
        guard faults.isEmpty else {
            throw .problem(
                Problem(.profileRefused, ["profile.refusal": faults.map(\.rawValue).joined(separator: " ")]))
        }
        return DigestA1.of(username: entry.key, realm: realm.text, password: password)
    }

    private func network(_ entry: WantedEntry) async throws(RoundEnd) -> AMT_WiFiPortConfigurationService.Network {
        guard let authentication = Self.authentication(entry.fields[.security] ?? ""),
            let priority = UInt8(entry.fields[.priority] ?? "")
        else { throw .problem(Problem(.profileRefused, ["profile.field": "wifi.networks"])) }
        let encryption: WiFiEncryption =
            entry.fields[.encryption] == Profile.WirelessNetwork.Encryption.tkip.rawValue ? .tkip : .ccmp
        var root: String?
        if let name = entry.attachments[.root] { root = try await self.rootInstanceID(name) }
        let identity = Self.identity(entry.attachments, password: entry.secrets[.password])
        return AMT_WiFiPortConfigurationService.Network(
            settings: CIM_WiFiEndpointSettings.Input(
                elementName: entry.key, ssid: entry.fields[.ssid] ?? "", priority: priority,
                authentication: authentication, encryption: encryption, passphrase: entry.secrets[.passphrase]),
            ieee8021x: identity.map { CIM_IEEE8021xSettings.Input(elementName: entry.key, identity: $0) },
            clientCertificateInstanceID: entry.attachments[.clientCertificate] == nil
                ? nil : try self.deviceCertificate(),
            caCertificateInstanceID: root)
    }

    private func server(_ entry: WantedEntry) throws(RoundEnd) -> AMT_RemoteAccessService.MpServer {
        let address = entry.fields[.address] ?? ""
        let authentication: AMT_RemoteAccessService.MpServer.Authentication
        if let password = entry.secrets[.password] {
            authentication = .password(username: entry.attachments[.username] ?? "", password: password)
        } else {
            authentication = .mutualTLS(certificateInstanceID: try self.deviceCertificate())
        }
        return AMT_RemoteAccessService.MpServer(
            accessInfo: address, infoFormat: AccessInfoFormat(address: address),
            port: UInt16(entry.fields[.port] ?? "") ?? 0, authentication: authentication,
            commonName: entry.fields[.commonName])
    }

    private func addRule(_ entry: WantedEntry) async throws(RoundEnd) -> String? {
        if self.serverNames.isEmpty { _ = try await self.entries(.servers) }
        var names: [String] = []
        for key in (entry.fields[.servers] ?? "").split(separator: " ") {
            guard let name = self.serverNames[String(key)] else {
                throw .problem(Problem(.profileRefused, ["profile.server_missing": String(key)]))
            }
            names.append(name)
        }
        guard let (trigger, schedule) = Self.trigger(entry.fields[.trigger] ?? "") else {
            throw .problem(Problem(.profileRefused, ["profile.field": "remoteAccess.rules"]))
        }
        return try await self.add(
            AMT_RemoteAccessService.addRemoteAccessPolicyRule(
                trigger: trigger, tunnelLifeTimeSeconds: UInt32(entry.fields[.tunnelSeconds] ?? "") ?? 0,
                schedule: schedule, mpServerNames: names), key: entry.key, to: .rules)
    }
}

extension AccessInfoFormat {
    /// By the look of the text: a name unless it is numeric.
    fileprivate init(address: String) {
        if address.contains(":") {
            self = .ipv6
        } else if address.split(separator: ".").count == 4, address.allSatisfy({ $0.isNumber || $0 == "." }) {
            self = .ipv4
        } else {
            self = .fqdn
        }
    }
}
