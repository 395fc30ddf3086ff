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
        proof.compareEvents()
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
        case "later-root": Self.sha256(self.roots.later.der)
        default: nil
        }
    }

    /// Entries of a list: all that are wanted, and no others unless foreign ones are kept.
    mutating func checkList(_ what: String, _ held: [String], _ wanted: [String], _ section: JSONValue) {
        if section["foreign"] == "remove" {
            self.check(what, held.sorted(), wanted.sorted())
        } else {
            self.check("\(what) that are wanted", wanted.filter { !held.contains($0) }, [])
        }
    }

    /// A setting that the profile may leave out, which leaves it alone.
    mutating func checkIfWanted(_ what: String, _ held: [String], _ wanted: JSONValue) {
        switch wanted {
        case .nothing: break
        case .flag(let flag): self.check(what, held, [flag ? "true" : "false"])
        case .number, .list, .object, .text: self.check(what, held, [wanted.text ?? "\(wanted.int ?? -1)"])
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
        if isMutual {
            self.check(
                "tls.trustedNames", network["trustedCN"].items.compactMap(\.text).sorted(), names.sorted())
        }
        if tls["local"] != .nothing {
            self.check("tls.local", local["enabled"], .flag(tls["local"] == "server"))
            self.check("tls.local mutual", local["mutualAuthentication"], false)
        }
        self.check("nothing is staged", self.device["tlsSettingsStaged"], self.device["tlsSettings"])
        self.compareRoots(isMutual: isMutual)
        guard tls["revocationLists"] != .nothing else { return }
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
        let digests = held.map { Self.sha256(Data(base64Encoded: $0) ?? Data()) }
        let wanted = self.profile["tls"]["trustedRoots"].items.map { self.rootDigest($0["name"].text) ?? "" }
        self.check("trusted roots are there once", Set(held).count, held.count)
        for root in wanted where !digests.contains(root) { self.mismatches.append("tls.trustedRoots: one is missing") }
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
        if network["preferIPv6"] != .nothing {
            self.check(
                "network.preferIPv6", self.values(general, "PreferredAddressFamily"),
                [network["preferIPv6"].isTrue ? "1" : "0"])
        }
        let dns = network["dynamicDNS"]
        if let updater = dns["updater"].text {
            self.check(
                "network.dynamicDNS firmware", self.values(general, "DDNSUpdateEnabled"),
                [updater == "firmware" ? "true" : "false"])
            self.check(
                "network.dynamicDNS DHCP server", self.values(general, "DDNSUpdateByDHCPServerEnabled"),
                [updater == "dhcp-server" ? "true" : "false"])
            self.checkIfWanted(
                "network.dynamicDNS.periodMinutes", self.values(general, "DDNSPeriodicUpdateInterval"),
                dns["periodMinutes"])
            self.checkIfWanted("network.dynamicDNS.ttlSeconds", self.values(general, "DDNSTTL"), dns["ttlSeconds"])
        }
        let port = self.device["ethernet"].items.first ?? .nothing
        self.compareIPv4(network["ipv4"], port)
        self.compareIPv6("network.ipv6", network["ipv6"], self.device["ipv6"].items.first ?? .nothing)
        if let vlan = network["vlan"].int {
            self.check("network.vlan", self.values(port, "VLANTag"), vlan == 0 ? [] : ["\(vlan)"])
        }
        // States in which the host sleeps; while it is awake, desktops have no battery to name.
        let policies = ["awake": [], "asleep-on-mains": ["14"], "always": ["14", "224"]]
        if let policy = network["reachability"].text.flatMap({ policies[$0] }) {
            let held = self.values(port, "LinkPolicy")
            self.check("network.reachability", held.filter { ["14", "224"].contains($0) }.sorted(), policy)
            self.check("network.reachability awake", held.contains("1"), true)
        }
        if self.profile["environmentDetection"] != .nothing {
            let domains = self.profile["environmentDetection"]["domains"].items.compactMap(\.text)
            self.check(
                "environmentDetection", self.device["detectionStrings"].items.compactMap(\.text).sorted(),
                domains.sorted())
        }
        let isSyncAllowed = self.profile["clock"]["localSync"]
        if isSyncAllowed != .nothing {
            // It is allowed by default, too.
            self.check("clock.localSync", self.device["localTimeSync"] != 2, isSyncAllowed.isTrue)
        }
    }

    private mutating func compareIPv4(_ ipv4: JSONValue, _ port: JSONValue) {
        // Source of the address: DHCP, the operating system's fixed one, or one of the firmware's own.
        let flags = ["dhcp": "true true false", "host": "false true true", "static": "false false false"]
        guard let mode = ipv4["mode"].text else { return }
        let held = ["DHCPEnabled", "IpSyncEnabled", "SharedStaticIp"].flatMap { self.values(port, $0) }
        self.check("network.ipv4.mode", held.joined(separator: " "), flags[mode])
        for (field, property) in [
            ("subnetMask", "SubnetMask"), ("gateway", "DefaultGateway"), ("primaryDNS", "PrimaryDNS"),
            ("secondaryDNS", "SecondaryDNS"),
        ] { self.checkIfWanted("network.ipv4.\(field)", self.values(port, property), ipv4[field]) }
        guard mode == "static" else { return }
        self.check("network.ipv4.address", self.values(port, "IPAddress"), [ipv4["address"].text ?? ""])
        self.check("the device answers at its fixed address", self.device["address"], ipv4["address"])
    }

    mutating func compareIPv6(_ name: String, _ ipv6: JSONValue, _ port: JSONValue) {
        let types = ["random": "0", "intel": "1", "manual": "2"]
        if let type = ipv6["interfaceID"].text {
            self.check("\(name).interfaceID", self.values(port, "InterfaceIDType"), [types[type] ?? ""])
        }
        for (field, property) in [
            ("manualInterfaceID", "ManualInterfaceID"), ("address", "IPv6Address"), ("gateway", "DefaultRouter"),
            ("primaryDNS", "PrimaryDNS"), ("secondaryDNS", "SecondaryDNS"),
        ] { self.checkIfWanted("\(name).\(field)", self.values(port, property), ipv6[field]) }
    }
}
