/// When a request that failed is sent again: full jitter under a ceiling that doubles, and never before the source agrees.
package struct RetrySchedule: Equatable, Sendable {
    package static let baseSeconds = 1.0
    package static let waitSecondsMax = 300.0

    /// Attempts at one request, the first one included.
    package let attemptsMax: Int

    package init(attemptsMax: Int) { self.attemptsMax = attemptsMax }

    /// - Parameters:
    ///   - failure: of the attempt.
    ///   - attempt: 1 for the first one that failed.
    ///   - random: 0...1.
    /// - Returns: how long to wait before the next attempt; `nil` when there is none: time does not help, the attempts are used
    ///   up, or the source wants to be left alone for longer than ``waitSecondsMax``, which is the next sync's business.
    package func wait(after failure: SourceFailure, attempt: Int, random: Double) -> Duration? {
        guard failure.code.isWorthRepeating, attempt < self.attemptsMax else { return nil }
        let asked = Double(max(0, failure.retryAfterSeconds ?? 0))
        guard asked <= Self.waitSecondsMax else { return nil }
        let doublings = min(max(attempt, 1) - 1, 16)
        let ceiling = min(Self.waitSecondsMax, Self.baseSeconds * Double(1 << doublings))
        let jitter = min(max(random, 0), 1) * ceiling
        return .milliseconds(Int64(min(Self.waitSecondsMax, asked + jitter) * 1000))
    }
}
