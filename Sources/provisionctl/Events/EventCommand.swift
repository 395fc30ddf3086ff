import ArgumentParser
import Foundation

struct EventCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "event", abstract: "What happens in the cluster.",
        discussion: Examples.after("", "event tail", "event list --type device.parked"),
        subcommands: [List.self, Tail.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the newest events that are remembered, or those behind one; the newest last.",
            discussion: Examples.after(
                "With -o wide their ids stand first, which are for --after and for webhook replay.",
                "event list --type device.parked --limit 50 -o wide", "event list --after 4711.2"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @OptionGroup var filter: EventFilter
        @Option(help: ArgumentHelp("Those behind this one, in place of the newest.", valueName: "id")) var after:
            String?
        @Option(help: ArgumentHelp("How many at most: 1 to 1000.", valueName: "n")) var limit = 200

        func validate() throws {
            guard (1...EventSearch.pageMax).contains(self.limit) else {
                throw ValidationError("--limit is a number from 1 to \(EventSearch.pageMax).")
            }
        }

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.events(self.filter.query, after: self.after, limit: self.limit)
            }
        }
    }

    struct Tail: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show events as they happen, until it is interrupted.",
            discussion: Examples.after(
                """
                A connection that breaks is made again, however long the server is away, and nothing is left out: with \
                --after also what happened before. Standard error tells when it is lost and when it is back. With -o wide \
                ids stand first; with -o json there is one object a line.
                """, "event tail", "event tail --type certificate. -o json", "event tail --after 4711.2"))

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
    /// Prints events that are remembered: the newest, or those behind one.
    func events(_ filter: [(String, String)], after: String?, limit: Int) async throws(CommandFailure) {
        let client = self.client
        let search = EventSearch(filter: filter, limit: limit) { query async throws(CommandFailure) in
            try await client.send("GET", EventTail.path, query: query)
        }
        let body: Data
        if let after {
            body = try await search.run(after: after)
        } else {
            body = try await search.ask([("order", "newest"), ("limit", String(limit))] + filter)
        }
        guard self.output.isForPeople else { return try self.show(answer: body) }
        let page = try Answer.read(body, as: EventPage.self)
        self.show(self.pages.events(page.events))
        if let more = page.more(isNewest: after == nil, limit: limit) { self.hint(more) }
    }

    /// Prints events as they come.
    func tail(type: String?, subject: String? = nil, after: String?) async throws(CommandFailure) {
        let pages = self.pages
        let output = self.output
        let tail = EventTail(client: self.client, type: type, subject: subject, after: after)
        do throws(CommandFailure) {
            try await tail.run(turn: { Self.complain($0.message(behind: tail.lastID)) }) { json, event in
                switch output {
                case .table, .wide: Session.print([pages.event(event)])
                case .json: Session.print(Data((json + "\n").utf8))
                case .yaml:
                    if let text = try? YAMLText.document(ofJSON: Data(json.utf8)) { Session.print(Data(text.utf8)) }
                }
                return true
            }
        } catch {
            if let last = tail.lastID, last != after {
                Self.complain("Everything up to \(last) was told; go on with --after \(last).")
            }
            throw error
        }
    }
}

extension Pages {
    func events(_ events: [FleetEvent]) -> [String] {
        guard !events.isEmpty else { return ["No events."] }
        return events.map { self.event($0) }
    }

    /// Columns of an id; one that is longer pushes what stands behind it.
    private static let eventIDWidth = 12

    /// One event on one line, with its id where nothing is cut: beside a UUID there is no room for it on a terminal.
    func event(_ event: FleetEvent) -> String {
        let name = event.text("fqdn").map { "\($0) (\(event.subject ?? ""))" } ?? event.subject ?? "–"
        let shown: Set<String> = ["fqdn"]
        let facts = event.data.keys.filter { !shown.contains($0) }.sorted()
            .compactMap { key in event.text(key).map { "\(key) \($0)" } }
        let id = self.isWide ? DisplayText.padded(DisplayText.safe(event.id.text), to: Self.eventIDWidth) + "  " : ""
        let line =
            id + DisplayText.moment(event.at) + "  " + self.eventType(event.type) + "  "
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
