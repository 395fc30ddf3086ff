/// Wakes one task that waits for something to happen, or for a time.
final class Bell: @unchecked Sendable {
    private let executor: SeededExecutor
    private var timer: Int?
    private var isRung = false

    init(_ executor: SeededExecutor) { self.executor = executor }

    func ring() {
        self.isRung = true
        if let timer = self.timer { self.executor.end(timer) }
    }

    /// - Parameter nanoseconds: `nil` waits for the bell alone.
    func wait(_ nanoseconds: Int64?) async {
        if !self.isRung {
            let id = self.executor.nextTimerID()
            self.timer = id
            _ = await self.executor.sleep(id, nanoseconds)
            self.timer = nil
        }
        self.isRung = false
    }
}
