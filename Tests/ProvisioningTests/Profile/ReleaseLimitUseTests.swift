import AMT
import Inventory
import Testing

@testable import Provisioning

/// What becomes of each limit of firmware. Written out, so that none is there unnoticed that nothing keeps.
@Suite("Use of the limits of releases") struct ReleaseLimitUseTests {
    /// Who keeps a limit.
    enum Use: Sendable {
        /// A profile: the document that makes as much of it as is asked for, and the field that is at fault beyond.
        case profile(String, @Sendable (Int) -> DocumentValue)
        /// A secret that a profile names.
        case secret(SecretPurpose)
        /// The device's name, which comes from the inventory.
        case name(@Sendable (Int) -> String)
        /// Nothing in a profile speaks of it: why that is so.
        case none(String)
    }

    static let uses: [(limit: ReleaseLimit, use: Use)] = [
        (.digestUserCountMax, .profile("users.digest") { ["users": ["digest": .list((1...$0).map(Self.user))]] }),
        (.kerberosUserCountMax, .profile("users.kerberos") { Self.directory(accounts: $0, domains: 1) }),
        (.kerberosDomainCountMax, .profile("users.kerberos") { Self.directory(accounts: $0, domains: $0) }),
        (
            .userNameCharacterCountMax,
            .profile("users.digest[0].name") { count in
                var user = Self.user(1).entries ?? []
                user[0] = DocumentEntry("name", Self.letters(count))
                return ["users": ["digest": [.object(user)]]]
            }
        ),
        (.wifiProfileCountMax, .profile("wifi.networks") { ["wifi": ["networks": .list((1...$0).map(Self.network))]] }),
        (
            .ssidByteCountMax,
            .profile("wifi.networks[0].ssid") { count in
                var network = Self.network(1).entries ?? []
                network[1] = DocumentEntry("ssid", Self.letters(count))
                return ["wifi": ["networks": [.object(network)]]]
            }
        ),
        (
            .trustedRootCountMax,
            .profile("tls.trustedRoots") { ["tls": ["trustedRoots": .list((1...$0).map(Self.root))]] }
        ),
        (
            .trustedRootByteCountMax,
            .profile("tls.trustedRoots[0].certificate") { count in
                let der = CertificateKindTests.Maker.authority(byteCount: count)
                return ["tls": ["trustedRoots": [["name": "a", "certificate": .text(CertificateText.text(der))]]]]
            }
        ),
        (.certificateCountMax, .none("a device has one certificate, the cluster's; a profile brings none")),
        (
            .certificateChainByteCountMax,
            .none("the cluster's certificates stand right under its authority and have some 800 bytes")
        ),
        (
            .trustedCNCountMax,
            // The cluster's own takes a place.
            .profile("tls.trustedNames") { count in
                Self.trusting((1..<count).map { .text("n\($0).example") })
            }
        ),
        (.trustedCNCharacterCountMax, .profile("tls.trustedNames[0]") { Self.trusting([Self.domain($0)]) }),
        (
            .crlCountMax,
            .profile("tls.revocationLists") { count in
                Self.revoking((1...count).map { ["url": .text("http://ca/\($0)"), "serialNumbers": ["01"]] })
            }
        ),
        (
            .crlByteCountMax,
            .profile("tls.revocationLists") { count in
                let numbers = (1...60).map { DocumentValue.text(Hex.text([UInt8](repeating: UInt8($0), count: 20))) }
                return Self.revoking([["url": Self.letters(count - 60 * 20), "serialNumbers": .list(numbers)]])
            }
        ),
        (
            .mpsCountMax,
            .profile("remoteAccess.servers") { ["remoteAccess": ["servers": .list((1...$0).map(Self.server))]] }
        ),
        (
            .mpsPerPolicyCountMax,
            .profile("remoteAccess.rules[0].servers") { count in
                [
                    "remoteAccess": [
                        "servers": .list((1...count).map(Self.server)),
                        "rules": [
                            [
                                "trigger": "user", "tunnelSeconds": 1,
                                "servers": .list((1...count).map { .text("m\($0)") }),
                            ]
                        ],
                    ]
                ]
            }
        ),
        (.mpsNameCharacterCountMax, .none("a DNS name has 255 characters at most, one less")),
        (
            .mpsUserNameCharacterCountMax,
            .profile("remoteAccess.servers[0].username") { count in
                var server = Self.server(1).entries?.filter { $0.key != "authentication" } ?? []
                server += [
                    DocumentEntry("authentication", "password"), DocumentEntry("username", Self.letters(count)),
                    DocumentEntry("password", ["secret": "a"]),
                ]
                return ["remoteAccess": ["servers": [.object(server)]]]
            }
        ),
        (.mpsPasswordCharacterCountMin, .secret(.managementServerPassword)),
        (.mpsPasswordCharacterCountMax, .secret(.managementServerPassword)),
        (
            .remoteAccessPolicyCountMax,
            .none("a profile has one rule of each of the three kinds at most, and all three kinds fit")
        ),
        (
            .proxyCountMax,
            .profile("httpProxies.proxies") {
                ["httpProxies": ["proxies": .list((1...$0).map { Self.proxy("n\($0)") })]]
            }
        ),
        (
            .proxySuffixCharacterCountMax,
            .profile("httpProxies.proxies[0].networkDNSSuffix") { count in
                guard case .text(let domain) = Self.domain(count) else { return [:] }
                return ["httpProxies": ["proxies": [Self.proxy(domain)]]]
            }
        ),
        (
            .detectionStringCountMax,
            .profile("environmentDetection.domains") { count in
                ["environmentDetection": ["domains": .list((1...count).map { .text("n\($0).example") })]]
            }
        ),
        (.hostNameCharacterCountMax, .name { String(repeating: "h", count: $0) + ".corp.example" }),
        (
            .domainNameCharacterCountMax,
            .name { count in
                guard case .text(let domain) = Self.domain(count) else { return "" }
                return "pc1." + domain
            }
        ),
        (
            .ieee8021xUserNameCharacterCountMax,
            .profile("wired8021x.supplicant.username") { count in
                [
                    "wired8021x": [
                        "enabled": true,
                        "supplicant": [
                            "method": "peap-mschapv2", "username": Self.letters(count), "password": ["secret": "a"],
                        ],
                    ]
                ]
            }
        ),
        (.ieee8021xPasswordCharacterCountMax, .secret(.supplicantPassword)),
        (
            .eventSubscriberCountMax,
            .profile("events.subscriptions") { count in
                [
                    "events": [
                        "subscriptions": .list((1...count).map { ["destination": .text("http://e\($0).example")] })
                    ]
                ]
            }
        ),
        (
            .eventDestinationCharacterCountMax,
            .profile("events.subscriptions[0].destination") { count in
                let begin = "http://e.example/"
                let address = begin + String(repeating: "x", count: count - begin.utf8.count)
                return ["events": ["subscriptions": [["destination": .text(address)]]]]
            }
        ),
        (.alarmCountMax, .none("a profile sets no alarms")),
    ]

