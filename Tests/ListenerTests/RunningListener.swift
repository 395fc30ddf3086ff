import AMT
import Listener
import Logging
import NIOPosix
import Provisioning
import ServiceLifecycle
import Testing

/// A listener on a free port of 127.0.0.1, for the duration of a test.
struct RunningListener {
    let port: Int
    let inbox: MemoryHelloInbox
    let service: HelloListenerService
    private let group: ServiceGroup

    static var settings: ListenerSettings {
        var settings = ListenerSettings()
        settings.bind = [IPAddress(v4: 0x7f00_0001)]
        settings.port = 0
        return settings
    }

    /// Runs the body beside a listener, and shuts the listener down with grace.
    static func run(
        _ settings: ListenerSettings = Self.settings,
        inbox: MemoryHelloInbox = MemoryHelloInbox(),
        telemetry: RecordedTelemetry = RecordedTelemetry(),
        _ body: (RunningListener) async throws -> Void
    ) async throws {
        let logger = Logger(label: "test") { _ in RecordedTelemetry.Handler(telemetry: telemetry) }
        let service = HelloListenerService(
            settings: settings, inbox: inbox, group: MultiThreadedEventLoopGroup.singleton, logger: logger,
            metrics: ListenerMetrics(factory: telemetry))
        let group = ServiceGroup(services: [service], logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let port = try #require(await service.boundPorts().first)
            do {
                try await body(RunningListener(port: port, inbox: inbox, service: service, group: group))
            } catch {
                tasks.cancelAll()
                throw error
            }
            inbox.answer(.store)
            inbox.release(.store)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(service.openConnectionCount == 0)
    }

    func client(from source: String? = nil) throws -> RawClient { try RawClient(port: self.port, from: source) }

    /// A client that has sent these bytes.
    func client(from source: String? = nil, sending bytes: [UInt8]) throws -> RawClient {
        let client = try self.client(from: source)
        client.send(bytes)
        return client
    }

    /// Expects that the connection of such a client ends like this.
    func expect(
        _ end: RawClient.End,
        from source: String? = nil,
        sending bytes: [UInt8] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let seen = await (try self.client(from: source, sending: bytes)).end()
        #expect(seen == end, sourceLocation: sourceLocation)
    }

    /// Yields until so many connections are open; the suite's time limit bounds it.
    func until(openCount: Int) async {
        while self.service.openConnectionCount != openCount, !Task.isCancelled { await Task.yield() }
    }

    func shutDown() async { await self.group.triggerGracefulShutdown() }
}
