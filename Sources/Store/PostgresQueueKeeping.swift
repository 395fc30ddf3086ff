import AMT
import Postgres
import Provisioning

/// The coordinator's verbs on PostgreSQL.
package final class PostgresQueueKeeping: QueueKeeping {
    /// Rows of one statement. A caller whose answer equals it asks again at once.
    package static let rowsMax = 5000
    /// Partitions of the journal are made this many days ahead.
    static let journalDaysAhead: Int32 = 7

    /// Tallies are kept for so many days.
    static let tallyDaysKept: Int32 = 30

    private let pool: PostgresPool
    private let node: Int32

    /// - Parameter node: the process that does it, as ``NodeRegistration`` numbers it.
    package init(pool: PostgresPool, node: Int32) {
        self.pool = pool
        self.node = node
    }

    package func reapLeases(attemptsMax: Int) async throws(StoreFailure) -> Int {
        try await self.count(Statements.reapLeases, [.int4(Int32(clamping: attemptsMax))])
    }

    package func promoteDue() async throws(StoreFailure) -> Int { try await self.count(Statements.promoteDue) }

    package func wakeResolved() async throws(StoreFailure) -> Int { try await self.count(Statements.wakeResolved) }

    package func wakeProvided() async throws(StoreFailure) -> Int { try await self.count(Statements.wakeProvided) }

    package func wakeReprofiled() async throws(StoreFailure) -> Int { try await self.count(Statements.wakeReprofiled) }

    package func takeUpAgain(limit: Int) async throws(StoreFailure) -> Int {
        try await self.count(Statements.takeUpAgain, limit: limit)
    }

    package func expireWindows() async throws(StoreFailure) -> Int { try await self.count(Statements.expireWindows) }

    package func raiseUrgent() async throws(StoreFailure) -> Int { try await self.count(Statements.raiseUrgent) }

    package func expectKnown() async throws(StoreFailure) -> Int { try await self.count(Statements.expectKnown) }

    package func forgetUnexpected(silentFor span: Duration) async throws(StoreFailure) -> Int {
        try await self.count(Statements.forgetUnexpected, [.float8(span.inSeconds)])
    }

    package func makeJournalDays() async throws(StoreFailure) -> Int {
        let made = try await self.pool.rows(
            Statements.makeJournalDays, [.int4(Self.journalDaysAhead)], repeatable: true
        ) {
            (row) throws(PostgresError) in Int(try row.required(row.int4(0)))
        }
        return made.first ?? 0
    }

    package func keepEventDays(keptDays: Int) async throws(StoreFailure) -> Int {
        let changed = try await self.pool.rows(
            Statements.keepEventDays, [.int4(Self.journalDaysAhead), .int4(Int32(clamping: keptDays))], repeatable: true
        ) { (row) throws(PostgresError) in Int(try row.required(row.int4(0))) }
        return changed.first ?? 0
    }

    package func loseNodes(silentFor span: Duration) async throws(StoreFailure) -> Int {
        try await self.pool.rows(
            Statements.loseNodes, [.float8(span.inSeconds), .int4(Self.tallyDaysKept)], repeatable: true
        ) { (row) throws(PostgresError) in try row.int4(0) }.count
    }

    package func note(_ jobs: [DoneJob]) async throws(StoreFailure) {
        var rows: [Int64?] = []
        var details: [String?] = []
        for job in jobs {
            switch job.outcome {
            case .done(let count):
                rows.append(Int64(count))
                details.append(nil)
            case .failed(let reason):
                rows.append(nil)
                details.append(reason)
            }
        }
        _ = try await self.pool.rows(
            Statements.noteJobs,
            [
                .int4(self.node), .texts(jobs.map(\.name)),
                .timestamptzs(unixMicroseconds: jobs.map(\.startedAt.microseconds)),
                .timestamptzs(unixMicroseconds: jobs.map(\.endedAt.microseconds)),
                .texts(details.map { $0 == nil ? "done" : "failed" }), .int8s(rows), .texts(details),
            ],
            repeatable: true
        ) { (row) throws(PostgresError) in try row.text(0) }
    }

    private func count(
        _ statement: PostgresStatement, _ more: [PostgresValue] = [], limit: Int = PostgresQueueKeeping.rowsMax
    ) async throws(StoreFailure) -> Int {
        let devices = try await self.pool.rows(statement, [.int4(Int32(clamping: limit))] + more, repeatable: true) {
            (row) throws(PostgresError) in try row.deviceUUID(0)
        }
        return devices.count
    }
}
