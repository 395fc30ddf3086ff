import Postgres
import PostgresTestSupport
import Testing

@Suite("PostgreSQL connection", .timeLimit(.minutes(10))) struct ConnectionTests {
    @Test("a statement that the server refuses says why and leaves the connection usable")
    func refused() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript("create table t (n int4 constraint t_positive check (n > 0))")
        let error = await postgresError { () throws(PostgresError) in
            _ = try await connection.run(.writes("insert into t values ($1)", .int4(-1)))
        }
        #expect(error?.kind == .refused)
        #expect(error?.sqlstate == "23514")
        #expect(error?.constraint == "t_positive")
        #expect(error?.isPassing == false)
        // PostgreSQL's DETAIL prints the row: nothing of it may be here.
        #expect(error?.message.contains("-1") == false)
        let syntax = await postgresError { () throws(PostgresError) in _ = try await connection.run(.reads("selec 1")) }
        #expect(syntax?.sqlstate == "42601")
        #expect(try await connection.run(.reads("select 7")).numbers == [7])
        #expect(try await connection.run(.writes("insert into t values ($1), (2)", .int4(1))).affectedCount == 2)
    }

    @Test("a pipeline answers each call in order, and one that fails does so alone")
    func pipeline() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript("create table t (n int4 primary key)")
        let insert = PostgresStatement(name: "insert", sql: "insert into t values ($1) returning n", effect: .writes)
        let results = try await connection.pipeline(
            [1, 2, 1, 3].map { PostgresCall(insert, [.int4($0)]) } + [.reads("select count(*)::int4 from t")])
        let read = try results.map { result -> String in
            switch result {
            case .success(let rows): "\(try rows.numbers.compactMap { $0 })"
            case .failure(let error): error.sqlstate ?? error.kind.rawValue
            }
        }
        #expect(read == ["[1]", "[2]", "23505", "[3]", "[3]"])
        #expect(try await connection.run(.reads("select count(*)::int4 from t")).numbers == [3])
        #expect(try await connection.pipeline([]).isEmpty)
    }

    @Test("a server that ends the session in the middle of a pipeline leaves the rest in doubt, and the process alive")
    func pipelineEnded() async throws {
        let connection = try await Databases.connection()
        // Prepared one by one, so that the session ends while the pipeline runs.
        _ = try await connection.run(.reads("select 1"))
        let error = await postgresError { () throws(PostgresError) in
            _ = try await connection.pipeline([
                .reads("select 1"), .writes("select pg_terminate_backend(pg_backend_pid())"), .reads("select 1"),
            ])
        }
        #expect(error?.kind == .outcomeUnknown)
        #expect(await !connection.isUsable)
    }

    @Test("a connection that turns out to reach a standby is given up, so that the next one may find the primary")
    func standby() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript("create table t (n int4); set default_transaction_read_only = on")
        let error = await postgresError { () throws(PostgresError) in
            _ = try await connection.run(.writes("insert into t values (1)"))
        }
        #expect(error?.sqlstate == "25006")
        #expect(error?.isPassing == true)
        #expect(await !connection.isUsable)
    }

    @Test("a malformed connection string is told without a piece of it")
    func malformedURL() async throws {
        for url in [
            "postgresql://user:pa/ss[word@host/db", "postgresql://user:pass[word@host/db", "host=h port=pass",
            "postgresql://user:pa@ss@host.invalid/db",
        ] {
            let error = await postgresError { () throws(PostgresError) in
                _ = try await PostgresConnection.open(PostgresSettings(url: url))
            }
            #expect(error?.kind == .unavailable)
            #expect(error?.message == "the connection string is malformed, or names a host that nobody knows")
        }
    }

    @Test("rows are copied with nulls, between prologue and epilogue, in one transaction")
    func copy() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript("create table t (n int4, name text)")
        let rows = (1...5000).map { number -> [PostgresValue] in
            [.int4(Int32(number)), number % 2 == 0 ? .text("name \(number)") : .null(.text)]
        }
        let results = try await connection.copyIn(
            prologue: [.writes("delete from t")], copy: "copy t from stdin (format binary)", rows: rows,
            epilogue: [.reads("select sum(n)::int4 from t"), .reads("select count(name)::int4 from t")])
        #expect(try results.map { try $0.numbers } == [[12_502_500], [2500]])
        #expect(
            try await connection.copyIn(prologue: [], copy: "copy t from stdin (format binary)", rows: [], epilogue: [])
                .isEmpty)
    }

    @Test("a copy that fails, in its rows or behind them, leaves nothing and the connection usable")
    func copyFails() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript("create table t (n int4 primary key)")
        let doubled = await postgresError { () throws(PostgresError) in
            _ = try await connection.copyIn(
                prologue: [], copy: "copy t from stdin (format binary)", rows: [[.int4(1)], [.int4(1)]], epilogue: [])
        }
        #expect(doubled?.sqlstate == "23505")
        let late = await postgresError { () throws(PostgresError) in
            _ = try await connection.copyIn(
                prologue: [], copy: "copy t from stdin (format binary)", rows: [[.int4(1)]],
                epilogue: [.reads("select 1 / 0")])
        }
        #expect(late?.sqlstate == "22012")
        #expect(try await connection.run(.reads("select count(*)::int4 from t")).numbers == [0])
    }

    // MARK: - Doubt

    @Test("a write whose session the server ended has an unknown outcome, and the connection is of no more use")
    func killed() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        let victim = try await Databases.open(settings)
        let killer = try await Databases.open(settings)
        let pid = try await victim.run(.reads("select pg_backend_pid()")).numbers[0]
        async let error = postgresError { () throws(PostgresError) in
            _ = try await victim.run(.writes("select pg_sleep(60)::text"))
        }
        // The kill hits a running statement: it is repeated until there is one.
        while true {
            let isRunning = try await killer.run(
                .reads("select pid from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'", .int4(pid)))
            if isRunning.count == 1 { break }
        }
        _ = try await killer.run(.reads("select pg_terminate_backend($1)", .int4(pid)))
        #expect(await error?.kind == .outcomeUnknown)
        #expect(await victim.isUsable == false)
        let after = await postgresError { () throws(PostgresError) in _ = try await victim.run(.reads("select 1")) }
        #expect(after?.kind == .unavailable)
        #expect(after?.isPassing == true)
    }

    @Test("a write that the server warns about may not be durable; a reading statement may be warned about")
    func warning() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript(
            """
            create function warn() returns int4 language plpgsql as
            $$ begin raise warning 'canceling wait for synchronous replication'; return 1; end $$;
            create function note() returns int4 language plpgsql as $$ begin raise notice 'harmless'; return 1; end $$;
            """)
        let error = await postgresError { () throws(PostgresError) in
            _ = try await connection.run(.writes("select warn()"))
        }
        #expect(error?.kind == .outcomeUnknown)
        #expect(error?.sqlstate == "01000")
        #expect(try await connection.run(.reads("select 0 + warn()")).numbers == [1])
        #expect(try await connection.run(.writes("select note()")).numbers == [1])
    }

    @Test("an answer that does not come in time makes a write's outcome unknown")
    func late() async throws {
        var settings = try await TestCluster.shared.emptyDatabase()
        settings.answerTimeout = .seconds(3)
        let connection = try await Databases.open(settings)
        let error = await postgresError { () throws(PostgresError) in
            _ = try await connection.run(.writes("select pg_sleep(8)::text"))
        }
        #expect(error?.kind == .outcomeUnknown)
        #expect(await connection.isUsable == false)
    }

    // MARK: - Cancellation

    @Test("a reading statement ends in the server when its caller is cancelled")
    func cancelReading() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        let connection = try await Databases.open(settings)
        let watcher = try await Databases.open(settings)
        let startedAt = ContinuousClock.now
        let task = Task {
            await postgresError { () throws(PostgresError) in
                _ = try await connection.run(.reads("select pg_sleep(60)::text"))
            }
        }
        try await Self.waitForSleeper(watcher)
        task.cancel()
        let error = await task.value
        #expect(error?.sqlstate == "57014" || error?.kind == .cancelled)
        #expect(ContinuousClock.now - startedAt < .seconds(30))
    }

    @Test("a writing statement runs to its end although its caller is cancelled")
    func cancelWriting() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        let connection = try await Databases.open(settings)
        let watcher = try await Databases.open(settings)
        try await connection.runScript("create table t (n int4)")
        let task = Task {
            try await connection.run(
                .writes("with s as materialized (select pg_sleep(1)) insert into t select 1 from s")
            )
            .affectedCount
        }
        try await Self.waitForSleeper(watcher)
        task.cancel()
        #expect(try await task.value == 1)
        #expect(try await watcher.run(.reads("select n from t")).numbers == [1])
    }

    @Test("who was cancelled before sends nothing")
    func cancelledBefore() async throws {
        let connection = try await Databases.connection()
        try await connection.runScript("create table t (n int4)")
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return await postgresError { () throws(PostgresError) in
                _ = try await connection.run(.writes("insert into t values (1)"))
            }
        }
        task.cancel()
        #expect(await task.value?.kind == .cancelled)
        #expect(try await connection.run(.reads("select count(*)::int4 from t")).numbers == [0])
    }

    private static func waitForSleeper(_ watcher: PostgresConnection) async throws {
        while try await watcher.run(
            .reads("select pid from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'")
        ).count == 0 {}
    }

    @Test("a server that is not there is told as unavailable, without the connection string")
    func unreachable() async throws {
        let settings = PostgresSettings(url: "host=/nonexistent dbname=x password=hush")
        let error = await postgresError { () throws(PostgresError) in _ = try await PostgresConnection.open(settings) }
        #expect(error?.kind == .unavailable)
        #expect(error?.message.contains("hush") == false)
    }
}
