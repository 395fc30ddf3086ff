import AMT
import Provisioning
import Synchronization

/// Where the next claim starts to look.
///
/// While a snapshot is held somewhere, dead rows at the head of the index cannot be removed; starting behind them keeps a
/// claim at a handful of pages. Once a second, and after any claim that found less than it asked for, it looks at everything,
/// so that nothing older or more urgent is missed for long.
final class LowWaterMark: Sendable {
    struct Mark: Equatable {
        var priority: Int16
        /// Microseconds since 1970.
        var windowEndsAt: Int64
    }

    static let everything = Mark(priority: .min, windowEndsAt: 0)
    static let wholeLookEvery = Duration.seconds(1)
    /// Subtracted from the last row's window end: other listeners may just have written slightly older rows.
    static let marginMicroseconds: Int64 = 1_000_000

    private struct State {
        var mark = LowWaterMark.everything
        var wholeLookAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())

    func next(now: ContinuousClock.Instant) -> Mark {
        self.state.withLock { state in
            if let wholeLookAt = state.wholeLookAt, now < wholeLookAt { return state.mark }
            state.wholeLookAt = now + Self.wholeLookEvery
            return Self.everything
        }
    }

    func claimed(_ requests: [LeasedRequest], limit: Int) {
        // RETURNING has no order: the row that is last in the index is the greatest.
        let last = requests.map {
            Mark(priority: Int16(clamping: $0.priority), windowEndsAt: $0.windowEndsAt.microseconds)
        }
        .max { ($0.priority, $0.windowEndsAt) < ($1.priority, $1.windowEndsAt) }
        self.state.withLock { state in
            guard requests.count == limit, let last else {
                state.mark = Self.everything
                return
            }
            state.mark = Mark(priority: last.priority, windowEndsAt: last.windowEndsAt - Self.marginMicroseconds)
        }
    }
}
