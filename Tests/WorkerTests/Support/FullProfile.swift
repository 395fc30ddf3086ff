import AMT
import Provisioning
import Synchronization

@testable import Worker

/// A profile with something in most of its sections, and a device whose firmware has all of it.
enum FullProfile {
    static let root: [UInt8] = [0x30, 0x03, 7, 7, 7]
    static let secrets = [
        "helpdesk": KeptSecret(name: "helpdesk", version: 3, value: Secret(text: "Help-0000!")),
        "wlan": KeptSecret(name: "wlan", version: 1, value: Secret(text: "correct horse battery")),
        "rfb": KeptSecret(name: "rfb", version: 2, value: Secret(text: "Rfb-000!")),
        "tunnel": KeptSecret(name: "tunnel", version: 5, value: Secret(text: "Tunnel-000!")),
    ]

    static var profile: Profile {
        var profile = Profile(name: "full", version: 4)
        profile.tls.trustedRoots = [Profile.TrustedRoot(name: "radius", der: self.root)]
        profile.tls.local = .server
        profile.network = Profile.Network()
        profile.network?.answersPing = false
        profile.network?.ipv4 = .dhcp
        profile.users = Profile.Users(
            digest: [
                Profile.DigestUser(
                    name: "helpdesk", password: SecretReference("helpdesk"), access: .any,
                    realms: [.redirection, .remoteControl])
            ], foreign: .remove)
        profile.power = Profile.Power(packages: ["mobile-on-in-s0", "desktop-on-in-s0"])
        profile.redirection = Profile.Redirection(allowsSOL: true, allowsIDER: true, isListening: true)
        profile.kvm = Profile.KVM(isEnabled: true, rfbPassword: SecretReference("rfb"))
        profile.userConsent = Profile.UserConsent(need: .none)
        profile.webPage = Profile.WebPage(isEnabled: false)
        profile.wifi = Profile.WiFi(networks: [
            Profile.WirelessNetwork(
                name: "corp", ssid: "corp-wlan", priority: 1, security: .wpa2PSK(SecretReference("wlan")))
        ])
        profile.remoteAccess = Profile.RemoteAccess(
            servers: [
                Profile.RemoteAccess.Server(
                    name: "mps", address: "mps.corp.example", port: 4433,
                    authentication: .password(username: "tunnel", SecretReference("tunnel")))
            ], rules: [Profile.RemoteAccess.Rule(trigger: .alert, tunnelSeconds: 300, servers: ["mps"])])
        profile.auditLog = Profile.AuditLog(
            isEnabled: true, events: [Profile.AuditLog.Event(application: 16, event: 1)])
        profile.environmentDetection = Profile.EnvironmentDetection(domains: ["corp.example"])
        return profile
    }

    /// The sections that this profile names.
    static let sections: [ProfileSection] = [
        .tls, .network, .users, .power, .redirection, .kvm, .userConsent, .webPage, .wifi, .remoteAccess, .auditLog,
        .addressing, .environmentDetection,
    ]

    /// What a factory device needs, in the order of wsman section 3.1 with Ethernet and environment detection last.
    static let writes = [
        "add-trusted-root \(CertificateDigest.sha256(Self.root))", "write-local-tls", "commit-changes", "write-general",
        "remove-user leaver", "add-user helpdesk", "write-power-package", "write-redirection-functions",
        "write-redirection-listener", "write-kvm-port", "write-kvm-settings", "write-user-consent", "write-web-page",
        "add-wifi-network corp", "add-presence-server mps.corp.example:4433", "add-remote-access-rule alert",
        "set-audit-event 16/1", "write-audit-state", "write-addressing", "write-environment-detection",
    ]

    /// Fills a device as it comes from the factory, with one account that somebody left.
    static func fill(_ things: MemoryThings) {
        things.set(.trustedRoots, [])
        things.set(.localTLS, [.tlsLocal: "off"])
        things.set(.general, [.networkPing: "true", .networkRMCPPing: "true"])
        things.set(
            .users,
            [
                FoundEntry(key: "$$OsAdmin", handle: "900", fields: [:], isSystem: true),
                FoundEntry(key: "leaver", handle: "901", fields: [.access: "2", .realms: "3"]),
            ])
        things.set(.powerPackage, [.powerPackage: "desktop-on-in-s0-s3 desktop-on-in-s0 desktop-on-in-s0-s3"])
        things.set(.redirectionFunctions, [.redirectionFunctions: "none", .redirectionListener: "false"])
        things.set(.redirectionListener, [.redirectionFunctions: "none", .redirectionListener: "false"])
        things.set(.kvmPort, [.kvmEnabled: "false"])
        things.set(.kvmSettings, [.kvmPort5900: "false"])
        things.set(.userConsent, [.consentNeed: "all"])
        things.set(.webPage, [.webPageEnabled: "true"])
        things.set(.wifiNetworks, [])
        things.set(.servers, [])
        things.set(.rules, [])
        things.set(.auditState, [.auditEnabled: "false"])
        things.set(.auditEvents, [])
        things.set(.addressing, [.addressingMode: "host"])
        things.set(.environmentDetection, [.environmentDomains: ""])
    }

    /// A run of this profile on a factory device.
    static func run() throws -> TestRun {
        var run = try TestRun()
        let things = MemoryThings(events: run.events)
        self.fill(things)
        run.things = things
        run.profile = self.profile
        run.secrets = self.secrets
        return run
    }
}

extension TestRun {
    /// What the device holds of the profile.
    var held: MemoryThings { self.things ?? MemoryThings(events: self.events) }

    /// The next run on the same device, which the first has provisioned: as a configured one, without a hello.
    func next() throws -> TestRun {
        var next = try TestRun()
        let transport = self.transport
        next.transport.state.withLock { $0.firmware = transport.firmware }
        let things = MemoryThings(events: next.events)
        let held = self.held.state.withLock { ($0.settings, $0.lists, $0.handles) }
        things.state.withLock { ($0.settings, $0.lists, $0.handles) = held }
        next.things = things
        next.profile = self.profile
        next.secrets = self.secrets
        next.credential = .managed
        next.lastCertificate = self.queue.entries.compactMap(\.certificate).last ?? self.lastCertificate
        next.credentials = self.credentials.filter { $0.status == .current }
        if let made = self.queue.state.withLock({ $0.checkpoints.last?.credential }) {
            next.credentials = [
                CredentialVersion(
                    version: made.version, status: .current, username: made.username, password: made.password,
                    mebxPassword: made.mebxPassword, mebxState: .set)
            ]
        }
        next.appliedSecrets = self.appliedSecrets + self.queue.entries.flatMap(\.applied)
        return next
    }

    /// The reports of the one completion, by section.
    var reports: [ProfileSection: SectionReport] {
        Dictionary((self.queue.completions.last?.sections ?? []).map { ($0.section, $0) }) { first, _ in first }
    }

    func sections(_ state: SectionState) -> [ProfileSection] {
        (self.queue.completions.last?.sections ?? []).filter { $0.state == state }.map(\.section)
    }
}
