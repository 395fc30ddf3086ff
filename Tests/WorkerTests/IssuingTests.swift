import AMT
import Crypto
import Foundation
import Inventory
import Provisioning
import SwiftASN1
import Synchronization
import Testing
import X509
import _CryptoExtras

@testable import Worker

/// A device's key pair, which signs requests as firmware does.
struct DeviceKey {
    let key: _RSA.Signing.PrivateKey
    let pkcs1: [UInt8]

    init() throws {
        self.key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        self.pkcs1 = Array(self.key.publicKey.pkcs1DERRepresentation)
    }

    /// The request with this key's signature in place of the one that means nothing.
    func signed(_ unsigned: [UInt8]) throws -> [UInt8] {
        let request = try CertificateSigningRequest(derEncoded: unsigned)
        let signed = try CertificateSigningRequest(
            version: .v1, subject: request.subject, privateKey: Certificate.PrivateKey(self.key),
            attributes: request.attributes, signatureAlgorithm: .sha256WithRSAEncryption)
        var serializer = DER.Serializer()
        try serializer.serialize(signed)
        return serializer.serializedBytes
    }
}

/// An authority outside, run by the openssl program.
struct OpenSSLAuthority: CertificateSigning {
    let folder: URL

    init() throws {
        self.folder = FileManager.default.temporaryDirectory.appendingPathComponent("issuer-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try self.run(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=Outside Issuer", "-keyout",
            "ca.key",
            "-out", "ca.pem", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    }

    var certificatePEM: String { get throws { try String(contentsOf: self.file("ca.pem"), encoding: .utf8) } }

    func file(_ name: String) -> URL { self.folder.appendingPathComponent(name) }

    func sign(_ order: SigningOrder) async throws(IssuingFailure) -> String {
        do {
            try Data(order.requestPEM.utf8).write(to: self.file("request.pem"))
            guard try self.verifies("request.pem") else { throw Failed(words: "the request is not signed") }
            try self.run(
                "x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days",
                "\(order.validDays)", "-copy_extensions", "copyall", "-out", "leaf.pem")
            return try String(contentsOf: self.file("leaf.pem"), encoding: .utf8) + self.certificatePEM
        } catch {
            throw IssuingFailure(.issuerRefused, "\(error)")
        }
    }

    /// What the tool says of a request's own signature: its exit code does not tell.
    func verifies(_ name: String) throws -> Bool {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.currentDirectoryURL = self.folder
        process.arguments = ["-c", "openssl req -in \(name) -verify -noout 2>&1 | grep -q 'verify OK'"]
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    struct Failed: Error { let words: String }

    func run(_ words: String...) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
        process.currentDirectoryURL = self.folder
        process.arguments = words
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed(words: words.joined(separator: " ")) }
    }
}

