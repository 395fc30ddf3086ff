import Foundation

/// Secrets by name, each a text that occurs nowhere else.
struct MarkedSecrets: Sendable {
    private(set) var values: [String: String]

    /// What the whole profile names.
    init() {
        self.values = [
            "helpdesk-password": Self.password(20), "auditor-password": Self.password(20),
            "kerberos-master-key": Self.hex(16), "rfb-password": Self.password(8),
            "workshop-passphrase": Self.password(40), "radius-password": Self.password(30),
            "tunnel-password": Self.password(16), "audit-signing-key": Self.signingKey,
            "event-password": Self.password(20),
        ]
    }

    /// Made once: it takes its time.
    private static let signingKey = (try? SetupCertificates.makeKey()) ?? "no key could be made"

    /// What the other profile names besides.
    mutating func addOthers() {
        for (name, length) in [
            ("master", 40), ("fixed-mebx", 12), ("kerberos-passphrase", 60), ("operator-password", 20),
            ("later-helpdesk-password", 20), ("later-passphrase", 20), ("later-radius-password", 30),
            ("later-tunnel-password", 12), ("later-event-password", 20),
        ] { self[name] = Self.password(length) }
    }

    subscript(_ name: String) -> String {
        get { self.values[name] ?? "" }
        set { self.values[name] = newValue }
    }

    /// With upper and lower case, digit and special character.
    static func password(_ length: Int) -> String {
        let letters = Array("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        return "Q7!x" + String((0..<(length - 4)).map { _ in letters[Int.random(in: letters.indices)] })
    }

    static func hex(_ byteCount: Int) -> String {
        (0..<byteCount).map { _ in String(format: "%02x", Int.random(in: 0...255)) }.joined()
    }
}

/// Root certificates that a profile brings along, made once for all tests.
struct ProfileRoots: Sendable {
    struct Root: Sendable {
        let pem: String
        let der: Data
    }

    let corporate: Root
    let radius: Root
    /// One that only the other profile names.
    let later: Root
    /// One that no profile names.
    let foreign: Root

    init(in folder: String) throws {
        self.corporate = try Self.make("Corporate Root", in: folder)
        self.radius = try Self.make("Radius Root", in: folder)
        self.later = try Self.make("Later Root", in: folder)
        self.foreign = try Self.make("Foreign Root", in: folder)
    }

    private static func make(_ name: String, in folder: String) throws -> Root {
        let pem = try SetupCertificates.makeRoot(name, in: folder)
        let base64 = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        return Root(pem: pem, der: Data(base64Encoded: base64) ?? Data())
    }
}

/// Profile documents.
enum Profiles {
    /// Every section there is.
    static func whole(_ roots: ProfileRoots, name: String = "whole") -> JSONValue {
        [
            "schema": 1, "name": .text(name), "description": "Every section at once.",
            "adminPassword": ["policy": "random"], "mebxPassword": ["policy": "random"],
            "clock": ["driftSecondsMax": 30, "localSync": false],
            "tls": Self.tls(roots), "network": Self.network, "kerberos": Self.kerberos, "users": Self.users,
            "power": [
                "packages": ["mobile-on-in-s0-s3-ac-s4-s5-ac", "desktop-on-in-s0-s3-s4-s5"], "idleTimeoutMinutes": 45,
            ],
            "redirection": ["sol": true, "ider": false, "listener": true],
            "kvm": [
                "enabled": true, "port5900": true, "rfbPassword": ["secret": "rfb-password"],
                "sessionTimeoutMinutes": 10, "defaultScreen": 1,
            ],
            "userConsent": ["need": "none", "kvmPolicy": false, "displaySeconds": 400, "codeSeconds": 180],
            "webPage": ["enabled": false],
            "wifi": Self.wifi, "wired8021x": Self.wired,
            "endpointAccess": ["enabled": true, "vendors": "nac", "postureHash": "sha256"],
            "remoteAccess": Self.remoteAccess,
            "httpProxies": [
                "proxies": [
                    ["address": "proxy.corp.example", "port": 8080, "networkDNSSuffix": "corp.example"],
                    ["address": "203.0.113.80", "port": 3128, "networkDNSSuffix": "lab.corp.example"],
                ], "foreign": "remove",
            ],
            "environmentDetection": ["domains": ["lab.corp.example", "corp.example"]],
            "auditLog": [
                "enabled": true,
                "signing": [
                    "key": ["secret": "audit-signing-key"],
                    "certificates": [.text(roots.radius.pem), .text(roots.corporate.pem)],
                ],
                "events": [
                    ["application": "security-admin", "event": "provisioning-started"],
                    ["application": "network-time", "event": "time-set"],
                    ["application": "redirection", "event": 2, "critical": true],
                ],
                "storage": "restricted", "daysMin": 30, "auditor": "auditor",
            ],
            "events": Self.events,
        ]
    }

    /// No more than what a device has to have.
    static func small(_ name: String) -> JSONValue { ["schema": 1, "name": .text(name)] }

