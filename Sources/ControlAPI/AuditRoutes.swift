import AMT
import Hummingbird
import Provisioning

/// The audit log, a page at a time, with everything that its hashes are made of.
struct AuditRoutes: Sendable {
    let audit: any AuditBook

    func add(to router: some RouterMethods<APIContext>) { router.take(.audit, [.get: self.list]) }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let query = try QueryReader(request, known: ["after", "order", "limit", "caller", "subject"])
        let limit = try query.limit(default: APILimits.auditEntriesDefault, max: auditEntriesMax)
        let caller = try query.text("caller")
        let subject = try query.text("subject").map { AuditGate.subject($0) }
        let after = try query.number("after") ?? 0
        let order = try query.order()
        let entries =
            switch order {
            case .oldest:
                try await self.audit.entries(
                    after: after, limit: limit, caller: caller, subject: subject)
            case .newest: try await self.audit.newest(after: after, limit: limit, caller: caller, subject: subject)
            }
        return Response(
            json: .object([
                ("entries", .array(entries.map { JSONText($0) })),
                // A page that is not full is the last one for now, and behind the newest there is none.
                ("nextAfter", order == .oldest && entries.count == limit ? .integer(entries.last?.number ?? 0) : .null),
            ]))
    }
}

extension JSONText {
    init(_ entry: AuditEntry) {
        self = .object([
            ("number", .integer(entry.number)),
            ("at", JSONText(entry.at)),
            ("atMicroseconds", .integer(entry.at.microseconds)),
            ("node", .string(entry.act.node)),
            ("caller", .string(entry.act.caller)),
            ("address", .string(entry.act.address)),
            ("request", .string(entry.act.requestID)),
            ("action", .string(entry.act.action)),
            ("subject", .string(entry.act.subject)),
            ("status", entry.act.status.map { .integer(Int64($0)) } ?? .null),
            ("previousHash", .string(Hex.text(entry.previousHash))),
            ("hash", .string(Hex.text(entry.hash))),
        ])
    }
}
