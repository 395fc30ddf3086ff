import AMT

extension WishMaker {
    /// Switched on before there are accounts of the directory, and off after they are gone.
    mutating func kerberos(isEnabling: Bool) throws(Problem) {
        guard let kerberos = self.profile.kerberos, kerberos.isEnabled == isEnabling else { return }
        guard kerberos.isEnabled else {
            self.add(.kerberos, .kerberos, [(.kerberosEnabled, "false")])
            return
        }
        var secrets: [SecretField: Secret] = [:]
        var attachments: [EntryField: String] = [:]
        var marks: [UnreadableMark] = []
        switch kerberos.key {
        case .masterKey(let reference)?:
            let (secret, mark) = try self.secret(reference, at: "kerberos.key.masterKey")
            secrets[.masterKey] = secret.value
            marks = [mark]
        case .passphrase(let reference, let salt, let iterations)?:
            let (secret, mark) = try self.secret(reference, at: "kerberos.key.passphrase")
            secrets[.passphrase] = secret.value
            attachments = [.salt: self.context.filled(salt), .iterations: String(iterations)]
            // The key that is derived is another one with another salt.
            marks = [mark, Self.mark(of: attachments, at: "kerberos.key.derivation")]
        case nil: break
        }
        let services = kerberos.services.map { "\(self.context.filled($0.name))=\($0.form.rawValue)" }
        self.add(
            .kerberos, .kerberos,
            [
                (.kerberosEnabled, "true"), (.kerberosRealm, kerberos.realm),
                (.kerberosServices, Self.list(services)), (.kerberosKeyVersion, String(kerberos.keyVersion)),
                (.kerberosClockToleranceMinutes, String(kerberos.clockToleranceMinutes)),
            ], secrets: secrets, attachments: attachments, marks: marks)
    }

    mutating func users() throws(Problem) {
        guard let users = self.profile.users else { return }
        var entries: [WantedEntry] = []
        for user in users.digest {
            let (secret, mark) = try self.secret(user.password, at: "users/\(user.name)/password")
            entries.append(
                WantedEntry(
                    key: user.name,
                    fields: [
                        .access: String(user.access.number),
                        .realms: Self.realms(user.realms),
                    ],
                    secrets: [.password: secret.value], marks: [mark]))
        }
        for user in users.kerberos {
            let sid = Hex.text(user.sid)
            entries.append(
                WantedEntry(
                    key: sid,
                    fields: [
                        .sid: sid, .access: String(user.access.number), .realms: Self.realms(user.realms),
                    ]))
        }
        let wish = ListWish(.users, .users, entries, foreign: users.foreign)
        // Places are few: what goes makes room first.
        self.items += [.removeForeign(wish), .list(wish)]
    }

    /// As realms are compared: their numbers, ascending.
    package static func realms(_ realms: [AccessRealm]) -> String {
        realms.map(\.number).sorted().map { String($0) }.joined(separator: " ")
    }

    mutating func remoteAccess() throws(Problem) {
        guard let access = self.profile.remoteAccess else { return }
        var servers: [WantedEntry] = []
        var keys: [String: String] = [:]
        for server in access.servers {
            let key = EntryKey.server(address: server.address, port: server.port)
            keys[server.name] = key
            servers.append(try self.server(server, key: key))
        }
        let rules = access.rules.map { rule in
            WantedEntry(
                key: rule.trigger.kind,
                fields: [
                    .trigger: rule.trigger.text, .tunnelSeconds: String(rule.tunnelSeconds),
                    .servers: rule.servers.compactMap { keys[$0] }.joined(separator: " "),
                ])
        }
        let serverWish = ListWish(.servers, .remoteAccess, servers, foreign: access.foreign)
        let ruleWish = ListWish(.rules, .remoteAccess, rules, foreign: access.foreign)
        self.items += [.removeForeign(ruleWish), .removeForeign(serverWish), .list(serverWish), .list(ruleWish)]
        self.add(.userInitiated, .remoteAccess, [(.userInitiated, access.userInitiated?.rawValue)])
    }

