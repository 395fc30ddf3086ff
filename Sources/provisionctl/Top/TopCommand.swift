import ArgumentParser
import Foundation
import Synchronization

struct TopCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "top", abstract: "Watch the fleet: states, rates, nodes, sources and events on one screen.",
        discussion: Examples.after("q ends it.", "top", "top --context lab --interval 5"))

    @OptionGroup var options: GlobalOptions
    @Option(help: ArgumentHelp("Seconds between two looks, 1 to 3600.", valueName: "seconds"))
    var interval = WatchOptions.secondsDefault

    func validate() throws {
        guard (1...WatchOptions.secondsMax).contains(self.interval) else {
            throw ValidationError("--interval is a number of seconds from 1 to \(WatchOptions.secondsMax).")
        }
        guard self.options.output == .table else {
            throw ValidationError("top draws a screen. For programs there are queue show and node list, with -o json.")
        }
    }

    func run() async throws {
        try await Session.run(self.options) { session throws(CommandFailure) in
            guard Surroundings.current.isTerminal else {
                throw .usage("top draws a screen, and standard output is none.")
            }
            try await TopView(client: session.client, hasColour: session.pages.hasColour).run(every: self.interval)
        }
    }
}

/// Asks, and draws what is known.
struct TopView {
    /// Events that are kept to be drawn.
    private static let eventsMax = 200

    let client: APIClient
    let hasColour: Bool

    /// What the tail of events leaves for whoever draws.
    struct Tail: Equatable {
        var events: [FleetEvent] = []
        /// Why nothing new comes, while that is so.
        var absence: String?
    }

    func run(every seconds: Int) async throws(CommandFailure) {
        // Told before the screen is taken, when there is nobody to ask.
        _ = try await self.client.send("GET", "/v1/queue")
        let tail = SharedState(Tail())
        let events = EventTail(client: self.client)
        // The stream stands still until something comes: it is not waited for at the end.
        let follower = Task { await Self.follow(events, tail) }
        defer { follower.cancel() }
        let terminal = Terminal(pause: .seconds(seconds))
        defer { terminal.close() }
        var state = TopState(server: self.client.server.absoluteString, now: Date())
        for await event in terminal.events {
            if event == .due { try await self.ask(&state) }
            let known = tail.value.withLock { $0 }
            state.events = known.events
            state.eventsAbsence = known.absence
            terminal.draw(TopPage(state, size: terminal.size, hasColour: self.hasColour).lines)
        }
    }

    /// Until it is cancelled. Who is refused asks again: a server is updated, and a token given a role, while the screen stands.
    static func follow(_ events: EventTail, _ tail: SharedState<Tail>) async {
        while !Task.isCancelled {
            do throws(CommandFailure) {
                try await events.run(turn: { turn in
                    tail.value.withLock { $0.absence = Self.absence(turn) }
                }) { _, event in
                    tail.value.withLock { tail in
                        tail.events.append(event)
                        tail.events.removeFirst(max(0, tail.events.count - Self.eventsMax))
                    }
                    return true
                }
            } catch {
                tail.value.withLock { $0.absence = Self.absence(error) }
            }
            await events.sleep(EventTail.pauseMax)
        }
    }

    private static func absence(_ turn: EventTail.Turn) -> String? {
        switch turn {
        case .lost(let failure): Self.absence(failure)
        case .back: nil
        }
    }

    private func ask(_ state: inout TopState) async throws(CommandFailure) {
        state.now = Date()
        do throws(CommandFailure) {
            state.counts = try await self.read("/v1/queue", as: QueueCounts.self).counts
            state.failure = nil
        } catch {
            guard error.mayPass else { throw error }
            // What was known stays on the screen, and says how old it is not.
            state.failure = error.message
            return
        }
        state.overview = await self.part("/v1/overview", as: Overview.self)
        state.nodes = await self.part("/v1/nodes", as: NodeList.self).map(\.nodes)
        state.sources = await self.part("/v1/sources", as: SourceList.self).map(\.sources)
    }

    private func read<Value: Decodable>(_ path: String, as type: Value.Type) async throws(CommandFailure) -> Value {
        try Answer.read(try await self.client.send("GET", path), as: type)
    }

    private func part<Value: Decodable>(_ path: String, as type: Value.Type) async -> TopState.Part<Value> {
        do throws(CommandFailure) {
            return .there(try await self.read(path, as: type))
        } catch {
            if case .server(status: 404, _, _, _) = error { return .notAvailable }
            return .failed(error.message)
        }
    }

    private static func absence(_ failure: CommandFailure) -> String {
        if case .server(status: 404, _, _, _) = failure { return "not available" }
        return failure.message
    }
}

extension TopState.Part {
    func map<Other>(_ change: (Value) -> Other) -> TopState.Part<Other> {
        switch self {
        case .waiting: .waiting
        case .there(let value): .there(change(value))
        case .notAvailable: .notAvailable
        case .failed(let reason): .failed(reason)
        }
    }
}
