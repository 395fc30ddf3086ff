import AMT
import Testing

@testable import Provisioning

/// Which certificates 802.1x and tunnels use cannot be read back: a change of one has to be a difference all the same.
@Suite("Certificates that go along") struct CertificateMarkTests {
    static let root = Profile.TrustedRoot(name: "radius", der: [0x30, 1, 1])

    static func profile(root: Profile.TrustedRoot = Self.root) -> Profile {
        let supplicant = Profile.Supplicant(method: .eapTLS, username: "{host}", serverRoot: "radius")
        var profile = Profile(name: "p")
        profile.tls.trustedRoots = [root]
        profile.tls.foreignRoots = .remove
        profile.wifi = Profile.WiFi(networks: [
            Profile.WirelessNetwork(name: "corp", ssid: "corp", priority: 1, security: .wpa28021x(supplicant))
        ])
        profile.wired8021x = Profile.Wired8021x(supplicant: supplicant)
        profile.remoteAccess = Profile.RemoteAccess(
            servers: [
                Profile.RemoteAccess.Server(
                    name: "mps", address: "mps.corp.example", port: 4433, authentication: .certificate)
            ], rules: [Profile.RemoteAccess.Rule(trigger: .alert, tunnelSeconds: 60, servers: ["mps"])])
        return profile
    }

    static func wishes(_ profile: Profile) throws -> ProfileWishes {
        WishMaker.make(profile, context: try WishMakerTests.context([])).wishes
    }

    /// A device that holds what is wanted, and proves itself with a certificate of this digest.
    static func device(_ wishes: ProfileWishes, certificate: String) -> ProfileFindings {
        var found = ProfileFindings(settings: [.certificateStore: .found([.deviceCertificate: certificate])])
        for item in wishes.items {
            switch item {
            case .group(let wish): found.settings[wish.group] = .found(wish.values)
            case .list(let wish), .removeForeign(let wish):
                found.lists[wish.list] = .found(wish.entries.map { ProfilePlanTests.entry($0.key, $0.fields) })
            case .commit: break
            }
        }
        return found
    }

    /// The marks that a device has once everything was written.
    static func marks(_ wishes: ProfileWishes, certificate: String) -> Set<UnreadableMark> {
        var blank = ProfileFindings.unread(wishes)
        blank.settings[.certificateStore] = .found([.deviceCertificate: certificate])
        return Set(ProfilePlan(wishes: wishes, found: blank, marks: []).steps.flatMap(\.marks))
    }

    @Test("what goes along and is known to be there leads to no step")
    func same() throws {
        let wishes = try Self.wishes(Self.profile())
        let marks = Self.marks(wishes, certificate: "aa")
        #expect(ProfilePlan(wishes: wishes, found: Self.device(wishes, certificate: "aa"), marks: marks).steps.isEmpty)
    }

    @Test("with a new certificate of the device, networks, wire and tunnels that use the old one are written again")
    func deviceCertificate() throws {
        let wishes = try Self.wishes(Self.profile())
        let plan = ProfilePlan(
            wishes: wishes, found: Self.device(wishes, certificate: "bb"),
            marks: Self.marks(wishes, certificate: "aa"))
        #expect(
            ProfilePlanTests.names(plan) == [
                "update-wifi-network corp", "write-wired-8021x", "remove-remote-access-rule alert",
                "remove-presence-server mps.corp.example:4433", "add-presence-server mps.corp.example:4433",
                "add-remote-access-rule alert",
            ])
        #expect(
            plan.steps.first?.changes == [SettingChange(field: "wifi/corp/certificate", from: nil, to: "bb")])
        // What was written is known with the new certificate, and not written again.
        let marks = Set(plan.steps.flatMap(\.marks))
        #expect(ProfilePlan(wishes: wishes, found: Self.device(wishes, certificate: "bb"), marks: marks).steps.isEmpty)
    }

    @Test("another root under the same name comes to the device, then to what uses it, and then the old one goes")
    func root() throws {
        let before = try Self.wishes(Self.profile())
        let other = Profile.TrustedRoot(name: "radius", der: [0x30, 1, 2])
        let wishes = try Self.wishes(Self.profile(root: other))
        let plan = ProfilePlan(
            wishes: wishes, found: Self.device(before, certificate: "aa"),
            marks: Self.marks(before, certificate: "aa"))
        #expect(
            ProfilePlanTests.names(plan) == [
                "add-trusted-root \(CertificateDigest.sha256(other.der))", "update-wifi-network corp",
                "write-wired-8021x", "remove-trusted-root \(CertificateDigest.sha256(Self.root.der))",
            ])
    }

    @Test("sections that use the device's certificate ask for it, and no others do")
    func topics() throws {
        let store = FindingTopic.settings(.certificateStore)
        var profile = Self.profile()
        profile.tls = Profile.TLS()
        let wishes = try Self.wishes(profile)
        #expect(wishes.sections(reading: store) == [.wifi, .wired8021x, .remoteAccess])
        #expect(wishes.topics(of: [.wifi]).contains(store))
        #expect(wishes.topics.count == Set(wishes.topics).count)
        #expect(!(try Self.wishes(WishMakerTests.full())).topics(of: [.wifi, .wired8021x]).contains(store))
    }

    @Test("where the firmware does not say which certificate it is, nothing is written for its sake")
    func unknown() throws {
        let wishes = try Self.wishes(Self.profile())
        var found = Self.device(wishes, certificate: "aa")
        found.settings[.certificateStore] = .absent(reason: "no class")
        let marks = Self.marks(wishes, certificate: "aa")
        #expect(ProfilePlan(wishes: wishes, found: found, marks: marks).steps.isEmpty)
    }
}
