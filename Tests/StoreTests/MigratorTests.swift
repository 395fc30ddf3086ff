import Foundation
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Migrator", .timeLimit(.minutes(10))) struct MigratorTests {
    static let store = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/Store")

    /// Names of the SQL files of a folder, without their ending.
    static func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: self.store.appendingPathComponent(folder).path)
            .filter { $0.hasSuffix(".sql") }.map { String($0.dropLast(4)) }.sorted()
    }

    static func migrator(_ settings: PostgresSettings) -> Migrator {
        Migrator(settings: settings, logger: StoreFixture.logger)
    }

    static func failure(_ settings: PostgresSettings) async -> Migrator.Failure? {
        do throws(Migrator.Failure) {
            _ = try await self.migrator(settings).run()
            return nil
        } catch {
            return error
        }
    }

    /// Runs a script of the test's own beside the migrator.
    static func script(_ sql: String, _ settings: PostgresSettings) async throws {
        let connection = try await PostgresConnection.open(settings)
        try await connection.runScript(sql)
        await connection.close()
    }

    @Test("four nodes that start together run each migration once")
    func together() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        let names = try await withThrowingTaskGroup(of: [String].self) { group in
            for _ in 0..<4 { group.addTask { try await Self.migrator(settings).run() } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(names.filter { !$0.isEmpty } == [try Self.files("Migrations")])
        #expect(try await Self.migrator(settings).run().isEmpty)
    }

    @Test("a migration that ran with other text is refused by name, and nothing changes")
    func checksum() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        _ = try await Self.migrator(settings).run()
        try await Self.script(
            "update provision.migration set checksum = '\\x00' where name = 'm0002_create_keys'", settings)
        #expect(await Self.failure(settings) == .checksumDiffers(name: "m0002_create_keys"))
    }

    @Test("a newer schema is refused when it says that it breaks, and used when it does not")
    func newer() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        _ = try await Self.migrator(settings).run()
        let insert = "insert into provision.migration (name, checksum, is_breaking) values"
        try await Self.script("\(insert) ('m9998_more', '\\x00', false)", settings)
        #expect(await Self.failure(settings) == nil)
        try await Self.script("\(insert) ('m9999_other', '\\x00', true)", settings)
        #expect(await Self.failure(settings) == .schemaTooNew(name: "m9999_other"))
    }

    @Test(
        "a migration that cannot have its table lets those go on who wait behind it, says that it waits, and runs when the table is free"
    )
    func lockedOut() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        _ = try await Self.migrator(settings).run()
        // A dump holds every table for as long as it takes.
        let dump = try await PostgresConnection.open(settings)
        try await dump.runScript(
            "set idle_in_transaction_session_timeout = 0; begin; lock table provision.request in access share mode")
        let log = LogLines()
        let more = Migrator.Migration(
            "m9998_add_column", Array("alter table provision.request add column more integer".utf8))
        let migrator = Migrator(
            settings: settings, logger: log.logger, migrations: Migrator.all + [more],
            lockWait: Migrator.LockWait(
                lockTimeout: .milliseconds(300), pause: .milliseconds(100), triesMax: 10_000))
        async let names = migrator.run()
        let writer = try await PostgresConnection.open(settings)
        let waits = PostgresStatement(
            name: "waits_for_request",
            sql: """
                select pid from pg_locks where not granted and relation = 'provision.request'::regclass
                    and database = (select oid from pg_database where datname = current_database())
                """, effect: .reads)
        while try await writer.run(PostgresCall(waits)).count == 0 {}
        let write = PostgresStatement(
            name: "write_requests", sql: "update provision.request set attempt = attempt", effect: .writes)
        _ = try await writer.run(PostgresCall(write))
        try await dump.runScript("commit")
        #expect(try await names == ["m9998_add_column"])
        #expect(
            log.all.contains {
                $0.hasPrefix("migration waits for a table that others use ")
                    && $0.contains("migration=m9998_add_column")
            })
        await dump.close()
        await writer.close()
    }

    @Test("a table that does not become free ends the migration after a known number of tries, and nothing has changed")
    func lockedForLong() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        _ = try await Self.migrator(settings).run()
        let dump = try await PostgresConnection.open(settings)
        try await dump.runScript(
            "set idle_in_transaction_session_timeout = 0; begin; lock table provision.request in access share mode")
        let log = LogLines()
        let more = Migrator.Migration(
            "m9998_add_column",
            Array(
                "create table provision.more (n integer); alter table provision.request add column more integer".utf8))
        let migrator = Migrator(
            settings: settings, logger: log.logger, migrations: Migrator.all + [more],
            lockWait: Migrator.LockWait(
                lockTimeout: .milliseconds(50), pause: .milliseconds(10), triesMax: 3))
        do throws(Migrator.Failure) {
            _ = try await migrator.run()
            Issue.record("a table was changed that somebody else holds")
        } catch {
            guard case .database(let failure) = error else { throw error }
            #expect(failure.sqlstate == "55P03")
        }
        #expect(log.all.count == 2)
        try await dump.runScript("commit")
        await dump.close()
        try await Self.script("create table provision.more (n integer)", settings)
    }

    @Test("the list of migrations is the folder, in its order, and each file names itself")
    func folder() throws {
        #expect(Migrator.all.map(\.name) == (try Self.files("Migrations")))
        for migration in Migrator.all { #expect(migration.sql.hasPrefix("-- \(migration.name)\n")) }
    }

    @Test("statements and their files pair up by name")
    func statements() throws {
        let source = try String(
            contentsOf: Self.store.appendingPathComponent("Statements.swift"), encoding: .utf8)
        let named = source.matches(of: /"([a-z0-9_]+)", PackageResources\.([a-z0-9_]+)_sql\)/).map {
            (String($0.output.1), String($0.output.2))
        }
        let wrapped = source.matches(of: /\(\s*"([a-z0-9_]+)", PackageResources\.([a-z0-9_]+)_sql\)/).map {
            (String($0.output.1), String($0.output.2))
        }
        #expect(named.count == wrapped.count)
        #expect(named.allSatisfy { $0.0 == $0.1 })
        #expect(named.map(\.0).sorted() == (try Self.files("Statements")))
    }
}

