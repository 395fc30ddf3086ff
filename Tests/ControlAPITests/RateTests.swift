import Hummingbird
import HummingbirdTesting
import NIOCore
import NIOEmbedded
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("pace of callers")
struct RateTests {
    private static let start = ContinuousClock().now

    @Test("a bucket gives a burst, then as many as drip in")
    func bucket() {
        var bucket = TokenBucket(burst: 3, now: Self.start)
        var verdicts: [TokenBucket.Verdict] = []
        for _ in 0..<4 { verdicts.append(bucket.take(perSecond: 2, burst: 3, now: Self.start)) }
        #expect(
            verdicts == [.taken(left: 2), .taken(left: 1), .taken(left: 0), .refused(wait: .milliseconds(500))])
        #expect(bucket.take(perSecond: 2, burst: 3, now: Self.start + .milliseconds(499)) != .taken(left: 0))
        #expect(bucket.take(perSecond: 2, burst: 3, now: Self.start + .milliseconds(500)) == .taken(left: 0))
        // However long it was quiet, a burst is a burst.
        #expect(bucket.take(perSecond: 2, burst: 3, now: Self.start + .seconds(3600)) == .taken(left: 2))
        // A clock that stands still gives nothing.
        #expect(bucket.take(perSecond: 2, burst: 3, now: Self.start) == .taken(left: 1))
    }

    @Test("callers are counted apart, and no more of them than is meant to be kept")
    func callers() {
        let pace = CallersPace(perSecond: 1, now: { Self.start })
        for number in 0..<APILimits.callersPacedMax + 5 {
            #expect(pace.take(.init(name: "\(number)", address: "10.0.0.1")) == .taken(left: 3))
        }
        #expect(pace.count <= APILimits.callersPacedMax)
    }

    @Test("whoever asks too fast is told when to come back, and others are not")
    func refuses() async throws {
        var api = TestAPI()
        api.requestsPerSecond = 2
        api.clock = { Self.start }
        _ = try await api.tokens.make(name: "other", roles: .everything, digest: BearerGuard.digest("other-token"))
        try await api.run { client in
            var left: [String?] = []
            for _ in 0..<8 {
                let answer = try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
                #expect(answer.status == .ok)
                #expect(answer.headers[HeaderName.rateLimitPolicy] == #""caller";q=8;w=4"#)
                left.append(answer.headers[HeaderName.rateLimit])
            }
            #expect(left.first == #""caller";r=7"#)
            let refused = try await client.executeRequest(
                uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
            #expect(refused.status == .tooManyRequests)
            #expect(refused.headers[HeaderName.retryAfter] == "1")
            #expect(refused.headers[HeaderName.rateLimit] == #""caller";r=0;t=1"#)
            #expect(String(buffer: refused.body).contains(#""type":"urn:provisionserver:problem:too-many-requests""#))
            let other = try await client.executeRequest(
                uri: "/v1/queue", method: .get, headers: [.authorization: "Bearer other-token"], body: nil)
            #expect(other.status == .ok)
        }
    }

    @Test("computers that share a token are counted by their addresses, as everybody is")
    func agents() async throws {
        var api = TestAPI()
        api.requestsPerSecond = 1
        api.clock = { Self.start }
        _ = try await api.answer(.put, "/v1/sources/agent", body: #"{"name":"agent","kind":"push"}"#)
        try await api.run { client in
            var statuses: [Int] = []
            for _ in 0..<5 {
                let answer = try await client.executeRequest(
                    uri: "/v1/inventory/records", method: .post, headers: TestAPI.agent,
                    body: ByteBuffer(string: AccessTests.records))
                statuses.append(answer.status.code)
            }
            #expect(statuses == [200, 200, 200, 200, 429])
        }
    }

    @Test("one caller takes no more than its own places, however long it holds them")
    func places() async throws {
        let entered = AsyncStream<Void>.makeStream()
        let release = APIServiceTests.Latch()
        var api = TestAPI([Devices.parked(7)]) {
            entered.continuation.yield()
            await release.wait()
        }
        api.concurrentRequestsMax = 64
        _ = try await api.tokens.make(name: "other", roles: .everything, digest: BearerGuard.digest("other-token"))
        let path = "/v1/devices/\(Devices.uuid(7))"
        try await api.run { client in
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<APILimits.concurrentPerCallerMax {
                    group.addTask {
                        try await client.executeRequest(
                            uri: path, method: .get, headers: TestAPI.authorized, body: nil
                        ).status.code
                    }
                }
                var held = entered.stream.makeAsyncIterator()
                for _ in 0..<APILimits.concurrentPerCallerMax { await held.next() }
                let refused = try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
                #expect(refused.status == .tooManyRequests && refused.headers[HeaderName.retryAfter] == "1")
                let other = try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: [.authorization: "Bearer other-token"], body: nil)
                #expect(other.status == .ok)
                release.open()
                for try await status in group { #expect(status == 200) }
            }
            let after = try await client.executeRequest(
                uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
            #expect(after.status == .ok)
        }
    }

    @Test("an address has as many connections as it may, and others have theirs")
    func connections() async throws {
        let log = LogLines()
        let proxies = ProxyPeers(networks: [try #require(IPNetwork("198.51.100.0/24"))])
        let addresses = AddressPlaces(max: 1, proxies: proxies, logger: log.logger)
        func connected(from address: String) throws -> EmbeddedChannel {
            let channel = EmbeddedChannel()
            try channel.connect(to: SocketAddress(ipAddress: address, port: 1)).wait()
            try channel.pipeline.syncOperations.addHandler(AddressGate(addresses: addresses))
            return channel
        }
        let first = try connected(from: "192.0.2.1")
        #expect(first.isActive)
        #expect(try !connected(from: "192.0.2.1").isActive)
        #expect(try !connected(from: "192.0.2.1").isActive)
        #expect(log.all.count { $0.contains("connection ended") && $0.contains("192.0.2.1") } == 1)
        // A proxy speaks for many.
        #expect(try connected(from: "198.51.100.7").isActive && connected(from: "198.51.100.7").isActive)
        let other = try connected(from: "192.0.2.2")
        #expect(other.isActive)
        _ = try first.finish()
        #expect(try connected(from: "192.0.2.1").isActive)
        _ = try other.finish()
    }

    @Test(
        "a proxy that is known says who calls; what others say, and what is behind a stranger, is not believed",
        arguments: [
            ("10.0.0.1", "192.0.2.7", "192.0.2.7"), ("10.0.0.1", "203.0.113.9, 192.0.2.7", "192.0.2.7"),
            ("10.0.0.1", "192.0.2.7, 10.0.0.2", "192.0.2.7"), ("10.0.0.1", "10.0.0.3,10.0.0.2", "10.0.0.3"),
            ("10.0.0.1", "203.0.113.9, who", "10.0.0.1"), ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
            ("10.0.0.1", "", "10.0.0.1"), ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        ])
    func forwarded(_ peer: String, _ named: String, _ caller: String) throws {
        let proxies = ProxyPeers(networks: [try #require(IPNetwork("10.0.0.0/8"))])
        #expect(proxies.caller(peer: peer, named: named) == caller)
        #expect(proxies.caller(peer: peer, named: nil) == peer)
        #expect(ProxyPeers(networks: []).caller(peer: peer, named: named) == peer)
    }
}
