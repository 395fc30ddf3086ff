import AMT
import Foundation
import NIOSSL
import Testing

@testable import FleetSimulator

/// The server's table of releases and the simulator's personalities are written apart; here they are held against each
/// other, row by row. Both have types of the same names, which are qualified.
@Suite("traits of releases")
struct ReleaseTraitTests {
    /// Rows that no personality can show, with the reason. `docs/reference/releases.md` says the same.
    static let unseen: [String: String] = [
        "must-commit-changes before 19.0": "host-based setup is the business of the machine's own software",
        "must-commit-changes from 19.0": "host-based setup is the business of the machine's own software",
        "generates-pkcs10-request-ex before 6.0": "no personality is older than 6",
    ]

    @Test("each personality shows what the table says of its release", arguments: ReleasePolicy.Trait.allCases)
    func traits(_ trait: ReleasePolicy.Trait) async throws {
        switch trait {
        case .tls: try await self.tlsVersions()
        case .speaksTLSPSK: try await self.presharedKeys()
        case .takesTLSPSK: try self.newPresharedKeys()
        case .enumerateRefused: try self.enumerations()
        case .mayOfferAuthInt: try await self.challenges()
        case .mustCommitChanges: try self.commits()
        case .mustSetMEBxPasswordBeforeCommit: try self.mebxPasswords()
        case .mustSetUpTLSFirst: try self.orderOfTLS()
        case .mayOpenPortsWithoutTLS: try await self.plainPorts()
        case .signsWithSHA1: try self.signatures(algorithm: 0) { $0.signsWithSHA1 }
        case .generatesPKCS10RequestEx: try self.signatures(algorithm: 1) { $0.generatesPKCS10RequestEx }
        case .wired8021xClasses: try self.wired8021x()
        case .mayShareWirelessWithUEFI: try self.sharing()
        case .setsAuditPoliciesAtOnce: try self.auditPolicies()
        }
    }

    @Test("every row is of a release that a personality is of, or is listed with the reason")
    func coverage() {
        let releases = Personality.all.map(\.tableRelease)
        for row in ReleasePolicy.rows where !releases.contains(where: row.releases.contains) {
            #expect(Self.unseen["\(row.fact.trait.rawValue) \(row.releases)"] != nil, "\(row)")
        }
        let names = Set(ReleasePolicy.rows.map { "\($0.fact.trait.rawValue) \($0.releases)" })
        for name in Self.unseen.keys { #expect(names.contains(name), "\(name)") }
    }

    @Test("the page says of each row that nothing shows it, or what does")
    func page() throws {
        let lines = try ReleasePage.lines()
        for row in ReleasePolicy.rows {
            let line = try #require(
                lines.first { $0.hasPrefix("| `\(row.fact.trait.rawValue)` |") && $0.contains("| \(row.releases) |") })
            let reason = Self.unseen["\(row.fact.trait.rawValue) \(row.releases)"]
            #expect(line.hasSuffix("| not shown: \(reason ?? "") |") == (reason != nil), "\(line)")
        }
    }

    // MARK: TLS

    private func tlsVersions() async throws {
        try await PKIClient.withFleet(of: Personality.all) { harness, client async throws in
            for (index, row) in Personality.all.enumerated() {
                var spoken: [TLSVersion] = []
                for version in [TLSVersion.tlsv1, .tlsv11, .tlsv12, .tlsv13] {
                    let request = Requests.get("AMT_GeneralSettings")
                    if try await client.answer(harness, index, request, version: version)?.status == 200 {
                        spoken.append(version)
                    }
                }
                switch row.policy.tls {
                case .legacy: #expect(spoken == [.tlsv1, .tlsv11], "\(row.name)")
                case .tls12: #expect(spoken == [.tlsv12], "\(row.name)")
                case .either: Issue.record("\(row.name) has no row")
                }
            }
        }
    }

    private func presharedKeys() async throws {
        for row in Personality.all {
            var settings = FleetSettings()
            settings.pskReleases = [row.release]
            #expect(settings.faultsFound.isEmpty == row.policy.speaksTLSPSK, "\(row.name)")
        }
        let speakers = Personality.all.filter(\.policy.speaksTLSPSK)
        try await FleetHarness.run {
            $0.select(speakers)
            $0.count = speakers.count
            $0.pskShare = 1
        } _: { harness async throws in
            for (index, row) in speakers.enumerated() {
                #expect(harness.identity(index).release == row.release)
                let answer = try await harness.client(index).call(Requests.get("AMT_GeneralSettings"))
                #expect(answer?.status == 200, "\(row.name)")
            }
        }
    }

