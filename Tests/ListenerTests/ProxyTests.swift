import AMT
import Listener
import Provisioning
import Testing

/// Makes headers by the specification's layout.
enum ProxyHeaders {
    static let v2Signature: [UInt8] = [0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a]

    static func v2(command: UInt8, family: UInt8, payload: [UInt8]) -> [UInt8] {
        self.v2Signature + [command, family, UInt8(payload.count >> 8), UInt8(payload.count & 0xff)] + payload
    }
}

@Suite("PROXY header")
struct ProxyHeaderTests {
    private static func read(_ bytes: [UInt8]) -> ProxyHeader.Reading {
        bytes.withUnsafeBytes { ProxyHeader.read($0) }
    }

    struct Vector: Sendable, CustomTestStringConvertible {
        var why: String
        var bytes: [UInt8]
        var origin: ProxyHeader.Origin
        var testDescription: String { self.why }

        init(_ why: String, text: String, _ origin: ProxyHeader.Origin) {
            self.init(why, bytes: Array(text.utf8), origin)
        }

        init(_ why: String, bytes: [UInt8], _ origin: ProxyHeader.Origin) {
            self.why = why
            self.bytes = bytes
            self.origin = origin
        }
    }

    private static let v4 = ProxyHeader.Origin.source(IPAddress(v4: 0xc000_0201))
    private static let v6 = ProxyHeader.Origin.source(IPAddress(high: 0x2001_0db8_0000_0000, low: 0x7))
    private static let v4Payload: [UInt8] = [192, 0, 2, 1, 192, 0, 2, 2, 0xdc, 0x04, 0x01, 0xbb]
    private static let v6Payload: [UInt8] =
        [0x20, 0x01, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [7] + [0x20, 0x01, 0x0d, 0xb8]
        + Array(repeating: 0, count: 11)
        + [8, 0xdc, 0x04, 0x01, 0xbb]

    /// Section 2.1 and 2.2 of the specification; the longest lines are its own examples.
    static let vectors: [Vector] = [
        Vector("TCP4", text: "PROXY TCP4 192.0.2.1 192.0.2.2 56324 443\r\n", Self.v4),
        Vector(
            "TCP4, longest", text: "PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
            .source(IPAddress(v4: .max))),
        Vector("TCP6", text: "PROXY TCP6 2001:db8::7 2001:db8::8 56324 443\r\n", Self.v6),
        Vector(
            "TCP6, longest",
            text:
                "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
            .source(IPAddress(high: .max, low: .max))),
        Vector(
            "TCP6 with an IPv4-mapped address", text: "PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 1 2\r\n", Self.v4),
        Vector("unknown, short", text: "PROXY UNKNOWN\r\n", .proxyItself),
        Vector(
            "unknown, longest",
            text:
                "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
            .proxyItself),
        Vector(
            "version 2, IPv4", bytes: ProxyHeaders.v2(command: 0x21, family: 0x11, payload: Self.v4Payload), Self.v4),
        Vector(
            "version 2, IPv6", bytes: ProxyHeaders.v2(command: 0x21, family: 0x21, payload: Self.v6Payload), Self.v6),
        Vector(
            "version 2, IPv4 with TLVs",
            bytes: ProxyHeaders.v2(
                command: 0x21, family: 0x11,
                payload: Self.v4Payload + [0x04, 0x00, 0x03, 1, 2, 3, 0x01, 0x00, 0x02, 0x68, 0x32]),
            Self.v4),
        Vector("version 2, LOCAL", bytes: ProxyHeaders.v2(command: 0x20, family: 0x00, payload: []), .proxyItself),
        Vector(
            "version 2, LOCAL with addresses",
            bytes: ProxyHeaders.v2(command: 0x20, family: 0x11, payload: Self.v4Payload), .proxyItself),
        Vector(
            "version 2, longest",
            bytes: ProxyHeaders.v2(
                command: 0x21, family: 0x11, payload: Self.v4Payload + Array(repeating: 0, count: 2_036)), Self.v4),
    ]

    @Test("reads each header, whatever follows, and needs every byte of it", arguments: Self.vectors)
    func reads(_ vector: Vector) {
        #expect(Self.read(vector.bytes) == .complete(vector.origin, byteCount: vector.bytes.count))
        #expect(Self.read(vector.bytes + Hellos.psk()) == .complete(vector.origin, byteCount: vector.bytes.count))
        for length in 0..<vector.bytes.count {
            #expect(Self.read(Array(vector.bytes[..<length])) == .needsMore, "after \(length) bytes")
        }
    }

    struct Refused: Sendable, CustomTestStringConvertible {
        var bytes: [UInt8]
        var refusal: ProxyHeader.Refusal
        var testDescription: String {
            "\(self.refusal): \(String(decoding: self.bytes.prefix(60).map { (0x20...0x7e).contains($0) ? $0 : 0x2e }, as: UTF8.self))"
        }

        init(_ text: String, _ refusal: ProxyHeader.Refusal) { self.init(bytes: Array(text.utf8), refusal) }

        init(bytes: [UInt8], _ refusal: ProxyHeader.Refusal) {
            self.bytes = bytes
            self.refusal = refusal
        }
    }

    @Test(
        "refuses what is no usable header",
        arguments: [
            Refused(bytes: Hellos.psk(), .missing),
            Refused("GET / HTTP/1.1\r\n\r\n", .missing),
            Refused("PROXX", .missing),
            Refused(bytes: [0x0d, 0x0a, 0x0d, 0x0b], .missing),
            Refused("PROXY TCP4 " + String(repeating: "1", count: 97), .tooLong),
            Refused("PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n", .tooLong),
            Refused("PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n", .family),
            Refused("PROXY \r\n", .family),
            Refused("PROXY tcp4 1.2.3.4 1.2.3.4 1 2\r\n", .family),
            Refused("PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n", .malformed),
            Refused("PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n", .malformed),
            Refused("PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n", .malformed),
            Refused("PROXY TCP4 ::1 ::2 1 2\r\n", .malformed),
            Refused("PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n", .malformed),
            Refused("PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n", .malformed),
            Refused("PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n", .malformed),
            Refused("PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n", .malformed),
            Refused("PROXY TCP4 0.0.0.0 1.2.3.4 1 2\r\n", .malformed),
            Refused("PROXY TCP4 1.2.3.4 1.2.3.4 1 2\rX", .malformed),
            Refused(bytes: ProxyHeaders.v2Signature + [0x11], .version),
            Refused(bytes: ProxyHeaders.v2Signature + [0x31], .version),
            Refused(bytes: ProxyHeaders.v2Signature + [0x22], .version),
            Refused(bytes: ProxyHeaders.v2Signature + [0x21, 0x11, 0x08, 0x01], .tooLong),
            Refused(bytes: ProxyHeaders.v2Signature + [0x20, 0x00, 0xff, 0xff], .tooLong),
            Refused(bytes: ProxyHeaders.v2(command: 0x21, family: 0x12, payload: Self.v4Payload), .family),
            Refused(bytes: ProxyHeaders.v2(command: 0x21, family: 0x00, payload: []), .family),
            Refused(
                bytes: ProxyHeaders.v2(command: 0x21, family: 0x31, payload: Array(repeating: 0, count: 216)), .family),
            Refused(
                bytes: ProxyHeaders.v2(command: 0x21, family: 0x11, payload: Array(Self.v4Payload.dropLast())),
                .malformed),
            Refused(bytes: ProxyHeaders.v2(command: 0x21, family: 0x21, payload: Self.v4Payload), .malformed),
        ])
    func refuses(_ refused: Refused) {
        #expect(Self.read(refused.bytes) == .refused(refused.refusal))
    }

    @Test("no bytes at all can make it crash, and more bytes never unmake an answer", arguments: UInt64(1)...40)
    func anyBytes(_ seed: UInt64) {
        var numbers = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var bytes = Self.vectors.randomElement(using: &numbers)?.bytes ?? []
            for _ in 0..<Int.random(in: 0...3, using: &numbers) where !bytes.isEmpty {
                bytes[Int.random(in: 0..<bytes.count, using: &numbers)] = UInt8.random(in: 0...255, using: &numbers)
            }
            let whole = Self.read(bytes)
            let length = Int.random(in: 0...bytes.count, using: &numbers)
            let part = Self.read(Array(bytes[..<length]))
            #expect(part == .needsMore || part == whole)
        }
    }
}

