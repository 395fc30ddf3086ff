import AMT
import Testing

@testable import Provisioning

@Suite("Profile secrets") struct ProfileSecretsTests {
    static let good: [String: Secret] = [
        "admin-password": "Adm1n-Passw0rd", "mebx-password": "M3bx-Passw0rd", "helpdesk-password": "H3lpdesk!",
        "auditor-password": "Aud1tor!x", "kerberos-passphrase": "long words", "rfb-password": "Rfb-pw12",
        "radius-password": "radius", "workshop-passphrase": "workshop", "tunnel-password": "Tunnel-1",
        "audit-signing-key": Self.key(), "event-password": "event words",
    ].mapValues { Secret(text: $0) }

    /// A key's head: version, modulus and exponent, as RFC 8017 has them in a RSAPrivateKey.
    static func key(_ label: String = "RSA PRIVATE KEY", modulusByteCount: Int = 256) -> String {
        let modulus = [UInt8](repeating: 0xc1, count: modulusByteCount)
        let length = UInt16(modulusByteCount + 1)
        let body: [UInt8] =
            [2, 1, 0] + [2, 0x82, UInt8(length >> 8), UInt8(truncatingIfNeeded: length), 0] + modulus + [2, 3, 1, 0, 1]
        let head: [UInt8] = [0x30, 0x82, UInt8(body.count >> 8), UInt8(truncatingIfNeeded: body.count)]
        return "-----BEGIN \(label)-----\n\(Base64.text(head + body))\n-----END \(label)-----\n"
    }

    @Test("every place that names a secret is found, with its use")
    func references() throws {
        let uses = ProfileSecrets.references(of: try Documents.profile(Documents.example()))
        #expect(
            uses.map { "\($0.path) \($0.reference.name) \($0.purpose.rawValue)" } == [
                "adminPassword.secret admin-password admin-password", "mebxPassword.secret mebx-password mebx-password",
                "kerberos.key.passphrase kerberos-passphrase kerberos-passphrase",
                "users.digest[0].password helpdesk-password user-password",
                "users.digest[1].password auditor-password user-password", "kvm.rfbPassword rfb-password rfb-password",
                "wifi.networks[0].supplicant.password radius-password supplicant-password",
                "wifi.networks[1].passphrase workshop-passphrase wireless-passphrase",
                "wired8021x.supplicant.password radius-password supplicant-password",
                "remoteAccess.servers[0].password tunnel-password management-server-password",
                "auditLog.signing.key audit-signing-key audit-signing-key",
                "events.subscriptions[0].password event-password event-listener-password",
            ])
    }

    @Test("a profile without secrets needs none")
    func none() {
        #expect(ProfileSecrets.references(of: Profile(name: "default")) == [])
    }

    @Test("the secret of a derived password is a master secret")
    func derived() throws {
        let document = Documents.with(["adminPassword": ["policy": "derived", "secret": "master"]])
        let profile = try Documents.profile(document)
        #expect(ProfileSecrets.references(of: profile).map(\.purpose) == [.masterSecret])
        let short = ["master": Secret(text: "fifteen letters")]
        #expect(ProfileLimits.secretFaults(profile, secrets: short).map(\.code) == [.secretRefused])
        let long = ["master": Secret(text: "sixteen letters.")]
        #expect(ProfileLimits.secretFaults(profile, secrets: long) == [])
    }

    @Test("good secrets are taken, and those that are not there are named")
    func missing() throws {
        let profile = try Documents.profile(Documents.example())
        #expect(ProfileLimits.secretFaults(profile, secrets: Self.good) == [])
        var fewer = Self.good
        fewer["radius-password"] = nil
        let faults = ProfileLimits.secretFaults(profile, secrets: fewer)
        #expect(
            faults.map(\.path) == ["wifi.networks[0].supplicant.password", "wired8021x.supplicant.password"])
        #expect(faults.allSatisfy { $0.code == .secretMissing })
    }

    @Test(
        "a secret that firmware refuses is named, and never shown",
        arguments: [
            // 2.3: 8–32 characters of four classes, none of `: , "`.
            ("admin-password", "Sh0rt-p"), ("admin-password", "nO-digits"), ("mebx-password", "n0-upper-case"),
            ("helpdesk-password", "Under_sc0re"), ("helpdesk-password", "C0lon:colon!"),
            ("auditor-password", "L0ng-L0ng-L0ng-L0ng-L0ng-L0ng-L0n"),
            // 2.9: exactly 8.
            ("rfb-password", "Rfb-pw1"), ("rfb-password", "Rfb-pw123"), ("rfb-password", "Rfb,pw12"),
            // 2.11 and 2.12.
            ("workshop-passphrase", "seven77"),
            ("workshop-passphrase", "64 characters 64 characters 64 characters 64 characters 64 chars"),
            ("workshop-passphrase", "Werkstätte"), ("radius-password", ""),
            ("radius-password", "thirty-three characters, 33 chars"),
            // 2.14.
            ("tunnel-password", "Seven-7"), ("tunnel-password", "Seventeen-Letters"), ("kerberos-passphrase", ""),
            // 2.15: a key of 2048 bits; another length, another format, two keys, none.
            ("audit-signing-key", Self.key(modulusByteCount: 512)),
            ("audit-signing-key", Self.key("PRIVATE KEY")), ("audit-signing-key", Self.key() + Self.key()),
            ("audit-signing-key", "a key"),
            ("event-password", ""), ("event-password", "W\u{f6}rter"),
        ])
    func refused(_ name: String, _ value: String) throws {
        var secrets = Self.good
        secrets[name] = Secret(text: value)
        let faults = ProfileLimits.secretFaults(try Documents.profile(Documents.example()), secrets: secrets)
        #expect(!faults.isEmpty)
        #expect(faults.allSatisfy { $0.code == .secretRefused && $0.text.contains(name) })
        if !value.isEmpty { #expect(faults.allSatisfy { !"\($0)".contains(value) }) }
    }

    @Test(
        "a master key is 32 hexadecimal digits",
        arguments: [
            ("0123456789abcdefABCDEF0123456789", true), ("0123456789abcdef", false),
            ("0123456789abcdef0123456789abcdeg", false), ("0123456789abcdef0123456789abcdef00", false),
        ])
    func masterKey(_ value: String, _ isTaken: Bool) throws {
        let document = try Documents.setting("kerberos.key", ["masterKey": ["secret": "key"]], in: Documents.example())
        var secrets = Self.good
        secrets["key"] = Secret(text: value)
        let faults = ProfileLimits.secretFaults(try Documents.profile(document), secrets: secrets)
        #expect(faults.map(\.path) == (isTaken ? [] : ["kerberos.key.masterKey"]))
    }
}
