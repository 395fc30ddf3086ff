import AMT
import Inventory
import Postgres
import Provisioning

/// Webhooks on PostgreSQL.
package final class PostgresWebhookBook: WebhookBook, WebhookQueue {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    package func webhooks() async throws(StoreFailure) -> [KeptWebhook] {
        try await self.pool.rows(Statements.listWebhooks, repeatable: true) { (row) throws(PostgresError) in
            KeptWebhook(
                name: try row.required(row.text(0)), version: Int(try row.required(row.int4(1))),
                document: try row.required(row.text(2)), author: try row.required(row.text(3)),
                changedAt: try row.required(row.time(4)), position: try Self.position(row, 5),
                failureCount: Int(try row.required(row.int4(7))), failure: try row.text(8), failedAt: try row.time(9),
                deliveredAt: try row.time(10), deliveredCount: try row.required(row.int8(11)),
                dueAt: try row.required(row.time(12)))
        }
    }

    package func keep(
        name: String, canonicalDocument: String, isEnabled: Bool, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        try await self.pool.keep(
            Statements.keepWebhook,
            [
                .text(name), .text(canonicalDocument), .text(author), .int4(ifVersion.map { Int32(clamping: $0) }),
                .bool(isEnabled),
            ])
    }

    package func remove(name: String, ifVersion: Int?) async throws(StoreFailure) -> DocumentRemoval {
        try await self.pool.remove(Statements.removeWebhook, name: name, ifVersion: ifVersion)
    }

    package func replay(name: String, after: EventPosition) async throws(StoreFailure) -> Bool {
        try await !self.versions(
            Statements.replayWebhook, [.text(name), .text(String(after.transaction)), .int8(after.ordinal)]
        ).isEmpty
    }

    package func claim(token: Int64, lease: Duration) async throws(StoreFailure) -> ClaimedWebhook? {
        try await self.pool.rows(Statements.claimWebhook, [.int8(token), .float8(lease.inSeconds)]) {
            (row) throws(PostgresError) in
            ClaimedWebhook(
                name: try row.required(row.text(0)), document: try row.required(row.text(1)),
                position: try Self.position(row, 2), failureCount: Int(try row.required(row.int4(4))))
        }.first
    }

    package func holds(name: String, token: Int64) async throws(StoreFailure) -> Bool {
        try await !self.pool.rows(Statements.findWebhookLease, [.text(name), .int8(token)], repeatable: true) {
            (row) throws(PostgresError) in try row.required(row.int4(0))
        }.isEmpty
    }

    package func settle(
        _ settlement: WebhookSettlement, name: String, token: Int64
    ) async throws(StoreFailure) -> Bool {
        try await !self.versions(
            Statements.settleWebhook,
            [
                .text(name), .int8(token), .text(String(settlement.position.transaction)),
                .int8(settlement.position.ordinal), .int8(Int64(settlement.deliveredCount)),
                .float8(settlement.dueInSeconds), .text(settlement.failure),
                .int4(Int32(clamping: settlement.failureCount)),
            ]
        ).isEmpty
    }

    private func versions(
        _ statement: PostgresStatement, _ parameters: [PostgresValue]
    ) async throws(StoreFailure) -> [Int32] {
        try await self.pool.rows(statement, parameters) { (row) throws(PostgresError) in try row.required(row.int4(0)) }
    }

    private static func position(_ row: PostgresRow, _ column: Int) throws(PostgresError) -> EventPosition {
        guard let transaction = UInt64(try row.required(row.text(column))) else {
            throw PostgresError.unreadable("column \(column) is no number of a transaction")
        }
        return EventPosition(transaction: transaction, ordinal: try row.required(row.int8(column + 1)))
    }
}
