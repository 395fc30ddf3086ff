import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import Testing
import X509
import _CryptoExtras

@testable import FleetSimulator

@Suite("personalities")
struct PersonalityTests {
    private static let settings = Requests.get("AMT_GeneralSettings")

    private func row(_ name: String) throws -> Personality { try #require(Personality.named(name)) }

    @Test("a release belongs to the last generation that began before it")
    func releases() throws {
        let expected = [
            "5.2.1": "6", "6.0.0": "6", "7.1.20": "7", "8.0.3": "8", "9.5.22": "9", "10.0.1": "10", "11.8.50": "11",
            "13.0.0": "12",
            "14.1.67": "14", "15.0.23": "15", "16.0.99": "16", "16.1.25": "16.1", "17.0.0": "16.1", "18.0.5": "18",
            "20.1.0": "19",
        ]
        for (release, name) in expected {
            #expect(Personality.of(try #require(AMTRelease(release))).name == name, "\(release)")
        }
        #expect(
            Personality.all.map(\.name) == [
                "6", "7", "8", "9", "10", "11", "12", "14", "15", "16", "16.1", "18", "19",
            ])
        for row in Personality.all { #expect(row.release.personality == row) }
    }

    @Test("a fleet of chosen generations has each of them, by pre-shared key where that is known")
    func selection() throws {
        var settings = FleetSettings()
        settings.select(try ["9", "10", "16.1"].map(self.row))
        settings.count = 12
        let made = (0..<12).map { DeviceIdentity.make(index: $0, address: 0x7f01_0001, settings: settings) }
        let names = { (kind: DeviceIdentity.Kind) in
            Set(made.filter { $0.kind == kind }.map(\.release.personality.name))
        }
        #expect(names(.pki) == ["9", "10", "16.1"])
        #expect(names(.psk) == ["9", "10"])
        settings.select([try self.row("11")])
        #expect(DeviceIdentity.make(index: 1, address: 0x7f01_0001, settings: settings).kind == .pki)
    }

    @Test("machines are those of the generation, or the ones that were asked for, in turn")
    func machines() throws {
        var settings = FleetSettings()
        settings.select(try ["15", "18"].map(self.row))
        let machines = {
            (0..<3).map { DeviceIdentity.make(index: $0, address: 0x7f01_0001, settings: settings).machine }
        }
        #expect(machines() == [.desktop, .mobile, .desktop])
        settings.machines = [.mobileWired, .desktopWiFi]
        #expect(machines() == [.mobileWired, .desktopWiFi, .mobileWired])
        #expect(Machine.allCases.map(\.hasWiFi) == [false, true, true, false])
        #expect(Machine.allCases.map(\.isMobile) == [false, false, true, true])
    }

    @Test("a machine without a wireless card has no wireless classes")
    func wireless() async throws {
        try await PKIClient.withFleet(of: try ["15", "16.1", "18"].map(self.row)) { harness, client async throws in
            for index in 0..<3 {
                let answer = try await client.answer(harness, index, Requests.enumerate("CIM_WiFiPort"))
                #expect(answer?.status == (index == 0 ? 400 : 200))
            }
        }
    }

    @Test("each generation speaks its TLS versions and no others")
    func tlsVersions() async throws {
        let all = Personality.all
        try await PKIClient.withFleet(of: all) { harness, client async throws in
            for (index, row) in all.enumerated() {
                let spoken: [TLSVersion] = row.release.isAtLeast(12) ? [.tlsv12] : [.tlsv1, .tlsv11]
                for version in [TLSVersion.tlsv1, .tlsv11, .tlsv12, .tlsv13] {
                    let answer = try await client.answer(harness, index, Self.settings, version: version)
                    #expect(answer?.status == (spoken.contains(version) ? 200 : nil), "\(row.name) \(version)")
                }
            }
        }
    }

    @Test("each generation has its Server header, its qop and its answer to Enumerate")
    func heads() async throws {
        let all = Personality.all
        try await PKIClient.withFleet(of: all) {
            $0.setupPasswords = [.admin]
        } _: { harness, client async throws in
            for (index, row) in all.enumerated() {
                let version = row.release.isAtLeast(12) ? TLSVersion.tlsv12 : .tlsv11
                let head = try #require(try await client.answer(harness, index, "", version: version)).head
                let server = try #require(between(head + "\r\n", "Active Management Technology ", "\r\n"))
                #expect(server.split(separator: ".").count == (row.release.isAtLeast(10) ? 4 : 3))
                let expected =
                    row.release.isAtLeast(16, 1)
                    ? "auth-int, auth" : row.release.isAtLeast(14) ? "auth,auth-int" : "auth"
                #expect(head.contains("qop=\"\(expected)\""), "\(row.name)")
            }
        }
        try await PKIClient.withFleet(of: all) { harness, client async throws in
            for (index, row) in all.enumerated() {
                let version = row.release.isAtLeast(12) ? TLSVersion.tlsv12 : .tlsv11
                for name in ["AMT_EthernetPortSettings", "AMT_GeneralSettings", "AMT_TLSSettingData"] {
                    let answer = try await client.answer(harness, index, Requests.enumerate(name), version: version)
                    #expect(answer?.status == (["6", "7", "10"].contains(row.name) ? 400 : 200), "\(row.name)")
                }
                let get = try await client.answer(harness, index, Self.settings, version: version)
                #expect(get?.status == 200)
            }
        }
    }

    @Test("chunks are one, are cut as recorded, or are cut anywhere")
    func chunks() async throws {
        let rows = try ["9", "15", "16.1"].map(self.row)
        try await PKIClient.withFleet(of: rows) { harness, client async throws in
            func chunks(_ index: Int, _ version: TLSVersion = .tlsv12) async throws -> [Int] {
                try #require(try await client.answer(harness, index, Self.settings, version: version)).chunks
            }
            #expect(try await chunks(0, .tlsv11).count == 1)
            let recorded = try await chunks(1)
            #expect(recorded.prefix(3) == [544, 762, 762])
            #expect(recorded.dropFirst().dropLast().allSatisfy { $0 == 762 })
            #expect(try await chunks(2).count > 1)
        }
        try await PKIClient.withFleet(of: [rows[1]]) {
            $0.chunks = .single
        } _: { harness, client async throws in
            #expect(try await client.answer(harness, 0, Self.settings)?.chunks.count == 1)
        }
    }

    @Test("pre-shared keys are taken and changed up to 10, and no action any more from 11 on")
    func presharedKeys() async throws {
        let setKey = Requests.invoke(
            "AMT_SetupAndConfigurationService", "SetTLSPSK",
            "<p:PID>0000037M</p:PID><p:PPS>NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ</p:PPS>")
        let known = try ["6", "7", "8", "9", "10"].map(self.row)
        try await FleetHarness.run {
            $0.select(known)
            $0.count = known.count
            $0.pskShare = 1
        } _: { harness async throws in
            for index in known.indices {
                #expect(harness.identity(index).kind == .psk)
                #expect(try await harness.client(index).call(setKey)?.returnValue == 0)
            }
        }
        try await PKIClient.withFleet(of: [try self.row("11")]) { harness, client async throws in
            let answer = try #require(try await client.answer(harness, 0, setKey, version: .tlsv11))
            #expect(answer.status == 400)
            #expect(answer.body.contains("ActionNotSupported"))
        }
    }

    @Test("from 16 on a chain that is signed with SHA-1 is refused")
    func weakChains() async throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let name = try DistinguishedName { CommonName("provision.corp.example") }
        let usages = try Certificate.Extensions { try ExtendedKeyUsage(TestAuthority.setupUsages) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: .init(key.publicKey),
            notValidBefore: Date(timeIntervalSince1970: 1_700_000_000), notValidAfter: .distantFuture, issuer: name,
            subject: name, signatureAlgorithm: .sha1WithRSAEncryption, extensions: usages,
            issuerPrivateKey: .init(key))
        let der = try TestAuthority.der(certificate)
        let weak = PKIClient(authority: try TestAuthority(), chain: [der], keyDER: Array(key.derRepresentation))
        let pem = PEMDocument(type: "CERTIFICATE", derBytes: der).pemString
        try await PKIClient.withFleet(of: try ["15", "16"].map(self.row)) {
            $0.trustedRootsPEM = pem
        } _: { harness, _ async throws in
            #expect(try await weak.answer(harness, 0, Self.settings)?.status == 200)
            #expect(try await weak.answer(harness, 1, Self.settings) == nil)
            #expect(try harness.report(1)["lastChainVerdict"] as? String == "weak")
        }
    }

