/// A worker's clock, so that a simulation may bring its own.
package struct WorkerClock: Sendable {
    /// Monotonic.
    package let now: @Sendable () -> ContinuousClock.Instant
    /// Throws when cancelled.
    package let sleep: @Sendable (Duration) async throws -> Void

    package init(
        now: @escaping @Sendable () -> ContinuousClock.Instant,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's.
    package static let real = WorkerClock(now: { .now }, sleep: { try await Task.sleep(for: $0) })
}
