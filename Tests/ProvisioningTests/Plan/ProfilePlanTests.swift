import AMT
import Testing

@testable import Provisioning

@Suite("Profile plan") struct ProfilePlanTests {
    static func plan(
        _ items: [ProfileWishes.Item], settings: [SettingGroup: Finding<[DeviceSetting: String]>] = [:],
        lists: [EntryList: Finding<[FoundEntry]>] = [:], marks: Set<UnreadableMark> = [], mayBeStaged: Bool = false
    ) -> ProfilePlan {
        ProfilePlan(
            wishes: ProfileWishes(items: items, required: []),
            found: ProfileFindings(settings: settings, lists: lists), marks: marks, mayBeStaged: mayBeStaged)
    }

    /// Steps as names with their entries.
    static func names(_ plan: ProfilePlan) -> [String] {
        plan.steps.map { [$0.name, $0.subject].compactMap { $0 }.joined(separator: " ") }
    }

    static let mark = UnreadableMark(field: "kvm.rfbPassword", name: "rfb", version: 2)

    static func entry(_ key: String, _ fields: [EntryField: String] = [:], isSystem: Bool = false) -> FoundEntry {
        FoundEntry(key: key, handle: "handle of \(key)", fields: fields, isSystem: isSystem)
    }

    // MARK: - Settings

    @Test("of a group the values that differ are written, and nothing when none does", arguments: SettingGroup.allCases)
    func group(_ group: SettingGroup) throws {
        guard group != .powerPackage else { return }
        let wish = GroupWish(group, .network, [.networkPing: "true", .vlan: "4"])
        let same = Self.plan(
            [.group(wish)], settings: [group: .found([.networkPing: "true", .vlan: "4", .reachability: "awake"])])
        #expect(same.steps.isEmpty)
        #expect(same.absent.isEmpty)
        let plan = Self.plan([.group(wish)], settings: [group: .found([.networkPing: "true", .vlan: "0"])])
        let step = try #require(plan.steps.first)
        #expect(step.name == "write-" + group.rawValue)
        #expect(step.changes == [SettingChange(field: "network.vlan", from: "0", to: "4")])
        guard case .write(_, let written) = step.action else {
            Issue.record("a setting is not written")
            return
        }
        // Firmware that forgets what it is not told again is told everything.
        #expect(written.values == (group.isWrittenWhole ? wish.values : [.vlan: "4"]))
    }

    @Test("a topic that was not read leads to no step")
    func unread() {
        #expect(Self.plan([.group(GroupWish(.webPage, .webPage, [.webPageEnabled: "true"]))]).steps.isEmpty)
        #expect(Self.plan([.list(ListWish(.users, .users, [WantedEntry(key: "a", fields: [:])]))]).steps.isEmpty)
    }

    @Test("a class that is not there is told, and so is a property; the others of the group are written")
    func absent() {
        let wish = GroupWish(.general, .network, [.networkPing: "true", .networkSharedName: "true"])
        let none = Self.plan([.group(wish)], settings: [.general: .absent(reason: "DestinationUnreachable")])
        #expect(none.steps.isEmpty)
        #expect(none.absent == [.network: ["general": "DestinationUnreachable"]])
        let part = Self.plan([.group(wish)], settings: [.general: .found([.networkPing: "false"])])
        #expect(part.steps.map(\.changes) == [[SettingChange(field: "network.ping", from: "false", to: "true")]])
        #expect(part.absent[.network]?.keys.sorted() == ["network.sharedName"])
    }

    @Test("a secret is written until its mark is known, and again with a newer version")
    func secret() throws {
        var wish = GroupWish(
            .kvmSettings, .kvm, [.kvmPort5900: "true"], secrets: [.rfbPassword: Secret(text: "Rfb-000!")],
            marks: [Self.mark])
        let held: [SettingGroup: Finding<[DeviceSetting: String]>] = [.kvmSettings: .found([.kvmPort5900: "true"])]
        let first = try #require(Self.plan([.group(wish)], settings: held).steps.first)
        #expect(first.marks == [Self.mark])
        #expect(first.changes == [SettingChange(field: "kvm.rfbPassword", from: nil, to: "version 2")])
        #expect(Self.plan([.group(wish)], settings: held, marks: [Self.mark]).steps.isEmpty)
        wish.marks = [UnreadableMark(field: "kvm.rfbPassword", name: "rfb", version: 3)]
        #expect(Self.plan([.group(wish)], settings: held, marks: [Self.mark]).steps.count == 1)
        wish.marks = [UnreadableMark(field: "kvm.rfbPassword", name: "another", version: 2)]
        #expect(Self.plan([.group(wish)], settings: held, marks: [Self.mark]).steps.count == 1)
    }

