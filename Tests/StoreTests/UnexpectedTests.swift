import AMT
import Inventory
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Devices that nobody expects", .timeLimit(.minutes(10))) struct UnexpectedTests {
    static let limits = UnexpectedLimits(perAddressMax: 3, perSiteMax: 5)

    static func uuids(_ numbers: Int...) -> Set<DeviceUUID> { Set(numbers.map { StoreFixture.uuid($0) }) }

    /// Gives inventory a record of each of these devices.
    static func expect(_ numbers: [Int], _ fixture: StoreFixture) async throws {
        if try await fixture.sources.sources().isEmpty {
            _ = try await fixture.sources.keep(
                name: "agent", canonicalDocument: #"{"kind":"push","name":"agent"}"#, author: "t", ifVersion: nil)
        }
        _ = try await fixture.sources.push(numbers.map { SourceBookTests.whole($0).record }, source: "agent")
    }

    /// Whom a worker with so many free slots gets.
    static func claim(_ count: Int, _ fixture: StoreFixture) async throws -> Set<DeviceUUID> {
        Set(try await fixture.queue.claim(limit: count, token: 7, lease: .seconds(90)).map(\.fence.deviceUUID))
    }

    static func marked(_ fixture: StoreFixture) async throws -> String? {
        try await fixture.text("select count(*)::text from provision.request where is_unexpected")
    }

    @Test(
        "as many as the limit says are admitted at one address; one more leaves no row, and is told which limit it met")
    func address() async throws {
        let fixture = try await StoreFixture(unexpected: Self.limits)
        #expect(try await fixture.inbox.admit([1, 2].map { StoreFixture.hello($0) }) == [:])
        let refused = try await fixture.inbox.admit([3, 4, 5].map { StoreFixture.hello($0, at: Int64($0)) })
        #expect(refused == [StoreFixture.uuid(4): .address, StoreFixture.uuid(5): .address])
        #expect(try await fixture.request(3)?.hasPrefix("ready") == true)
        #expect(try await fixture.request(4) == nil)
        #expect(try await fixture.inbox.admit([StoreFixture.hello(4, address: "192.0.2.11", at: 9)]) == [:])
    }

    @Test("a site takes as many as its limit says, whatever their addresses")
    func site() async throws {
        let fixture = try await StoreFixture(unexpected: Self.limits)
        let hellos = (1...7).map { StoreFixture.hello($0, address: "192.0.2.\($0)", at: Int64($0)) }
        #expect(try await fixture.inbox.admit(Array(hellos[..<4])) == [:])
        let beyond = try await fixture.inbox.admit(Array(hellos[4...]))
        #expect(beyond == [StoreFixture.uuid(6): .site, StoreFixture.uuid(7): .site])
        // Those that are turned away for their address take no room of the site.
        let other = try await StoreFixture(unexpected: Self.limits)
        let crowd = (1...9).map { StoreFixture.hello($0, at: Int64($0)) }
        let refused = try await other.inbox.admit(crowd + [StoreFixture.hello(10, address: "192.0.2.9", at: 20)])
        #expect(Set(refused.keys) == Self.uuids(4, 5, 6, 7, 8, 9) && refused.values.allSatisfy { $0 == .address })
    }

    @Test(
        "a device that inventory knows, or that was provisioned before, is admitted into any crowd, and goes before it")
    func expected() async throws {
        let fixture = try await StoreFixture(unexpected: UnexpectedLimits(perAddressMax: 1, perSiteMax: 1))
        try await Self.expect([7], fixture)
        try await fixture.run(
            """
            insert into provision.device (device_uuid, site_id, provisioned_at)
            select '\(StoreFixture.uuid(8))', site_id, '2026-01-01' from provision.site
            """)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        #expect(
            try await fixture.inbox.admit([7, 8, 9].map { StoreFixture.hello($0) }).keys.first == StoreFixture.uuid(9))
        #expect(try await Self.marked(fixture) == "1")
        #expect(try await Self.claim(2, fixture) == Self.uuids(7, 8))
        #expect(try await Self.claim(2, fixture) == Self.uuids(1))
    }

    @Test("who was admitted is not turned away again, however full it is")
    func repeated() async throws {
        let fixture = try await StoreFixture(unexpected: Self.limits)
        _ = try await fixture.inbox.admit([1, 2, 3].map { StoreFixture.hello($0) })
        let later = [1, 2, 3, 4].map { StoreFixture.hello($0, retryCount: 1, at: 3600) }
        #expect(try await fixture.inbox.admit(later) == [StoreFixture.uuid(4): .address])
        #expect(try await fixture.request(1)?.contains("hellos=2") == true)
    }

    @Test("its record makes a device one of the others: it no longer counts, and goes before those that nobody expects")
    func recordComes() async throws {
        let fixture = try await StoreFixture(unexpected: Self.limits)
        _ = try await fixture.inbox.admit([1, 2, 3].map { StoreFixture.hello($0) })
        try await Self.expect([2], fixture)
        #expect(try await Self.marked(fixture) == "2")
        #expect(try await Self.claim(1, fixture) == Self.uuids(2))
        #expect(try await fixture.inbox.admit([4, 5].map { StoreFixture.hello($0, at: 1) }).count == 1)
    }

    @Test(
        "a mark that was missed is taken away later, and what attempts have learned goes with a request that is forgotten"
    )
    func missed() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([1, 2].map { StoreFixture.hello($0) })
        try await Self.expect([1], fixture)
        try await fixture.run("update provision.request set is_unexpected = true, priority = 9")
        #expect(try await fixture.keeping.expectKnown() == 1)
        #expect(try await Self.marked(fixture) == "1")
        try await fixture.run(
            "insert into provision.device (device_uuid, site_id, fqdn) select device_uuid, site_id, 'a.b' from provision.request"
        )
        // A name from elsewhere makes nobody expected.
        _ = try await fixture.inbox.admit([StoreFixture.hello(3)])
        try await fixture.run("update provision.request set hello_at = now() - interval '8 days'")
        #expect(try await fixture.keeping.forgetUnexpected(silentFor: .seconds(7 * 86_400)) == 2)
        #expect(
            try await fixture.text("select string_agg(device_uuid::text, ' ') from provision.device")
                == "\(StoreFixture.uuid(1))")
    }

    @Test("the end of its window moves no unexpected device before the others")
    func urgency() async throws {
        let fixture = try await StoreFixture(windowSeconds: 10 * 365 * 86_400)
        _ = try await fixture.inbox.admit([1, 2].map { StoreFixture.hello($0) })
        try await Self.expect([2], fixture)
        try await fixture.run("update provision.request set window_ends_at = now() + interval '1 hour'")
        #expect(try await fixture.keeping.raiseUrgent() == 1)
        #expect(
            try await fixture.text("select string_agg(priority::text, ' ' order by device_uuid) from provision.request")
                == "9 1")
    }

    @Test(
        "after long silence it is forgotten, unless a worker has it, a secret was made for it, or it is expected by now"
    )
    func forgotten() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit((1...5).map { StoreFixture.hello($0) })
        try await Self.expect([2], fixture)
        try await fixture.run(
            """
            insert into provision.credential (device_uuid, version, username, key_id, sealed_password, lease_generation)
            values ('\(StoreFixture.uuid(3))', 1, 'admin', 'k1', '\\x00', 1)
            """)
        try await fixture.run(
            """
            update provision.request set state = 'leased', lease_token = 1, lease_owner = 1, lease_until = now()
            where device_uuid = '\(StoreFixture.uuid(4))'
            """)
        try await fixture.run("update provision.request set hello_at = now() - interval '6 days'")
        #expect(try await fixture.keeping.forgetUnexpected(silentFor: .seconds(7 * 86_400)) == 0)
        try await fixture.run("update provision.request set hello_at = now() - interval '8 days'")
        try await fixture.run(
            "update provision.request set hello_at = now() where device_uuid = '\(StoreFixture.uuid(5))'")
        #expect(try await fixture.keeping.forgetUnexpected(silentFor: .seconds(7 * 86_400)) == 1)
        #expect(try await fixture.request(1) == nil)
        for number in 2...5 { #expect(try await fixture.request(number) != nil) }
    }
}

