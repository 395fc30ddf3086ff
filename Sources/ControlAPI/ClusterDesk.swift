import AMT
import Provisioning

/// What the routes of the cluster need of the world.
package struct ClusterDesk: Sendable {
    let book: any ClusterBook
    /// Settings of this node.
    let settings: [SettingView]
    /// The time of day, against which requests are old.
    let now: @Sendable () -> UnixTime

    package init(book: any ClusterBook, settings: [SettingView], now: @escaping @Sendable () -> UnixTime) {
        self.book = book
        self.settings = settings
        self.now = now
    }
}

/// The overview as it was a moment ago: it counts the whole queue, and every open console asks for it.
actor KeptOverview {
    /// Older ones are not shown.
    static let ageMax = Duration.seconds(5)

    private let book: any ClusterBook
    private let now: @Sendable () -> ContinuousClock.Instant
    private var kept: (overview: ClusterOverview, at: ContinuousClock.Instant)?
    private var reading: Task<ClusterOverview, any Error>?

    init(book: any ClusterBook, now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }) {
        self.book = book
        self.now = now
    }

    /// Read once for all who ask at the same time.
    func overview() async throws -> ClusterOverview {
        if let kept, self.now() - kept.at < Self.ageMax { return kept.overview }
        if let reading { return try await reading.value }
        let reading = Task { [book] in try await book.overview() }
        self.reading = reading
        defer { self.reading = nil }
        let overview = try await reading.value
        self.kept = (overview, self.now())
        return overview
    }
}
