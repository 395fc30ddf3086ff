import AMT
import Postgres
import Provisioning

/// Who may call the API, on PostgreSQL.
package final class PostgresTokenBook: TokenBook {
    /// How often a write is begun anew because another one was faster.
    static let roundsMax = 5

    private let durable: PostgresPool
    private let relaxed: PostgresPool

    /// - Parameters:
    ///   - durable: where a commit is safe: a token that was withdrawn does not come back.
    ///   - relaxed: for looking; when a token was last used may be lost.
    package init(durable: PostgresPool, relaxed: PostgresPool) {
        self.durable = durable
        self.relaxed = relaxed
    }

    package func token(digest: [UInt8]) async throws(StoreFailure) -> KnownToken? {
        let found = try await self.relaxed.rows(Statements.knowAPIToken, [.bytea(digest)], repeatable: true) {
            (row) throws(PostgresError) in
            (name: try row.required(row.text(0)), scope: try row.required(row.text(1)))
        }.first
        // A scope that only a newer program knows opens nothing here.
        guard let found, let scope = TokenScope(rawValue: found.scope) else { return nil }
        return KnownToken(name: found.name, scope: scope)
    }

    package func tokens() async throws(StoreFailure) -> [TokenView] {
        try await self.relaxed.rows(Statements.listAPITokens, repeatable: true) { (row) throws(PostgresError) in
            TokenView(
                name: try row.required(row.text(0)), scope: try row.required(row.text(1)),
                createdAt: try row.required(row.time(2)), lastUsedAt: try row.time(3))
        }
    }

    package func make(
        name: String, scope: TokenScope, digest: [UInt8]
    ) async throws(StoreFailure) -> UnixTime? {
        try await self.durable.rows(
            Statements.makeAPIToken, [.bytea(digest), .text(name), .text(scope.rawValue)], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.time(0)) }.first
    }

    package func remove(name: String) async throws(StoreFailure) -> TokenRemoval {
        let word = try await self.durable.rows(Statements.removeAPIToken, [.text(name)]) {
            (row) throws(PostgresError) in try row.required(row.text(0))
        }.first
        guard let removal = word.flatMap(TokenRemoval.init(rawValue:)) else {
            throw StoreFailure(kind: .unreadable, statement: Statements.removeAPIToken.name)
        }
        return removal
    }

    // MARK: - What a start does

    /// Whether any token is admitted for everything: none is at the very first start.
    package func hasTokens() async throws(StoreFailure) -> Bool {
        try await self.durable.rows(Statements.hasAPITokens, repeatable: true) { (row) throws(PostgresError) in
            try row.required(row.bool(0))
        }.first == true
    }

    /// Admits a token for everything, under a name with a number behind it where the name is taken. A token that is known
    /// stays as it is.
    package func keep(digest: [UInt8], name: String) async throws(StoreFailure) {
        for _ in 0..<Self.roundsMax {
            let known = try await self.durable.rows(
                Statements.keepAPIToken, [.bytea(digest), .text(name)], repeatable: true
            ) { (row) throws(PostgresError) in try row.required(row.bool(0)) }
            if !known.isEmpty { return }
        }
        throw StoreFailure(kind: .unavailable, statement: Statements.keepAPIToken.name)
    }
}
