import Postgres
import Provisioning

/// Gives a process its number, and names of sites theirs.
package struct NodeRegistration: Sendable {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    /// A number for this process, new at each start.
    package func register(name: String, role: String, version: String) async throws(StoreFailure) -> Int32 {
        try await self.number(Statements.registerNode, [.text(name), .text(role), .text(version)]) {
            (row) throws(PostgresError) in
            try row.required(row.int4(0))
        }
    }

    /// The number of a site, made when it is new.
    package func site(_ name: String) async throws(StoreFailure) -> Int16 {
        try await self.number(Statements.internSite, [.text(name)]) { (row) throws(PostgresError) in
            try row.required(row.int2(0))
        }
    }

    /// Whether anything was ever sealed into this database: then a new key opens none of it.
    package func hasSealedSecrets() async throws(StoreFailure) -> Bool {
        try await self.pool.rows(Statements.hasSealedSecrets, repeatable: true) { (row) throws(PostgresError) in
            try row.required(row.bool(0))
        }.first ?? false
    }

    private func number<Number: Sendable>(
        _ statement: PostgresStatement, _ parameters: [PostgresValue],
        _ read: (PostgresRow) throws(PostgresError) -> Number
    ) async throws(StoreFailure) -> Number {
        guard let number = try await self.pool.rows(statement, parameters, repeatable: true, read).first else {
            throw StoreFailure(kind: .unreadable, statement: statement.name)
        }
        return number
    }
}
