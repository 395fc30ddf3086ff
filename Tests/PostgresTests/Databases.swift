import Logging
import Postgres
import PostgresTestSupport

/// Connections to a database of each test's own, and statements from text.
enum Databases {
    static let logger = {
        var logger = Logger(label: "test.postgres")
        logger.logLevel = .critical
        return logger
    }()

    static func connection() async throws -> PostgresConnection {
        try await self.open(try await TestCluster.shared.emptyDatabase())
    }

    /// Our sessions see the catalog alone; tests make tables of their own.
    static func open(_ settings: PostgresSettings) async throws -> PostgresConnection {
        let connection = try await PostgresConnection.open(settings)
        try await connection.runScript("set search_path = public, pg_catalog")
        return connection
    }

    static func pool(
        _ connectionsMax: Int, acquireTimeout: Duration = .seconds(10), _ settings: PostgresSettings? = nil
    ) async throws -> PostgresPool {
        let own: PostgresSettings
        if let settings { own = settings } else { own = try await TestCluster.shared.emptyDatabase() }
        return PostgresPool(
            settings: own, connectionsMax: connectionsMax, acquireTimeout: acquireTimeout, logger: self.logger)
    }
}

extension PostgresCall {
    /// A statement that reads; its text is its name.
    static func reads(_ sql: String, _ parameters: PostgresValue...) -> PostgresCall {
        PostgresCall(PostgresStatement(name: String(sql.prefix(60)), sql: sql, effect: .reads), parameters)
    }

    /// A statement that writes; its text is its name.
    static func writes(_ sql: String, _ parameters: PostgresValue...) -> PostgresCall {
        PostgresCall(PostgresStatement(name: String(sql.prefix(60)), sql: sql, effect: .writes), parameters)
    }
}

extension PostgresRows {
    /// The first column of every row, as text.
    var texts: [String?] {
        get throws { try self.map { (row) throws(PostgresError) in try row.text(0) } }
    }

    /// The first column of every row, as a number.
    var numbers: [Int32?] {
        get throws { try self.map { (row) throws(PostgresError) in try row.int4(0) } }
    }
}

/// The error that a piece of work ends with.
func postgresError(_ body: () async throws(PostgresError) -> Void) async -> PostgresError? {
    do throws(PostgresError) {
        try await body()
        return nil
    } catch {
        return error
    }
}
