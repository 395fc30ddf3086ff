import AMT
import Inventory
import Postgres

/// Inventory records on PostgreSQL, brought in by COPY and one merge.
package final class PostgresInventoryBook: InventoryBook {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    package func replace(
        _ entries: [InventoryFile.Entry], source: String
    ) async throws(InventoryFailure) -> InventoryChange {
        do throws(PostgresError) {
            return try await self.pool.withConnection(repeatable: true) { connection throws(PostgresError) in
                let results = try await connection.copyIn(
                    prologue: [PostgresCall(Statements.stageInventory)],
                    copy: "copy pg_temp.inventory_stage (device_uuid, fqdn, profile) from stdin (format binary)",
                    rows: entries.lazy.map { [.uuid($0.deviceUUID.bytes), .text($0.fqdn), .text($0.profile)] },
                    epilogue: [PostgresCall(Statements.mergeInventory, [.text(source)])])
                guard
                    let change = try results.first?.map({ (row) throws(PostgresError) in
                        InventoryChange(
                            changedCount: Int(try row.required(row.int8(0))),
                            goneCount: Int(try row.required(row.int8(1))))
                    }).first
                else { throw PostgresError.unreadable("the merge gave no counts") }
                return change
            }
        } catch {
            throw InventoryFailure(reason: "\(error.kind.rawValue) \(error.sqlstate ?? "")")
        }
    }
}
