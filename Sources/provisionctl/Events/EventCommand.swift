import ArgumentParser
import Foundation
import Synchronization

struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "What happens in the cluster.",
        discussion: Examples.after("", "event tail", "event list --type device.parked"),
        subcommands: [List.self, Tail.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List events that are remembered, oldest first.",
            discussion: Examples.after("", "event list --type device.parked --limit 50", "event list --after 4711"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @OptionGroup var filter: EventFilter
        @Option(help: ArgumentHelp("Those behind this one.", valueName: "id")) var after: String?
        @Option(help: ArgumentHelp("How many at most: 1 to 1000.", valueName: "n")) var limit = 200

        func validate() throws {
            guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
        }

        func run() async throws {
            let query =
                [("limit", String(self.limit))] + (self.after.map { [("after", $0)] } ?? []) + self.filter.query
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show(EventTail.path, query: query, as: EventPage.self) {
                    session.pages.events($0.events)
                }
            }
        }
    }

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show events as they happen, until it is interrupted.",
            discussion: Examples.after(
                """
                A connection that breaks is made again, and nothing is left out: with --after also what happened before. \
                With -o json there is one object a line.
                """, "event tail", "event tail --type certificate. -o json", "event tail --after 4711"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var filter: EventFilter
        @Option(help: ArgumentHelp("Begin behind this one.", valueName: "id")) var after: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.tail(type: self.filter.type, subject: self.filter.subject, after: self.after)
            }
        }
    }
}

extension Session {
    /// Prints events as they come.
    func tail(type: String?, subject: String? = nil, after: String?) async throws(CommandFailure) {
        let pages = self.pages
        let output = self.output
        let isLost = SharedState(false)
        try await EventTail(client: self.client, type: type, subject: subject, after: after).run { failure in
            // Once for each break: it may last.
            let isNew = isLost.value.withLock { wasLost in
                defer { wasLost = true }
                return !wasLost
            }
            if isNew { Self.complain(failure.message + " It is tried again.") }
        } _: { json, event in
            isLost.value.withLock { $0 = false }
            switch output {
            case .table, .wide: Session.print([pages.event(event)])
            case .json: Session.print(Data((json + "\n").utf8))
            case .yaml:
                if let text = try? YAMLText.document(ofJSON: Data(json.utf8)) { Session.print(Data(text.utf8)) }
            }
            return true
        }
    }
}

extension Pages {
    func events(_ events: [FleetEvent]) -> [String] {
        guard !events.isEmpty else { return ["Nothing has happened."] }
        return events.map { self.event($0) }
    }

    /// One event on one line.
    func event(_ event: FleetEvent) -> String {
        let name = event.text("fqdn").map { "\($0) (\(event.subject ?? ""))" } ?? event.subject ?? "–"
        let shown: Set<String> = ["fqdn"]
        let facts = event.data.keys.filter { !shown.contains($0) }.sorted()
            .compactMap { key in event.text(key).map { "\(key) \($0)" } }
        let line =
            DisplayText.moment(event.at) + "  " + self.eventType(event.type) + "  "
            + DisplayText.safe(([name] + facts + (event.site.map { ["site \($0)"] } ?? [])).joined(separator: "  "))
        // Colours take no room and are not cut: the end of the line has none.
        let colours = self.hasColour && line.contains("\u{1b}") ? 9 : 0
        return self.columnsMax.map { DisplayText.cut(line, to: $0 + colours) } ?? line
    }

    private func eventType(_ type: String) -> String {
        let text = DisplayText.padded(DisplayText.safe(type), to: 20)
        switch type {
        case "device.provisioned", "source.recovered", "node.joined": return self.painted(text, 32)
        case "device.parked", "certificate.ended", "source.failing", "node.left": return self.painted(text, 31)
        case "device.silent", "certificate.ending", "source.held": return self.painted(text, 33)
        default: return text
        }
    }
}
