import AMT
import Foundation
import Postgres
import Provisioning
import Testing

@testable import Store

/// Pages are counted, not seconds: the same on any machine.
@Suite("Lists of pre-shared keys", .timeLimit(.minutes(10))) struct KeyListTests {
    private static let crowd = 20_000
    /// Measured: 58 pages for ten keys among 20,000, 417 for a hundred of those in use; reading all of them would be 40,000.
    private static let buffersMax = 1_000

    /// Keys 1 to 20,000 are in use, the last ten of them replaced since, and ten more are free.
    private static func crowded() async throws -> StoreFixture {
        let fixture = try await StoreFixture()
        try await fixture.run(upTo: Self.crowd) {
            """
            insert into provision.psk_key (pid, key_id, sealed_pps, device_uuid, used_at, replaced_at)
            select lpad(n::text, 8, '0'), 'k', 'x', md5(n::text)::uuid, now(), case when n > \(Self.crowd - 10) then now() end
            from generate_series(\($0), \($1)) n
            """
        }
        try await fixture.run(
            """
            insert into provision.psk_key (pid, key_id, sealed_pps)
            select lpad(n::text, 8, '0'), 'k', 'x' from generate_series(\(Self.crowd + 1), \(Self.crowd + 10)) n
            """)
        try await fixture.run("analyze provision.psk_key")
        return fixture
    }

    /// Pages of the database that a first page of a hundred touches, how many rows it has, and the plan as text.
    private func cost(
        _ fixture: StoreFixture, _ state: PresharedKeyState
    ) async throws -> (buffers: Int, rows: Int, plan: String) {
        let literal = Statements.listPSKKeys.sql
            .replacingOccurrences(of: "$1", with: "''").replacingOccurrences(of: "$2", with: "100")
            .replacingOccurrences(of: "$3", with: "'\(state.rawValue)'")
        let explain = PostgresStatement(
            name: "explain_keys_\(state.rawValue)", sql: "explain (analyze, buffers, format json) " + literal,
            effect: .reads)
        let texts = try await fixture.pool.run(PostgresCall(explain)).map { (row) throws(PostgresError) in
            try row.required(row.json(0))
        }
        let plans = try #require(try JSONSerialization.jsonObject(with: Data(texts[0].utf8)) as? [[String: Any]])
        let plan = try #require(plans.first?["Plan"] as? [String: Any])
        let hit = try #require(plan["Shared Hit Blocks"] as? Int)
        let read = try #require(plan["Shared Read Blocks"] as? Int)
        let rows = try #require(plan["Actual Rows"] as? Int ?? (plan["Actual Rows"] as? Double).map { Int($0) })
        return (hit + read, rows, texts[0])
    }

    @Test(
        "the few that are in a state are found without a look at the many that are not",
        arguments: [
            (PresharedKeyState.available, 10), (PresharedKeyState.replaced, 10), (PresharedKeyState.inUse, 100),
        ])
    func few(state: PresharedKeyState, count: Int) async throws {
        let cost = try await self.cost(try await Self.crowded(), state)
        #expect(cost.rows == count && cost.buffers <= Self.buffersMax, "\(cost.plan)")
    }

    /// The PID of a number.
    private static func pid(_ number: Int) throws -> PID {
        let digits = String(number)
        let first = "K" + String(repeating: "0", count: 6 - digits.count) + digits
        return try PID(first + String(decoding: [CheckCharacter.of(first.utf8)], as: UTF8.self))
    }

    @Test("the list of a state has those keys that are shown in it, page by page, whatever was known of them before")
    func states() async throws {
        let fixture = try await StoreFixture()
        let keys = PostgresImport(pool: fixture.pool, ring: fixture.ring)
        let pids = try (0..<12).map { try Self.pid($0) }
        var items: [ImportedKey] = []
        for pid in pids { items.append(ImportedKey(pid: pid, pps: try PPS(KeyLifeTests.pps))) }
        _ = try await keys.keep(items, isFresh: true)
        // Of four one is free, one was replaced, and two are in use; the last six are said by devices in the queue, one of them by two.
        try await fixture.run(
            """
            update provision.psk_key set device_uuid = md5(pid)::uuid, used_at = now(),
                replaced_at = case when substring(pid from 2 for 6)::integer % 4 = 2 then now() end
            where substring(pid from 2 for 6)::integer % 4 > 0
            """)
        for (device, number) in [(1, 6), (2, 7), (3, 8), (4, 9), (5, 10), (6, 11), (7, 6)] {
            _ = try await fixture.inbox.admit([StoreFixture.hello(device, credential: .psk(pids[number]))])
        }
        let expected: [PresharedKeyState: [Int]] = [
            .available: [0, 4], .replaced: [2], .inUse: [1, 3, 5, 6, 7, 8, 9, 10, 11],
        ]
        let all = try await keys.keys(after: nil, limit: 100, state: nil)
        #expect(all.map(\.pid) == pids)
        for (state, numbers) in expected {
            let wanted = numbers.map { pids[$0] }
            #expect(all.filter { $0.state == state }.map(\.pid) == wanted, "\(state)")
            var found: [PID] = []
            var page: [PresharedKeyView]
            repeat {
                page = try await keys.keys(after: found.last, limit: 2, state: state)
                found += page.map(\.pid)
            } while !page.isEmpty
            #expect(found == wanted, "\(state)")
        }
    }
}
