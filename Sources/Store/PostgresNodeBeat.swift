import Postgres
import Provisioning

/// How processes say that they live, on PostgreSQL.
package struct PostgresNodeBeat: Sendable {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// These nodes live, and have counted so much since they last said so.
    ///
    /// - Returns: how much to log; `nil` for what the settings say. A beat that failed may have been counted: its counts are not
    ///   for bills.
    package func beat(_ nodes: [Int32], _ counts: [TallyKind: Int64]) async throws(StoreFailure) -> String? {
        let counts = counts.filter { $0.value > 0 }.sorted { $0.key.rawValue < $1.key.rawValue }
        return try await self.pool.rows(
            Statements.beatNodes,
            [.int4s(nodes), .texts(counts.map(\.key.rawValue)), .int8s(counts.map(\.value))]
        ) { (row) throws(PostgresError) in try row.text(0) }.first ?? nil
    }

    /// These nodes end in good order.
    package func leave(_ nodes: [Int32]) async throws(StoreFailure) {
        _ = try await self.pool.rows(Statements.leaveNodes, [.int4s(nodes)], repeatable: true) {
            (row) throws(PostgresError) in try row.int4(0)
        }
    }
}
