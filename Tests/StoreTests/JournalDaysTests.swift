import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Days of the journal", .timeLimit(.minutes(10))) struct JournalDaysTests {
    /// The day after today, as SQL.
    private static let tomorrow = "(now() at time zone 'UTC')::date + 1"

    private static func name(of day: String, _ fixture: StoreFixture) async throws -> String {
        try #require(try await fixture.text("select 'provision.journal_' || to_char(\(day), 'YYYYMMDD')"))
    }

    /// A day whose partition is not there.
    private static func drop(_ day: String, _ fixture: StoreFixture) async throws {
        let name = try await Self.name(of: day, fixture)
        try await fixture.run("drop table \(name)")
    }

    private static func line(_ day: String) -> String {
        "insert into provision.journal (at, device_uuid, lease_generation, kind, step, detail) values (\(day), '\(StoreFixture.uuid(1))', 1, 'intent', 'commit', 'late')"
    }

    @Test("a day that nobody made in time stays with the rest; later days are made all the same, today and ever after")
    func late() async throws {
        let fixture = try await StoreFixture()
        // The database is a copy of one that was made a while ago, when it may have been another day.
        _ = try await fixture.keeping.makeJournalDays()
        try await Self.drop(Self.tomorrow, fixture)
        try await Self.drop(Self.tomorrow + " + 1", fixture)
        try await fixture.run(Self.line("now() + interval '1 day'"))
        #expect(try await fixture.keeping.makeJournalDays() == 1)
        let after = try await Self.name(of: Self.tomorrow + " + 1", fixture)
        #expect(try await fixture.text("select to_regclass('\(after)')::text") == after)
        #expect(try await fixture.text("select detail from provision.journal_rest") == "late")
        #expect(try await fixture.text("select detail from provision.journal where detail = 'late'") == "late")
        #expect(try await fixture.keeping.makeJournalDays() == 0)
    }

    @Test(
        "while somebody reads the whole journal, making a day holds up its writers no longer than a lock may be waited for"
    )
    func dumped() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.keeping.makeJournalDays()
        try await Self.drop(Self.tomorrow + " + 6", fixture)
        let dump = try await PostgresConnection.open(fixture.settings)
        try await dump.runScript(
            "set idle_in_transaction_session_timeout = 0; begin; lock table provision.journal in access share mode")
        // So short that it is not tried again.
        let pool = PostgresPool(
            settings: fixture.settings, connectionsMax: 1, acquireTimeout: .milliseconds(300),
            logger: StoreFixture.logger)
        let keeping = PostgresQueueKeeping(pool: pool, node: 1)
        do throws(StoreFailure) {
            _ = try await keeping.makeJournalDays()
            Issue.record("a day was made in a journal that somebody reads")
        } catch {
            #expect(error.kind == .unavailable && error.sqlstate == "55P03")
        }
        try await fixture.run(Self.line("now()"))
        try await dump.runScript("commit")
        await dump.close()
        #expect(try await keeping.makeJournalDays() == 1)
        await pool.close()
    }
}
