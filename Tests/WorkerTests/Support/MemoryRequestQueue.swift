import AMT
import Inventory
import Provisioning
import Synchronization

/// The queue's port in memory, with the database's refusals on request.
final class MemoryRequestQueue: RequestQueue {
    struct State {
        var ready: [(request: LeasedRequest, brief: Brief)] = []
        var briefs: [DeviceUUID: Brief] = [:]
        /// The row carries another fence: every fenced write finds no row.
        var isTaken = false
        /// What the next writes of a verb answer instead of doing anything.
        var failures: [String: [StoreFailure]] = [:]
        var newestAddress = PeerAddress(numeric: "192.0.2.10")
        var checkpoints: [Checkpoint] = []
        var entries: [JournalEntry] = []
        var completions: [Completion] = []
        var releases: [Release] = []
        var readyCount = 0
    }

    let events: EventList
    let state = Mutex(State())

    init(events: EventList) { self.events = events }

    var releases: [Release] { self.state.withLock { $0.releases } }
    var completions: [Completion] { self.state.withLock { $0.completions } }
    var entries: [JournalEntry] { self.state.withLock { $0.entries } }

    func fail(_ verb: String, _ kind: StoreFailure.Kind) {
        self.state.withLock { $0.failures[verb, default: []].append(StoreFailure(kind: kind, statement: verb)) }
    }

    func claim(limit: Int, token: Int64, lease: Duration) async throws(StoreFailure) -> [LeasedRequest] {
        self.state.withLock { state in
            let taken = Array(state.ready.prefix(limit))
            state.ready.removeFirst(taken.count)
            for (request, brief) in taken { state.briefs[request.deviceUUID] = brief }
            return taken.map(\.request)
        }
    }

    func briefs(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [DeviceUUID: Brief] {
        self.state.withLock { state in state.briefs.filter { devices.contains($0.key) } }
    }

    func readyCount(limit: Int) async throws(StoreFailure) -> Int {
        self.state.withLock { min($0.readyCount, limit) }
    }

    func renew(_ fences: [LeaseFence], lease: Duration) async throws(StoreFailure) -> [LeaseFence: PeerAddress] {
        let held = try self.write("renew", fences) { _ in }
        return self.state.withLock { state in
            Dictionary(
                fences.filter { held.contains($0) }.map { ($0, state.newestAddress) },
                uniquingKeysWith: { first, _ in first })
        }
    }

    func checkpoint(_ batch: [Checkpoint]) async throws(StoreFailure) -> Set<LeaseFence> {
        try self.write("checkpoint", batch.map(\.fence)) { state in
            state.checkpoints += batch
            for item in batch { self.events.add("durable: credential version \(item.credential?.version ?? 0)") }
        }
    }

    func record(_ batch: [JournalEntry]) async throws(StoreFailure) -> Set<LeaseFence> {
        try self.write("record", batch.map(\.fence)) { state in
            state.entries += batch
            for item in batch {
                self.events.add("durable: \(item.kind) \(item.step.name) \(item.outcome?.rawValue ?? "")")
            }
        }
    }

    func complete(_ batch: [Completion]) async throws(StoreFailure) -> Set<LeaseFence> {
        try self.write("complete", batch.map(\.fence)) { state in
            state.completions += batch
            self.events.add("durable: completion")
        }
    }

    func release(_ batch: [Release]) async throws(StoreFailure) -> Set<LeaseFence> {
        try self.write("release", batch.map(\.fence)) { state in
            state.releases += batch
            for item in batch { self.events.add("durable: release \(item.problem?.code.rawValue ?? "hand-back")") }
        }
    }

    private func write(
        _ verb: String, _ fences: [LeaseFence], _ apply: (inout State) -> Void
    ) throws(StoreFailure) -> Set<LeaseFence> {
        let result = self.state.withLock { state -> Result<Set<LeaseFence>, StoreFailure> in
            if let failure = state.failures[verb]?.first {
                state.failures[verb]?.removeFirst()
                return .failure(failure)
            }
            if state.isTaken { return .success([]) }
            apply(&state)
            return .success(Set(fences))
        }
        return try result.get()
    }
}