    private static func tls(_ roots: ProfileRoots) -> JSONValue {
        [
            "network": "mutual", "acceptNonSecureConnections": false, "trustedNames": ["console.corp.example"],
            "local": "server",
            "trustedRoots": [
                ["name": "corp-root", "certificate": .text(roots.corporate.pem)],
                ["name": "radius-root", "certificate": .text(roots.radius.pem)],
            ],
            "foreignRoots": "remove",
            "revocationLists": [
                ["url": "http://pki.corp.example/root.crl", "serialNumbers": ["0a1b2c", "4d5e6f7081"]]
            ],
        ]
    }

    private static let network: JSONValue = [
        "sharedName": false, "ping": false, "rmcpPing": false,
        "dynamicDNS": ["updater": "firmware", "periodMinutes": 720, "ttlSeconds": 1200],
        "ipv4": ["mode": "dhcp"], "vlan": 42, "reachability": "always",
    ]

    private static let kerberos: JSONValue = [
        "enabled": true, "realm": "CORP.EXAMPLE",
        "services": [
            ["name": "HTTP/{fqdn}:16993", "form": "https"], ["name": "HTTP/{fqdn}:16995", "form": "redirection-tls"],
        ],
        "keyVersion": 3, "key": ["masterKey": ["secret": "kerberos-master-key"]], "clockToleranceMinutes": 7,
    ]

    private static let users: JSONValue = [
        "digest": [
            [
                "name": "helpdesk", "password": ["secret": "helpdesk-password"], "access": "network",
                "realms": ["redirection", "remote-control", "general-info"],
            ],
            [
                "name": "auditor", "password": ["secret": "auditor-password"], "access": "any",
                "realms": ["audit-log"],
            ],
        ],
        "kerberos": [
            [
                "sid": "S-1-5-21-1004336348-1177238915-682003330-512", "access": "network",
                "realms": ["administration"],
            ],
            [
                "sid": "S-1-5-21-1004336348-1177238915-682003330-1107", "access": "any",
                "realms": ["hardware-asset", "general-info"],
            ],
        ],
        "foreign": "remove",
    ]

    private static let wifi: JSONValue = [
        "networks": [
            [
                "name": "workshop", "ssid": "Workshop South", "priority": 1, "security": "wpa2-psk",
                "passphrase": ["secret": "workshop-passphrase"],
            ],
            [
                "name": "corp", "ssid": "corp-wlan", "priority": 2, "security": "wpa2-8021x",
                "supplicant": [
                    "method": "eap-tls", "username": "{fqdn}", "serverName": "radius.corp.example",
                    "serverNameMatch": "full", "serverRoot": "radius-root",
                ],
            ],
            [
                "name": "guests", "ssid": "corp-guests", "priority": 3, "security": "wpa2-8021x",
                "encryption": "ccmp",
                "supplicant": [
                    "method": "peap-mschapv2", "username": "{host}$", "password": ["secret": "radius-password"],
                    "domain": "CORP", "roamingIdentity": "anonymous", "serverName": "corp.example",
                    "serverNameMatch": "suffix", "serverRoot": "radius-root",
                ],
            ],
        ],
        "foreign": "remove", "power": "asleep-on-mains", "hostSync": "user-profiles", "sharedWithUEFI": true,
        "ipv6": ["interfaceID": "intel"],
    ]

    private static let wired: JSONValue = [
        "enabled": true,
        "supplicant": [
            "method": "ttls-mschapv2", "username": "{fqdn}", "password": ["secret": "radius-password"],
            "domain": "CORP", "roamingIdentity": "anonymous", "serverName": "corp.example",
            "serverNameMatch": "suffix", "serverRoot": "radius-root",
        ],
        "availableAwake": true, "networkBootSeconds": 300,
    ]

    private static let events: JSONValue = [
        "subscriptions": [
            [
                "destination": "http://events.corp.example:8080/amt?site=1", "username": "amt",
                "password": ["secret": "event-password"], "argument": "{host} & {fqdn}",
            ],
            ["destination": "http://203.0.113.70/features", "filter": "Intel(r) AMT:Features"],
        ],
        "foreign": "remove",
    ]

    private static let remoteAccess: JSONValue = [
        "servers": [
            [
                "name": "first", "address": "mps.corp.example", "port": 4433, "authentication": "password",
                "username": "tunnel", "password": ["secret": "tunnel-password"], "root": "corp-root",
            ],
            [
                "name": "second", "address": "203.0.113.9", "port": 4434, "authentication": "certificate",
                "commonName": "mps2.corp.example",
            ],
        ],
        "rules": [
            ["trigger": "user", "tunnelSeconds": 300, "servers": ["first", "second"]],
            ["trigger": "periodic", "everySeconds": 3600, "tunnelSeconds": 60, "servers": ["first"]],
        ],
        "foreign": "remove", "userInitiated": "both",
    ]
}
