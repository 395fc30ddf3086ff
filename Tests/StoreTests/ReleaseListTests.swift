import AMT
import Foundation
import Postgres
import Testing

@testable import Store

@Suite("Releases of the fleet", .timeLimit(.minutes(10)))
struct ReleaseListTests {
    static let crowd = 100_000
    /// Measured: 183 pages for 60 versions, three for each; reading the fleet would be thousands.
    static let buffersMax = 400

    private func fleet(_ version: String) async throws -> StoreFixture {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: Self.crowd) {
            """
            insert into provision.device (device_uuid, site_id, amt_version)
            select md5(i::text)::uuid, 1, \(version) from generate_series(\($0), \($1)) i
            """
        }
        try await fixture.run("vacuum analyze provision.device")
        return fixture
    }

    @Test("each line of releases is named once, ascending; what is no version, and what is not known, is left out")
    func lines() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresForecastBook(pool: fixture.pool)
        #expect(try await book.releases() == [])
        for (index, version) in ["16.1.25.2424", "9.5.3", "11.8.50", "16.1.3", "16.0.1", "odd", "", "11.8.55"]
            .enumerated()
        {
            try await fixture.run(
                "insert into provision.device (device_uuid, site_id, amt_version) values ($1::uuid, 1, $2)",
                [.uuid(StoreFixture.uuid(index).bytes), .text(version)])
        }
        try await fixture.run(
            "insert into provision.device (device_uuid, site_id) values ($1::uuid, 1)",
            [.uuid(StoreFixture.uuid(99).bytes)])
        #expect(try await book.releases().map(\.description) == ["9.5", "11.8", "16.0", "16.1"])
    }

    @Test("finding 60 versions among 100,000 devices costs what 60 versions cost")
    func cost() async throws {
        let fixture = try await self.fleet("'11.8.' || i % 60")
        let literal = Statements.listReleases.sql.replacingOccurrences(of: "$1", with: "2000")
        let explain = PostgresStatement(
            name: "explain_releases", sql: "explain (analyze, buffers, format json) " + literal, effect: .reads)
        let texts = try await fixture.pool.run(PostgresCall(explain)).map { (row) throws(PostgresError) in
            try row.required(row.json(0))
        }
        let plans = try #require(try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [[String: Any]])
        let plan = try #require(plans.first?["Plan"] as? [String: Any])
        let hit = try #require(plan["Shared Hit Blocks"] as? Int)
        let read = try #require(plan["Shared Read Blocks"] as? Int)
        #expect(hit + read <= Self.buffersMax, "\(hit + read) \(texts[0])")
        #expect(try await PostgresForecastBook(pool: fixture.pool).releases().map(\.description) == ["11.8"])
    }

    @Test("a fleet whose versions are made up costs no more than the versions that are looked at")
    func bounded() async throws {
        let fixture = try await self.fleet("'1.' || i")
        let found = try await PostgresForecastBook(pool: fixture.pool).releases()
        #expect(found.count == PostgresForecastBook.versionsMax)
    }
}
