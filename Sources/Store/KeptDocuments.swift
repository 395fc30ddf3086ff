import Inventory
import Postgres
import Provisioning

extension PostgresPool {
    /// How often a write is begun anew because another one was faster. Operators write by hand: two at once are rare.
    static let keepRoundsMax = 5

    /// Runs a statement that keeps a document and answers with a word and a version, until nobody else is faster.
    nonisolated func keep(
        _ statement: PostgresStatement, _ parameters: [PostgresValue]
    ) async throws(StoreFailure) -> DocumentKeeping {
        for _ in 0..<Self.keepRoundsMax {
            // A repetition after a lost answer finds the same document.
            let answer = try await self.rows(statement, parameters, repeatable: true) { (row) throws(PostgresError) in
                (word: try row.required(row.text(0)), version: Int(try row.required(row.int4(1))))
            }.first
            switch answer?.word {
            case "kept": return .kept(version: answer?.version ?? 0)
            case "unchanged": return .unchanged(version: answer?.version ?? 0)
            case "conflict": return .conflict(newest: answer?.version ?? 0)
            case "raced": continue
            default: throw StoreFailure(kind: .unreadable, statement: statement.name)
            }
        }
        throw StoreFailure(kind: .unavailable, statement: statement.name)
    }

    /// Runs a statement that removes a document and answers with its version and whether it is gone, or not at all.
    nonisolated func remove(
        _ statement: PostgresStatement, name: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentRemoval {
        let parameters: [PostgresValue] = [.text(name), .int4(ifVersion.map { Int32(clamping: $0) })]
        let found = try await self.rows(statement, parameters) { (row) throws(PostgresError) in
            (version: Int(try row.required(row.int4(0))), isGone: try row.required(row.bool(1)))
        }.first
        guard let found else { return .unknown }
        return found.isGone ? .removed : .conflict(newest: found.version)
    }
}

extension PostgresRow {
    /// A version without its document: number, author and moment, in this order.
    func documentVersion() throws(PostgresError) -> DocumentVersion {
        DocumentVersion(
            version: Int(try self.required(self.int4(0))), author: try self.required(self.text(1)),
            createdAt: try self.required(self.time(2)))
    }
}