    @Test("a secret that is known to be there does not go along with another change, unless the group is written whole")
    func knownSecret() throws {
        func written(_ group: SettingGroup, _ setting: DeviceSetting) throws -> GroupWish {
            let wish = GroupWish(
                group, .kvm, [setting: "true"], secrets: [.password: Secret(text: "Secret-00!")],
                attachments: [.root: "radius"], marks: [Self.mark])
            let step = try #require(
                Self.plan([.group(wish)], settings: [group: .found([setting: "false"])], marks: [Self.mark]).steps.first
            )
            guard case .write(_, let written) = step.action else { throw NoWrite() }
            return written
        }
        let settings = try written(.kvmSettings, .kvmPort5900)
        #expect(settings.secrets.isEmpty && settings.marks.isEmpty && settings.attachments.isEmpty)
        let wired = try written(.wired8021x, .wiredEnabled)
        #expect(wired.secrets.count == 1)
        #expect(wired.marks == [Self.mark])
        #expect(wired.attachments == [.root: "radius"])
    }

    struct NoWrite: Error {}

    @Test(
        "of the power packages the first that the device has is wanted",
        arguments: [
            ("b a b c", "a c", "a"), ("a a b", "a b", nil), ("a a b", "x a", nil), ("a a b", "x b", "b"),
            ("unknown a b", "b", "b"),
        ] as [(String, String, String?)])
    func power(_ held: String, _ wanted: String, _ written: String?) {
        let plan = Self.plan(
            [.group(GroupWish(.powerPackage, .power, [.powerPackage: wanted]))],
            settings: [.powerPackage: .found([.powerPackage: held])])
        #expect(plan.steps.first?.changes.map(\.to) == written.map { [$0] })
        #expect(plan.absent.isEmpty)
    }

    @Test("a device that has none of the power packages cannot have the section")
    func powerAbsent() {
        let plan = Self.plan(
            [.group(GroupWish(.powerPackage, .power, [.powerPackage: "x y"]))],
            settings: [.powerPackage: .found([.powerPackage: "a a b"])])
        #expect(plan.steps.isEmpty)
        #expect(plan.absent[.power]?.keys.sorted() == ["power.packages"])
    }

    // MARK: - Spellings

    @Test(
        "another spelling of an address or of a DNS name is no difference",
        arguments: [
            (.ipv6Address, "2001:DB8::1", "2001:db8:0:0::1"), (.ipv6Gateway, "FE80::1", "fe80::1"),
            (.ipv6PrimaryDNS, "2001:0db8::0053", "2001:db8::53"), (.ipv6SecondaryDNS, "::FFFF", "::ffff"),
            (.wiredServerName, "Radius.Corp.Example", "radius.corp.example."),
            (.environmentDomains, "LAB.corp.example corp.example.", "corp.example lab.corp.example"),
            (.tlsTrustedNames, "B.example a.example", "a.example b.example"),
        ] as [(DeviceSetting, String, String)])
    func spellings(_ setting: DeviceSetting, _ held: String, _ wanted: String) {
        #expect(SettingComparison.of(setting, held: held, wanted: wanted) == .same)
        #expect(SettingComparison.of(setting, held: wanted, wanted: held) == .same)
    }

    @Test(
        "another address, name or case of what is no name is a difference",
        arguments: [
            (.ipv6Address, "2001:db8::1", "2001:db8::2"), (.ipv6Address, "", "::1"),
            (.addressingAddress, "192.0.2.1", "192.0.2.10"), (.wiredServerName, "a.example", "b.example"),
            (.environmentDomains, "a.example", "a.example b.example"), (.wiredUsername, "Host", "host"),
            (.kerberosRealm, "corp.example", "CORP.EXAMPLE"),
        ] as [(DeviceSetting, String, String)])
    func differences(_ setting: DeviceSetting, _ held: String, _ wanted: String) {
        #expect(SettingComparison.of(setting, held: held, wanted: wanted) == .differs(from: held, to: wanted))
    }

    // MARK: - Staged settings

    @Test("what is staged is committed where the profile says so; nothing staged, no commit")
    func staged() {
        let items: [ProfileWishes.Item] = [
            .group(GroupWish(.localTLS, .tls, [.tlsLocal: "server"])), .commit,
            .group(GroupWish(.webPage, .webPage, [.webPageEnabled: "true"])), .commit,
        ]
        let web: Finding<[DeviceSetting: String]> = .found([.webPageEnabled: "false"])
        #expect(
            Self.names(Self.plan(items, settings: [.localTLS: .found([.tlsLocal: "off"]), .webPage: web])) == [
                "write-local-tls", "commit-changes", "write-web-page",
            ])
        #expect(
            Self.names(Self.plan(items, settings: [.localTLS: .found([.tlsLocal: "server"]), .webPage: web]))
                == ["write-web-page"])
        #expect(
            Self.names(
                Self.plan(items, settings: [.localTLS: .found([.tlsLocal: "server"])], mayBeStaged: true))
                == ["commit-changes"])
    }

    @Test("only staged writes and their commit have numbers, behind those of the setup")
    func numbers() {
        let plan = Self.plan(
            [
                .group(GroupWish(.localTLS, .tls, [.tlsLocal: "server"])), .commit,
                .group(GroupWish(.webPage, .webPage, [.webPageEnabled: "true"])),
            ], settings: [.localTLS: .found([.tlsLocal: "off"]), .webPage: .found([.webPageEnabled: "false"])])
        #expect(plan.steps.map(\.number) == [120, 130, nil])
        #expect(plan.steps.map { JournalStep($0).mustLast } == [true, true, false])
        #expect(SetupStep.allCases.allSatisfy { $0.rawValue < ProfileStep.stagedNumber })
        #expect(Set(ProfileStep.names).count == ProfileStep.names.count)
        #expect(plan.steps.allSatisfy { ProfileStep.names.contains($0.name) })
    }
}
