import AMT
import Provisioning
import Testing

@testable import Transport

@Suite("mutual TLS", .timeLimit(.minutes(10))) struct MutualTLSTests {
    private static func server(
        _ certificates: TestCertificates, client: String? = "required", authority: String? = "ours.pem",
        maximum: Int? = nil
    ) async throws -> DeviceServer {
        try await DeviceServer(
            DeviceSetup(
                certificate: certificates.path("managed.pem"), key: certificates.path("managed.key"),
                client: client, clientAuthority: authority.map { certificates.path($0) }, maximum: maximum,
                digest: .init(close: false)))
    }

    private static func managed(
        _ certificates: TestCertificates, as client: ClientChain?, authority: String = "ours.der",
        fqdn: String = "desk-7.example.test"
    ) throws -> SessionIdentity {
        .managed(authorityDER: try certificates.bytes(authority), fqdn: fqdn, client: client)
    }

    @Test("a device that asks is shown leaf and authority in order, and is held against the authority itself")
    func asked() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.server(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = try Self.managed(certificates, as: try certificates.caller())
            let session = transport.session(Sessions.opening(server.address, identity))
            for _ in 1...2 {
                let answer = try await session.answer()
                #expect(answer.status == 200)
                #expect(answer.peerChain.first == (try certificates.bytes("managed.der")))
            }
            let handshakes = try await server.events("handshake")
            let shown = try certificates.callerDigests()
            #expect(shown.count == 2)
            #expect(handshakes.map(\.chain) == [shown])
        }
    }

    @Test("version 1.3 is not offered with a certificate of ours either")
    func capped() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.server(certificates, maximum: 0x0304)
        try await Sessions.withTransport(and: server) { transport in
            let identity = try Self.managed(certificates, as: try certificates.caller())
            #expect(try await transport.session(Sessions.opening(server.address, identity)).answer().status == 200)
            #expect(try await server.events("handshake").first?.version == "TLSv1.2")
        }
    }

    @Test("a device that does not ask is shown nothing")
    func notAsked() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.server(certificates, client: nil, authority: nil)
        try await Sessions.withTransport(and: server) { transport in
            let identity = try Self.managed(certificates, as: try certificates.caller())
            #expect(try await transport.session(Sessions.opening(server.address, identity)).answer().status == 200)
            #expect(try await server.events("handshake").map(\.chain) == [[]])
        }
    }

    @Test("without a certificate, a device that wants one ends the handshake with its alert")
    func none() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.server(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = try Self.managed(certificates, as: nil)
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["tls.alert"] == "40")
            #expect(failure.facts["tls.alert_direction"] == "received")
            #expect(failure.facts["tls.error"] == "handshake failure")
        }
    }

    @Test("a certificate of another authority is refused by the device, with its alert")
    func foreignCaller() async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.server(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = try Self.managed(certificates, as: try certificates.caller(of: "foreign"))
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .tlsHandshake)
            #expect(!failure.requestMayHaveArrived)
            #expect(failure.facts["tls.alert"] == "48")
            #expect(failure.facts["tls.alert_direction"] == "received")
            #expect(failure.facts["tls.error"] == "unknown CA")
            #expect(try await server.events("handshake-failed").count == 1)
            #expect(try server.eventsSoFar("request").isEmpty)
        }
    }

    @Test(
        "a certificate of ours does not make a foreign device trusted",
        arguments: [
            ("foreign.der", "desk-7.example.test", "(19 at depth 1)"),
            ("ours.der", "desk-8.example.test", "(62 at depth 0)"),
        ])
    func foreignDevice(authority: String, fqdn: String, error: String) async throws {
        let certificates = try TestCertificates.made()
        let server = try await Self.server(certificates)
        try await Sessions.withTransport(and: server) { transport in
            let identity = try Self.managed(
                certificates, as: try certificates.caller(), authority: authority, fqdn: fqdn)
            let failure = try await transport.session(Sessions.opening(server.address, identity)).failure()
            #expect(failure.kind == .peerNotTrusted)
            #expect(failure.facts["tls.error"]?.contains(error) == true)
            #expect(try await server.events("handshake-failed").count == 1)
        }
    }

    @Test("a certificate or key of ours that cannot be read fails the exchange before anything is sent")
    func unreadable() async throws {
        let certificates = try TestCertificates.made()
        let good = try certificates.caller()
        let other = Secret(try certificates.bytes("root.key"))
        try await Sessions.withTransport { transport in
            for bad in [
                ClientChain(id: 0, chainPEM: Secret(text: "no certificate"), keyPEM: good.keyPEM),
                ClientChain(id: 0, chainPEM: good.chainPEM, keyPEM: other),
            ] {
                let address = PeerAddress(numeric: DeviceServer.freshAddress())
                let opening = Sessions.opening(address, try Self.managed(certificates, as: bad))
                let failure = try await transport.session(opening).failure()
                #expect(failure.kind == .tlsHandshake)
                #expect(!failure.requestMayHaveArrived)
                #expect(failure.facts["tls.error"]?.isEmpty == false)
            }
        }
    }

    @Test("what thousands of sessions show is read once, and anew when its content changes")
    func readOnce() throws {
        let certificates = try TestCertificates.made()
        let identities = ParsedIdentities()
        let first = try identities.chain(try certificates.caller()).get()
        let again = try identities.chain(try certificates.caller()).get()
        let other = try identities.chain(try certificates.caller(of: "foreign")).get()
        #expect(again === first)
        #expect(other !== first)
        let authority = try identities.authority(der: try certificates.bytes("ours.der")).get()
        let sameAuthority = try identities.authority(der: try certificates.bytes("ours.der")).get()
        #expect(sameAuthority === authority)
    }
}
