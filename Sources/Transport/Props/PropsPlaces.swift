import Synchronization

/// The places for commands that run at once. Whoever finds none free waits for a while.
final class PropsPlaces: Sendable {
    private struct Waiter {
        let id: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var free: Int
        var nextID = 0
        /// The first is the oldest.
        var waiting: [Waiter] = []
    }

    private let state: Mutex<State>

    init(_ count: Int) { self.state = Mutex(State(free: max(1, count))) }

    /// - Returns: `false` when none became free in time, or the task was cancelled. Otherwise ``leave()`` has to follow.
    func enter(within limit: Duration) async -> Bool {
        let id = self.state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask { await self.wait(as: id) }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            // Both are heard: a place may have come in the moment in which the time was over.
            var isIn = false
            for await answer in group {
                isIn = isIn || answer
                group.cancelAll()
            }
            return isIn
        }
    }

    /// Frees a place.
    func leave() {
        let next = self.state.withLock { state in
            guard state.waiting.isEmpty else { return state.waiting.removeFirst().continuation as CheckedContinuation? }
            state.free += 1
            return nil
        }
        next?.resume(returning: true)
    }

    private func wait(as id: Int) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = self.state.withLock { state in
                    if Task.isCancelled { return false }
                    guard state.free == 0 else {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append(Waiter(id: id, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            self.giveUp(id)
        }
    }

    private func giveUp(_ id: Int) {
        let continuation = self.state.withLock { state in
            state.waiting.firstIndex { $0.id == id }.map { state.waiting.remove(at: $0).continuation }
        }
        continuation?.resume(returning: false)
    }
}
