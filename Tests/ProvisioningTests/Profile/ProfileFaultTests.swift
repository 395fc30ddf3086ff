import Testing

@testable import Provisioning

@Suite("Profile faults") struct ProfileFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let path: String
        let code: ProfileFault.Code
        /// What is changed in the example: `nil` takes the key away.
        let changes: [(String, DocumentValue?)]

        init(_ path: String, _ code: ProfileFault.Code, _ changes: (String, DocumentValue?)...) {
            self.path = path
            self.code = code
            self.changes = changes
        }

        var testDescription: String { "\(self.path) \(self.code.rawValue)" }
    }

    static let all = Self.shapes + Self.rules + Self.more + Self.events

    @Test("what is wrong with a document is named with field and code", arguments: Self.all)
    func named(_ example: Case) throws {
        var document = try Documents.example()
        for (path, value) in example.changes { document = Documents.setting(path, value, in: document) }
        #expect(Documents.codes(document) == ["\(example.path) \(example.code.rawValue)"])
    }

    @Test("every code that reading gives has a case")
    func complete() {
        let elsewhere: Set<ProfileFault.Code> = [
            .release, .secretMissing, .secretRefused, .duplicateKey, .oneDevice,
        ]
        let covered = Set(Self.all.map(\.code))
        #expect(covered.union(elsewhere) == Set(ProfileFault.Code.allCases))
        #expect(covered.isDisjoint(with: elsewhere))
    }

    @Test("a key for the second time is a fault, for documents that are not made of JSON")
    func duplicateKey() {
        #expect(Documents.codes(Documents.with(["name": "other"])) == ["name duplicate-key"])
    }

    @Test("no fault repeats a value, for it may be a secret", arguments: ["S3cret!value", "s3cret.value"])
    func values(_ secret: String) throws {
        let example = try Documents.example()
        for path in Documents.paths(example) {
            for fault in Documents.faults(Documents.setting(path, .text(secret), in: example)) {
                #expect(!"\(fault)".contains(secret))
            }
        }
    }

    @Test("a document that is no object is a fault of its own")
    func noObject() {
        #expect(Documents.codes([]) == [" wrong-kind"])
        #expect(Documents.codes(.null) == [" wrong-kind"])
        #expect(Documents.codes("x") == [" wrong-kind"])
    }

    @Test("a value of any other kind at any place is a fault and stops nothing")
    func wrongKinds() throws {
        let example = try Documents.example()
        for path in Documents.paths(example) {
            for value: DocumentValue in [true, 7.5, [[]], [["a": 1]]] {
                _ = Documents.faults(Documents.setting(path, value, in: example))
            }
            #expect(!Documents.faults(Documents.setting(path, .null, in: example)).isEmpty)
        }
    }

    /// A sequence of so many bytes.
    private static func certificate(of byteCount: Int, number: Int) -> String {
        let length = byteCount - 4
        return CertificateText.text(
            [0x30, 0x82, UInt8(length >> 8), UInt8(truncatingIfNeeded: length)]
                + [UInt8](repeating: UInt8(number), count: length))
    }

    static let shapes: [Case] = [
        Case("users.digest[0].nmae", .unknownKey, ("users.digest[0].nmae", "x")),
        Case("webPage.enabled", .missing, ("webPage.enabled", nil)),
        Case("schema", .outOfRange, ("schema", 2)),
        Case("kvm.sessionTimeoutMinutes", .wrongKind, ("kvm.sessionTimeoutMinutes", 5.0)),
        Case("userConsent.codeSeconds", .outOfRange, ("userConsent.codeSeconds", 59)),
        Case("network.vlan", .outOfRange, ("network.vlan", 4095)),
        Case("description", .length, ("description", .text(String(repeating: "x", count: 1001)))),
        // What has capitals is no name on a command line or in a path of the API.
        Case("name", .characters, ("name", "Kiosk")),
        // Names are kept with blanks between them.
        Case("kerberos.services[0].name", .characters, ("kerberos.services[0].name", "HTTP/{fqdn} HTTP/{host}")),
        Case("wifi.networks[0].name", .characters, ("wifi.networks[0].name", "corp-wlan")),
        // Bytes are counted, not letters.
        Case("wifi.networks[0].ssid", .length, ("wifi.networks[0].ssid", .text(String(repeating: "ü", count: 17)))),
        Case("wifi.networks[0].ssid", .characters, ("wifi.networks[0].ssid", "a\u{0}")),
        Case("tls.local", .notOneOf, ("tls.local", "mutual")),
        Case("power.packages[0]", .notOneOf, ("power.packages", ["desktop-on-in-s6"])),
        Case("power.packages", .count, ("power.packages", [])),
        Case("users.digest[0].realms", .count, ("users.digest[0].realms", [])),
        Case("users.digest[0].password", .secretInClear, ("users.digest[0].password", "P@ssw0rd")),
        Case("wifi.networks[1].passphrase", .secretInClear, ("wifi.networks[1].passphrase", 12_345_678)),
        Case("kvm.rfbPassword", .wrongKind, ("kvm.rfbPassword", ["secret": "a", "value": "b"])),
        Case("kvm.rfbPassword.secret", .secretName, ("kvm.rfbPassword", ["secret": "P@ssw0rd"])),
        Case("adminPassword.secret", .secretName, ("adminPassword.secret", "P@ssw0rd")),
        Case("tls.trustedRoots[0].certificate", .certificate, ("tls.trustedRoots[0].certificate", "MIIB")),
        Case("network.ipv4.primaryDNS", .address, ("network.ipv4.primaryDNS", "192.0.2.256")),
        Case("network.ipv4.primaryDNS", .address, ("network.ipv4.primaryDNS", "::ffff:192.0.2.1")),
        Case("network.ipv6.address", .address, ("network.ipv6.address", "192.0.2.1")),
        Case("remoteAccess.servers[0].address", .hostName, ("remoteAccess.servers[0].address", "mps corp")),
        Case("remoteAccess.servers[0].address", .hostName, ("remoteAccess.servers[0].address", "192.0.2.300")),
        Case("environmentDetection.domains[0]", .hostName, ("environmentDetection.domains[0]", "-corp.example")),
        Case("tls.trustedNames[0]", .length, ("tls.trustedNames[0]", .text(String(repeating: "a.", count: 31) + "ab"))),
        Case("users.kerberos[0].sid", .sid, ("users.kerberos[0].sid", "S-1-5-1-2-3-4-5-6")),
        Case(
            "tls.revocationLists[0].serialNumbers[0]", .hexadecimal, ("tls.revocationLists[0].serialNumbers[0]", "abc")),
        Case("network.ipv6.manualInterfaceID", .hexadecimal, ("network.ipv6.manualInterfaceID", "00")),
        Case(
            "remoteAccess.rules[2].daily", .timeOfDay, ("remoteAccess.rules[2].daily", "24:00"),
            ("remoteAccess.rules[2].everySeconds", nil)),
        Case("auditLog.events[0].event", .outOfRange, ("auditLog.events[0].event", 65536)),
        // 2.3: user names.
        Case("users.digest[0].name", .characters, ("users.digest[0].name", "$$helpdesk")),
        Case("users.digest[0].name", .characters, ("users.digest[0].name", "Administrator")),
        Case("users.digest[0].name", .characters, ("users.digest[0].name", "ADMIN")),
        Case("users.digest[0].name", .characters, ("users.digest[0].name", "help desk")),
        Case("users.digest[0].name", .characters, ("users.digest[0].name", "a&b")),
        Case("users.digest[0].name", .length, ("users.digest[0].name", "seventeen-letters")),
        Case("users.digest[0].name", .length, ("users.digest[0].name", "")),
        Case("users.digest[0].access", .notOneOf, ("users.digest[0].access", "remote")),
        Case("users.digest[0].realms[0]", .notOneOf, ("users.digest[0].realms", ["everything"])),
        Case("remoteAccess.servers[0].username", .length, ("remoteAccess.servers[0].username", "abcdefghijklmnopq")),
        Case("remoteAccess.servers[0].port", .outOfRange, ("remoteAccess.servers[0].port", 65536)),
        Case("wired8021x.networkBootSeconds", .outOfRange, ("wired8021x.networkBootSeconds", 86401)),
        Case("network.dynamicDNS.periodMinutes", .outOfRange, ("network.dynamicDNS.periodMinutes", 19)),
    ]

    private static let destination = "events.subscriptions[0].destination"

    static let events: [Case] = [
        Case(Self.destination, .url, (Self.destination, "ftp://events.corp.example")),
        Case(Self.destination, .url, (Self.destination, "events.corp.example:8080")),
        Case(Self.destination, .url, (Self.destination, "http://amt:word@events.corp.example/")),
        Case(Self.destination, .url, (Self.destination, "http://events.corp.example:65536/")),
        Case(Self.destination, .url, (Self.destination, "http://events.corp.example/a b")),
        Case(Self.destination, .contradiction, (Self.destination, "http://localhost:8080/")),
        Case(Self.destination, .contradiction, (Self.destination, "http://127.0.0.1/")),
        Case(
            "events.subscriptions[1]", .duplicate,
            (
                "events.subscriptions",
                [
                    ["destination": "http://a.example"],
                    ["destination": "http://a.example", "filter": "Intel(r) AMT:All"],
                ]
            )),
        Case("events.subscriptions[0].password", .needed, ("events.subscriptions[0].password", nil)),
        Case("events.subscriptions[0].password", .contradiction, ("events.subscriptions[0].username", nil)),
        Case("events.subscriptions[0].argument", .placeholder, ("events.subscriptions[0].argument", "{name}")),
        Case("events.subscriptions[0].filter", .length, ("events.subscriptions[0].filter", "")),
    ]

    static let rules: [Case] = [
        Case("name", .contradiction, ("name", "schema")),
        Case("name", .contradiction, ("name", "validate")),
        Case("name", .contradiction, ("name", "..")),
        Case("adminPassword.secret", .needed, ("adminPassword.secret", nil)),
        Case("adminPassword.secret", .contradiction, ("adminPassword.policy", "random")),
        Case("mebxPassword.secret", .needed, ("mebxPassword.secret", nil)),
        Case("mebxPassword.secret", .contradiction, ("mebxPassword.policy", "leave")),
        Case("tls.trustedNames", .contradiction, ("tls.network", "server")),
        Case("tls.acceptNonSecureConnections", .contradiction, ("tls.network", "off"), ("tls.trustedNames", nil)),
        Case("tls.trustedNames[1]", .duplicate, ("tls.trustedNames", ["a.example", "A.example"])),
        Case(
            "network.dynamicDNS.ttlSeconds", .contradiction,
            ("network.dynamicDNS", ["updater": "none", "ttlSeconds": 9])),
        Case("network.ipv4.address", .needed, ("network.ipv4.address", nil)),
        Case("network.ipv4.address", .address, ("network.ipv4.address", "192.0.2.255")),
        Case("network.ipv4.subnetMask", .address, ("network.ipv4.subnetMask", "255.0.255.0")),
        Case("network.ipv4.subnetMask", .address, ("network.ipv4.subnetMask", "255.255.255.254")),
        Case("network.ipv4.subnetMask", .address, ("network.ipv4.subnetMask", "0.0.0.0")),
        Case("network.ipv4.gateway", .contradiction, ("network.ipv4.gateway", "198.51.100.1")),
        Case("network.ipv4.gateway", .contradiction, ("network.ipv4.gateway", "192.0.2.10")),
        Case("network.ipv4.secondaryDNS", .contradiction, ("network.ipv4.primaryDNS", nil)),
        Case("network.ipv4.gateway", .contradiction, ("network.ipv4", ["mode": "dhcp", "gateway": "192.0.2.1"])),
        Case("network.ipv6.manualInterfaceID", .contradiction, ("network.ipv6.interfaceID", "intel")),
        Case("network.ipv6.manualInterfaceID", .needed, ("network.ipv6.manualInterfaceID", nil)),
        Case("wifi.ipv6.manualInterfaceID", .contradiction, ("wifi.ipv6.interfaceID", "random")),
        Case("wifi.ipv6.manualInterfaceID", .needed, ("wifi.ipv6.manualInterfaceID", nil)),
        Case("kerberos.realm", .needed, ("kerberos.realm", nil)),
        Case("kerberos.services", .needed, ("kerberos.services", [])),
        Case("kerberos.key", .needed, ("kerberos.key", nil)),
        Case("kerberos.key.masterKey", .contradiction, ("kerberos.key.masterKey", ["secret": "key"])),
        Case("kerberos.key.salt", .needed, ("kerberos.key.salt", nil)),
        Case("kerberos.services[0].name", .placeholder, ("kerberos.services[0].name", "HTTP/{name}:16992")),
        Case(
            "kerberos.services[1]", .duplicate,
            ("kerberos.services[1]", ["name": "http/{fqdn}:16993", "form": "https"])),
        Case("users.kerberos[0]", .contradiction, ("kerberos", ["enabled": false])),
        Case("users.kerberos[0]", .contradiction, ("kerberos", nil)),
        Case("users.digest[1].name", .duplicate, ("users.digest[1].name", "helpdesk"), ("auditLog.auditor", nil)),
        Case("users.digest[0].realms[1]", .duplicate, ("users.digest[0].realms", ["storage", "storage"])),
        Case("power.packages[1]", .duplicate, ("power.packages", ["desktop-on-in-s0", "desktop-on-in-s0-s3"])),
        Case("kvm.rfbPassword", .needed, ("kvm.rfbPassword", nil)),
        Case("kvm.port5900", .contradiction, ("kvm.enabled", false)),
    ]

    static let more: [Case] = [
        Case("wifi.networks[1].ssid", .duplicate, ("wifi.networks[1].ssid", "corp-wlan")),
        Case("wifi.networks[1].name", .duplicate, ("wifi.networks[1].name", "corp")),
        Case("wifi.networks[1].priority", .duplicate, ("wifi.networks[1].priority", 1)),
        Case("wifi.networks[1].passphrase", .needed, ("wifi.networks[1].passphrase", nil)),
        Case("wifi.networks[0].passphrase", .contradiction, ("wifi.networks[0].passphrase", ["secret": "a"])),
        Case("wifi.networks[0].supplicant", .needed, ("wifi.networks[0].supplicant", nil)),
        Case("wifi.networks[1].encryption", .contradiction, ("wifi.networks[1].security", "wpa3-sae")),
        Case("wifi.networks[0].supplicant.password", .needed, ("wifi.networks[0].supplicant.password", nil)),
        Case("wifi.networks[0].supplicant.password", .contradiction, ("wifi.networks[0].supplicant.method", "eap-tls")),
        Case("wifi.networks[0].supplicant.username", .placeholder, ("wifi.networks[0].supplicant.username", "{host")),
        Case(
            "wifi.networks[0].supplicant.serverNameMatch", .contradiction,
            ("wifi.networks[0].supplicant.serverName", nil)),
        Case(
            "wifi.networks[0].supplicant.serverRoot", .unknownReference,
            ("wifi.networks[0].supplicant.serverRoot", "other")),
        Case("wired8021x.supplicant", .needed, ("wired8021x.supplicant", nil)),
        Case("wired8021x.supplicant", .contradiction, ("wired8021x.enabled", false)),
        Case("remoteAccess.servers[0].username", .needed, ("remoteAccess.servers[0].username", nil)),
        Case("remoteAccess.servers[1].username", .contradiction, ("remoteAccess.servers[1].username", "a")),
        Case("remoteAccess.servers[0].commonName", .contradiction, ("remoteAccess.servers[0].commonName", "a.example")),
        Case("remoteAccess.servers[0].root", .unknownReference, ("remoteAccess.servers[0].root", "other")),
        Case("remoteAccess.rules[2].servers[0]", .unknownReference, ("remoteAccess.rules[2].servers", ["third"])),
        Case("remoteAccess.rules[0].servers[1]", .duplicate, ("remoteAccess.rules[0].servers", ["first", "first"])),
        Case("remoteAccess.rules[1].trigger", .duplicate, ("remoteAccess.rules[1].trigger", "user")),
        Case("remoteAccess.rules[2]", .needed, ("remoteAccess.rules[2].everySeconds", nil)),
        Case("remoteAccess.rules[2].daily", .contradiction, ("remoteAccess.rules[2].daily", "02:30")),
        Case("remoteAccess.rules[0].daily", .contradiction, ("remoteAccess.rules[0].daily", "02:30")),
        Case("remoteAccess.rules[0].servers", .count, ("remoteAccess.rules[0].servers", [])),
        Case("auditLog.events[0].event", .event, ("auditLog.events[0].event", "time-set")),
        Case(
            "auditLog.events[1]", .duplicate,
            ("auditLog.events[1]", ["application": "security-admin", "event": 0])),
        Case(
            "auditLog.signing.certificates", .count,
            ("auditLog.signing.certificates", .list((0..<3).map { .text(Self.certificate(of: 1370, number: $0)) }))),
        Case("auditLog.daysMin", .needed, ("auditLog.daysMin", nil)),
        Case("auditLog.daysMin", .contradiction, ("auditLog.storage", "rollover")),
        Case("auditLog.auditor", .unknownReference, ("auditLog.auditor", "nobody")),
        Case("auditLog.auditor", .contradiction, ("auditLog.auditor", "helpdesk")),
        Case(
            "environmentDetection.domains[1]", .duplicate, ("environmentDetection.domains", ["a.example", "A.Example"])),
    ]
}