@Suite("Issuing to devices", .timeLimit(.minutes(10))) struct IssuingTests {
    static var now: UnixTime { UnixTime(seconds: Int64(Date().timeIntervalSince1970)) }

    static func order(_ key: DeviceKey, _ wish: Profile.DeviceCertificate = .init()) -> DeviceCertificateOrder {
        DeviceCertificateOrder(publicKeyPKCS1: key.pkcs1, fqdn: "pc1.corp.example", wish: wish, at: Self.now)
    }

    @Test(
        "openssl reads the request that a device is to sign, and verifies it once it has signed: names and usages are in it"
    )
    func request() throws {
        let key = try DeviceKey()
        let openssl = try OpenSSLAuthority()
        defer { try? FileManager.default.removeItem(at: openssl.folder) }
        let unsigned = try CertificateRequest.unsigned(Self.order(key))
        try Data(try CertificateRequest.pem(unsigned).utf8).write(to: openssl.file("unsigned.pem"))
        #expect(try openssl.verifies("unsigned.pem") == false)
        try Data(try CertificateRequest.pem(key.signed(unsigned)).utf8).write(to: openssl.file("signed.pem"))
        #expect(try openssl.verifies("signed.pem"))
        try openssl.run("req", "-in", "signed.pem", "-noout", "-text", "-out", "signed.txt")
        let text = try String(contentsOf: openssl.file("signed.txt"), encoding: .utf8)
        for part in [
            "Subject: CN = pc1.corp.example", "DNS:pc1.corp.example", "Digital Signature, Key Encipherment",
            "TLS Web Server Authentication, TLS Web Client Authentication",
        ] { #expect(text.contains(part), "\(part)") }
    }

    @Test("a signed request counts only for the pair's own key, and with its signature")
    func judged() async throws {
        let authority = try BuiltInAuthority(try BuiltInAuthority.make(now: Self.now), now: Self.now)
        let key = try DeviceKey()
        let other = try DeviceKey()
        var order = Self.order(key)
        order.signedRequest = try key.signed(CertificateRequest.unsigned(order))
        #expect(DeviceFindings.holds(try await authority.issue(order).der, key: key.pkcs1))
        var bad = order
        bad.signedRequest = try CertificateRequest.unsigned(order)
        await #expect(throws: IssuingFailure(.requestUnusable, "its signature is not one of this key")) {
            try await authority.issue(bad)
        }
        bad.signedRequest = try other.signed(CertificateRequest.unsigned(Self.order(other)))
        await #expect(throws: IssuingFailure(.requestUnusable, "it is for another key")) {
            try await authority.issue(bad)
        }
        var greedy = order
        greedy.fqdn = "dc1.corp.example"
        bad.signedRequest = try key.signed(CertificateRequest.unsigned(greedy))
        await #expect(throws: IssuingFailure(.requestUnusable, "it asks for something else than it was to sign")) {
            try await authority.issue(bad)
        }
        bad.signedRequest = [0x30, 0x00]
        await #expect(throws: IssuingFailure(.requestUnusable, "it cannot be read")) { try await authority.issue(bad) }
    }

    @Test(
        "validity and usages are those of the profile, never longer than the authority's, and say where revocations are"
    )
    func wishes() async throws {
        let authority = try BuiltInAuthority(
            try BuiltInAuthority.make(now: Self.now), revocationListURL: "http://pki.corp.example/authority.crl",
            now: Self.now)
        let wish = Profile.DeviceCertificate(validDays: 90, keyUsage: [.digitalSignature], isForClient: false)
        let issued = try await authority.issue(Self.order(try DeviceKey(), wish))
        #expect(issued.notAfter.seconds - issued.notBefore.seconds == 90 * 86_400)
        let leaf = try Certificate(derEncoded: issued.der)
        #expect(try leaf.extensions.keyUsage == KeyUsage(digitalSignature: true))
        #expect(try leaf.extensions.extendedKeyUsage.map { Array($0) } == [.serverAuth])
        #expect(Data(issued.der).range(of: Data("http://pki.corp.example/authority.crl".utf8)) != nil)
        let long = try await authority.issue(Self.order(try DeviceKey(), .init(validDays: 7305)))
        let root = try Certificate(derEncoded: authority.authorityDER)
        #expect(long.notAfter.seconds <= Int64(root.notValidAfter.timeIntervalSince1970))
    }

    @Test("what an issuer outside signs is taken when the device can be called by it")
    func outside() async throws {
        let openssl = try OpenSSLAuthority()
        defer { try? FileManager.default.removeItem(at: openssl.folder) }
        let issuer = try OutsideAuthority(
            authorityPEM: try openssl.certificatePEM, signer: openssl, callerName: "server")
        let key = try DeviceKey()
        var order = Self.order(key, .init(validDays: 20))
        await #expect(throws: IssuingFailure(.requestUnusable, "the device has signed none")) {
            try await issuer.issue(order)
        }
        order.signedRequest = try key.signed(try #require(try issuer.unsignedRequest(order)))
        let issued = try await issuer.issue(order)
        #expect(DeviceFindings.holds(issued.der, key: key.pkcs1) && issuer.hasIssued(issued.der))
        #expect(issued.notAfter.seconds - issued.notBefore.seconds == 20 * 86_400)
        #expect(!issuer.hasIssued(issuer.authorityDER))
    }

    /// Answers whatever a test wants.
    struct FixedSigner: CertificateSigning {
        let text: String

        func sign(_ order: SigningOrder) async throws(IssuingFailure) -> String { self.text }
    }

    @Test("a certificate for another key or name, by another authority, or none at all, is refused and says why")
    func unusable() async throws {
        let openssl = try OpenSSLAuthority()
        let stranger = try OpenSSLAuthority()
        defer { for each in [openssl, stranger] { try? FileManager.default.removeItem(at: each.folder) } }
        let (key, other) = (try DeviceKey(), try DeviceKey())
        var order = Self.order(key)
        order.signedRequest = try key.signed(CertificateRequest.unsigned(order))
        var renamed = Self.order(key)
        renamed.fqdn = "pc2.corp.example"
        renamed.signedRequest = try key.signed(CertificateRequest.unsigned(renamed))
        let request = try CertificateRequest.pem(try #require(order.signedRequest))
        let otherRequest = try CertificateRequest.pem(try other.signed(CertificateRequest.unsigned(Self.order(other))))
        let answers = [
            (order, "nothing", "there is no certificate in it"),
            (
                order,
                try await openssl.sign(SigningOrder(requestPEM: otherRequest, fqdn: "pc1.corp.example", validDays: 5)),
                "it is for another key"
            ),
            (
                order,
                try await stranger.sign(SigningOrder(requestPEM: request, fqdn: "pc1.corp.example", validDays: 5)),
                "it is not signed by the authority that this node was given"
            ),
            (
                renamed,
                try await openssl.sign(SigningOrder(requestPEM: request, fqdn: "pc1.corp.example", validDays: 5)),
                "pc2.corp.example is not its one alternative name"
            ),
        ]
        for (asked, answer, words) in answers {
            let issuer = try OutsideAuthority(
                authorityPEM: try openssl.certificatePEM, signer: FixedSigner(text: answer), callerName: "server")
            await #expect(throws: IssuingFailure(.answerUnusable, words)) { try await issuer.issue(asked) }
        }
        let root = try Certificate(pemEncoded: try openssl.certificatePEM).serializeAsPEM().pemString
        #expect(throws: (any Error).self) {
            try OutsideAuthority(authorityPEM: "no PEM", signer: FixedSigner(text: root), callerName: "server")
        }
    }

    @Test(
        "devices that another authority has certified are called by it, and its certificates may be removed from them")
    func succession() async throws {
        let before = try BuiltInAuthority(try BuiltInAuthority.make(now: Self.now), now: Self.now)
        let openssl = try OpenSSLAuthority()
        defer { try? FileManager.default.removeItem(at: openssl.folder) }
        let outside = try OutsideAuthority(
            authorityPEM: try openssl.certificatePEM, signer: openssl, callerName: "server")
        let issuer = IssuerSuccession(outside, earlier: [before])
        let old = try await before.issue(Self.order(try DeviceKey()))
        #expect(issuer.authorityDER(of: old.der) == before.authorityDER && issuer.hasIssued(old.der))
        #expect(issuer.authorityDER == outside.authorityDER && issuer.needsSignedRequest)
    }

    @Test("an authority of one's own is taken in with its key, and nothing else is")
    func imported() async throws {
        let openssl = try OpenSSLAuthority()
        defer { try? FileManager.default.removeItem(at: openssl.folder) }
        let key = Secret(text: try String(contentsOf: openssl.file("ca.key"), encoding: .utf8))
        let material = try BuiltInAuthority.material(certificatePEM: try openssl.certificatePEM, keyPEM: key)
        _ = try BuiltInAuthority(material, now: Self.now)
        // An identifier of its own making, as some authorities have it.
        try openssl.run(
            "req", "-x509", "-key", "ca.key", "-days", "3", "-subj", "/CN=Own", "-addext",
            "subjectKeyIdentifier=0102030405", "-out",
            "own.pem")
        let own = try BuiltInAuthority(
            BuiltInAuthority.material(
                certificatePEM: try String(contentsOf: openssl.file("own.pem"), encoding: .utf8), keyPEM: key),
            now: Self.now)
        let leaf = try await own.issue(Self.order(try DeviceKey()))
        try Data(try Certificate(derEncoded: leaf.der).serializeAsPEM().pemString.utf8).write(
            to: openssl.file("own-leaf.pem"))
        try openssl.run("verify", "-partial_chain", "-CAfile", "own.pem", "own-leaf.pem")
        let other = Secret(text: try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation)
        #expect(throws: AuthorityFault.keyOfAnother) {
            try BuiltInAuthority.material(certificatePEM: try openssl.certificatePEM, keyPEM: other)
        }
        try openssl.run(
            "req", "-x509", "-key", "ca.key", "-days", "3", "-subj", "/CN=leaf", "-addext", "basicConstraints=CA:false",
            "-out",
            "leaf.pem")
        #expect(throws: AuthorityFault.noAuthority) {
            try BuiltInAuthority.material(
                certificatePEM: try String(contentsOf: openssl.file("leaf.pem"), encoding: .utf8), keyPEM: key)
        }
    }
}