    @Test("from 16.1 on connections without TLS cannot be asked for")
    func nonSecureConnections() async throws {
        let put = Requests.putTLS(TLSSettings.networkID, enabled: true, acceptsPlain: true)
        let get = Requests.get("AMT_TLSSettingData", instanceID: TLSSettings.networkID)
        try await PKIClient.withFleet(of: try ["16", "16.1"].map(self.row)) { harness, client async throws in
            #expect(try await client.answer(harness, 0, put)?.status == 200)
            #expect(try await client.answer(harness, 1, put)?.body.contains("e:InvalidParameter") == true)
            let marker = "<g:NonSecureConnectionsSupported>false<"
            #expect(try await client.answer(harness, 0, get)?.body.contains(marker) == false)
            #expect(try await client.answer(harness, 1, get)?.body.contains(marker) == true)
        }
    }

    @Test("18 signs no request with SHA-1, and 19 commits only with a new MEBx password")
    func newest() async throws {
        let key = try #require(TestKey.shared)
        let request = Data(try TestRequest.nullSigned(key.material)).base64EncodedString()
        let sign = Requests.invoke(
            "AMT_PublicKeyManagementService", "GeneratePKCS10RequestEx",
            "<p:KeyPair>"
                + Requests.reference("AMT_PublicPrivateKeyPair", "InstanceID", "Intel(r) AMT Key: Handle: 0")
                + "</p:KeyPair><p:SigningAlgorithm>0</p:SigningAlgorithm>"
                + "<p:NullSignedCertificateRequest>\(request)</p:NullSignedCertificateRequest>")
        let setMEBx = Requests.invoke(
            "AMT_SetupAndConfigurationService", "SetMEBxPassword", "<p:Password>N3w-Mebx!</p:Password>")
        try await PKIClient.withFleet(of: try ["16.1", "18", "19"].map(self.row)) { harness, client async throws in
            for index in 0..<3 {
                try harness.perform(Bench.generateKeyPair, on: index, keyPair: key.material)
                try harness.perform(Requests.setClock(1_900_000_000), on: index)
            }
            #expect(try await client.answer(harness, 0, sign)?.returnValue == 0)
            #expect(try await client.answer(harness, 1, sign)?.returnValue == 2_066)
            #expect(try await client.answer(harness, 1, Bench.commit)?.returnValue == 0)
            #expect(try await client.answer(harness, 2, Bench.commit)?.returnValue == 2_057)
            #expect(try await client.answer(harness, 2, setMEBx)?.returnValue == 0)
            #expect(try await client.answer(harness, 2, Bench.commit)?.returnValue == 0)
        }
    }