@Suite("Schema and Swift", .timeLimit(.minutes(10))) struct SchemaTests {
    /// The words that a CHECK constraint of the real schema allows.
    static func words(_ constraint: String) async throws -> Set<String> {
        let fixture = try await StoreFixture()
        let statement = PostgresStatement(
            name: "constraint_text",
            sql: "select pg_get_constraintdef(oid) from pg_constraint where conname = $1 and conparentid = 0",
            effect: .reads)
        let rows = try await fixture.pool.run(PostgresCall(statement, [.text(constraint)]))
        let text = try rows.map { (row) throws(PostgresError) in try row.required(row.text(0)) }
        return Set(try #require(text.first).matches(of: /'([a-z_-]+)'/).map { String($0.output.1) })
    }

    @Test("what ends a wait is the same in both")
    func waits() async throws {
        #expect(try await Self.words("request_waits_for_known") == Set(Release.WaitsFor.allCases.map(\.rawValue)))
    }

    @Test("the states of a credential are the same in both")
    func credentials() async throws {
        #expect(try await Self.words("credential_status_known") == Set(CredentialStatus.allCases.map(\.rawValue)))
    }

    @Test("the journal takes the lines of a run and the queue's own")
    func journal() async throws {
        #expect(
            try await Self.words("journal_kind_known") == Set(JournalEntry.Kind.allCases.map(\.rawValue) + ["settled"]))
    }

    @Test("the states of a section are the same in both")
    func sections() async throws {
        #expect(try await Self.words("device_section_state_known") == Set(SectionState.allCases.map(\.rawValue)))
    }

    @Test("the scopes of a token are the same in both")
    func scopes() async throws {
        #expect(try await Self.words("api_token_scope_known") == ["all", "records", "roles"])
    }

    @Test("a request comes from a hello, a profile or an operator")
    func origins() async throws {
        #expect(try await Self.words("request_origin_known") == ["hello", "profile", "operator"])
    }

    @Test("a request has the four states that the queue's statements speak of")
    func states() async throws {
        #expect(try await Self.words("request_state_known") == ["ready", "leased", "waiting", "parked"])
    }
}
