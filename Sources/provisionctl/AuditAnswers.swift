// The audit log, as the API's description has it.

struct AuditPage: Codable, Equatable {
    var entries: [AuditLink]
    var nextAfter: Int64?

    /// How to see those that are not on the page; `nil` where there are none.
    func more(isNewest: Bool, limit: Int) -> String? {
        guard isNewest else { return self.nextAfter.map { "There are more: add --after \($0)." } }
        // Entries are numbered from 1, and stay for ever.
        guard self.entries.count >= limit, let first = self.entries.first, first.number > 1 else { return nil }
        let larger = limit < AuditCommand.pageMax ? ", or a larger --limit" : ""
        return "There may be older ones: add --after 0 to begin with the first\(larger)."
    }
}

/// One entry, with everything that its hash is made of.
struct AuditLink: Codable, Equatable {
    var number: Int64
    var at: String
    var atMicroseconds: Int64
    var node: String
    var caller: String
    var address: String
    var request: String
    var action: String
    var subject: String
    var status: Int?
    var previousHash: String
    var hash: String
}
