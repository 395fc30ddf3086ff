import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Lease keeper") struct LeaseKeeperTests {
    static func lease(_ run: TestRun, claimed ago: Duration) -> HeldLease {
        HeldLease(run.request, claimStartedAt: .now - ago, settings: run.settings)
    }

    @Test("a young lease is left alone, an old one is renewed and trusted anew")
    func renews() async throws {
        let run = try TestRun()
        let keeper = LeaseKeeper(queue: run.queue, settings: run.settings, logger: TestRun.logger)
        let lease = Self.lease(run, claimed: .seconds(40))
        keeper.add(lease)
        run.queue.state.withLock { $0.newestAddress = PeerAddress(numeric: "192.0.2.77") }
        await keeper.beat()
        #expect(lease.address.text == "192.0.2.77")
        #expect((lease.trustLeft ?? .zero) > .seconds(70))

        let young = Self.lease(run, claimed: .seconds(5))
        keeper.remove(lease)
        keeper.add(young)
        await keeper.beat()
        #expect(young.address.text == "192.0.2.10")
    }

    @Test("a device that was proved stays where it was, whatever hello a renewal brings")
    func stays() async throws {
        let run = try TestRun()
        let house = run.house()
        let lease = Self.lease(run, claimed: .seconds(40))
        run.queue.state.withLock { $0.newestAddress = PeerAddress(numeric: "192.0.2.77") }
        lease.stay(at: PeerAddress(numeric: "192.0.2.10"))
        #expect(await house.newestAddress(lease)?.text == "192.0.2.10")
        #expect(lease.address.text == "192.0.2.10")
        #expect((lease.trustLeft ?? .zero) > .seconds(70))
        run.queue.state.withLock { $0.isTaken = true }
        #expect(await house.newestAddress(lease) == nil)
        #expect(lease.loss == .fenced)
    }

    @Test("a lease whose row went to another worker ends its run")
    func fenced() async throws {
        let run = try TestRun()
        let keeper = LeaseKeeper(queue: run.queue, settings: run.settings, logger: TestRun.logger)
        let lease = Self.lease(run, claimed: .seconds(40))
        let events = run.events
        lease.onLoss { events.add("stopped") }
        keeper.add(lease)
        run.queue.state.withLock { $0.isTaken = true }
        await keeper.beat()
        await keeper.beat()
        #expect(lease.loss == .fenced)
        #expect(lease.trustLeft == nil)
        #expect(events.lines == ["stopped"])
    }

    @Test("a database that does not answer costs nothing until the trust runs out")
    func unanswered() async throws {
        let run = try TestRun()
        let keeper = LeaseKeeper(queue: run.queue, settings: run.settings, logger: TestRun.logger)
        let lease = Self.lease(run, claimed: .seconds(40))
        keeper.add(lease)
        run.queue.fail("renew", .unavailable)
        await keeper.beat()
        #expect(lease.loss == nil)
        #expect(lease.trustLeft != nil)

        let old = Self.lease(run, claimed: .seconds(80))
        keeper.add(old)
        run.queue.fail("renew", .unavailable)
        await keeper.beat()
        #expect(old.loss == .expired)
    }

    @Test("who asks to be stopped after the loss is stopped at once")
    func late() throws {
        let run = try TestRun()
        let lease = Self.lease(run, claimed: .zero)
        lease.writeRefused()
        let events = run.events
        lease.onLoss { events.add("stopped") }
        #expect(events.lines == ["stopped"])
    }
}
