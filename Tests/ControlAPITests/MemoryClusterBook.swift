import AMT
import Provisioning
import Synchronization

/// A cluster in memory.
final class MemoryClusterBook: ClusterBook {
    struct State {
        var level: String?
        var readCount = 0
        var jobs: [JobView] = []
    }

    let state = Mutex(State())

    func nodes() async throws(StoreFailure) -> [NodeView] {
        [
            NodeView(
                id: 3, name: "n1", role: "worker", version: "0.1.0", startedAt: MemoryDeviceCertificates.now,
                seenAt: MemoryDeviceCertificates.now, leftAt: nil, leaseCount: 12),
            NodeView(
                id: 1, name: "n0", role: "api", version: nil, startedAt: MemoryDeviceCertificates.now,
                seenAt: MemoryDeviceCertificates.now, leftAt: MemoryDeviceCertificates.now, leaseCount: 0),
        ]
    }

    func sites() async throws(StoreFailure) -> [SiteView] { [SiteView(name: "berlin", counts: [.parked: 2])] }

    func overview() async throws(StoreFailure) -> ClusterOverview {
        self.state.withLock { $0.readCount += 1 }
        return ClusterOverview(
            counts: [.waiting: 4], oldestReadyAt: nil, oldestWaitingAt: MemoryDeviceCertificates.now,
            minutes: [
                ClusterMinute(at: MemoryDeviceCertificates.now, helloCount: 5, provisionedCount: 2, failedCount: 1)
            ], limbo: [.hour: 3])
    }

    func jobs() async throws(StoreFailure) -> [JobView] { self.state.withLock { $0.jobs } }
    func logLevel() async throws(StoreFailure) -> String? { self.state.withLock { $0.level } }
    func setLogLevel(_ level: String?) async throws(StoreFailure) { self.state.withLock { $0.level = level } }
}
