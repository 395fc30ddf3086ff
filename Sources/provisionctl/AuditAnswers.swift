// The audit log, as the API's description has it.

struct AuditPage: Codable, Equatable {
    var entries: [AuditLink]
    var nextAfter: Int64?
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
