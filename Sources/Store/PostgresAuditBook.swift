import AMT
import Postgres
import Provisioning

/// The audit log on PostgreSQL.
package final class PostgresAuditBook: AuditBook {
    private let pool: PostgresPool

    /// - Parameter pool: one whose commits are safe: what is not kept is not answered.
    package init(pool: PostgresPool) { self.pool = pool }

    package func append(_ act: AuditedAct) async throws(StoreFailure) {
        // Not repeatable: an entry that is there twice tells of something that was asked twice.
        _ = try await self.pool.rows(
            Statements.appendAudit,
            [
                .text(act.node), .text(act.caller), .text(act.address), .text(act.requestID), .text(act.action),
                .text(act.subject), .int2(act.status.map { Int16(clamping: $0) }),
            ]
        ) { (row) throws(PostgresError) in try row.required(row.int8(0)) }
    }

    package func entries(
        after: Int64, limit: Int, caller: String?, subject: String?
    ) async throws(StoreFailure) -> [AuditEntry] {
        try await self.pool.rows(
            Statements.listAudit,
            [.int8(after), .int4(Int32(clamping: min(limit, auditEntriesMax))), .text(caller), .text(subject)],
            repeatable: true, Self.entry)
    }

    package func newest(
        after: Int64, limit: Int, caller: String?, subject: String?
    ) async throws(StoreFailure) -> [AuditEntry] {
        try await self.pool.rows(
            Statements.listNewestAudit,
            [.int4(Int32(clamping: min(limit, auditEntriesMax))), .text(caller), .text(subject), .int8(after)],
            repeatable: true, Self.entry
        ).reversed()
    }

    private static func entry(_ row: PostgresRow) throws(PostgresError) -> AuditEntry {
        AuditEntry(
            number: try row.required(row.int8(0)), at: try row.required(row.time(1)),
            act: AuditedAct(
                node: try row.required(row.text(2)), caller: try row.required(row.text(3)),
                address: try row.required(row.text(4)), requestID: try row.required(row.text(5)),
                action: try row.required(row.text(6)), subject: try row.required(row.text(7)),
                status: try row.int2(8).map { Int($0) }),
            previousHash: try row.required(row.bytea(9)), hash: try row.required(row.bytea(10)))
    }
}
