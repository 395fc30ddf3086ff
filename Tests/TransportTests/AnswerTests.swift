import AMT
import Provisioning
import Testing
import Transport

@Suite("device answer", .timeLimit(.minutes(10))) struct AnswerTests {
    @Test(
        "the body is the same however it is framed and cut", arguments: ["length", "chunked", "close"], [1, 7, 4096])
    func framing(_ framing: String, cut: Int) async throws {
        let body = "<a:Envelope><a:Body>" + String(repeating: "ä", count: 100) + "</a:Body></a:Envelope>"
        let answer = DeviceSetup.Answer(body: body, framing: framing, cut: cut, writes: cut)
        let server = try await DeviceServer(
            DeviceSetup(psk: ["0000037M": Sessions.pps], digest: .init(), answers: [answer]))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            for _ in 1...2 {
                let received = try await session.answer()
                #expect(received.status == 200)
                #expect(received.text == body)
            }
        }
    }

    @Test("statuses come as they are, with their body", arguments: [400, 403, 404, 500, 503])
    func statuses(_ status: Int) async throws {
        let answer = DeviceSetup.Answer(status: status, body: "<fault/>")
        let server = try await DeviceServer(
            DeviceSetup(psk: ["0000037M": Sessions.pps], digest: .init(), answers: [answer]))
        try await Sessions.withTransport(and: server) { transport in
            let received = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).answer()
            #expect(received.status == status)
            #expect(received.text == "<fault/>")
        }
    }

    @Test("redirections are not followed")
    func redirection() async throws {
        let answer = DeviceSetup.Answer(status: 302, body: "", headers: ["Location: https://127.0.0.1:1/"])
        let server = try await DeviceServer(DeviceSetup(psk: ["0000037M": Sessions.pps], answers: [answer]))
        try await Sessions.withTransport(and: server) { transport in
            let received = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).answer()
            #expect(received.status == 302)
        }
    }

    @Test("a long Server header is cut, the last one counts")
    func serverHeader() async throws {
        var setup = DeviceSetup(psk: ["0000037M": Sessions.pps])
        setup.server = String(repeating: "s", count: 300)
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let received = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).answer()
            #expect(received.server == String(repeating: "s", count: 200))
        }
    }

    @Test("an envelope of many records arrives whole")
    func longEnvelope() async throws {
        let server = try await DeviceServer(DeviceSetup(psk: ["0000037M": Sessions.pps], digest: .init()))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            let text = String(repeating: "0123456789", count: 20_000)
            #expect(try await session.answer(text).status == 200)
            #expect(try await server.events("request", atLeast: 2).last?.body == text)
        }
    }

    @Test("IPv6 addresses are called in brackets")
    func ipv6() async throws {
        var setup = DeviceSetup(psk: ["0000037M": Sessions.pps])
        setup.address = "::1"
        setup.port = 28_817
        let server = try await DeviceServer(setup)
        try await Sessions.withTransport(and: server) { transport in
            let opening = Sessions.opening(server.address, try Sessions.psk(), port: 28_817)
            #expect(try await transport.session(opening).answer().status == 200)
            #expect(try await server.events("request", atLeast: 1).last?.headers?["host"] == "[::1]:28817")
        }
    }

    @Test("the start log names both libraries")
    func versions() {
        #expect(TransportVersions.current.contains("libcurl/"))
        #expect(TransportVersions.current.contains("OpenSSL"))
    }
}