@Suite("What devices have proved", .timeLimit(.minutes(10))) struct ProofKeepingTests {
    private static func note(_ fixture: StoreFixture, _ fence: LeaseFence, _ proof: DeviceProof?) async throws {
        let entry = JournalEntry(
            fence: fence, attempt: 1, kind: .outcome, step: .prove, outcome: .verified, detail: nil,
            proof: ProofNote(proof))
        #expect(try await fixture.queue.record([entry]) == [fence])
    }

    private static func proof(_ fixture: StoreFixture) async throws -> DeviceProof? {
        try await fixture.queue.briefs([StoreFixture.uuid(1)])[StoreFixture.uuid(1)]?.proof
    }

    @Test("it is known to the next attempt, stays with the device behind its setup, and a new setup begins without it")
    func kept() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        var fence = try await fixture.claim(1)
        try await Self.note(fixture, fence, .onDieCertificate)
        #expect(try await Self.proof(fixture) == .onDieCertificate)
        try await Self.note(fixture, fence, nil)
        #expect(try await Self.proof(fixture) == nil)
        try await Self.note(fixture, fence, .oneTimePassword)
        try await fixture.complete(fence)
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.proof == "one-time-password")

        // Taken up as a configured device, it is what it proved to be.
        #expect(try await fixture.book.apply(StoreFixture.uuid(1)))
        fence = try await fixture.claim(1)
        #expect(try await Self.proof(fixture) == .oneTimePassword)
        // Whoever says hello meanwhile takes nothing from it, nor what was registered for its next setup.
        try await fixture.profiles.registerOTP(StoreFixture.uuid(1), Secret(text: "the next"))
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 9 * 365 * 86_400)])
        try await fixture.complete(fence, isSetup: false)
        #expect(try await fixture.text("select count(*)::text from provision.device_otp") == "1")
        // Its request goes on for whoever that is, who has proved nothing yet.
        #expect(try await fixture.text("select proof from provision.device") == "one-time-password")
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.proof == nil)

        // It says hello: somebody with its UUID is in setup, and has proved nothing yet.
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 10 * 365 * 86_400)])
        fence = try await fixture.claim(1)
        #expect(try await Self.proof(fixture) == nil)
        try await fixture.complete(fence)
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.proof == "none")
    }

    @Test("a one-time password is used up by the setup that it was registered for, and not by less")
    func usedUp() async throws {
        let fixture = try await StoreFixture()
        let registered = "select count(*)::text from provision.device_otp"
        try await fixture.profiles.registerOTP(StoreFixture.uuid(1), Secret(text: "one-time"))
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await fixture.claim(1)
        try await Self.note(fixture, fence, .oneTimePassword)
        #expect(try await fixture.text(registered) == "1")
        try await fixture.complete(fence)
        #expect(try await fixture.text(registered) == "0")
    }

    @Test(
        "a request that waits for a proof is taken up by a new setup or a registered password, and not by the same hello once more"
    )
    func awaited() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([1, 2].map { StoreFixture.hello($0, retryCount: 5) })
        let claimed = try await fixture.queue.claim(limit: 2, token: 7, lease: .seconds(90))
        for fence in claimed.map(\.fence) {
            let release = Release(
                fence: fence, disposition: .wait(for: .inventory, seconds: 86_400),
                problem: Problem(.secretWithheld), facts: AttemptFacts())
            _ = try await fixture.queue.release([release])
        }
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 6, address: "192.0.2.99", at: 60)])
        #expect(try await fixture.request(1)?.hasPrefix("waiting inventory") == true)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 7200)])
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
        try await fixture.profiles.registerOTP(StoreFixture.uuid(2), Secret(text: "one-time"))
        #expect(try await fixture.request(2)?.hasPrefix("ready") == true)
    }

    /// Says hello for a device, and has its request wait for a proof.
    private static func waiting(_ fixture: StoreFixture, _ hello: AdmittedHello) async throws {
        _ = try await fixture.inbox.admit([hello])
        let fence = try #require(try await fixture.queue.claim(limit: 1, token: 7, lease: .seconds(90)).first).fence
        let release = Release(
            fence: fence, disposition: .wait(for: .inventory, seconds: 86_400),
            problem: Problem(.secretWithheld), facts: AttemptFacts())
        _ = try await fixture.queue.release([release])
    }

    @Test("a setup that begins with the count of the last hello is a new one, and the same hello once more is not")
    func awaitedFirstHello() async throws {
        let fixture = try await StoreFixture()
        try await Self.waiting(fixture, StoreFixture.hello(1))
        // Another way of the same hello; and repeats that change nothing.
        for (count, seconds) in [(0, 3), (1, 60), (2, 120)] as [(UInt32, Int64)] {
            _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: count, at: seconds)])
            #expect(
                try await fixture.request(1)
                    == "waiting inventory secret-withheld attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
        }
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 180)])
        #expect(try await fixture.request(1)?.hasPrefix("ready secret-withheld") == true)
    }

    @Test("a device that comes with another key has been set up anew")
    func awaitedKey() async throws {
        let fixture = try await StoreFixture()
        try await Self.waiting(fixture, StoreFixture.hello(1, credential: .psk(try PID("0000037M"))))
        let other = StoreFixture.hello(1, retryCount: 1, at: 60, credential: .psk(try PID("AMTS001M")))
        _ = try await fixture.inbox.admit([other])
        #expect(try await fixture.request(1)?.hasPrefix("ready secret-withheld") == true)
    }
}
