import Crypto
import Foundation

/// Compares what the simulator reports of a device with a profile document, field by field.
///
/// Written from the document and from the firmware's class definitions, not from the program that is tested.
struct ProfileProof: Sendable {
    let profile: JSONValue
    let secrets: MarkedSecrets
    let roots: ProfileRoots
    let generation: Generation
    /// The simulator's report of the device.
    let device: JSONValue
    var mismatches: [String] = []

    /// What is not as the profile says.
    static func mismatches(
        _ device: JSONValue, _ profile: JSONValue, _ secrets: MarkedSecrets, _ roots: ProfileRoots,
        _ generation: Generation
    ) -> [String] {
        var proof = ProfileProof(
            profile: profile, secrets: secrets, roots: roots, generation: generation, device: device)
        proof.compareTLS()
        proof.compareNetwork()
        proof.compareKerberos()
        proof.compareUsers()
        proof.compareFeatures()
        proof.compareWiFi()
        proof.compareWired()
        proof.compareEndpointAccess()
        proof.compareRemoteAccess()
        proof.compareAudit()
        return proof.mismatches
    }

    // MARK: Parts

    /// Fields of a report are texts in lists, or JSON.
    mutating func check(_ what: String, _ held: JSONValue, _ wanted: JSONValue) {
        if held != wanted { self.mismatches.append("\(what): \(held.line) instead of \(wanted.line)") }
    }

    mutating func check<Value: Equatable>(_ what: String, _ held: Value, _ wanted: Value) {
        if held != wanted { self.mismatches.append("\(what): \(held) instead of \(wanted)") }
    }

    /// A property of a bag: the values of one name.
    func values(_ bag: JSONValue, _ name: String) -> [String] { bag[name].items.compactMap(\.text) }

    func filled(_ text: String?) -> String {
        let fqdn = self.device["fqdn"].text ?? ""
        let host = String(fqdn.split(separator: ".").first ?? "")
        return (text ?? "").replacingOccurrences(of: "{fqdn}", with: fqdn)
            .replacingOccurrences(of: "{host}", with: host)
    }

    func secret(_ reference: JSONValue) -> String { self.secrets[reference["secret"].text ?? ""] }

    static func sha256(_ bytes: some DataProtocol) -> String {
        SHA256.hash(data: bytes).map { String(format: "%02x", $0) }.joined()
    }

    static func sha256(_ text: String) -> String { Self.sha256(Data(text.utf8)) }

    /// The stored certificate of that handle.
    func certificate(_ handle: JSONValue) -> JSONValue {
        self.device["certificates"].items.first { $0["handle"] == handle } ?? .nothing
    }

    /// SHA-256 of the root that a name of the profile stands for.
    func rootDigest(_ name: String?) -> String? {
        switch name {
        case "corp-root": Self.sha256(self.roots.corporate.der)
        case "radius-root": Self.sha256(self.roots.radius.der)
        default: nil
        }
    }

    // MARK: TLS

    private mutating func compareTLS() {
        let tls = self.profile["tls"]
        let sides = self.device["tlsSettings"].items
        let network = sides.first { $0["instanceID"] == "Intel(r) AMT 802.3 TLS Settings" } ?? .nothing
        let local = sides.first { $0["instanceID"] == "Intel(r) AMT LMS TLS Settings" } ?? .nothing
        let isMutual = tls["network"] == "mutual"
        self.check("tls.network", network["enabled"], .flag(tls["network"] != "off"))
        self.check("tls.network mutual", network["mutualAuthentication"], .flag(isMutual))
        self.check(
            "tls.acceptNonSecureConnections", network["acceptNonSecureConnections"],
            .flag(tls["acceptNonSecureConnections"].isTrue && self.generation.hasPlainPorts))
        var names = tls["trustedNames"].items.compactMap(\.text)
        // Ours is always among them, or we would be locked out.
        if !names.isEmpty { names.append("provisionserver") }
        self.check(
            "tls.trustedNames", network["trustedCN"].items.compactMap(\.text).sorted(), names.sorted())
        if tls["local"] != .nothing {
            self.check("tls.local", local["enabled"], .flag(tls["local"] == "server"))
            self.check("tls.local mutual", local["mutualAuthentication"], false)
        }
        self.check("nothing is staged", self.device["tlsSettingsStaged"], self.device["tlsSettings"])
        self.compareRoots(isMutual: isMutual)
        let lists = tls["revocationLists"].items.map { list in
            "\(list["url"].text ?? "") \(list["serialNumbers"].items.compactMap(\.text).sorted())"
        }
        let held = self.device["crls"].items.map { list in
            "\(list["url"].text ?? "") \(list["serialNumbers"].items.compactMap(\.text).sorted())"
        }
        self.check("tls.revocationLists", held.sorted(), lists.sorted())
    }

