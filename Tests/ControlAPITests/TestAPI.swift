import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import Provisioning
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

/// The API over memory books, spoken to without a socket.
struct TestAPI {
    let operators: MemoryOperatorBook
    let profiles = MemoryProfileBook()
    let forecasts = MemoryForecastBook()
    let tokens = MemoryTokenBook()
    let audit = MemoryAuditBook()
    let events = MemoryEventBook()
    let cluster = MemoryClusterBook()
    let answers = MemoryAnswerBook()
    let webhooks = MemoryWebhookBook()
    let inventory = MemoryInventory()
    let imports = MemoryImports()
    let certificates = MemoryCertificates()
    let deviceCertificates = MemoryDeviceCertificates()
    let sealing = MemorySecretKeeping()
    let metrics = MetricsRegistry()
    let log = LogLines()
    var concurrentRequestsMax = 8
    var bodySecondsMax: Int64 = 30
    var requestsPerSecond = 1_000
    var openID: OpenIDIssuer?
    var clock: @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }

    init(_ devices: [DeviceView] = [], gate: (@Sendable () async -> Void)? = nil) {
        self.operators = MemoryOperatorBook(devices, gate: gate)
    }

    private static let settingsShown = [
        SettingView(key: "site", text: "berlin", isSecret: false, origin: .file),
        SettingView(key: "database.url", text: "host=db password=hunter2", isSecret: true, origin: .environment),
        SettingView(key: "issuer.url", text: "https://us:hunter2@ca.example/sign", isSecret: false, origin: .file),
        SettingView(key: "api.port", text: "8971", isSecret: false, origin: .standard),
    ]

    /// Streams whose time passes at once.
    private var eventDesk: EventDesk {
        var desk = EventDesk(book: self.events)
        let passed = Mutex(ContinuousClock().now)
        desk.now = { passed.withLock { $0 } }
        desk.pass = { span in
            passed.withLock { $0 += span }
            self.events.state.withLock { $0.whenTimePasses }?()
        }
        return desk
    }

    private var settings: APISettings {
        var settings = APISettings(port: 0)
        settings.nodeName = "node-1"
        settings.requestsPerSecond = self.requestsPerSecond
        return settings
    }

    var service: APIService {
        var desks = APIDesks(
            operators: self.operators, profiles: self.profiles, forecasts: self.forecasts, tokens: self.tokens,
            audit: self.audit)
        desks.events = self.eventDesk
        desks.cluster = ClusterDesk(
            book: self.cluster, settings: Self.settingsShown, now: { MemoryDeviceCertificates.now })
        desks.webhooks = self.webhooks
        desks.answers = self.answers
        desks.inventory = self.inventory.desk
        desks.imports = self.imports.desk
        desks.certificates = self.certificates.desk
        desks.deviceCertificates = self.deviceCertificates.desk
        desks.sealing = self.sealing
        return APIService(
            settings: self.settings, desks: desks, openID: self.openID,
            metricsPage: { "sample 1\n" }, logger: self.log.logger, metricsFactory: self.metrics,
            concurrentRequestsMax: self.concurrentRequestsMax, bodySecondsMax: self.bodySecondsMax,
            trustedTokens: TrustedTokens(now: self.clock),
            now: self.clock,
            whenListening: { _ in })
    }

    func run(
        _ setup: TestingSetup = .router, _ test: @Sendable (any TestClientProtocol) async throws -> Void
    ) async throws {
        try await self.service.testable.test(setup, test)
    }

    /// One request with the good token.
    func answer(
        _ method: HTTPRequest.Method, _ uri: String, headers: HTTPFields = Self.authorized, body: String? = nil
    ) async throws -> TestResponse {
        let answer = Mutex<TestResponse?>(nil)
        try await self.run { client in
            let response = try await client.executeRequest(
                uri: uri, method: method, headers: headers, body: body.map { ByteBuffer(string: $0) })
            answer.withLock { $0 = response }
        }
        return try #require(answer.withLock { $0 })
    }

    static let authorized: HTTPFields = [.authorization: "Bearer \(MemoryTokenBook.token)"]
    static let agent: HTTPFields = [.authorization: "Bearer \(MemoryTokenBook.agentToken)"]
}

/// Every log line, at the lowest level, as JSON text.
final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])

    var all: [String] { self.lines.withLock { $0 } }

    var logger: Logger {
        let output = LogOutput(level: .trace, format: .json, now: { 0 }) { bytes in
            let text = String(decoding: bytes, as: UTF8.self)
            self.lines.withLock { $0.append(text) }
        }
        return Logger(label: "api") { StandardLogHandler(label: $0, output: output) }
    }
}

extension TestResponse {
    var text: String { String(buffer: self.body) }
}
