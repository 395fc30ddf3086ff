import AMT
import Testing

@testable import Provisioning

@Suite("Profile reader") struct ProfileReaderTests {
    @Test("the smallest document gives the profile with every default")
    func minimal() throws {
        #expect(try Documents.profile(Documents.minimal) == Profile(name: "default"))
        #expect(try ProfileReader.read(Documents.minimal, version: 7).get() == Profile(name: "default", version: 7))
    }

    @Test("a document with every field reads without faults")
    func example() throws {
        #expect(try Documents.codes(Documents.example()) == [])
        let profile = try Documents.profile(Documents.example())
        #expect(profile.adminPassword == .fixed(SecretReference("admin-password")))
        #expect(profile.mebx == Profile.MEBx(password: .fixed(SecretReference("mebx-password")), change: .anyTime))
        #expect(profile.clock == Profile.Clock(driftSecondsMax: 30, isLocalSyncAllowed: false, isRequired: true))
        #expect(profile.tls.network == .mutual)
        #expect(profile.tls.revocationLists?.first?.serialNumbers == [[0x0a, 0x1b, 0x2c], [0x00, 0xd4]])
        #expect(profile.tls.trustedRoots.first?.der.prefix(4) == [0x30, 0x82, 0x01, 0x84])
        #expect(profile.network?.ipv6?.interfaceID == .manual([0x02, 0x00, 0x5e, 0xff, 0xfe, 0, 0, 1]))
        #expect(
            profile.users?.digest.first
                == Profile.DigestUser(
                    name: "helpdesk", password: SecretReference("helpdesk-password"), access: .network,
                    realms: [.redirection, .remoteControl, .generalInfo]))
        // The bytes that Windows keeps for this identifier: revision, count, authority, sub-authorities little-endian.
        #expect(
            profile.users?.kerberos.first?.sid
                == Hex.bytes("010500000000000515000000dcf4dc3b833d2b46828ba62800020000"))
        #expect(profile.power?.packages.count == 2)
        #expect(profile.auditLog?.events.map(\.application) == [16, 18])
        #expect(profile.auditLog?.events.map(\.event) == [0, 2])
        #expect(profile.auditLog?.foreign == .remove)
        #expect(
            profile.remoteAccess?.rules.map(\.trigger) == [.user, .alert, .every(seconds: 3600)])
    }

    @Test("sections that are absent are left alone, empty ones are not")
    func absent() throws {
        #expect(try Documents.profile(Documents.minimal).wifi == nil)
        #expect(try Documents.profile(Documents.with(["wifi": [:]])).wifi == Profile.WiFi())
        #expect(try Documents.profile(Documents.with(["network": [:]])).network == Profile.Network())
        #expect(try Documents.profile(Documents.with(["tls": [:]])).tls == Profile.TLS())
        #expect(try Documents.profile(Documents.minimal).tls.revocationLists == nil)
        let none = try Documents.profile(Documents.with(["tls": ["revocationLists": []]]))
        #expect(none.tls.revocationLists == [])
        // It says something, and so the document that is kept has it too.
        #expect(none.document["tls"] == ["revocationLists": []])
        #expect(try Documents.profile(Documents.with(["auditLog": ["enabled": true]])).auditLog?.foreign == .keep)
    }

    @Test("every fault is named at once")
    func all() {
        let document: DocumentValue = [
            "schema": 1, "nmae": "x", "clock": ["driftSecondsMax": 0], "kvm": ["enabled": "yes", "port5900": true],
        ]
        #expect(
            Documents.codes(document) == [
                "nmae unknown-key", "name missing", "clock.driftSecondsMax out-of-range", "kvm.enabled wrong-kind",
                "kvm.rfbPassword needed",
            ])
    }

    @Test("an unknown key is told with the nearest one")
    func suggestion() {
        let texts = Documents.faults(Documents.with(["wifi": ["netwroks": [], "quux": 1]])).map(\.text)
        #expect(texts.first == "is no key of a profile; did you mean `networks`?")
        #expect(texts.last?.hasPrefix("is no key of a profile; here are networks, foreign,") == true)
    }

    @Test("a field that says what its absence says is no contradiction")
    func harmless() {
        let document = Documents.with([
            "tls": ["network": "off", "acceptNonSecureConnections": false, "trustedNames": []]
        ])
        #expect(Documents.codes(document) == [])
    }

    @Test("a daily tunnel is read as hour and minute")
    func daily() throws {
        let profile = try Documents.profile(
            Documents.with([
                "remoteAccess": [
                    "servers": [
                        ["name": "m", "address": "mps.example", "port": 4433, "authentication": "certificate"]
                    ],
                    "rules": [["trigger": "periodic", "daily": "02:30", "tunnelSeconds": 0, "servers": ["m"]]],
                ]
            ]))
        #expect(profile.remoteAccess?.rules.first?.trigger == .daily(hour: 2, minute: 30))
    }

    @Test("a Kerberos key is a master key or a passphrase")
    func kerberosKey() throws {
        let document = try Documents.setting(
            "kerberos.key", ["masterKey": ["secret": "key"]], in: Documents.example())
        #expect(try Documents.profile(document).kerberos?.key == .masterKey(SecretReference("key")))
    }

    @Test(
        "every realm, application and power package of the firmware has a name",
        arguments: ProfileNames.realms.map(\.name))
    func realms(_ name: String) throws {
        let realm = try #require(ProfileNames.realm(name))
        #expect(ProfileNames.name(of: realm) == name)
    }

    @Test("the names cover the firmware's numbers")
    func numbers() {
        // 2.3: 0 is invalid, 1, 22 and 23 are reserved.
        #expect(ProfileNames.realms.map(\.realm.number) == Array(2...21) + [24])
        #expect(ProfileNames.auditApplications.map(\.number) == Array(16...33))
        #expect(ProfileNames.powerPackages.count == 12)
        #expect(ProfileNames.auditEvent("unprovisioning-started", of: 16) == 19)
        #expect(ProfileNames.auditEvent("uefi-share-changed", of: 27) == 5)
        #expect(ProfileNames.auditEvent("time-set", of: 16) == nil)
    }

    @Test("a certificate is one block of PEM around one DER sequence")
    func certificates() throws {
        let root = try #require(try Documents.example()["tls"]?["trustedRoots"]?.items?.first?["certificate"])
        guard case .text(let pem) = root else { return }
        let der = try #require(CertificateText.der(pem))
        #expect(CertificateText.text(der) == pem)
        #expect(CertificateText.der(pem.replacing("\n", with: "\r\n")) == der)
        #expect(CertificateText.der("  \n" + pem) == der)
        #expect(CertificateText.der(pem + pem) == nil)
        #expect(CertificateText.der(pem.replacing("CERTIFICATE", with: "PRIVATE KEY")) == nil)
        #expect(CertificateText.der("note\n" + pem) == nil)
        #expect(CertificateText.der(CertificateText.text(der + [0])) == nil)
        #expect(CertificateText.der(CertificateText.text(Array(der.dropLast()))) == nil)
        #expect(CertificateText.der(CertificateText.text([0x30, 0x00])) == [0x30, 0x00])
        #expect(CertificateText.der(CertificateText.text([])) == nil)
        #expect(CertificateText.der(CertificateText.text([0x30, 0x81, 0x01, 0x00])) == nil)
    }

    @Test(
        "a security identifier is revision 1 with one to five parts",
        arguments: [
            ("S-1-5-32-544", "01020000000000052000000020020000"), ("S-1-1-0", "010100000000000100000000"),
            ("S-1-281474976710655-4294967295", "0101ffffffffffffffffffff"), ("S-1-5", nil), ("S-2-5-32", nil),
            ("s-1-5-32", nil), ("S-1-5-4294967296", nil), ("S-1-5-032", nil), ("S-1-5--1", nil),
            ("S-1-281474976710656-1", nil), ("S-1-5-1-2-3-4-5-6", nil), ("S-1-5-1 ", nil), ("", nil),
        ] as [(String, String?)])
    func identifiers(_ text: String, _ hex: String?) {
        let bytes = SecurityIdentifier.bytes(text)
        #expect(bytes.map { Hex.text($0) } == hex)
        if let bytes { #expect(SecurityIdentifier.text(bytes) == text) }
    }
}
