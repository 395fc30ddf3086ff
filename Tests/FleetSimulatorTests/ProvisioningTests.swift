import Crypto
import Foundation
import SwiftASN1
import Testing
import X509
import _CryptoExtras

@testable import FleetSimulator

/// A whole provisioning of a PKI device by curl: its TLS, its digest and its chunked decoding are not ours.
@Suite("provisioning by curl")
struct ProvisioningTests {
    /// A server's identity, in files as curl wants them.
    private struct Server {
        let authority: TestAuthority
        let chain: TemporaryFile
        let key: TemporaryFile
        let root: TemporaryFile

        init(commonName: String = "provision.corp.example") throws {
            self.authority = try TestAuthority()
            let made = try self.authority.provisioningChain(commonName: commonName)
            let pem = made.chain.map { PEMDocument(type: "CERTIFICATE", derBytes: $0).pemString }
            self.chain = try TemporaryFile(pem.joined(separator: "\n") + "\n")
            self.key = try TemporaryFile(made.key.pemRepresentation)
            self.root = try TemporaryFile(try self.authority.pem)
        }
    }

    private func curl(
        _ harness: FleetHarness, _ server: Server?, password: String?, _ request: String, more: [String] = ["-k"],
        host: String? = nil
    ) async throws -> ProgramResult {
        var arguments = [
            "-sS", "--tls-max", "1.2", "-H",
            "Content-Type: application/soap+xml; charset=utf-8", "--data-binary", "@-",
        ]
        if let password { arguments += ["--digest", "-u", "admin:\(password)"] }
        if let server { arguments += ["--cert", server.chain.path, "--key", server.key.path] }
        arguments += more + ["https://\(host ?? harness.identity().addressText):\(harness.port)/wsman"]
        return try await Programs.run("curl", arguments, input: request)
    }

    private func withDevice(
        _ server: Server, _ change: (inout FleetSettings) throws -> Void = { _ in },
        _ body: (FleetHarness) async throws -> Void
    ) async throws {
        let pem = try server.authority.pem
        try await FleetHarness.run { settings in
            settings.pskShare = 0
            settings.trustedRootsPEM = pem
            settings.framing = .mixed
            try change(&settings)
        } _: {
            try await body($0)
        }
    }

    @Test("from setup to a device that shows its own certificate and opens with its own password")
    func wholeRun() async throws {
        let server = try Server()
        try await self.withDevice(server) { harness in
            let fqdn = harness.identity().fqdn
            func call(_ request: String) async throws -> String {
                let result = try await self.curl(harness, server, password: "admin", request)
                #expect(result.code == 0, "\(result.errors)")
                return result.output
            }
            func expectDone(_ request: String) async throws {
                let text = try await call(request)
                #expect(text.contains("<g:ReturnValue>0</g:ReturnValue>"), "\(text)")
            }
            let uuid = try await call(Requests.invoke("AMT_SetupAndConfigurationService", "GetUuid"))
            #expect(between(uuid, "<g:UUID>", "</g:UUID>") == Text.base64(harness.identity().wireUUID))
            try await expectDone(Requests.setClock(Int(Date().timeIntervalSince1970)))
            try await expectDone(Bench.generateKeyPair)
            let pair = try await call(
                Requests.get("AMT_PublicPrivateKeyPair", instanceID: "Intel(r) AMT Key: Handle: 0"))
            let der = try #require(between(pair, "<g:DERKey>", "</g:DERKey>").flatMap { Data(base64Encoded: $0) })
            let leaf = try server.authority.issue(
                subject: try DistinguishedName { CommonName(fqdn) },
                publicKey: .init(try _RSA.Signing.PublicKey(derRepresentation: der)),
                extensions: try Certificate.Extensions { SubjectAlternativeNames([.dnsName(fqdn)]) })
            try await expectDone(Bench.addCertificate(try TestAuthority.der(leaf)))
            #expect(try await call(Requests.createContext(0)).contains("<g:ResourceCreated>"))
            #expect(try await call(Requests.putTLS(TLSSettings.networkID, enabled: true)).contains("PutResponse"))
            let realm = try #require(try harness.report()["digestRealm"] as? String)
            try await expectDone(Bench.setAdmin(Digest.a1(user: "admin", realm: realm, password: "P@ssw0rd1")))
            let commit = try await self.curl(harness, server, password: "P@ssw0rd1", Bench.commit)
            #expect(commit.output.contains("<g:ReturnValue>0</g:ReturnValue>"), "\(commit)")
            #expect(harness.fleet.progress.isDone)

            let verified = try await self.curl(
                harness, nil, password: "P@ssw0rd1", Requests.get("AMT_SetupAndConfigurationService"),
                more: [
                    "--cacert", server.root.path, "--resolve",
                    "\(fqdn):\(harness.port):\(harness.identity().addressText)",
                ],
                host: fqdn)
            #expect(verified.output.contains("<g:ProvisioningState>2<"), "\(verified.errors)")
            let report = try harness.report()
            #expect(report["state"] as? String == "post")
            #expect(report["adminIsDefault"] as? Bool == false)
            #expect(report["boundCertificateDER"] as? String == Data(try TestAuthority.der(leaf)).base64EncodedString())
            #expect(report["committedAt"] is String)
            #expect(report["mebxPasswordDigest"] is NSNull)
        }
    }

