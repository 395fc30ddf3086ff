import Foundation
import NIOCore
import NIOPosix
import NIOSSL

@testable import FleetSimulator

/// A client that sees every byte: with a pre-shared key, with a certificate, or without TLS.
final class TestClient: Sendable {
    struct Answer: Sendable {
        let status: Int
        let head: String
        let body: String
        /// `false` when the connection ended before the answer did.
        let isWhole: Bool
        /// Sizes of the chunks, without the empty one.
        var chunks: [Int] = []

        var returnValue: UInt32? { between(self.body, "<g:ReturnValue>", "<").flatMap { UInt32($0) } }
    }

    /// What came, and how it ended.
    private enum Event: Sendable {
        case bytes([UInt8])
        case failed(String)
    }

    private let channel: any Channel
    private let received: Received

    private init(channel: any Channel, received: Received) {
        self.channel = channel
        self.received = received
    }

    static func connect(_ device: DeviceIdentity, port: Int, pps: String? = nil) async throws -> TestClient {
        let pid = device.pid
        let key = pps ?? device.pps
        var configuration = TLSConfiguration.makePreSharedKeyConfiguration()
        configuration.cipherSuites = "PSK-AES128-CBC-SHA"
        configuration.minimumTLSVersion = .tlsv1
        configuration.maximumTLSVersion = .tlsv12
        configuration.certificateVerification = .none
        configuration.pskClientProvider = { _ in
            var bytes = NIOSSLSecureBytes()
            bytes.append(key.utf8)
            return PSKClientIdentityResponse(key: bytes, identity: pid)
        }
        return try await self.connect(device.addressText, port: port, tls: configuration)
    }

