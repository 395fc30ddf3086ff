import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Requests that are given back") struct GivenBackTests {
    private func claimOne(_ fixture: StoreFixture) async throws -> LeasedRequest {
        try #require(try await fixture.queue.claim(limit: 10, token: 42, lease: .seconds(90)).first)
    }

    @Test("looks that find nobody to name the device use no attempt up, and each leaves a date")
    func vainLooks() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        for _ in 1...12 {
            let fence = try await self.claimOne(fixture).fence
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: .wait(for: .inventory, seconds: 86_400),
                    problem: Problem(.fqdnUnresolved, ["inventory.record": "none"]), facts: AttemptFacts())
            ])
            #expect(
                try await fixture.text(
                    """
                    select (due_at between now() + interval '23 hours' and now() + interval '25 hours')::text
                    from provision.request
                    """) == "true")
            try await fixture.run("update provision.request set due_at = now() where state = 'waiting'")
            #expect(try await fixture.keeping.promoteDue() == 1)
        }
        // A worker that dies now is the first thing that has happened to the device.
        #expect(try await self.claimOne(fixture).attempt == 1)
        try await fixture.run("update provision.request set lease_until = clock_timestamp() - interval '1 minute'")
        #expect(try await fixture.keeping.reapLeases(attemptsMax: 12) == 1)
        #expect(
            try await fixture.request(1) == "waiting time lease-lost attempt=1 hellos=1 retry=0 192.0.2.10 refused=0")
    }

    @Test("where a device was provisioned is told to whoever works on its next hello, however often that is given back")
    func provisionedAddress() async throws {
        let fixture = try await StoreFixture()
        let device = StoreFixture.uuid(1)
        var fence = try await fixture.lease(1)
        #expect(try await fixture.queue.briefs([device])[device]?.provisionedAddress == nil)
        _ = try await fixture.queue.complete([
            Completion(fence: fence, facts: AttemptFacts(fqdn: "a.b"), credentialVersion: 1, digestRealm: nil)
        ])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, address: "192.0.2.99", at: 10 * 365 * 86_400)])
        for _ in 1...2 {
            let leased = try await self.claimOne(fixture)
            fence = leased.fence
            #expect(leased.address == PeerAddress(numeric: "192.0.2.99"))
            #expect(
                try await fixture.queue.briefs([device])[device]?.provisionedAddress
                    == PeerAddress(numeric: "192.0.2.10"))
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: .wait(for: .time, seconds: 0), problem: Problem(.connectionLost),
                    facts: AttemptFacts(fqdn: "a.b", profile: "default"))
            ])
            _ = try await fixture.keeping.promoteDue()
        }
    }

    @Test("a device is known where it was proved, also when another machine with its UUID has said hello meanwhile")
    func provedAddress() async throws {
        let fixture = try await StoreFixture()
        let device = StoreFixture.uuid(1)
        let fence = try await fixture.lease(1)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, address: "192.0.2.99", at: 60)])
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b"), credentialVersion: 1, digestRealm: nil,
                provedAt: PeerAddress(numeric: "192.0.2.10"))
        ])
        #expect(try await fixture.book.device(device)?.address?.text == "192.0.2.10")
        // The other machine says hello again: whoever works on it looks for the first one before anything is sent.
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, address: "192.0.2.99", at: 10 * 365 * 86_400)])
        let leased = try await self.claimOne(fixture)
        #expect(leased.address == PeerAddress(numeric: "192.0.2.99"))
        #expect(
            try await fixture.queue.briefs([device])[device]?.provisionedAddress == PeerAddress(numeric: "192.0.2.10"))
    }

    @Test("a release that a device has shown is kept before the device has a name or a profile, and takes neither away")
    func shownRelease() async throws {
        let fixture = try await StoreFixture()
        let device = StoreFixture.uuid(1)
        let known = [
            AttemptFacts(amtVersion: "16.1.25"), AttemptFacts(fqdn: "a.b", profile: "kiosk"),
            AttemptFacts(amtVersion: "16.1.26"),
        ]
        var fence = try await fixture.lease(1)
        for facts in known {
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: .wait(for: .time, seconds: 0), problem: Problem(.connectionLost),
                    facts: facts)
            ])
            _ = try await fixture.keeping.promoteDue()
            fence = try await fixture.claim(1)
            let version = facts.amtVersion ?? "16.1.25"
            #expect(try await fixture.queue.briefs([device])[device]?.amtVersion == version)
        }
        let view = try #require(try await fixture.book.device(device))
        #expect(view.fqdn == "a.b" && view.profile == "kiosk")
    }

    @Test("a window that closes again does not hide what was the matter before it closed the first time")
    func closedAgain() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .time, seconds: 3600), problem: Problem(.tlsHandshakeFailed),
                facts: AttemptFacts())
        ])
        for seconds in [0, 7_200] as [Int64] {
            if seconds > 0 { _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: seconds)]) }
            try await fixture.run("update provision.request set window_ends_at = now() - interval '1 second'")
            #expect(try await fixture.keeping.expireWindows() == 1)
            #expect(
                try await fixture.text("select evidence ->> 'problem.before' from provision.problem")
                    == "tls-handshake-failed")
        }
    }
}
