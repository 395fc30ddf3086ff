/// Decides, for one leased request, whether a worker may go on.
///
/// Trust ends earlier than the row's own expiry: it is counted from *before* the claim or renewal was sent, on this machine's
/// monotonic clock, less a margin. A slow database can only shorten it.
package struct LeaseMachine: Sendable {
    /// Why the right to work ended.
    package enum Loss: String, CaseIterable, Error, Sendable {
        /// Our own clock says so; nobody may have taken the lease yet.
        case expired
        /// The database says so: the row carries another fence.
        case fenced
    }

    private enum State: Equatable {
        /// May work and may write. Goes to `lost` (time ran out, or a renewal hit no row) or to `settled`.
        case held(trustedUntil: ContinuousClock.Instant)
        /// May do neither. Final.
        case lost(Loss)
        /// The one final write was handed out. Final.
        case settled
    }

    /// The fence every write must carry.
    package let fence: LeaseFence
    private let trust: Duration
    private var state: State

    /// - Parameters:
    ///   - claimStartedAt: just before the claim was sent.
    ///   - lease: what the database was told.
    ///   - margin: how much earlier we stop; shorter than the lease.
    package init(fence: LeaseFence, claimStartedAt: ContinuousClock.Instant, lease: Duration, margin: Duration) {
        self.fence = fence
        self.trust = lease - margin
        self.state = .held(trustedUntil: claimStartedAt + self.trust)
    }

    /// What the keeper does at a beat.
    package enum TickAction: Equatable, Sendable {
        case renew(LeaseFence)
        case stopWork(Loss)
        case nothing
    }

    /// One beat of the keeper's own clock; the keeper sets the pace, not the database.
    package mutating func tick(now: ContinuousClock.Instant) -> TickAction {
        switch self.state {
        case .held(let trustedUntil) where now < trustedUntil:
            return .renew(self.fence)
        case .held:
            self.state = .lost(.expired)
            return .stopWork(.expired)
        case .lost, .settled:
            return .nothing
        }
    }

    /// Asked before every call to a device, so that a renewal that hangs cannot stretch the trust.
    ///
    /// - Returns: how long a call may take; `nil` when none may be made.
    package func trustLeft(now: ContinuousClock.Instant) -> Duration? {
        guard case .held(let trustedUntil) = self.state, now < trustedUntil else { return nil }
        return now.duration(to: trustedUntil)
    }

    /// What follows from a renewal's answer.
    package enum RenewalAction: Equatable, Sendable {
        case nothing
        case stopWork(Loss)
    }

    /// The database answered a renewal. An *unanswered* one is no event: trust simply runs out.
    package mutating func renewalAnswered(isHeld: Bool, startedAt: ContinuousClock.Instant) -> RenewalAction {
        switch self.state {
        case .held where isHeld:
            self.state = .held(trustedUntil: startedAt + self.trust)
            return .nothing
        case .held:
            self.state = .lost(.fenced)
            return .stopWork(.fenced)
        case .lost, .settled:
            return .nothing
        }
    }

    /// Another fenced write found the lease gone.
    package mutating func writeRefused() -> RenewalAction {
        switch self.state {
        case .held:
            self.state = .lost(.fenced)
            return .stopWork(.fenced)
        case .lost, .settled:
            return .nothing
        }
    }

    /// What the final write does.
    package enum SettleAction: Equatable, Sendable {
        case write(LeaseFence)
        case discard(Loss)
    }

    /// Work is over, well or badly. May be called once. Needs no clock: the write itself is fenced in SQL.
    package mutating func settle() -> SettleAction {
        switch self.state {
        case .held:
            self.state = .settled
            return .write(self.fence)
        case .lost(let loss):
            return .discard(loss)
        case .settled:
            preconditionFailure("settle() called twice for lease \(self.fence.generation)")
        }
    }
}
