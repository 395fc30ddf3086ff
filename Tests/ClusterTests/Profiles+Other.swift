/// The other choice of everything: what ``Profiles/whole(_:name:)`` cannot say, because it says something else.
extension Profiles {
    /// Every section of the whole profile with other values; entries are changed, replaced and left out.
    ///
    /// - Parameter generation: some words are only for older releases, and some only for newer ones.
    static func other(_ roots: ProfileRoots, _ generation: Generation, name: String) -> JSONValue {
        var other: JSONValue = [
            "schema": 1, "name": .text(name), "description": "The other choice of everything.",
            "adminPassword": ["policy": "derived", "secret": "master"],
            "mebxPassword": ["policy": "fixed", "secret": "fixed-mebx", "change": "any-time"],
            "clock": ["driftSecondsMax": 3600, "localSync": true],
            "tls": Self.otherTLS(roots, generation), "network": Self.otherNetwork, "kerberos": Self.otherKerberos,
            "users": Self.otherUsers,
            "power": [
                "packages": ["desktop-on-in-s0-wake-in-s3-s4-s5", "mobile-on-in-s0-wake-in-s3-ac"],
                "idleTimeoutMinutes": 90,
            ],
            "redirection": ["sol": false, "ider": true, "listener": false],
            "kvm": ["enabled": false, "port5900": false, "sessionTimeoutMinutes": 15, "defaultScreen": 2],
            "userConsent": ["need": "all", "kvmPolicy": true, "displaySeconds": 60, "codeSeconds": 900],
            "webPage": ["enabled": true],
            "wifi": Self.otherWiFi(generation), "wired8021x": Self.otherWired(generation),
            "endpointAccess": ["enabled": true, "postureHash": "sha384"],
            "remoteAccess": Self.otherRemoteAccess,
            "httpProxies": [
                "proxies": [
                    ["address": "2001:db8::80", "port": 8080, "networkDNSSuffix": "corp.example"],
                    ["address": "proxy.corp.example", "port": 8081, "networkDNSSuffix": "corp.example"],
                ], "foreign": "keep",
            ],
            "environmentDetection": ["domains": ["home.example", "corp.example"]],
            "auditLog": [
                "enabled": true,
                "signing": ["key": ["secret": "audit-signing-key"], "certificates": [.text(roots.later.pem)]],
                "events": [
                    ["application": "security-admin", "event": "provisioning-started", "critical": true],
                    ["application": "network-time", "event": 0],
                    ["application": "redirection", "event": 2],
                    ["application": "wireless", "event": "network-added"],
                ],
                "storage": "rollover", "auditor": "operator",
            ],
            "events": Self.otherEvents(generation),
        ]
        if generation.major < 11 { other["presharedKey"] = ["renew": true] }
        return other
    }

    /// Everything off and every list empty.
    static func off(_ generation: Generation, name: String) -> JSONValue {
        [
            "schema": 1, "name": .text(name), "description": "Nothing is allowed.",
            "clock": ["localSync": false],
            "tls": ["network": generation.hasPlainPorts ? "off" : "server", "foreignRoots": "remove"],
            "network": [
                "sharedName": false, "ping": true, "rmcpPing": false, "dynamicDNS": ["updater": "none"],
                "ipv4": ["mode": "dhcp"], "ipv6": ["interfaceID": "random"], "preferIPv6": false, "vlan": 4094,
                "reachability": "awake",
            ],
            "kerberos": ["enabled": false], "users": ["foreign": "remove"],
            "power": ["packages": ["mobile-on-in-s0", "desktop-on-in-s0"]],
            "redirection": ["sol": false, "ider": false, "listener": false], "kvm": ["enabled": false],
            "userConsent": ["need": "kvm"], "webPage": ["enabled": false],
            "wifi": ["foreign": "remove", "power": "off", "hostSync": "off"], "wired8021x": ["enabled": false],
            "endpointAccess": ["enabled": false],
            "remoteAccess": ["foreign": "remove", "userInitiated": "none"], "httpProxies": ["foreign": "remove"],
            "environmentDetection": ["domains": []],
            "auditLog": ["enabled": false, "storage": "no-rollover"], "events": ["foreign": "remove"],
        ]
    }

    private static func otherTLS(_ roots: ProfileRoots, _ generation: Generation) -> JSONValue {
        [
            "network": "server", "acceptNonSecureConnections": .flag(generation.hasPlainPorts),
            "local": generation.major < 19 ? "off" : "server",
            "trustedRoots": [
                ["name": "later-root", "certificate": .text(roots.later.pem)],
                ["name": "radius-root", "certificate": .text(roots.radius.pem)],
            ],
            "foreignRoots": "remove",
            "revocationLists": [
                ["url": "http://pki.corp.example/root.crl", "serialNumbers": ["0a1b2c", "00ff"]],
                ["url": "http://pki.corp.example/later.crl", "serialNumbers": ["7f"]],
            ],
        ]
    }

    private static let otherNetwork: JSONValue = [
        "sharedName": true, "ping": true, "rmcpPing": true,
        "dynamicDNS": ["updater": "dhcp-server", "periodMinutes": 30, "ttlSeconds": 300],
        "ipv4": ["mode": "host"],
        "ipv6": [
            "interfaceID": "manual", "manualInterfaceID": "02005efffe00000a", "address": "2001:db8::10",
            "gateway": "2001:db8::1", "primaryDNS": "2001:db8::53", "secondaryDNS": "2001:db8:1::53",
        ],
        "preferIPv6": true, "vlan": 0, "reachability": "asleep-on-mains",
    ]

