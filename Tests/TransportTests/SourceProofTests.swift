import AMT
import Inventory
import Testing
import Transport

/// How both ends prove who they are.
@Suite("Proof between a node and its sources", .serialized)
struct SourceProofTests {
    typealias Authentication = SourceConnection.Authentication

    private static func request(
        _ server: SourceServer, _ authentication: Authentication, password: String = "pässword"
    ) -> SourceRequest {
        let connection = Fetches.connection { $0.authentication = authentication }
        return Fetches.request(server.url(), connection: connection, secrets: ["s": password])
    }

    @Test(
        "basic, digest and NTLM log on, with GET and with POST",
        arguments: [
            ("basic", .basic(username: "reader", secretName: "s")),
            ("digest", .digest(username: "reader", secretName: "s")),
            ("ntlm", .ntlm(username: "CORP\\reader", secretName: "s")),
        ] as [(String, Authentication)])
    func passwords(way: String, authentication: Authentication) async throws {
        let proof = SourceServer.Setup.Proof(way: way, user: "reader", password: "pässword")
        let server = try await SourceServer(SourceServer.ok("in"), proof: proof)
        let fetcher = CurlSourceFetcher()
        #expect(try await Fetches.text(Self.request(server, authentication), with: fetcher) == "in")
        var post = Self.request(server, authentication)
        post.method = .post
        post.body = Array("query".utf8)
        #expect(try await Fetches.text(post, with: fetcher) == "in")
        let accepted = try await server.accepted(atLeast: 2)
        #expect(accepted.map(\.body) == ["", "query"])
        let isTold = try server.eventsSoFar("request").contains {
            $0.headers?["authorization"]?.contains("pässword") == true
        }
        #expect(!isTold)
    }

    @Test("a wrong password is refused once, without a loop", arguments: ["basic", "digest"])
    func wrongPassword(way: String) async throws {
        let proof = SourceServer.Setup.Proof(way: way, user: "reader", password: "right")
        let server = try await SourceServer(SourceServer.ok("in"), proof: proof)
        let authentication: Authentication =
            way == "basic" ? .basic(username: "reader", secretName: "s") : .digest(username: "reader", secretName: "s")
        let failure = try #require(await Fetches.failure(Self.request(server, authentication, password: "wr0ng")))
        #expect(failure.code == .unauthorized && !failure.detail.contains("wr0ng"))
        #expect(try server.eventsSoFar("request").count <= 3)
    }

    @Test("a source that does not challenge gets the query all the same")
    func unchallenged() async throws {
        let server = try await SourceServer(SourceServer.ok("first"), SourceServer.ok("second"))
        var request = Self.request(server, .digest(username: "reader", secretName: "s"))
        request.method = .post
        request.body = Array("query".utf8)
        #expect(try await Fetches.text(request) == "second")
        #expect(try await server.events("request", atLeast: 2).map(\.body) == ["", "query"])
    }

    @Test("tokens go into their header, and a missing ticket is a refusal")
    func tokens() async throws {
        let server = try await SourceServer(SourceServer.ok("in"))
        #expect(try await Fetches.text(Self.request(server, .bearer(secretName: "s"), password: "t0ken")) == "in")
        let key = Self.request(server, .header(name: "X-Api-Key", secretName: "s"), password: "k3y")
        #expect(try await Fetches.text(key) == "in")
        let seen = try await server.events("request", atLeast: 2)
        #expect(seen[0].headers?["authorization"] == "Bearer t0ken")
        #expect(seen[1].headers?["x-api-key"] == "k3y" && seen[1].headers?["authorization"] == nil)
        let kerberos = try await SourceServer(SourceServer.ok("in"), proof: .init(way: "Negotiate"))
        #expect(await Fetches.failure(Self.request(kerberos, .negotiate))?.code == .unauthorized)
    }

