import AMT
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Tokens of the API", .timeLimit(.minutes(10)))
struct TokenBookTests {
    static func digest(_ number: UInt8) -> [UInt8] { [UInt8](repeating: number, count: 32) }

    static let all = Set<AccessRole>.everything.words.joined(separator: "+")

    /// `name roles` of each token, as a list has them.
    private func listed(_ fixture: StoreFixture) async throws -> [String] {
        try await fixture.tokens.tokens().map { "\($0.name) \($0.roles.joined(separator: "+"))" }
    }

    @Test("a token is known by its digest, with the roles that it was made for")
    func makes() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.tokens
        #expect(try await book.token(digest: Self.digest(1)) == nil)
        let createdAt = try #require(try await book.make(name: "ops", roles: .everything, digest: Self.digest(1)))
        #expect(try await book.make(name: "agents", roles: [.agent], digest: Self.digest(2)) != nil)
        #expect(try await book.token(digest: Self.digest(1)) == KnownToken(name: "ops", roles: .everything))
        #expect(try await book.token(digest: Self.digest(2)) == KnownToken(name: "agents", roles: [.agent]))
        #expect(try await self.listed(fixture) == ["agents agent", "ops \(Self.all)"])
        // What a lost answer makes the pool ask again.
        #expect(try await book.make(name: "ops", roles: .everything, digest: Self.digest(1)) == createdAt)
        // The name is taken: the token that has it stays.
        #expect(try await book.make(name: "agents", roles: .everything, digest: Self.digest(3)) == nil)
        #expect(try await book.token(digest: Self.digest(3)) == nil)
        #expect(try await self.listed(fixture) == ["agents agent", "ops \(Self.all)"])
    }

    @Test("when a token was last used is noted, once a minute")
    func lastUse() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.tokens
        _ = try await book.make(name: "ops", roles: .everything, digest: Self.digest(1))
        func lastUse() async throws -> UnixTime? { try await book.tokens().first?.lastUsedAt }
        #expect(try await lastUse() == nil)
        _ = try await book.token(digest: Self.digest(1))
        let first = try #require(try await lastUse())
        _ = try await book.token(digest: Self.digest(1))
        #expect(try await lastUse() == first)
        try await fixture.run("update provision.api_token set last_used_at = last_used_at - interval '61 seconds'")
        _ = try await book.token(digest: Self.digest(1))
        #expect(try #require(try await lastUse()) >= first)
    }

    @Test("a token that is withdrawn is known no more; the last one that may make others stays")
    func removes() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.tokens
        _ = try await book.make(name: "a", roles: .everything, digest: Self.digest(1))
        _ = try await book.make(name: "agents", roles: [.agent], digest: Self.digest(2))
        #expect(try await book.remove(name: "none") == .unknown)
        #expect(try await book.remove(name: "a") == .last)
        #expect(try await book.remove(name: "agents") == .removed)
        #expect(try await book.token(digest: Self.digest(2)) == nil)
    }

    @Test("of the last two that are withdrawn at once one stays")
    func removesAtOnce() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.tokens
        _ = try await book.make(name: "a", roles: .everything, digest: Self.digest(1))
        _ = try await book.make(name: "b", roles: .everything, digest: Self.digest(2))
        // Both have begun before either can end.
        let holder = try await PostgresConnection.open(fixture.settings)
        try await holder.runScript("begin; update provision.api_token set name = name")
        async let one = book.remove(name: "a")
        async let other = book.remove(name: "b")
        let waiting = """
            select count(*)::text from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'
            """
        while try await fixture.text(waiting) != "2" { await Task.yield() }
        try await holder.runScript("commit")
        #expect(try await Set([one, other]) == [.removed, .last])
        #expect(try await book.tokens().count == 1)
        await holder.close()
    }

    @Test("tokens of files are for everything, each under a name of its own, and stay what they are")
    func keeps() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.tokens
        #expect(try await !book.hasTokens())
        _ = try await book.make(name: "agents", roles: [.agent], digest: Self.digest(9))
        #expect(try await !book.hasTokens())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in UInt8(1)...4 {
                group.addTask { try await book.keep(digest: Self.digest(number), name: "bootstrap") }
            }
            try await group.waitForAll()
        }
        try await book.keep(digest: Self.digest(2), name: "bootstrap")
        try await book.keep(digest: Self.digest(9), name: "bootstrap")
        #expect(
            try await self.listed(fixture) == [
                "agents agent", "bootstrap \(Self.all)", "bootstrap-2 \(Self.all)", "bootstrap-3 \(Self.all)",
                "bootstrap-4 \(Self.all)",
            ])
        #expect(try await book.hasTokens())
        for number in UInt8(1)...4 { #expect(try await book.token(digest: Self.digest(number))?.roles == .everything) }
    }

    @Test("tokens of before may do what they could, and keep apart where they had one name")
    func migrates() async throws {
        let settings = try await TestCluster.shared.emptyDatabase()
        let index = try #require(Migrator.all.firstIndex { $0.name == "m0011_scope_api_tokens" })
        try await MigratorTests.script("create schema provision", settings)
        for migration in Migrator.all[..<index] { try await MigratorTests.script(migration.sql, settings) }
        try await MigratorTests.script(
            """
            insert into provision.api_token (token_sha256, name, created_at) values
                (decode(repeat('02', 32), 'hex'), 'bootstrap', '2026-01-02'),
                (decode(repeat('01', 32), 'hex'), 'bootstrap', '2026-01-01'),
                (decode(repeat('03', 32), 'hex'), 'first', '2026-01-03')
            """, settings)
        for migration in Migrator.all[index...] { try await MigratorTests.script(migration.sql, settings) }
        let pool = PostgresPool(settings: settings, connectionsMax: 1, logger: StoreFixture.logger)
        let book = PostgresTokenBook(durable: pool, relaxed: pool)
        #expect(try await book.token(digest: Self.digest(1)) == KnownToken(name: "bootstrap", roles: .everything))
        #expect(
            try await book.token(digest: Self.digest(2)) == KnownToken(name: "bootstrap-02020202", roles: .everything))
        #expect(try await book.token(digest: Self.digest(3)) == KnownToken(name: "first", roles: .everything))
        await pool.close()
    }
}
