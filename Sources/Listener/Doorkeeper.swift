import NIOCore
import Provisioning
import Synchronization

/// The limits that all connections of the listener share: the lock around ``ConnectionGate`` and two tallies.
final class Doorkeeper: Sendable {
    private struct State {
        var gate: ConnectionGate
        var rate: SourceTally
        var lines: SourceTally
    }

    /// Sources told apart by the rate limit within a minute. Beyond, a source that is not in the table is let in: the limits
    /// on open connections still hold, and refusing every newcomer would let an attacker shut out the fleet.
    private static let ratedSourcesMax = 65_536
    /// Sources that get a log line of their own within a minute; what others do is counted by the metrics alone.
    private static let loggedSourcesMax = 1_024

    private let state: Mutex<State>
    private let perMinuteMax: Int

    init(_ settings: ListenerSettings) {
        self.perMinuteMax = settings.connectionsPerSourcePerMinuteMax
        self.state = Mutex(
            State(
                gate: ConnectionGate(
                    connectionsMax: settings.connectionsMax,
                    connectionsPerSourceMax: settings.connectionsPerSourceMax),
                rate: SourceTally(window: .seconds(60), sourcesMax: Self.ratedSourcesMax),
                lines: SourceTally(window: .seconds(60), sourcesMax: Self.loggedSourcesMax)
            ))
    }

    var openCount: Int { self.state.withLock { $0.gate.openCount } }

    enum Entry: Equatable {
        /// May stay and counts; ``closed(source:)`` is owed.
        case stay(openCount: Int)
        /// Counts, but may not stay; ``closed(source:)`` is owed without a source.
        case leave(HelloOutcome)
        /// May not stay and does not count.
        case shut
    }

    /// A connection was accepted.
    ///
    /// - Parameter source: who it is, if that is known and to be counted by now; else see ``sourceKnown(_:now:)``.
    func opened(source: IPAddress?, now: NIODeadline) -> Entry {
        self.state.withLock { state in
            guard state.gate.opened() == .stay else { return .shut }
            if let source, let outcome = self.judge(source, now: now, &state) { return .leave(outcome) }
            return .stay(openCount: state.gate.openCount)
        }
    }

    /// A proxy named the source of an open connection.
    ///
    /// - Returns: why the connection may not stay; `nil` when it may and its source now counts.
    func sourceKnown(_ source: IPAddress, now: NIODeadline) -> HelloOutcome? {
        self.state.withLock { self.judge(source, now: now, &$0) }
    }

    /// A connection that counts is over.
    ///
    /// - Returns: how many are open now.
    func closed(source: IPAddress?) -> Int {
        self.state.withLock { state in
            state.gate.closed(source: source)
            return state.gate.openCount
        }
    }

    private func judge(_ source: IPAddress, now: NIODeadline, _ state: inout State) -> HelloOutcome? {
        if self.perMinuteMax > 0, let count = state.rate.count(source, now: Self.duration(now)),
            count > self.perMinuteMax
        {
            return .sourceRate
        }
        return state.gate.sourceKnown(source) == .stay ? nil : .sourceFull
    }

    /// Whether a line about this source is due: the first of its kind in a minute.
    func mayLog(_ source: IPAddress, now: NIODeadline) -> Bool {
        self.state.withLock { $0.lines.count(source, now: Self.duration(now)) == 1 }
    }

    private static func duration(_ now: NIODeadline) -> Duration {
        .nanoseconds(Int64(clamping: now.uptimeNanoseconds))
    }
}
