import AMT
import Foundation
import Provisioning

/// A small cluster with its devices, its database, its operator and its bad luck, all made from one number.
///
/// Not locked: a world belongs to the thread that runs it.
final class SimulatedWorld: @unchecked Sendable {
    /// What a world has found to be broken.
    struct Violation: Error {
        let invariant: Invariant
        let detail: String
    }

    let seed: UInt64
    let mutation: Mutation?
    let executor: SeededExecutor
    let recipe: Recipe
    var random: SeededGenerator
    var counts = Counts()
    /// Bad luck is over: from now on everything has to come to a good end.
    var isCalm = false
    private(set) var isOver = false
    private(set) var log = EventLog()
    private(set) var violation: Violation?
    private(set) var devices: [ModelDevice] = []
    private(set) lazy var database = Database(world: self)
    private(set) lazy var shelf = ProfileShelf(world: self)
    private(set) lazy var operatorDesk = OperatorDesk(world: self)
    private(set) lazy var coordinator = SimulatedCoordinator(world: self)
    private(set) var processes: [SimulatedProcess] = []
    private let base = ContinuousClock.now
    private var taskCount = 0
    private var indices: [DeviceUUID: Int] = [:]

    static let epochSeconds: Int64 = 1_793_491_200
    /// A world with more events than this does not come to its end; the busiest of many thousands had 700.
    static let eventsMax = 5000

    init(seed: UInt64, mutation: Mutation? = nil) {
        self.seed = seed
        self.mutation = mutation
        self.executor = SeededExecutor(seed: seed)
        var random = SeededGenerator(seed: seed)
        self.recipe = Recipe(&random)
        self.random = random
    }

    // MARK: - Running

    /// Runs to the end.
    func run() -> WorldReport {
        for index in 0..<self.recipe.deviceCount {
            let device = ModelDevice(index: index, world: self)
            self.devices.append(device)
            self.indices[device.uuid] = index
        }
        for device in self.devices { self.database.add(device) }
        for device in self.devices { self.spawn { await HelloSender(device).run() } }
        for number in 0..<self.recipe.workerCount { self.spawn { await WorkerNode(number, self).run() } }
        self.spawn { await self.coordinator.run() }
        self.spawn { await Chaos(self).run() }
        self.spawn { await self.operatorDesk.run() }
        while !self.isOver, self.violation == nil {
            guard self.executor.step() else {
                self.fail(.ends, "nothing can happen any more")
                break
            }
            if self.log.count > Self.eventsMax { self.fail(.ends, "more than \(Self.eventsMax) events") }
        }
        self.close()
        return WorldReport(
            seed: self.seed, digest: self.log.digest, events: self.log.count, counts: self.counts,
            violation: self.violation, lines: self.log.lines)
    }

    /// Brings every task to its end, so that nothing of the world stays behind.
    private func close() {
        self.isOver = true
        for process in self.processes { process.kill() }
        self.executor.close()
        while self.taskCount > 0, self.executor.step() {}
    }

    func end() { self.isOver = true }

    func spawn(_ body: @escaping @Sendable () async -> Void) {
        self.taskCount += 1
        Task(executorPreference: self.executor) {
            await body()
            self.taskCount -= 1
        }
    }

    func add(_ process: SimulatedProcess) { self.processes.append(process) }

    // MARK: - Telling

    func note(_ text: String) {
        guard !self.isOver else { return }
        self.log.add(text, at: self.now)
        if Self.isTold { print(EventLog.seconds(self.now), text) }
    }

    /// What is worth a line only to somebody who follows a world.
    func trace(_ text: @autoclosure () -> String) {
        if Self.isTold, !self.isOver { print(EventLog.seconds(self.now), text()) }
    }

    /// `PROVISION_SIMULATION_TRACE` prints every event.
    private static let isTold = ProcessInfo.processInfo.environment["PROVISION_SIMULATION_TRACE"] != nil

    func fail(_ invariant: Invariant, _ detail: String) {
        guard self.violation == nil, !self.isOver else { return }
        self.note("BROKEN \(invariant.rawValue): \(detail)")
        self.violation = Violation(invariant: invariant, detail: detail)
    }

    func index(of device: DeviceUUID) -> Int { self.indices[device] ?? 0 }

    // MARK: - Time

    /// Nanoseconds since the beginning.
    var now: Int64 { self.executor.now }

    var unixNow: UnixTime { self.unix(self.now) }

    func unix(_ now: Int64) -> UnixTime {
        UnixTime(microseconds: Self.epochSeconds * 1_000_000 + now / 1000)
    }

    func moment(_ time: UnixTime) -> Int64 { (time.microseconds - Self.epochSeconds * 1_000_000) * 1000 }

    func instant(rate: Double) -> ContinuousClock.Instant {
        self.base + .nanoseconds(Int64(Double(self.now) * rate))
    }

    /// Lets time pass, whatever becomes of the task.
    func pause(_ nanoseconds: Int64) async { _ = await self.executor.sleep(self.executor.nextTimerID(), nanoseconds) }

    /// Lets time pass, unless the task is cancelled.
    ///
    /// - Returns: `false` when it was.
    func sleep(_ nanoseconds: Int64) async -> Bool {
        let id = self.executor.nextTimerID()
        return await withTaskCancellationHandler {
            if Task.isCancelled { return false }
            return await self.executor.sleep(id, nanoseconds)
        } onCancel: {
            self.executor.end(id)
        }
    }

    /// A span by chance.
    func span(_ low: Int64, _ high: Int64) -> Int64 {
        low + Int64(truncatingIfNeeded: self.random.next() % UInt64(high - low + 1))
    }
}

extension Int64 {
    /// Nanoseconds.
    static func seconds(_ count: Double) -> Int64 { Int64(count * 1_000_000_000) }
    static func milliseconds(_ count: Int64) -> Int64 { count * 1_000_000 }
}

extension Duration {
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = self.components
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