@Suite("Proxies in front of the hello port", .timeLimit(.minutes(10)))
struct ProxyTests {
    private static func settings() throws -> ListenerSettings {
        var settings = RunningListener.settings
        settings.proxyPeers = [try #require(IPNetwork("127.0.0.64/26"))]
        settings.connectionsPerSourceMax = 2
        return settings
    }

    @Test(
        "the address that a listed proxy names is the device's, also when the header comes alone",
        arguments: [
            Array("PROXY TCP4 192.0.2.1 192.0.2.2 56324 9971\r\n".utf8),
            ProxyHeaders.v2(command: 0x21, family: 0x11, payload: [192, 0, 2, 1, 192, 0, 2, 2, 0, 1, 0, 2]),
        ])
    func named(_ header: [UInt8]) async throws {
        try await RunningListener.run(try Self.settings()) { listener in
            try await listener.expect(.fin, from: "127.0.0.65", sending: header + Hellos.psk(device: 1))
            let client = try listener.client(from: "127.0.0.65")
            for byte in header + Hellos.psk(device: 2) { client.send([byte]) }
            #expect(await client.end() == .fin)
            #expect(listener.inbox.hellos.map(\.address.text) == ["192.0.2.1", "192.0.2.1"])
        }
    }

    @Test("a listed proxy must send a header")
    func required() async throws {
        try await RunningListener.run(try Self.settings()) { listener in
            try await listener.expect(.reset, from: "127.0.0.65", sending: Hellos.psk())
            try await listener.expect(.fin, from: "127.0.0.63", sending: Hellos.psk())
        }
    }

    @Test("the proxy's own checks are closed plainly")
    func checks() async throws {
        try await RunningListener.run(try Self.settings()) { listener in
            let local = ProxyHeaders.v2(command: 0x20, family: 0, payload: [])
            try await listener.expect(.fin, from: "127.0.0.65", sending: local)
            let unknown = Array("PROXY UNKNOWN\r\n".utf8)
            try await listener.expect(.fin, from: "127.0.0.65", sending: unknown)
            let silent = try listener.client(from: "127.0.0.65")
            silent.finish()
            #expect(await silent.end() == .fin)
        }
    }

    @Test("the limit of a source holds for the devices behind a proxy, not for the proxy")
    func limits() async throws {
        try await RunningListener.run(try Self.settings()) { listener in
            func header(_ last: Int) -> [UInt8] { Array("PROXY TCP4 192.0.2.\(last) 192.0.2.99 1 2\r\n".utf8) }
            let idle = try (1...6).map { try listener.client(from: "127.0.0.65", sending: header($0 / 3) + [0]) }
            // 192.0.2.1 has three of them, one too many; which one is up to the event loops.
            let seventh = try listener.client(from: "127.0.0.65", sending: header(5) + Hellos.psk())
            #expect(await seventh.end() == .fin)
            var openCount = 6
            while openCount > 5 { openCount = idle.count { $0.isOpen } }
            #expect(openCount == 5)
        }
    }

    @Test("a broken header is reset")
    func broken() async throws {
        try await RunningListener.run(try Self.settings()) { listener in
            try await listener.expect(.reset, from: "127.0.0.65", sending: Array("PROXY TCP4 x\r\n".utf8))
        }
    }
}
