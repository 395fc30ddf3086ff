import AMT
import Foundation
import Postgres
import Provisioning
import Testing

@testable import Store

@Suite("Taking devices up again", .timeLimit(.minutes(10)))
struct TakeUpTests {
    private func newVersion(_ fixture: StoreFixture, of name: String = "default") async throws {
        _ = try await fixture.profiles.keep(
            name: name, canonicalDocument: UUID().uuidString, author: "test", ifVersion: nil)
    }

    private func origin(_ fixture: StoreFixture, _ number: Int) async throws -> String? {
        try await fixture.text(
            "select concat_ws(' ', origin, priority) from provision.request where device_uuid = '\(StoreFixture.uuid(number))'"
        )
    }

    static let failed = SectionReport(
        section: .wifi, state: .failed, problem: Problem(.firmwareBusy, ["wsman.fault": "busy"]), retryAfterSeconds: 0)

    @Test("a newer version of its profile takes a device up once, behind everybody who said hello")
    func newVersions() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        try await fixture.provision(2, profile: "kiosk", version: 1)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        try await self.newVersion(fixture)
        try await self.newVersion(fixture, of: "kiosk")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        #expect(try await self.origin(fixture, 1) == "profile 9")
        #expect(try await fixture.request(2) == nil)
        let view = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        #expect(view.state == .waiting)
        #expect(try await fixture.book.counts() == [.waiting: 1, .provisioned: 1])
        let leased = try #require(try await fixture.queue.claim(limit: 1, token: 5, lease: .seconds(90)).first)
        #expect(leased.credential == .managed)
        // Given an older version than the newest all the same: it is taken up again.
        let completion = Completion(
            fence: leased.fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
            digestRealm: nil, profileVersion: 0)
        #expect(try await fixture.queue.complete([completion]) == [leased.fence])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        let again = try await fixture.claim(1)
        _ = try await fixture.queue.complete([
            Completion(
                fence: again, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
                digestRealm: nil, profileVersion: 1)
        ])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.profileVersion == 1)
    }

    @Test("a failed section takes its device up when its time has come, and no section does so without a time")
    func failedSections() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1, sections: [Self.failed])
        try await fixture.provision(
            2,
            sections: [
                SectionReport(section: .wifi, state: .failed, problem: Problem(.firmwareRefused)),
                SectionReport(section: .kvm, state: .applied, retryAfterSeconds: 0),
            ])
        try await fixture.provision(
            3, sections: [SectionReport(section: .wifi, state: .failed, problem: nil, retryAfterSeconds: 3600)])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        #expect(try await self.origin(fixture, 1) == "profile 9")
        #expect(try await fixture.request(2) == nil)
        #expect(try await fixture.request(3) == nil)
    }

    @Test(
        "a section that failed for want of a secret, or by its value, takes its device up when there is a newer one",
        arguments: ["profile.secret_missing", "profile.secret"])
    func secrets(_ key: String) async throws {
        let fixture = try await StoreFixture()
        for number in 1...2 {
            let evidence = [key: number == 1 ? "wifi" : "other"]
            try await fixture.provision(
                number,
                sections: [
                    SectionReport(section: .wifi, state: .failed, problem: Problem(.profileRefused, evidence))
                ])
        }
        try await fixture.run("update provision.device_section set noted_at = now() - interval '1 hour'")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "hush"))
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        #expect(try await self.origin(fixture, 1) == "profile 9")
        #expect(try await fixture.request(2) == nil)
    }

    /// The device is proved to hold a version of a secret.
    private func hold(
        _ fixture: StoreFixture, _ fence: LeaseFence, _ version: Int, of name: String = "wifi"
    ) async throws {
        let secret = AppliedSecret(
            field: "wifi/office/password", secretName: name, secretVersion: version, digestRealm: "Digest:00")
        _ = try await fixture.queue.record([
            JournalEntry(
                fence: fence, attempt: 1, kind: .outcome, step: JournalStep(SetupStep.verify), outcome: .verified,
                detail: nil, applied: [secret])
        ])
    }

    private func keep(_ fixture: StoreFixture, _ value: String, of name: String = "wifi") async throws {
        _ = try await fixture.profiles.keepSecret(name: name, value: Secret(text: value))
    }

    @Test("a secret's new value takes up a device that was in work when it came: once, whether it takes it or not")
    func rotatedInWork() async throws {
        let fixture = try await StoreFixture()
        try await self.keep(fixture, "first")
        let fence = try await fixture.lease(1)
        try await self.hold(fixture, fence, 1)
        // The attempt has read the first one.
        try await self.keep(fixture, "second")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        try await fixture.complete(fence)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        #expect(try await self.origin(fixture, 1) == "profile 9")
        // It has seen the second one, and its firmware did not take it.
        try await fixture.complete(try await fixture.claim(1), isSetup: false)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        try await self.keep(fixture, "third")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        let again = try await fixture.claim(1)
        try await self.hold(fixture, again, 3)
        try await fixture.complete(again, isSetup: false)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
    }

    @Test("what was offered of one secret keeps no other one from a device whose profile names that one now")
    func anotherSecret() async throws {
        let fixture = try await StoreFixture()
        for value in ["first", "second"] { try await self.keep(fixture, value) }
        let fence = try await fixture.lease(1)
        try await self.hold(fixture, fence, 1)
        try await fixture.complete(fence)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        try await self.keep(fixture, "first", of: "guests")
        let again = try await fixture.claim(1)
        try await self.hold(fixture, again, 1, of: "guests")
        try await fixture.complete(again, isSetup: false)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        try await self.keep(fixture, "second", of: "guests")
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
    }

    @Test("each statement takes up to its limit, and two coordinators take each device once")
    func bounded() async throws {
        let fixture = try await StoreFixture()
        for number in 1...6 { try await fixture.provision(number, sections: number > 3 ? [Self.failed] : []) }
        try await self.newVersion(fixture)
        #expect(try await fixture.keeping.takeUpAgain(limit: 4) == 4)
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 { group.addTask { try await fixture.keeping.takeUpAgain(limit: 10) } }
            return try await group.reduce(0, +)
        }
        #expect(counts <= 2)
        let rest = try await fixture.keeping.takeUpAgain(limit: 10)
        #expect(counts + rest == 2)
        #expect(try await fixture.text("select count(*)::text from provision.request where origin = 'profile'") == "6")
    }

    @Test("a device that is in the queue already is left to its request")
    func inQueue() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1, sections: [Self.failed])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 10 * 365 * 86_400)])
        try await self.newVersion(fixture)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
        #expect(try await self.origin(fixture, 1) == "hello 5")
    }

    @Test("an operator has a provisioned device taken up at once, and is told when there is none")
    func operators() async throws {
        let fixture = try await StoreFixture()
        #expect(try await !fixture.book.apply(StoreFixture.uuid(1)))
        try await fixture.provision(1)
        #expect(try await fixture.book.apply(StoreFixture.uuid(1)))
        #expect(try await !fixture.book.apply(StoreFixture.uuid(1)))
        #expect(try await self.origin(fixture, 1) == "operator 0")
    }

    @Test(
        "a device that was taken up listens without a window: it is neither given up nor hurried when the day is over")
    func windows() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        try await fixture.run("update provision.request set priority = 9, window_ends_at = now() - interval '1 hour'")
        #expect(try await fixture.keeping.expireWindows() == 0)
        #expect(try await fixture.keeping.raiseUrgent() == 0)
        let fence = try await fixture.claim(1)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .time, seconds: 0), problem: Problem(.firmwareBusy),
                facts: AttemptFacts())
        ])
        #expect(try await fixture.keeping.promoteDue() == 1)
        #expect(try await self.origin(fixture, 1) == "operator 9")
    }

    @Test("a device that says hello after it was taken up has lost what it held: its request becomes the hello's")
    func helloTakesOver() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        try await self.newVersion(fixture)
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 1)
        let fence = try await fixture.claim(1)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .park, problem: Problem(.credentialRefused), facts: AttemptFacts())
        ])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, address: "192.0.2.77", at: 10 * 365 * 86_400)])
        #expect(try await self.origin(fixture, 1) == "hello 5")
        #expect(
            try await fixture.request(1) == "ready credential-refused attempt=0 hellos=2 retry=0 192.0.2.77 refused=0")
        let leased = try #require(try await fixture.queue.claim(limit: 1, token: 5, lease: .seconds(90)).first)
        #expect(leased.credential == .pki)
    }

    @Test("a late hello from before the end of its provisioning does not make a device that is taken up one in setup")
    func lateHello() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        #expect(try await fixture.book.apply(StoreFixture.uuid(1)))
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, address: "192.0.2.77", at: 60)])
        let leased = try #require(try await fixture.queue.claim(limit: 1, token: 5, lease: .seconds(90)).first)
        #expect(leased.credential == .managed)
        #expect(leased.address == PeerAddress(numeric: "192.0.2.10"))
    }

    @Test("a device whose profile was refused is ready again when there is a newer version of it, and not before")
    func reprofiled() async throws {
        let fixture = try await StoreFixture()
        try await self.newVersion(fixture)
        func park(
            _ number: Int, _ evidence: [String: String], _ code: ProblemCode = .profileRefused
        ) async throws {
            let fence = try await fixture.lease(number)
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: .park, problem: Problem(code, evidence),
                    facts: AttemptFacts(fqdn: "pc.corp.example", profile: "default"))
            ])
        }
        try await park(1, ["profile.name": "default", "profile.version": "1"])
        try await park(2, ["profile.name": "kiosk", "profile.refusal": "no such profile"])
        try await park(3, [:])
        try await park(4, ["profile.name": "none", "profile.secret_missing": "wifi"])
        // What the firmware has refused may be taken with another version.
        try await park(5, ["profile.name": "default", "profile.version": "1"], .firmwareRefused)
        try await park(6, ["profile.name": "default", "profile.version": "1"], .credentialUnknown)
        // The third names no version: its moment decides, and the first version came long before.
        try await fixture.run("update provision.profile set created_at = now() - interval '1 hour'")
        #expect(try await fixture.keeping.wakeReprofiled() == 0)
        try await self.newVersion(fixture)
        #expect(try await fixture.keeping.wakeReprofiled() == 3)
        #expect(try await fixture.keeping.wakeReprofiled() == 0)
        #expect(try await fixture.request(1)?.hasPrefix("ready profile-refused attempt=0") == true)
        #expect(try await fixture.request(2)?.hasPrefix("parked") == true)
        try await self.newVersion(fixture, of: "kiosk")
        #expect(try await fixture.keeping.wakeReprofiled() == 1)
        _ = try await fixture.profiles.keepSecret(name: "wifi", value: Secret(text: "hush"))
        #expect(try await fixture.keeping.wakeReprofiled() == 1)
    }
}