    /// Each once; with foreign ones removed the cluster's authority is the only other.
    private mutating func compareRoots(isMutual: Bool) {
        let held = self.device["trustedRoots"].items.compactMap(\.text)
        let wanted = self.profile["tls"]["trustedRoots"].items.compactMap { root in
            root["name"].text == "corp-root" ? self.roots.corporate.der : self.roots.radius.der
        }.map { $0.base64EncodedString() }
        self.check("trusted roots are there once", Set(held).count, held.count)
        for root in wanted where !held.contains(root) { self.mismatches.append("tls.trustedRoots: one is missing") }
        if self.profile["tls"]["foreignRoots"] == "remove" {
            self.check("number of trusted roots", held.count, wanted.count + (isMutual ? 1 : 0))
        }
    }

    // MARK: Network

    private mutating func compareNetwork() {
        let network = self.profile["network"]
        let general = self.device["generalSettings"]
        for (field, property) in [
            ("sharedName", "SharedFQDN"), ("ping", "PingResponseEnabled"), ("rmcpPing", "RmcpPingResponseEnabled"),
        ] where network[field] != .nothing {
            self.check("network.\(field)", self.values(general, property), [network[field].isTrue ? "true" : "false"])
        }
        let dns = network["dynamicDNS"]
        if dns != .nothing {
            let updater = dns["updater"].text
            self.check(
                "network.dynamicDNS", self.values(general, "DDNSUpdateEnabled"),
                [updater == "firmware" ? "true" : "false"])
            self.check(
                "network.dynamicDNS.periodMinutes", self.values(general, "DDNSPeriodicUpdateInterval"),
                ["\(dns["periodMinutes"].int ?? 0)"])
            self.check(
                "network.dynamicDNS.ttlSeconds", self.values(general, "DDNSTTL"), ["\(dns["ttlSeconds"].int ?? 0)"])
        }
        let port = self.device["ethernet"].items.first ?? .nothing
        if network["ipv4"]["mode"] == "dhcp" {
            self.check("network.ipv4 DHCPEnabled", self.values(port, "DHCPEnabled"), ["true"])
            self.check("network.ipv4 IpSyncEnabled", self.values(port, "IpSyncEnabled"), ["true"])
            self.check("network.ipv4 SharedStaticIp", self.values(port, "SharedStaticIp"), ["false"])
        }
        if let vlan = network["vlan"].int {
            self.check("network.vlan", self.values(port, "VLANTag"), vlan == 0 ? [] : ["\(vlan)"])
        }
        let policies = [
            "awake": ["1", "16"], "asleep-on-mains": ["1", "14", "16"], "always": ["1", "14", "16", "224"],
        ]
        if let policy = network["reachability"].text.flatMap({ policies[$0] }) {
            self.check("network.reachability", Set(self.values(port, "LinkPolicy")), Set(policy))
        }
        let domains = self.profile["environmentDetection"]["domains"].items.compactMap(\.text)
        self.check(
            "environmentDetection", self.device["detectionStrings"].items.compactMap(\.text).sorted(), domains.sorted())
        let isSyncAllowed = self.profile["clock"]["localSync"]
        if isSyncAllowed != .nothing {
            self.check("clock.localSync", self.device["localTimeSync"], isSyncAllowed.isTrue ? 1 : 2)
        }
    }
}
