import AMT
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Failures of the store", .timeLimit(.minutes(10))) struct FailureTests {
    private static func failure(_ body: () async throws(StoreFailure) -> Void) async -> StoreFailure? {
        do throws(StoreFailure) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test("a refusal that passes by itself is an outage, however long it lasts; what would happen again is a refusal")
    func kinds() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run(
            """
            create function provision.refuse(text) returns text language plpgsql as
            $$ begin raise exception 'as asked' using errcode = $1; end $$
            """)
        let pool = PostgresPool(
            settings: fixture.settings, connectionsMax: 1, acquireTimeout: .milliseconds(200),
            logger: StoreFixture.logger)
        let statement = PostgresStatement(name: "refuse", sql: "select provision.refuse($1::text)", effect: .reads)
        let answers: [(String, StoreFailure.Kind)] = [
            // For another transaction's sake, for want of room or a lock, for a statement's time, on a standby.
            ("40001", .unavailable), ("40P01", .unavailable), ("53100", .unavailable), ("53300", .unavailable),
            ("55P03", .unavailable), ("57014", .unavailable), ("25006", .unavailable),
            // The server ends the session.
            ("57P01", .outcomeUnknown),
            ("23514", .refused), ("42P01", .refused), ("22P02", .refused),
        ]
        for (state, kind) in answers {
            let failure = await Self.failure { () throws(StoreFailure) in
                _ = try await pool.rows(statement, [.text(state)]) { (row) throws(PostgresError) in try row.text(0) }
            }
            #expect(failure == StoreFailure(kind: kind, sqlstate: state, statement: "refuse"))
        }
        await pool.close()
    }

    @Test("writes of a lease that wait for a lock longer than a caller waits are an outage, and are taken afterwards")
    func locked() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        // Two times shorter than in earnest: of a lock, and of a caller.
        let pool = PostgresPool(
            settings: PostgresSettings(url: fixture.settings.url + " options='-c lock_timeout=200ms'"),
            connectionsMax: 1, acquireTimeout: .milliseconds(300), logger: StoreFixture.logger)
        let queue = PostgresRequestQueue(durable: pool, relaxed: pool, ring: fixture.ring, node: 1, site: 1)
        let checkpoint = Checkpoint(
            fence: fence,
            credential: CredentialVersion(
                version: 1, status: .pending, username: "admin", password: Secret(text: "first"), mebxPassword: nil))
        let entry = JournalEntry(
            fence: fence, attempt: 1, kind: .intent, step: JournalStep(SetupStep.commit), outcome: nil, detail: nil)
        let completion = Completion(
            fence: fence, facts: AttemptFacts(fqdn: "pc.corp.example"), credentialVersion: 1, digestRealm: nil)
        let release = Release(fence: fence, disposition: .handBack, problem: nil, facts: AttemptFacts())

        // As a migration does that makes an index or adds a column.
        let migration = try await PostgresConnection.open(fixture.settings)
        try await migration.runScript(
            "set idle_in_transaction_session_timeout = 0; begin; lock table provision.request in access exclusive mode")
        let failures = [
            await Self.failure { () throws(StoreFailure) in _ = try await queue.checkpoint([checkpoint]) },
            await Self.failure { () throws(StoreFailure) in _ = try await queue.record([entry]) },
            await Self.failure { () throws(StoreFailure) in _ = try await queue.complete([completion]) },
            await Self.failure { () throws(StoreFailure) in _ = try await queue.release([release]) },
        ]
        #expect(failures.map { $0?.kind } == [.unavailable, .unavailable, .unavailable, .unavailable])
        #expect(failures.map { $0?.sqlstate } == ["55P03", "55P03", "55P03", "55P03"])
        try await migration.runScript("commit")
        await migration.close()
        #expect(try await queue.checkpoint([checkpoint]).count == 1)
        #expect(try await queue.record([entry]).count == 1)
        #expect(try await queue.complete([completion]).count == 1)
        await pool.close()
    }
}
