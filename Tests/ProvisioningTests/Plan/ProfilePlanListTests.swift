import AMT
import Testing

@testable import Provisioning

@Suite("Profile plan, lists") struct ProfilePlanListTests {
    typealias Plans = ProfilePlanTests

    static func wish(
        _ list: EntryList, _ entries: [WantedEntry], foreign: ForeignEntries = .keep
    ) -> ListWish {
        ListWish(list, .users, entries, foreign: foreign)
    }

    static let inPlace: [EntryList] = [.users, .wifiNetworks]
    static let replaced: [EntryList] = [.trustedRoots, .servers, .rules, .proxies, .eventSubscriptions]

    @Test("a missing entry is added, one that is as wanted is left alone", arguments: EntryList.allCases)
    func missing(_ list: EntryList) {
        let wanted = WantedEntry(key: "b", fields: [.access: "1"])
        let items: [ProfileWishes.Item] = [.list(Self.wish(list, [wanted]))]
        let act = list == .auditEvents ? "set" : "add"
        #expect(
            Plans.names(Plans.plan(items, lists: [list: .found([Plans.entry("a")])])) == ["\(act)-\(list.rawValue) b"])
        let held = Plans.entry("b", [.access: "1", .realms: "2"])
        #expect(Plans.plan(items, lists: [list: .found([held])]).steps.isEmpty)
    }

    @Test("an entry that differs is changed in place where firmware can, and replaced where it cannot")
    func differs() {
        let wanted = WantedEntry(key: "b", fields: [.access: "1"])
        let held = Plans.entry("b", [.access: "2"])
        for list in Self.inPlace {
            #expect(
                Plans.names(Plans.plan([.list(Self.wish(list, [wanted]))], lists: [list: .found([held])])) == [
                    "update-\(list.rawValue) b"
                ])
        }
        for list in Self.replaced {
            #expect(
                Plans.names(Plans.plan([.list(Self.wish(list, [wanted]))], lists: [list: .found([held])])) == [
                    "remove-\(list.rawValue) b", "add-\(list.rawValue) b",
                ])
        }
    }

    @Test("events of the audit log are set together, foreign ones with them, as many as go into one request")
    func together() throws {
        let wanted = (0..<45).map { WantedEntry(key: "16/\($0)", fields: [.isCritical: "true"]) }
        let found = [
            Plans.entry("16/0", [.isCritical: "true"]), Plans.entry("16/1", [.isCritical: "false"]),
            Plans.entry("18/2", [.isCritical: "true"]),
        ]
        let wish = Self.wish(.auditEvents, wanted, foreign: .remove)
        let plan = Plans.plan([.list(wish)], lists: [.auditEvents: .found(found)])
        #expect(plan.steps.map(\.name) == ["set-audit-event", "set-audit-event"])
        // wsman section 2.15: a request of more than 6 kB may be refused.
        #expect(plan.steps.compactMap(\.subject).map { $0.split(separator: " ").count } == [40, 5])
        #expect(plan.steps.first?.subject?.hasPrefix("18/2 16/1 16/2 ") == true)
        guard case .set(.auditEvents, let acts)? = plan.steps.first?.action else {
            Issue.record("events are not set together")
            return
        }
        #expect(acts.prefix(2) == [.remove(found[2]), .put(wanted[1])])
        #expect(
            plan.steps.first?.changes.prefix(2) == [
                SettingChange(field: "audit-event 18/2", from: "there", to: "removed"),
                SettingChange(field: "audit-event 16/1 isCritical", from: "false", to: "true"),
            ])
        let keep = Self.wish(.auditEvents, wanted)
        let kept = Plans.plan([.list(keep)], lists: [.auditEvents: .found(found)])
        #expect(!kept.steps.contains { $0.subject?.contains("18/2") == true })
    }

    @Test("an entry whose secret is not known to be there is written, though nothing else differs")
    func marks() throws {
        let mark = UnreadableMark(field: "users/b/password", name: "b", version: 1)
        let wanted = WantedEntry(key: "b", fields: [:], secrets: [.password: Secret(text: "x")], marks: [mark])
        let items: [ProfileWishes.Item] = [.list(Self.wish(.users, [wanted]))]
        let lists: [EntryList: Finding<[FoundEntry]>] = [.users: .found([Plans.entry("b")])]
        let step = try #require(Plans.plan(items, lists: lists).steps.first)
        #expect(step.name == "update-user")
        #expect(step.marks == [mark])
        #expect(Plans.plan(items, lists: lists, marks: [mark]).steps.isEmpty)
    }

    @Test("foreign entries go only where the profile says so, and the system's never")
    func foreign() {
        let lists: [EntryList: Finding<[FoundEntry]>] = [
            .users: .found([
                Plans.entry("$$OsAdmin", isSystem: true), Plans.entry("leaver"), Plans.entry("wanted"),
            ])
        ]
        let entries = [WantedEntry(key: "wanted", fields: [:])]
        let keep = Self.wish(.users, entries)
        #expect(Plans.plan([.removeForeign(keep), .list(keep)], lists: lists).steps.isEmpty)
        let remove = Self.wish(.users, entries, foreign: .remove)
        #expect(
            Plans.names(Plans.plan([.removeForeign(remove), .list(remove)], lists: lists)) == ["remove-user leaver"])
    }

    @Test("an entry that the firmware brings along is as good as ours")
    func system() {
        let wanted = WantedEntry(key: "digest", fields: [:], der: [1])
        let lists: [EntryList: Finding<[FoundEntry]>] = [.trustedRoots: .found([Plans.entry("digest", isSystem: true)])]
        #expect(Plans.plan([.list(Self.wish(.trustedRoots, [wanted]))], lists: lists).steps.isEmpty)
    }

    @Test("a list that the firmware does not have is told, unless nothing is wanted of it")
    func absent() {
        let lists: [EntryList: Finding<[FoundEntry]>] = [.proxies: .absent(reason: "HTTP 400")]
        let wish = Self.wish(.proxies, [WantedEntry(key: "a", fields: [:])])
        #expect(Plans.plan([.list(wish)], lists: lists).absent == [.users: ["http-proxy": "HTTP 400"]])
        #expect(Plans.plan([.list(Self.wish(.proxies, []))], lists: lists).absent.isEmpty)
    }

    @Test("a server or proxy that the firmware spells in its own way is the one that the profile names")
    func spelling() throws {
        var profile = Profile(name: "p")
        profile.remoteAccess = Profile.RemoteAccess(
            servers: [
                Profile.RemoteAccess.Server(
                    name: "mps", address: "2001:DB8:0::9", port: 4433,
                    authentication: .password(username: "t", SecretReference("tunnel")), commonName: "MPS.example")
            ], rules: [Profile.RemoteAccess.Rule(trigger: .user, tunnelSeconds: 0, servers: ["mps"])],
            foreign: .remove)
        profile.httpProxies = Profile.HTTPProxies(
            proxies: [
                Profile.HTTPProxies.Proxy(address: "Proxy.example", port: 8080, networkDNSSuffix: "Corp.example")
            ], foreign: .remove)
        let wishes = WishMaker.make(profile, context: try WishMakerTests.context(["tunnel"])).wishes
        let server = EntryKey.server(address: "2001:db8::9", port: 4433)
        let plan = ProfilePlan(
            wishes: wishes,
            found: ProfileFindings(lists: [
                .servers: .found([
                    Plans.entry(
                        server, [.address: "2001:db8::9", .port: "4433", .commonName: "mps.example"])
                ]),
                .rules: .found([
                    Plans.entry("user", [.trigger: "user", .tunnelSeconds: "0", .servers: server])
                ]),
                .proxies: .found([
                    Plans.entry(
                        EntryKey.proxy(address: "proxy.example.", port: 8080, suffix: "corp.example"),
                        [.address: "proxy.example.", .port: "8080", .suffix: "corp.example"])
                ]),
            ]), marks: Set(wishes.items.flatMap(Self.marks)))
        #expect(plan.steps.isEmpty)
    }

    private static func marks(_ item: ProfileWishes.Item) -> [UnreadableMark] {
        guard case .list(let wish) = item else { return [] }
        return wish.entries.flatMap(\.marks)
    }

    // MARK: - Room for roots

    /// A store with so many places, and roots in it of which those in upper case are in use.
    static func roots(_ held: [String], max: String?, wanted: [String], foreign: ForeignEntries) -> ProfilePlan {
        let wish = Self.wish(.trustedRoots, wanted.map { WantedEntry(key: $0, fields: [:]) }, foreign: foreign)
        let entries = held.map { key in
            Plans.entry(key, key == key.uppercased() ? [.isBound: "true"] : [:])
        }
        return Plans.plan(
            [.list(wish), .removeForeign(wish)],
            settings: max.map { [.certificateStore: .found([.trustedRootsMax: $0])] } ?? [:],
            lists: [.trustedRoots: .found(entries)])
    }

    @Test("in a full store foreign roots that nothing uses go before the wanted ones come; with room they go last")
    func room() {
        let full = Self.roots(["old", "a", "b", "c"], max: "4", wanted: ["new", "a", "b", "c"], foreign: .remove)
        #expect(Plans.names(full) == ["remove-trusted-root old", "add-trusted-root new"])
        #expect(
            full.steps.first?.changes == [SettingChange(field: "trusted-root old", from: "there", to: "removed")])
        let roomy = Self.roots(["old", "a", "b", "c"], max: "5", wanted: ["new", "a", "b", "c"], foreign: .remove)
        #expect(Plans.names(roomy) == ["add-trusted-root new", "remove-trusted-root old"])
    }

    @Test("a foreign root that is in use goes when what used it has been replaced, however full the store is")
    func bound() {
        let plan = Self.roots(["OLD", "old", "a"], max: "3", wanted: ["new", "a"], foreign: .remove)
        #expect(
            Plans.names(plan) == ["remove-trusted-root old", "add-trusted-root new", "remove-trusted-root OLD"])
    }

    @Test("a device that says nothing of its room has the four places of old firmware")
    func unknownRoom() {
        let four = Self.roots(["old", "a", "b"], max: nil, wanted: ["new", "a", "b"], foreign: .remove)
        #expect(Plans.names(four) == ["add-trusted-root new", "remove-trusted-root old"])
        let five = Self.roots(["old", "a", "b", "c"], max: nil, wanted: ["new", "a", "b", "c"], foreign: .remove)
        #expect(Plans.names(five) == ["remove-trusted-root old", "add-trusted-root new"])
    }

    @Test("where foreign roots are kept, none goes to make room")
    func keptRoots() {
        let plan = Self.roots(["old", "a"], max: "2", wanted: ["new", "a"], foreign: .keep)
        #expect(Plans.names(plan) == ["add-trusted-root new"])
    }

    // MARK: - Lists that can only be reset

    @Test("revocation lists are reset when one has to change, and what nobody named is written again")
    func reset() {
        let wanted = [
            WantedEntry(key: "u1", fields: [.serialNumbers: "01"]),
            WantedEntry(key: "u2", fields: [.serialNumbers: "02"]),
        ]
        let items: [ProfileWishes.Item] = [.list(Self.wish(.revocationLists, wanted))]
        let same = Plans.entry("u1", [.serialNumbers: "01"])
        #expect(
            Plans.names(Plans.plan(items, lists: [.revocationLists: .found([same])])) == ["add-revocation-list u2"])
        let old = Plans.entry("u2", [.serialNumbers: "ff"])
        let foreign = Plans.entry("u3", [.serialNumbers: "03"])
        let plan = Plans.plan(items, lists: [.revocationLists: .found([same, old, foreign])])
        #expect(
            Plans.names(plan) == [
                "remove-revocation-list u1", "add-revocation-list u1", "add-revocation-list u2",
                "add-revocation-list u3",
            ])
        guard case .add(_, let again)? = plan.steps.last?.action else {
            Issue.record("nothing is written again")
            return
        }
        #expect(again.fields == [.serialNumbers: "03"])
    }

    @Test("revocation lists that the profile owns are reset when there is one that it does not name")
    func ownedReset() {
        let wanted = [WantedEntry(key: "u1", fields: [.serialNumbers: "01"])]
        let items: [ProfileWishes.Item] = [.list(Self.wish(.revocationLists, wanted, foreign: .remove))]
        let same = Plans.entry("u1", [.serialNumbers: "01"])
        #expect(Plans.plan(items, lists: [.revocationLists: .found([same])]).steps.isEmpty)
        let plan = Plans.plan(
            items, lists: [.revocationLists: .found([same, Plans.entry("u2", [.serialNumbers: "02"])])])
        #expect(Plans.names(plan) == ["remove-revocation-list u1", "add-revocation-list u1"])
        #expect(
            plan.steps.first?.changes == [SettingChange(field: "revocation-list u2", from: "there", to: "removed")])
    }

    // MARK: - Servers and rules

    static func access(_ foreign: ForeignEntries, server: WantedEntry, rules: [WantedEntry]) -> [ProfileWishes.Item] {
        let servers = ListWish(.servers, .remoteAccess, [server], foreign: foreign)
        let rules = ListWish(.rules, .remoteAccess, rules, foreign: foreign)
        return [.removeForeign(rules), .removeForeign(servers), .list(servers), .list(rules)]
    }

    @Test("rules hold their servers: those that name a server go before it, and come back after the wanted one")
    func serverReplaced() {
        let items = Self.access(
            .keep, server: WantedEntry(key: "m:1", fields: [.commonName: "new"]),
            rules: [WantedEntry(key: "alert", fields: [.servers: "m:1"])])
        let plan = Plans.plan(
            items,
            lists: [
                .servers: .found([Plans.entry("m:1", [.commonName: "old"])]),
                .rules: .found([Plans.entry("alert", [.servers: "m:1"]), Plans.entry("user", [.servers: "n:2"])]),
            ])
        #expect(
            Plans.names(plan) == [
                "remove-remote-access-rule alert", "remove-presence-server m:1", "add-presence-server m:1",
                "add-remote-access-rule alert",
            ])
    }

    @Test("a foreign rule that goes with a replaced server is written again, where foreign ones are kept")
    func foreignRule() {
        let items = Self.access(.keep, server: WantedEntry(key: "m:1", fields: [.commonName: "new"]), rules: [])
        let plan = Plans.plan(
            items,
            lists: [
                .servers: .found([Plans.entry("m:1", [.commonName: "old"])]),
                .rules: .found([Plans.entry("user", [.servers: "m:1", .trigger: "user", .tunnelSeconds: "300"])]),
            ])
        #expect(
            Plans.names(plan) == [
                "remove-remote-access-rule user", "remove-presence-server m:1", "add-presence-server m:1",
                "add-remote-access-rule user",
            ])
    }

    @Test("foreign servers go with the rules that name them, each once")
    func foreignServer() {
        let items = Self.access(
            .remove, server: WantedEntry(key: "m:1", fields: [:]),
            rules: [WantedEntry(key: "alert", fields: [.servers: "m:1"])])
        let plan = Plans.plan(
            items,
            lists: [
                .servers: .found([Plans.entry("old:1"), Plans.entry("m:1")]),
                .rules: .found([Plans.entry("alert", [.servers: "old:1"]), Plans.entry("user", [.servers: "old:1"])]),
            ])
        #expect(
            Plans.names(plan) == [
                "remove-remote-access-rule user", "remove-remote-access-rule alert", "remove-presence-server old:1",
                "add-remote-access-rule alert",
            ])
    }
}
