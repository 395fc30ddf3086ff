import AMT
import CoreMetrics
import Logging
import Provisioning
import ServiceLifecycle
import Telemetry

/// Shows the whole cluster on the metrics page: devices by state, the oldest requests, hello windows, and nodes.
final class ClusterWatch: Service {
    static let interval = Duration.seconds(15)

    private let desk: ClusterDesk
    private let kept: Kept<ClusterOverview>
    private let gauges: ClusterGauges
    private let logger: Logger
    private let clock = ContinuousClock()

    init(desk: ClusterDesk, kept: Kept<ClusterOverview>, factory: any MetricsFactory, logger: Logger) {
        self.desk = desk
        self.kept = kept
        self.gauges = ClusterGauges(factory: factory)
        self.logger = logger
    }

    /// Returns when shutdown begins or the task is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await self.look()
                // Cancelled: the loop's condition ends it.
                try? await self.clock.sleep(for: Self.interval)
            }
        }
    }

    private func look() async {
        do {
            self.gauges.show(
                try await self.kept.value(), nodes: try await self.desk.book.nodes(), now: self.desk.now())
        } catch {
            // What is shown stays, and how old it is can be seen.
            self.logger.debug("cluster could not be looked at", [.reason: "\(error)"])
        }
    }
}

/// Gauges of the whole cluster, made once.
struct ClusterGauges: Sendable {
    private let devices: [DeviceState: Gauge]
    private let limbo: [LimboBand: Gauge]
    private let nodes: [String: Gauge]
    private let oldestReady: Gauge
    private let oldestWaiting: Gauge
    private let lookedAt: Gauge

    /// Roles of processes, as they register.
    static let roles = ["listener", "worker", "coordinator", "api"]

    init(factory: any MetricsFactory) {
        self.devices = Dictionary(
            uniqueKeysWithValues: DeviceState.allCases.map {
                ($0, Gauge(label: "provision.devices", dimensions: [("state", $0.rawValue)], factory: factory))
            })
        self.limbo = Dictionary(
            uniqueKeysWithValues: LimboBand.allCases.map {
                ($0, Gauge(label: "provision.limbo.devices", dimensions: [("band", $0.rawValue)], factory: factory))
            })
        self.nodes = Dictionary(
            uniqueKeysWithValues: Self.roles.map {
                ($0, Gauge(label: "provision.nodes", dimensions: [("role", $0)], factory: factory))
            })
        self.oldestReady = Gauge(label: "provision.queue.oldest_ready_seconds", factory: factory)
        self.oldestWaiting = Gauge(label: "provision.queue.oldest_waiting_seconds", factory: factory)
        self.lookedAt = Gauge(label: "provision.cluster.looked_at_seconds", factory: factory)
    }

    func show(_ overview: ClusterOverview, nodes: [NodeView], now: UnixTime) {
        for (state, gauge) in self.devices { gauge.record(overview.counts[state] ?? 0) }
        for (band, gauge) in self.limbo { gauge.record(overview.limbo[band] ?? 0) }
        for (role, gauge) in self.nodes { gauge.record(nodes.count { $0.role == role && $0.state == .alive }) }
        self.oldestReady.record(Self.age(overview.oldestReadyAt, now))
        self.oldestWaiting.record(Self.age(overview.oldestWaitingAt, now))
        self.lookedAt.record(now.seconds)
    }

    private static func age(_ since: UnixTime?, _ now: UnixTime) -> Int64 {
        since.map { max(0, now.seconds - $0.seconds) } ?? 0
    }
}
