import AMT
import Postgres
import Provisioning

/// The cluster as a whole, on PostgreSQL.
package final class PostgresClusterBook: ClusterBook {
    /// Nodes that left are shown for so long, and as many at most.
    static let leftSecondsShown: Double = 86_400
    static let leftNodesMax: Int32 = 50
    /// One of which nothing was heard for so long has left, as coordinators note it too: six of its beats.
    static let nodeSilenceSeconds: Double = 60
    /// Minutes of an overview.
    static let minutesShown: Int32 = 60

    private let pool: PostgresPool
    private let operators: PostgresOperatorBook

    package init(pool: PostgresPool, operators: PostgresOperatorBook) {
        self.pool = pool
        self.operators = operators
    }

    package func nodes() async throws(StoreFailure) -> [NodeView] {
        try await self.pool.rows(
            Statements.listNodes,
            [.float8(Self.leftSecondsShown), .int4(Self.leftNodesMax), .float8(Self.nodeSilenceSeconds)],
            repeatable: true
        ) { (row) throws(PostgresError) in
            NodeView(
                id: try row.required(row.int4(0)), name: try row.required(row.text(1)),
                role: try row.required(row.text(2)), version: try row.text(3),
                startedAt: try row.required(row.time(4)), seenAt: try row.required(row.time(5)),
                leftAt: try row.time(6), leaseCount: Int(try row.required(row.int8(7))))
        }
    }

    package func sites() async throws(StoreFailure) -> [SiteView] {
        let rows = try await self.pool.rows(Statements.countBySite, repeatable: true) { (row) throws(PostgresError) in
            (name: try row.required(row.text(0)), state: try row.text(1), count: Int(try row.int8(2) ?? 0))
        }
        var sites: [SiteView] = []
        for row in rows {
            let before = sites.last?.name == row.name ? sites.removeLast().counts : [:]
            let counts = row.state.flatMap { DeviceState(rawValue: $0) }.map { [$0: row.count] } ?? [:]
            sites.append(SiteView(name: row.name, counts: before.merging(counts, uniquingKeysWith: +)))
        }
        return sites
    }

    package func overview() async throws(StoreFailure) -> ClusterOverview {
        let counts = try await self.operators.counts()
        let minutes = try await self.pool.rows(Statements.listMinutes, [.int4(Self.minutesShown)], repeatable: true) {
            (row) throws(PostgresError) in
            ClusterMinute(
                at: try row.required(row.time(0)), helloCount: Int(try row.required(row.int8(1))),
                provisionedCount: Int(try row.required(row.int8(2))), failedCount: Int(try row.required(row.int8(3))))
        }
        let waits = try await self.pool.rows(Statements.readWaits, repeatable: true) { (row) throws(PostgresError) in
            ClusterOverview(
                counts: counts, oldestReadyAt: try row.time(0), oldestWaitingAt: try row.time(1), minutes: minutes,
                limbo: [
                    .closed: Int(try row.required(row.int8(2))), .hour: Int(try row.required(row.int8(3))),
                    .day: Int(try row.required(row.int8(4))), .later: Int(try row.required(row.int8(5))),
                ])
        }
        guard let overview = waits.first else {
            throw StoreFailure(kind: .unreadable, statement: Statements.readWaits.name)
        }
        return overview
    }

    package func jobs() async throws(StoreFailure) -> [JobView] {
        try await self.pool.rows(Statements.listJobs, repeatable: true) { (row) throws(PostgresError) in
            let outcome: JobOutcome =
                try row.required(row.text(4)) == "done"
                ? .done(rows: Int(try row.int8(5) ?? 0)) : .failed(reason: try row.text(6) ?? "")
            return JobView(
                name: try row.required(row.text(0)), node: try row.text(1),
                startedAt: try row.required(row.time(2)), endedAt: try row.required(row.time(3)), outcome: outcome)
        }
    }

    package func logLevel() async throws(StoreFailure) -> String? {
        try await self.pool.rows(Statements.readLogLevel, repeatable: true) { (row) throws(PostgresError) in
            try row.required(row.text(0))
        }.first
    }

    package func setLogLevel(_ level: String?) async throws(StoreFailure) {
        _ = try await self.pool.rows(Statements.setLogLevel, [.text(level)], repeatable: true) {
            (row) throws(PostgresError) in try row.text(0)
        }
    }
}
