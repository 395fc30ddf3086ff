import AMT
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("The cluster as a whole", .timeLimit(.minutes(10))) struct ClusterBookTests {
    private static func book(_ fixture: StoreFixture) -> PostgresClusterBook {
        PostgresClusterBook(pool: fixture.pool, operators: fixture.book)
    }

    /// What is told of nodes, oldest first; waits for transactions of other tests in the same server.
    private static func told(_ fixture: StoreFixture, _ count: Int) async throws -> [String] {
        let events = PostgresEventBook(pool: fixture.pool)
        var told: [String] = []
        for _ in 0..<200 {
            told = try await events.events(after: .start, limit: 1_000, filter: EventFilter(typePrefix: "node.")).events
                .map { event in
                    let reason = ["ended", "lost"].first { event.data.contains("\"\($0)\"") }
                    return [event.type, event.subject, reason].compactMap { $0 }.joined(separator: " ")
                }
            if told.count >= count { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        return told
    }

    @Test(
        "a node is there while it beats, is lost when it does not, is back when it does again, and leaves in good order"
    )
    func nodes() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let beat = PostgresNodeBeat(pool: fixture.pool)
        let node = try await NodeRegistration(pool: fixture.pool).register(
            name: "n1", role: "listener", version: "0.1.0")
        func shown() async throws -> NodeView? { try await Self.book(fixture).nodes().first { $0.id == node } }
        let made = try #require(try await shown())
        #expect(made.state == .alive && made.version == "0.1.0" && made.role == "listener")

        try await fixture.run("update provision.node set seen_at = now() - interval '1 hour' where name = 'n1'")
        // Though no coordinator is there to note it.
        let silent = try #require(try await shown())
        #expect(silent.state == .left && silent.leftAt == silent.seenAt + .seconds(60))
        #expect(try await fixture.keeping.loseNodes(silentFor: .seconds(60)) == 1)
        #expect(try await fixture.keeping.loseNodes(silentFor: .seconds(60)) == 0)
        #expect(try await shown()?.state == .left)

        #expect(try await beat.beat([node], [:]) == nil)
        #expect(try await shown()?.state == .alive)
        try await beat.leave([node])
        #expect(try await shown()?.state == .left)
        #expect(
            try await Self.told(fixture, 6).filter { $0.contains(" \(node)") }
                == ["node.joined \(node)", "node.left \(node) lost", "node.joined \(node)", "node.left \(node) ended"])
        // Those that have left come last, and long ago they are not shown any more.
        #expect(try await Self.book(fixture).nodes().last?.id == node)
        try await fixture.run("update provision.node set left_at = now() - interval '2 days' where name = 'n1'")
        #expect(try await shown() == nil)
    }

    @Test("the leases of each node are counted")
    func leases() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        for number in 1...3 { _ = try await fixture.lease(number) }
        #expect(try await Self.book(fixture).nodes().filter { $0.role == "worker" }.map(\.leaseCount) == [3])
    }

    @Test(
        "what nodes count in a minute is added up, and an hour has sixty minutes whether something happened in them or not"
    )
    func minutes() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let beat = PostgresNodeBeat(pool: fixture.pool)
        _ = try await beat.beat([1], [.hellos: 5, .provisioned: 2, .failed: 0])
        _ = try await beat.beat([2], [.hellos: 7])
        let minutes = try await Self.book(fixture).overview().minutes
        #expect(minutes.count == 60)
        // The minute may have changed between the two.
        #expect(minutes.suffix(2).map(\.helloCount).reduce(0, +) == 12)
        #expect(minutes.suffix(2).map(\.provisionedCount).reduce(0, +) == 2)
        #expect(minutes.prefix(58).allSatisfy { $0.helloCount == 0 && $0.failedCount == 0 })
        #expect(zip(minutes, minutes.dropFirst()).allSatisfy { $1.at.seconds - $0.at.seconds == 60 })
    }

    @Test("an overview has the oldest that are ready and wait, and how near the ends of hello windows are")
    func overview() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        _ = try await fixture.inbox.admit((1...6).map { StoreFixture.hello($0, at: Int64($0) * 3_600) })
        for (number, change) in [
            (
                1,
                "state = 'waiting', waits_for = 'time', due_at = now(), window_ends_at = now() + interval '30 minutes'"
            ),
            (2, "window_ends_at = now() + interval '5 hours'"),
            (3, "window_ends_at = now() + interval '5 days'"),
            (4, "state = 'parked', problem_code = 'hello-window-closed'"),
            (5, "state = 'parked', problem_code = 'psk-unknown'"),
            // One that no hello made listens without a window.
            (6, "origin = 'operator', window_ends_at = now()"),
        ] {
            try await fixture.run(
                "update provision.request set \(change) where device_uuid = '\(StoreFixture.uuid(number))'")
        }
        // Ready for years: 6 is taken up by an operator, 3 is nobody's; so it is 2.
        try await fixture.run("update provision.request set is_unexpected = device_uuid = '\(StoreFixture.uuid(3))'")
        for (number, moment) in [(2, "2001-09-09 01:46:40Z"), (3, "2000-01-01 00:00Z"), (6, "1999-01-01 00:00Z")] {
            try await fixture.run(
                "update provision.request set ready_at = '\(moment)' where device_uuid = '\(StoreFixture.uuid(number))'"
            )
        }
        let overview = try await Self.book(fixture).overview()
        #expect(overview.limbo == [.hour: 1, .day: 1, .later: 1, .closed: 1])
        #expect(StoreFixture.isNear(overview.oldestWaitingAt, at: 3_600))
        #expect(overview.oldestReadyAt == UnixTime(seconds: 1_000_000_000))
        #expect(overview.counts[.silent] == 1 && overview.counts[.parked] == 1)
    }

    @Test("how long a request is ready is since it became so, and not since its device first said hello")
    func ready() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let device = "where device_uuid = '\(StoreFixture.uuid(1))'"
        try await fixture.run(
            "update provision.request set is_unexpected = false, ready_at = now() - interval '2 hours' \(device)")
        func age() async throws -> Double? {
            try await fixture.text(
                "select extract(epoch from clock_timestamp() - ready_at)::text from provision.request \(device)"
            ).flatMap { Double($0) }
        }
        #expect(try #require(try await age()) > 7_000)
        try await fixture.run(
            "update provision.request set state = 'waiting', waits_for = 'time', due_at = now() \(device)")
        #expect(try await fixture.keeping.promoteDue() == 1)
        #expect(try #require(try await age()) < 600)
    }

    @Test("each site has its devices by state, and one without any is there too")
    func sites() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        _ = try await NodeRegistration(pool: fixture.pool).site("berlin")
        try await fixture.provision(3)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1), StoreFixture.hello(2)])
        #expect(
            try await Self.book(fixture).sites() == [
                SiteView(name: "berlin", counts: [:]),
                SiteView(name: "default", counts: [.discovered: 2, .provisioned: 1]),
            ])
    }

    @Test("of each piece of housekeeping the last end is kept; an earlier one that is told later changes nothing")
    func jobs() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        func job(_ second: Int64, _ outcome: JobOutcome) -> DoneJob {
            DoneJob(
                name: "promote_due", startedAt: UnixTime(seconds: second), endedAt: UnixTime(seconds: second + 1),
                outcome: outcome)
        }
        try await fixture.keeping.note([job(10, .done(rows: 3))])
        try await fixture.keeping.note([job(20, .failed(reason: "refused"))])
        try await fixture.keeping.note([job(15, .done(rows: 9))])
        let jobs = try await Self.book(fixture).jobs()
        #expect(jobs.map(\.outcome) == [.failed(reason: "refused")] && jobs[0].endedAt == UnixTime(seconds: 21))
        #expect(jobs[0].node == "test")
    }

    @Test("the level of logging that operators choose is heard with the next beat, until they leave it to the settings")
    func level() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let beat = PostgresNodeBeat(pool: fixture.pool)
        let book = Self.book(fixture)
        try await book.setLogLevel("info")
        try await book.setLogLevel("debug")
        #expect(try await beat.beat([1], [:]) == "debug")
        #expect(try await book.logLevel() == "debug")
        try await book.setLogLevel(nil)
        #expect(try await beat.beat([1], [:]) == nil)
        #expect(try await book.logLevel() == nil)
    }
}