    private func newPresharedKeys() throws {
        let request = Requests.invoke(
            "AMT_SetupAndConfigurationService", "SetTLSPSK",
            "<p:PID>0000037M</p:PID><p:PPS>NKLDG5DCRRNQE9YZZIJL7LFLVJED69XJ</p:PPS>")
        for row in Personality.all {
            var bench = try Bench(release: row.release.text)
            let answer = try bench.answer(request)
            #expect(
                answer == (row.policy.takesTLSPSK ? .status(.success) : .fault(Fault(.actionNotSupported))),
                "\(row.name)")
        }
    }

    private func orderOfTLS() throws {
        let key = try #require(TestKey.shared)
        let setMEBx = Requests.invoke(
            "AMT_SetupAndConfigurationService", "SetMEBxPassword", "<p:Password>N3w-Mebx!</p:Password>")
        for row in Personality.all {
            let must = row.policy.mustSetUpTLSFirst
            var bench = try Bench(release: row.release.text)
            #expect(try bench.status(setMEBx) == 0)
            #expect(try bench.status(Requests.setClock(Int(bench.now))) == 0)
            #expect(try bench.status(Bench.commit) == 0)
            #expect(try bench.status(UserAccountTests.add()) == (must ? 16 : 0), "\(row.name)")
            let names = NetworkSettingsTests.address
            #expect(try bench.fault(names) == (must ? Fault(.internalError, detail: "AMT-STATUS 16") : nil))
            try bench.prepareCommit(key)
            #expect(try bench.status(Bench.commit) == 0)
            #expect(try bench.status(UserAccountTests.add("another")) == 0, "\(row.name)")
            #expect(try bench.fault(names) == nil, "\(row.name)")
        }
    }

    private func plainPorts() async throws {
        let put = Requests.putTLS(TLSSettings.networkID, enabled: true, acceptsPlain: true)
        try await PKIClient.withFleet(of: Personality.all) {
            $0.plainPort = 0
        } _: { harness, client async throws in
            let port = try #require(harness.fleet.plainPort)
            for (index, row) in Personality.all.enumerated() {
                let may = row.policy.mayOpenPortsWithoutTLS
                #expect(try harness.perform(put, on: index).isFault == !may, "\(row.name)")
                _ = try harness.perform(Requests.putTLS(TLSSettings.networkID, enabled: false), on: index)
                _ = try harness.perform(
                    Requests.invoke(
                        "AMT_SetupAndConfigurationService", "SetMEBxPassword", "<p:Password>N3w-Mebx!</p:Password>"),
                    on: index)
                #expect(try harness.commit(index, tls: false) == .status(.success), "\(row.name)")
                let address = harness.fleet.device(index).addressText
                if may {
                    let client = try await TestClient.connect(address, port: port, tls: nil)
                    let answer = try await client.call(Requests.get("AMT_GeneralSettings"))
                    #expect(answer?.status == 200, "\(row.name)")
                } else {
                    #expect(try await TestClient.isReset(address, port: port), "\(row.name)")
                }
            }
        }
    }

    // MARK: Calls

    /// What the table does not name is never refused; what it names is refused whole by one personality of each row.
    private func enumerations() throws {
        var refused: [String: Set<String>] = [:]
        for row in Personality.all {
            var bench = try Bench(release: row.release.text)
            for present in FirmwareClass.allCases where present.traits.isPresent(bench.firmware.capabilities) {
                guard try bench.answer(Requests.enumerate(present.rawValue)).isFault else { continue }
                refused[row.name, default: []].insert(present.rawValue)
                let instance = try #require(bench.firmware.instances(of: present).first)
                guard case .text(let id)? = instance.selectors.first?.value else { continue }
                #expect(try bench.fault(Requests.get(present.rawValue, instanceID: id)) == nil, "\(present)")
            }
            #expect(refused[row.name, default: []].isSubset(of: row.policy.enumerateRefused), "\(row.name)")
        }
        for row in ReleasePolicy.rows {
            guard case .enumerateRefused(let names) = row.fact else { continue }
            let concerned = Personality.all.filter { row.releases.contains($0.tableRelease) }
            #expect(concerned.contains { refused[$0.name, default: []] == names }, "\(row.releases)")
        }
    }

    private func challenges() async throws {
        try await PKIClient.withFleet(of: Personality.all) {
            $0.setupPasswords = [.admin]
        } _: { harness, client async throws in
            for (index, row) in Personality.all.enumerated() {
                let version = row.policy.tls == .legacy ? TLSVersion.tlsv11 : .tlsv12
                let head = try #require(try await client.answer(harness, index, "", version: version)).head
                let offered = try #require(between(head, "qop=\"", "\"")).split { $0 == "," || $0 == " " }
                #expect(offered.contains("auth"), "\(row.name)")
                #expect(offered.contains("auth-int") == row.policy.mayOfferAuthInt, "\(row.name)")
            }
        }
    }

    /// Of the row itself nothing can be seen from the network. Setup by hello ends with a commit whatever the release.
    private func commits() throws {
        let state = Requests.get("AMT_SetupAndConfigurationService")
        guard
            case .fault(let fault, _) = FirmwareCall.read(Array(Requests.get("IPS_HostBasedSetupService").utf8))
        else {
            Issue.record("host-based setup can be seen: compare it")
            return
        }
        #expect(fault.code == .destinationUnreachable)
        for row in Personality.all {
            var bench = try Bench(release: row.release.text, password: .mebx("N3w-Mebx!"))
            #expect(try bench.status(Requests.setClock(Int(bench.now))) == 0)
            #expect(try bench.property("ProvisioningState", state) == "1", "\(row.name)")
            #expect(try bench.status(Bench.commit) == 0)
            #expect(try bench.property("ProvisioningState", state) == "2", "\(row.name)")
        }
    }

    private func mebxPasswords() throws {
        let setMEBx = Requests.invoke(
            "AMT_SetupAndConfigurationService", "SetMEBxPassword", "<p:Password>N3w-Mebx!</p:Password>")
        for row in Personality.all {
            var bench = try Bench(release: row.release.text)
            #expect(try bench.status(Requests.setClock(Int(bench.now))) == 0)
            let must = row.policy.mustSetMEBxPasswordBeforeCommit
            #expect(try bench.status(Bench.commit) == (must ? 2_057 : 0), "\(row.name)")
            guard must else { continue }
            #expect(try bench.status(setMEBx) == 0)
            #expect(try bench.status(Bench.commit) == 0, "\(row.name)")
        }
    }

    private func signatures(algorithm: Int, _ expected: (ReleasePolicy) -> Bool) throws {
        let key = try #require(TestKey.shared)
        let request = Data(try TestRequest.nullSigned(key.material)).base64EncodedString()
        let pair = Requests.reference("AMT_PublicPrivateKeyPair", "InstanceID", "Intel(r) AMT Key: Handle: 0")
        let sign = Requests.invoke(
            "AMT_PublicKeyManagementService", "GeneratePKCS10RequestEx",
            "<p:KeyPair>\(pair)</p:KeyPair><p:SigningAlgorithm>\(algorithm)</p:SigningAlgorithm>"
                + "<p:NullSignedCertificateRequest>\(request)</p:NullSignedCertificateRequest>")
        for row in Personality.all {
            var bench = try Bench(release: row.release.text)
            #expect(try bench.status(Bench.generateKeyPair, keyPair: key.material) == 0)
            #expect(try bench.status(sign) == (expected(row.policy) ? 0 : 2_066), "\(row.name)")
        }
    }

    private func wired8021x() throws {
        var alone = 0
        for row in Personality.all {
            var bench = try Bench(release: row.release.text)
            var present: [ReleasePolicy.Wired8021xClass] = []
            for item in row.policy.wired8021xClasses {
                if try bench.fault(Requests.get(item.rawValue)) == nil { present.append(item) }
            }
            #expect(present.first == row.policy.wired8021xClasses.first, "\(row.name)")
            if present.count == 1 { alone += 1 }
        }
        #expect(alone > 0, "who asks the wrong class first has to be told so by somebody")
    }

    private func auditPolicies() throws {
        let set = Requests.invoke(
            "AMT_AuditPolicyRule", "SetAuditPolicyBulk",
            "<p:Enable>true</p:Enable><p:AuditedAppID>16</p:AuditedAppID><p:EventID>2</p:EventID>"
                + "<p:PolicyType>0</p:PolicyType>")
        for row in Personality.all {
            var bench = try Bench(release: row.release.text)
            if row.policy.setsAuditPoliciesAtOnce {
                #expect(try bench.status(set) == 0, "\(row.name)")
            } else {
                #expect(try bench.fault(set) != nil, "\(row.name)")
            }
        }
    }

    private func sharing() throws {
        let name = "AMT_WiFiPortConfigurationService"
        let property = "UEFIWiFiProfileShareEnabled"
        for row in Personality.all {
            let may = row.policy.mayShareWirelessWithUEFI
            var bench = try Bench(release: row.release.text)
            #expect((try bench.property(property, Requests.get(name)) != nil) == may, "\(row.name)")
            let put = Requests.put(name, "<p:\(property)>true</p:\(property)>")
            #expect(try bench.fault(put)?.code == (may ? nil : .schemaValidationError), "\(row.name)")
        }
    }
}

extension Personality {
    /// The release as the server's table knows it.
    var tableRelease: AMT.AMTRelease {
        AMT.AMTRelease(major: UInt32(self.release.numbers[0]), minor: UInt32(self.release.numbers[1]))
    }

    /// What the server's table says of it.
    var policy: ReleasePolicy { .of(self.tableRelease) }
}

/// The page of the documentation that shows the table.
enum ReleasePage {
    static func lines() throws -> [String] {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../docs/reference/releases.md")
        return try String(contentsOf: page, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
