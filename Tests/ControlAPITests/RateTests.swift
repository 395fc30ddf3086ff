import Hummingbird
import HummingbirdTesting
import NIOCore
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

    @Test("the token that all computers hold is not counted as one caller")
    func agents() async throws {
        var api = TestAPI()
        api.requestsPerSecond = 1
        api.clock = { Self.start }
        _ = try await api.answer(.put, "/v1/sources/agent", body: #"{"name":"agent","kind":"push"}"#)
        try await api.run { client in
            for _ in 0..<12 {
                let answer = try await client.executeRequest(
                    uri: "/v1/inventory/records", method: .post, headers: TestAPI.agent,
                    body: ByteBuffer(string: AccessTests.records))
                #expect(answer.status == .ok)
                #expect(answer.headers[HeaderName.rateLimit] == nil)
            }
        }
    }
}
