import AMT
import Postgres
import Provisioning

extension StoreFailure {
    /// Takes an error of a connection apart into what the roles know.
    init(_ error: PostgresError, _ statement: PostgresStatement) {
        let kind: Kind =
            switch error.kind {
            case .unavailable, .cancelled: .unavailable
            case .outcomeUnknown: .outcomeUnknown
            // The pool has asked again for as long as a caller waits: a lock, a want of resources or a switch-over that lasts longer
            // passes all the same, and another time the same statement is taken.
            case .refused: error.isPassing ? .unavailable : .refused
            case .unreadable: .unreadable
            }
        self.init(kind: kind, sqlstate: error.sqlstate, statement: statement.name)
    }
}

extension PostgresPool {
    /// Runs one statement and reads its rows.
    nonisolated func rows<Value: Sendable>(
        _ statement: PostgresStatement,
        _ parameters: [PostgresValue] = [],
        repeatable: Bool = false,
        _ read: (PostgresRow) throws(PostgresError) -> Value
    ) async throws(StoreFailure) -> [Value] {
        do throws(PostgresError) {
            return try await self.run(PostgresCall(statement, parameters), repeatable: repeatable).map(read)
        } catch {
            throw StoreFailure(error, statement)
        }
    }

    /// Runs one statement and reads its rows.
    ///
    /// - Parameter parameters: makes them when a connection is there, for each try anew, because they say how long ago something was.
    nonisolated func rows<Value: Sendable>(
        _ statement: PostgresStatement,
        madeEachTime parameters: @Sendable () -> [PostgresValue],
        repeatable: Bool,
        _ read: (PostgresRow) throws(PostgresError) -> Value
    ) async throws(StoreFailure) -> [Value] {
        do throws(PostgresError) {
            let found = try await self.withConnection(repeatable: repeatable) { connection throws(PostgresError) in
                try await connection.run(PostgresCall(statement, parameters()))
            }
            return try found.map(read)
        } catch {
            throw StoreFailure(error, statement)
        }
    }
}

extension PostgresPool {
    /// Runs reading statements in one round trip.
    ///
    /// - Returns: one result for each call, in order.
    nonisolated func results(_ calls: [PostgresCall]) async throws(PostgresError) -> [PostgresRows] {
        try await self.withConnection(repeatable: true) { connection throws(PostgresError) in
            var rows: [PostgresRows] = []
            for result in try await connection.pipeline(calls) { rows.append(try result.get()) }
            return rows
        }
    }
}

extension PostgresRow {
    /// A UUID column that the statement promises to fill with a device's UUID.
    func deviceUUID(_ column: Int) throws(PostgresError) -> DeviceUUID {
        guard let bytes = try self.uuid(column), let uuid = DeviceUUID(canonicalBytes: bytes) else {
            throw PostgresError.unreadable("column \(column) is no device UUID")
        }
        return uuid
    }

    /// A moment, or nothing.
    func time(_ column: Int) throws(PostgresError) -> UnixTime? {
        try self.timestamptz(column).map { UnixTime(microseconds: $0) }
    }
}

extension Duration {
    /// As PostgreSQL's `make_interval(secs => …)` takes it.
    var inSeconds: Double { self / .seconds(1) }
}
