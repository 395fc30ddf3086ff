import AMT
import Provisioning

/// Profiles by chance: a few sections each, with what is hard about them (secrets, lists, staged settings).
enum ProfileMaker {
    static func make(_ random: inout SeededGenerator) -> Profile {
        var profile = Profile(name: "default", version: 1)
        switch random.number(0, 9) {
        case 0: profile.adminPassword = .fixed(SecretReference("admin"))
        case 1: profile.adminPassword = .derived(master: SecretReference("master"))
        default: profile.adminPassword = .random
        }
        let change = random.pick([Profile.MEBx.Change.inSetup, .inSetup, .anyTime])
        switch random.number(0, 5) {
        case 0: profile.mebx = Profile.MEBx(password: .leave, change: change)
        case 1: profile.mebx = Profile.MEBx(password: .fixed(SecretReference("mebx")), change: change)
        default: profile.mebx = Profile.MEBx(password: .random, change: change)
        }
        profile.tls.network = random.pick([.server, .server, .server, .mutual, .off])
        if random.chance(0.3) { profile.tls.local = random.pick([.server, .off]) }
        if random.chance(0.2) {
            profile.tls.trustedRoots = [Profile.TrustedRoot(name: "radius", der: [0x30, 0x03, 7])]
        }
        profile.presharedKey.isRenewed = random.chance(0.4)
        if random.chance(0.1) {
            profile.provisioningPeriod = Profile.ProvisioningPeriod(extendHours: 6, whenReadyRequestsExceed: 0)
        }
        for _ in 0..<random.number(0, 3) { Self.addSection(&profile, &random) }
        return profile
    }

    static func change(_ profile: inout Profile, _ random: inout SeededGenerator) {
        Self.addSection(&profile, &random)
        if random.chance(0.15) { profile.adminPassword = .fixed(SecretReference("admin")) }
        if random.chance(0.4), profile.tls.network != .off {
            profile.tls.network = profile.tls.network == .server ? .mutual : .server
        }
        if random.chance(0.3), profile.tls.network != .off { profile.tls.local = random.pick([.server, .off]) }
        if random.chance(0.1) { profile.mebx = Profile.MEBx(password: .random, change: .anyTime) }
    }

    private static func addSection(_ profile: inout Profile, _ random: inout SeededGenerator) {
        switch random.number(0, 8) {
        case 0, 1: profile.users = Self.users(&random)
        case 2:
            profile.kvm = Profile.KVM(
                isEnabled: random.chance(0.7), rfbPassword: random.chance(0.6) ? SecretReference("rfb") : nil,
                isRequired: random.chance(0.3))
            profile.kvm?.opensPort5900 = random.chance(0.5)
        case 3:
            profile.network = Profile.Network()
            profile.network?.answersPing = random.chance(0.5)
            profile.network?.sharesNameWithHost = random.chance(0.5)
        case 4:
            profile.redirection = Profile.Redirection(
                allowsSOL: random.chance(0.5), allowsIDER: random.chance(0.5), isListening: random.chance(0.5))
            profile.userConsent = Profile.UserConsent(need: random.pick([.none, .kvm, .all]))
        case 5:
            let count = random.number(1, 2)
            // Two networks change places with each edit. One alone may stand where a foreign one was.
            let isReversed = profile.wifi?.networks.first?.priority == 1
            let foreign: ForeignEntries = random.pick([.keep, .remove])
            profile.wifi = Profile.WiFi(
                networks: (0..<count).map { number in
                    Profile.WirelessNetwork(
                        name: "net\(number)", ssid: "net\(number)",
                        priority: UInt32(isReversed ? 2 - number : number + 1),
                        security: .wpa2PSK(SecretReference("wifi\(number)")))
                }, foreign: count == 1 ? .remove : foreign)
        case 6:
            profile.remoteAccess = Profile.RemoteAccess(
                servers: [
                    Profile.RemoteAccess.Server(
                        name: "mps", address: "mps.example", port: UInt16(random.pick([4433, 4434])),
                        authentication: .password(username: "mps", SecretReference("mps")))
                ],
                rules: random.chance(0.6)
                    ? [Profile.RemoteAccess.Rule(trigger: .user, tunnelSeconds: 60, servers: ["mps"])] : [],
                foreign: .remove)
        case 7:
            profile.events = Profile.Events(
                subscriptions: (0..<random.number(0, 2)).map { number in
                    Profile.Events.Subscription(
                        destination: "http://events\(number).example", filter: "Intel(r) AMT:All",
                        credential: random.chance(0.6)
                            ? .init(username: "amt", password: SecretReference("events")) : nil,
                        argument: random.chance(0.3) ? "{fqdn}" : nil)
                }, foreign: random.pick([.keep, .remove]))
        default:
            profile.webPage = Profile.WebPage(isEnabled: random.chance(0.5))
            profile.environmentDetection = Profile.EnvironmentDetection(domains: ["corp.example"])
        }
    }

    private static func users(_ random: inout SeededGenerator) -> Profile.Users {
        let names = Array(["helpdesk", "audit", "field"].prefix(random.number(1, 3)))
        return Profile.Users(
            digest: names.map { name in
                Profile.DigestUser(
                    name: name, password: SecretReference("user-\(name)"), access: .any,
                    realms: [.redirection, random.pick([.remoteControl, .hardwareAsset])])
            }, foreign: random.pick([.keep, .remove]), isRequired: random.chance(0.3))
    }
}
