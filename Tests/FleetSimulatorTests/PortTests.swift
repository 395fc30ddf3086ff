import Foundation
import SwiftASN1
import Testing
import X509

@testable import FleetSimulator

@Suite("port without TLS")
struct PlainPortTests {
    private static let settings = Requests.get("AMT_GeneralSettings")

    /// The answer of the port without TLS.
    private func answer(_ harness: FleetHarness, _ index: Int = 0) async throws -> TestClient.Answer? {
        let client = try await TestClient.connect(
            harness.fleet.device(index).addressText, port: try #require(harness.fleet.plainPort), tls: nil)
        return try await client.call(Self.settings)
    }

    private func isReset(_ harness: FleetHarness, _ index: Int = 0) async throws -> Bool {
        try await TestClient.isReset(
            harness.fleet.device(index).addressText, port: try #require(harness.fleet.plainPort))
    }

    private func row(_ name: String) throws -> Personality { try #require(Personality.named(name)) }

    @Test("it is closed during setup, open after a commit without TLS, and never open from 16.1 on")
    func withoutTLS() async throws {
        try await PKIClient.withFleet(of: try ["12", "16.1"].map(self.row)) {
            $0.plainPort = 0
        } _: { harness, client async throws in
            for index in 0..<2 {
                #expect(try await self.isReset(harness, index))
                #expect(try harness.commit(index, tls: false) == .status(.success))
            }
            #expect(try await self.answer(harness, 0)?.status == 200)
            #expect(try await self.isReset(harness, 1))
            // The port with TLS is closed on the one and open on the other.
            #expect(try await client.answer(harness, 0, Self.settings) == nil)
            #expect(try await client.answer(harness, 1, Self.settings)?.status == 200)
        }
    }

    @Test("beside TLS it is open when the network interface takes connections without it")
    func besideTLS() async throws {
        for accepts in [true, false] {
            try await PKIClient.withFleet(of: [try self.row("14")]) {
                $0.plainPort = 0
            } _: { harness, client async throws in
                #expect(try harness.commit(tls: true, acceptsPlain: accepts) == .status(.success))
                if accepts {
                    #expect(try await self.answer(harness)?.status == 200)
                } else {
                    #expect(try await self.isReset(harness))
                }
                #expect(try await client.answer(harness, 0, Self.settings, isShown: false)?.status == 200)
            }
        }
    }

    @Test("it asks for the same digest")
    func digest() async throws {
        try await PKIClient.withFleet(of: [try self.row("12")]) {
            $0.plainPort = 0
            $0.setupPasswords = [.admin]
        } _: { harness, _ async throws in
            _ = try harness.commit(tls: false)
            let challenge = try #require(try await self.answer(harness))
            #expect(challenge.status == 401)
            let client = try await TestClient.connect(
                harness.identity().addressText, port: try #require(harness.fleet.plainPort), tls: nil)
            try await client.post(
                Self.settings, authorization: TestClient.authorization(challenge.head, password: "admin"))
            #expect(await client.answer()?.status == 200)
        }
    }

    @Test("a commit that closes it ends the connections on it")
    func closing() async throws {
        try await PKIClient.withFleet(of: [try self.row("12")]) {
            $0.plainPort = 0
        } _: { harness, _ async throws in
            _ = try harness.commit(tls: false)
            let client = try await TestClient.connect(
                harness.identity().addressText, port: try #require(harness.fleet.plainPort), tls: nil)
            #expect(try await client.call(Self.settings)?.status == 200)
            _ = try harness.commit(tls: true)
            #expect(await client.ending().contains("reset"))
            #expect(try await self.isReset(harness))
        }
    }
}

@Suite("mutual TLS")
struct MutualTLSTests {
    private static let settings = Requests.get("AMT_GeneralSettings")

    private func withDevice(
        trustedCN: String?, _ body: (FleetHarness, PKIClient) async throws -> Void
    ) async throws {
        let rows = [try #require(Personality.named("16.1"))]
        try await PKIClient.withFleet(of: rows) { harness, setup async throws in
            let root = try TestAuthority.der(setup.authority.certificate)
            #expect(
                try harness.commit(tls: true, mutual: true, trustedRoot: root, trustedCN: trustedCN)
                    == .status(.success))
            try await body(harness, setup)
        }
    }

    @Test("a configured device asks for a certificate under one of its roots")
    func chains() async throws {
        try await self.withDevice(trustedCN: nil) { harness, setup async throws in
            let console = try PKIClient(
                authority: setup.authority, commonName: "console.other.example", usages: [.clientAuth])
            #expect(try await console.answer(harness, 0, Self.settings)?.status == 200)
            let leafAlone = PKIClient(
                authority: setup.authority, chain: [console.chain[0]], keyDER: console.keyDER)
            #expect(try await leafAlone.answer(harness, 0, Self.settings)?.status == 200)
            #expect(try await console.answer(harness, 0, Self.settings, isShown: false) == nil)
            let stranger = try PKIClient(authority: try TestAuthority("Stranger"), commonName: "console.other.example")
            #expect(try await stranger.answer(harness, 0, Self.settings) == nil)
            #expect(try harness.report()["lastChainVerdict"] as? String == "root-unknown")
        }
    }

    @Test("with trusted names set, the common name or a DNS name has to be one of them")
    func names() async throws {
        try await self.withDevice(trustedCN: "mgmt.corp.example") { harness, setup async throws in
            let known = try PKIClient(authority: setup.authority, commonName: "mgmt.corp.example")
            #expect(try await known.answer(harness, 0, Self.settings)?.status == 200)
            let unknown = try PKIClient(authority: setup.authority, commonName: "other.corp.example")
            let client = try await TestClient.connect(
                harness.identity().addressText, port: harness.port, tls: try unknown.tls())
            try? await client.post(Self.settings)
            #expect(await client.ending().contains("CERTIFICATE_UNKNOWN"))
            #expect(try harness.report()["lastChainVerdict"] as? String == "name-mismatch")
        }
    }

    @Test("a DNS name beside the common name counts")
    func alternativeNames() throws {
        let authority = try TestAuthority()
        let key = try #require(TestKey.shared)
        let certificate = try Certificate(derEncoded: key.certificate)
        let leaf = try authority.issue(
            subject: try DistinguishedName { CommonName("console") }, publicKey: certificate.publicKey,
            extensions: try Certificate.Extensions {
                SubjectAlternativeNames([.dnsName("mgmt.corp.example")])
            })
        let chain = [try TestAuthority.der(leaf)]
        let roots = [try TestAuthority.der(authority.certificate)]
        let judge = { (name: String) in
            ProvisioningChainJudge.judge(chain, demand: MutualDemand(trustedRoots: roots, trustedCNs: [name]))
        }
        #expect(judge("mgmt.corp.example") == .accepted)
        #expect(judge("console") == .accepted)
        #expect(judge("other.corp.example") == .nameMismatch)
    }
}
