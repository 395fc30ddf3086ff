import AMT
import Foundation
import Provisioning
import Testing
import Transport

/// The same handshakes against the openssl tool as it is, without a line of ours on the other end.
@Suite("openssl server", .timeLimit(.minutes(10))) struct ForeignServerTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nanswer"

    @Test("a pre-shared key is what the tool calls one")
    func psk() async throws {
        let address = DeviceServer.freshAddress()
        let key = Sessions.pps.utf8.map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }
        let tool = try ToolProcess(
            "openssl",
            [
                "s_server", "-accept", "\(address):\(DeviceServer.port)", "-nocert", "-tls1_2",
                "-psk_identity", "0000037M", "-psk", key.joined(), "-cipher", "PSK-AES256-CBC-SHA:@SECLEVEL=0",
            ])
        defer { tool.kill() }
        try await Self.talk(to: address, through: tool, as: try Sessions.psk(), tls: .modern)
        #expect(tool.linesSoFar.contains { $0.contains("CIPHER is PSK-AES256-CBC-SHA") })
    }

    @Test(
        "stunnel, which knows the key of a PID, passes on what a device is asked; one that has another key ends the handshake"
    )
    func stunnel() async throws {
        let backend = try await DeviceServer(DeviceSetup(plain: true, digest: .init(close: false)))
        for (key, isRight) in [(Sessions.pps, true), ("AAAFBBBICCCL0000999RZZZIA1B0Z9YK", false)] {
            let address = DeviceServer.freshAddress()
            let files = try OpenSSLFolder(
                script: """
                    umask 077
                    echo '0000037M:\(key)' > keys
                    cat > conf <<END
                    foreground = yes
                    pid =
                    [amt]
                    accept = \(address):\(DeviceServer.port)
                    connect = \(backend.address.text):\(DeviceServer.port)
                    ciphers = PSK
                    sslVersionMax = TLSv1.2
                    PSKsecrets = keys
                    END
                    sed -i 's/^ *//' conf
                    """)
            let tool = try ToolProcess("sh", ["-c", "cd '\(files.folder.path)' && exec stunnel conf"])
            defer { tool.kill() }
            _ = try await tool.lines { $0.contains("Configuration successful") }
            try await Sessions.withTransport(and: backend) { transport in
                let session = transport.session(
                    Sessions.opening(PeerAddress(numeric: address), try Sessions.psk()))
                guard isRight else {
                    let failure = try await session.failure()
                    #expect(failure.kind == .tlsHandshake && !failure.requestMayHaveArrived)
                    #expect(HandshakeReading(failure.facts, way: .presharedKey) == .keyRefused)
                    return
                }
                #expect(try await session.answer().status == 200)
                #expect(try await backend.events("request").contains { $0.body == "<request/>" })
            }
        }
    }

    @Test("old firmware's TLS is what the tool calls tls1, with the client's certificate")
    func tls1() async throws {
        let certificates = try TestCertificates.made()
        let address = DeviceServer.freshAddress()
        let tool = try ToolProcess(
            "openssl",
            [
                "s_server", "-accept", "\(address):\(DeviceServer.port)", "-tls1", "-cipher", "ALL:@SECLEVEL=0",
                "-cert", certificates.path("device.pem"), "-key", certificates.path("device.key"),
                "-Verify", "3", "-CAfile", certificates.path("root.pem"),
            ])
        defer { tool.kill() }
        let identity = SessionIdentity.setupCertificate(try certificates.provisioning())
        try await Self.talk(to: address, through: tool, as: identity, tls: .legacy)
        // The tool judges the chain on its own; it has to find the root through the intermediate that was sent.
        #expect(tool.linesSoFar.contains { $0.contains("depth=2 CN = Provisioning Root") })
        #expect(tool.linesSoFar.contains { $0.contains("CIPHER is ") })
    }

    @Test("a managed device that asks who calls is shown a certificate that the tool believes")
    func mutual() async throws {
        let certificates = try TestCertificates.made()
        let address = DeviceServer.freshAddress()
        let tool = try ToolProcess(
            "openssl",
            [
                "s_server", "-accept", "\(address):\(DeviceServer.port)", "-tls1_2",
                "-cert", certificates.path("managed.pem"), "-key", certificates.path("managed.key"),
                "-Verify", "3", "-verify_return_error", "-purpose", "sslclient",
                "-CAfile", certificates.path("ours.pem"),
            ])
        defer { tool.kill() }
        let identity = SessionIdentity.managed(
            authorityDER: try certificates.bytes("ours.der"), fqdn: "desk-7.example.test",
            client: try certificates.caller())
        try await Self.talk(to: address, through: tool, as: identity, tls: .modern)
        #expect(tool.linesSoFar.contains { $0.contains("depth=0 CN = provisionserver") })
    }

    private static func talk(
        to address: String, through tool: ToolProcess, as identity: SessionIdentity, tls: TLSPolicy
    ) async throws {
        _ = try await tool.lines { $0 == "ACCEPT" }
        try await Sessions.withTransport { transport in
            let opening = Sessions.opening(PeerAddress(numeric: address), identity, tls: tls)
            async let answer = transport.session(opening).answer("<request/>\n")
            // It asks for no digest, so the empty request is answered like the one with the envelope.
            for count in 1...2 {
                _ = try await tool.lines(atLeast: count) { $0.hasPrefix("POST /wsman HTTP/1.1") }
                tool.write(Self.answer)
            }
            #expect(try await answer.text == "answer")
            _ = try await tool.lines { $0.contains("<request/>") }
        }
    }
}