    /// Connects with that TLS, or without any.
    static func connect(_ address: String, port: Int, tls: TLSConfiguration?) async throws -> TestClient {
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let (stream, continuation) = AsyncStream.makeStream(of: Event.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Transport(continuation))
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: context, serverHostname: nil))
                    }
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(host: address, port: port).get()
        return TestClient(channel: channel, received: Received(stream))
    }

    /// Whether a connection is reset before anything is said.
    static func isReset(_ address: String, port: Int) async throws -> Bool {
        do {
            let client = try await self.connect(address, port: port, tls: nil)
            return await client.ending().contains("reset")
        } catch let error as NIOConnectionError {
            return error.connectionErrors.contains { ($0.error as? IOError)?.errnoCode == ECONNRESET }
        }
    }

    func send(_ text: String) async throws {
        try await self.channel.writeAndFlush(self.channel.allocator.buffer(string: text)).get()
    }

    func close() async throws { try await self.channel.close().get() }

    /// Sends one request, with a digest when a challenge is given.
    func post(_ body: String, authorization: String? = nil) async throws {
        let header = authorization.map { "Authorization: \($0)\r\n" } ?? ""
        try await self.send(
            "POST /wsman HTTP/1.1\r\nHost: x\r\n\(header)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
    }

    /// The next answer; `nil` when the connection ended without one.
    func answer() async -> Answer? { await self.received.answer() }

    /// Sends a request that needs no log-on any more, and gives its answer.
    func call(_ body: String) async throws -> Answer? {
        try await self.post(body)
        return await self.answer()
    }

    /// The next line of a protocol that has lines.
    func line() async -> String? { await self.received.line() }

    /// What ended the connection: empty for a proper end.
    func ending() async -> String { await self.received.ending() }

    /// Below TLS, where a reset is still a reset.
    private final class Transport: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let continuation: AsyncStream<Event>.Continuation

        init(_ continuation: AsyncStream<Event>.Continuation) { self.continuation = continuation }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            if (error as? IOError)?.errnoCode == ECONNRESET { self.continuation.yield(.failed("reset")) }
            context.fireErrorCaught(error)
        }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let continuation: AsyncStream<Event>.Continuation

        init(_ continuation: AsyncStream<Event>.Continuation) { self.continuation = continuation }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.continuation.yield(.bytes(Array(self.unwrapInboundIn(data).readableBytesView)))
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            self.continuation.yield(.failed("\(error)"))
            context.close(promise: nil)
        }

        func channelInactive(context: ChannelHandlerContext) { self.continuation.finish() }
    }

    private actor Received {
        private var iterator: AsyncStream<Event>.Iterator
        private var bytes: [UInt8] = []
        private var failure = ""
        private var isOver = false

        init(_ stream: AsyncStream<Event>) { self.iterator = stream.makeAsyncIterator() }

        private func more() async -> Bool {
            guard !self.isOver else { return false }
            var iterator = self.iterator
            let event = await iterator.next(isolation: self)
            self.iterator = iterator
            switch event {
            case .bytes(let bytes): self.bytes += bytes
            case .failed(let text): self.failure += text
            case nil: self.isOver = true
            }
            return !self.isOver
        }

        func ending() async -> String {
            while await self.more() {}
            return self.failure
        }

        func line() async -> String? {
            while true {
                if let end = self.bytes.firstIndex(of: 0x0a) {
                    defer { self.bytes.removeFirst(end + 1) }
                    return String(decoding: self.bytes[..<end], as: UTF8.self)
                }
                if await !self.more() { return nil }
            }
        }

        func answer() async -> Answer? {
            while true {
                let text = String(decoding: self.bytes, as: UTF8.self)
                if let end = text.range(of: "\r\n\r\n") {
                    let head = String(text[..<end.lowerBound])
                    let status = head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
                    if let found = Self.body(Array(text[end.upperBound...].utf8), head) {
                        self.bytes.removeFirst(head.utf8.count + 4 + found.used)
                        return Answer(
                            status: status, head: head, body: found.text, isWhole: true, chunks: found.chunks)
                    }
                    if await !self.more() {
                        let isEndedByClose = !head.contains("Content-Length") && !head.contains("chunked")
                        defer { self.bytes = [] }
                        return Answer(
                            status: status, head: head, body: String(text[end.upperBound...]), isWhole: isEndedByClose)
                    }
                } else if await !self.more() {
                    return nil
                }
            }
        }

        private static func body(
            _ bytes: [UInt8], _ head: String
        ) -> (text: String, used: Int, chunks: [Int])? {
            if let length = between(head + "\r\n", "Content-Length: ", "\r\n").flatMap({ Int($0) }) {
                guard bytes.count >= length else { return nil }
                return (String(decoding: bytes.prefix(length), as: UTF8.self), length, [])
            }
            guard head.contains("Transfer-Encoding: chunked") else { return nil }
            var body: [UInt8] = []
            var sizes: [Int] = []
            var rest = bytes[...]
            while let end = rest.firstIndex(of: 0x0d) {
                guard let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16) else { return nil }
                guard rest.endIndex >= end + 2 + size + 2 else { return nil }
                body += rest[(end + 2)..<(end + 2 + size)]
                rest = rest[(end + 2 + size + 2)...]
                if size == 0 { return (String(decoding: body, as: UTF8.self), rest.startIndex, sizes) }
                sizes.append(size)
            }
            return nil
        }
    }
}

extension TestClient {
    /// Answers a challenge as RFC 2617 says.
    static func authorization(_ head: String, password: String, nonceCount: Int = 1) -> String {
        let realm = between(head, "realm=\"", "\"") ?? ""
        let nonce = between(head, "nonce=\"", "\"") ?? ""
        let nc = String(repeating: "0", count: 7) + String(nonceCount)
        let a1 = Text.hex(Digest.md5("admin:\(realm):\(password)"))
        let a2 = Text.hex(Digest.md5("POST:/wsman"))
        let response = Text.hex(Digest.md5("\(a1):\(nonce):\(nc):0a4f113b:auth:\(a2)"))
        return "Digest username=\"admin\",realm=\"\(realm)\",nonce=\"\(nonce)\",uri=\"/wsman\",qop=\"auth\","
            + "response=\"\(response)\",nc=\"\(nc)\",cnonce=\"0a4f113b\""
    }

    /// Connects, is challenged, connects again and logs on with a first request.
    static func loggedOn(
        _ device: DeviceIdentity, port: Int, password: String = "admin", first request: String
    ) async throws -> (client: TestClient, answer: Answer?) {
        let stranger = try await self.connect(device, port: port)
        try await stranger.post("")
        let challenge = await stranger.answer()
        let client = try await self.connect(device, port: port)
        try await client.post(request, authorization: self.authorization(challenge?.head ?? "", password: password))
        return (client, await client.answer())
    }
}
