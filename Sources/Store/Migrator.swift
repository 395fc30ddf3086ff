import Crypto
import Logging
import Postgres

/// Brings the schema up to this program's version. Forward only; each migration runs once, by whichever node comes first.
package struct Migrator: Sendable {
    /// Why the schema cannot be used.
    package enum Failure: Error, Equatable, Sendable {
        case database(PostgresError)
        /// A migration that has run is not the one this program knows.
        case checksumDiffers(name: String)
        /// The schema has migrations that this program does not know, and one of them is marked as breaking.
        case schemaTooNew(name: String)
    }

    /// One step of the schema.
    struct Migration: Sendable {
        let name: String
        let sql: String

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.sql = String(decoding: bytes, as: UTF8.self)
        }

        var isBreaking: Bool { self.sql.contains("\n-- breaking: yes") }

        var checksum: [UInt8] { Array(SHA256.hash(data: Array(self.sql.utf8))) }
    }

    /// In the order in which they run; a test compares it with the folder.
    static let all: [Migration] = [
        Migration("m0001_create_queue", PackageResources.m0001_create_queue_sql),
        Migration("m0002_create_keys", PackageResources.m0002_create_keys_sql),
        Migration("m0003_create_inventory", PackageResources.m0003_create_inventory_sql),
        Migration("m0004_create_profiles", PackageResources.m0004_create_profiles_sql),
        Migration("m0005_create_snapshot", PackageResources.m0005_create_snapshot_sql),
        Migration("m0006_keep_write_pause", PackageResources.m0006_keep_write_pause_sql),
        Migration("m0007_index_versions", PackageResources.m0007_index_versions_sql),
        Migration("m0008_create_sources", PackageResources.m0008_create_sources_sql),
        Migration("m0009_note_other_machine", PackageResources.m0009_note_other_machine_sql),
        Migration("m0010_create_scs_views", PackageResources.m0010_create_scs_views_sql),
        Migration("m0011_scope_api_tokens", PackageResources.m0011_scope_api_tokens_sql),
        Migration("m0012_keep_source_answers", PackageResources.m0012_keep_source_answers_sql),
        Migration("m0013_keep_audit_and_roles", PackageResources.m0013_keep_audit_and_roles_sql),
        Migration("m0014_keep_key_life", PackageResources.m0014_keep_key_life_sql),
        Migration("m0015_look_after_certificates", PackageResources.m0015_look_after_certificates_sql),
        Migration("m0016_rotate_keys", PackageResources.m0016_rotate_keys_sql),
        Migration("m0017_mark_keys", PackageResources.m0017_mark_keys_sql),
        Migration("m0018_limit_unexpected", PackageResources.m0018_limit_unexpected_sql),
        Migration("m0019_keep_proof", PackageResources.m0019_keep_proof_sql),
        Migration("m0020_revoke_certificates", PackageResources.m0020_revoke_certificates_sql),
        Migration("m0021_remember_certificate", PackageResources.m0021_remember_certificate_sql),
        Migration("m0022_tell_events", PackageResources.m0022_tell_events_sql),
        Migration("m0023_watch_nodes", PackageResources.m0023_watch_nodes_sql),
        Migration("m0024_index_lists", PackageResources.m0024_index_lists_sql),
        Migration("m0025_keep_answers", PackageResources.m0025_keep_answers_sql),
        Migration("m0026_send_webhooks", PackageResources.m0026_send_webhooks_sql),
        Migration("m0027_index_devices", PackageResources.m0027_index_devices_sql),
        Migration("m0028_index_states", PackageResources.m0028_index_states_sql),
        Migration("m0029_note_ready", PackageResources.m0029_note_ready_sql),
        Migration("m0030_index_keys", PackageResources.m0030_index_keys_sql),
        Migration("m0031_begin_windows", PackageResources.m0031_begin_windows_sql),
        Migration("m0032_make_journal_days", PackageResources.m0032_make_journal_days_sql),
        Migration("m0033_note_leases", PackageResources.m0033_note_leases_sql),
        Migration("m0034_remember_looks", PackageResources.m0034_remember_looks_sql),
        Migration("m0035_remember_section_looks", PackageResources.m0035_remember_section_looks_sql),
        Migration("m0036_remember_offers", PackageResources.m0036_remember_offers_sql),
        Migration("m0037_index_offers", PackageResources.m0037_index_offers_sql),
    ]

    /// How a migration waits for a table that others use.
    struct LockWait: Sendable {
        /// Everybody who comes after a migration that waits for a lock waits behind it. So it lets go well before a statement of theirs
        /// may take no longer.
        var lockTimeout = Duration.seconds(3)
        /// Those who have waited behind it go on meanwhile.
        var pause = Duration.seconds(5)
        /// In vain, of all migrations together: some four minutes. Nodes that start together wait for each other no longer than
        /// ``PostgresSettings/scriptTimeout``.
        var triesMax = 30
    }

    private let settings: PostgresSettings
    private let logger: Logger
    private let migrations: [Migration]
    private let lockWait: LockWait

    package init(settings: PostgresSettings, logger: Logger) {
        self.init(settings: settings, logger: logger, migrations: Self.all, lockWait: LockWait())
    }

    /// - Parameter migrations: a test's own behind those that there are.
    init(settings: PostgresSettings, logger: Logger, migrations: [Migration], lockWait: LockWait) {
        self.settings = settings
        self.logger = logger
        self.migrations = migrations
        self.lockWait = lockWait
    }

    /// Runs what is missing. Nodes that start together wait for each other. A migration that cannot have a lock is tried again for some
    /// minutes, and the log says so.
    ///
    /// - Returns: the names of the migrations that ran now.
    package func run() async throws(Failure) -> [String] {
        let connection: PostgresConnection
        do throws(PostgresError) {
            connection = try await PostgresConnection.open(self.settings)
        } catch {
            throw .database(error)
        }
        do throws(Failure) {
            let names = try await self.bringUp(connection)
            await connection.close()
            return names
        } catch {
            // Closing without a commit rolls the migration back that failed; those before it stay.
            await connection.close()
            throw error
        }
    }

    private func bringUp(_ connection: PostgresConnection) async throws(Failure) -> [String] {
        let applied = try await Self.asking { () throws(PostgresError) in
            try await connection.runScript(Self.prologue)
            return try await connection.run(PostgresCall(Statements.listMigrations)).map {
                (row) throws(PostgresError) in
                Applied(
                    name: try row.required(row.text(0)), checksum: try row.required(row.bytea(1)),
                    isBreaking: try row.required(row.bool(2)))
            }
        }
        if let failure = Self.judge(applied) { throw failure }
        let missing = self.migrations.filter { migration in !applied.contains { $0.name == migration.name } }
        var triesInVain = 0
        for migration in missing {
            try await Self.asking { () throws(PostgresError) in
                try await self.apply(migration, on: connection, &triesInVain)
            }
            self.logger.info("migration ran", metadata: ["migration": "\(migration.name)"])
        }
        return missing.map(\.name)
    }

    /// Runs one migration, again while others hold what it locks.
    private func apply(
        _ migration: Migration, on connection: PostgresConnection, _ triesInVain: inout Int
    ) async throws(PostgresError) {
        while true {
            do throws(PostgresError) {
                try await self.applyOnce(migration, on: connection)
                return
            } catch {
                triesInVain += 1
                guard Self.isLockedOut(error), triesInVain < self.lockWait.triesMax else { throw error }
                try await connection.runScript("rollback")
                self.logger.warning(
                    "migration waits for a table that others use",
                    metadata: [
                        "migration": "\(migration.name)", "count": "\(triesInVain)",
                        "limit": "\(self.lockWait.triesMax)",
                        "pg.message": "\(error.message)",
                    ])
                // Ends early when the program is told to end.
                try? await Task.sleep(for: self.lockWait.pause)
                if Task.isCancelled { throw error }
            }
        }
    }

    /// A lock that was not to be had in time (55P03), or not without holding up somebody who waits for us (40P01).
    private static func isLockedOut(_ error: PostgresError) -> Bool {
        error.sqlstate == "55P03" || error.sqlstate == "40P01"
    }

    private func applyOnce(_ migration: Migration, on connection: PostgresConnection) async throws(PostgresError) {
        // One after the other, each with its note: what one of them locks is free again before the next one.
        try await connection.runScript("begin")
        let milliseconds = Int(self.lockWait.lockTimeout.inSeconds * 1000)
        try await connection.runScript("set local lock_timeout = \(milliseconds)")
        try await connection.runScript(migration.sql)
        _ = try await connection.run(
            PostgresCall(
                Statements.noteMigration,
                [.text(migration.name), .bytea(migration.checksum), .bool(migration.isBreaking)]))
        try await connection.runScript("commit")
    }

    private static func asking<Value: Sendable>(
        _ body: () async throws(PostgresError) -> Value
    ) async throws(Failure) -> Value {
        do throws(PostgresError) {
            return try await body()
        } catch {
            throw .database(error)
        }
    }

    /// What the table of migrations says about one of them.
    struct Applied: Equatable {
        let name: String
        let checksum: [UInt8]
        let isBreaking: Bool
    }

    /// Whether this program may use the schema.
    static func judge(_ applied: [Applied]) -> Failure? {
        for row in applied {
            if let known = Self.all.first(where: { $0.name == row.name }) {
                if known.checksum != row.checksum { return .checksumDiffers(name: row.name) }
            } else if row.isBreaking {
                return .schemaTooNew(name: row.name)
            }
        }
        return nil
    }

    /// The lock makes nodes that start together take turns, and goes with the connection. An account that does not own the schema
    /// may ask what has run, and makes nothing.
    static let prologue = """
        set statement_timeout = 0;
        set lock_timeout = 0;
        set idle_in_transaction_session_timeout = 0;
        select pg_advisory_lock(6079911202114);
        do $$ begin
            if to_regclass('provision.migration') is null then
                create schema if not exists provision;
                create table provision.migration (
                    name        text        not null,
                    checksum    bytea       not null,
                    is_breaking boolean     not null,
                    ran_at      timestamptz not null default clock_timestamp(),
                    constraint migration_pk primary key (name)
                );
            end if;
        end $$;
        """
}