    private func server(_ server: Profile.RemoteAccess.Server, key: String) throws(Problem) -> WantedEntry {
        var entry = WantedEntry(
            key: key, fields: [.address: server.address, .port: String(server.port)])
        if let name = server.commonName { entry.fields[.commonName] = name }
        if let root = server.root { entry.attachments[.root] = root }
        switch server.authentication {
        case .certificate:
            entry.attachments[.authentication] = "certificate"
            entry.attachments[.clientCertificate] = "device"
            entry.marks = [UnreadableMark(field: "remoteAccess/\(key)/authentication", name: "certificate", version: 0)]
            entry.certificateField = "remoteAccess/\(key)/certificate"
        case .password(let username, let reference):
            let field = "remoteAccess/\(key)/password"
            let (secret, mark) = try self.secret(reference, at: field)
            entry.attachments[.authentication] = "password"
            entry.attachments[.username] = username
            entry.secrets[.password] = secret.value
            entry.marks = [
                mark, UnreadableMark(field: "remoteAccess/\(key)/username", name: username, version: 0),
            ]
        }
        return entry
    }

    mutating func httpProxies() {
        guard let proxies = self.profile.httpProxies else { return }
        let entries = proxies.proxies.map { proxy in
            WantedEntry(
                key: EntryKey.proxy(
                    address: proxy.address, port: proxy.port, suffix: proxy.networkDNSSuffix),
                fields: [
                    .address: proxy.address, .port: String(proxy.port), .suffix: proxy.networkDNSSuffix,
                ])
        }
        let wish = ListWish(.proxies, .httpProxies, entries, foreign: proxies.foreign)
        self.items += [.removeForeign(wish), .list(wish)]
    }

    mutating func wifi() throws(Problem) {
        guard let wifi = self.profile.wifi else { return }
        var entries: [WantedEntry] = []
        for network in wifi.networks { entries.append(try self.network(network)) }
        let wish = ListWish(.wifiNetworks, .wifi, entries, foreign: wifi.foreign)
        self.items += [.removeForeign(wish), .list(wish)]
        // The device uses its networks only after this.
        self.add(.wifiPort, .wifi, [(.wifiPower, wifi.power?.rawValue)])
        self.add(
            .wifiConfiguration, .wifi,
            [
                (.wifiHostSync, wifi.hostSync?.rawValue), (.wifiSharedWithUEFI, Self.text(wifi.isSharedWithUEFI)),
            ])
        self.add(.wirelessIPv6, .wifi, [(.wifiIPv6InterfaceID, wifi.ipv6InterfaceID?.text)])
    }

    private func network(_ network: Profile.WirelessNetwork) throws(Problem) -> WantedEntry {
        var entry = WantedEntry(
            key: network.name,
            fields: [
                .ssid: network.ssid, .priority: String(network.priority), .security: network.security.name,
                .encryption: network.encryption.rawValue,
            ])
        let field = "wifi/\(network.name)"
        switch network.security {
        case .wpaPSK(let reference), .wpa2PSK(let reference), .wpa3SAE(let reference):
            let (secret, mark) = try self.secret(reference, at: field + "/passphrase")
            entry.secrets[.passphrase] = secret.value
            entry.marks = [mark]
        case .wpa8021x(let supplicant), .wpa28021x(let supplicant):
            let parts = try self.parts(of: supplicant, at: field)
            entry.secrets = parts.secrets
            entry.attachments = parts.attachments
            entry.marks = parts.marks
            entry.certificateField = parts.certificateField
        }
        return entry
    }

