import Foundation
import Synchronization

/// Follows the events of a cluster, from now on or from a place, over every break of the connection.
struct EventTail: Sendable {
    static let path = "/v1/events"
    /// Between the end of a stream and the next attempt.
    static let pause: Duration = .seconds(1)
    /// Attempts in a row that may fail.
    static let failuresMax = 30

    let client: APIClient
    var type: String?
    var subject: String?
    var after: String?

    /// What is known while it goes on: bytes come on libcurl's thread.
    private struct State {
        var reader = EventStreamReader()
        var lastID: String?
        var failures = 0
    }

    /// - Parameters:
    ///   - take: given each event's JSON with what is read of it; `false` ends it.
    ///   - lost: told when the stream broke, and why.
    func run(
        lost: (CommandFailure) -> Void = { _ in },
        _ take: @escaping @Sendable (_ json: String, _ event: FleetEvent) -> Bool
    ) async throws(CommandFailure) {
        let state = SharedState(State(lastID: self.after))
        while !Task.isCancelled {
            do throws(CommandFailure) {
                var query: [(String, String)] = []
                if let type { query.append(("type", type)) }
                if let subject { query.append(("subject", subject)) }
                let last = state.value.withLock { state in
                    state.reader = EventStreamReader()
                    return state.lastID
                }
                let isEnded = SharedState(false)
                try await self.client.stream(
                    Self.path, query: query, accept: "text/event-stream",
                    headers: last.map { ["Last-Event-ID": $0] } ?? [:]
                ) { bytes in
                    let goesOn = Self.take(bytes, state, take)
                    if !goesOn { isEnded.value.withLock { $0 = true } }
                    return goesOn && !Task.isCancelled
                }
                if isEnded.value.withLock({ $0 }) { return }
            } catch {
                let failures = state.value.withLock { state in
                    state.failures += 1
                    return state.failures
                }
                guard error.mayPass, failures < Self.failuresMax else { throw error }
                lost(error)
            }
            try? await Task.sleep(for: Self.pause)
        }
    }

    private static func take(
        _ bytes: Data, _ state: SharedState<State>, _ take: @Sendable (String, FleetEvent) -> Bool
    ) -> Bool {
        let messages = state.value.withLock { state in
            state.failures = 0
            let messages = state.reader.take(bytes)
            state.lastID = state.reader.lastID ?? state.lastID
            return messages
        }
        for message in messages {
            // One that a newer server words otherwise is left out, and does not end the tail.
            guard let event = try? Answer.read(Data(message.data.utf8), as: FleetEvent.self) else { continue }
            guard take(message.data, event) else { return false }
        }
        return !state.value.withLock { $0.reader.isBroken }
    }
}