@Suite("Signing over HTTP", .timeLimit(.minutes(10))) struct WebSignerTests {
    /// Answers with a body, and keeps what it was asked.
    final class MemoryFetcher: SourceFetching {
        let asked = Mutex<[SourceRequest]>([])
        let answer: Result<String, SourceFailure>

        init(_ answer: Result<String, SourceFailure>) { self.answer = answer }

        private final class Body: SourceBody {
            private let left: Mutex<[[UInt8]]>

            init(_ text: String) { self.left = Mutex([Array(text.utf8)]) }

            func next() async throws(SourceFailure) -> [UInt8]? { self.left.withLock { $0.popLast() } }
        }

        func fetch(_ request: SourceRequest) async throws(SourceFailure) -> SourceAnswer {
            self.asked.withLock { $0.append(request) }
            return SourceAnswer(
                isUnchanged: false, entityTag: nil, lastModified: nil, contentType: "application/json", nextLink: nil,
                body: Body(try self.answer.get()))
        }
    }

    static let now = UnixTime(seconds: 1_795_910_400)
    static let order = SigningOrder(
        requestPEM: "-----BEGIN CERTIFICATE REQUEST-----", fqdn: "pc1.corp.example", validDays: 30)

    static func signer(_ service: WebSigner.Service, _ fetcher: MemoryFetcher) -> WebSigner {
        WebSigner(
            service, url: "https://ca.corp.example/1.0/sign", authorityPEM: "roots", fetcher: fetcher, now: { Self.now }
        )
    }

    @Test("Vault gets request, name and time to live with its token in a header; its certificate comes back")
    func vault() async throws {
        let fetcher = MemoryFetcher(.success(#"{"request_id":"x","data":{"certificate":"PEM","ca_chain":["ROOT"]}}"#))
        let signer = Self.signer(.vault(token: Secret(text: "s.token")), fetcher)
        #expect(try await signer.sign(Self.order) == "PEM")
        let request = try #require(fetcher.asked.withLock { $0.first })
        #expect(request.method == .post && request.connection.authorityPEM == "roots")
        #expect(request.connection.authentication == .header(name: "X-Vault-Token", secretName: "token"))
        #expect(request.secrets["token"]?.reveal() == "s.token")
        let body = try JSONDecoder().decode([String: String].self, from: Data(request.body ?? []))
        #expect(body == ["csr": Self.order.requestPEM, "common_name": "pc1.corp.example", "ttl": "720h"])
    }

    /// Base64 of JSON Web Tokens. RFC 7515, appendix C.
    static func base64URL(_ bytes: some Sequence<UInt8>) -> String {
        Data(bytes).base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }

    static func bytes(base64URL text: String) throws -> Data {
        var padded = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        while padded.count % 4 != 0 { padded += "=" }
        return try #require(Data(base64Encoded: padded))
    }

    @Test("step-ca gets a token for this one name, which its provisioner's key has signed")
    func stepCA() async throws {
        let key = P256.Signing.PrivateKey()
        let jwk = """
            {"use":"sig","kty":"EC","kid":"key-1","crv":"P-256","alg":"ES256","d":"\(Self.base64URL(key.rawRepresentation))"}
            """
        let provisioner = try StepProvisioner(name: "amt", jwk: Secret(text: jwk))
        let fetcher = MemoryFetcher(.success(#"{"crt":"PEM","ca":"ROOT","certChain":["PEM","ROOT"]}"#))
        #expect(try await Self.signer(.stepCA(provisioner), fetcher).sign(Self.order) == "PEM")
        let request = try #require(fetcher.asked.withLock { $0.first })
        let body = try JSONDecoder().decode([String: String].self, from: Data(request.body ?? []))
        #expect(body["csr"] == Self.order.requestPEM && body["notAfter"] == "720h")
        let parts = try #require(body["ott"]).split(separator: ".").map { String($0) }
        try #require(parts.count == 3)
        let signature = try P256.Signing.ECDSASignature(rawRepresentation: try Self.bytes(base64URL: parts[2]))
        #expect(key.publicKey.isValidSignature(signature, for: Data((parts[0] + "." + parts[1]).utf8)))
        let header = try JSONDecoder().decode([String: String].self, from: try Self.bytes(base64URL: parts[0]))
        #expect(header == ["alg": "ES256", "kid": "key-1", "typ": "JWT"])
        struct Claims: Decodable { var iss, sub, aud, jti: String, sans: [String], nbf, exp: Int64 }
        let claims = try JSONDecoder().decode(Claims.self, from: try Self.bytes(base64URL: parts[1]))
        #expect(claims.iss == "amt" && claims.sub == "pc1.corp.example" && claims.sans == ["pc1.corp.example"])
        #expect(claims.aud == "https://ca.corp.example/1.0/sign")
        #expect(claims.nbf <= Self.now.seconds && claims.exp == Self.now.seconds + 300 && claims.jti.count == 32)
    }

    @Test("a key that is none of P-256, or has no name, is refused when it is read")
    func provisioner() {
        for text in ["", "{}", #"{"kty":"RSA","crv":"P-256","kid":"a","d":"AA"}"#] {
            #expect(throws: StepProvisioner.Fault.unreadable) {
                try StepProvisioner(name: "a", jwk: Secret(text: text))
            }
        }
        let scalar = Self.base64URL(P256.Signing.PrivateKey().rawRepresentation)
        #expect(throws: StepProvisioner.Fault.keyNameless) {
            try StepProvisioner(name: "a", jwk: Secret(text: #"{"kty":"EC","crv":"P-256","d":"\#(scalar)"}"#))
        }
    }

    @Test(
        "a service that says no is told from one that is not there",
        arguments: [
            (SourceFailure.Code.forbidden, IssuingFailure.Reason.issuerRefused), (.unauthorized, .issuerRefused),
            (.connectionFailed, .issuerUnreachable), (.tlsFailed, .issuerUnreachable),
            (.serverError, .issuerUnreachable),
        ])
    func failures(_ code: SourceFailure.Code, _ reason: IssuingFailure.Reason) async {
        let signer = Self.signer(
            .vault(token: Secret(text: "s.token")), MemoryFetcher(.failure(SourceFailure(code, "status 403"))))
        await #expect(throws: IssuingFailure(reason, "\(code.rawValue): status 403")) {
            try await signer.sign(Self.order)
        }
    }

    @Test("an answer without a certificate is empty text, which whoever asked refuses")
    func empty() async throws {
        let signer = Self.signer(.vault(token: Secret(text: "s.token")), MemoryFetcher(.success(#"{"errors":[]}"#)))
        #expect(try await signer.sign(Self.order) == "")
    }
}