    @Test("a secret that nobody set, and one that would break out of its line")
    func secrets() async throws {
        let server = try await SourceServer(SourceServer.ok("in"))
        var missing = Self.request(server, .bearer(secretName: "s"))
        missing.secrets = [:]
        #expect(await Fetches.failure(missing) == SourceFailure(.secretMissing, "s"))
        let broken = try #require(
            await Fetches.failure(Self.request(server, .bearer(secretName: "s"), password: "a\r\nX: b")))
        #expect(broken.code == .definition && !broken.detail.contains("X: b"))
        #expect(try server.eventsSoFar("connection").isEmpty)
    }

    // MARK: TLS

    /// A server with a certificate for `localhost` from a private authority.
    private static func secureServer(
        clientAuthority: String? = nil, clientVersion: String = "TLSv1_2"
    ) async throws -> SourceServer {
        let made = try TestCertificates.made()
        let folder = try SourceCertificates.made()
        return try await SourceServer(
            SourceServer.Setup(
                address: "127.0.0.1", certificate: folder.path("localhost.pem"), key: folder.path("localhost.key"),
                clientAuthority: clientAuthority.map { made.path($0) }, clientVersion: clientVersion,
                answers: [SourceServer.ok("secure")]))
    }

    private static func secureRequest(
        _ server: SourceServer, authority: String? = "authority.pem", host: String = "localhost"
    ) throws -> SourceRequest {
        let folder = try SourceCertificates.made()
        let pem = try authority.map { String(decoding: try folder.bytes($0), as: UTF8.self) }
        return Fetches.request(
            "https://\(host):\(server.port)/", connection: Fetches.connection { $0.authorityPEM = pem })
    }

    @Test("a private authority is trusted where it is named, and nothing else is")
    func authorities() async throws {
        let server = try await Self.secureServer()
        #expect(try await Fetches.text(Self.secureRequest(server)) == "secure")
        for authority in [nil, "stranger.pem"] {
            let failure = await Fetches.failure(try Self.secureRequest(server, authority: authority))
            #expect(failure?.code == .tlsFailed, "\(authority ?? "the system's")")
        }
        // The certificate is of localhost alone.
        #expect(await Fetches.failure(try Self.secureRequest(server, host: "127.0.0.1"))?.code == .tlsFailed)
        var unreadable = try Self.secureRequest(server)
        unreadable.connection.authorityPEM = "no certificate"
        #expect(await Fetches.failure(unreadable)?.code == .definition)
    }

    @Test(
        "a source that asks for a certificate is shown ours, with its key from the secrets",
        arguments: ["TLSv1_2", "TLSv1_3"])
    func clientCertificate(version: String) async throws {
        let made = try TestCertificates.made()
        let server = try await Self.secureServer(clientAuthority: "ours.pem", clientVersion: version)
        var request = try Self.secureRequest(server)
        let refusal = await Fetches.failure(request)?.code
        // In TLS 1.3 the server says so behind its handshake, and its end of the connection may overtake the alert.
        #expect(refusal == .tlsFailed || version == "TLSv1_3" && refusal == .connectionFailed)
        request.connection.clientCertificatePEM = String(decoding: try made.bytes("caller-ours.chain"), as: UTF8.self)
        request.connection.clientKeySecretName = "key"
        request.secrets["key"] = Secret(try made.bytes("leaf.key"))
        #expect(try await Fetches.text(request) == "secure")
        let shown = try await server.events("handshake").compactMap(\.subject)
        #expect(shown.contains { $0.contains("provisionserver") })
        request.secrets["key"] = Secret(try made.bytes("root.key"))
        #expect(await Fetches.failure(request)?.code == .definition)
        request.secrets["key"] = nil
        #expect(await Fetches.failure(request)?.code == .secretMissing)
    }

    @Test("a source may lead to its own host with TLS, and not back")
    func upgrade() async throws {
        let secure = try await Self.secureServer()
        let plain = try await SourceServer(
            SourceServer.Setup(
                address: "127.0.0.1",
                answers: [
                    [
                        .send(
                            "HTTP/1.1 301 Up\r\nLocation: https://localhost:\(secure.port)/\r\nContent-Length: 0\r\n\r\n"
                        )
                    ]
                ]))
        var request = try Self.secureRequest(secure)
        request.url = "http://localhost:\(plain.port)/"
        #expect(try await Fetches.text(request) == "secure")
    }
}
