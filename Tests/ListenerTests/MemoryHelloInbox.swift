import AMT
import Provisioning
import Synchronization

/// An inbox that keeps what it got, and answers when and how the test says.
final class MemoryHelloInbox: HelloInbox {
    enum Answer: Equatable, Sendable {
        case store, fail, hold
        /// Stores all but those of this device.
        case turnAway(DeviceUUID, UnexpectedLimit)
    }

    private struct State {
        var answer: Answer
        var batches: [[AdmittedHello]] = []
        var held: [CheckedContinuation<Answer, Never>] = []
        var watchers: [(count: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ answer: Answer = .store) { self.state = Mutex(State(answer: answer)) }

    /// Every call so far, in the order of their beginnings.
    var batches: [[AdmittedHello]] { self.state.withLock { $0.batches } }
    var hellos: [AdmittedHello] { self.batches.flatMap { $0 } }

    func admit(_ batch: [AdmittedHello]) async throws(StoreFailure) -> [DeviceUUID: UnexpectedLimit] {
        switch await self.answer(to: batch) {
        case .store: return [:]
        case .turnAway(let uuid, let limit): return [uuid: limit]
        case .fail, .hold: throw StoreFailure(kind: .unavailable, statement: "admit_hellos")
        }
    }

    /// Waits until so many calls were begun.
    func begun(_ count: Int) async {
        await withCheckedContinuation { continuation in
            let isThere = self.state.withLock { state in
                if state.batches.count < count { state.watchers.append((count, continuation)) }
                return state.batches.count >= count
            }
            if isThere { continuation.resume() }
        }
    }

    /// How calls are answered from now on.
    func answer(_ answer: Answer) { self.state.withLock { $0.answer = answer } }

    /// Answers the calls that are held.
    func release(_ answer: Answer) {
        let held = self.state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for continuation in held { continuation.resume(returning: answer) }
    }

    private func answer(to batch: [AdmittedHello]) async -> Answer {
        await withCheckedContinuation { continuation in
            let (answer, watchers) = self.state.withLock { state in
                state.batches.append(batch)
                let begun = state.batches.count
                let due = state.watchers.filter { $0.count <= begun }
                state.watchers.removeAll { $0.count <= begun }
                if state.answer == .hold { state.held.append(continuation) }
                return (state.answer, due)
            }
            for watcher in watchers { watcher.continuation.resume() }
            if answer != .hold { continuation.resume(returning: answer) }
        }
    }
}
