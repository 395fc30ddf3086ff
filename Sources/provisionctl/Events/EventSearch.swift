import Foundation

/// Looks for events behind one that is named.
///
/// The API's limit counts what it looks at: of a page none may be wanted, with more behind it.
struct EventSearch {
    /// The API looks at no more at once.
    static let pageMax = 1_000
    /// Pages of one search. Somebody waits for it, and it can be gone on with.
    static let pagesMax = 100
    /// Before the oldest event that is kept.
    static let start = "0.0"

    let filter: [(String, String)]
    /// How many are wanted.
    let limit: Int
    /// The API's answer to a query.
    let ask: @Sendable (_ query: [(String, String)]) async throws(CommandFailure) -> Data

    /// - Returns: a page as the API has it, with as many events as are wanted; `nextAfter` is where to go on.
    func run(after: String) async throws(CommandFailure) -> Data {
        var events: [JSONReader.Value] = []
        var next = after
        var hasMore = true
        var pages = 0
        while hasMore, events.count < self.limit, pages < Self.pagesMax {
            let body = try await self.ask(self.query(after: next, missing: self.limit - events.count))
            let page = try JSONReader.read(Array(body))
            guard case .list(let found)? = page["events"], let behind = page["nextAfter"]?.text else {
                throw .answerUnreadable("the member events or nextAfter is missing or of another kind")
            }
            pages += 1
            events += found
            next = behind
            hasMore = page["hasMore"] == .literal("true")
            // What is one answer of the API stays it, to the byte.
            if pages == 1, found.count <= self.limit, !hasMore || found.count == self.limit { return body }
        }
        return Self.page(events, limit: self.limit, next: next, hasMore: hasMore)
    }

    /// Where everything is wanted, no more is looked at than is missing.
    private func query(after: String, missing: Int) -> [(String, String)] {
        [("after", after), ("limit", String(self.filter.isEmpty ? missing : Self.pageMax))] + self.filter
    }

    private static func page(_ events: [JSONReader.Value], limit: Int, next: String, hasMore: Bool) -> Data {
        let shown = Array(events.prefix(limit))
        let isCut = shown.count < events.count
        let last = isCut ? shown.last?["id"]?.text : nil
        let page = JSONReader.Value.object([
            .init(name: "events", value: .list(shown)), .init(name: "nextAfter", value: .text(last ?? next)),
            .init(name: "hasMore", value: .literal(hasMore || isCut ? "true" : "false")),
        ])
        return Data((page.written() + "\n").utf8)
    }
}
