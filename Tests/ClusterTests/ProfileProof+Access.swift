import Crypto
import Foundation

extension ProfileProof {
    mutating func compareKerberos() {
        let kerberos = self.profile["kerberos"]
        let held = self.device["kerberos"]
        self.check("kerberos.enabled", held["enabled"], .flag(kerberos["enabled"].isTrue))
        guard kerberos["enabled"].isTrue else { return }
        let settings = held["settings"]
        self.check("kerberos.realm", self.values(settings, "RealmName"), [kerberos["realm"].text ?? ""])
        let forms = ["http": "0", "https": "1", "redirection": "2", "redirection-tls": "3"]
        let services = kerberos["services"].items.map {
            "\(self.filled($0["name"].text)) \(forms[$0["form"].text ?? ""] ?? "")"
        }
        let heldServices = zip(
            self.values(settings, "ServicePrincipalName"), self.values(settings, "ServicePrincipalProtocol")
        ).map { "\($0) \($1)" }
        self.check("kerberos.services", heldServices.sorted(), services.sorted())
        self.check("kerberos.keyVersion", self.values(settings, "KeyVersion"), ["\(kerberos["keyVersion"].int ?? 0)"])
        self.check(
            "kerberos.clockToleranceMinutes", self.values(settings, "MaximumClockTolerance"),
            ["\(kerberos["clockToleranceMinutes"].int ?? 5)"])
        self.compareKerberosKey(kerberos["key"], held)
    }

    private mutating func compareKerberosKey(_ wanted: JSONValue, _ held: JSONValue) {
        if wanted["passphrase"] != .nothing {
            let passphrase = self.secret(wanted["passphrase"])
            self.check("kerberos.key.passphrase", held["secretDigest"], .text(Self.sha256(passphrase)))
            self.check("kerberos.key.salt", held["salt"].text, self.filled(wanted["salt"].text))
            self.check("kerberos.key.iterations", held["iterationCount"], wanted["iterations"])
            return
        }
        self.check("kerberos has no passphrase", held["salt"], .nothing)
        let key = self.secret(wanted["masterKey"])
        let bytes = stride(from: 0, to: key.count, by: 2).compactMap { place -> UInt8? in
            let start = key.index(key.startIndex, offsetBy: place)
            return UInt8(key[start...].prefix(2), radix: 16)
        }
        self.check("kerberos.key.masterKey", held["secretDigest"], .text(Self.sha256(Data(bytes))))
    }

    /// The firmware's numbers of realms.
    private static let realms = [
        "redirection": 2, "administration": 3, "hardware-asset": 4, "remote-control": 5, "storage": 6,
        "event-manager": 7, "storage-administration": 8, "agent-presence-local": 9, "agent-presence-remote": 10,
        "system-defense": 11, "network-time": 12, "general-info": 13, "firmware-update": 14, "eit": 15,
        "local-user-notification": 16, "endpoint-access-control": 17, "endpoint-access-control-administration": 18,
        "event-log-reader": 19, "audit-log": 20, "user-access-control": 21, "local-system": 24,
    ]
    private static let access = ["local": 0, "network": 1, "any": 2]

    mutating func compareUsers() {
        let users = self.profile["users"]
        let held = self.device["users"].items
        func rights(_ user: JSONValue) -> String {
            let realms = user["realms"].items.compactMap { $0.text.flatMap { Self.realms[$0] } }.sorted()
            return "\(Self.access[user["access"].text ?? ""] ?? -1) \(realms)"
        }
        func heldRights(_ user: JSONValue) -> String {
            "\(user["permission"].int ?? -1) \(user["realms"].items.compactMap(\.int).sorted())"
        }
        var wanted: [String] = ["$$OsAdmin 0 [24]", "$$uns 0 [16]"]
        for user in users["digest"].items { wanted.append("\(user["name"].text ?? "") \(rights(user))") }
        for user in users["kerberos"].items { wanted.append("\(user["sid"].text ?? "") \(rights(user))") }
        let found = held.map { "\($0["name"].text ?? $0["sid"].text ?? "") \(heldRights($0))" }
        self.check("users", found.sorted(), wanted.sorted())
        let realm = self.device["digestRealm"].text ?? ""
        for user in users["digest"].items {
            let name = user["name"].text ?? ""
            let text = "\(name):\(realm):\(self.secret(user["password"]))"
            let digest = Insecure.MD5.hash(data: Data(text.utf8)).map { String(format: "%02x", $0) }.joined()
            let account = held.first { $0["name"] == user["name"] } ?? .nothing
            self.check("users.\(name).password", account["digestA1"], .text(digest))
            self.check("users.\(name) is enabled", account["enabled"], true)
        }
    }

