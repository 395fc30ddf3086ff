import Foundation
import Synchronization

/// Follows the events of a cluster, from now on or from a place, over every break of the connection.
///
/// It has its place: run once more it goes on behind the last event that was told.
struct EventTail: Sendable {
    /// What becomes of the connection.
    enum Turn: Equatable {
        /// It broke, or was not made. Told once, however often it is tried again.
        case lost(CommandFailure)
        case back

        /// - Parameter place: the last event that was told, if any.
        func message(behind place: String?) -> String {
            switch self {
            case .lost(let failure): "\(failure.message) It is tried again\(place.map { ", behind \($0)" } ?? "")."
            case .back: "The connection is back."
            }
        }
    }

    /// Makes a connection behind an event and hands over what comes until it ends; `false` ends it.
    typealias Open =
        @Sendable (
            _ after: String?, _ take: @escaping @Sendable (Data) -> Bool
        ) async throws(CommandFailure) -> Void

    static let path = "/v1/events"
    /// Between the end of a stream and the next attempt. Each failure in a row behind the first doubles it.
    static let pauseMin: Duration = .seconds(1)
    /// However long a server is away: soon after it is back this is noticed, and a thousand tails do not hold it down.
    static let pauseMax: Duration = .seconds(15)
    private static let doublingsMax = 4

    private let open: Open
    /// Passes time between attempts.
    let sleep: @Sendable (Duration) async -> Void
    private let state: SharedState<State>

    /// What is known while it goes on: bytes come on libcurl's thread.
    private struct State {
        var reader = EventStreamReader()
        var lastID: String?
        /// In a row.
        var failures = 0
    }

    init(
        after: String?, open: @escaping Open,
        sleep: @escaping @Sendable (Duration) async -> Void = { pause in _ = try? await Task.sleep(for: pause) }
    ) {
        self.open = open
        self.sleep = sleep
        self.state = SharedState(State(lastID: after))
    }

    init(client: APIClient, type: String? = nil, subject: String? = nil, after: String? = nil) {
        let query = (type.map { [("type", $0)] } ?? []) + (subject.map { [("subject", $0)] } ?? [])
        self.init(
            after: after,
            open: { last, take async throws(CommandFailure) in
                try await client.stream(
                    Self.path, query: query, accept: "text/event-stream",
                    headers: last.map { ["Last-Event-ID": $0] } ?? [:], take)
            })
    }

    /// Behind it one goes on: the last event that was told, or a later place that the server has named.
    var lastID: String? { self.state.value.withLock { $0.lastID } }

    /// Goes on until it is told to end, is cancelled, or is refused: a server that is away or broken may be mended, however
    /// long that takes.
    ///
    /// - Parameters:
    ///   - turn: told when the connection is lost, and when it is back.
    ///   - take: given each event's JSON with what is read of it; `false` ends it.
    func run(
        turn: @escaping @Sendable (Turn) -> Void = { _ in },
        _ take: @escaping @Sendable (_ json: String, _ event: FleetEvent) -> Bool
    ) async throws(CommandFailure) {
        while !Task.isCancelled {
            var failures = 0
            do throws(CommandFailure) {
                guard try await self.follow(turn, take) else { return }
            } catch {
                failures = self.state.value.withLock { state in
                    state.failures += 1
                    return state.failures
                }
                guard error.mayBeMended else { throw error }
                if failures == 1 { turn(.lost(error)) }
            }
            await self.sleep(Self.pause(afterFailures: failures))
        }
    }

    static func pause(afterFailures failures: Int) -> Duration {
        min(Self.pauseMax, Self.pauseMin * (1 << min(max(0, failures - 1), Self.doublingsMax)))
    }

    /// One connection.
    ///
    /// - Returns: whether another one is to follow.
    private func follow(
        _ turn: @escaping @Sendable (Turn) -> Void,
        _ take: @escaping @Sendable (_ json: String, _ event: FleetEvent) -> Bool
    ) async throws(CommandFailure) -> Bool {
        let state = self.state
        let last = state.value.withLock { state in
            state.reader = EventStreamReader()
            return state.lastID
        }
        let isEnded = SharedState(false)
        try await self.open(last) { bytes in
            let goesOn = Self.take(bytes, state, turn, take)
            if !goesOn { isEnded.value.withLock { $0 = true } }
            return goesOn && !Task.isCancelled
        }
        guard !state.value.withLock({ $0.reader.isBroken }) else {
            throw .answerUnreadable("a line of its events has no end")
        }
        return !isEnded.value.withLock { $0 }
    }

    private static func take(
        _ bytes: Data, _ state: SharedState<State>, _ turn: @Sendable (Turn) -> Void,
        _ take: @Sendable (String, FleetEvent) -> Bool
    ) -> Bool {
        let (messages, wasLost) = state.value.withLock { state in
            let wasLost = state.failures > 0
            state.failures = 0
            let messages = state.reader.take(bytes)
            state.lastID = state.reader.lastID ?? state.lastID
            return (messages, wasLost)
        }
        if wasLost { turn(.back) }
        for message in messages {
            // One that a newer server words otherwise is left out, and does not end the tail.
            guard let event = try? Answer.read(Data(message.data.utf8), as: FleetEvent.self) else { continue }
            guard take(message.data, event) else { return false }
        }
        return !state.value.withLock { $0.reader.isBroken }
    }
}

extension CommandFailure {
    /// Whether it makes sense to ask again for as long as it takes: a server that is away or broken is put right, one that says
    /// no has said so.
    fileprivate var mayBeMended: Bool {
        switch self {
        case .unreachable, .server(status: 429, _, _, _), .server(status: 500..., _, _, _): true
        case .server, .answerUnreadable, .noToken, .invalidDocument, .usage, .incomplete, .found: false
        }
    }
}
