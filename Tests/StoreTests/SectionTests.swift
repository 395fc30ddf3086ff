import AMT
import Postgres
import Provisioning
import Testing

@testable import Store

@Suite("Sections and secrets of a device", .timeLimit(.minutes(10)))
struct SectionTests {
    @Test("a completion replaces what is known of the device's sections, and a lost lease replaces nothing")
    func sections() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(
            1, version: 3,
            sections: [
                SectionReport(section: .wifi, state: .applied),
                SectionReport(
                    section: .kvm, state: .failed, problem: Problem(.firmwareRefused, ["wsman.return_value": "1"]),
                    retryAfterSeconds: 60),
                SectionReport(section: .power, state: .notApplicable),
            ])
        let first = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        #expect(first.profileVersion == 3)
        #expect(
            first.sections.map { "\($0.section) \($0.state.rawValue)" } == [
                "kvm failed", "power not-applicable", "wifi applied",
            ])
        #expect(first.sections[0].problem?.code == "firmware-refused")
        #expect(first.sections[0].problem?.evidence == ["wsman.return_value": "1"])
        #expect(first.sections.map { $0.retryAt != nil } == [true, false, false])

        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        let fence = try await fixture.claim(1)
        let stale = LeaseFence(deviceUUID: fence.deviceUUID, generation: fence.generation, token: fence.token + 1)
        func completion(_ fence: LeaseFence, _ sections: [SectionReport], proved: Int? = 1) -> Completion {
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: proved,
                digestRealm: nil, profileVersion: 4, sections: sections)
        }
        #expect(
            try await fixture.queue.complete([completion(stale, [SectionReport(section: .users, state: .applied)])])
                == [])
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.sections == first.sections)
        // Of two reports on a section the last one counts.
        let reports = [
            SectionReport(section: .kvm, state: .failed), SectionReport(section: .kvm, state: .unchanged),
            SectionReport(section: .users, state: .failed),
        ]
        #expect(try await fixture.queue.complete([completion(fence, reports)]) == [fence])
        let second = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        #expect(second.sections.map { "\($0.section) \($0.state.rawValue)" } == ["kvm unchanged", "users failed"])
        #expect(second.sections.map { $0.problem?.code } == [nil, "internal-error"])
        #expect(second.profileVersion == 4)
    }

    /// A completion of device 1 in which its web page fails, and how long it waits then, in minutes.
    private static func fail(
        _ fixture: StoreFixture, _ code: ProblemCode, _ text: String, again: Double?
    ) async throws -> Int {
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        let fence = try await fixture.claim(1)
        let report = SectionReport(
            section: .webPage, state: .failed, problem: Problem(code, ["profile.field.webPage.enabled": text]),
            retryAfterSeconds: 1_800, retryAgainAfterSeconds: again)
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
                digestRealm: nil, profileVersion: 1, sections: [report])
        ])
        let minutes = try await fixture.text(
            """
            select (extract(epoch from retry_at - noted_at) / 60)::integer::text from provision.device_section
            where section = 'web-page'
            """)
        return try #require(minutes.flatMap { Int($0) })
    }

    @Test("a section that fails as it did the time before waits longer, where its report says so")
    func again() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1, version: 1)
        let ignored = "true instead of false"
        #expect(try await Self.fail(fixture, .verificationFailed, ignored, again: 86_400) == 30)
        #expect(try await Self.fail(fixture, .verificationFailed, ignored, again: 86_400) == 1_440)
        #expect(try await Self.fail(fixture, .verificationFailed, ignored, again: 86_400) == 1_440)
        #expect(try await Self.fail(fixture, .verificationFailed, "something else", again: 86_400) == 30)
        #expect(try await Self.fail(fixture, .firmwareBusy, "something else", again: nil) == 30)
        #expect(try await Self.fail(fixture, .firmwareBusy, "something else", again: nil) == 30)
        // It was in order in between.
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        let fence = try await fixture.claim(1)
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
                digestRealm: nil, profileVersion: 1, sections: [SectionReport(section: .webPage, state: .applied)])
        ])
        #expect(try await Self.fail(fixture, .verificationFailed, ignored, again: 86_400) == 30)
    }

    @Test("a device that is left for later keeps what is known of it, and its sections with it")
    func leftForLater() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(
            1, version: 3, sections: [SectionReport(section: .wifi, state: .applied)])
        let before = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        _ = try await fixture.profiles.keep(
            name: "default", canonicalDocument: "{}", author: "test", ifVersion: nil)
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        let fence = try await fixture.claim(1)
        let later = SectionReport(
            section: .setup, state: .failed, problem: Problem(.deviceUnreachable), retryAfterSeconds: 3600)
        #expect(
            try await fixture.queue.complete([
                Completion(
                    fence: fence, facts: AttemptFacts(), credentialVersion: nil, digestRealm: nil, sections: [later])
            ]) == [fence])
        let after = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        #expect(after.state == .provisioned)
        #expect(after.provisionedAt == before.provisionedAt)
        #expect(after.profileVersion == 3)
        #expect(after.fqdn == before.fqdn)
        #expect(after.profile == "default")
        #expect(after.sections.map(\.section) == ["setup", "wifi"])
        #expect(
            try await fixture.book.timeline(fence.deviceUUID, limit: 1).map(\.outcome) == ["postponed"])
        #expect(try await fixture.keeping.takeUpAgain(limit: 10) == 0)
    }

    @Test("a completion that has proved nothing takes no hello with it, as one that has proved something does")
    func helloMeanwhile() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1, sections: [SectionReport(section: .wifi, state: .applied)])
        func complete(proved: Int?) async throws {
            let fence = try await fixture.claim(1)
            // The device was reset, and says so from another address while it is looked for.
            let provisionedAt = try await fixture.book.device(StoreFixture.uuid(1))?.provisionedAt ?? StoreFixture.start
            _ = try await fixture.inbox.admit([
                StoreFixture.hello(
                    1, address: "192.0.2.77", at: provisionedAt.seconds - StoreFixture.start.seconds + 60)
            ])
            #expect(
                try await fixture.queue.complete([
                    Completion(
                        fence: fence, facts: AttemptFacts(), credentialVersion: proved, digestRealm: nil,
                        sections: [SectionReport(section: .setup, state: .failed)])
                ]) == [fence])
        }
        _ = try await fixture.book.apply(StoreFixture.uuid(1))
        try await complete(proved: nil)
        #expect(
            try await fixture.text("select concat_ws(' ', state, origin, address, attempt) from provision.request")
                == "ready hello 192.0.2.77 0")
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.sections.map(\.section) == ["wifi"])
        let settled = try await fixture.book.timeline(StoreFixture.uuid(1), limit: 10).last { $0.kind == "settled" }
        #expect(settled?.outcome == "ready")
        try await complete(proved: 1)
        #expect(try await fixture.request(1) == nil)
    }

    @Test("a hello that comes to a configured device while it is taken up is worked on next, and what was proved stays")
    func helloToConfigured() async throws {
        let fixture = try await StoreFixture()
        let device = StoreFixture.uuid(1)
        try await fixture.provision(1, sections: [SectionReport(section: .wifi, state: .applied)])
        _ = try await fixture.book.apply(device)
        let fence = try await fixture.claim(1)
        // Staged and committed on the configured device.
        try await fixture.run("update provision.request set step = 130")
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, address: "192.0.2.77", at: 10 * 365 * 86_400)])
        let completion = Completion(
            fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
            digestRealm: nil, sections: [SectionReport(section: .kvm, state: .unchanged)], isSetup: false,
            provedAt: PeerAddress(numeric: "192.0.2.10"))
        #expect(try await fixture.queue.complete([completion]) == [fence])
        #expect(try await fixture.queue.complete([completion]) == [fence], "repeated after a lost answer")
        #expect(
            try await fixture.text(
                "select concat_ws(' ', state, origin, address, attempt, step) from provision.request")
                == "ready hello 192.0.2.77 0 0")
        #expect(try await fixture.book.device(device)?.sections.map(\.section) == ["kvm"])
        let leased = try #require(try await fixture.queue.claim(limit: 1, token: 5, lease: .seconds(90)).first)
        #expect(leased.credential == .pki)
        // Whoever works on it looks there first.
        #expect(
            try await fixture.queue.briefs([device])[device]?.provisionedAddress == PeerAddress(numeric: "192.0.2.10"))
        try await fixture.complete(leased.fence)
        #expect(try await fixture.request(1) == nil)
    }

    @Test("a secret that a device is proved to hold is in its brief, and under an old fence nothing is noted")
    func appliedSecrets() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        func entry(_ fence: LeaseFence, _ applied: [AppliedSecret]) -> JournalEntry {
            JournalEntry(
                fence: fence, attempt: 1, kind: .outcome, step: JournalStep(SetupStep.verify), outcome: .verified,
                detail: nil, applied: applied)
        }
        func secret(_ field: String, _ version: Int) -> AppliedSecret {
            AppliedSecret(field: field, secretName: "wifi", secretVersion: version, digestRealm: "Digest:00")
        }
        #expect(
            try await fixture.queue.record([
                entry(fence, [secret("a", 1), secret("b", 1)]), entry(fence, []), entry(fence, [secret("a", 2)]),
            ]) == [fence])
        func known() async throws -> [AppliedSecret] {
            try await fixture.queue.briefs([fence.deviceUUID])[fence.deviceUUID]?.appliedSecrets ?? []
        }
        #expect(try await known() == [secret("a", 2), secret("b", 1)])
        let stale = LeaseFence(deviceUUID: fence.deviceUUID, generation: fence.generation, token: fence.token + 1)
        #expect(try await fixture.queue.record([entry(stale, [secret("a", 3)])]) == [])
        let other = LeaseFence(deviceUUID: fence.deviceUUID, generation: fence.generation + 1, token: fence.token)
        #expect(try await fixture.queue.record([entry(other, [secret("a", 3)])]) == [])
        #expect(try await known() == [secret("a", 2), secret("b", 1)])
    }

    @Test("a device that its profile has moved is called at its new address when it is taken up")
    func moved() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        _ = try await fixture.queue.complete([
            Completion(
                fence: fence, facts: AttemptFacts(fqdn: "a.b", profile: "default"), credentialVersion: 1,
                digestRealm: nil, movedTo: PeerAddress(numeric: "192.0.2.55"))
        ])
        #expect(try await fixture.text("select host(address) from provision.device") == "192.0.2.55")
    }

    @Test("refused log-ons are counted while an attempt lasts: one that dies leaves its count to the next")
    func refusedLogons() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        func entry(_ fence: LeaseFence, _ count: Int?, _ step: SetupStep? = nil) -> JournalEntry {
            JournalEntry(
                fence: fence, attempt: 1, kind: step == nil ? .outcome : .intent,
                step: step.map { JournalStep($0) } ?? .logOn, outcome: step == nil ? .refused : nil,
                detail: count.map { "password \($0)" }, refusedLogons: count)
        }
        func refused() async throws -> [String]? {
            try await fixture.queue.briefs([fence.deviceUUID])[fence.deviceUUID]?.refusedPasswords
        }
        #expect(try await refused() == [])
        // The last of a batch counts, together with a step.
        #expect(
            try await fixture.queue.record([entry(fence, 1), entry(fence, 2), entry(fence, nil, .setClock)])
                == [fence])
        let stale = LeaseFence(deviceUUID: fence.deviceUUID, generation: fence.generation, token: fence.token + 1)
        #expect(try await fixture.queue.record([entry(stale, 7)]) == [])
        #expect(
            try await fixture.text("select concat_ws(' ', refused_logons, step) from provision.request") == "2 10")
        #expect(try await refused() == ["password 2", "password 1"])
        // The device has let somebody in and refused a password then: only that one counts.
        #expect(try await fixture.queue.record([entry(fence, 1)]) == [fence])
        #expect(try await refused() == ["password 1"])
        #expect(try await fixture.queue.record([entry(fence, 0, .setClock)]) == [fence])
        #expect(
            try await fixture.text("select concat_ws(' ', refused_logons, step) from provision.request") == "0 10")
        #expect(try await refused() == [])
    }

    @Test("a pre-shared key that is to be installed is durable with the checkpoint, and opens for its PID")
    func presharedKeys() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        let pid = try PID("0000037M")
        let pps = try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ")
        let credential = CredentialVersion(
            version: 1, status: .pending, username: "admin", password: Secret(text: "first"), mebxPassword: nil)
        let pair = PresharedKeyPair(pid: pid, pps: pps)
        let stale = LeaseFence(deviceUUID: fence.deviceUUID, generation: fence.generation, token: fence.token + 1)
        #expect(
            try await fixture.queue.checkpoint([
                Checkpoint(fence: stale, credential: credential, presharedKey: pair)
            ]) == [])
        #expect(try await fixture.text("select count(*)::text from provision.psk_key") == "0")
        #expect(
            try await fixture.queue.checkpoint([
                Checkpoint(fence: fence, credential: credential, presharedKey: pair)
            ]) == [fence])
        _ = try await fixture.inbox.admit([StoreFixture.hello(2, credential: .psk(pid))])
        _ = try await fixture.claim(2)
        #expect(try await fixture.queue.briefs([StoreFixture.uuid(2)])[StoreFixture.uuid(2)]?.psk == pps.secret)
    }
}
