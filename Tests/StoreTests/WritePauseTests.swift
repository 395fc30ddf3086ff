import AMT
import Foundation
import Provisioning
import Testing

@testable import Store

@Suite("Keeping the pause of writes", .timeLimit(.minutes(10)))
struct WritePauseTests {
    private static var now: UnixTime { UnixTime(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }
    private static var tomorrow: UnixTime { Self.now + .seconds(86_400) }

    /// Until when the firmware takes no writes, as the next worker is told.
    private func pauseEnd(_ fixture: StoreFixture) async throws -> UnixTime? {
        try await fixture.queue.briefs([StoreFixture.uuid(1)])[StoreFixture.uuid(1)]?.noWriteUntil
    }

    private func newVersion(_ fixture: StoreFixture) async throws {
        _ = try await fixture.profiles.keep(
            name: "default", canonicalDocument: UUID().uuidString, author: "test", ifVersion: nil)
    }

    @Test("a device that protects its flash is left alone until its day is over, whatever is new")
    func paused() async throws {
        let fixture = try await StoreFixture()
        let tomorrow = Self.tomorrow
        try await fixture.provision(1, noWriteUntil: tomorrow)
        try await self.newVersion(fixture)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        // An operator's order is carried out, and the worker knows of the pause.
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        let fence = try await fixture.claim(1)
        #expect(try await self.pauseEnd(fixture) == tomorrow)
        // It has heard nothing new: what is known stays.
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
                digestRealm: nil, profileVersion: 0)
        ])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        try await fixture.run("update provision.device set no_write_until = now() - interval '1 second'")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
    }

    @Test("it is kept although a hello has come meanwhile and the request goes on because of that")
    func goesOn() async throws {
        let fixture = try await StoreFixture()
        let tomorrow = Self.tomorrow
        try await fixture.provision(1)
        let provisionedAt = try await fixture.book.device(StoreFixture.uuid(1))?.provisionedAt ?? StoreFixture.start
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        let fence = try await fixture.claim(1)
        _ = try await fixture.inbox.admit([
            StoreFixture.hello(1, at: provisionedAt.seconds - StoreFixture.start.seconds + 60)
        ])
        let heard = SectionReport(
            section: .wifi, state: .failed, problem: Problem(.flashWriteLimit), retryAfterSeconds: 86_400)
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default", noWriteUntil: tomorrow),
                credentialVersion: nil, digestRealm: nil, sections: [heard])
        ])
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
        #expect(try await self.pauseEnd(fixture) == tomorrow)
    }

    @Test(
        "it is kept whatever the request is released for, and over a hello from another address",
        arguments: [
            (.wait(for: .time, seconds: 86_400), .flashWriteLimit),
            (.wait(for: .time, seconds: 60), .credentialRefused),
            (.park, .firmwareRefused), (.handBack, nil),
        ] as [(Release.Disposition, ProblemCode?)])
    func released(_ disposition: Release.Disposition, _ code: ProblemCode?) async throws {
        let fixture = try await StoreFixture()
        let tomorrow = Self.tomorrow
        func release(_ fence: LeaseFence, _ noWriteUntil: UnixTime?) async throws {
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: disposition, problem: code.map { Problem($0) },
                    facts: AttemptFacts(fqdn: "pc.corp.example", profile: "default", noWriteUntil: noWriteUntil))
            ])
        }
        try await release(try await fixture.lease(1), tomorrow)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, address: "192.0.2.77", at: 60)])
        #expect(try await self.pauseEnd(fixture) == tomorrow)
        // An attempt that was woken and has heard nothing new takes nothing away.
        _ = try await fixture.book.retry(StoreFixture.uuid(1))
        try await release(try await fixture.claim(1), nil)
        #expect(try await self.pauseEnd(fixture) == tomorrow)
    }
}