    @Test("every limit is listed once")
    func complete() {
        #expect(Self.uses.map(\.limit) == ReleaseLimit.allCases)
    }

    @Test(
        "what a limit is read for keeps it: as much as any release takes is no fault, one more is",
        arguments: Self.uses.indices)
    func kept(_ index: Int) throws {
        let (limit, use) = Self.uses[index]
        let numbers = ReleaseLimits.rows.filter { $0.limit == limit }.map(\.value)
        let highest = try #require(numbers.max())
        switch use {
        case .profile(let path, let make):
            #expect(Self.faults(make(highest)) == [], "\(limit)")
            #expect(Self.faults(make(highest + 1)).contains(path), "\(limit)")
        case .secret(let purpose):
            let isLeast = limit == .mpsPasswordCharacterCountMin
            let edge = isLeast ? try #require(numbers.min()) : highest
            #expect(Self.takes(edge, as: purpose))
            #expect(!Self.takes(isLeast ? edge - 1 : edge + 1, as: purpose))
        case .name(let make):
            #expect(throws: Never.self) { try FQDN(make(highest)) }
            #expect(throws: FQDNRefusal.self) { try FQDN(make(highest + 1)) }
        case .none(let reason): #expect(!reason.isEmpty)
        }
    }

    @Test("what no field needs to keep cannot be broken by any")
    func unneeded() {
        #expect(HostText.characterCountMax < ReleaseLimits.highest(.mpsNameCharacterCountMax))
        let kinds: [Profile.RemoteAccess.Rule.Trigger] = [
            .user, .alert, .every(seconds: 1), .daily(hour: 0, minute: 0),
        ]
        #expect(Set(kinds.map(\.kind)).count <= ReleaseLimits.of(nil).remoteAccessPolicyCountMax)
    }

