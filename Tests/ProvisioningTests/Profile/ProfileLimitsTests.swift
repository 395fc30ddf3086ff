import AMT
import Testing

@testable import Provisioning

@Suite("Profile limits") struct ProfileLimitsTests {
    static func codes(_ more: DocumentValue, _ release: String?) throws -> [String] {
        let release = try release.map { try #require(AMTRelease(version: $0)) }
        return ProfileLimits.faults(try Documents.profile(Documents.with(more)), release: release).map(\.path)
    }

    @Test("the default profile fits every release", arguments: ["3.2", "6.0", "11.8", "15.0", "16.1", "19.0", "21.0"])
    func standard(_ release: String) throws {
        #expect(try Self.codes([:], release) == [])
        #expect(try Self.codes([:], nil) == [])
    }

    @Test(
        "what a release does not have is named",
        arguments: [
            (["tls": ["acceptNonSecureConnections": true]], "tls.acceptNonSecureConnections", "16.0.1", "16.1"),
            (["tls": ["network": "off"]], "tls.network", "16.0", "16.1"),
            (["tls": ["local": "off"]], "tls.local", "18.0", "19.0"),
            (["mebxPassword": ["policy": "leave"]], "mebxPassword.policy", "18.1", "19.0"),
            (["presharedKey": ["renew": true]], "presharedKey", "10.0", "11.0"),
            (
                ["endpointAccess": ["enabled": true, "postureHash": "sha1"]], "endpointAccess.postureHash", "16.1",
                "18.0"
            ),
            (["kvm": ["enabled": true]], "kvm", "6.0", "5.2"),
            (["userConsent": ["need": "all"]], "userConsent", "6.0", "5.2"),
            (["auditLog": ["enabled": true]], "auditLog", "4.0", "3.2"),
            (["wifi": ["sharedWithUEFI": true]], "wifi.sharedWithUEFI", "16.0", "15.0"),
            (["network": ["ipv6": ["interfaceID": "random"]]], "network.ipv6", "6.0", "5.0"),
            (["wifi": ["ipv6": ["interfaceID": "intel"]]], "wifi.ipv6", "6.0", "5.0"),
            (["events": ["foreign": "remove"]], "events", "3.2", "3.0"),
            (
                ["events": ["subscriptions": [["destination": "https://a.example"]]]],
                "events.subscriptions[0].destination", "11.0", "10.0"
            ),
            (
                [
                    "users": [
                        "digest": [
                            ["name": "a", "password": ["secret": "a"], "access": "any", "realms": ["audit-log"]]
                        ]
                    ]
                ], "users.digest[0].realms[0]", "4.0", "3.2"
            ),
            (
                [
                    "wifi": [
                        "networks": [
                            [
                                "name": "a", "ssid": "a", "priority": 1, "security": "wpa3-sae",
                                "passphrase": ["secret": "a"],
                            ]
                        ]
                    ]
                ], "wifi.networks[0].security", "15.0", "14.1"
            ),
            (
                [
                    "wifi": [
                        "networks": [
                            [
                                "name": "a", "ssid": "a", "priority": 1, "security": "wpa2-psk",
                                "passphrase": ["secret": "a"], "encryption": "tkip",
                            ]
                        ]
                    ]
                ], "wifi.networks[0].encryption", "14.1", "15.0"
            ),
        ] as [(DocumentValue, String, String, String)])
    func releases(_ more: DocumentValue, _ path: String, _ takes: String, _ refuses: String) throws {
        #expect(try Self.codes(more, takes) == [])
        #expect(try Self.codes(more, nil) == [])
        #expect(try Self.codes(more, refuses) == [path])
    }

    @Test("what is switched off asks nothing of a release that does not have it")
    func disabled() throws {
        #expect(try Self.codes(["kvm": ["enabled": false], "auditLog": ["enabled": false]], "3.2") == [])
    }

    @Test("counts differ between releases")
    func counts() throws {
        let domains: DocumentValue = [
            "environmentDetection": ["domains": ["a.example", "b.example", "c.example", "d.example", "e.example"]]
        ]
        #expect(try Self.codes(domains, "16.1") == [])
        #expect(try Self.codes(domains, "9.0") == ["environmentDetection.domains"])
        let servers: [DocumentValue] = (1...5).map { number in
            [
                "name": .text("m\(number)"), "address": .text("m\(number).example"), "port": 4433,
                "authentication": "certificate",
            ]
        }
        #expect(try Self.codes(["remoteAccess": ["servers": .list(servers)]], "16.1") == [])
        #expect(try Self.codes(["remoteAccess": ["servers": .list(servers)]], "9.0") == ["remoteAccess.servers"])
    }

    @Test("with mutual TLS the cluster's own name takes a place")
    func ownPlace() throws {
        let names: DocumentValue = ["a.example", "b.example", "c.example", "d.example"]
        #expect(try Self.codes(["tls": ["network": "mutual", "trustedNames": names]], nil) == ["tls.trustedNames"])
        let fewer: DocumentValue = ["a.example", "b.example", "c.example"]
        #expect(try Self.codes(["tls": ["network": "mutual", "trustedNames": fewer]], "16.1") == [])
    }

    @Test("the cluster's own name takes no place of its own when it is among the trusted ones")
    func ownPlaceNamed() throws {
        let profile = try Documents.profile(
            Documents.with([
                "tls": ["network": "mutual", "trustedNames": ["a.example", "b.example", "own.example", "d.example"]]
            ]))
        #expect(ProfileLimits.faults(profile, release: nil, callerName: "own.example") == [])
        let text = "are 5 with the cluster's own, and any release takes 4"
        #expect(
            ProfileLimits.faults(profile, release: nil, callerName: "other.example") == [
                ProfileFault("tls.trustedNames", .release, text)
            ])
    }

