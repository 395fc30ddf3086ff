import AMT
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Events", .timeLimit(.minutes(10))) struct EventTests {
    /// A server of its own: a transaction of another test in the same one would hold events back for as long as it takes.
    static let cluster = TestCluster()

    /// So many events, or what there is after ten seconds: transactions of other tests in the same server hold the line back.
    private static func all(
        _ book: PostgresEventBook, _ count: Int, after: EventPosition = .start
    ) async throws -> [ClusterEvent] {
        var events: [ClusterEvent] = []
        for _ in 0..<200 {
            // The fixture's own nodes have joined.
            events = try await book.events(after: after, limit: 1_000, filter: .everything).events
                .filter { !$0.type.hasPrefix("node.") }
            if events.count >= count { break }
            try await Task.sleep(for: .milliseconds(50))
        }
        return events
    }

    private static func told(_ book: PostgresEventBook, _ count: Int) async throws -> [String] {
        try await Self.all(book, count).map { "\($0.type) \($0.subject.suffix(2))" }
    }

    @Test(
        "a device is told of when it is new, when it waits for another reason, when it is parked, and when it is provisioned"
    )
    func device() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let book = PostgresEventBook(pool: fixture.pool)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1), StoreFixture.hello(2)])
        // A repeat is nothing new.
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 3_600)])
        #expect(try await Self.told(book, 2) == ["device.discovered 01", "device.discovered 02"])

        let later = Release.Disposition.wait(for: .time, seconds: 60)
        for (problem, disposition): (ProblemCode, Release.Disposition) in [
            (ProblemCode.deviceUnreachable, later), (.deviceUnreachable, later), (.tlsHandshakeFailed, later),
            (.tlsHandshakeFailed, .park),
        ] {
            try await fixture.run(
                "update provision.request set state = 'ready', waits_for = null, due_at = null where state <> 'leased'")
            let fence = try #require(
                try await fixture.queue.claim(limit: 10, token: 42, lease: .seconds(90)).map(\.fence).first {
                    $0.deviceUUID == StoreFixture.uuid(1)
                })
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: disposition, problem: Problem(problem),
                    facts: AttemptFacts(fqdn: "pc.corp.example"))
            ])
        }
        let fence = try await fixture.lease(3)
        try await fixture.complete(fence)
        let events = try await Self.all(book, 7).filter { $0.subject == StoreFixture.uuid(1).description }
        #expect(
            events.map(\.type) == ["device.discovered", "device.waiting", "device.waiting", "device.parked"])
        #expect(events[1].data.contains(#""problem": "device-unreachable""#))
        #expect(events[2].data.contains(#""problem": "tls-handshake-failed""#))
        #expect(events[1].site == "default" && events[3].data.contains(#""fqdn": "pc.corp.example""#))
        #expect(
            try await Self.told(book, 7).suffix(2) == ["device.discovered 03", "device.provisioned 03"])
    }

    @Test(
        "what a transaction tells that is not over is shown to nobody, and nothing that was told after it either, so that no reader goes by it"
    )
    func order() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let book = PostgresEventBook(pool: fixture.pool)
        let slow = try await PostgresConnection.open(fixture.settings)
        try await slow.runScript("begin; insert into provision.event (type, subject) values ('source.failing', 'slow')")
        try await fixture.run("insert into provision.event (type, subject) values ('source.failing', 'quick')")
        let before = try await book.events(after: .start, limit: 10, filter: .everything)
        #expect(!before.events.contains { $0.type == "source.failing" } && !before.hasMore)
        try await slow.runScript("commit")
        #expect(try await Self.all(book, 2).map(\.subject) == ["slow", "quick"])
        await slow.close()
    }

    @Test("a reader that goes on behind each page has every event once, in order, whatever its filter leaves out")
    func pages() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let book = PostgresEventBook(pool: fixture.pool)
        let begin = try await book.position()
        try await fixture.run(
            """
            insert into provision.event (type, subject)
            select case when n % 10 = 0 then 'source.held' else 'profile.changed' end, n::text from generate_series(1, 95) n
            """)
        _ = try await Self.all(book, 95)
        var seen: [String] = []
        var position = begin
        var looks = 0
        while true {
            let page = try await book.events(after: position, limit: 20, filter: EventFilter(typePrefix: "source."))
            seen += page.events.map(\.subject)
            position = page.next
            looks += 1
            guard page.hasMore else { break }
        }
        #expect(seen == (1...9).map { "\($0 * 10)" } && looks == 5)
        #expect(
            try await book.events(after: begin, limit: 100, filter: EventFilter(subject: "33")).events.map(\.type)
                == ["profile.changed"])
        // Nothing new: the position stays.
        #expect(try await book.events(after: position, limit: 20, filter: .everything).next == position)
    }

    @Test(
        "the newest are those at the end that the filter leaves, in order, and their reader goes on behind all of them")
    func newest() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let book = PostgresEventBook(pool: fixture.pool)
        try await fixture.run(
            """
            insert into provision.event (type, subject)
            select case when n % 10 = 0 then 'source.held' else 'profile.changed' end, n::text from generate_series(1, 95) n
            """)
        _ = try await Self.all(book, 95)
        let held = EventFilter(typePrefix: "source.")
        let page = try await book.newest(after: .start, limit: 3, filter: held)
        #expect(page.events.map(\.subject) == ["70", "80", "90"] && page.hasMore)
        #expect(try await book.newest(after: .start, limit: 9, filter: held).events.count == 9)
        #expect(try await !book.newest(after: .start, limit: 9, filter: held).hasMore)
        let first = try #require(page.events.first)
        let behind80 = try await book.newest(after: first.position, limit: 9, filter: held)
        #expect(behind80.events.map(\.subject) == ["80", "90"] && !behind80.hasMore)
        let none = try await book.newest(after: .start, limit: 9, filter: EventFilter(subject: "nothing"))
        #expect(none.events.isEmpty && !none.hasMore)
        try await fixture.run("insert into provision.event (type, subject) values ('source.held', 'next')")
        var behind: [ClusterEvent] = []
        while behind.isEmpty { behind = try await book.events(after: page.next, limit: 10, filter: .everything).events }
        #expect(behind.map(\.subject) == ["next"])
    }

    @Test("a position of another database, which is ahead of this one, counts as the first: better twice than never")
    func foreign() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let book = PostgresEventBook(pool: fixture.pool)
        try await fixture.run("insert into provision.event (type, subject) values ('source.held', 'a')")
        let ahead = EventPosition(transaction: 1 << 40, ordinal: 7)
        #expect(try await Self.all(book, 1, after: ahead).map(\.subject) == ["a"])
    }

    @Test(
        "how a thing stands is told when it changes, once, whoever notes it first; what has no event is noted all the same"
    )
    func standing() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        let book = PostgresEventBook(pool: fixture.pool)
        func note(_ value: String, _ type: EventType?) async throws -> [String] {
            try await book.note(
                [NotedStanding(subject: "7", value: value, type: type, data: #"{"days":1}"#)], kind: .certificate)
        }
        #expect(try await note("has-time", nil) == ["7"])
        #expect(try await note("has-time", nil) == [])
        async let one = note("30", .certificateEnding)
        async let other = note("30", .certificateEnding)
        #expect(try await (one + other) == ["7"])
        #expect(try await note("ended", .certificateEnded) == ["7"])
        #expect(try await Self.told(book, 2) == ["certificate.ending 7", "certificate.ended 7"])
    }

    @Test("days of events are made ahead, and dropped when they are over for long")
    func days() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        // The database is a copy of one that was made a while ago, when it may have been another day.
        _ = try await fixture.keeping.keepEventDays(keptDays: 30)
        try await fixture.run(
            "create table provision.event_20240101 partition of provision.event for values from ('2024-01-01 00:00+00') to ('2024-01-02 00:00+00')"
        )
        #expect(try await fixture.keeping.keepEventDays(keptDays: 30) == 1)
        #expect(try await fixture.text("select to_regclass('provision.event_20240101')::text") == nil)
        #expect(try await fixture.keeping.keepEventDays(keptDays: 30) == 0)
    }

    @Test(
        "a day that nobody made in time stays with the rest; later days are made all the same, and what is old goes from the rest too"
    )
    func late() async throws {
        let fixture = try await StoreFixture(cluster: EventTests.cluster)
        _ = try await fixture.keeping.keepEventDays(keptDays: 30)
        let tomorrow = "(now() at time zone 'UTC')::date + 1"
        let name = try await fixture.text("select to_char(\(tomorrow), 'YYYYMMDD')") ?? ""
        let after = try await fixture.text("select to_char(\(tomorrow) + 1, 'YYYYMMDD')") ?? ""
        try await fixture.run("drop table provision.event_\(name)")
        try await fixture.run("drop table provision.event_\(after)")
        try await fixture.run(
            "insert into provision.event (at, type, subject) values (now() + interval '1 day', 'source.held', 'late'), (now() - interval '90 days', 'source.held', 'old')"
        )
        #expect(try await fixture.keeping.keepEventDays(keptDays: 30) == 1)
        #expect(try await fixture.text("select to_regclass('provision.event_\(after)')::text") != nil)
        #expect(try await fixture.text("select string_agg(subject, ' ') from provision.event_rest") == "late")
    }

    @Test("every type that a statement tells is one of ours")
    func types() {
        let known = Set(EventType.allCases.map(\.rawValue))
        var told: Set<String> = []
        for statement in [
            Statements.admitHellos, Statements.completeRequests, Statements.releaseRequests, Statements.expireWindows,
            Statements.reapLeases, Statements.forgetUnexpected, Statements.endSync, Statements.keepProfile,
            Statements.keepPolicy,
        ] {
            for match in statement.sql.matches(of: /'((device|source|profile|policy|node|certificate)\.[a-z-]+)'/) {
                told.insert(String(match.1))
            }
        }
        #expect(told.isSubset(of: known) && told.count == 10)
    }
}
