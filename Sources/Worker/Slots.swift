import Synchronization

/// How many devices may be worked on at once, and how many are.
final class Slots: Sendable {
    private struct State {
        var busy = 0
        var waiter: CheckedContinuation<Void, Never>?
        var isWoken = false
    }

    private let count: Int
    private let state = Mutex(State())

    init(count: Int) { self.count = count }

    var busyCount: Int { self.state.withLock { $0.busy } }

    func take() { self.state.withLock { $0.busy += 1 } }

    func give() {
        self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.busy -= 1
            defer { state.waiter = nil }
            return state.waiter
        }?.resume()
    }

    /// Ends every wait, now and later.
    func wake() {
        self.state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.isWoken = true
            defer { state.waiter = nil }
            return state.waiter
        }?.resume()
    }

    /// Waits until at least one slot is free, or until woken. One caller at a time.
    func waitForFree() async -> Int {
        while true {
            let (free, isWoken) = self.state.withLock { (self.count - $0.busy, $0.isWoken) }
            if free > 0 || isWoken || Task.isCancelled { return free }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isOver = self.state.withLock { state -> Bool in
                        if state.busy < self.count || state.isWoken || Task.isCancelled { return true }
                        state.waiter = continuation
                        return false
                    }
                    if isOver { continuation.resume() }
                }
            } onCancel: {
                self.wake()
            }
        }
    }

    /// Sleeps, unless woken for the end.
    func sleep(for span: Duration) async {
        let deadline = ContinuousClock.now + span
        while ContinuousClock.now < deadline, !self.state.withLock({ $0.isWoken }), !Task.isCancelled {
            // Ends early when cancelled, and the loop with it.
            try? await Task.sleep(for: min(.milliseconds(100), deadline - .now))
        }
    }
}
