import AMT
import Testing

@testable import Provisioning

@Suite("Profile for a release") struct FittedProfileTests {
    static func fitted(_ more: DocumentValue, _ release: String?) throws -> FittedProfile {
        let release = try release.map { try #require(AMTRelease(version: $0)) }
        return FittedProfile(try Documents.profile(Documents.with(more)), release: release)
    }

    static func network(_ name: String, _ security: String) -> DocumentValue {
        [
            "name": .text(name), "ssid": .text(name), "priority": .integer(Int64(name.utf8.first ?? 1)),
            "security": .text(security), "passphrase": ["secret": "wlan"],
        ]
    }

    @Test("a profile that the release has all of stays as it is, and so does any for a device that has shown none")
    func whole() throws {
        let kvm: DocumentValue = ["kvm": ["enabled": true]]
        let profile = try Documents.profile(Documents.with(kvm))
        for release in ["6.0", "16.1.25", nil] {
            let fitted = try Self.fitted(kvm, release)
            #expect(fitted.profile == profile)
            #expect(fitted.absent == [:])
        }
    }

    @Test("a section, or a field of one, that the release does not have is left out and told")
    func fields() throws {
        let kvm = try Self.fitted(["kvm": ["enabled": true], "webPage": ["enabled": true]], "5.2.1")
        #expect(kvm.profile == (try Documents.profile(Documents.with(["webPage": ["enabled": true]]))))
        #expect(kvm.absent == [.kvm: ["kvm": "is there from 6.0, and not on AMT 5.2.1"]])
        let shared = try Self.fitted(["wifi": ["power": "awake", "sharedWithUEFI": true]], "15.0")
        #expect(shared.profile == (try Documents.profile(Documents.with(["wifi": ["power": "awake"]]))))
        #expect(
            shared.absent == [.wifi: ["wifi.sharedWithUEFI": "is there from 16.0, and not on AMT 15.0"]])
        let addresses = try Self.fitted(
            ["network": ["ping": true, "preferIPv6": true, "ipv6": ["interfaceID": "random"]]], "5.0")
        #expect(addresses.profile == (try Documents.profile(Documents.with(["network": ["ping": true]]))))
        #expect(addresses.absent.keys.sorted { $0.rawValue < $1.rawValue } == [.addressing, .network])
    }

