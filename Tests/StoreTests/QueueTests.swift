import AMT
import Inventory
import Postgres
import PostgresTestSupport
import Provisioning
import Testing

@testable import Store

@Suite("Queue")
struct QueueTests {
    private func claimOne(_ fixture: StoreFixture) async throws -> LeasedRequest {
        try #require(try await fixture.queue.claim(limit: 10, token: 42, lease: .seconds(90)).first)
    }

    @Test("a hello makes one request, and a second one of the device meets it in place")
    func oneRequestPerDevice() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, address: "192.0.2.11", at: 60)])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=2 retry=1 192.0.2.11 refused=0")
    }

    @Test("an older hello that arrives late changes nothing")
    func newestWins() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 3, address: "192.0.2.12", at: 100)])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, address: "192.0.2.11", at: 60)])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=3 192.0.2.12 refused=0")
    }

    @Test("in one batch the newest hello of a device counts")
    func newestOfBatch() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([
            StoreFixture.hello(1, address: "192.0.2.2", at: 2), StoreFixture.hello(1, address: "192.0.2.3", at: 3),
            StoreFixture.hello(1, address: "192.0.2.1", at: 1),
        ])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.3 refused=0")
    }

    @Test("an unchanged repeat writes no byte of log")
    func repeatsAreFree() async throws {
        let fixture = try await StoreFixture(cluster: TestCluster())
        _ = try await fixture.inbox.admit((1...200).map { StoreFixture.hello($0) })
        // The first look prunes pages and sets hint bits; what counts is the steady state.
        _ = try await fixture.inbox.admit((1...200).map { StoreFixture.hello($0, retryCount: 1, at: 30) })
        var least = Int64.max
        // The server's own background work may write between the two readings; it does not do so every time.
        for round in 1...10 {
            let bytes = try await fixture.walBytes {
                _ = try await fixture.inbox.admit(
                    (1...200).map { StoreFixture.hello($0, retryCount: 2, at: Int64(60 + round)) })
            }
            least = min(least, bytes)
        }
        #expect(least == 0)
    }

    @Test("a leased request takes a new address without losing its lease")
    func leasedRefresh() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let leased = try await self.claimOne(fixture)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, address: "192.0.2.99", at: 60)])
        #expect(try await fixture.request(1) == "leased attempt=1 hellos=2 retry=1 192.0.2.99 refused=0")
        let renewed = try await fixture.queue.renew([leased.fence], lease: .seconds(90))
        #expect(renewed == [leased.fence: PeerAddress(numeric: "192.0.2.99")])
    }

    @Test("ready requests are counted, no further than asked for, and leased ones are not among them")
    func readyCount() async throws {
        let fixture = try await StoreFixture()
        #expect(try await fixture.queue.readyCount(limit: 10) == 0)
        _ = try await fixture.inbox.admit((1...5).map { StoreFixture.hello($0) })
        #expect(try await fixture.queue.readyCount(limit: 10) == 5)
        #expect(try await fixture.queue.readyCount(limit: 3) == 3)
        _ = try await fixture.queue.claim(limit: 2, token: 42, lease: .seconds(90))
        #expect(try await fixture.queue.readyCount(limit: 10) == 3)
    }

    @Test("a claim gives each request to one worker, and as many as asked for")
    func claims() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit((1...30).map { StoreFixture.hello($0) })
        let batches = try await withThrowingTaskGroup(of: [LeasedRequest].self) { group in
            for token in 1...6 {
                group.addTask {
                    try await fixture.queue.claim(limit: 5, token: Int64(token), lease: .seconds(90))
                }
            }
            var all: [[LeasedRequest]] = []
            for try await batch in group { all.append(batch) }
            return all
        }
        let devices = batches.flatMap { $0 }.map(\.deviceUUID)
        #expect(batches.allSatisfy { $0.count <= 5 })
        #expect(Set(devices).count == devices.count)
    }

    @Test("writes with an old fence touch nothing")
    func fencing() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let stale = try await self.claimOne(fixture).fence
        try await fixture.run(
            "update provision.request set lease_until = clock_timestamp() - interval '1 minute' where device_uuid = $1::uuid",
            [.uuid(StoreFixture.uuid(1).bytes)])
        #expect(try await fixture.keeping.reapLeases(attemptsMax: 10) == 1)
        try await fixture.run("update provision.request set due_at = now() where state = 'waiting'")
        #expect(try await fixture.keeping.promoteDue() == 1)
        let fresh = try await fixture.queue.claim(limit: 1, token: 43, lease: .seconds(90))[0].fence

        let credential = CredentialVersion(
            version: 1, status: .pending, username: "admin", password: Secret(text: "stale"), mebxPassword: nil)
        #expect(try await fixture.queue.checkpoint([Checkpoint(fence: stale, credential: credential)]) == [])
        #expect(
            try await fixture.queue.record([
                JournalEntry(
                    fence: stale, attempt: 1, kind: .intent, step: JournalStep(SetupStep.commit), outcome: nil,
                    detail: nil)
            ]) == [])
        #expect(
            try await fixture.queue.complete([
                Completion(fence: stale, facts: AttemptFacts(), credentialVersion: 1, digestRealm: nil)
            ]) == [])
        #expect(
            try await fixture.queue.release([
                Release(fence: stale, disposition: .park, problem: Problem(.internalError), facts: AttemptFacts())
            ]) == [])
        #expect(try await fixture.queue.renew([stale], lease: .seconds(90)) == [:])
        #expect(try await fixture.book.credentials(StoreFixture.uuid(1)) == [])
        #expect(try await fixture.queue.renew([fresh], lease: .seconds(90)).count == 1)
    }

    @Test("of two leases of one device in one batch the row's own is answered, and nothing of the other one is written")
    func twoLeasesInOneBatch() async throws {
        let fixture = try await StoreFixture()
        let held = try await fixture.lease(1)
        // A crash of the database has taken the claim of the other one with it, and perhaps the number that its generation was.
        let stale = [held.generation - 1, held.generation].map {
            LeaseFence(deviceUUID: held.deviceUUID, generation: $0, token: held.token + 1)
        }
        func version(_ number: Int, _ password: String) -> CredentialVersion {
            CredentialVersion(
                version: number, status: .pending, username: "admin", password: Secret(text: password),
                mebxPassword: nil)
        }
        func entry(_ fence: LeaseFence, _ text: String, _ refused: Int) -> JournalEntry {
            JournalEntry(
                fence: fence, attempt: 1, kind: .outcome, step: .logOn, outcome: .refused, detail: text,
                applied: [AppliedSecret(field: "a", secretName: text, secretVersion: 1, digestRealm: "Digest:00")],
                refusedLogons: refused)
        }
        for (number, other) in stale.enumerated() {
            #expect(
                try await fixture.queue.checkpoint([
                    Checkpoint(fence: other, credential: version(number + 1, "stale")),
                    Checkpoint(fence: held, credential: version(number + 1, "held")),
                ]) == [held])
            #expect(try await fixture.queue.record([entry(held, "held", 1), entry(other, "stale", 7)]) == [held])
            #expect(try await fixture.queue.renew([other, held], lease: .seconds(90)).keys.map(\.self) == [held])
        }
        #expect(
            try await fixture.book.credentials(held.deviceUUID).map { $0.password.reveal() } == ["held", "held"])
        let brief = try #require(try await fixture.queue.briefs([held.deviceUUID])[held.deviceUUID])
        #expect(brief.appliedSecrets.map(\.secretName) == ["held"] && brief.refusedPasswords == ["held"])
        #expect(try await fixture.text("select count(*)::text from provision.journal where detail = 'stale'") == "0")

        #expect(
            try await fixture.queue.release(
                stale.map {
                    Release(fence: $0, disposition: .park, problem: Problem(.internalError), facts: AttemptFacts())
                }
                    + [Release(fence: held, disposition: .handBack, problem: nil, facts: AttemptFacts())]) == [held])
        let last = try await fixture.claim(1)
        #expect(
            try await fixture.queue.complete(
                [last, held].map {
                    Completion(fence: $0, facts: AttemptFacts(fqdn: "a.b"), credentialVersion: 1, digestRealm: nil)
                }) == [last])
    }

    @Test("a checkpoint keeps sealed secrets that open for this device, and does not call another secret durable")
    func checkpoints() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        func item(_ password: String) -> Checkpoint {
            Checkpoint(
                fence: fence,
                credential: CredentialVersion(
                    version: 1, status: .pending, username: "admin", password: Secret(text: password),
                    mebxPassword: Secret(text: "M3bx!word")))
        }
        #expect(try await fixture.queue.checkpoint([item("first")]) == [fence])
        #expect(try await fixture.queue.checkpoint([item("second")]) == [])
        let kept = try await fixture.book.credentials(fence.deviceUUID)
        #expect(kept.map { $0.password.reveal() } == ["first"])
        #expect(kept.map { $0.mebxPassword?.reveal() } == ["M3bx!word"])
        #expect(kept.map(\.status) == [.pending])
        let brief = try #require(try await fixture.queue.briefs([fence.deviceUUID])[fence.deviceUUID])
        #expect(brief.credentials.map { $0.password.reveal() } == ["first"])
    }

    @Test("a completed device leaves the queue, and a repetition after a lost answer is told that it was done")
    func completes() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        let credential = CredentialVersion(
            version: 1, status: .pending, username: "admin", password: Secret(text: "N3w!pass"), mebxPassword: nil)
        _ = try await fixture.queue.checkpoint([Checkpoint(fence: fence, credential: credential)])
        let completion = Completion(
            fence: fence, facts: AttemptFacts(fqdn: "pc-1.corp.example", profile: "default", amtVersion: "16.1.25"),
            credentialVersion: 1, digestRealm: "Digest:00")
        #expect(try await fixture.queue.complete([completion]) == [fence])
        #expect(try await fixture.queue.complete([completion]) == [fence])
        #expect(try await fixture.request(1) == nil)
        let device = try #require(try await fixture.book.device(fence.deviceUUID))
        #expect(device.state == .provisioned)
        #expect(device.fqdn == "pc-1.corp.example")
        let kept = try await fixture.book.credentials(fence.deviceUUID)
        #expect(kept.map(\.status) == [.current])
        #expect(kept.map(\.digestRealm) == ["Digest:00"])
    }

    @Test("a hello from before the end of its provisioning is dropped, a later one is a new request")
    func helloAfterProvisioning() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        _ = try await fixture.queue.complete([
            Completion(fence: fence, facts: AttemptFacts(fqdn: "a.b"), credentialVersion: 1, digestRealm: nil)
        ])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, at: 1)])
        #expect(try await fixture.request(1) == nil)
        // What would be ten years after the fixture's start is now, and later than the completion.
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 10 * 365 * 86_400)])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
    }

    @Test("a device without an inventory record waits, and the record wakes it without a new hello")
    func inventoryWakes() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        let problem = Problem(.fqdnUnresolved, ["inventory.record": "none"])
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .inventory, seconds: 86_400), problem: problem,
                facts: AttemptFacts())
        ])
        #expect(try await fixture.keeping.wakeResolved() == 0)
        #expect(
            try await fixture.request(1)
                == "waiting inventory fqdn-unresolved attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
        let view = try #require(try await fixture.book.device(fence.deviceUUID))
        #expect(view.problem?.code == "fqdn-unresolved")
        #expect(view.problem?.evidence == ["inventory.record": "none"])

        let records = [
            SourceRecord(
                part: .whole, resource: "1", deviceUUID: StoreFixture.uuid(1), fqdn: "pc-1.corp.example")
        ]
        _ = try await fixture.sources.keep(
            name: "agent", canonicalDocument: #"{"kind":"push","name":"agent"}"#, author: "test", ifVersion: nil)
        #expect(
            try await fixture.sources.push(records, source: "agent")
                == InventoryChange(changedCount: 1, goneCount: 0))
        #expect(
            try await fixture.request(1) == "ready fqdn-unresolved attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
        #expect(
            try await fixture.sources.push(records, source: "agent")
                == InventoryChange(changedCount: 0, goneCount: 0))
        let again = try await self.claimOne(fixture)
        let brief = try #require(try await fixture.queue.briefs([again.deviceUUID])[again.deviceUUID])
        #expect(brief.inventory.sources.first?.matches.first?.record.record.fqdn == "pc-1.corp.example")
        // A program brought it, and nobody was asked.
        #expect(brief.inventory.sources.map(\.isPushed) == [true])
        #expect(brief.rootHashes == [RootHash(algorithm: 2, bytes: [UInt8](repeating: 9, count: 32))])
    }

    @Test("a device that waits for its hello is taken up by the next one, one that is parked is not")
    func helloWakes() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1), StoreFixture.hello(2)])
        let fences = try await fixture.queue.claim(limit: 2, token: 1, lease: .seconds(90)).map(\.fence)
            .sorted { $0.deviceUUID < $1.deviceUUID }
        let facts = AttemptFacts(refusedLogons: 2)
        _ = try await fixture.queue.release([
            Release(
                fence: fences[0], disposition: .wait(for: .hello, seconds: 900), problem: Problem(.deviceUnreachable),
                facts: facts),
            Release(fence: fences[1], disposition: .park, problem: Problem(.pskUnknown), facts: facts),
        ])
        _ = try await fixture.inbox.admit([
            StoreFixture.hello(1, retryCount: 1, at: 60), StoreFixture.hello(2, retryCount: 1, at: 60),
        ])
        #expect(
            try await fixture.request(1) == "ready device-unreachable attempt=1 hellos=2 retry=1 192.0.2.10 refused=2")
        #expect(try await fixture.request(2)?.hasPrefix("parked psk-unknown") == true)
        #expect(try await fixture.book.retry(StoreFixture.uuid(2)))
        #expect(try await fixture.request(2)?.hasPrefix("ready psk-unknown attempt=0") == true)
    }

    @Test("a handed-back request is ready again and its attempt does not count")
    func handBack() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        _ = try await fixture.queue.release([
            Release(fence: fence, disposition: .handBack, problem: nil, facts: AttemptFacts())
        ])
        #expect(try await fixture.request(1) == "ready attempt=0 hellos=1 retry=0 192.0.2.10 refused=0")
    }

    @Test("a closed hello window parks the request until the device says hello again")
    func windows() async throws {
        let fixture = try await StoreFixture(windowSeconds: 60)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        #expect(try await fixture.keeping.expireWindows() == 1)
        #expect(try #require(try await fixture.book.device(StoreFixture.uuid(1))).state == .silent)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, at: 3600)])
        #expect(try await fixture.request(1)?.hasPrefix("ready hello-window-closed") == true)
    }

    @Test("a request that kills workers is parked after the last attempt")
    func attemptsEnd() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        _ = try await self.claimOne(fixture)
        try await fixture.run("update provision.request set lease_until = clock_timestamp() - interval '1 minute'")
        #expect(try await fixture.keeping.reapLeases(attemptsMax: 1) == 1)
        #expect(try await fixture.request(1)?.hasPrefix("parked attempts-exhausted") == true)
    }

    @Test("journal and certificates are written under the fence and read as a timeline")
    func journal() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        let certificate = IssuedCertificate(
            der: [1, 2, 3], fqdn: "pc.corp.example", serial: [UInt8](repeating: 5, count: 16),
            notBefore: StoreFixture.start, notAfter: StoreFixture.start + .seconds(1000))
        #expect(
            try await fixture.queue.record([
                JournalEntry(
                    fence: fence, attempt: 1, kind: .intent, step: JournalStep(SetupStep.setClock), outcome: nil,
                    detail: nil),
                JournalEntry(
                    fence: fence, attempt: 1, kind: .outcome, step: JournalStep(SetupStep.setClock), outcome: .verified,
                    detail: "drift 3 s"),
                JournalEntry(
                    fence: fence, attempt: 1, kind: .intent, step: JournalStep(SetupStep.addCertificate), outcome: nil,
                    detail: nil,
                    certificate: certificate),
            ]) == [fence])
        let timeline = try await fixture.book.timeline(fence.deviceUUID, limit: 10)
        #expect(timeline.map(\.kind) == ["hello", "intent", "outcome", "intent"])
        #expect(timeline.map(\.step) == [nil, "set-clock", "set-clock", "add-certificate"])
        let brief = try #require(try await fixture.queue.briefs([fence.deviceUUID])[fence.deviceUUID])
        #expect(brief.lastCertificate == certificate)
        let counts = try await fixture.book.counts()
        #expect(counts.filter { $0.value > 0 } == [.provisioning: 1])
        #expect(
            try await fixture.book.devices(after: nil, limit: 10, filter: ListTests.filter { $0.state = .provisioning })
                .map(\.uuid) == [
                    fence.deviceUUID
                ])
        #expect(try await fixture.book.devices(after: fence.deviceUUID, limit: 10, filter: .everything) == [])
    }

    @Test("what is learned of a version's MEBx password is kept, and shown is the one that the firmware took")
    func mebxStates() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        for version in 1...2 {
            _ = try await fixture.queue.checkpoint([
                Checkpoint(
                    fence: fence,
                    credential: CredentialVersion(
                        version: version, status: .pending, username: "admin",
                        password: Secret(text: "admin-\(version)"),
                        mebxPassword: Secret(text: "mebx-\(version)")))
            ])
        }
        func learn(_ version: Int, _ state: MEBxState) async throws {
            _ = try await fixture.queue.record([
                JournalEntry(
                    fence: fence, attempt: 1, kind: .outcome, step: JournalStep(SetupStep.setMEBxPassword),
                    outcome: .verified, detail: nil,
                    mebx: MEBxNote(version: version, state: state))
            ])
        }
        try await learn(1, .set)
        try await learn(2, .refused)
        let brief = try #require(try await fixture.queue.briefs([fence.deviceUUID])[fence.deviceUUID])
        #expect(brief.credentials.map(\.mebxState) == [.refused, .set])
        let shown = try await fixture.book.credentials(fence.deviceUUID)
        #expect(shown.map { $0.mebxPassword?.reveal() } == ["mebx-1", "mebx-1"])
    }

    @Test("a device whose commit was intended is not given up when its window closes: it says no more hellos")
    func committedStays() async throws {
        let fixture = try await StoreFixture(windowSeconds: 60)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        let fence = try await self.claimOne(fixture).fence
        for step in [SetupStep.commit, .setClock] {
            _ = try await fixture.queue.record([
                JournalEntry(
                    fence: fence, attempt: 1, kind: .intent, step: JournalStep(step), outcome: nil, detail: nil)
            ])
        }
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .time, seconds: 60), problem: Problem(.verificationFailed),
                facts: AttemptFacts())
        ])
        #expect(try await fixture.keeping.expireWindows() == 0)
    }

    @Test("a key that comes after its device was parked takes the device up, whoever parked it when")
    func providedWakes() async throws {
        let fixture = try await StoreFixture()
        let pid = try PID("0000037M")
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, credential: .psk(pid))])
        let fence = try await self.claimOne(fixture).fence
        _ = try await fixture.keys.take([(pid, try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"))])
        _ = try await fixture.queue.release([
            Release(fence: fence, disposition: .park, problem: Problem(.pskUnknown), facts: AttemptFacts())
        ])
        #expect(try await fixture.keeping.wakeProvided() == 1)
        #expect(try await fixture.keeping.wakeProvided() == 0)
        let again = try await self.claimOne(fixture)
        #expect(again.credential == .psk(pid))
        #expect(try await fixture.queue.briefs([again.deviceUUID])[again.deviceUUID]?.psk?.byteCount == 32)
    }
}
