/// Decides whether the process may be sent requests: the database answered lately, and in time.
///
/// Time comes in as an argument. An answer that does not come makes it unready without any event.
struct ReadinessMachine: Sendable {
    /// A ping that takes longer is no answer.
    static let answerMax: Duration = .seconds(2)
    /// From one answer to the next ping.
    static let interval: Duration = .seconds(1)

    private enum State: Equatable {
        /// No ping has ended yet, or the last one failed. Leaves with an answer in time.
        case unready
        /// The last ping was answered in time. Leaves with a failure, a late answer, or silence.
        case ready(answeredAt: ContinuousClock.Instant)
    }

    private var state = State.unready

    /// A ping ended well.
    mutating func answered(startedAt: ContinuousClock.Instant, now: ContinuousClock.Instant) {
        self.state = now - startedAt <= Self.answerMax ? .ready(answeredAt: now) : .unready
    }

    /// A ping ended badly.
    mutating func failed() { self.state = .unready }

    func isReady(now: ContinuousClock.Instant) -> Bool {
        switch self.state {
        case .unready: false
        case .ready(let answeredAt): now - answeredAt <= Self.interval + Self.answerMax
        }
    }
}
