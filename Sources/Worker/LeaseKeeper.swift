import AMT
import Logging
import Provisioning
import Synchronization
import Telemetry

/// One device's lease as its run sees it.
package final class HeldLease: Sendable {
    private struct State {
        var machine: LeaseMachine
        var address: PeerAddress
        var isProved = false
        var renewedAt: ContinuousClock.Instant
        var stop: (@Sendable () -> Void)?
        var loss: LeaseMachine.Loss?
    }

    let fence: LeaseFence
    private let clock: WorkerClock
    private let state: Mutex<State>

    package init(
        _ request: LeasedRequest, claimStartedAt: ContinuousClock.Instant, settings: WorkerSettings,
        clock: WorkerClock = .real
    ) {
        self.fence = request.fence
        self.clock = clock
        self.state = Mutex(
            State(
                machine: LeaseMachine(
                    fence: request.fence, claimStartedAt: claimStartedAt, lease: settings.lease,
                    margin: settings.leaseMargin),
                address: request.address, renewedAt: claimStartedAt))
    }

    /// How long a call to the device may take now; `nil` when none may be made.
    package var trustLeft: Duration? { self.state.withLock { $0.machine.trustLeft(now: self.clock.now()) } }

    /// The newest address that any hello gave, until the device was proved.
    var address: PeerAddress { self.state.withLock { $0.address } }

    /// Why the lease was lost, if it was.
    package var loss: LeaseMachine.Loss? { self.state.withLock { $0.loss } }

    /// Sets what ends the run when the lease is lost.
    package func onLoss(_ stop: @escaping @Sendable () -> Void) {
        let isLost = self.state.withLock { state in
            state.stop = stop
            return state.loss != nil
        }
        if isLost { stop() }
    }

    /// Asks the machine what to do at a beat.
    package func beat(renewAfter: Duration) -> LeaseMachine.TickAction {
        let (action, stop) = self.state.withLock { state -> (LeaseMachine.TickAction, (@Sendable () -> Void)?) in
            let now = self.clock.now()
            let action = state.machine.tick(now: now)
            switch action {
            case .renew where now - state.renewedAt < renewAfter: return (.nothing, nil)
            case .stopWork(let loss):
                state.loss = loss
                return (action, state.stop)
            case .renew, .nothing: return (action, nil)
            }
        }
        stop?()
        return action
    }

    /// The database answered a renewal; `nil` when the row carries another fence.
    package func renewalAnswered(address: PeerAddress?, startedAt: ContinuousClock.Instant) {
        self.apply { state in
            if let address {
                if !state.isProved { state.address = address }
                state.renewedAt = startedAt
            }
            return state.machine.renewalAnswered(isHeld: address != nil, startedAt: startedAt)
        }
    }

    /// The device was proved at this address. A configured one says no hello: who says one from now on with its UUID is another
    /// machine, or will say it again when this lease is over.
    func stay(at address: PeerAddress) {
        self.state.withLock { state in
            state.address = address
            state.isProved = true
        }
    }

    /// A fenced write found the lease gone.
    func writeRefused() {
        self.apply { $0.machine.writeRefused() }
    }

    /// The final write of the run.
    func settle() -> LeaseMachine.SettleAction { self.state.withLock { $0.machine.settle() } }

    private func apply(_ event: (inout sending State) -> LeaseMachine.RenewalAction) {
        let stop = self.state.withLock { state -> (@Sendable () -> Void)? in
            switch event(&state) {
            case .nothing: return nil
            case .stopWork(let loss):
                state.loss = loss
                return state.stop
            }
        }
        stop?()
    }
}

/// Keeps all leases of a worker alive, in one statement a beat.
final class LeaseKeeper: Sendable {
    private let queue: any RequestQueue
    private let settings: WorkerSettings
    private let clock: WorkerClock
    private let logger: Logger
    private let leases = Mutex<[LeaseFence: HeldLease]>([:])

    init(queue: any RequestQueue, settings: WorkerSettings, clock: WorkerClock = .real, logger: Logger) {
        self.queue = queue
        self.settings = settings
        self.clock = clock
        self.logger = logger
    }

    func add(_ lease: HeldLease) { self.leases.withLock { $0[lease.fence] = lease } }

    func remove(_ lease: HeldLease) { self.leases.withLock { $0[lease.fence] = nil } }

    /// Beats until cancelled.
    func run() async {
        while !Task.isCancelled {
            // Ends early when cancelled, and the loop with it.
            try? await self.clock.sleep(self.settings.renewAfter / 6)
            await self.beat()
        }
    }

    /// One beat: stops what has run out, renews what is due.
    func beat() async {
        let held = self.leases.withLock { $0 }
        var due: [LeaseFence] = []
        for (fence, lease) in held {
            switch lease.beat(renewAfter: self.settings.renewAfter) {
            case .renew: due.append(fence)
            case .stopWork(let loss):
                self.logger.warning(
                    "lease lost",
                    [
                        .deviceUUID: "\(fence.deviceUUID)", .leaseGeneration: "\(fence.generation)",
                        .leaseLoss: loss.rawValue,
                    ])
            case .nothing: break
            }
        }
        guard !due.isEmpty else { return }
        let startedAt = self.clock.now()
        do throws(StoreFailure) {
            let addresses = try await self.queue.renew(due, lease: self.settings.lease)
            for fence in due { held[fence]?.renewalAnswered(address: addresses[fence], startedAt: startedAt) }
        } catch {
            // No event for the machines: their trust runs out unless a later beat succeeds.
            self.logger.warning("leases could not be renewed", [.storeFailure: error.kind.rawValue])
        }
    }
}
