/// Counts how often each source did something within a window of time, for a limit on its rate or on its log lines.
///
/// Windows are fixed: a source may do twice its limit around a border, which is harmless for both uses and keeps the table
/// one number a source. The table is emptied at each border.
package struct SourceTally: Sendable {
    private let window: Duration
    private let sourcesMax: Int
    private var windowEnd: Duration?
    private var counts: [IPAddress: Int] = [:]

    /// - Parameters:
    ///   - window: length of a window.
    ///   - sourcesMax: sources counted in one window. Further ones are not told apart, see ``count(_:now:)``.
    package init(window: Duration, sourcesMax: Int) {
        self.window = window
        self.sourcesMax = sourcesMax
    }

    /// The source did it once more.
    ///
    /// - Parameter now: time on a monotonic clock with any fixed origin.
    /// - Returns: how often in this window, 1 for the first time; `nil` when the table is full and this source is not in it.
    package mutating func count(_ source: IPAddress, now: Duration) -> Int? {
        if let windowEnd = self.windowEnd, now < windowEnd {
            guard let count = self.counts[source] else {
                guard self.counts.count < self.sourcesMax else { return nil }
                self.counts[source] = 1
                return 1
            }
            self.counts[source] = count + 1
            return count + 1
        }
        self.windowEnd = now + self.window
        self.counts = [source: 1]
        return 1
    }
}
