import AMT
import Provisioning
import Testing
import Transport

@Suite("device identity", .timeLimit(.minutes(10))) struct IdentityTests {
    private static let refusedAlerts: Set<String> = ["20", "40", "51", "115"]

    @Test("a pre-shared key opens devices of every TLS version", arguments: [(0x0301, "TLSv1"), (0x0303, "TLSv1.2")])
    func pskVersions(version: Int, name: String) async throws {
        let server = try await DeviceServer(
            DeviceSetup(psk: ["0000037M": Sessions.pps], minimum: version, maximum: version))
        try await Sessions.withTransport(and: server) { transport in
            let session = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            #expect(try await session.answer().status == 200)
            let handshake = try #require(try await server.events("handshake").first)
            #expect(handshake.identity == "0000037M")
            #expect(handshake.version == name)
            #expect(handshake.cipher?.hasPrefix("PSK-AES128-CBC-SHA") == true)
        }
    }

    @Test("version 1.3 is never offered")
    func capped() async throws {
        let certificates = try TestCertificates.made()
        let server = try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("device.pem"), key: certificates.path("device.key"), maximum: 0x0304))
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.setupCertificate(try certificates.provisioning())
            let session = transport.session(Sessions.opening(server.address, identity))
            #expect(try await session.answer().status == 200)
            #expect(try await server.events("handshake").first?.version == "TLSv1.2")
        }
    }

    @Test("two keys on one address use two connections, each with its own identity")
    func noReuse() async throws {
        let keys = ["0000037M": Sessions.pps, "AMTS001M": "AAAFBBBICCCL0000999RZZZIA1B0Z9YK"]
        let server = try await DeviceServer(DeviceSetup(psk: keys, digest: .init(close: false)))
        try await Sessions.withTransport(and: server) { transport in
            let first = transport.session(Sessions.opening(server.address, try Sessions.psk()))
            let secondKey = try #require(keys["AMTS001M"])
            let second = transport.session(
                Sessions.opening(server.address, try Sessions.psk("AMTS-001M", key: secondKey)))
            for number in 1...3 {
                #expect(try await first.answer("<first-\(number)/>").status == 200)
                #expect(try await second.answer("<second-\(number)/>").status == 200)
            }
            let handshakes = try await server.events("handshake", atLeast: 2)
            #expect(handshakes.map(\.identity) == ["0000037M", "AMTS001M"])
            let requests = try await server.events("request", atLeast: 8)
            #expect(Set(requests.filter { $0.body?.hasPrefix("<first") == true }.map(\.number)) == [1])
            #expect(Set(requests.filter { $0.body?.hasPrefix("<second") == true }.map(\.number)) == [2])
            #expect(requests.filter { $0.verdict == "no" }.count == 2)
        }
    }

    @Test("a wrong key is a failed handshake with the alert, and nothing was sent")
    func wrongKey() async throws {
        let server = try await DeviceServer(DeviceSetup(psk: ["0000037M": "AAAFBBBICCCL0000999RZZZIA1B0Z9YK"]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["tls.alert_direction"] == "received")
            #expect(Self.refusedAlerts.contains(failure.facts["tls.alert"] ?? ""))
            #expect(failure.facts["curl.code"] == "35")
            #expect(try await server.events("handshake-failed").first?.identity == "0000037M")
        }
    }

    @Test("a PID the device does not know is a failed handshake with the alert")
    func unknownIdentity() async throws {
        let server = try await DeviceServer(DeviceSetup(psk: [:]))
        try await Sessions.withTransport(and: server) { transport in
            let failure = try await transport.session(Sessions.opening(server.address, try Sessions.psk())).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(!failure.requestMayHaveArrived)
            #expect(Self.refusedAlerts.contains(failure.facts["tls.alert"] ?? ""))
        }
    }

    @Test("setup sends leaf, intermediate and root in order, and takes the device's self-signed certificate")
    func chainOrder() async throws {
        let certificates = try TestCertificates.made()
        let server = try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("device.pem"), key: certificates.path("device.key"),
                client: "required", digest: .init()))
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.setupCertificate(try certificates.provisioning())
            let answer = try await transport.session(Sessions.opening(server.address, identity)).answer()
            #expect(answer.status == 200)
            #expect(answer.peerChain.first == (try certificates.bytes("device.der")))
            let chain = try #require(try await server.events("handshake").first?.chain)
            #expect(chain.count == 3)
            #expect(chain == (try certificates.provisioningDigests()))
        }
    }

    @Test("a device in setup has to stay the same for a session: another certificate ends it before anything is sent")
    func pinned() async throws {
        let certificates = try TestCertificates.made()
        let first = try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("device.pem"), key: certificates.path("device.key"), digest: .init(),
                connections: 2))
        try await Sessions.withTransport(and: first) { transport in
            let identity = SessionIdentity.setupCertificate(try certificates.provisioning())
            let session = transport.session(Sessions.opening(first.address, identity))
            #expect(try await session.answer().status == 200)
            try await first.kill()
            // Somebody else at the same address, with a certificate of the same key.
            let second = try await DeviceServer(
                DeviceSetup(
                    address: first.address.text, certificate: certificates.path("managed.pem"),
                    key: certificates.path("managed.key"), digest: .init()))
            await session.reconnect()
            let failure = try await session.failure()
            #expect(failure.kind == .peerNotTrusted && !failure.requestMayHaveArrived)
            #expect(HandshakeReading(failure.facts, way: .setupCertificate) == .deviceNotOurs)
            let other = transport.session(Sessions.opening(second.address, identity))
            #expect(try await other.answer().status == 200)
        }
    }

    @Test("sessions of one certificate number with another content present the new content")
    func replacedChain() async throws {
        let certificates = try TestCertificates.made()
        let server = try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("device.pem"), key: certificates.path("device.key"),
                client: "required"))
        try await Sessions.withTransport(and: server) { transport in
            let first = SessionIdentity.setupCertificate(try certificates.provisioning(id: 7))
            #expect(try await transport.session(Sessions.opening(server.address, first)).answer().status == 200)
            let other = ClientChain(
                id: 7, chainPEM: Secret(try certificates.bytes("device.pem")),
                keyPEM: Secret(try certificates.bytes("device.key")))
            let second = transport.session(Sessions.opening(server.address, .setupCertificate(other)))
            #expect(try await second.answer().status == 200)
            #expect(try await server.events("handshake", atLeast: 2).map { $0.chain?.count } == [3, 1])
        }
    }

    @Test("a chain or key that cannot be read fails the exchange and says why", arguments: ["chain", "key", "foreign"])
    func unreadableChain(_ what: String) async throws {
        let certificates = try TestCertificates.made()
        let good = try certificates.provisioning()
        let bad =
            switch what {
            case "chain": ClientChain(id: 1, chainPEM: Secret(text: "no certificate"), keyPEM: good.keyPEM)
            case "key": ClientChain(id: 1, chainPEM: good.chainPEM, keyPEM: Secret(text: ""))
            default:
                ClientChain(id: 1, chainPEM: good.chainPEM, keyPEM: Secret(try certificates.bytes("root.key")))
            }
        try await Sessions.withTransport { transport in
            let address = PeerAddress(numeric: DeviceServer.freshAddress())
            let failure = try await transport.session(Sessions.opening(address, .setupCertificate(bad))).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["tls.error"]?.isEmpty == false)
        }
    }

    @Test("a managed device is taken when its certificate names it and is ours")
    func managed() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.managedServer(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.managed(
                authorityDER: try certificates.bytes("ours.der"), fqdn: "desk-7.example.test", client: nil)
            let answer = try await transport.session(Sessions.opening(server.address, identity)).answer()
            #expect(answer.status == 200)
            #expect(answer.peerChain.first == (try certificates.bytes("managed.der")))
        }
    }

    @Test("a certificate of another authority is not trusted")
    func foreignAuthority() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.managedServer(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.managed(
                authorityDER: try certificates.bytes("foreign.der"), fqdn: "desk-7.example.test", client: nil)
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .peerNotTrusted)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["tls.error"]?.contains("20 at depth 0") == true)
            #expect(failure.facts["tls.alert_direction"] == "sent")
            #expect(failure.facts["tls.alert"] == "48")
        }
    }

    @Test("a certificate that names another device is not trusted", arguments: ["desk-8.example.test", "example.test"])
    func foreignName(_ fqdn: String) async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.managedServer(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.managed(
                authorityDER: try certificates.bytes("ours.der"), fqdn: fqdn, client: nil)
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .peerNotTrusted)
            #expect(failure.facts["tls.error"]?.contains("62 at depth 0") == true)
            #expect(try server.eventsSoFar("request").isEmpty)
        }
    }

    @Test("a self-signed certificate with the right name is not trusted")
    func selfSigned() async throws {
        let certificates = try TestCertificates.made()
        let server = try await DeviceServer(
            DeviceSetup(certificate: certificates.path("device.pem"), key: certificates.path("device.key")))
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.managed(
                authorityDER: try certificates.bytes("ours.der"), fqdn: "Intel(R) AMT", client: nil)
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .peerNotTrusted)
        }
    }

    @Test("old firmware is reached by the legacy policy alone", arguments: TLSPolicy.allCases)
    func legacy(_ policy: TLSPolicy) async throws {
        let certificates = try TestCertificates.made()
        let server = try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("device.pem"), key: certificates.path("device.key"),
                client: "required", minimum: 0x0301, maximum: 0x0301, ciphers: "AES128-SHA:@SECLEVEL=0"))
        try await Sessions.withTransport(and: server) { transport in
            let identity = SessionIdentity.setupCertificate(try certificates.provisioning())
            let session = transport.session(Sessions.opening(server.address, identity, tls: policy))
            switch policy {
            case .legacy:
                #expect(try await session.answer().status == 200)
                let handshake = try await server.events("handshake").first
                #expect(handshake?.version == "TLSv1")
                #expect(handshake?.cipher == "AES128-SHA")
                #expect(handshake?.chain?.count == 3)
            case .modern:
                let failure = try await session.failure()
                #expect(failure.kind == .tlsHandshake)
                #expect(failure.facts["tls.alert"] == "70")
            }
        }
    }

    private static func managedServer(_ certificates: TestCertificates) async throws -> DeviceServer {
        try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("managed.pem"), key: certificates.path("managed.key"),
                digest: .init()))
    }
}
