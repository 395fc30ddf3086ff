import AMT
import Listener
import Logging
import NIOPosix
import Provisioning
import Testing

@Suite("Shutdown of the listener", .timeLimit(.minutes(10)))
struct ShutdownTests {
    @Test("a graceful shutdown takes no more connections, finishes open reads, and carries what was read")
    func graceful() async throws {
        try await RunningListener.run(inbox: MemoryHelloInbox(.hold)) { listener in
            let inFlight = try listener.client(sending: Hellos.psk(device: 1))
            await listener.inbox.begun(1)
            let hello = Hellos.psk(device: 2)
            let reading = try listener.client(sending: Array(hello[..<10]))
            await listener.until(openCount: 2)
            await listener.shutDown()
            await Self.until { (try? listener.client()) == nil }
            #expect(inFlight.isOpen)
            #expect(reading.isOpen)
            reading.send(Array(hello[10...]))
            listener.inbox.release(.store)
            #expect(await inFlight.end() == .fin)
            await listener.inbox.begun(2)
            #expect(reading.isOpen)
            listener.inbox.release(.store)
            #expect(await reading.end() == .fin)
        }
    }

    @Test("a graceful shutdown is bounded by the hello timeout for those who never end")
    func bounded() async throws {
        var settings = RunningListener.settings
        settings.helloTimeout = .seconds(2)
        try await RunningListener.run(settings) { listener in
            let silent = try listener.client()
            await listener.until(openCount: 1)
            await listener.shutDown()
            #expect(await silent.end() == .reset)
        }
    }

    @Test("cancellation resets every connection and ends the run")
    func cancelled() async throws {
        let inbox = MemoryHelloInbox(.hold)
        let service = HelloListenerService(
            settings: RunningListener.settings, inbox: inbox, group: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await service.run() }
            let port = try #require(await service.boundPorts().first)
            let waiting = try RawClient(port: port)
            waiting.send(Hellos.psk())
            let silent = try RawClient(port: port)
            await inbox.begun(1)
            await Self.until { service.openConnectionCount == 2 }
            tasks.cancelAll()
            #expect(await waiting.end() == .reset)
            #expect(await silent.end() == .reset)
            inbox.release(.store)
            try await tasks.waitForAll()
        }
    }

    /// Yields until the condition holds; the suite's time limit bounds it.
    private static func until(_ condition: () -> Bool) async {
        while !condition() { await Task.yield() }
    }
}
