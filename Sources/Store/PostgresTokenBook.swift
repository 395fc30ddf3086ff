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
            (name: try row.required(row.text(0)), roles: try Self.words(row, from: 1))
        }.first
        // A role that only a newer program knows opens nothing here.
        return found.map { KnownToken(name: $0.name, roles: Set($0.roles.compactMap(AccessRole.init(rawValue:)))) }
    }

    /// Scope and roles. The scopes are those of programs that knew no roles yet.
    private static func words(_ row: PostgresRow, from column: Int) throws(PostgresError) -> [String] {
        guard let scope = Scope(rawValue: try row.required(row.text(column))) else { return [] }
        return switch scope {
        case .all: Set<AccessRole>.everything.words
        case .records: [AccessRole.agent.rawValue]
        case .roles: JSONText.list(try row.text(column + 1) ?? "[]").compactMap(\.self)
        }
    }

    private enum Scope: String {
        case all, records, roles

        init(of roles: Set<AccessRole>) {
            self = roles == .everything ? .all : roles == [.agent] ? .records : .roles
        }
    }

    package func tokens() async throws(StoreFailure) -> [TokenView] {
        try await self.relaxed.rows(Statements.listAPITokens, repeatable: true) { (row) throws(PostgresError) in
            TokenView(
                name: try row.required(row.text(0)), roles: try Self.words(row, from: 1),
                createdAt: try row.required(row.time(3)), lastUsedAt: try row.time(4))
        }
    }

    package func make(
        name: String, roles: Set<AccessRole>, digest: [UInt8]
    ) async throws(StoreFailure) -> UnixTime? {
        let scope = Scope(of: roles)
        return try await self.durable.rows(
            Statements.makeAPIToken,
            [
                .bytea(digest), .text(name), .text(scope.rawValue),
                .texts(scope == .roles ? roles.words : []),
            ], repeatable: true
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

    /// Whether any token is admitted that may make others: none is at the very first start.
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
