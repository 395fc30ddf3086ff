import Foundation
import Postgres
import Testing

@testable import Store

/// Pages are counted, not seconds: the same on any machine.
@Suite("Cost of taking up again", .timeLimit(.minutes(10)))
struct TakeUpCostTests {
    static let crowd = 100_000
    /// Measured: 7 pages to find nothing, 145 to take ten, the writing of their requests among them; reading the whole fleet would
    /// be thousands.
    static let buffersOfNothingMax = 20
    static let buffersOfTenMax = 200
    /// Measured: 19 pages; looking at each device that has kept the older value would be hundreds of thousands.
    static let buffersOfOfferedMax = 60

    /// A provisioned fleet, all on version 1 of its profile, each with one section that failed and is due in an hour.
    private func fleet() async throws -> StoreFixture {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: Self.crowd) {
            """
            insert into provision.device (
                device_uuid, site_id, fqdn, profile, address, provisioned_at, profile_version, offered_version)
            select md5(i::text)::uuid, 1, 'pc-' || i, 'default', '192.0.2.1', now(), 1, 1
            from generate_series(\($0), \($1)) i
            """
        }
        try await fixture.run(upTo: Self.crowd) {
            """
            insert into provision.device_section (device_uuid, section, state, code, retry_at)
            select md5(i::text)::uuid, 'wifi', 'failed', 'firmware-busy', now() + interval '1 hour'
            from generate_series(\($0), \($1)) i
            """
        }
        try await fixture.run(
            """
            insert into provision.profile (name, version, document, digest, author)
            select name, version, '{}', decode(md5(name || version) || md5(name), 'hex'), 'test'
            from unnest(array['default', 'kiosk']) name, generate_series(1, 20) version
            where name = 'kiosk' or version = 1
            """)
        for table in ["device", "device_section", "profile"] { try await fixture.run("analyze provision.\(table)") }
        return fixture
    }

    /// Pages that one statement touches, and the plan as text.
    private func cost(_ fixture: StoreFixture, limit: Int) async throws -> (buffers: Int, plan: String) {
        let literal = Statements.takeUpAgain.sql.replacingOccurrences(of: "$1", with: String(limit))
        let explain = PostgresStatement(
            name: "explain_take_up_\(limit)", sql: "explain (analyze, buffers, format json) " + literal, effect: .writes
        )
        let texts = try await fixture.pool.run(PostgresCall(explain)).map { (row) throws(PostgresError) in
            try row.required(row.json(0))
        }
        let plans = try #require(try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [[String: Any]])
        let plan = try #require(plans.first?["Plan"] as? [String: Any])
        let hit = try #require(plan["Shared Hit Blocks"] as? Int)
        let read = try #require(plan["Shared Read Blocks"] as? Int)
        return (hit + read, texts[0])
    }

    @Test("finding nothing in a fleet of 100,000 costs two looks into indexes")
    func nothing() async throws {
        let fixture = try await self.fleet()
        let cost = try await self.cost(fixture, limit: 5_000)
        #expect(cost.buffers <= Self.buffersOfNothingMax, "\(cost.plan)")
        #expect(cost.plan.contains("device_section_due"))
        #expect(cost.plan.contains("device_offered"))
    }

    @Test("taking ten of 100,000 devices costs what ten devices cost")
    func ten() async throws {
        let fixture = try await self.fleet()
        try await fixture.run(
            """
            update provision.device_section set retry_at = now() - interval '1 minute'
            where device_uuid in (select md5(i::text)::uuid from generate_series(1, 5) i)
            """)
        try await fixture.run("insert into provision.profile values ('default', 2, '[]', sha256('2'), 'test')")
        let cost = try await self.cost(fixture, limit: 10)
        #expect(cost.buffers <= Self.buffersOfTenMax, "\(cost.plan)")
    }

    @Test("devices that were taken up for a secret's new value and have kept the older one are not looked at again")
    func offered() async throws {
        let fixture = try await self.fleet()
        try await fixture.run(
            """
            insert into provision.profile_secret (name, version, key_id, sealed_value)
            select 'wifi', version, 'k1', '\\x00' from generate_series(1, 2) version
            """)
        try await fixture.run(upTo: Self.crowd) {
            """
            insert into provision.applied_secret (
                device_uuid, field, secret_name, secret_version, digest_realm, offered_version)
            select md5(i::text)::uuid, 'wifi/office/password', 'wifi', 1, 'Digest:00', 2
            from generate_series(\($0), \($1)) i
            """
        }
        for table in ["applied_secret", "profile_secret"] { try await fixture.run("analyze provision.\(table)") }
        let cost = try await self.cost(fixture, limit: 5_000)
        #expect(cost.buffers <= Self.buffersOfOfferedMax, "\(cost.plan)")
    }
}
