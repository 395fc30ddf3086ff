import AMT
import CoreMetrics
import Logging
import NIOCore
import Provisioning
import Synchronization
import Telemetry

/// Carries hellos to the inbox: the shell around ``HelloBatchMachine``.
///
/// Event loops hand hellos in under a lock; one task a slot makes the calls, each fed by a stream of its own that never
/// holds more than the one batch which the machine allows for that slot.
final class HelloBatcher: Sendable {
    enum Arrival: Equatable {
        case acknowledged
        case waiting
        case turnedAway
    }

    private struct State {
        var machine: HelloBatchMachine
        var isDraining = false
        var nextFailureLine: NIODeadline = .uptimeNanoseconds(0)
        var failuresSinceLine = 0
    }

    private struct Slot: Sendable {
        let batches: AsyncStream<HelloBatch>
        let feed: AsyncStream<HelloBatch>.Continuation
    }

    /// While the database is away each batch fails, several thousand a second in a storm; the first of an interval is logged.
    private static let failureLineInterval: TimeAmount = .seconds(10)

    private let inbox: any HelloInbox
    private let site: String
    private let clock: @Sendable () -> ContinuousClock.Instant
    private let metrics: ListenerMetrics
    private let logger: Logger
    private let slots: [Slot]
    private let state: Mutex<State>

    init(
        settings: ListenerSettings,
        inbox: any HelloInbox,
        clock: @escaping @Sendable () -> ContinuousClock.Instant,
        metrics: ListenerMetrics,
        logger: Logger
    ) {
        self.inbox = inbox
        self.site = settings.site
        self.clock = clock
        self.metrics = metrics
        self.logger = logger
        self.slots = (0..<settings.batchLimits.batchesInFlightMax).map { _ in
            let (batches, feed) = AsyncStream<HelloBatch>.makeStream()
            return Slot(batches: batches, feed: feed)
        }
        self.state = Mutex(
            State(
                machine: HelloBatchMachine(
                    limits: settings.batchLimits,
                    durable: DurableHellos(
                        capacity: settings.rememberedDevicesMax, lifetime: settings.remembered))
            ))
    }

    /// A connection has a whole hello. Called on event loops; after ``Arrival/waiting``, ``burstEnded()`` is owed.
    func arrived(_ hello: Hello, address: PeerAddress, from connection: ConnectionID) -> Arrival {
        let now = self.clock()
        let action = self.state.withLock { state in
            let receivedAt = state.machine.stamp(now)
            let admitted = AdmittedHello(hello: hello, address: address, site: self.site, receivedAt: receivedAt)
            return state.machine.helloArrived(admitted, from: connection)
        }
        switch action {
        case .acknowledge: return .acknowledged
        case .wait: return .waiting
        case .turnAway: return .turnedAway
        }
    }

    /// An event loop has handed in what it had read.
    func burstEnded() { self.feed(self.state.withLock { $0.machine.burstEnded() }) }

    private func feed(_ batches: [HelloBatch]) {
        for batch in batches { self.slots[batch.slot].feed.yield(batch) }
    }

    /// Makes the calls until ``drain()`` was called and nothing is left, or the task is cancelled.
    ///
    /// After cancellation calls in flight have been cancelled too, and what waited is dropped unanswered: the caller resets
    /// the connections.
    ///
    /// - Parameter deliver: gets connections with what became of their hellos.
    func run(deliver: @escaping @Sendable ([ConnectionID], ConnectionMachine.Outcome) -> Void) async {
        await withDiscardingTaskGroup { group in
            for slot in self.slots {
                group.addTask {
                    for await batch in slot.batches { await self.call(batch, deliver: deliver) }
                }
            }
        }
    }

    /// No more hellos will arrive. What is there is still carried.
    func drain() {
        self.state.withLock { $0.isDraining = true }
        self.finishWhenDrained()
    }

    private func call(
        _ batch: HelloBatch, deliver: @Sendable ([ConnectionID], ConnectionMachine.Outcome) -> Void
    ) async {
        let start = NIODeadline.now()
        var failure: StoreFailure?
        var turnedAway: [DeviceUUID: UnexpectedLimit] = [:]
        do throws(StoreFailure) {
            turnedAway = try await self.inbox.admit(batch.hellos)
        } catch {
            failure = error
        }
        let now = NIODeadline.now()
        self.metrics.batchSize.record(batch.hellos.count)
        self.metrics.batchSeconds.recordNanoseconds((now - start).nanoseconds)
        if let failure { self.failed(batch, failure, now: now) }
        let action = self.state.withLock {
            $0.machine.batchEnded(slot: batch.slot, isDurable: failure == nil, turnedAway: turnedAway)
        }
        self.feed(action.calls)
        deliver(action.connections, failure == nil ? .durable : .notStored)
        for (limit, connections) in action.turnedAway { deliver(connections, .unexpected(limit)) }
        self.finishWhenDrained()
    }

    private func failed(_ batch: HelloBatch, _ failure: StoreFailure, now: NIODeadline) {
        self.metrics.batchFailures.increment()
        let unlogged: Int? = self.state.withLock { state in
            state.failuresSinceLine += 1
            guard now >= state.nextFailureLine else { return nil }
            defer { state.failuresSinceLine = 0 }
            state.nextFailureLine = now + Self.failureLineInterval
            return state.failuresSinceLine
        }
        guard let unlogged else { return }
        self.logger.error(
            "hellos could not be stored; their connections are reset",
            [
                .batchSize: batch.hellos.count, .batchFailures: unlogged, .storeFailure: failure.kind.rawValue,
                .pgSQLState: failure.sqlstate ?? "", .storeStatement: failure.statement,
            ])
    }

    private func finishWhenDrained() {
        guard self.state.withLock({ $0.isDraining && $0.machine.isIdle }) else { return }
        for slot in self.slots { slot.feed.finish() }
    }
}
