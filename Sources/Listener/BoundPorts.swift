import Synchronization

/// A value that becomes known once, and those who wait for it.
final class BoundPorts: Sendable {
    private struct State {
        var result: Result<[Int], any Error>?
        var waiting: [CheckedContinuation<[Int], any Error>] = []
    }

    private let state = Mutex(State())

    func value() async throws -> [Int] {
        try await withCheckedThrowingContinuation { continuation in
            let result = self.state.withLock { state in
                if state.result == nil { state.waiting.append(continuation) }
                return state.result
            }
            if let result { continuation.resume(with: result) }
        }
    }

    func succeeded(_ ports: [Int]) { self.resolve(.success(ports)) }

    func failed(_ error: any Error) { self.resolve(.failure(error)) }

    private func resolve(_ result: Result<[Int], any Error>) {
        let waiting = self.state.withLock { state in
            guard state.result == nil else { return [CheckedContinuation<[Int], any Error>]() }
            state.result = result
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume(with: result) }
    }
}