    @Test("a trusted root has to be the certificate of an authority")
    func roots() throws {
        func faults(_ certificate: String) throws -> [ProfileFault] {
            let roots: DocumentValue = ["tls": ["trustedRoots": [["name": "a", "certificate": .text(certificate)]]]]
            return ProfileLimits.faults(try Documents.profile(Documents.with(roots)), release: nil)
        }
        let path = "tls.trustedRoots[0].certificate"
        #expect(
            try faults(CertificateKindTests.leaf) == [
                ProfileFault(path, .certificate, "is not the certificate of an authority")
            ])
        #expect(
            try faults(CertificateText.text([0x30, 0x00])) == [
                ProfileFault(path, .certificate, "is no certificate of X.509")
            ])
        #expect(try faults(CertificateKindTests.oldRoot) == [])
        let large = CertificateKindTests.Maker.authority(byteCount: 1501)
        #expect(
            try faults(CertificateText.text(large)) == [
                ProfileFault(path, .release, "has 1501 bytes, and any release takes 1500")
            ])
    }

    @Test("a fault names the release and the limit, and for a fleet all releases that say the same")
    func texts() throws {
        let profile = try Documents.profile(
            Documents.with([
                "kvm": ["enabled": true], "tls": ["local": "off"],
                "environmentDetection": ["domains": ["a.example", "b.example", "c.example", "d.example", "e.example"]],
            ]))
        let releases = [(5, 0), (5, 2), (9, 0), (16, 1), (19, 0)].map { AMTRelease(major: $0.0, minor: $0.1) }
        #expect(
            ProfileLimits.faults(profile, releases: releases).map { "\($0.path) \($0.text)" } == [
                "kvm is there from 6.0, and not on AMT 5.0, 5.2",
                "environmentDetection.domains are 5, and AMT 5.0, 5.2, 9.0 takes 4",
                "tls.local is off, which is there before 19.0, and not on AMT 19.0",
            ])
        #expect(
            ProfileLimits.faults(profile, release: releases[2]).map { "\($0.path) \($0.text) \($0.code.rawValue)" }
                == ["environmentDetection.domains are 5, and AMT 9.0 takes 4 release"])
        #expect(ProfileLimits.faults(profile, releases: []) == [])
    }

    @Test("one line of the table at most speaks of a limit of a release")
    func table() {
        for limit in ProfileLimit.allCases {
            #expect(limit.highest > 0)
            for major in 1...25 {
                let release = AMTRelease(major: UInt32(major), minor: 0)
                let rows = limit.rows.filter { $0.releases.contains(release) }
                #expect(rows.count == 1)
                #expect(rows.first?.value == limit.max(for: release))
            }
        }
    }

    @Test("what the document says of releases is what firmware's table says", arguments: 3...21)
    func releases(_ major: UInt32) throws {
        let release = AMTRelease(major: major, minor: 0)
        let policy = ReleasePolicy.of(release)
        func has(_ path: String, _ word: String? = nil) throws -> Bool {
            let field = try #require(ProfileSchema.fields.first { $0.path == path })
            guard let word else { return field.releases.contains(release) }
            guard case .oneOf(let choices) = field.kind else { throw WrongKind() }
            return try #require(choices.first { $0.word == word }).releases.contains(release)
        }
        #expect(try has("presharedKey") == policy.takesTLSPSK)
        #expect(try has("tls.acceptNonSecureConnections") == policy.mayOpenPortsWithoutTLS)
        #expect(try has("tls.network", "off") == policy.mayOpenPortsWithoutTLS)
        #expect(try has("mebxPassword.policy", "leave") != policy.mustSetMEBxPasswordBeforeCommit)
        #expect(try has("wifi.sharedWithUEFI") == policy.mayShareWirelessWithUEFI)
    }

    private struct WrongKind: Error {}

    @Test(
        "a range of releases says what it means",
        arguments: [
            (ReleaseRange.all, "all"), (.from(6), "from 6.0"), (.before(16, 1), "before 16.1"),
            (
                ReleaseRange(from: AMTRelease(major: 3, minor: 0), before: AMTRelease(major: 11, minor: 0)),
                "from 3.0, before 11.0"
            ),
        ])
    func words(_ range: ReleaseRange, _ words: String) {
        #expect(range.description == words)
    }
}