    @Test("a client without certificate, of another root or of another domain is refused in the handshake")
    func refusedClients() async throws {
        let server = try Server()
        let foreign = try Server()
        try await self.withDevice(server) { harness in
            let request = Requests.get("AMT_GeneralSettings")
            let bare = try await self.curl(harness, nil, password: "admin", request)
            #expect(bare.code != 0)
            #expect(bare.output.isEmpty)
            let other = try await self.curl(harness, foreign, password: "admin", request)
            #expect(other.code != 0)
            #expect(try harness.report()["lastChainVerdict"] as? String == "root-unknown")
            #expect(try harness.report()["tlsRefusals"] as? Int == 1)
        }
        try await self.withDevice(server) {
            $0.dnsSuffix = "elsewhere.example"
        } _: { harness in
            let result = try await self.curl(
                harness, server, password: "admin", Requests.get("AMT_GeneralSettings"), more: ["-k", "-v"])
            #expect(result.code != 0)
            #expect(result.errors.contains("certificate unknown"))
            #expect(try harness.report()["lastChainVerdict"] as? String == "name-mismatch")
        }
    }

    @Test("passwords of setup mode: empty, the factory's, none at all")
    func setupPasswords() async throws {
        let server = try Server()
        for (policy, password) in [(SetupPassword.empty, ""), (.admin, "admin"), (.unchallenged, nil as String?)] {
            try await self.withDevice(server) {
                $0.setupPasswords = [policy]
            } _: { harness in
                let result = try await self.curl(
                    harness, server, password: password, Requests.get("AMT_GeneralSettings"))
                #expect(result.output.contains("<g:DigestRealm>"), "\(policy): \(result.errors)")
            }
        }
    }

    @Test("a commit whose answer is dropped has happened all the same")
    func droppedCommit() async throws {
        let server = try Server()
        try await self.withDevice(server) {
            $0.restartAnswer = .drop
            $0.setupPasswords = [.unchallenged]
        } _: { harness in
            _ = try await self.curl(
                harness, server, password: nil, Requests.setClock(Int(Date().timeIntervalSince1970)))
            let commit = try await self.curl(harness, server, password: nil, Bench.commit)
            #expect(commit.code != 0)
            #expect(try harness.report()["state"] as? String == "post")
        }
    }
}

@Suite("TLS versions")
struct TLSVersionTests {
    @Test(
        "each generation of firmware speaks its versions and no others",
        arguments: [
            ("11.0.0", ["tls1", "tls1_1"], ["tls1_2"]), ("14.0.5", ["tls1_2"], ["tls1", "tls1_1"]),
            ("16.1.25", ["tls1_2"], ["tls1_1", "tls1_3"]),
        ])
    func versions(release: String, spoken: [String], refused: [String]) async throws {
        let authority = try TestAuthority()
        let made = try authority.provisioningChain(commonName: "provision.corp.example")
        let leaf = try TemporaryFile(PEMDocument(type: "CERTIFICATE", derBytes: made.chain[0]).pemString)
        let key = try TemporaryFile(made.key.pemRepresentation)
        let root = try authority.pem
        let rootFile = try TemporaryFile(root)
        try await FleetHarness.run { settings in
            settings.pskShare = 0
            settings.releases = [try #require(AMTRelease(release))]
            settings.trustedRootsPEM = root
        } _: { harness in
            for version in spoken + refused {
                let result = try await Programs.run(
                    "openssl",
                    [
                        "s_client", "-connect", "\(harness.identity().addressText):\(harness.port)", "-\(version)",
                        "-cipher", "ALL:@SECLEVEL=0", "-cert", leaf.path, "-cert_chain", rootFile.path, "-key",
                        key.path,
                        "-quiet", "-ign_eof",
                    ], input: "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
                let isServed = result.output.hasPrefix("HTTP/1.1 401")
                #expect(isServed == spoken.contains(version), "\(version): \(result.errors)")
            }
        }
    }
}
