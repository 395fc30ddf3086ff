import AMT
import Listener
import Provisioning
import Testing

@Suite("Strangers on the hello port", .timeLimit(.minutes(10)))
struct StrangersTests {
    @Test(
        "a browser gets a page that says what this port is",
        arguments: ["GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /a HTTP/1.0\r\n\r\n"])
    func http(_ request: String) async throws {
        try await RunningListener.run { listener in
            let client = try listener.client(sending: Array(request.utf8))
            client.finish()
            let (text, end) = await client.received()
            #expect(end == .fin)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.contains("Connection: close\r\n"))
            let parts = text.split(separator: "\r\n\r\n", maxSplits: 1)
            try #require(parts.count == 2)
            #expect(parts[0].contains("Content-Length: \(parts[1].utf8.count)"))
            #expect(parts[1].contains("Intel AMT"))
            #expect(listener.inbox.batches.isEmpty)
        }
    }

    @Test("HEAD gets the same without the page")
    func head() async throws {
        try await RunningListener.run { listener in
            let client = try listener.client(sending: Array("HEAD / HTTP/1.1\r\n\r\n".utf8))
            let (text, end) = await client.received()
            #expect(end == .fin)
            #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(text.hasSuffix("\r\n\r\n"))
        }
    }

    @Test("a large request does not cut the page short with a reset")
    func largeRequest() async throws {
        try await RunningListener.run { listener in
            let client = try listener.client(sending: Array("POST / HTTP/1.1\r\n\r\n".utf8))
            client.send(Array(repeating: 0x61, count: 10_000))
            let (text, end) = await client.received()
            #expect(end == .fin)
            #expect(text.contains("</html>"))
            // Never more than the bound on surplus.
            client.send(Array(repeating: 0x61, count: 20_000))
        }
    }

    struct Junk: Sendable, CustomTestStringConvertible {
        var why: String
        var bytes: [UInt8]
        var testDescription: String { self.why }
    }

    @Test(
        "what is no hello is reset and stored nowhere",
        arguments: [
            Junk(why: "TLS ClientHello", bytes: [0x16, 0x03, 0x01, 0x02, 0x00]),
            Junk(why: "noise", bytes: [0xff, 0x00, 0x12]),
            Junk(why: "flag of 2", bytes: [2, 0]),
            Junk(why: "version 4", bytes: [0, 0, 4, 0]),
            Junk(why: "version 1", bytes: [0, 0, 1, 0]),
            Junk(why: "UUID of zeros", bytes: [0, 0, 2, 0, 0, 0, 0, 0] + Array(repeating: 0, count: 16)),
            Junk(
                why: "PROXY header version 1", bytes: Array("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n".utf8) + Hellos.psk()),
            Junk(
                why: "PROXY header version 2",
                bytes: ProxyHeaders.v2(command: 0x21, family: 0x11, payload: [10, 0, 0, 1, 10, 0, 0, 2, 0, 1, 0, 2])
                    + Hellos.psk()),
        ])
    func junk(_ junk: Junk) async throws {
        try await RunningListener.run { listener in
            try await listener.expect(.reset, sending: junk.bytes)
            #expect(listener.inbox.batches.isEmpty)
        }
    }

    @Test("a health check that sends nothing is closed plainly")
    func probe() async throws {
        try await RunningListener.run { listener in
            let client = try listener.client()
            client.finish()
            #expect(await client.end() == .fin)
        }
    }

    @Test("a hello that ends early is reset", arguments: [1, 24, 31])
    func truncated(_ byteCount: Int) async throws {
        try await RunningListener.run { listener in
            let client = try listener.client(sending: Array(Hellos.psk().prefix(byteCount)))
            client.finish()
            #expect(await client.end() == .reset)
            #expect(listener.inbox.batches.isEmpty)
        }
    }

    @Test("who says nothing, or never ends, is reset when the hello timeout is over", arguments: [0, 31])
    func deadline(_ byteCount: Int) async throws {
        var settings = RunningListener.settings
        settings.helloTimeout = .milliseconds(100)
        try await RunningListener.run(settings) { listener in
            try await listener.expect(.reset, sending: Array(Hellos.psk().prefix(byteCount)))
        }
    }

    @Test("a connection beyond the limit of its source is reset, another source is served, and room comes back")
    func perSource() async throws {
        var settings = RunningListener.settings
        settings.connectionsPerSourceMax = 2
        try await RunningListener.run(settings) { listener in
            let idle = try (0..<2).map { _ in try listener.client(from: "127.0.0.5", sending: [0]) }
            await listener.until(openCount: 2)
            try await listener.expect(.reset, from: "127.0.0.5")
            try await listener.expect(.fin, from: "127.0.0.6", sending: Hellos.psk())
            idle[0].finish()
            #expect(await idle[0].end() == .reset)
            try await listener.expect(.fin, from: "127.0.0.5", sending: Hellos.psk())
        }
    }

    @Test("a connection beyond the limit in all is reset")
    func inAll() async throws {
        var settings = RunningListener.settings
        settings.connectionsMax = 3
        try await RunningListener.run(settings) { listener in
            let idle = try (1...3).map { try listener.client(from: "127.0.0.\($0)", sending: [0]) }
            await listener.until(openCount: 3)
            try await listener.expect(.reset, from: "127.0.0.9", sending: Hellos.psk())
            #expect(idle.allSatisfy { $0.isOpen })
        }
    }

    @Test("a source above its rate is reset")
    func rate() async throws {
        var settings = RunningListener.settings
        settings.connectionsPerSourcePerMinuteMax = 3
        try await RunningListener.run(settings) { listener in
            for number in UInt32(1)...3 {
                try await listener.expect(.fin, sending: Hellos.psk(device: number))
            }
            try await listener.expect(.reset, sending: Hellos.psk(device: 4))
            try await listener.expect(.fin, from: "127.0.0.2", sending: Hellos.psk(device: 4))
        }
    }
}
