import Hummingbird
import HummingbirdTesting
import Provisioning
import Synchronization
import Testing

@testable import ControlAPI

@Suite("bearer guard")
struct BearerGuardTests {
    static let guarded = [
        "/v1/devices", "/v1/devices/\(Devices.uuid(7))", "/v1/devices/\(Devices.uuid(7))/timeline",
        "/v1/devices/\(Devices.uuid(7))/credential", "/v1/queue", "/v1/profiles", "/v1/profiles/default",
        "/v1/profiles/schema", "/v1/secrets", "/v1/tokens",
    ]

    @Test("without a token nothing under /v1 is shown", arguments: Self.guarded)
    func missing(_ path: String) async throws {
        let api = TestAPI([Devices.parked(7)])
        let response = try await api.answer(.get, path, headers: [:])
        #expect(response.status == .unauthorized)
        #expect(response.headers[.contentType] == "application/problem+json")
        #expect(response.headers[.wwwAuthenticate] == #"Bearer realm="provisionserver""#)
        #expect(response.text.contains(#""type":"urn:provisionserver:problem:token-missing""#))
        #expect(api.tokens.askedCount == 0)
    }

    @Test("without a token nothing is ordered")
    func missingForRetry() async throws {
        let api = TestAPI([Devices.parked(7)])
        let response = try await api.answer(.post, "/v1/devices/\(Devices.uuid(7))/retry", headers: [:])
        #expect(response.status == .unauthorized)
        #expect(api.operators.retried.isEmpty)
    }

    @Test(
        "a token that is not known, or not one, is refused",
        arguments: [
            "Bearer wrong", "Bearer", "Bearer ", "Basic YWRtaW46YWRtaW4=", MemoryTokenBook.token,
            "Bearer \(MemoryTokenBook.token)x", "Bearer \(MemoryTokenBook.token) more",
            "Bearer " + String(repeating: "a", count: 513),
        ])
    func refused(_ header: String) async throws {
        let response = try await TestAPI().answer(.get, "/v1/queue", headers: [.authorization: header])
        #expect(response.status == .unauthorized)
        #expect(
            response.headers[.wwwAuthenticate] == #"Bearer realm="provisionserver", error="invalid_token""#)
    }

    @Test("from where a token came that is refused is logged, once a minute for each address, and the token is not")
    func logged() async throws {
        let start = ContinuousClock().now
        let elapsed = Mutex(Duration.zero)
        var api = TestAPI()
        api.clock = { start + elapsed.withLock { $0 } }
        let log = api.log
        try await api.run { client async throws in
            func lines() -> Int { log.all.count { $0.contains("token refused") && $0.contains(#""api.peer":"#) } }
            for (seconds, expected) in [(0, 1), (30, 1), (31, 2)] {
                elapsed.withLock { $0 += .seconds(seconds) }
                let answer = try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: [.authorization: "Bearer stolen-token"], body: nil)
                #expect(answer.status == .unauthorized)
                #expect(lines() == expected)
            }
        }
        #expect(!log.all.joined().contains("stolen-token"))
    }

    @Test("who guesses tokens is slowed down before the database is asked; a known token is not")
    func guesses() async throws {
        let start = ContinuousClock().now
        let elapsed = Mutex(Duration.zero)
        var api = TestAPI()
        api.clock = { start + elapsed.withLock { $0 } }
        let burst = APILimits.tokenLookupsPerSecond * APILimits.burstSeconds
        let tokens = api.tokens
        try await api.run { client async throws in
            func status(_ token: String) async throws -> Int {
                try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: [.authorization: "Bearer \(token)"], body: nil
                ).status.code
            }
            #expect(try await status(MemoryTokenBook.token) == 200)
            var refused = 0
            while try await status("guess-\(refused)") == 401 { refused += 1 }
            #expect(refused == burst - 1)
            #expect(tokens.askedCount == burst)
            #expect(try await status(MemoryTokenBook.token) == 200)
            // When its trust is over it is looked up again, whoever guesses beside it.
            elapsed.withLock { $0 += APILimits.tokenTrust }
            while try await status("more") == 401 {}
            #expect(try await status(MemoryTokenBook.token) == 200)
        }
    }

    @Test("the scheme's letter case and further blanks do not matter")
    func scheme() async throws {
        let response = try await TestAPI().answer(
            .get, "/v1/queue", headers: [.authorization: "bEaReR   \(MemoryTokenBook.token)"])
        #expect(response.status == .ok)
    }

    @Test("a good token is trusted for thirty seconds, a bad one never")
    func trust() async throws {
        let start = ContinuousClock().now
        let elapsed = Mutex(Duration.zero)
        var api = TestAPI()
        api.clock = { start + elapsed.withLock { $0 } }
        let tokens = api.tokens
        try await api.run { client async throws in
            func status(_ token: String) async throws -> Int {
                try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: [.authorization: "Bearer \(token)"], body: nil
                ).status.code
            }
            #expect(try await status(MemoryTokenBook.token) == 200)
            #expect(try await status(MemoryTokenBook.token) == 200)
            #expect(tokens.askedCount == 1)
            #expect(try await status("wrong") == 401)
            #expect(try await status("wrong") == 401)
            #expect(tokens.askedCount == 3)
            tokens.withdrawAll()
            elapsed.withLock { $0 = .seconds(29) }
            #expect(try await status(MemoryTokenBook.token) == 200)
            elapsed.withLock { $0 = .seconds(30) }
            #expect(try await status(MemoryTokenBook.token) == 401)
        }
    }

    @Test("the cache of trusted tokens stays within its bound")
    func bounded() {
        let trusted = TrustedTokens()
        let token = KnownToken(name: "first", roles: .everything)
        for number in 0..<2_500 { trusted.insert([UInt8(number % 256), UInt8(number / 256)], token) }
        #expect(trusted.token([UInt8(2_499 % 256), UInt8(2_499 / 256)]) == token)
        #expect((0..<2_500).count { trusted.token([UInt8($0 % 256), UInt8($0 / 256)]) != nil } <= 1_000)
    }
}
