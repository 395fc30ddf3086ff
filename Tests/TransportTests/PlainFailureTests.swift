import AMT
import Provisioning
import Testing
import Transport

@Suite("failure of a plain session", .timeLimit(.minutes(10))) struct PlainFailureTests {
    private static func setup(_ answers: [DeviceSetup.Answer]) -> DeviceSetup {
        DeviceSetup(plain: true, digest: .init(close: false), answers: answers)
    }

    @Test("a closed port refuses")
    func refused() async throws {
        try await Sessions.withTransport { transport in
            let address = PeerAddress(numeric: DeviceServer.freshAddress())
            let failure = try await transport.session(Sessions.opening(address, .plain)).failure()
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
            let opening = Sessions.opening(server.address, .plain, connectTimeout: .milliseconds(200))
            let failure = try await transport.session(opening).failure()
            #expect(failure.kind == .unreachable)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["curl.code"] == "28")
        }
    }

    @Test("a connection that ends instead of an answer is lost", arguments: ["reset", "drop"])
    func lost(_ trouble: String) async throws {
        let server = try await DeviceServer(Self.setup([.init(trouble: trouble)]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, .plain)).failure("<one-shot/>")
            #expect(failure.kind == .connectionLost)
            #expect(failure.requestMayHaveArrived)
            #expect(failure.facts.keys.allSatisfy { !$0.hasPrefix("tls.") })
            #expect(try await server.events("closed").count == 1)
            #expect(try await server.events("request", atLeast: 2).map(\.body) == ["", "<one-shot/>"])
        }
    }

    @Test("an envelope is never sent twice when a reused connection ends", arguments: ["reset", "drop"])
    func neverRepeated(_ trouble: String) async throws {
        let server = try await DeviceServer(Self.setup([.init(), .init(trouble: trouble), .init()]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, .plain))
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
        let server = try await DeviceServer(Self.setup([.init(after: "drop"), .init()]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, .plain))
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
            let failure = try await transport.session(Sessions.opening(server.address, .plain)).failure()
            #expect(failure.kind == .connectionRefused)
            #expect(!failure.requestMayHaveArrived)
            #expect(try await server.events("request").map(\.body) == [""])
        }
    }

    @Test("an answer that does not come in time is timed out")
    func stalls() async throws {
        let server = try await DeviceServer(Self.setup([.init(), .init(trouble: "stall")]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, .plain))
            #expect(try await session.answer().status == 200)
            let failure = try await session.failure(timeout: .seconds(3))
            #expect(failure.kind == .timedOut)
            #expect(failure.requestMayHaveArrived)
        }
    }

    @Test("a cancelled exchange tells whether its envelope was begun", arguments: [1, 2])
    func cancelled(requests: Int) async throws {
        let answers = [DeviceSetup.Answer(trouble: "stall")]
        var setup = Self.setup(answers)
        // Without digest, the request that stalls is the one without a body.
        if requests == 1 { setup.digest = nil }
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, .plain))
            let running = Task { try await session.failure() }
            _ = try await server.events("request", atLeast: requests)
            running.cancel()
            let failure = try await running.value
            #expect(failure.kind == .cancelled)
            #expect(failure.requestMayHaveArrived == (requests == 2))
        }
    }

    @Test("a device that wants TLS on that port is no answer, and learns nothing")
    func tlsDevice() async throws {
        let server = try await DeviceServer(DeviceSetup(psk: ["0000037M": Sessions.pps]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, .plain)).failure("<secret/>")
            #expect([.connectionLost, .answerUnreadable].contains(failure.kind))
            #expect(!failure.requestMayHaveArrived)
            #expect(try await server.events("handshake-failed").count == 1)
        }
    }

    @Test("an answer longer than the limit is unreadable")
    func unreadable() async throws {
        let server = try await DeviceServer(Self.setup([.init(body: "0123456789abcdef", times: 65_537)]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, .plain)).failure()
            #expect(failure.kind == .answerUnreadable)
        }
    }
}
