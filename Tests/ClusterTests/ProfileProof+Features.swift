import Foundation

extension ProfileProof {
    /// Bytes of power packages as the firmware writes them, of those that the tests use.
    private static let powerPackages = [
        "mobile-on-in-s0": "djmXEQtWUEOIcJgS85G1YA==",
        "mobile-on-in-s0-s3-ac-s4-s5-ac": "Uw4I22wP2Uiy0olY0/EVbg==",
        "mobile-on-in-s0-wake-in-s3-ac": "BV3Vtkykh02lqLR8FN7aXw==",
        "desktop-on-in-s0": "lE+DEvsQT9yWjh4jKwyQZQ==",
        "desktop-on-in-s0-s3-s4-s5": "coarrJa0SOKbnpt9+Rx/1A==",
        "desktop-on-in-s0-wake-in-s3-s4-s5": "cyJzRiPcQy+pihPTeYLYVQ==",
    ]

    mutating func compareFeatures() {
        let power = self.profile["power"]
        let names = power["packages"].items.compactMap(\.text)
        let prefix = self.generation.isMobile ? "mobile" : "desktop"
        if let name = names.first(where: { $0.hasPrefix(prefix) }) {
            self.check("power.packages", self.device["powerSchemeGUID"].text, Self.powerPackages[name])
        }
        if let minutes = power["idleTimeoutMinutes"].int {
            self.check(
                "power.idleTimeoutMinutes", self.values(self.device["generalSettings"], "IdleWakeTimeout"),
                ["\(minutes)"])
        }
        let redirection = self.profile["redirection"]
        if redirection != .nothing {
            let state = 32_768 + (redirection["ider"].isTrue ? 1 : 0) + (redirection["sol"].isTrue ? 2 : 0)
            self.check("redirection", self.device["redirection"]["state"], .number(Double(state)))
            self.check("redirection.listener", self.device["redirection"]["listener"], redirection["listener"])
        }
        self.compareKVM()
        let consent = self.profile["userConsent"]
        if consent != .nothing, self.generation.hasConsent {
            let needs = ["none": "0", "kvm": "1", "all": "4294967295"]
            let held = self.device["optIn"]
            self.check(
                "userConsent.need", self.values(held, "OptInRequired"), [needs[consent["need"].text ?? ""] ?? ""])
            self.checkIfWanted(
                "userConsent.displaySeconds", self.values(held, "OptInDisplayTimeout"), consent["displaySeconds"])
            self.checkIfWanted("userConsent.codeSeconds", self.values(held, "OptInCodeTimeout"), consent["codeSeconds"])
        }
        self.checkIfWanted(
            "userConsent.kvmPolicy", self.values(self.device["kvm"]["settings"], "OptInPolicy"), consent["kvmPolicy"])
        let page = self.profile["webPage"]["enabled"]
        if page != .nothing { self.check("webPage.enabled", self.device["webUI"], page.isTrue ? 2 : 3) }
    }

    private mutating func compareKVM() {
        let kvm = self.profile["kvm"]
        guard kvm != .nothing else { return }
        let held = self.device["kvm"]
        self.check("kvm.enabled", held["state"], kvm["enabled"].isTrue ? 2 : 3)
        for (field, property) in [
            ("port5900", "Is5900PortEnabled"), ("sessionTimeoutMinutes", "SessionTimeout"),
            ("defaultScreen", "DefaultScreen"),
        ] { self.checkIfWanted("kvm.\(field)", self.values(held["settings"], property), kvm[field]) }
        guard kvm["rfbPassword"] != .nothing else { return }
        self.check(
            "kvm.rfbPassword", held["rfbPasswordDigest"], .text(Self.sha256(self.secret(kvm["rfbPassword"]))))
    }

    // MARK: 802.1x and WiFi