    // MARK: - Documents

    /// Paths at fault: of the shape, of the rules, or of what no release takes.
    private static func faults(_ more: DocumentValue) -> [String] {
        switch ProfileReader.read(Documents.with(more)) {
        case .success(let profile): ProfileLimits.faults(profile, release: nil, callerName: "own.example").map(\.path)
        case .failure(let found): found.faults.map(\.path)
        }
    }

    private static func takes(_ count: Int, as purpose: SecretPurpose) -> Bool {
        let field: DocumentValue =
            purpose == .supplicantPassword
            ? [
                "wired8021x": [
                    "enabled": true,
                    "supplicant": ["method": "peap-mschapv2", "username": "a", "password": ["secret": "s"]],
                ]
            ]
            : [
                "remoteAccess": [
                    "servers": [
                        [
                            "name": "m", "address": "m.example", "port": 4433, "authentication": "password",
                            "username": "a", "password": ["secret": "s"],
                        ]
                    ]
                ]
            ]
        guard case .success(let profile) = ProfileReader.read(Documents.with(field)) else { return false }
        let secret = Secret(text: String(repeating: "x", count: count))
        return ProfileLimits.secretFaults(profile, secrets: ["s": secret]).isEmpty
    }

    private static func letters(_ count: Int) -> DocumentValue { .text(String(repeating: "x", count: count)) }

    /// A DNS name of so many characters: labels of 63 with dots between.
    private static func domain(_ count: Int) -> DocumentValue {
        var name = String(repeating: "x", count: count)
        for place in stride(from: 40, to: count - 1, by: 41) {
            let index = name.index(name.startIndex, offsetBy: place)
            name.replaceSubrange(index...index, with: ".")
        }
        return .text(name)
    }

    private static func user(_ number: Int) -> DocumentValue {
        [
            "name": .text("u\(number)"), "password": ["secret": "a"], "access": "any", "realms": ["redirection"],
        ]
    }

    private static func directory(accounts: Int, domains: Int) -> DocumentValue {
        [
            "kerberos": [
                "enabled": true, "realm": "CORP.EXAMPLE", "services": [["name": "HTTP/{fqdn}", "form": "http"]],
                "key": ["masterKey": ["secret": "key"]],
            ],
            "users": [
                "kerberos": .list(
                    (1...accounts).map { number in
                        [
                            "sid": .text("S-1-5-21-1-2-\(number % domains)-\(number)"), "access": "any",
                            "realms": ["redirection"],
                        ]
                    })
            ],
        ]
    }

    private static func network(_ number: Int) -> DocumentValue {
        [
            "name": .text("n\(number)"), "ssid": .text("n\(number)"), "priority": .integer(Int64(number)),
            "security": "wpa2-psk", "passphrase": ["secret": "a"],
        ]
    }

    private static func root(_ number: Int) -> DocumentValue {
        let der = CertificateKindTests.Maker.authority(byteCount: 700 + number)
        return ["name": .text("r\(number)"), "certificate": .text(CertificateText.text(der))]
    }

    private static func trusting(_ names: [DocumentValue]) -> DocumentValue {
        ["tls": ["network": "mutual", "trustedNames": .list(names)]]
    }

    private static func revoking(_ lists: [DocumentValue]) -> DocumentValue {
        ["tls": ["revocationLists": .list(lists)]]
    }

    private static func server(_ number: Int) -> DocumentValue {
        [
            "name": .text("m\(number)"), "address": .text("m\(number).example"), "port": 4433,
            "authentication": "certificate",
        ]
    }

    private static func proxy(_ suffix: String) -> DocumentValue {
        ["address": "proxy.example", "port": 8080, "networkDNSSuffix": .text(suffix)]
    }
}
