import AMT
import Inventory
import Testing

@testable import Provisioning

@Suite("Wishes of a profile") struct WishMakerTests {
    static func secret(_ name: String, version: Int = 1) -> (SecretReference, KeptSecret) {
        (SecretReference(name), KeptSecret(name: name, version: version, value: Secret(text: "value of \(name)")))
    }

    static func context(_ secrets: [String]) throws -> WishContext {
        WishContext(
            fqdn: try FQDN("pc1.corp.example"),
            secrets: Dictionary(uniqueKeysWithValues: secrets.map { Self.secret($0) }), authorityDER: [0x30, 1, 9],
            clientName: "server.corp.example")
    }

    static let secrets = ["user", "kerberos", "rfb", "wlan", "radius", "tunnel", "signing", "listener"]

    static func full() -> Profile {
        var profile = Profile(name: "full")
        profile.tls = Profile.TLS(
            network: .mutual, trustedNames: ["console.corp.example"], local: .server,
            trustedRoots: [Profile.TrustedRoot(name: "root", der: [0x30, 1, 1])], foreignRoots: .remove,
            revocationLists: [Profile.RevocationList(url: "http://ca/x", serialNumbers: [[2], [1, 0xff]])])
        profile.network = Profile.Network()
        profile.network?.answersPing = true
        profile.network?.vlan = 12
        profile.kerberos = Profile.Kerberos(
            isEnabled: true, realm: "CORP.EXAMPLE",
            services: [Profile.Kerberos.Service(name: "HTTP/{fqdn}:16992", form: .http)], keyVersion: 7,
            key: .masterKey(SecretReference("kerberos")))
        profile.users = Profile.Users(
            digest: [
                Profile.DigestUser(
                    name: "help", password: SecretReference("user"), access: .network,
                    realms: [.remoteControl, .redirection])
            ],
            kerberos: [Profile.KerberosUser(sid: [1, 5, 0xab], access: .any, realms: [.administration])],
            foreign: .remove)
        profile.power = Profile.Power(packages: ["b", "a"], idleTimeoutMinutes: 5)
        profile.redirection = Profile.Redirection(allowsSOL: true, allowsIDER: false, isListening: true)
        profile.kvm = Profile.KVM(isEnabled: true, rfbPassword: SecretReference("rfb"))
        profile.userConsent = Profile.UserConsent(need: .kvm, displaySeconds: 60)
        profile.userConsent?.kvmPolicy = true
        profile.webPage = Profile.WebPage(isEnabled: true)
        profile.clock.isLocalSyncAllowed = false
        profile.wifi = Profile.WiFi(networks: [
            Profile.WirelessNetwork(name: "w", ssid: "wlan", priority: 1, security: .wpa2PSK(SecretReference("wlan")))
        ])
        profile.wifi?.power = .awake
        profile.wifi?.ipv6InterfaceID = .manual([0x02, 0, 0x5e, 0xff, 0xfe, 0, 0, 2])
        profile.wired8021x = Profile.Wired8021x(
            supplicant: Profile.Supplicant(
                method: .peapMSCHAPv2, username: "host/{host}", password: SecretReference("radius"), serverRoot: "root")
        )
        profile.endpointAccess = Profile.EndpointAccess(isEnabled: true)
        profile.remoteAccess = Profile.RemoteAccess(
            servers: [
                Profile.RemoteAccess.Server(
                    name: "mps", address: "mps.corp.example", port: 4433,
                    authentication: .password(username: "t", SecretReference("tunnel")))
            ],
            rules: [
                Profile.RemoteAccess.Rule(trigger: .daily(hour: 2, minute: 30), tunnelSeconds: 0, servers: ["mps"])
            ],
            userInitiated: .both)
        profile.httpProxies = Profile.HTTPProxies(proxies: [
            Profile.HTTPProxies.Proxy(address: "proxy", port: 8080, networkDNSSuffix: "corp.example")
        ])
        profile.auditLog = Profile.AuditLog(
            isEnabled: true, events: [Profile.AuditLog.Event(application: 16, event: 2, isCritical: true)])
        profile.auditLog?.signing = Profile.AuditLog.Signing(
            key: SecretReference("signing"), certificates: [[0x30, 0x00], [0x30, 0x01, 0x05]])
        profile.events = Profile.Events(subscriptions: [
            Profile.Events.Subscription(
                destination: "http://events.corp.example", filter: "Intel(r) AMT:All",
                credential: .init(username: "amt", password: SecretReference("listener")))
        ])
        profile.environmentDetection = Profile.EnvironmentDetection(domains: ["b.example", "a.example"])
        return profile
    }