    @Test("an entry goes with a word that it cannot be without, and what the device holds under its name stays")
    func entries() throws {
        let wanted: DocumentValue = [
            "wifi": ["networks": [Self.network("a", "wpa3-sae"), Self.network("b", "wpa2-psk")], "foreign": "remove"]
        ]
        let fitted = try Self.fitted(wanted, "14.1")
        #expect(fitted.profile.wifi?.networks.map(\.name) == ["b"])
        #expect(fitted.profile.wifi?.foreign == .keep)
        #expect(
            fitted.absent == [
                .wifi: [
                    "wifi.networks[0].security": "is wpa3-sae, which is there from 15.0, and not on AMT 14.1"
                ]
            ])
        #expect(try Self.fitted(wanted, "15.0").profile.wifi?.foreign == .remove)
        let users: DocumentValue = [
            "users": [
                "digest": [
                    [
                        "name": "a", "password": ["secret": "a"], "access": "any",
                        "realms": ["redirection", "audit-log"],
                    ],
                    ["name": "b", "password": ["secret": "a"], "access": "any", "realms": ["redirection"]],
                ]
            ]
        ]
        // With fewer realms it would be another account.
        #expect(try Self.fitted(users, "3.2").profile.users?.digest.map(\.name) == ["b"])
    }

    @Test("a section goes with a word whose absence would stand for another one")
    func standards() throws {
        let hash = try Self.fitted(["endpointAccess": ["enabled": true, "postureHash": "sha1"]], "18.0")
        #expect(hash.profile.endpointAccess == nil)
        #expect(hash.absent.keys.sorted { $0.rawValue < $1.rawValue } == [.endpointAccess])
        let local = try Self.fitted(["tls": ["network": "mutual", "local": "off"]], "19.0")
        #expect(local.profile == (try Documents.profile(Documents.with(["tls": ["network": "mutual"]]))))
    }

    @Test(
        "what setup decides stays: the device's own word goes before the table",
        arguments: [
            (["tls": ["network": "off"]], "16.1"), (["tls": ["acceptNonSecureConnections": true]], "16.1"),
            (["mebxPassword": ["policy": "leave"]], "19.0"), (["presharedKey": ["renew": true]], "11.0"),
        ] as [(DocumentValue, String)])
    func setup(_ more: DocumentValue, _ release: String) throws {
        let fitted = try Self.fitted(more, release)
        #expect(fitted.profile == (try Documents.profile(Documents.with(more))))
        #expect(fitted.absent == [:])
    }

    @Test(
        "of a profile with every field nothing is left that the release does not have, but for setup's",
        arguments: 2...21)
    func everything(_ major: UInt32) throws {
        let setup: Set = ["presharedKey", "tls.acceptNonSecureConnections", "tls.network", "mebxPassword.policy"]
        let release = AMTRelease(major: major, minor: 1)
        let profile = try Documents.profile(Documents.example())
        let fitted = FittedProfile(profile, release: release)
        let left = ProfileLimits.absent(in: fitted.profile.document, on: release).map(\.path)
        #expect(setup.isSuperset(of: left))
        let refused = Set(ProfileLimits.absent(in: profile.document, on: release).map(\.path))
        #expect(Set(fitted.absent.values.flatMap(\.keys)) == refused.subtracting(left))
        // What is left can be read again as a document.
        #expect(try Documents.profile(fitted.profile.document).document == fitted.profile.document)
    }

    @Test("the wishes of a section that the release does not have are not made, and it stays required")
    func wishes() throws {
        let kvm: DocumentValue = ["kvm": ["enabled": true, "rfbPassword": ["secret": "rfb"], "required": true]]
        let made = WishMaker.make(
            try Documents.profile(Documents.with(kvm)), context: try WishMakerTests.context([]),
            release: AMTRelease(major: 5, minor: 2))
        #expect(!made.wishes.sections.contains(.kvm))
        // The secret of what is not sent need not be there.
        #expect(made.problems.isEmpty)
        #expect(made.absent[.kvm] == ["kvm": "is there from 6.0, and not on AMT 5.2"])
        #expect(made.wishes.required == [.kvm])
    }

    @Test("a forecast is made for the release that the device has shown")
    func forecast() throws {
        let profile = try Documents.profile(
            Documents.with([
                "kvm": ["enabled": true], "presharedKey": ["renew": true],
                "environmentDetection": ["domains": ["a.example", "b.example", "c.example", "d.example", "e.example"]],
            ]))
        func forecast(_ release: AMTRelease?) throws -> PlanForecast {
            PlanForecast(
                profile: profile, context: try WishMakerTests.context([]), found: nil, marks: [],
                isProvisioned: false, release: release)
        }
        let unknown = try forecast(nil)
        #expect(unknown.absent.isEmpty && unknown.excess.isEmpty)
        let old = try forecast(AMTRelease(major: 5, minor: 2))
        #expect(old.absent[.kvm] == ["kvm": "is there from 6.0, and not on AMT 5.2"])
        #expect(!old.steps.contains { $0.section == .kvm } && unknown.steps.contains { $0.section == .kvm })
        #expect(
            old.excess == [
                ProfileFault("environmentDetection.domains", .release, "are 5, and AMT 5.2 takes 4")
            ])
        // Of setup too, which is not part of the plan.
        #expect(
            try forecast(AMTRelease(major: 16, minor: 1)).absent[.setup]
                == ["presharedKey": "is there before 11.0, and not on AMT 16.1"])
    }
}
