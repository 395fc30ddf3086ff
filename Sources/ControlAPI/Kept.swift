/// What was read a moment ago: it counts whole tables, and every open console asks for it.
actor Kept<Value: Sendable> {
    private let ageMax: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    private let read: @Sendable () async throws -> Value
    private var kept: (value: Value, at: ContinuousClock.Instant)?
    private var reading: Task<Value, any Error>?

    /// - Parameter ageMax: an older one is not shown.
    init(
        ageMax: Duration, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now },
        read: @escaping @Sendable () async throws -> Value
    ) {
        self.ageMax = ageMax
        self.now = now
        self.read = read
    }

    /// Read once for all who ask at the same time.
    func value() async throws -> Value {
        if let kept, self.now() - kept.at < self.ageMax { return kept.value }
        if let reading { return try await reading.value }
        let reading = Task { [read] in try await read() }
        self.reading = reading
        defer { self.reading = nil }
        let value = try await reading.value
        self.kept = (value, self.now())
        return value
    }
}
