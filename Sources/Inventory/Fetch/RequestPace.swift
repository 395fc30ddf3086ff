/// Keeps the requests to one source below its number per minute.
///
/// A bucket of tokens: one second's worth may go at once, then one at each interval. Each call takes the next place, so that
/// callers that wait at the same time are spread out and not sent off together.
package struct RequestPace: Equatable, Sendable {
    private let interval: Duration
    private let burst: Duration
    /// When the bucket would be full again.
    private var fullAt: ContinuousClock.Instant?

    /// - Parameter requestsPerMinuteMax: at least 1; less counts as 1.
    package init(requestsPerMinuteMax: Int) {
        let rate = max(1, requestsPerMinuteMax)
        self.interval = .nanoseconds(60_000_000_000 / rate)
        self.burst = self.interval * max(0, rate / 60 - 1)
    }

    /// Takes the next place.
    ///
    /// - Returns: how long to wait before the request is sent; zero or more.
    package mutating func take(now: ContinuousClock.Instant) -> Duration {
        let place = max(now, self.fullAt ?? now)
        self.fullAt = place + self.interval
        return max(.zero, now.duration(to: place) - self.burst)
    }
}
