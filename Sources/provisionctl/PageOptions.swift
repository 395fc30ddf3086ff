import ArgumentParser
import Foundation

/// What lists take that come page by page.
struct PageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Entries to ask for at once, 1 to 1000.", valueName: "n"))
    var limit = 1_000

    @Option(help: ArgumentHelp("Go on after an earlier list.", valueName: "cursor"))
    var cursor: String?

    @Flag(help: "Follow the list to its end; with -o json one object a page, with yaml one document.")
    var all = false

    init() {}

    init(cursor: String?, all: Bool) {
        self.limit = 1_000
        self.cursor = cursor
        self.all = all
    }

    func validate() throws {
        guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
    }
}

extension Session {
    /// Asks for a list page by page, as far as it is wanted, and prints it.
    ///
    /// - Parameters:
    ///   - takesLimit: whether the API says itself how long a page is.
    ///   - entries: of a page, with where the next one begins.
    func list<Page: Decodable, Entry>(
        _ path: String, query: [(String, String)] = [], _ options: PageOptions, takesLimit: Bool = true,
        as type: Page.Type,
        entries: (Page) -> ([Entry], next: String?), _ layOut: ([Entry]) -> [String]
    ) async throws(CommandFailure) {
        var next = options.cursor
        var all: [Entry] = []
        repeat {
            var query = (takesLimit ? [("limit", String(options.limit))] : []) + query
            if let next { query.append(("cursor", next)) }
            let body = try await self.client.send("GET", path, query: query)
            let (found, following) = entries(try Answer.read(body, as: type))
            if !self.output.isForPeople { try self.show(answer: body) }
            all += found
            next = following
            // A page may be empty and have more behind it.
        } while (options.all || all.isEmpty && self.output.isForPeople) && next != nil
        guard self.output.isForPeople else { return }
        self.show(layOut(all))
        if let next { self.hint("There are more: add --cursor \(next), or --all.") }
    }
}