    @Test("the oldest realm names the device, stays the same, and logs on")
    func uuidRealm() async throws {
        try await FleetHarness.run {
            $0.policy.realmForm = .uuid
        } _: { harness async throws in
            let client = try await harness.client()
            let answer = try #require(try await client.call(Self.settings))
            #expect(between(answer.body, "<g:DigestRealm>", "<") == "Intel(R) AMT (ID:\(harness.identity().uuid))")
        }
    }

    @Test("the page has the table that the program prints")
    func page() throws {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../docs/reference/amtfleet.md")
        #expect(try String(contentsOf: page, encoding: .utf8).contains(Personality.tableText))
    }
}

@Suite("slow keys")
struct SlowKeyTests {
    @Test("a key pair is promised, is under way, and is in the store when its time has come")
    func slow() throws {
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        var policy = FirmwarePolicy()
        policy.slowKeySeconds = 30
        var bench = try Bench(policy: policy)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: key.material) == 2_061)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: other.material) == 2_082)
        #expect(try bench.pullAll("AMT_PublicPrivateKeyPair").isEmpty)
        bench.now += 31
        #expect(try bench.pullAll("AMT_PublicPrivateKeyPair").count == 1)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: other.material) == 0)
        #expect(try bench.pullAll("AMT_PublicPrivateKeyPair").count == 1)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: other.material) == 2_061)
        bench.firmware.losePower()
        bench.now += 31
        #expect(try bench.pullAll("AMT_PublicPrivateKeyPair").count == 1)
    }

    @Test("a pair that was found and certified is not handed out again, and wrong parameters are refused at once")
    func found() throws {
        let key = try #require(TestKey.shared)
        let other = try #require(TestKey.other)
        var policy = FirmwarePolicy()
        policy.slowKeySeconds = 1
        var bench = try Bench(policy: policy)
        let short = Bench.generateKeyPair.replacingOccurrences(of: ">2048<", with: ">512<")
        #expect(try bench.status(short, keyPair: key.material) == 36)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: key.material) == 2_061)
        bench.now += 2
        #expect(try bench.status(Bench.addCertificate(key.certificate)) == 0)
        #expect(try bench.status(Bench.generateKeyPair, keyPair: other.material) == 2_061)
    }
}
