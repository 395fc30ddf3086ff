import AMT
import Inventory
import Provisioning
import ServiceLifecycle
import Synchronization
import Testing

@testable import Worker

@Suite("Worker service", .timeLimit(.minutes(10))) struct WorkerServiceTests {
    static func service(_ run: TestRun) -> WorkerService {
        WorkerService(
            settings: run.settings, queue: run.queue, transport: run.transport, issuer: PlainIssuer(),
            certificates: MemoryCertificates(), profiles: run.profiles, logger: TestRun.logger, now: { TestRun.now })
    }

    /// Runs the service until an event, then shuts it down gracefully and waits for its end.
    static func run(_ run: TestRun, until event: String) async throws {
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [self.service(run)], logger: TestRun.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            await run.events.wait(for: event)
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("claims a ready request and provisions its device")
    func provisions() async throws {
        let run = try TestRun()
        run.queue.state.withLock { $0.ready = [(run.request, run.brief)] }
        try await Self.run(run, until: "durable: completion")
        #expect(run.queue.completions.count == 1)
    }

    @Test("asked to end, it hands back what is under way and ends")
    func drains() async throws {
        let run = try TestRun()
        // The commit was carried out and the device stays away: the run waits, and the end must not wait with it.
        run.transport.trouble("AMT_GeneralSettings.Put", .requestLost, .requestLost, .requestLost)
        var slow = run
        slow.settings.restartPause = .milliseconds(300)
        slow.queue.state.withLock { $0.ready = [(slow.request, slow.brief)] }
        try await Self.run(slow, until: "call AMT_GeneralSettings.Put")
        #expect(run.queue.releases.map(\.disposition) == [.handBack])
        #expect(run.queue.completions.isEmpty)
    }

    @Test("without work it ends at once")
    func idle() async throws {
        let run = try TestRun()
        run.events.add("started")
        try await Self.run(run, until: "started")
        #expect(run.events.lines == ["started"])
    }
}
