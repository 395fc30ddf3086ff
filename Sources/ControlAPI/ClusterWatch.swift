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
    private let factory: any MetricsFactory
    private let logger: Logger
    private let clock = ContinuousClock()

    init(desk: ClusterDesk, kept: Kept<ClusterOverview>, factory: any MetricsFactory, logger: Logger) {
        self.desk = desk
        self.kept = kept
        self.factory = factory
        self.logger = logger
    }

    /// Returns when shutdown begins or the task is cancelled.
    func run() async throws {
        await cancelWhenGracefulShutdown {
            var gauges = ClusterGauges(factory: self.factory)
            while !Task.isCancelled {
                await self.look(&gauges)
                // Cancelled: the loop's condition ends it.
                try? await self.clock.sleep(for: Self.interval)
            }
        }
    }

    private func look(_ gauges: inout ClusterGauges) async {
        do {
            gauges.show(
                try await self.kept.value(), nodes: try await self.desk.book.nodes(), now: self.desk.now())
        } catch {
            gauges.missed(now: self.desk.now())
            self.logger.debug("cluster could not be looked at", [.reason: "\(error)"])
        }
    }
}

/// Gauges of the whole cluster. They are there while somebody has looked lately: old numbers would be taken for those of today.
struct ClusterGauges {
    /// When it was looked at last. Stays, so that it can be seen how long ago that is.
    private let lookedAt: Gauge
    private let factory: any MetricsFactory
    private var shown: Shown?
    private var lastLookAt: UnixTime?

    /// What was seen is shown for so many seconds more: an alert must not begin anew because a single look has failed.
    static let shownSecondsMax: Int64 = 60
    /// Roles of processes, as they register.
    static let roles = ["listener", "worker", "coordinator", "api"]

    init(factory: any MetricsFactory) {
        self.factory = factory
        self.lookedAt = Gauge(label: "provision.cluster.looked_at_seconds", factory: factory)
    }

    mutating func show(_ overview: ClusterOverview, nodes: [NodeView], now: UnixTime) {
        let shown = self.shown ?? Shown(factory: self.factory)
        self.shown = shown
        for (state, gauge) in shown.devices { gauge.record(overview.counts[state] ?? 0) }
        for (band, gauge) in shown.limbo { gauge.record(overview.limbo[band] ?? 0) }
        for (role, gauge) in shown.nodes { gauge.record(nodes.count { $0.role == role && $0.state == .alive }) }
        shown.oldestReady.record(Self.age(overview.oldestReadyAt, now))
        shown.oldestWaiting.record(Self.age(overview.oldestWaitingAt, now))
        self.lookedAt.record(now.seconds)
        self.lastLookAt = now
    }

    /// It could not be looked at; after some time of that others may see better.
    mutating func missed(now: UnixTime) {
        guard let lastLookAt, now.seconds - lastLookAt.seconds >= Self.shownSecondsMax else { return }
        self.shown?.destroy()
        self.shown = nil
    }

    private static func age(_ since: UnixTime?, _ now: UnixTime) -> Int64 {
        since.map { max(0, now.seconds - $0.seconds) } ?? 0
    }

    private struct Shown {
        let devices: [DeviceState: Gauge]
        let limbo: [LimboBand: Gauge]
        let nodes: [String: Gauge]
        let oldestReady: Gauge
        let oldestWaiting: Gauge

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
                uniqueKeysWithValues: ClusterGauges.roles.map {
                    ($0, Gauge(label: "provision.nodes", dimensions: [("role", $0)], factory: factory))
                })
            self.oldestReady = Gauge(label: "provision.queue.oldest_ready_seconds", factory: factory)
            self.oldestWaiting = Gauge(label: "provision.queue.oldest_waiting_seconds", factory: factory)
        }

        func destroy() {
            for gauge in self.devices.values { gauge.destroy() }
            for gauge in self.limbo.values { gauge.destroy() }
            for gauge in self.nodes.values { gauge.destroy() }
            self.oldestReady.destroy()
            self.oldestWaiting.destroy()
        }
    }
}
