import Foundation
import Postgres
import Testing

@testable import Store

/// Pages are counted, not seconds: the same on any machine.
@Suite("Cost of a claim")
struct ClaimCostTests {
    /// Measured limit of the queue's design: 15 to 17 pages in each of the situations below, against tens of thousands for
    /// the shapes that collapse.
    static let buffersMax = 25
    static let crowd = 100_000

    /// Rows whose windows end `offset` seconds after a fixed moment, one second apart.
    private static func rows(_ first: Int, _ last: Int, state: String) -> String {
        let lease = state == "leased" ? "7, 1, now() + interval '1 hour'" : "null, null, null"
        let wait = state == "waiting" ? "'time', now() + interval '1 hour'" : "null, null"
        return """
            insert into provision.request (
                device_uuid, site_id, state, window_ends_at, lease_token, lease_owner, lease_until, waits_for, due_at, address,
                retry_count, pid, first_hello_at, hello_at)
            select md5(i::text)::uuid, 1, '\(state)', '2030-01-01Z'::timestamptz + make_interval(secs => i), \(lease), \(wait),
                '192.0.2.1', 0, '0000037M', now(), now()
            from generate_series(\(first), \(last)) i
            """
    }

    /// Pages that one claim of one request touches, found after the statement's plan is warm.
    private func buffers(
        _ fixture: StoreFixture, priorityFrom: Int = -32768, windowFrom: String = "-infinity"
    ) async throws -> Int {
        let literal = Statements.claimRequests.sql
            .replacingOccurrences(of: "$1", with: "1").replacingOccurrences(of: "$2", with: "1")
            .replacingOccurrences(of: "$3", with: "99").replacingOccurrences(of: "$4", with: "1")
            .replacingOccurrences(of: "$5", with: "90").replacingOccurrences(of: "$6", with: "(\(priorityFrom))")
            .replacingOccurrences(of: "$7", with: "'\(windowFrom)'")
        let explain = PostgresStatement(
            name: "explain_claim_\(windowFrom)", sql: "explain (analyze, buffers, format json) " + literal,
            effect: .writes)
        var least = Int.max
        for _ in 0..<3 {
            let texts = try await fixture.pool.run(PostgresCall(explain)).map { (row) throws(PostgresError) in
                try row.required(row.json(0))
            }
            let plans = try #require(try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [[String: Any]])
            let plan = try #require(plans.first?["Plan"] as? [String: Any])
            let hit = try #require(plan["Shared Hit Blocks"] as? Int)
            let read = try #require(plan["Shared Read Blocks"] as? Int)
            #expect(plan["Actual Rows"] as? Double == 1 || plan["Actual Rows"] as? Int == 1)
            least = min(least, hit + read)
        }
        return least
    }

    @Test("does not grow with the number of leased requests at the head")
    func leased() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: Self.crowd) { Self.rows($0, $1, state: "leased") }
        try await fixture.run(Self.rows(Self.crowd + 1, Self.crowd + 100, state: "ready"))
        try await fixture.run("analyze provision.request")
        #expect(try await self.buffers(fixture) <= Self.buffersMax)
    }

    @Test("does not grow with the number of waiting requests that are older")
    func waiting() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: Self.crowd) { Self.rows($0, $1, state: "waiting") }
        try await fixture.run(Self.rows(Self.crowd + 1, Self.crowd + 100, state: "ready"))
        try await fixture.run("analyze provision.request")
        #expect(try await self.buffers(fixture) <= Self.buffersMax)
    }

    @Test("does not grow behind a held snapshot, thanks to the low-water mark")
    func heldSnapshot() async throws {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: 50_100) { Self.rows($0, $1, state: "ready") }
        try await fixture.run("analyze provision.request")
        let holder = try await PostgresConnection.open(fixture.settings)
        try await holder.runScript("begin isolation level repeatable read; select count(*) from provision.request")
        try await fixture.run(
            "delete from provision.request where window_ends_at <= '2030-01-01Z'::timestamptz + interval '50000 s'")
        let ahead = try await self.buffers(fixture)
        let marked = try await self.buffers(fixture, priorityFrom: 5, windowFrom: "2030-01-01T13:53:20Z")
        #expect(marked <= Self.buffersMax)
        // The mark is what does it: without it the claim walks over the dead.
        #expect(ahead > Self.buffersMax)
        await holder.close()
    }
}
