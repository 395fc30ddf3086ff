import Logging
import Provisioning
import ServiceLifecycle
import Store
import Telemetry

/// Says that this process lives, what it has counted, and hears how much it is to log.
struct NodeBeat: Service {
    static let interval = Duration.seconds(10)
    /// Saying goodbye must not hold the end up.
    static let farewellMax = Duration.seconds(2)

    let store: PostgresNodeBeat
    /// Numbers of the roles that run in this process.
    let nodes: [Int32]
    let metrics: MetricsRegistry
    /// What the settings say.
    let level: Logger.Level
    let logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var told: [TallyKind: Int64] = [:]
            while !Task.isCancelled {
                await self.beat(&told)
                // Cancelled: the loop's condition ends it.
                try? await Task.sleep(for: Self.interval)
            }
        }
        await self.leave()
    }

    private func beat(_ told: inout [TallyKind: Int64]) async {
        let counted = Self.counted(self.metrics)
        let fresh = counted.merging(told) { now, before in now - before }
        do throws(StoreFailure) {
            let chosen = try await self.store.beat(self.nodes, fresh)
            told = counted
            self.listen(chosen.flatMap { Logger.Level(rawValue: $0) } ?? self.level)
        } catch {
            // The readiness watch tells of the database; what was counted is told with the next beat.
            self.logger.debug("beat was not heard", [.storeFailure: error.kind.rawValue])
        }
    }

    private func listen(_ level: Logger.Level) {
        guard Telemetry.level != level else { return }
        self.logger.info("log level changed", [.logLevel: level.rawValue])
        Telemetry.level = level
    }

    /// Deaf ears are left to find out by themselves.
    private func leave() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await self.store.leave(self.nodes) }
            group.addTask { try? await Task.sleep(for: Self.farewellMax) }
            await group.next()
            group.cancelAll()
        }
    }

    static func counted(_ metrics: MetricsRegistry) -> [TallyKind: Int64] {
        let notFailed = [#"end="provisioned""#, #"end="handed-back""#]
        return [
            .hellos: metrics.sum(of: "provision.hello.received"),
            .provisioned: metrics.sum(of: "provision.request.settled") { $0 == notFailed[0] },
            .failed: metrics.sum(of: "provision.request.settled") { !notFailed.contains($0) },
        ]
    }
}
