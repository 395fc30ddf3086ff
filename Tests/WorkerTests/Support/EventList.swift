import Synchronization

/// What happened, in order, to the device and to the database together.
final class EventList: Sendable {
    private struct State {
        var lines: [String] = []
        var waiters: [(prefix: String, answer: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var lines: [String] { self.state.withLock { $0.lines } }

    /// Events that begin so.
    func lines(_ prefix: String) -> [String] { self.lines.filter { $0.hasPrefix(prefix) } }

    /// Place of the first event that begins so.
    func index(_ prefix: String) -> Int? { self.lines.firstIndex { $0.hasPrefix(prefix) } }

    func add(_ line: String) {
        let woken = self.state.withLock { state -> [CheckedContinuation<Void, Never>] in
            state.lines.append(line)
            let woken = state.waiters.filter { line.hasPrefix($0.prefix) }.map(\.answer)
            state.waiters.removeAll { line.hasPrefix($0.prefix) }
            return woken
        }
        for waiter in woken { waiter.resume() }
    }

    /// Returns once an event that begins so has happened.
    func wait(for prefix: String) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state -> Bool in
                if state.lines.contains(where: { $0.hasPrefix(prefix) }) { return true }
                state.waiters.append((prefix, continuation))
                return false
            }
            if isThere { continuation.resume() }
        }
    }
}
