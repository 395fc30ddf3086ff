import AMT
import Inventory
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Webhooks in the database", .timeLimit(.minutes(10))) struct WebhookBookTests {
    private static let lease = Duration.seconds(60)

    private static func made(_ names: String...) async throws -> (StoreFixture, PostgresWebhookBook) {
        let fixture = try await StoreFixture()
        let book = PostgresWebhookBook(pool: fixture.pool)
        for name in names {
            let keeping = try await book.keep(
                name: name, canonicalDocument: "{}", isEnabled: true, author: "t", ifVersion: nil)
            #expect(keeping == .kept(version: 1))
        }
        return (fixture, book)
    }

    @Test(
        "a new one is told what happens from now on, one that is changed goes on where it was, and versions guard against each other"
    )
    func kept() async throws {
        let (fixture, book) = try await Self.made("a")
        let begun = try #require(try await book.webhooks().first).position
        #expect(begun.transaction > 0)
        try await fixture.run("insert into provision.event (type, subject) values ('source.held', 'x')")
        #expect(
            try await book.keep(name: "a", canonicalDocument: "{}", isEnabled: true, author: "t", ifVersion: nil)
                == .unchanged(version: 1))
        #expect(
            try await book.keep(name: "a", canonicalDocument: #"{"b":1}"#, isEnabled: true, author: "t", ifVersion: 7)
                == .conflict(newest: 1))
        #expect(
            try await book.keep(name: "a", canonicalDocument: #"{"b":1}"#, isEnabled: true, author: "t", ifVersion: 1)
                == .kept(version: 2))
        #expect(try await book.webhooks().first?.position == begun)
        #expect(try await book.remove(name: "a", ifVersion: 1) == .conflict(newest: 2))
        #expect(try await book.webhooks().map(\.version) == [2])
        #expect(try await book.remove(name: "a", ifVersion: 2) == .removed)
        #expect(try await book.remove(name: "a", ifVersion: nil) == .unknown)
    }

    @Test(
        "one sends to one at a time; what was taken is noted under the lease alone, and a lease that is over is somebody else's"
    )
    func leased() async throws {
        let (fixture, book) = try await Self.made("a", "b")
        let first = try #require(try await book.claim(token: 1, lease: Self.lease))
        let second = try #require(try await book.claim(token: 2, lease: Self.lease))
        #expect(Set([first.name, second.name]) == ["a", "b"])
        #expect(try await book.claim(token: 3, lease: Self.lease) == nil)
        let taken = WebhookSettlement(
            position: EventPosition(transaction: 1_000, ordinal: 5), deliveredCount: 2, dueInSeconds: 0, failure: nil)
        #expect(try await !book.settle(taken, name: first.name, token: 2))
        #expect(try await book.settle(taken, name: first.name, token: 1))
        #expect(try await book.claim(token: 3, lease: Self.lease)?.position == taken.position)
        try await fixture.run("update provision.webhook set lease_until = now() - interval '1 second'")
        #expect(try await book.claim(token: 4, lease: Self.lease) != nil)
    }

    @Test(
        "failures in a row are kept with their reason and their number, and told apart from success"
    )
    func failures() async throws {
        let (_, book) = try await Self.made("a")
        func settle(_ count: Int, _ failure: String?, _ failures: Int) async throws -> KeptWebhook {
            _ = try #require(try await book.claim(token: 1, lease: Self.lease))
            let settlement = WebhookSettlement(
                position: .start, deliveredCount: count, dueInSeconds: 0, failure: failure, failureCount: failures)
            _ = try await book.settle(settlement, name: "a", token: 1)
            return try #require(try await book.webhooks().first)
        }
        #expect(try await settle(0, "timed-out", 1).failureCount == 1)
        let twice = try await settle(0, "server-error", 2)
        #expect(twice.failureCount == 2 && twice.failure == "server-error" && twice.deliveredAt == nil)
        #expect(try await book.claim(token: 2, lease: Self.lease)?.failureCount == 2, "who is next goes on from there")
        _ = try await book.settle(
            WebhookSettlement(position: .start, deliveredCount: 3, dueInSeconds: 0), name: "a", token: 2)
        let well = try await settle(1, nil, 0)
        #expect(well.failureCount == 0 && well.failure == nil && well.deliveredCount == 4 && well.failedAt != nil)
    }

    @Test(
        "one that is to be told again is, from there, whoever sends to it at the moment; one that is switched off is told nothing"
    )
    func replayed() async throws {
        let (_, book) = try await Self.made("a")
        _ = try await book.claim(token: 1, lease: Self.lease)
        let from = EventPosition(transaction: 3, ordinal: 4)
        #expect(try await book.replay(name: "a", after: from))
        #expect(try await !book.replay(name: "b", after: from))
        let late = WebhookSettlement(
            position: EventPosition(transaction: 9, ordinal: 9), deliveredCount: 1, dueInSeconds: 0, failure: nil)
        #expect(try await !book.settle(late, name: "a", token: 1))
        #expect(try await book.claim(token: 2, lease: Self.lease)?.position == from)
        _ = try await book.keep(
            name: "a", canonicalDocument: #"{"enabled":false}"#, isEnabled: false, author: "t", ifVersion: nil)
        #expect(try await book.claim(token: 3, lease: Self.lease) == nil)
    }

    @Test("a lease is held until it ends, or the webhook is changed, switched off, told again or removed")
    func held() async throws {
        let (fixture, book) = try await Self.made("a", "b")
        func claimed(_ token: Int64) async throws -> Bool {
            _ = try await book.claim(token: token, lease: Self.lease)
            return try await book.holds(name: "a", token: token)
        }
        try await fixture.run("update provision.webhook set is_enabled = name = 'a'")
        #expect(try await claimed(1))
        #expect(try await !book.holds(name: "a", token: 2))
        #expect(try await !book.holds(name: "b", token: 1))
        try await fixture.run("update provision.webhook set lease_until = clock_timestamp() where name = 'a'")
        #expect(try await !book.holds(name: "a", token: 1))
        #expect(try await claimed(2))
        _ = try await book.replay(name: "a", after: .start)
        #expect(try await !book.holds(name: "a", token: 2))
        #expect(try await claimed(3))
        func keep(_ document: String, isEnabled: Bool) async throws {
            _ = try await book.keep(
                name: "a", canonicalDocument: document, isEnabled: isEnabled, author: "t", ifVersion: nil)
        }
        // The same again changes nothing.
        try await keep("{}", isEnabled: true)
        #expect(try await book.holds(name: "a", token: 3))
        try await keep(#"{"url":"x"}"#, isEnabled: true)
        #expect(try await !book.holds(name: "a", token: 3))
        #expect(try await claimed(4))
        try await keep(#"{"enabled":false}"#, isEnabled: false)
        #expect(try await !book.holds(name: "a", token: 4))
        try await keep("{}", isEnabled: true)
        #expect(try await claimed(5))
        _ = try await book.remove(name: "a", ifVersion: nil)
        #expect(try await !book.holds(name: "a", token: 5))
    }
}
