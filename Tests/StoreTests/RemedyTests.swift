import AMT
import Inventory
import Postgres
import Provisioning
import Testing

@testable import Store

@Suite("Remedies that come while somebody works on a device", .timeLimit(.minutes(10))) struct RemedyTests {
    /// Leases the request of a device to somebody who has worked on it for five minutes.
    private func work(_ fixture: StoreFixture, _ number: Int) async throws -> LeaseFence {
        let fence = try await fixture.lease(number)
        try await fixture.run(
            "update provision.request set leased_at = leased_at - interval '5 minutes' where device_uuid = $1",
            [.uuid(StoreFixture.uuid(number).bytes)])
        return fence
    }

    /// Keeps a secret that came three minutes ago.
    private func keepSecret(_ fixture: StoreFixture) async throws {
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "hush"))
        try await fixture.run("update provision.profile_secret set created_at = created_at - interval '3 minutes'")
    }

    private func park(_ fixture: StoreFixture, _ fence: LeaseFence, _ problem: Problem, refused: Int = 0) async throws {
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .park, problem: problem, facts: AttemptFacts(refusedLogons: refused))
        ])
    }

    private func wait(_ fixture: StoreFixture, _ fence: LeaseFence, _ problem: Problem) async throws {
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .inventory, seconds: 86_400), problem: problem,
                facts: AttemptFacts())
        ])
    }

    /// Completes a device whose wireless section has failed.
    private func complete(_ fixture: StoreFixture, _ fence: LeaseFence, _ evidence: [String: String]) async throws {
        let section = SectionReport(section: .wifi, state: .failed, problem: Problem(.profileRefused, evidence))
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "pc.corp.example", profile: "default"), credentialVersion: 1,
                digestRealm: nil, sections: [section])
        ])
    }

    @Test("a record wakes the device that was looked at when it came, however long that took, and no other")
    func record() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.sources.keep(
            name: "agent", canonicalDocument: #"{"kind":"push","name":"agent"}"#, author: "t", ifVersion: nil)
        let long = try await self.work(fixture, 1)
        let short = try await fixture.lease(2)
        let records = (1...2).map { number in
            SourceRecord(
                part: .whole, resource: "\(number)", deviceUUID: StoreFixture.uuid(number), fqdn: "pc.corp.example")
        }
        _ = try await fixture.sources.push(records, source: "agent")
        try await fixture.run("update provision.source_record set changed_at = changed_at - interval '3 minutes'")
        try await fixture.run("update provision.inventory_source set changed_at = changed_at - interval '1 hour'")
        for fence in [long, short] { try await self.wait(fixture, fence, Problem(.fqdnUnresolved)) }
        #expect(try await fixture.keeping.wakeResolved() == 1)
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
        #expect(try await fixture.request(2)?.hasPrefix("waiting") == true)
    }

    @Test("a secret's new value takes up the section that failed by the older one in an attempt that was under way")
    func newValue() async throws {
        let fixture = try await StoreFixture()
        let long = try await self.work(fixture, 1)
        let short = try await fixture.lease(2)
        try await self.keepSecret(fixture)
        for fence in [long, short] { try await self.complete(fixture, fence, ["profile.secret": "wifi"]) }
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
    }

    @Test("a section that failed for want of a secret is taken up when there is one, whenever it came")
    func missing() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        try await self.keepSecret(fixture)
        try await self.complete(fixture, fence, ["profile.secret_missing": "wifi"])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
    }

    @Test("a device that cannot be reached for a secret that has come is left until its time, as for anything else")
    func unreachable() async throws {
        let fixture = try await StoreFixture()
        try await self.complete(fixture, try await fixture.lease(1), ["profile.secret_missing": "wifi"])
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "hush"))
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        let later = SectionReport(
            section: .setup, state: .failed, problem: Problem(.deviceUnreachable), retryAfterSeconds: 3_600)
        _ = try await fixture.queue.complete([
            Completion(
                fence: try await fixture.claim(1), facts: AttemptFacts(), credentialVersion: nil, digestRealm: nil,
                sections: [later], isSetup: false)
        ])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        try await fixture.run("update provision.device_section set retry_at = now() where section = 'setup'")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
    }

    @Test("so it is with devices that were parked for a secret")
    func parked() async throws {
        let fixture = try await StoreFixture()
        let fences = [
            try await self.work(fixture, 1), try await fixture.lease(2), try await fixture.lease(3),
        ]
        try await self.keepSecret(fixture)
        for (fence, key) in zip(fences, ["profile.secret", "profile.secret", "profile.secret_missing"]) {
            try await self.park(fixture, fence, Problem(.profileRefused, [key: "wifi"]))
        }
        #expect(try await fixture.keeping.wakeReprofiled() == 2)
        #expect(try await fixture.request(2)?.hasPrefix("parked") == true)
    }

    @Test("a one-time password that is registered while its device is looked at wakes it, one of before does not")
    func oneTimePassword() async throws {
        let fixture = try await StoreFixture()
        let fences = [try await fixture.lease(1), try await fixture.lease(2), try await self.work(fixture, 3)]
        for number in 1...3 {
            try await fixture.profiles.registerOTP(StoreFixture.uuid(number), Secret(text: "one-time"))
        }
        try await fixture.run(
            "update provision.device_otp set registered_at = registered_at - interval '3 minutes' where device_uuid <> $1",
            [.uuid(StoreFixture.uuid(1).bytes)])
        for fence in fences { try await self.wait(fixture, fence, Problem(.secretWithheld)) }
        #expect(try await fixture.keeping.wakeProvided() == 2)
        #expect(try await fixture.request(2)?.hasPrefix("waiting") == true)
        #expect(try await fixture.keeping.wakeProvided() == 0)
    }

    @Test("a password that is imported while others are tried is tried too, with all trials before it, and once")
    func password() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        let credential = ImportedCredential(
            device: StoreFixture.uuid(1), username: "admin", password: Secret(text: "Old-Passw0rd"), mebxPassword: nil)
        _ = try await PostgresImport(pool: fixture.pool, ring: fixture.ring).keep([credential])
        #expect(try await fixture.request(1)?.hasPrefix("leased") == true)
        try await self.park(fixture, fence, Problem(.credentialUnknown, ["credential.newest": "0"]), refused: 8)
        #expect(
            try await fixture.request(1) == "parked credential-unknown attempt=1 hellos=1 retry=0 192.0.2.10 refused=8")
        #expect(try await fixture.keeping.wakeProvided() == 1)
        #expect(
            try await fixture.request(1) == "ready credential-unknown attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
        let again = try await fixture.claim(1)
        try await self.park(fixture, again, Problem(.credentialUnknown, ["credential.newest": "1"]), refused: 3)
        #expect(try await fixture.keeping.wakeProvided() == 0)
    }

    @Test("where a program of before has noted the problem, its moment counts as it did")
    func before() async throws {
        let fixture = try await StoreFixture()
        let fence = try await self.work(fixture, 1)
        try await self.keepSecret(fixture)
        try await self.park(fixture, fence, Problem(.profileRefused, ["profile.secret": "wifi"]))
        try await fixture.run("update provision.problem set looked_before = null")
        #expect(try await fixture.keeping.wakeReprofiled() == 0)
    }
}