    /// Items as words.
    static func words(_ made: MadeWishes) -> [String] {
        made.wishes.items.map { item in
            switch item {
            case .group(let wish): wish.group.rawValue
            case .list(let wish): "list " + wish.list.rawValue
            case .removeForeign(let wish): "foreign " + wish.list.rawValue
            case .commit: "commit"
            }
        }
    }

    static func group(_ made: MadeWishes, _ group: SettingGroup) -> GroupWish? {
        made.wishes.items.lazy.compactMap { item -> GroupWish? in
            guard case .group(let wish) = item, wish.group == group else { return nil }
            return wish
        }.first
    }

    static func entries(_ made: MadeWishes, _ list: EntryList) -> [WantedEntry] {
        made.wishes.items.lazy.compactMap { item -> [WantedEntry]? in
            guard case .list(let wish) = item, wish.list == list else { return nil }
            return wish.entries
        }.first ?? []
    }

    @Test("the order is that of the table: Kerberos before accounts, Ethernet and environment detection last")
    func order() throws {
        let made = WishMaker.make(Self.full(), context: try Self.context(Self.secrets))
        #expect(made.problems.isEmpty)
        #expect(
            Self.words(made)
                == [
                    "list trusted-root", "list revocation-list", "trusted-names", "local-tls", "commit", "general",
                    "kerberos", "foreign user", "list user", "power-package", "idle-timeout", "redirection-functions",
                    "redirection-listener", "kvm-port", "kvm-settings", "user-consent", "kvm-consent", "web-page",
                    "local-time-sync", "foreign wifi-network", "list wifi-network", "wifi-port", "wireless-ipv6",
                    "wired-8021x",
                    "endpoint-access-signer", "endpoint-access-options", "endpoint-access-state",
                    "foreign remote-access-rule",
                    "foreign presence-server", "list presence-server", "list remote-access-rule", "user-initiated",
                    "foreign http-proxy", "list http-proxy", "audit-signing", "audit-storage", "list audit-event",
                    "audit-state", "foreign event-subscription", "list event-subscription",
                    "foreign trusted-root",
                    "addressing", "environment-detection",
                ].filter { $0 != "audit-storage" })
        #expect(made.wishes.sections == ProfileSection.allCases.filter { $0 != .setup })
    }

    @Test("Kerberos is switched off after the accounts of the directory are gone")
    func kerberosOff() throws {
        var profile = Profile(name: "p")
        profile.kerberos = Profile.Kerberos(isEnabled: false)
        profile.users = Profile.Users(foreign: .remove)
        let made = WishMaker.make(profile, context: try Self.context([]))
        #expect(Self.words(made) == ["commit", "foreign user", "list user", "kerberos"])
        #expect(Self.group(made, .kerberos)?.values == [.kerberosEnabled: "false"])
    }

    @Test("a log is switched off before its rules change, and on after")
    func audit() throws {
        var profile = Profile(name: "p")
        profile.auditLog = Profile.AuditLog(isEnabled: false)
        profile.auditLog?.storage = .restricted
        #expect(
            Self.words(WishMaker.make(profile, context: try Self.context([]))) == [
                "commit", "audit-state", "audit-storage", "list audit-event",
            ])
    }

    @Test("revocation lists belong to the profile that has the key, be it empty, and to nobody without it")
    func revocationLists() throws {
        var profile = Profile(name: "p")
        let context = try Self.context([])
        #expect(WishMaker.make(profile, context: context).wishes.sections.isEmpty)
        profile.tls.revocationLists = []
        let wishes = WishMaker.make(profile, context: context).wishes
        #expect(wishes.sections == [.tls])
        let held = ProfilePlanTests.entry("http://old/x", [.serialNumbers: "01"])
        let plan = ProfilePlan(
            wishes: wishes, found: ProfileFindings(lists: [.revocationLists: .found([held])]), marks: [])
        #expect(ProfilePlanTests.names(plan) == ["remove-revocation-list http://old/x"])
        #expect(
            ProfilePlan(wishes: wishes, found: ProfileFindings(lists: [.revocationLists: .found([])]), marks: [])
                .steps.isEmpty)
    }

    @Test("a log is signed with the key until the device is known to have it, and again with other certificates")
    func signing() throws {
        func wish(_ certificates: [[UInt8]]) throws -> GroupWish {
            var profile = Self.full()
            profile.auditLog?.signing?.certificates = certificates
            return try #require(
                Self.group(WishMaker.make(profile, context: try Self.context(Self.secrets)), .auditSigning))
        }
        let first = try wish([[0x30, 0x00], [0x30, 0x01, 0x05]])
        #expect(first.secrets.keys.map(\.rawValue) == ["signingKey"])
        #expect(first.attachments == [.certificates: "MAA= MAEF"])
        func steps(_ wish: GroupWish, isSigned: Bool, _ marks: [UnreadableMark]) -> [ProfileStep] {
            ProfilePlanTests.plan(
                [.group(wish)], settings: [.auditSigning: .found([.auditSigned: isSigned ? "true" : "false"])],
                marks: Set(marks)
            ).steps
        }
        #expect(steps(first, isSigned: true, []).map(\.name) == ["write-audit-signing"])
        #expect(steps(first, isSigned: true, first.marks).isEmpty)
        for (other, isSigned) in [(first, false), (try wish([[0x30, 0x00]]), true)] {
            let step = try #require(steps(other, isSigned: isSigned, first.marks).first)
            // Key and certificates are one call.
            guard case .write(.auditSigning, let written) = step.action else {
                Issue.record("the key is not written")
                return
            }
            #expect(written.secrets == other.secrets)
            #expect(written.attachments == other.attachments)
            #expect(step.marks == other.marks)
        }
    }

    @Test("events of the audit log that the profile does not name go where it says so")
    func foreignEvents() throws {
        var profile = Profile(name: "p")
        profile.auditLog = Profile.AuditLog(
            isEnabled: true, events: [Profile.AuditLog.Event(application: 16, event: 2)])
        let fields: [EntryField: String] = [.application: "16", .event: "2", .isCritical: "false"]
        let found = ProfileFindings(
            settings: [.auditState: .found([.auditEnabled: "true"])],
            lists: [
                .auditEvents: .found([
                    ProfilePlanTests.entry("16/2", fields),
                    ProfilePlanTests.entry("18/1", [.application: "18", .event: "1", .isCritical: "true"]),
                ])
            ])
        func steps() throws -> [String] {
            let wishes = WishMaker.make(profile, context: try Self.context([])).wishes
            return ProfilePlanTests.names(ProfilePlan(wishes: wishes, found: found, marks: []))
        }
        #expect(try steps() == [])
        profile.auditLog?.foreign = .remove
        #expect(try steps() == ["set-audit-event 18/1"])
    }

    @Test("a profile without sections wants nothing")
    func empty() throws {
        let made = WishMaker.make(Profile(name: "p"), context: try Self.context([]))
        #expect(made.wishes.topics.isEmpty)
        #expect(made.wishes.sections.isEmpty)
        #expect(made.wishes.required.isEmpty)
    }

    @Test("the device's names are filled in where the profile leaves a place for them")
    func names() throws {
        let made = WishMaker.make(Self.full(), context: try Self.context(Self.secrets))
        #expect(Self.group(made, .kerberos)?.values[.kerberosServices] == "HTTP/pc1.corp.example:16992=http")
        #expect(Self.group(made, .wired8021x)?.values[.wiredUsername] == "host/pc1")
        #expect(Self.group(made, .wired8021x)?.attachments[.username] == "host/pc1")
        let context = try Self.context([])
        #expect(context.filled("{host}.{fqdn}{x}{") == "pc1.pc1.corp.example{x}{")
        #expect(context.filled("") == "")
    }

    @Test("the name that is shown to a network before it protects the connection has the device's names in it too")
    func roamingIdentity() throws {
        let supplicant = Profile.Supplicant(
            method: .peapMSCHAPv2, username: "{host}", password: SecretReference("radius"),
            roamingIdentity: "anonymous@{fqdn}")
        var profile = Profile(name: "p")
        profile.wired8021x = Profile.Wired8021x(supplicant: supplicant)
        profile.wifi = Profile.WiFi(networks: [
            Profile.WirelessNetwork(name: "w", ssid: "wlan", priority: 1, security: .wpa28021x(supplicant))
        ])
        let made = WishMaker.make(profile, context: try Self.context(["radius"]))
        let wired = try #require(Self.group(made, .wired8021x))
        #expect(wired.values[.wiredRoamingIdentity] == "anonymous@pc1.corp.example")
        #expect(wired.attachments[.roamingIdentity] == "anonymous@pc1.corp.example")
        #expect(
            Self.entries(made, .wifiNetworks).map { $0.attachments[.roamingIdentity] } == ["anonymous@pc1.corp.example"]
        )
    }

    @Test("values are as they are compared: lists in ascending order, power packages in that of preference")
    func values() throws {
        let made = WishMaker.make(Self.full(), context: try Self.context(Self.secrets))
        #expect(Self.group(made, .powerPackage)?.values == [.powerPackage: "b a"])
        #expect(Self.group(made, .environmentDetection)?.values == [.environmentDomains: "a.example b.example"])
        #expect(
            Self.group(made, .trustedNames)?.values == [.tlsTrustedNames: "console.corp.example server.corp.example"])
        #expect(Self.group(made, .addressing)?.values == [.vlan: "12"])
        #expect(Self.group(made, .redirectionFunctions)?.values == [.redirectionFunctions: "sol"])
        #expect(
            Self.entries(made, .revocationLists).map(\.fields) == [[.url: "http://ca/x", .serialNumbers: "01ff 02"]])
        #expect(
            Self.entries(made, .users).map(\.fields) == [
                [.access: "1", .realms: "2 5"], [.sid: "0105ab", .access: "2", .realms: "3"],
            ])
        #expect(
            Self.entries(made, .rules).map(\.fields) == [
                [.trigger: "daily 2:30", .tunnelSeconds: "0", .servers: "mps.corp.example:4433"]
            ])
        // The cluster's own root is among those that a device in mutual TLS trusts.
        #expect(Self.entries(made, .trustedRoots).map(\.der) == [[0x30, 1, 1], [0x30, 1, 9]])
    }

    @Test("a secret that is missing fails the section that names it, and that one alone", arguments: Self.secrets)
    func missing(_ name: String) throws {
        let sections: [String: ProfileSection] = [
            "user": .users, "kerberos": .kerberos, "rfb": .kvm, "wlan": .wifi, "radius": .wired8021x,
            "tunnel": .remoteAccess, "signing": .auditLog, "listener": .events,
        ]
        let made = WishMaker.make(Self.full(), context: try Self.context(Self.secrets.filter { $0 != name }))
        let section = try #require(sections[name])
        #expect(Array(made.problems.keys) == [section])
        #expect(made.problems[section]?.code == .profileRefused)
        #expect(made.problems[section]?.evidence["profile.secret_missing"] == name)
        #expect(!made.wishes.sections.contains(section))
        #expect(made.wishes.sections.count == ProfileSection.allCases.count - 2)
    }

    @Test("every secret that a profile names has its mark, with the version of the secret")
    func marks() throws {
        let made = WishMaker.make(Self.full(), context: try Self.context(Self.secrets))
        let marks = made.wishes.items.flatMap { item in
            switch item {
            case .group(let wish): wish.marks
            case .list(let wish): wish.entries.flatMap(\.marks)
            case .removeForeign, .commit: [UnreadableMark]()
            }
        }
        #expect(Set(marks.map(\.field)).count == marks.count)
        for name in Self.secrets { #expect(marks.contains { $0.name.hasSuffix(name) && $0.version == 1 }, "\(name)") }
        #expect(ProfileSecretNames.of(Self.full()).map(\.name) == Self.secrets.sorted())
    }

    @Test("a key that is derived anew, with another salt or other iterations, is written again; the same one is not")
    func derivation() throws {
        func wish(_ salt: String, _ iterations: UInt32) throws -> GroupWish {
            var profile = Profile(name: "p")
            profile.kerberos = Profile.Kerberos(
                isEnabled: true, realm: "CORP.EXAMPLE", services: [], keyVersion: 7,
                key: .passphrase(SecretReference("kerberos"), salt: salt, iterations: iterations))
            return try #require(
                Self.group(WishMaker.make(profile, context: try Self.context(["kerberos"])), .kerberos))
        }
        let first = try wish("CORP.EXAMPLEhost{fqdn}", 4096)
        let device: [SettingGroup: Finding<[DeviceSetting: String]>] = [.kerberos: .found(first.values)]
        let marks = Set(first.marks)
        func steps(_ wish: GroupWish) -> [ProfileStep] {
            ProfilePlanTests.plan([.group(wish)], settings: device, marks: marks).steps
        }
        #expect(steps(first).isEmpty)
        for other in [try wish("CORP.EXAMPLEhost{host}", 4096), try wish("CORP.EXAMPLEhost{fqdn}", 8192)] {
            let step = try #require(steps(other).first)
            #expect(step.marks == other.marks)
            #expect(step.changes.count == 1)
        }
    }

    @Test("what is required is that of each section; addresses go with the network")
    func required() throws {
        var profile = Self.full()
        profile.network?.isRequired = true
        profile.clock.isRequired = true
        let made = WishMaker.make(profile, context: try Self.context(Self.secrets))
        #expect(made.wishes.required == [.network, .addressing, .clock])
    }
}
