import Inventory
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Devices that are parked because of the profile that they were to get") struct ReprofiledTests {
    @Test("a device that the policy had no profile for is taken up when there is a newer policy, and not before")
    func unassigned() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresPolicyBook(pool: fixture.pool)
        #expect(try await book.keep(canonicalDocument: "{}", author: "t", ifVersion: 0) == .kept(version: 1))
        let fence = try await fixture.lease(1)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .park, problem: Problem(.profileUnassigned, ["policy.version": "1"]),
                facts: AttemptFacts())
        ])
        #expect(try await fixture.keeping.wakeReprofiled() == 0)
        #expect(
            try await book.keep(canonicalDocument: "{\"schema\":1}", author: "t", ifVersion: 1) == .kept(version: 2))
        #expect(try await book.keep(canonicalDocument: "{}", author: "u", ifVersion: 1) == .conflict(newest: 2))
        #expect(try await book.history(before: nil, limit: 10).map(\.version) == [2, 1])
        #expect(try await book.history(before: nil, limit: 1).map(\.version) == [2])
        #expect(try await book.history(before: 2, limit: 10).map(\.version) == [1])
        #expect(try await book.policy(version: 1)?.version == 1)
        #expect(try await book.newest()?.document == "{\"schema\":1}")
        #expect(try await book.policy(version: 3) == nil)
        #expect(try await fixture.keeping.wakeReprofiled() == 1)
        #expect(try await fixture.request(1)?.hasPrefix("ready profile-unassigned") == true)
    }

    /// Parks a device because of the profile that it was to get, and takes it back after the time given.
    private func park(
        _ fixture: StoreFixture, _ number: Int, _ problem: Problem, after seconds: Int = 0
    ) async throws {
        let fence = try await fixture.lease(number)
        _ = try await fixture.queue.release([
            Release(fence: fence, disposition: .park, problem: problem, facts: AttemptFacts())
        ])
        try await fixture.run(
            "update provision.problem set noted_at = noted_at + make_interval(secs => \(seconds))"
                + " where device_uuid = '\(StoreFixture.uuid(number))'")
    }

    private static let misspelt = Problem(
        .profileRefused,
        [
            "profile.name": "kiosq", "profile.refusal": "no such profile", "profile.source": "rule kiosks",
            "policy.version": "1",
        ])

    @Test("a device that was given a profile that there is not is taken up by a newer policy")
    func misspeltInPolicy() async throws {
        let fixture = try await StoreFixture()
        let book = PostgresPolicyBook(pool: fixture.pool)
        _ = try await book.keep(canonicalDocument: "{}", author: "t", ifVersion: 0)
        try await self.park(fixture, 1, Self.misspelt)
        try await self.park(fixture, 2, Problem(.profileRefused, ["profile.name": "default", "profile.version": "1"]))
        #expect(try await fixture.keeping.wakeReprofiled() == 0)
        _ = try await book.keep(canonicalDocument: "{\"schema\":1}", author: "t", ifVersion: 1)
        #expect(try await fixture.keeping.wakeReprofiled() == 1)
        #expect(try await fixture.request(1)?.hasPrefix("ready profile-refused attempt=0") == true)
        #expect(try await fixture.request(2)?.hasPrefix("parked") == true)
    }

    @Test("so it is by a record that has changed, also one that came while the worker was noting what it had not found")
    func misspeltInRecord() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.sources.keep(
            name: "agent", canonicalDocument: #"{"kind":"push","name":"agent"}"#, author: "t", ifVersion: nil)
        let records = (1...3).map { number in
            SourceRecord(
                part: .whole, resource: "\(number)", deviceUUID: StoreFixture.uuid(number), fqdn: "pc.corp.example")
        }
        _ = try await fixture.sources.push(records, source: "agent")
        try await self.park(fixture, 1, Self.misspelt, after: 30)
        try await self.park(fixture, 2, Problem(.profileUnassigned, ["policy.version": "0"]), after: 30)
        try await self.park(fixture, 3, Self.misspelt, after: 90)
        #expect(try await fixture.keeping.wakeReprofiled() == 2)
        #expect(try await fixture.request(3)?.hasPrefix("parked") == true)
        #expect(try await fixture.keeping.wakeReprofiled() == 0)
    }
}
