import Foundation
import Testing

@testable import FleetSimulator

@Suite("devices on the wire")
struct DeviceTests {
    private static let settings = Requests.get("AMT_GeneralSettings")

    @Test("a hello comes from the device's own address, is counted up, and a FIN accepts it")
    func hellos() async throws {
        try await FleetHarness.run { settings in
            settings.count = 3
            settings.pskShare = 0.5
            settings.helloSegments = 3
            settings.helloSchedule = try #require(HelloSchedule("1x2,0x1"))
            settings.timeScale = 0.01
        } _: { harness in
            try #require(try await eventually { harness.fleet.progress.hellosAccepted == 9 })
            #expect(harness.fleet.progress.hellosReset == 0)
            // Hellos this close to each other may overtake each other.
            let mine = harness.sink.messages.filter { $0.peer == "127.66.0.2" }.map(\.bytes).sorted { $0[4] < $1[4] }
            #expect(
                mine
                    == (0..<3).map {
                        HelloWriter.bytes(
                            of: harness.identity(1), pid: harness.identity(1).pid, retryCount: $0, rootHashes: [])
                    })
            let other = harness.sink.messages.filter { $0.peer == "127.66.0.1" }
            #expect(other.map(\.bytes.count) == [807, 807, 807])
        }
    }

    @Test("a RST is a refusal")
    func refusedHello() async throws {
        try await FleetHarness.run(refusesHellos: true) {
            $0.helloSchedule = try #require(HelloSchedule("1x1"))
        } _: {
            harness in
            try #require(try await eventually { harness.fleet.progress.hellosReset == 1 })
            #expect(harness.fleet.progress.hellosAccepted == 0)
        }
    }

    @Test("one log-on lasts for the connection, until the access list changes")
    func logonCache() async throws {
        try await FleetHarness.run { _ in
        } _: { harness in
            let client = try await harness.client()
            try await client.post(Self.settings)
            #expect(await client.answer()?.status == 200)
            let realm = harness.fleet.device(0).report(now: 0).state.digestRealm
            let a1 = Digest.a1(user: "admin", realm: realm, password: "P@ssw0rd1")
            try await client.post(Bench.setAdmin(a1))
            #expect(await client.answer()?.status == 200)
            try await client.post(Self.settings)
            let refused = await client.answer()
            #expect(refused?.status == 401)
            #expect(refused?.head.contains("Connection: close") == true)
            #expect(await client.answer() == nil)
            let old = try await TestClient.loggedOn(
                harness.identity(), port: harness.port, password: "admin", first: Self.settings)
            #expect(old.answer?.status == 401)
            _ = try await harness.client(password: "P@ssw0rd1")
        }
    }

    @Test("answers in every framing carry the same text")
    func framings() async throws {
        for framing in AnswerFraming.allCases {
            try await FleetHarness.run {
                $0.framing = framing
            } _: { harness in
                let (_, answer) = try await TestClient.loggedOn(
                    harness.identity(), port: harness.port, first: Self.settings)
                #expect(answer?.isWhole == true)
                #expect(answer?.body.hasSuffix("</a:Envelope>") == true)
            }
        }
    }

    @Test("the address that was dialled decides which key is good")
    func addressedDevice() async throws {
        try await FleetHarness.run {
            $0.count = 2
        } _: { harness in
            for (device, pps) in [(harness.identity(0), harness.identity(1).pps)] {
                let client = try await TestClient.connect(device, port: harness.port, pps: pps)
                try? await client.post("")
                #expect(await client.answer() == nil)
            }
        }
    }

    @Test("PSK handshakes of another TLS library succeed in all versions, and fail with the alerts that name the cause")
    func opensslHandshakes() async throws {
        try await FleetHarness.run {
            $0.count = 2
        } _: { harness in
            let device = harness.identity()
            let arguments = { (pid: String, pps: String, version: String) in
                [
                    "s_client", "-connect", "\(device.addressText):\(harness.port)", "-psk_identity", pid, "-psk",
                    Text.hex(Array(pps.utf8)), "-\(version)", "-cipher", "PSK-AES256-CBC-SHA:@SECLEVEL=0", "-quiet",
                    "-ign_eof",
                ]
            }
            let request = "POST /wsman HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n"
            for version in ["tls1", "tls1_1", "tls1_2"] {
                let result = try await Programs.run(
                    "openssl", arguments(device.pid, device.pps, version), input: request)
                #expect(result.output.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"), "\(version): \(result.errors)")
            }
            let other = harness.identity(1)
            let unknown = try await Programs.run("openssl", arguments(other.pid, other.pps, "tls1_2"))
            #expect(unknown.errors.contains("alert number 115"))
            let wrong = try await Programs.run("openssl", arguments(device.pid, other.pps, "tls1_2"))
            #expect(wrong.errors.contains("alert number 20"))
        }
    }

    @Test("further connections than a device has room for are refused")
    func tooManyConnections() async throws {
        try await FleetHarness.run {
            $0.connectionsMax = 2
        } _: { harness in
            let device = harness.identity()
            var clients: [TestClient] = []
            for _ in 0..<2 {
                let client = try await TestClient.connect(device, port: harness.port)
                try await client.send("P")
                clients.append(client)
            }
            #expect(try await TestClient.isReset(device.addressText, port: harness.port))
            for client in clients { try await client.close() }
            _ = try #require(try await eventually { harness.fleet.device(0).connectionCount == 0 })
            _ = try await harness.client()
        }
    }

    @Test("junk is answered with a page or an end, and the device lives on")
    func junk() async throws {
        try await FleetHarness.run { _ in
        } _: { harness in
            for (text, status) in [
                ("GET / HTTP/1.1\r\n\r\n", 404), ("GET /wsman HTTP/1.1\r\n\r\n", 405), ("\0\0\0\0", 400),
                ("POST /wsman HTTP/1.1\r\nContent-Length: 100000\r\n\r\n", 413),
            ] {
                let client = try await TestClient.connect(harness.identity(), port: harness.port)
                try await client.send(text)
                #expect(await client.answer()?.status == status)
            }
            let client = try await harness.client()
            try await client.post("<not xml")
            #expect(await client.answer()?.status == 400)
            let other = try await harness.client()
            try await other.post(Requests.get("AMT_NoSuchClass"))
            let fault = await other.answer()
            #expect(fault?.status == 400)
            #expect(fault?.body.contains("b:DestinationUnreachable") == true)
        }
    }
}