    mutating func compareWiFi() {
        let wifi = self.profile["wifi"]
        guard wifi != .nothing, self.generation.hasWiFi else { return }
        let held = self.device["wifiProfiles"].items
        let networks = wifi["networks"].items
        self.checkList(
            "wifi.networks", held.compactMap { $0["elementName"].text }, networks.compactMap { $0["name"].text }, wifi)
        for network in networks {
            guard let found = held.first(where: { $0["elementName"] == network["name"] }) else { continue }
            self.compare(network, found)
        }
        let powers = ["off": 3, "awake": 32_768, "asleep-on-mains": 32_769]
        if let power = wifi["power"].text.flatMap({ powers[$0] }) {
            self.check("wifi.power", self.device["wifiPortState"], .number(Double(power)))
        }
        let syncs = ["off": "0", "user-profiles": "1", "unrestricted": "3"]
        if let sync = wifi["hostSync"].text.flatMap({ syncs[$0] }) {
            self.check(
                "wifi.hostSync", self.values(self.device["wifiService"], "localProfileSynchronizationEnabled"), [sync])
        }
        self.compareIPv6("wifi.ipv6", wifi["ipv6"], self.device["ipv6"].items.last ?? .nothing)
        if wifi["sharedWithUEFI"] != .nothing, self.generation.hasUEFIShare {
            self.check(
                "wifi.sharedWithUEFI", self.values(self.device["wifiService"], "UEFIWiFiProfileShareEnabled"),
                [wifi["sharedWithUEFI"].isTrue ? "true" : "false"])
        }
    }

    private mutating func compare(_ network: JSONValue, _ held: JSONValue) {
        let name = "wifi.\(network["name"].text ?? "")"
        let methods = ["wpa-psk": 4, "wpa-8021x": 5, "wpa2-psk": 6, "wpa2-8021x": 7, "wpa3-sae": 32_768]
        self.check("\(name).ssid", held["ssid"], network["ssid"])
        self.check("\(name).priority", held["priority"], network["priority"])
        self.check(
            "\(name).security", held["authenticationMethod"].int, network["security"].text.flatMap { methods[$0] })
        self.check("\(name).encryption", held["encryptionMethod"], network["encryption"] == "tkip" ? 3 : 4)
        let supplicant = network["supplicant"]
        guard supplicant != .nothing else {
            self.check(
                "\(name).passphrase", held["keyDigest"], .text(Self.sha256(self.secret(network["passphrase"]))))
            self.check("\(name) has no 802.1x", held["ieee8021x"], .nothing)
            return
        }
        self.compare(name, supplicant, held)
    }

    /// A supplicant, wired or wireless.
    private mutating func compare(_ name: String, _ supplicant: JSONValue, _ held: JSONValue) {
        let methods = [
            "eap-tls": "0", "ttls-mschapv2": "1", "peap-mschapv2": "2", "eap-gtc": "3", "fast-mschapv2": "4",
            "fast-gtc": "5", "fast-tls": "10",
        ]
        let settings = held["ieee8021x"]["settings"]
        let method = supplicant["method"].text ?? ""
        self.check("\(name).method", self.values(settings, "AuthenticationProtocol"), [methods[method] ?? ""])
        self.check("\(name).username", self.values(settings, "Username"), [self.filled(supplicant["username"].text)])
        for (field, property) in [
            ("domain", "Domain"), ("roamingIdentity", "RoamingIdentity"), ("serverName", "ServerCertificateName"),
        ] {
            let wanted = supplicant[field].text.map { [$0] } ?? []
            self.check("\(name).\(field)", self.values(settings, property), wanted)
        }
        let match = supplicant["serverNameMatch"] == "suffix" ? "1" : "0"
        self.check(
            "\(name).serverNameMatch", self.values(settings, "ServerCertificateNameComparison"),
            supplicant["serverName"] == .nothing ? [] : [match])
        // Where certificates are off, nobody asks which were bound before.
        if held["enabled"] != 6 {
            self.check(
                "\(name).serverRoot", self.certificate(held["trustedRootHandle"])["sha256"].text,
                self.rootDigest(supplicant["serverRoot"].text))
        }
        if supplicant["password"] == .nothing {
            self.check(
                "\(name) shows the device's own certificate",
                self.certificate(held["clientCertificateHandle"])["sha256"], .text(self.ownCertificateDigest))
        } else {
            self.check(
                "\(name).password", held["ieee8021x"]["passwordDigest"],
                .text(Self.sha256(self.secret(supplicant["password"]))))
        }
    }

