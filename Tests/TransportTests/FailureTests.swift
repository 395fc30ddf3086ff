import AMT
import Provisioning
import Testing
import Transport

@Suite("exchange failure", .timeLimit(.minutes(10))) struct FailureTests {
    private static func setup(_ answers: [DeviceSetup.Answer], digest: Bool = true) -> DeviceSetup {
        DeviceSetup(
            psk: ["0000037M": Sessions.pps], digest: digest ? .init(close: false) : nil, answers: answers)
    }

    @Test("a closed port refuses")
    func refused() async throws {
        try await Sessions.withTransport { transport in
            let address = PeerAddress(numeric: DeviceServer.freshAddress())
            let failure = try await transport.session(Sessions.opening(address, try Sessions.psk())).failure()
            #expect(failure.kind == .connectionRefused)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["os.errno"] == "111")
            #expect(failure.facts["curl.code"] == "7")
        }
    }

    @Test("a device that takes no connection is unreachable after the connect time")
    func unreachable() async throws {
        var setup = Self.setup([])
        setup.accepts = false
        setup.backlog = 0
        setup.fill = 3
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let opening = Sessions.opening(
                server.address, try Sessions.psk(), connectTimeout: .milliseconds(200))
            let failure = try await transport.session(opening).failure()
            #expect(failure.kind == .unreachable)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["curl.code"] == "28")
        }
    }

    @Test("a handshake that stalls ends with the connect time")
    func handshakeStalls() async throws {
        var setup = Self.setup([])
        setup.handshake = "stall"
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let opening = Sessions.opening(
                server.address, try Sessions.psk(), connectTimeout: .milliseconds(300))
            let failure = try await transport.session(opening).failure()
            #expect(failure.kind == .unreachable)
            #expect(!failure.requestMayHaveArrived)
            #expect(try await server.events("closed").count == 1)
        }
    }

    @Test("a reset in the handshake is a failed handshake")
    func handshakeReset() async throws {
        var setup = Self.setup([])
        setup.handshake = "reset"
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(!failure.requestMayHaveArrived)
        }
    }

    @Test("a missing client certificate is a failed handshake with the device's alert")
    func noClientCertificate() async throws {
        let certificates = try TestCertificates.made()
        let server = try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("managed.pem"), key: certificates.path("managed.key"),
                client: "required"))
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.managed(
                authorityDER: try certificates.bytes("ours.der"), fqdn: "desk-7.example.test", client: nil)
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(failure.facts["tls.alert"] == "40")
            #expect(failure.facts["tls.alert_direction"] == "received")
            #expect(failure.facts["tls.error"] == "handshake failure")
        }
    }

    @Test("a connection that ends instead of an answer is lost", arguments: ["reset", "drop", "close"])
    func lost(_ trouble: String) async throws {
        let server = try await DeviceServer(Self.setup([.init(trouble: trouble)]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk()))
                .failure("<one-shot/>")
            #expect(failure.kind == .connectionLost)
            #expect(failure.requestMayHaveArrived)
            // The probe and the envelope, and never the envelope again.
            #expect(try await server.events("closed").count == 1)
            #expect(try await server.events("request", atLeast: 2).map(\.body) == ["", "<one-shot/>"])
        }
    }

    @Test("an envelope is never sent twice when a reused connection ends", arguments: ["reset", "drop", "close"])
    func neverRepeated(_ trouble: String) async throws {
        let server = try await DeviceServer(Self.setup([.init(), .init(trouble: trouble), .init()]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            #expect(try await session.answer("<first/>").status == 200)
            let failure = try await session.failure("<one-shot/>")
            #expect(failure.kind == .connectionLost)
            #expect(failure.requestMayHaveArrived)
            #expect(try await session.answer("<last/>").status == 200)
            let bodies = try await server.events("request", atLeast: 5).map(\.body)
            #expect(bodies == ["", "<first/>", "<one-shot/>", "", "<last/>"])
        }
    }

    @Test("a connection that the device closed while idle is replaced without a failure")
    func idleClose() async throws {
        let server = try await DeviceServer(Self.setup([.init(after: "close"), .init()]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            #expect(try await session.answer("<first/>").status == 200)
            #expect(try await server.events("closed").count == 1)
            #expect(try await session.answer("<second/>").status == 200)
            let requests = try await server.events("request", atLeast: 3)
            #expect(requests.last?.number == 2)
        }
    }

    @Test("a device that is gone after the challenge has seen nothing of the envelope")
    func goneAfterChallenge() async throws {
        var setup = Self.setup([])
        setup.digest = .init(close: true)
        setup.connections = 1
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).failure()
            #expect(failure.kind == .connectionRefused)
            #expect(!failure.requestMayHaveArrived)
            #expect(try await server.events("request").map(\.body) == [""])
        }
    }

    @Test("an answer that ends half way is lost", arguments: ["reset", "drop"], ["length", "chunked"])
    func half(after: String, framing: String) async throws {
        let head = "HTTP/1.1 200 OK\r\n"
        let raw =
            framing == "length"
            ? "\(head)Content-Length: 100\r\n\r\nhalf an ans"
            : "\(head)Transfer-Encoding: chunked\r\n\r\n0010\r\nhalf an ans"
        let server = try await DeviceServer(Self.setup([.init(raw: raw, after: after)]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).failure()
            #expect(failure.kind == .connectionLost)
            #expect(failure.requestMayHaveArrived)
        }
    }

    @Test("an answer that does not come in time is timed out", arguments: [nil, "HTTP/1.1 200 OK\r\nContent-Le"])
    func stalls(_ beginning: String?) async throws {
        let answer =
            beginning.map { DeviceSetup.Answer(raw: $0, after: "stall") } ?? DeviceSetup.Answer(trouble: "stall")
        let server = try await DeviceServer(Self.setup([.init(), answer]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            #expect(try await session.answer().status == 200)
            let failure = try await session.failure(timeout: .seconds(3))
            #expect(failure.kind == .timedOut)
            #expect(failure.requestMayHaveArrived)
            #expect(try await server.events("closed").count == 1)
        }
    }

    @Test(
        "an answer longer than the limit, or no answer of HTTP, is unreadable",
        arguments: [
            DeviceSetup.Answer(body: "0123456789abcdef", times: 65_537),
            DeviceSetup.Answer(body: "0123456789abcdef", times: 65_537, framing: "chunked", cut: 4096),
            DeviceSetup.Answer(headers: Array(repeating: "X-Long: " + String(repeating: "x", count: 1000), count: 70)),
            DeviceSetup.Answer(raw: "SSH-2.0-OpenSSH_9.2\r\n", after: "close"),
        ])
    func unreadable(_ answer: DeviceSetup.Answer) async throws {
        let server = try await DeviceServer(Self.setup([answer], digest: false))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).failure()
            #expect(failure.kind == .answerUnreadable)
        }
    }

    @Test("an answer of exactly the limit is whole")
    func longest() async throws {
        let server = try await DeviceServer(Self.setup([.init(body: "0123456789abcdef", times: 65_536)]))
        try await Sessions.withTransport(and: server) { transport in
            let answer = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).answer()
            #expect(answer.body.count == 1 << 20)
        }
    }

    @Test("facts carry no password, no key and no envelope")
    func factsAreClean() async throws {
        let server = try await DeviceServer(Self.setup([.init(trouble: "reset")]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk()))
                .failure("<secret-envelope/>")
            let all = failure.facts.values.joined(separator: " ")
            #expect(!all.contains("P@ssw0rd") && !all.contains(Sessions.pps) && !all.contains("secret-envelope"))
            #expect(failure.facts.values.allSatisfy { $0.count <= 200 })
        }
    }
}
