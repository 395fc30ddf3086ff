import Logging
import Provisioning
import ServiceLifecycle
import Synchronization
import Telemetry

/// Pings the database for as long as the process serves: the shell around ``ReadinessMachine``.
///
/// Callers of `/readyz` read the last result, so that no number of them costs the database anything.
final class ReadinessWatch: Service {
    private let operators: any OperatorBook
    private let machine = Mutex(ReadinessMachine())
    private let clock = ContinuousClock()
    private let logger: Logger

    init(operators: any OperatorBook, logger: Logger) {
        self.operators = operators
        self.logger = logger
    }

    var isReady: Bool {
        let now = self.clock.now
        return self.machine.withLock { $0.isReady(now: now) }
    }

    /// Returns when shutdown begins or the task is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.ping()
                // Cancelled: the loop's condition ends it.
                try? await self.clock.sleep(for: ReadinessMachine.interval)
            }
        }
    }

    private func ping() async {
        let startedAt = self.clock.now
        let wasReady = self.isReady
        do throws(StoreFailure) {
            try await self.operators.ping()
            let now = self.clock.now
            self.machine.withLock { $0.answered(startedAt: startedAt, now: now) }
            if !wasReady, self.isReady { self.logger.info("database answers", [.role: "api"]) }
        } catch {
            self.machine.withLock { $0.failed() }
            if wasReady {
                self.logger.warning(
                    "database does not answer", [.role: "api", .reason: error.kind.rawValue])
            }
        }
    }
}
