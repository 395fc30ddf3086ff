import Postgres
import PostgresTestSupport
import Synchronization
import Testing

@Suite("PostgreSQL pool", .timeLimit(.minutes(10))) struct PoolTests {
    /// How many connections are lent now, and were at most.
    final class Lent: Sendable {
        private let counts = Mutex([0, 0])

        var most: Int { self.counts.withLock { $0[1] } }

        func begin() { self.counts.withLock { $0 = [$0[0] + 1, max($0[1], $0[0] + 1)] } }
        func end() { self.counts.withLock { $0[0] -= 1 } }
    }

    @Test("never opens more than its bound, and serves many more callers")
    func bound() async throws {
        let pool = try await Databases.pool(3)
        let lent = Lent()
        let pids = try await withThrowingTaskGroup(of: Int32?.self) { group in
            for _ in 0..<60 {
                group.addTask {
                    try await pool.withConnection { connection throws(PostgresError) in
                        lent.begin()
                        defer { lent.end() }
                        let rows = try await connection.run(.reads("select pg_backend_pid()"))
                        return try rows.map { (row) throws(PostgresError) in try row.int4(0) }[0]
                    }
                }
            }
            return try await group.reduce(into: Set<Int32?>()) { $0.insert($1) }
        }
        #expect(pids.count <= 3)
        #expect(lent.most <= 3)
        await pool.close()
    }

    @Test("who waits too long hears so, and the connection is free for the next")
    func acquireTimeout() async throws {
        let pool = try await Databases.pool(1, acquireTimeout: .milliseconds(300))
        let (started, start) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await pool.withConnection { connection throws(PostgresError) in
                start.finish()
                for await _ in ended {}
            }
        }
        for await _ in started {}
        let error = await postgresError { () throws(PostgresError) in _ = try await pool.run(.reads("select 1")) }
        #expect(error?.kind == .unavailable)
        end.finish()
        try await holder.value
        #expect(try await pool.run(.reads("select 1")).numbers == [1])
        await pool.close()
    }

    @Test("a cancelled waiter hears so at once")
    func cancelledWaiter() async throws {
        let pool = try await Databases.pool(1, acquireTimeout: .seconds(60))
        let (started, start) = AsyncStream<Void>.makeStream()
        let (ended, end) = AsyncStream<Void>.makeStream()
        let holder = Task {
            try await pool.withConnection { connection throws(PostgresError) in
                start.finish()
                for await _ in ended {}
            }
        }
        for await _ in started {}
        let waiter = Task {
            await postgresError { () throws(PostgresError) in _ = try await pool.run(.reads("select 1")) }
        }
        waiter.cancel()
        #expect(await waiter.value?.kind == .cancelled)
        end.finish()
        try await holder.value
        await pool.close()
    }

    @Test("after the server ended its sessions a repeatable statement succeeds on a new one, another is in doubt")
    func recovers() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        let pool = try await Databases.pool(2, settings)
        let killer = try await PostgresConnection.open(settings)
        let killAll = PostgresCall.reads(
            """
            select pg_terminate_backend(pid, 5000) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """)
        // Prepared already, so that the statement itself is what meets the ended session.
        _ = try await pool.run(.writes("select 2"))
        _ = try await killer.run(killAll)
        let error = await postgresError { () throws(PostgresError) in _ = try await pool.run(.writes("select 2")) }
        #expect(error?.kind == .outcomeUnknown)
        #expect(try await pool.run(.writes("select 3")).numbers == [3])
        _ = try await killer.run(killAll)
        #expect(try await pool.run(.writes("select 4"), repeatable: true).numbers == [4])
        await pool.close()
    }

    @Test("a closed pool refuses, and so do those who waited for it")
    func closed() async throws {
        let pool = try await Databases.pool(1)
        _ = try await pool.run(.reads("select 1"))
        await pool.close()
        let error = await postgresError { () throws(PostgresError) in _ = try await pool.run(.reads("select 1")) }
        #expect(error?.kind == .unavailable)
    }

    @Test("a database that is not there is given up in time")
    func unreachable() async throws {
        let pool = try await Databases.pool(
            1, acquireTimeout: .milliseconds(500), PostgresSettings(url: "host=/nonexistent dbname=x"))
        let startedAt = ContinuousClock.now
        let error = await postgresError { () throws(PostgresError) in
            _ = try await pool.run(.reads("select 1"), repeatable: true)
        }
        #expect(error?.kind == .unavailable)
        #expect(ContinuousClock.now - startedAt < .seconds(20))
    }
}
