import AMT
import Listener
import Logging
import Provisioning
import Testing

@Suite("What the listener counts and logs", .timeLimit(.minutes(10)))
struct TelemetryOfHellosTests {
    @Test("each connection is counted once, by how it ended")
    func outcomes() async throws {
        let telemetry = RecordedTelemetry()
        var settings = RunningListener.settings
        settings.connectionsPerSourceMax = 1
        settings.proxyPeers = [try #require(IPNetwork("127.0.0.64"))]
        try await RunningListener.run(settings, telemetry: telemetry) { listener in
            try await listener.expect(.fin, sending: Hellos.psk())
            try await listener.expect(.fin, sending: Hellos.psk(retryCount: 1))
            try await listener.expect(.fin, sending: Hellos.pki(device: 2))
            try await listener.expect(.reset, sending: [0x16, 3])
            try await listener.expect(.reset, sending: [2, 0])
            try await listener.expect(.reset, sending: Array("PROXY ".utf8))
            try await listener.expect(.reset, from: "127.0.0.64", sending: Hellos.psk())
            let browser = try listener.client(sending: Array("GET / HTTP/1.1\r\n\r\n".utf8))
            browser.finish()
            #expect(await browser.end() == .fin)
            let check = try listener.client()
            check.finish()
            #expect(await check.end() == .fin)
            let idle = try listener.client(from: "127.0.0.5", sending: [0])
            await listener.until(openCount: 1)
            try await listener.expect(.reset, from: "127.0.0.5")
            idle.finish()
            #expect(await idle.end() == .reset)
            listener.inbox.answer(.fail)
            try await listener.expect(.reset, sending: Hellos.psk(device: 3))
        }
        #expect(
            telemetry.values(of: "provision_hello_outcomes") == [
                "provision_hello_outcomes{outcome=admitted}": 2,
                "provision_hello_outcomes{outcome=repeated}": 1,
                "provision_hello_outcomes{outcome=tls}": 1,
                "provision_hello_outcomes{outcome=refused}": 1,
                "provision_hello_outcomes{outcome=proxy-unexpected}": 1,
                "provision_hello_outcomes{outcome=proxy-refused}": 1,
                "provision_hello_outcomes{outcome=http}": 1,
                "provision_hello_outcomes{outcome=probe}": 1,
                "provision_hello_outcomes{outcome=source-full}": 1,
                "provision_hello_outcomes{outcome=truncated}": 1,
                "provision_hello_outcomes{outcome=not-stored}": 1,
            ])
        #expect(
            telemetry.values(of: "provision_hello_refusals") == [
                "provision_hello_refusals{reason=flag}": 1,
                "provision_hello_refusals{reason=proxy-missing}": 1,
            ])
        #expect(telemetry.value("provision_hello_received{version=2}") == 3)
        #expect(telemetry.value("provision_hello_received{version=3}") == 1)
        #expect(telemetry.value("provision_hello_connections") == 12)
        #expect(telemetry.value("provision_hello_open_connections") == 0)
        #expect(telemetry.value("provision_hello_batch_size") == 1)
        #expect(telemetry.value("provision_hello_batch_failures") == 1)
    }

    @Test("a peer's refusals make one line, another peer's one more, and hellos none")
    func lines() async throws {
        let telemetry = RecordedTelemetry()
        try await RunningListener.run(telemetry: telemetry) { listener in
            for _ in 0..<5 { try await listener.expect(.reset, sending: [0xff]) }
            try await listener.expect(.reset, from: "127.0.0.2", sending: [0, 0, 9, 0])
            try await listener.expect(.fin, sending: Hellos.psk())
        }
        let refusals = telemetry.lines.filter { $0.contains("hello.peer") }
        #expect(refusals.count == 2)
        #expect(refusals.first?.contains("hello.outcome=refused hello.peer=127.0.0.1 hello.refusal=flag") == true)
        #expect(refusals.last?.contains("hello.outcome=refused hello.peer=127.0.0.2 hello.refusal=version") == true)
    }
}