    mutating func compareWired() {
        let wired = self.profile["wired8021x"]
        guard wired != .nothing else { return }
        let held = self.device["wired8021x"]
        guard wired["enabled"].isTrue else { return self.check("wired8021x.enabled", held["enabled"], 3) }
        // Of the older class nobody can see whether certificates count as used.
        let supplicant = wired["supplicant"]
        let hasCertificates = supplicant["serverRoot"] != .nothing || supplicant["password"] == .nothing
        if self.generation.hasCurrent8021x {
            self.check("wired8021x.enabled", held["enabled"], hasCertificates ? 2 : 6)
        }
        self.check("wired8021x is on", held["enabled"] != 3, true)
        self.check("wired8021x.availableAwake", held["availableInS0"], wired["availableAwake"])
        self.check("wired8021x.networkBootSeconds", held["pxeTimeoutSeconds"], wired["networkBootSeconds"])
        self.compare("wired8021x", supplicant, held)
    }

    // MARK: The rest

    mutating func compareEndpointAccess() {
        let access = self.profile["endpointAccess"]
        if access != .nothing, self.generation.hasEndpointAccess {
            let vendors = ["nac": 1, "nap": 2, "both": 3]
            let hashes = ["sha1": 1, "sha256": 2, "sha384": 3]
            let held = self.device["eac"]
            self.check("endpointAccess.enabled", held["state"], access["enabled"].isTrue ? 2 : 3)
            if access["enabled"].isTrue {
                self.check(
                    "endpointAccess.signer is the device's own", self.certificate(held["signerHandle"])["sha256"],
                    .text(self.ownCertificateDigest))
            }
            if let vendor = access["vendors"].text.flatMap({ vendors[$0] }) {
                self.check("endpointAccess.vendors", held["vendors"].int, vendor)
            }
            if let hash = access["postureHash"].text.flatMap({ hashes[$0] }) {
                self.check("endpointAccess.postureHash", held["hashAlgorithm"].int, hash)
            }
        }
        let proxies = self.profile["httpProxies"]
        guard proxies != .nothing, self.generation.hasProxies else { return }
        let wanted = proxies["proxies"].items.map {
            "\($0["address"].text ?? ""):\($0["port"].int ?? 0) \($0["networkDNSSuffix"].text ?? "")"
        }
        let held = self.device["httpProxies"].items.map {
            "\($0["accessInfo"].text ?? ""):\($0["port"].int ?? 0) \($0["networkDnsSuffix"].text ?? "")"
        }
        self.checkList("httpProxies", held, wanted, proxies)
    }

    /// Numbers of the events that the profiles name.
    private static let applications = [
        "security-admin": 16, "redirection": 18, "network-time": 21, "wireless": 27,
    ]
    private static let events = ["provisioning-started": 0, "time-set": 0, "network-added": 0]

    /// SHA-256 of the bytes in some blocks, one behind the other.
    private static func digest(ofPEM blocks: [String]) -> String {
        let bytes = blocks.map { block in
            let base64 = block.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("-") }.joined()
            return Data(base64Encoded: base64) ?? Data()
        }
        return Self.sha256(bytes.reduce(Data(), +))
    }

    mutating func compareAudit() {
        let audit = self.profile["auditLog"]
        guard audit != .nothing else { return }
        let held = self.device["audit"]
        self.check("auditLog.enabled", held["enabled"], audit["enabled"])
        if audit["signing"] != .nothing {
            let key = self.secret(audit["signing"]["key"])
            self.check("auditLog.signing.key", held["signingKeyDigest"].text, Self.digest(ofPEM: [key]))
            self.check(
                "auditLog.signing.certificates", held["signingCertificatesDigest"].text,
                Self.digest(ofPEM: audit["signing"]["certificates"].items.compactMap(\.text)))
        }
        let policies = ["no-rollover": 0, "rollover": 1, "restricted": 2]
        self.check("auditLog.storage", held["storagePolicy"].int, audit["storage"].text.flatMap { policies[$0] })
        self.check("auditLog.daysMin", held["daysToKeep"], audit["daysMin"])
        guard audit["events"] != .nothing else { return }
        let wanted = audit["events"].items.map { event in
            let number = event["event"].int ?? event["event"].text.flatMap { Self.events[$0] }
            return "\(Self.applications[event["application"].text ?? ""] ?? 0)/\(number ?? -1) "
                + "\(event["critical"].isTrue)"
        }
        let found = held["policies"].items.map {
            "\($0["application"].int ?? 0)/\($0["event"].int ?? -1) \($0["critical"].isTrue)"
        }
        self.check("auditLog.events", found.sorted(), wanted.sorted())
    }
}
