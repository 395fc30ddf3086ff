import AMT
import Foundation
import Provisioning
import Testing
import Transport

@Suite("plain session", .timeLimit(.minutes(10))) struct PlainSessionTests {
    private static func server(
        _ digest: DeviceSetup.Digest? = .init(close: false), answers: [DeviceSetup.Answer]? = nil,
        connections: Int? = nil
    ) async throws -> DeviceServer {
        try await DeviceServer(
            DeviceSetup(plain: true, digest: digest, answers: answers, connections: connections))
    }

    private static func session(_ transport: CurlDeviceTransport, _ server: DeviceServer) -> any DeviceSession {
        transport.session(Sessions.opening(server.address, .plain))
    }

    @Test("answers one challenge, keeps the connection and never speaks TLS")
    func oneConnection() async throws {
        let server = try await Self.server()
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            for number in 1...4 {
                let answer = try await session.answer("<r\(number)/>")
                #expect(answer.status == 200)
                #expect(answer.text == "answer")
                #expect(answer.server == "AMT")
                #expect(answer.digestRealm == "Digest:727734D63A1FC0423736E48DA554E462")
                #expect(answer.peerChain.isEmpty)
            }
            let requests = try await server.events("request", atLeast: 5)
            #expect(requests.map(\.body) == ["", "<r1/>", "<r2/>", "<r3/>", "<r4/>"])
            #expect(requests.map(\.verdict) == ["no", "yes", "yes", "yes", "yes"])
            #expect(requests.allSatisfy { $0.method == "POST" && $0.path == "/wsman" })
            #expect(requests.allSatisfy { $0.headers?["upgrade"] == nil })
            #expect(requests.last?.headers?["host"] == "\(server.address):\(DeviceServer.port)")
            #expect(try server.eventsSoFar("connection").count == 1)
            #expect(try server.eventsSoFar("opening").map(\.first) == ["POST"])
        }
    }

    @Test("the TLS policy of an opening makes no difference", arguments: TLSPolicy.allCases)
    func policies(_ policy: TLSPolicy) async throws {
        let server = try await Self.server()
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, .plain, tls: policy))
            let answer = try await session.answer()
            #expect(answer.status == 200)
            #expect(try await server.events("opening").map(\.first) == ["POST"])
        }
    }

    @Test("a challenge that ends the connection is answered on the next one")
    func closingChallenge() async throws {
        let server = try await Self.server(.init())
        try await Sessions.withTransport(and: server) { transport in
            #expect(try await Self.session(transport, server).answer("<a/>").status == 200)
            let requests = try await server.events("request", atLeast: 2)
            #expect(requests.map(\.body) == ["", "<a/>"])
            #expect(requests.map(\.number) == [1, 2])
        }
    }

    @Test("a wrong password comes back as 401, asked once")
    func wrongPassword() async throws {
        let server = try await Self.server()
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            let wrong = DigestCredential(username: "admin", password: Secret(text: "guess"))
            let answer = try await session.answer(as: wrong)
            #expect(answer.status == 401)
            #expect(try await server.events("request", atLeast: 2).count == 2)
            #expect(try await session.answer().status == 200)
        }
    }

    @Test("a nonce that is used up is replaced without a failure")
    func nonceDropped() async throws {
        let server = try await Self.server(.init(uses: 2, stale: "true", close: false))
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            for number in 1...5 { #expect(try await session.answer("<r\(number)/>").status == 200) }
            let accepted = try await server.requests("yes", atLeast: 5)
            #expect(accepted.map(\.body) == ["<r1/>", "<r2/>", "<r3/>", "<r4/>", "<r5/>"])
        }
    }

    @Test("a device that wants the password itself gets nothing, neither password nor envelope")
    func basicAlone() async throws {
        let server = try await Self.server(.init(challenge: "WWW-Authenticate: Basic realm=\"%r\"", close: false))
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            let answer = try await session.answer("<secret/>")
            #expect(answer.status == 401)
            #expect(answer.digestRealm == nil)
            #expect(try await session.answer("<secret/>").status == 401)
            let requests = try await server.events("request", atLeast: 2)
            #expect(requests.map(\.body) == ["", ""])
            #expect(requests.allSatisfy { $0.headers?["authorization"] == nil })
        }
    }

    @Test("where the password itself would do, too, digest is used")
    func basicBeside() async throws {
        let challenge =
            "WWW-Authenticate: Basic realm=\"%r\"\r\n"
            + "WWW-Authenticate: Digest realm=\"%r\", nonce=\"%n\",stale=\"false\",qop=\"auth\""
        let server = try await Self.server(.init(challenge: challenge, close: false))
        try await Sessions.withTransport(and: server) { transport in
            #expect(try await Self.session(transport, server).answer().status == 200)
            let requests = try await server.events("request", atLeast: 2)
            let clear = Data("admin:P@ssw0rd".utf8).base64EncodedString()
            for request in requests {
                let authorization = request.headers?["authorization"]
                #expect(authorization?.hasPrefix("Digest ") != false)
                #expect(authorization?.contains("P@ssw0rd") != true && authorization?.contains(clear) != true)
            }
        }
    }

    @Test("whoever does not challenge gets no envelope, and its success is no answer")
    func unchallenged() async throws {
        let server = try await Self.server(nil)
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            for _ in 1...2 {
                let failure = try await session.failure("<secret/>")
                #expect(failure.kind == .answerUnreadable)
                #expect(!failure.requestMayHaveArrived)
                #expect(failure.facts["curl.text"] == "answered without a challenge")
            }
            let requests = try await server.events("request", atLeast: 2)
            #expect(requests.map(\.body) == ["", ""])
            #expect(requests.allSatisfy { $0.headers?["authorization"] == nil })
        }
    }

    @Test("a refusal before any challenge comes as it is", arguments: [400, 404, 503])
    func refusedBefore(_ status: Int) async throws {
        let server = try await Self.server(nil, answers: [.init(status: status, body: "<fault/>")])
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            for _ in 1...2 { #expect(try await session.answer("<secret/>").status == status) }
            let requests = try await server.events("request", atLeast: 2)
            #expect(requests.map(\.body) == ["", ""])
        }
    }

    @Test("redirections are not followed", arguments: ["http", "https"], [true, false])
    func redirection(scheme: String, isChallenged: Bool) async throws {
        let target = try await Self.server(nil)
        let answer = DeviceSetup.Answer(
            status: 307, body: "", headers: ["Location: \(scheme)://\(target.address):\(DeviceServer.port)/wsman"])
        let server = try await Self.server(isChallenged ? .init(close: false) : nil, answers: [answer])
        try await Sessions.withTransport(and: server) { transport in
            let answer = try await Self.session(transport, server).answer("<secret/>")
            #expect(answer.status == 307)
            #expect(try target.eventsSoFar("connection").isEmpty)
        }
    }

    @Test("two sessions on one address have a connection each")
    func noReuse() async throws {
        let users = ["admin": "P@ssw0rd", "other": "S3cret!!"]
        let server = try await Self.server(.init(users: users, close: false))
        try await Sessions.withTransport(and: server) { transport in
            let (first, second) = (Self.session(transport, server), Self.session(transport, server))
            let other = DigestCredential(username: "other", password: Secret(text: "S3cret!!"))
            for number in 1...3 {
                #expect(try await first.answer("<first-\(number)/>").status == 200)
                #expect(try await second.answer("<second-\(number)/>", as: other).status == 200)
            }
            let requests = try await server.events("request", atLeast: 8)
            #expect(Set(requests.filter { $0.body?.hasPrefix("<first") == true }.map(\.number)) == [1])
            #expect(Set(requests.filter { $0.body?.hasPrefix("<second") == true }.map(\.number)) == [2])
        }
    }

    @Test("a reconnect begins with a new connection and a new challenge")
    func reconnects() async throws {
        let server = try await Self.server()
        try await Sessions.withTransport(and: server) { transport in
            let session = Self.session(transport, server)
            #expect(try await session.answer("<a/>").status == 200)
            await session.reconnect()
            #expect(try await server.events("closed").map(\.number) == [1])
            #expect(try await session.answer("<b/>").status == 200)
            let requests = try await server.events("request", atLeast: 4)
            #expect(requests.map(\.number) == [1, 1, 2, 2])
            #expect(requests.map(\.verdict) == ["no", "yes", "no", "yes"])
        }
    }
}
