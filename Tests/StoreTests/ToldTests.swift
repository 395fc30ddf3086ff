import AMT
import Inventory
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("What is told of sources, documents, windows and nodes", .timeLimit(.minutes(10))) struct ToldTests {
    /// What was told, oldest first, without what the fixture's own nodes tell.
    private static func told(_ fixture: StoreFixture, but left: String = "node.") async throws -> [String] {
        let text = try await fixture.text(
            """
            select string_agg(type || ' ' || right(subject, 7), ', ' order by txid, ordinal) from provision.event
            where not starts_with(type, '\(left)')
            """)
        return (text ?? "").split(separator: ", ").map { String($0) }
    }

    @Test("a source that can no longer be read is told once, one that can again once, and one that was removed no more")
    func source() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.sources.keep(
            name: "altiris", canonicalDocument: #"{"kind":"push","name":"altiris"}"#, author: "t", ifVersion: nil)
        let source = try #require(try await fixture.sources.sources().first)
        let term = try #require(try await fixture.sync.lead(for: .seconds(60)))
        func end(_ outcome: SourceState.Outcome) async throws {
            _ = try await fixture.sync.begin(source, isWhole: true, term: term)
            _ = try await fixture.sync.end(
                SyncEnd(
                    progress: SourceState.Progress(), outcome: outcome,
                    failure: outcome == .failed ? SourceFailure(.timedOut) : nil), of: source, term: term)
        }
        for outcome in [.done, .failed, .failed, .done, .done, .held] as [SourceState.Outcome] {
            try await end(outcome)
        }
        let expected = ["source.failing altiris", "source.recovered altiris", "source.held altiris"]
        #expect(try await Self.told(fixture) == expected)
        #expect(try await fixture.sources.remove(name: "altiris", ifVersion: nil) == .removed)
        try await end(.failed)
        #expect(try await Self.told(fixture) == expected)
        #expect(try await fixture.text("select count(*)::text from provision.standing") == "0")
    }

    @Test("a newer profile and a newer policy are told, and the same ones again are not")
    func documents() async throws {
        let fixture = try await StoreFixture()
        let policies = PostgresPolicyBook(pool: fixture.pool)
        for _ in 1...2 {
            _ = try await fixture.profiles.keep(
                name: "offices", canonicalDocument: #"{"name":"offices"}"#, author: "t", ifVersion: nil)
            _ = try await policies.keep(canonicalDocument: #"{"schema":1}"#, author: "t", ifVersion: nil)
        }
        #expect(try await Self.told(fixture) == ["profile.changed offices", "policy.changed ignment"])
    }

    @Test("a window that closes, a lease that was lost and a device that is forgotten are told")
    func queue() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.lease(1)
        try await fixture.run("update provision.request set lease_until = clock_timestamp() - interval '1 minute'")
        _ = try await fixture.keeping.reapLeases(attemptsMax: 12)
        try await fixture.run("update provision.request set window_ends_at = now() - interval '1 second'")
        _ = try await fixture.keeping.expireWindows()
        _ = try await fixture.keeping.forgetUnexpected(silentFor: .seconds(1))
        let types = try await Self.told(fixture).map { $0.split(separator: " ")[0] }
        #expect(types == ["device.discovered", "device.waiting", "device.silent", "device.forgotten"])
    }

    @Test("a process of a program that does not say that it lives leaves without a word; one that does is told as lost")
    func unversioned() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run("update provision.node set version = null, seen_at = now() - interval '1 hour'")
        #expect(try await fixture.keeping.loseNodes(silentFor: .seconds(60)) > 0)
        #expect(try await Self.told(fixture, but: "node.joined") == [])
        let node = try await NodeRegistration(pool: fixture.pool).register(name: "n", role: "api", version: "1")
        try await fixture.run("update provision.node set seen_at = now() - interval '1 hour' where node_id = \(node)")
        #expect(try await fixture.keeping.loseNodes(silentFor: .seconds(60)) == 1)
        #expect(try await Self.told(fixture, but: "node.joined") == ["node.left \(node)"])
    }
}
