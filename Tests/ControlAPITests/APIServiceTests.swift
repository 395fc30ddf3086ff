import Hummingbird
import HummingbirdTesting
import Logging
import Provisioning
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

@Suite("api service")
struct APIServiceTests {
    /// Opens once, for everyone who waits.
    final class Latch: Sendable {
        private let stream: AsyncStream<Void>
        private let continuation: AsyncStream<Void>.Continuation

        init() { (self.stream, self.continuation) = AsyncStream.makeStream() }

        func open() { self.continuation.finish() }
        func wait() async { for await _ in self.stream {} }
    }

    @Test("beyond its places the API says 503 at once, and health still answers")
    func overloaded() async throws {
        let entered = Latch()
        let release = Latch()
        var api = TestAPI([Devices.parked(7)]) {
            entered.open()
            await release.wait()
        }
        api.concurrentRequestsMax = 1
        let path = "/v1/devices/\(Devices.uuid(7))"
        try await api.run { client async throws in
            async let held = client.executeRequest(uri: path, method: .get, headers: TestAPI.authorized, body: nil)
            await entered.wait()
            let refused = try await client.executeRequest(
                uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
            #expect(refused.status.code == 503)
            #expect(refused.headers[HeaderName.retryAfter] == "1")
            #expect(refused.text.contains(#""type":"urn:provisionserver:problem:overloaded""#))
            let alive = try await client.executeRequest(uri: "/livez", method: .get, headers: [:], body: nil)
            #expect(alive.status == .ok)
            release.open()
            #expect(try await held.status == .ok)
            let after = try await client.executeRequest(
                uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
            #expect(after.status == .ok)
        }
    }

    @Test("no secret and no token reaches a log line, at the lowest level and on every route")
    func noSecretInLogs() async throws {
        let api = TestAPI([Devices.parked(7)])
        api.operators.change { $0.credentials[Devices.uuid(7)] = Devices.credentials }
        let device = "/v1/devices/\(Devices.uuid(7))"
        for path in [device, device + "/credential", device + "/timeline", "/v1/devices", "/v1/queue", "/livez"] {
            #expect(try await api.answer(.get, path).status == .ok)
        }
        _ = try await api.answer(.post, device + "/retry")
        _ = try await api.answer(.get, device, headers: [.authorization: "Bearer stolen-token"])
        _ = try await api.answer(.get, device + "?token=stolen-token")
        for path in ["/v1/secrets/wifi", device + "/one-time-password"] {
            #expect(try await api.answer(.put, path, body: #"{"value":"N3w!pass"}"#).status == .ok)
            #expect(try await api.answer(.put, path, body: #"{"value":"N3w!pass""#).status == .badRequest)
        }
        let log = api.log.all.joined().replacing(/one-time.password/, with: "")
        #expect(log.contains("credential shown"))
        for secret in ["N3w!", "pass", "0ld!", "M3bx", MemoryTokenBook.token, "stolen-token", "Bearer"] {
            #expect(!log.contains(secret))
        }
    }

    @Test("over a socket: requests on one connection, limits of the header, then the next connection")
    func socket() async throws {
        let api = TestAPI([Devices.parked(7)])
        try await api.run(.live) { client async throws in
            for _ in 0..<3 {
                let response = try await client.executeRequest(
                    uri: "/v1/queue", method: .get, headers: TestAPI.authorized, body: nil)
                #expect(response.status == .ok)
            }
            let missing = try await client.executeRequest(uri: "/v1/queue", method: .get, headers: [:], body: nil)
            #expect(missing.status == .unauthorized)
        }
        try await api.run(.live) { client async throws in
            let headers: HTTPFields = [.authorization: "Bearer " + String(repeating: "a", count: 9_000)]
            let refused = try await client.executeRequest(uri: "/livez", method: .get, headers: headers, body: nil)
            #expect((400..<500).contains(refused.status.code))
        }
    }

    @Test("a body that comes drop by drop is refused in time, and so is what nobody reads; the connection ends")
    func slowBodies() async throws {
        var api = TestAPI()
        api.bodySecondsMax = 1
        try await api.run(.live) { client async throws in
            let port = try #require(client.port)
            let authorization = "Authorization: Bearer \(MemoryTokenBook.token)\r\n"
            let slow = try await RawConnection.exchange(
                port, "POST /v1/profiles/validate HTTP/1.1\r\nHost: a\r\n\(authorization)Content-Length: 100\r\n\r\n{")
            #expect(slow.hasPrefix("HTTP/1.1 408 ") && slow.contains("urn:provisionserver:problem:body-too-slow"))
            #expect(slow.lowercased().contains("connection: close"))
            let unread = try await RawConnection.exchange(
                port, "POST /v1/profiles/validate HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{")
            #expect(unread.hasPrefix("HTTP/1.1 401 ") && unread.lowercased().contains("connection: close"))
        }
    }

    @Test("graceful shutdown finishes the request that runs, then run() returns")
    func gracefulShutdown() async throws {
        let entered = Latch()
        let release = Latch()
        let listening = Mutex<Int?>(nil)
        let isListening = Latch()
        let service = APIService(
            settings: APISettings(port: 0),
            desks: APIDesks(
                operators: MemoryOperatorBook([Devices.parked(7)]) {
                    entered.open()
                    await release.wait()
                }, profiles: MemoryProfileBook(), forecasts: MemoryForecastBook(), tokens: MemoryTokenBook(),
                audit: MemoryAuditBook()), metricsPage: { "" }, logger: LogLines().logger,
            metricsFactory: MetricsRegistry()
        ) { port in
            listening.withLock { $0 = port }
            isListening.open()
        }
        let group = ServiceGroup(configuration: .init(services: [service], logger: LogLines().logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await isListening.wait()
            let port = try #require(listening.withLock { $0 })
            try await TestClient.withClient(host: "127.0.0.1", port: port) { client async throws in
                async let held = client.get(
                    "/v1/devices/\(Devices.uuid(7))",
                    headers: [.authorization: "Bearer \(MemoryTokenBook.token)"])
                await entered.wait()
                await group.triggerGracefulShutdown()
                release.open()
                #expect(try await held.status == .ok)
            }
            try await tasks.waitForAll()
        }
    }

    @Test("an address that cannot be had ends run() with an error")
    func addressInUse() async throws {
        let service = APIService(
            settings: APISettings(bind: "192.0.2.1", port: 28_901),
            desks: APIDesks(
                operators: MemoryOperatorBook(), profiles: MemoryProfileBook(), forecasts: MemoryForecastBook(),
                tokens: MemoryTokenBook(), audit: MemoryAuditBook()), metricsPage: { "" }, logger: LogLines().logger,
            metricsFactory: MetricsRegistry())
        await #expect(throws: (any Error).self) { try await service.run() }
    }

    @Test("the documented defaults")
    func defaults() {
        #expect(APISettings() == APISettings(bind: "127.0.0.1", port: 8_971))
    }
}
