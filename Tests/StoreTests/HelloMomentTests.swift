import AMT
import Postgres
import Provisioning
import Testing

@testable import Store

@Suite("Moments of hellos") struct HelloMomentTests {
    /// A listener whose clock is off by so much, and what it hears now.
    private struct Listener {
        let inbox: PostgresHelloInbox
        let off: Duration

        init(_ fixture: StoreFixture, off: Duration) {
            self.off = off
            self.inbox = PostgresHelloInbox(
                pool: fixture.pool, refresh: .seconds(600), unexpected: UnexpectedLimits(),
                window: { _ in .seconds(3_600) }, clock: { ContinuousClock.now + off })
        }

        func hears(_ retryCount: UInt32 = 0, from address: String) async throws {
            let hello = StoreFixture.hello(1, retryCount: retryCount, address: address)
            let heard = AdmittedHello(
                hello: hello.hello, address: hello.address, site: hello.site, receivedAt: ContinuousClock.now + self.off
            )
            _ = try await self.inbox.admit([heard])
        }
    }

    /// Minutes from the hello that a request has to now, rounded.
    private static func age(_ fixture: StoreFixture) async throws -> String? {
        try await fixture.text("select round(extract(epoch from now() - hello_at) / 60)::text from provision.request")
    }

    @Test(
        "whether a listener's clock is ahead or behind, a hello is as old as it is, and the device's next one is newer",
        arguments: [3_600, -3_600])
    func offClock(_ seconds: Int64) async throws {
        let fixture = try await StoreFixture()
        let off = Listener(fixture, off: .seconds(seconds))
        let right = Listener(fixture, off: .zero)
        try await off.hears(0, from: "192.0.2.1")
        #expect(try await Self.age(fixture) == "0")
        try await right.hears(1, from: "192.0.2.2")
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=2 retry=1 192.0.2.2 refused=0")
        try await off.hears(2, from: "192.0.2.3")
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=3 retry=2 192.0.2.3 refused=0")
        #expect(
            try await fixture.text(
                "select (window_ends_at - hello_at < interval '61 minutes')::text from provision.request")
                == "true")
    }

    @Test(
        "a device that was provisioned and reset is new by the first hello, whoever hears it with whatever clock",
        arguments: [3_600, -3_600])
    func resetDevice(_ seconds: Int64) async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        try await Listener(fixture, off: .seconds(seconds)).hears(from: "192.0.2.1")
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.1 refused=0")
    }

    @Test(
        "a hello that has waited is as old as it is when it is sent, and its window is counted from when it was heard")
    func waited() async throws {
        let fixture = try await StoreFixture(windowSeconds: 3_600)
        let heard = AdmittedHello(
            hello: StoreFixture.hello(1).hello, address: PeerAddress(numeric: "192.0.2.1"), site: "default",
            receivedAt: ContinuousClock.now - .seconds(1_800))
        _ = try await fixture.inbox.admit([heard])
        #expect(try await Self.age(fixture) == "30")
        #expect(
            try await fixture.text(
                "select round(extract(epoch from window_ends_at - now()) / 60)::text from provision.request") == "30")
    }

    @Test("a hello that is sent once more, because the answer was lost, changes nothing")
    func sentTwice() async throws {
        let fixture = try await StoreFixture()
        let heard = StoreFixture.hello(1)
        _ = try await fixture.inbox.admit([heard])
        _ = try await fixture.inbox.admit([heard])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
        try await fixture.complete(try await fixture.claim(1))
        _ = try await fixture.inbox.admit([heard])
        #expect(try await fixture.request(1) == nil)
    }

    @Test("a row from a listener whose clock was ahead makes no hello older, and is set right by the next one")
    func dateInFuture() async throws {
        let fixture = try await StoreFixture()
        let right = Listener(fixture, off: .zero)
        try await right.hears(from: "192.0.2.1")
        try await fixture.run("update provision.request set hello_at = now() + interval '1 hour'")
        try await right.hears(1, from: "192.0.2.2")
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=2 retry=1 192.0.2.2 refused=0")
        #expect(try await Self.age(fixture) == "0")
        try await fixture.run("update provision.request set hello_at = now() + interval '1 hour'")
        // Nothing else is new.
        try await right.hears(2, from: "192.0.2.2")
        #expect(try await Self.age(fixture) == "0")
    }

    @Test("a provisioning that is dated in the future, because the server's clock was set back, makes no hello older")
    func provisionedInFuture() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        try await fixture.run("update provision.device set provisioned_at = now() + interval '1 hour'")
        try await Listener(fixture, off: .zero).hears(from: "192.0.2.1")
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.1 refused=0")
    }
}
