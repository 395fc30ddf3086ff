/// How fast one caller may ask: so many requests a second in the long run, and a burst of some seconds after a while of quiet.
struct TokenBucket: Equatable, Sendable {
    /// What becomes of a request.
    enum Verdict: Equatable, Sendable {
        /// - left: further requests that would be taken at once.
        case taken(left: Int)
        /// - wait: until one would be taken.
        case refused(wait: Duration)
    }

    private var level: Double
    private var at: ContinuousClock.Instant

    /// A full one.
    init(burst: Int, now: ContinuousClock.Instant) {
        self.level = Double(burst)
        self.at = now
    }

    /// Whether it is as good as a new one.
    func isFull(perSecond: Int, burst: Int, now: ContinuousClock.Instant) -> Bool {
        self.level(perSecond, burst, now) >= Double(burst)
    }

    /// One request came.
    mutating func take(perSecond: Int, burst: Int, now: ContinuousClock.Instant) -> Verdict {
        self.level = self.level(perSecond, burst, now)
        self.at = now
        guard self.level >= 1 else { return .refused(wait: .seconds((1 - self.level) / Double(perSecond))) }
        self.level -= 1
        return .taken(left: Int(self.level))
    }

    private func level(_ perSecond: Int, _ burst: Int, _ now: ContinuousClock.Instant) -> Double {
        min(Double(burst), self.level + max(0, (now - self.at) / .seconds(1)) * Double(perSecond))
    }
}
