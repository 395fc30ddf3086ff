import AMT
import Postgres
import Provisioning
import Testing

@testable import Store

@Suite("Windows that begin anew") struct NewWindowTests {
    /// Notes the refusals of these numbers, each with the count that the worker has by then.
    private static func refuse(_ fixture: StoreFixture, _ fence: LeaseFence, _ numbers: ClosedRange<Int>) async throws {
        let entries = numbers.map { number in
            JournalEntry(
                fence: fence, attempt: 1, kind: .outcome, step: .logOn, outcome: .refused,
                detail: "password \(number)", refusedLogons: number)
        }
        // One after the other, so that they have their order.
        for entry in entries { #expect(try await fixture.queue.record([entry]) == [fence]) }
    }

    private static func release(
        _ fixture: StoreFixture, _ fence: LeaseFence, _ code: ProblemCode, refused: Int,
        _ disposition: Release.Disposition = .park
    ) async throws {
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: disposition, problem: Problem(code),
                facts: AttemptFacts(refusedLogons: refused))
        ])
    }

    private static func refused(_ fixture: StoreFixture) async throws -> [String]? {
        try await fixture.queue.briefs([StoreFixture.uuid(1)])[StoreFixture.uuid(1)]?.refusedPasswords
    }

    @Test(
        "a device that does not open, or is in no state to be set up, is taken up by the first hello of a new window",
        arguments: [ProblemCode.credentialUnknown, .provisioningStateUnexpected])
    func parked(_ code: ProblemCode) async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        let fence = try await fixture.claim(1)
        try await Self.refuse(fixture, fence, 1...3)
        try await Self.release(fixture, fence, code, refused: 3)
        // The same window: the account would be locked.
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 6, at: 3_600)])
        #expect(
            try await fixture.request(1)
                == "parked \(code.rawValue) attempt=1 hellos=2 retry=6 192.0.2.10 refused=3")
        #expect(try await Self.refused(fixture) == ["password 3", "password 2", "password 1"])

        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 7_200)])
        #expect(
            try await fixture.request(1)
                == "ready \(code.rawValue) attempt=0 hellos=3 retry=0 192.0.2.10 refused=0")
        #expect(try await Self.refused(fixture) == [])
        // What it refuses from now on counts again, and nothing from before.
        try await Self.refuse(fixture, try await fixture.claim(1), 1...1)
        #expect(try await Self.refused(fixture) == ["password 1"])
    }

    @Test("a count that stands still begins a window, and the same hello once more does not")
    func sameCount() async throws {
        let fixture = try await StoreFixture(windowSeconds: 3_600)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        try await Self.release(fixture, try await fixture.claim(1), .credentialUnknown, refused: 8)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 15)])
        #expect(
            try await fixture.request(1)
                == "parked credential-unknown attempt=1 hellos=1 retry=0 192.0.2.10 refused=8")
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 300)])
        #expect(
            try await fixture.request(1)
                == "ready credential-unknown attempt=0 hellos=2 retry=0 192.0.2.10 refused=0")
        // Its end is reckoned from the new one.
        #expect(
            try await fixture.text(
                "select (window_ends_at > hello_at + interval '59 minutes')::text from provision.request")
                == "true")
    }

    @Test("a configured device that opened with nothing and says hello is tried with everything again")
    func takenUp() async throws {
        let fixture = try await StoreFixture()
        try await fixture.provision(1)
        #expect(try await fixture.book.apply(StoreFixture.uuid(1)))
        let fence = try await fixture.claim(1)
        try await Self.refuse(fixture, fence, 1...8)
        try await Self.release(fixture, fence, .credentialUnknown, refused: 8)
        // Of now.
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 10 * 365 * 86_400)])
        #expect(
            try await fixture.request(1)
                == "ready credential-unknown attempt=0 hellos=2 retry=0 192.0.2.10 refused=0")
        #expect(try await Self.refused(fixture) == [])
    }

    @Test("what a device has refused is void with a new window while it waits, too, and its time stays")
    func waiting() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        let fence = try await fixture.claim(1)
        try await Self.refuse(fixture, fence, 1...3)
        try await Self.release(fixture, fence, .credentialRefused, refused: 3, .wait(for: .time, seconds: 60))
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, at: 60)])
        #expect(
            try await fixture.request(1)
                == "waiting time credential-refused attempt=1 hellos=2 retry=1 192.0.2.10 refused=0")
    }

    @Test(
        "when a window begins anew while a worker is at it, nothing is parked, and what was refused since counts"
    )
    func meanwhile() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        var fence = try await fixture.claim(1)
        try await Self.refuse(fixture, fence, 1...2)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 60)])
        #expect(try await fixture.request(1)?.hasPrefix("leased") == true)
        try await Self.refuse(fixture, fence, 3...3)
        try await Self.release(fixture, fence, .credentialUnknown, refused: 3)
        #expect(
            try await fixture.request(1)
                == "ready credential-unknown attempt=0 hellos=2 retry=0 192.0.2.10 refused=1")
        #expect(try await Self.refused(fixture) == ["password 3"])
        // The next one has no such hello.
        fence = try await fixture.claim(1)
        try await Self.release(fixture, fence, .credentialUnknown, refused: 4)
        #expect(try await fixture.request(1)?.hasPrefix("parked credential-unknown attempt=1") == true)
    }

    @Test("the last attempt that fails because the device begins anew is not the last of that window")
    func lastAttempt() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        let fence = try await fixture.claim(1)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 60)])
        try await Self.release(fixture, fence, .attemptsExhausted, refused: 0)
        #expect(try await fixture.request(1)?.hasPrefix("ready attempts-exhausted attempt=0") == true)
        #expect(try await fixture.text("select due_at::text from provision.request") == nil)
        // The same when its worker has died.
        _ = try await fixture.claim(1)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 120)])
        try await fixture.run(
            "update provision.request set attempt = 12, lease_until = clock_timestamp() - interval '1 minute'")
        #expect(try await fixture.keeping.reapLeases(attemptsMax: 12) == 1)
        #expect(try await fixture.request(1)?.hasPrefix("waiting time lease-lost attempt=0") == true)
    }

    @Test("a key that is named while a worker finds nothing for the one before is tried")
    func anotherKey() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        let fence = try await fixture.claim(1)
        let other = HelloCredential.pki([RootHash(algorithm: 2, bytes: [UInt8](repeating: 8, count: 32))])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 6, at: 60, credential: other)])
        try await Self.release(fixture, fence, .certificateNoneMatches, refused: 0)
        #expect(try await fixture.request(1)?.hasPrefix("ready certificate-none-matches attempt=0") == true)
        // It says nothing new.
        let next = try await fixture.claim(1)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 7, at: 1_200, credential: other)])
        try await Self.release(fixture, next, .certificateNoneMatches, refused: 0)
        #expect(try await fixture.request(1)?.hasPrefix("parked certificate-none-matches") == true)
    }

    @Test("counts that take turns are those of two machines, and no reason to try passwords again without end")
    func turns() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 12)])
        try await Self.release(fixture, try await fixture.claim(1), .credentialUnknown, refused: 8)
        for (count, address, hours) in [(9, "192.0.2.11", 1), (13, "192.0.2.10", 2), (10, "192.0.2.11", 3)] {
            _ = try await fixture.inbox.admit([
                StoreFixture.hello(1, retryCount: UInt32(count), address: address, at: Int64(hours) * 3_600)
            ])
            let request = try #require(try await fixture.request(1))
            #expect(request.hasPrefix("parked ") && request.hasSuffix("refused=8"), "\(request)")
        }
    }

    @Test("after a log-on that was taken, only refusals behind it count, whatever window they are of")
    func letIn() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        let fence = try await fixture.claim(1)
        try await Self.refuse(fixture, fence, 1...5)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 60)])
        _ = try await fixture.queue.record([
            JournalEntry(
                fence: fence, attempt: 1, kind: .intent, step: JournalStep(SetupStep.setClock), outcome: nil,
                detail: nil, refusedLogons: 0)
        ])
        try await Self.refuse(fixture, fence, 1...2)
        try await Self.release(fixture, fence, .credentialRefused, refused: 2, .wait(for: .time, seconds: 60))
        #expect(try await fixture.request(1)?.hasSuffix("refused=2") == true)
    }

    @Test("a worker that dies leaves the refusals of the new window to the next, and no others")
    func reaped() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 5)])
        let fence = try await fixture.claim(1)
        try await Self.refuse(fixture, fence, 1...2)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 0, at: 60)])
        try await Self.refuse(fixture, fence, 3...3)
        try await fixture.run("update provision.request set lease_until = clock_timestamp() - interval '1 minute'")
        #expect(try await fixture.keeping.reapLeases(attemptsMax: 12) == 1)
        #expect(try await fixture.request(1)?.hasSuffix("refused=1") == true)
    }
}