    mutating func compareRemoteAccess() {
        let access = self.profile["remoteAccess"]
        let keys = Dictionary(
            access["servers"].items.map {
                ($0["name"].text ?? "", "\($0["address"].text ?? ""):\($0["port"].int ?? 0)")
            }
        ) { first, _ in first }
        self.compareServers(access["servers"].items)
        let servers = self.device["mpsServers"].items
        let names = Dictionary(
            servers.map { ($0["name"].text ?? "", "\($0["accessInfo"].text ?? ""):\($0["port"].int ?? 0)") }
        ) { first, _ in first }
        let kinds = ["user": "User Initiated", "alert": "Alert", "periodic": "Periodic"]
        let wanted = access["rules"].items.map { rule in
            let data = Self.schedule(of: rule)
            let called = rule["servers"].items.compactMap { $0.text.flatMap { keys[$0] } }
            return "\(kinds[rule["trigger"].text ?? ""] ?? "") \(rule["tunnelSeconds"].int ?? -1) \(data) \(called)"
        }
        let bindings = self.device["policyAppliesTo"].items
        let held = self.device["remoteAccessPolicies"].items.map { rule in
            let called = bindings.filter { $0["policy"] == rule["name"] }
                .sorted { ($0["order"].int ?? 0) < ($1["order"].int ?? 0) }
                .compactMap { $0["server"].text.flatMap { names[$0] } }
            return "\(rule["name"].text ?? "") \(rule["tunnelLifeTimeSeconds"].int ?? -1) "
                + "\(rule["extendedData"].text ?? "") \(called)"
        }
        self.check("remoteAccess.rules", held.sorted(), wanted.sorted())
        let states = ["none": 32_768, "bios": 32_769, "os": 32_770, "both": 32_771]
        if let state = access["userInitiated"].text.flatMap({ states[$0] }) {
            self.check("remoteAccess.userInitiated", self.device["userInitiated"], .number(Double(state)))
        }
    }

    /// Kind 0 and seconds, or kind 1 with hour and minute.
    private static func schedule(of rule: JSONValue) -> String {
        if let seconds = rule["everySeconds"].int { return Self.base64(bigEndian: [0, UInt32(seconds)]) }
        let time = (rule["daily"].text ?? "").split(separator: ":").compactMap { UInt32($0) }
        return time.isEmpty ? "" : Self.base64(bigEndian: [1] + time)
    }

    private static func base64(bigEndian numbers: [UInt32]) -> String {
        Data(numbers.flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) } })
            .base64EncodedString()
    }

    private mutating func compareServers(_ wanted: [JSONValue]) {
        let held = self.device["mpsServers"].items
        self.check("remoteAccess.servers", held.count, wanted.count)
        for server in wanted {
            let name = "remoteAccess.\(server["name"].text ?? "")"
            guard
                let found = held.first(where: {
                    $0["accessInfo"] == server["address"] && $0["port"] == server["port"]
                })
            else {
                self.mismatches.append("\(name) is missing")
                continue
            }
            let address = server["address"].text ?? ""
            let isNumeric = address.contains(":") || address.allSatisfy { $0.isNumber || $0 == "." }
            let format: JSONValue = address.contains(":") ? 4 : isNumeric ? 3 : 201
            self.check("\(name) InfoFormat", found["infoFormat"], format)
            if isNumeric { self.check("\(name) CN", found["commonName"], server["commonName"]) }
            if server["authentication"] == "password" {
                self.check("\(name) AuthMethod", found["authMethod"], 2)
                self.check("\(name) username", found["username"], server["username"])
                self.check(
                    "\(name) password", found["passwordDigest"], .text(Self.sha256(self.secret(server["password"]))))
            } else {
                self.check("\(name) AuthMethod", found["authMethod"], 1)
                self.check(
                    "\(name) certificate is the device's own",
                    self.certificate(found["certificateHandle"])["sha256"], .text(self.ownCertificateDigest))
            }
        }
    }

    /// SHA-256 of the certificate that the device shows in TLS.
    var ownCertificateDigest: String {
        Self.sha256(Data(base64Encoded: self.device["boundCertificateDER"].text ?? "") ?? Data())
    }
}