    private static let otherKerberos: JSONValue = [
        "enabled": true, "realm": "LAB.CORP.EXAMPLE",
        "services": [
            ["name": "HTTP/{fqdn}:16992", "form": "http"], ["name": "HTTP/{fqdn}:16994", "form": "redirection"],
        ],
        "keyVersion": 4,
        "key": [
            "passphrase": ["secret": "kerberos-passphrase"], "salt": "LAB.CORP.EXAMPLEhost{fqdn}", "iterations": 8192,
        ],
    ]

    /// One account is changed, one is another, and one has gone.
    private static let otherUsers: JSONValue = [
        "digest": [
            [
                "name": "helpdesk", "password": ["secret": "later-helpdesk-password"], "access": "local",
                "realms": ["event-log-reader", "general-info"],
            ],
            [
                "name": "operator", "password": ["secret": "operator-password"], "access": "any",
                "realms": [
                    "storage", "event-manager", "storage-administration", "agent-presence-local",
                    "agent-presence-remote", "system-defense", "network-time", "firmware-update", "eit",
                    "local-user-notification", "endpoint-access-control", "endpoint-access-control-administration",
                    "audit-log", "user-access-control",
                ],
            ],
        ],
        "kerberos": [
            [
                "sid": "S-1-5-21-1004336348-1177238915-682003330-1107", "access": "local", "realms": ["local-system"],
            ],
            [
                "sid": "S-1-5-21-1004336348-1177238915-682003330-1108", "access": "network",
                "realms": ["redirection", "hardware-asset", "remote-control"],
            ],
        ],
        "foreign": "remove",
    ]

    /// The first network becomes another, the second gets another method, and the third stays though nobody names it.
    private static func otherWiFi(_ generation: Generation) -> JSONValue {
        let isNew = generation.major >= 15
        return [
            "networks": [
                [
                    "name": "workshop", "ssid": "Werkstatt S\u{fc}d", "priority": 9,
                    "security": isNew ? "wpa3-sae" : "wpa-psk", "encryption": isNew ? "ccmp" : "tkip",
                    "passphrase": ["secret": "later-passphrase"],
                ],
                [
                    "name": "corp", "ssid": "corp-wlan", "priority": 4, "security": "wpa-8021x",
                    "supplicant": [
                        "method": "fast-mschapv2", "username": "{host}$",
                        "password": ["secret": "later-radius-password"],
                    ],
                ],
                [
                    "name": "tokens", "ssid": "corp-tokens", "priority": 5, "security": "wpa2-8021x",
                    "supplicant": [
                        "method": "fast-gtc", "username": "{fqdn}", "password": ["secret": "later-radius-password"],
                        "serverName": "radius.corp.example", "serverRoot": "later-root",
                    ],
                ],
                [
                    "name": "fast", "ssid": "corp-fast", "priority": 6, "security": "wpa2-8021x",
                    "supplicant": ["method": "fast-tls", "username": "{fqdn}", "roamingIdentity": "nobody"],
                ],
            ],
            "foreign": "keep", "power": "awake", "hostSync": "unrestricted", "sharedWithUEFI": false,
            "ipv6": ["interfaceID": "manual", "manualInterfaceID": "02005efffe00000b"],
        ]
    }

    /// With the device's certificate, or with a password and no root for the server's certificate.
    private static func otherWired(_ generation: Generation) -> JSONValue {
        let supplicant: JSONValue =
            generation.major.isMultiple(of: 2)
            ? [
                "method": "eap-gtc", "username": "{host}$", "password": ["secret": "later-radius-password"],
                "domain": "LAB",
            ]
            : [
                "method": "eap-tls", "username": "{fqdn}", "serverName": "radius.corp.example",
                "serverRoot": "later-root",
            ]
        return ["enabled": true, "supplicant": supplicant, "availableAwake": false, "networkBootSeconds": 0]
    }

    /// The first listener gets another password, and another user where TLS protects it; one more comes, and the second stays.
    private static func otherEvents(_ generation: Generation) -> JSONValue {
        [
            "subscriptions": [
                [
                    "destination": "http://events.corp.example:8080/amt?site=1", "username": "amt",
                    "password": ["secret": "later-event-password"], "argument": "{fqdn}",
                ],
                ["destination": .text((generation.hasSecureEvents ? "https" : "http") + "://[2001:db8::70]:8443")],
            ], "foreign": "keep",
        ]
    }

    /// The first server proves the device by its certificate now, and the second is another.
    private static let otherRemoteAccess: JSONValue = [
        "servers": [
            [
                "name": "first", "address": "mps.corp.example", "port": 4433, "authentication": "certificate",
                "root": "later-root",
            ],
            [
                "name": "third", "address": "2001:db8::9", "port": 4433, "authentication": "password",
                "username": "tunnel2", "password": ["secret": "later-tunnel-password"],
                "commonName": "mps3.corp.example",
            ],
        ],
        "rules": [
            ["trigger": "user", "tunnelSeconds": 0, "servers": ["third"]],
            ["trigger": "alert", "tunnelSeconds": 600, "servers": ["third", "first"]],
            ["trigger": "periodic", "daily": "07:05", "tunnelSeconds": 60, "servers": ["first"]],
        ],
        "foreign": "remove", "userInitiated": "bios",
    ]
}