    mutating func wired8021x() throws(Problem) {
        guard let wired = self.profile.wired8021x else { return }
        guard let supplicant = wired.supplicant else {
            self.add(.wired8021x, .wired8021x, [(.wiredEnabled, "false")])
            return
        }
        let parts = try self.parts(of: supplicant, at: "wired8021x")
        self.add(
            .wired8021x, .wired8021x,
            [
                (.wiredEnabled, "true"), (.wiredMethod, supplicant.method.rawValue),
                (.wiredUsername, self.context.filled(supplicant.username)), (.wiredDomain, supplicant.domain),
                (.wiredRoamingIdentity, supplicant.roamingIdentity.map(self.context.filled)),
                (.wiredServerName, supplicant.serverName),
                (.wiredServerNameMatch, supplicant.serverName.map { _ in supplicant.serverNameMatch.rawValue }),
                (.wiredAvailableAwake, Self.text(wired.isAvailableAwake)),
                (.wiredNetworkBootSeconds, Self.text(wired.networkBootSeconds)),
            ], secrets: parts.secrets, attachments: parts.attachments, marks: parts.marks,
            certificateField: parts.certificateField)
    }

    private struct Parts {
        var secrets: [SecretField: Secret] = [:]
        var attachments: [EntryField: String] = [:]
        var marks: [UnreadableMark] = []
        var certificateField: String?
    }

    /// What goes along with 802.1x and cannot be read back: password and certificates, and with WiFi all of it.
    private func parts(of supplicant: Profile.Supplicant, at field: String) throws(Problem) -> Parts {
        var parts = Parts()
        parts.attachments[.method] = supplicant.method.rawValue
        parts.attachments[.username] = self.context.filled(supplicant.username)
        parts.attachments[.domain] = supplicant.domain
        parts.attachments[.roamingIdentity] = supplicant.roamingIdentity.map(self.context.filled)
        parts.attachments[.serverName] = supplicant.serverName
        parts.attachments[.serverNameMatch] = supplicant.serverName.map { _ in supplicant.serverNameMatch.rawValue }
        parts.attachments[.root] = supplicant.serverRoot
        if supplicant.method.usesDeviceCertificate {
            parts.attachments[.clientCertificate] = "device"
            parts.certificateField = field + "/certificate"
        }
        if let reference = supplicant.password {
            let (secret, mark) = try self.secret(reference, at: field + "/password")
            parts.secrets[.password] = secret.value
            parts.marks.append(mark)
        }
        parts.marks.append(Self.mark(of: parts.attachments, at: field + "/supplicant"))
        // Another certificate under the same name is another root.
        if let root = self.profile.tls.trustedRoots.first(where: { $0.name == supplicant.serverRoot }) {
            parts.marks.append(
                UnreadableMark(field: field + "/root", name: CertificateDigest.sha256(root.der), version: 0))
        }
        return parts
    }

    /// What goes along without a secret, as a mark.
    static func mark(of attachments: [EntryField: String], at field: String) -> UnreadableMark {
        let told = attachments.sorted { $0.key.rawValue < $1.key.rawValue }.map { "\($0.key.rawValue)=\($0.value)" }
        return UnreadableMark(field: field, name: told.joined(separator: " "), version: 0)
    }
}

extension Profile.RemoteAccess.Rule.Trigger {
    /// The firmware has one rule of each kind.
    package var kind: String {
        switch self {
        case .user: "user"
        case .alert: "alert"
        case .every, .daily: "periodic"
        }
    }

    /// As triggers are compared.
    package var text: String {
        switch self {
        case .user: "user"
        case .alert: "alert"
        case .every(let seconds): "every \(seconds)"
        case .daily(let hour, let minute): "daily \(hour):\(minute)"
        }
    }
}

extension Profile.WirelessNetwork.Security {
    /// As the security of networks is compared, and as documents name it.
    package var name: String {
        switch self {
        case .wpaPSK: "wpa-psk"
        case .wpa2PSK: "wpa2-psk"
        case .wpa3SAE: "wpa3-sae"
        case .wpa8021x: "wpa-8021x"
        case .wpa28021x: "wpa2-8021x"
        }
    }
}
