import AMT
import Foundation
import Inventory
import Provisioning
import Testing

@testable import Store

@Suite("Sources and their records") struct SourceBookTests {
    static func whole(_ number: Int, fqdn: String? = nil, uuid: DeviceUUID? = nil) -> DigestedRecord {
        DigestedRecord(
            SourceRecord(
                part: .whole, resource: "r\(number)", deviceUUID: uuid ?? StoreFixture.uuid(number),
                fqdn: fqdn ?? "pc-\(number).corp.example", amtVersion: "16.1.25",
                fields: [RecordFieldValue("department", "\"Sales\" \\ \u{1F600}")],
                reportedAt: UnixTime(seconds: 1_790_000_000)))
    }

    static func chain(_ number: Int, fqdn: String) -> [DigestedRecord] {
        [
            DigestedRecord(
                SourceRecord(part: .capability, resource: "g\(number)", deviceUUID: StoreFixture.uuid(number))),
            DigestedRecord(SourceRecord(part: .location, resource: "g\(number)", fqdn: fqdn)),
        ]
    }

    /// A source, led by the fixture's coordinator.
    private func led(_ fixture: StoreFixture) async throws -> (source: KeptSource, term: Int64) {
        let kept = try await fixture.sources.keep(
            name: "altiris", canonicalDocument: "{}", author: "test", ifVersion: nil)
        #expect(kept == .kept(version: 1))
        let source = try #require(try await fixture.sources.sources().first)
        return (source, try #require(try await fixture.sync.lead(for: .seconds(60))))
    }

    private func waiting(_ fixture: StoreFixture, _ numbers: [Int]) async throws {
        for number in numbers {
            let fence = try await fixture.lease(number)
            _ = try await fixture.queue.release([
                Release(
                    fence: fence, disposition: .wait(for: .inventory, seconds: 86_400),
                    problem: Problem(.fqdnUnresolved), facts: AttemptFacts())
            ])
        }
    }

    @Test("a definition has versions, and whoever wrote against an older one is told")
    func definitions() async throws {
        let fixture = try await StoreFixture()
        let book = fixture.sources
        #expect(
            try await book.keep(name: "a", canonicalDocument: "1", author: "x", ifVersion: 3) == .conflict(newest: 0))
        #expect(try await book.keep(name: "a", canonicalDocument: "1", author: "x", ifVersion: 0) == .kept(version: 1))
        #expect(
            try await book.keep(name: "a", canonicalDocument: "1", author: "y", ifVersion: nil)
                == .unchanged(version: 1))
        #expect(try await book.keep(name: "a", canonicalDocument: "2", author: "y", ifVersion: 1) == .kept(version: 2))
        #expect(
            try await book.keep(name: "a", canonicalDocument: "3", author: "z", ifVersion: 1) == .conflict(newest: 2))
        let kept = try #require(try await book.sources().first)
        #expect(kept.version == 2 && kept.document == "2" && kept.author == "y")
        #expect(try await book.remove(name: "a", ifVersion: 1) == .conflict(newest: 2))
        #expect(try await book.remove(name: "a", ifVersion: 0) == .conflict(newest: 2))
        #expect(try await book.sources().map(\.version) == [2])
        #expect(try await book.remove(name: "a", ifVersion: 2) == .removed)
        #expect(try await book.remove(name: "a", ifVersion: nil) == .unknown)
        #expect(try await book.sources().isEmpty)
        #expect(
            try await book.keep(name: "a", canonicalDocument: "1", author: "x", ifVersion: nil) == .kept(version: 1))
    }

    @Test(
        "one leads at a time; after its lease another one takes the next term, and what the first writes then is nothing"
    )
    func leading() async throws {
        let fixture = try await StoreFixture()
        let (source, _) = try await self.led(fixture)
        let other = PostgresSyncBook(pool: fixture.pool, ring: fixture.ring, node: 4711)
        #expect(try await other.lead(for: .seconds(8)) == nil)
        let term = try #require(try await fixture.sync.lead(for: .seconds(-1)))
        let next = try #require(try await other.lead(for: .seconds(8)))
        #expect(next == term + 1)
        #expect(try await fixture.sync.lead(for: .seconds(8)) == nil)

        #expect(try await fixture.sync.begin(source, isWhole: true, term: term) == nil)
        #expect(try await fixture.sync.merge([Self.whole(1)], source: source.id, term: term) == nil)
        #expect(try await fixture.sync.markVanished([Self.whole(1).id], source: source.id, term: term) == nil)
        #expect(try await !fixture.sync.note(SourceState.Progress(), position: nil, source: source.id, term: term))
        let end = SyncEnd(progress: SourceState.Progress(), outcome: .done)
        #expect(try await !fixture.sync.end(end, of: source, term: term))
        #expect(try await fixture.text("select count(*)::text from provision.source_record") == "0")

        #expect(try await other.merge([Self.whole(1)], source: source.id, term: next) == 1)
        try await other.resign(term: next)
        #expect(try await fixture.sync.lead(for: .seconds(8)) == next + 1)
    }

    @Test("a record that says what it said is not written, and what it says comes back as it was")
    func merging() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        #expect(try await fixture.sync.merge([Self.whole(1), Self.whole(2)], source: source.id, term: term) == 2)
        #expect(try await fixture.sync.merge([Self.whole(1), Self.whole(2)], source: source.id, term: term) == 0)
        let changed = Self.whole(2, fqdn: "other.corp.example")
        #expect(try await fixture.sync.merge([Self.whole(1), changed], source: source.id, term: term) == 1)

        let known = try await fixture.sync.knownRecords(source: source.id, after: nil, limit: 10)
        #expect(known.map(\.id) == [Self.whole(1).id, changed.id].sorted())
        #expect(Set(known.map(\.contentDigest)) == [Self.whole(1).contentDigest, changed.contentDigest])
        let rest = try await fixture.sync.knownRecords(source: source.id, after: known[0].id, limit: 10)
        #expect(rest == [known[1]])
    }

    @Test(
        "a record wakes the device that waits for it, in either byte order, and through the location that it leads to")
    func waking() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        try await self.waiting(fixture, [1, 2, 3, 4])
        let raw = try #require(StoreFixture.uuid(2).byteSwapped)
        let chain = Self.chain(3, fqdn: "pc-3.corp.example")
        _ = try await fixture.sync.merge(
            [Self.whole(1), Self.whole(2, uuid: raw), chain[0]], source: source.id, term: term)
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
        #expect(try await fixture.request(2)?.hasPrefix("ready") == true)
        #expect(try await fixture.request(4)?.hasPrefix("waiting inventory") == true)
        // The capability alone woke it; it waits again, now for the location.
        let fence = try await fixture.claim(3)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .inventory, seconds: 86_400), problem: Problem(.fqdnUnresolved),
                facts: AttemptFacts())
        ])
        _ = try await fixture.sync.merge([chain[1]], source: source.id, term: term)
        #expect(try await fixture.request(3)?.hasPrefix("ready") == true)
    }

    @Test("a record that comes while a worker looks in vain is found by the keeper of the queue")
    func raced() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        let fence = try await fixture.lease(1)
        _ = try await fixture.sync.merge([Self.whole(1)], source: source.id, term: term)
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .wait(for: .inventory, seconds: 86_400), problem: Problem(.fqdnUnresolved),
                facts: AttemptFacts())
        ])
        #expect(try await fixture.keeping.wakeResolved() == 1)
    }

    @Test("a sync that was cut off goes on where it was noted; one that has ended begins anew")
    func positions() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        let first = try #require(try await fixture.sync.begin(source, isWhole: true, term: term))
        #expect(first.position == nil && first.since == nil && first.validators.isEmpty)
        var progress = SourceState.Progress()
        progress.recordCount = 700
        progress.faults = ["whole page 1 record 3: uuid"]
        #expect(try await fixture.sync.note(progress, position: "0 7", source: source.id, term: term))
        let state = try #require(try await fixture.sources.sources().first).state
        #expect(state.isUnderWay && state.progress.recordCount == 700 && state.progress.faults == progress.faults)

        #expect(try await fixture.sync.begin(source, isWhole: false, term: term)?.position == nil)
        #expect(try await fixture.sync.note(progress, position: "0 8", source: source.id, term: term))
        #expect(try await fixture.sync.begin(source, isWhole: false, term: term)?.position == "0 8")
        let validators = [
            SyncValidator(entityTag: "\"e\""),
            SyncValidator(lastModified: "Sun, 01 Nov 2026 00:00:00 GMT", bodyDigest: "ab01"),
        ]
        let end = SyncEnd(progress: progress, outcome: .done, validators: validators, isComplete: true)
        #expect(try await fixture.sync.end(end, of: source, term: term))
        let again = try #require(try await fixture.sync.begin(source, isWhole: false, term: term))
        #expect(again.position == nil && again.validators == validators && again.since != nil)
        _ = try await fixture.sources.keep(name: "altiris", canonicalDocument: "{\"a\":1}", author: "t", ifVersion: nil)
        let changed = try #require(try await fixture.sources.sources().first)
        #expect(try await fixture.sync.begin(changed, isWhole: false, term: term)?.validators.isEmpty == true)
    }

    @Test("how a sync ended is kept with its counts and its reason, and failures in a row are counted")
    func ends() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        let failure = SourceFailure(.askedToWait, "429", retryAfterSeconds: 60)
        for _ in 0..<2 {
            #expect(
                try await fixture.sync.end(
                    SyncEnd(progress: SourceState.Progress(), outcome: .failed, failure: failure), of: source,
                    term: term))
        }
        var state = try #require(try await fixture.sources.sources().first).state
        #expect(state.progress.outcome == .failed && state.progress.failure == .askedToWait)
        #expect(state.progress.failureDetail == "429" && state.failureCount == 2 && state.syncedAt == nil)
        #expect(!state.isUnderWay)

        _ = try await fixture.sync.merge([Self.whole(1), Self.whole(2)], source: source.id, term: term)
        #expect(try await fixture.sync.markVanished([Self.whole(2).id], source: source.id, term: term) == 1)
        let end = SyncEnd(progress: SourceState.Progress(), outcome: .done, isComplete: true)
        #expect(try await fixture.sync.end(end, of: source, term: term))
        state = try #require(try await fixture.sources.sources().first).state
        #expect(state.failureCount == 0 && state.progress.failure == nil && state.syncedAt != nil)
        #expect(state.wholeSyncedAt != nil && state.recordCount == 1 && state.vanishedCount == 1)
    }

    @Test("a request for a sync and the word on what is missing are kept until a sync has followed them")
    func requests() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        #expect(try await !fixture.sources.requestSync(name: "none", isWhole: true))
        #expect(try await fixture.sources.requestSync(name: "altiris", isWhole: false))
        var state = try #require(try await fixture.sources.sources().first).state
        #expect(state.requestedAt != nil && !state.isWholeRequested)
        #expect(try await fixture.sources.acceptShrinking(name: "altiris"))
        state = try #require(try await fixture.sources.sources().first).state
        #expect(state.isWholeRequested && state.acceptedMissingCount == 0)
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        state = try #require(try await fixture.sources.sources().first).state
        #expect(state.requestedAt == nil && !state.isWholeRequested && state.acceptedMissingCount == 0)
        let end = SyncEnd(progress: SourceState.Progress(), outcome: .done, isComplete: true)
        _ = try await fixture.sync.end(end, of: source, term: term)
        #expect(try #require(try await fixture.sources.sources().first).state.acceptedMissingCount == nil)
    }

    @Test("vanished records are marked, come back with the source, and go for good after their days")
    func vanishing() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sync.merge([Self.whole(1), Self.whole(2)], source: source.id, term: term)
        _ = try await fixture.sync.markVanished([Self.whole(1).id, Self.whole(2).id], source: source.id, term: term)
        #expect(try await fixture.sync.merge([Self.whole(2)], source: source.id, term: term) == 1)
        #expect(try await fixture.sync.forget(days: 1, limit: 100) == 0)
        try await fixture.run(
            "update provision.source_record set vanished_at = vanished_at - interval '2 days' where vanished_at is not null"
        )
        #expect(try await fixture.sync.forget(days: 1, limit: 100) == 1)
        #expect(
            try await fixture.sync.knownRecords(source: source.id, after: nil, limit: 10).map(\.id) == [
                Self.whole(2).id
            ])
        #expect(try await fixture.sources.remove(name: "altiris", ifVersion: nil) == .removed)
        #expect(try await fixture.sync.forget(days: 1, limit: 100) == 1)
        #expect(try await fixture.sync.forget(days: 1, limit: 100) == 0)
        #expect(try await fixture.text("select count(*)::text from provision.inventory_source") == "0")
        #expect(try await fixture.text("select count(*)::text from provision.source_sync") == "0")
    }

    @Test("what sources say comes back with its byte order, its location and how the source stands")
    func findings() async throws {
        let fixture = try await StoreFixture()
        let document = """
            {"kind":"csv","name":"altiris","freshDays":7,"trust":{"fqdn":5},"feeds":[{"part":"whole",\
            "url":"https://a.example/","format":{"csv":{}},"columns":{"uuid":"u","fqdn":"f"}}]}
            """
        _ = try await fixture.sources.keep(name: "altiris", canonicalDocument: document, author: "t", ifVersion: nil)
        let source = try #require(try await fixture.sources.sources().first)
        let term = try #require(try await fixture.sync.lead(for: .seconds(60)))
        let raw = try #require(StoreFixture.uuid(2).byteSwapped)
        let records = [Self.whole(2, uuid: raw)] + Self.chain(3, fqdn: "pc-3.corp.example")
        _ = try await fixture.sync.merge(records, source: source.id, term: term)
        for number in 1...3 { _ = try await fixture.inbox.admit([StoreFixture.hello(number)]) }
        let briefs = try await fixture.queue.briefs((1...3).map { StoreFixture.uuid($0) })
        let found = try (1...3).map { number in
            try #require(briefs[StoreFixture.uuid(number)]?.inventory.sources.first)
        }
        #expect(found.map(\.name) == ["altiris", "altiris", "altiris"])
        #expect(found[0].matches.isEmpty && found[0].trust.fqdn == 5 && found[0].freshDays == 7)
        #expect(found[1].matches.map(\.order) == [.raw])
        #expect(found[1].matches.first?.record.record == Self.whole(2, uuid: raw).record)
        #expect(found[2].matches.first?.order == .canonical)
        #expect(found[2].matches.first?.location?.record.fqdn == "pc-3.corp.example")
        let facts = try await PostgresResolutionBook(pool: fixture.pool).facts(of: StoreFixture.uuid(3))
        #expect(facts.inventory.sources.first == found[2] && facts.address == PeerAddress(numeric: "192.0.2.10"))
        let candidates = try await PostgresPolicyBook(pool: fixture.pool).candidates(
            after: StoreFixture.uuid(1), limit: 1)
        #expect(candidates.map(\.uuid) == [StoreFixture.uuid(2)])
    }

    @Test("a policy is tried on machines that never called too, on each of them once")
    func candidates() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        let raw = try (1...4).map { try #require(StoreFixture.uuid($0).byteSwapped) }
        // Known as it says hello; in the other order; in both orders without a hello; vanished.
        let records = [
            Self.whole(1), Self.whole(2, uuid: raw[1]), Self.whole(3), Self.whole(30, uuid: raw[2]), Self.whole(4),
        ]
        _ = try await fixture.sync.merge(records, source: source.id, term: term)
        _ = try await fixture.sync.markVanished([records[4].id], source: source.id, term: term)
        for number in [1, 2, 5] { _ = try await fixture.inbox.admit([StoreFixture.hello(number)]) }
        let book = PostgresPolicyBook(pool: fixture.pool)
        var all: [PolicyCandidate] = []
        while true {
            let page = try await book.candidates(after: all.last?.uuid, limit: 2)
            all += page
            if page.count < 2 { break }
        }
        let third = min(StoreFixture.uuid(3), raw[2])
        let expected = [1, 2, 5].map { StoreFixture.uuid($0) } + [third]
        #expect(all.map(\.uuid) == expected.sorted())
        #expect(all.filter { !$0.hasCalled }.map(\.uuid) == [third])
    }

    @Test("records that were pushed are counted, and what is known already is not written")
    func counted() async throws {
        let fixture = try await StoreFixture()
        _ = try await fixture.sources.keep(
            name: "agent", canonicalDocument: #"{"kind":"push","name":"agent"}"#, author: "t", ifVersion: nil)
        let source = try #require(try await fixture.sources.sources().first)
        let term = try #require(try await fixture.sync.lead(for: .seconds(60)))
        _ = try await fixture.sources.push((1...3).map { Self.whole($0).record }, source: "agent")
        try await fixture.sync.count(of: [source.id], term: term - 1)
        #expect(try await fixture.sources.sources().first?.state.recordCount == 0)
        try await fixture.sync.count(of: [source.id], term: term)
        #expect(try await fixture.sources.sources().first?.state.recordCount == 3)
        let row = "select xmin::text from provision.source_sync"
        let before = try await fixture.text(row)
        try await fixture.sync.count(of: [source.id], term: term)
        #expect(try await fixture.text(row) == before)
    }

    @Test("how long a source wants to be left alone is kept, and forgotten by the next sync that succeeds")
    func retryAt() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        let failure = SourceFailure(.askedToWait, "503", retryAfterSeconds: 7200)
        let failed = SyncEnd(progress: SourceState.Progress(), outcome: .failed, failure: failure)
        _ = try await fixture.sync.end(failed, of: source, term: term)
        let state = try #require(try await fixture.sources.sources().first).state
        let wait = try #require(state.retryAt).microseconds - (state.progress.endedAt?.microseconds ?? 0)
        #expect(wait == 7_200_000_000)
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        _ = try await fixture.sync.end(
            SyncEnd(progress: SourceState.Progress(), outcome: .done), of: source, term: term)
        #expect(try await fixture.sources.sources().first?.state.retryAt == nil)
    }

    @Test(
        "of a source that bears one UUID many times a worker gets twenty records, those of the right byte order first")
    func manyOfOne() async throws {
        let fixture = try await StoreFixture()
        let document = #"{"kind":"push","name":"agent"}"#
        _ = try await fixture.sources.keep(name: "agent", canonicalDocument: document, author: "t", ifVersion: nil)
        let raw = try #require(StoreFixture.uuid(1).byteSwapped)
        let records = (0..<30).map { number in
            SourceRecord(
                part: .whole, resource: String(format: "r%02d", number),
                deviceUUID: number < 29 ? raw : StoreFixture.uuid(1), fqdn: "pc-\(number).corp.example")
        }
        _ = try await fixture.sources.push(records, source: "agent")
        let facts = try await PostgresResolutionBook(pool: fixture.pool).facts(of: StoreFixture.uuid(1))
        let matches = try #require(facts.inventory.sources.first).matches
        #expect(matches.count == 20)
        #expect(matches.contains { $0.order == .canonical && $0.record.record.resource == "r29" })
    }

    @Test(
        "what answers say of themselves counts only while the last sync has taken all of it in",
        arguments: [SourceState.Outcome.done, .unchanged, .failed, .held, nil])
    func validators(outcome: SourceState.Outcome?) async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        let tags = [SyncValidator(entityTag: "\"1\"", bodyDigest: "ab01")]
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        let good = SyncEnd(progress: SourceState.Progress(), outcome: .done, validators: tags, isComplete: true)
        _ = try await fixture.sync.end(good, of: source, term: term)
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        if let outcome {
            let end = SyncEnd(progress: SourceState.Progress(), outcome: outcome, validators: tags)
            _ = try await fixture.sync.end(end, of: source, term: term)
        }
        let next = try #require(try await fixture.sync.begin(source, isWhole: true, term: term))
        #expect(next.validators == (outcome == .done || outcome == .unchanged ? tags : []))
    }

    @Test("behind a sync that went on where another one was cut off, the changes of that time are asked for once more")
    func askedAgain() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        func sync(isResumed: Bool) async throws -> UnixTime? {
            let start = try #require(try await fixture.sync.begin(source, isWhole: false, term: term))
            var end = SyncEnd(progress: SourceState.Progress(), outcome: .done)
            end.isResumed = isResumed
            _ = try await fixture.sync.end(end, of: source, term: term)
            return start.since
        }
        #expect(try await sync(isResumed: false) == nil)
        let first = try #require(try await sync(isResumed: true))
        #expect(try await sync(isResumed: false) == first)
        #expect(try #require(try await sync(isResumed: false)) > first)
    }

    @Test("an operator agrees to what was shown, and the word is used up by the sync that heard it")
    func agreed() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        var progress = SourceState.Progress()
        progress.missingCount = 21
        _ = try await fixture.sync.begin(source, isWhole: true, term: term)
        _ = try await fixture.sync.end(SyncEnd(progress: progress, outcome: .held), of: source, term: term)
        _ = try await fixture.sources.acceptShrinking(name: "altiris")
        func accepted() async throws -> Int64? {
            try #require(try await fixture.sources.sources().first).state.acceptedMissingCount
        }
        #expect(try await accepted() == 21)
        _ = try await fixture.sync.end(SyncEnd(progress: progress, outcome: .failed), of: source, term: term)
        #expect(try await accepted() == 21)
        _ = try await fixture.sync.end(SyncEnd(progress: progress, outcome: .held), of: source, term: term)
        #expect(try await accepted() == nil)
    }

    @Test("the order to read all of a source outlives a sync of changes that had begun")
    func wholeOrder() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sources.requestSync(name: "altiris", isWhole: true)
        _ = try await fixture.sync.begin(source, isWhole: false, term: term)
        #expect(try #require(try await fixture.sources.sources().first).state.isWholeRequested)
    }

    @Test("into a source that was removed nothing is written any more")
    func removed() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        #expect(try await fixture.sources.remove(name: "altiris", ifVersion: nil) == .removed)
        #expect(try await fixture.sync.merge([Self.whole(1)], source: source.id, term: term) == nil)
        #expect(try await fixture.text("select count(*)::text from provision.source_record") == "0")
    }

    @Test("a source that counts again wakes those who wait for it")
    func enabledAgain() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sync.merge([Self.whole(1), Self.whole(2)], source: source.id, term: term)
        try await fixture.run(
            "update provision.source_record set changed_at = changed_at - interval '1 day'")
        try await fixture.run("update provision.inventory_source set changed_at = changed_at - interval '1 day'")
        try await self.waiting(fixture, [1, 3])
        #expect(try await fixture.keeping.wakeResolved() == 0)
        _ = try await fixture.sources.keep(
            name: "altiris", canonicalDocument: "{\"enabled\":true}", author: "t", ifVersion: nil)
        #expect(try await fixture.keeping.wakeResolved() == 1)
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
    }

    @Test("the views of SCS show what is here, and no secret")
    func views() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sync.merge(Self.chain(1, fqdn: "pc-1.corp.example"), source: source.id, term: term)
        _ = try await fixture.inbox.admit([StoreFixture.hello(1)])
        #expect(
            try await fixture.text("select concat_ws(' ', uuid, state, address) from scs.csti_amts")
                == "\(StoreFixture.uuid(1)) discovered 192.0.2.10")
        #expect(
            try await fixture.text(
                """
                select c."UUID" || ' ' || l."Fully Qualified Domain Name" from scs."Inv_OOB_Capability" c
                join scs."Inv_AeX_AC_Location" l on l."_ResourceGuid" = c."_ResourceGuid"
                """) == "\(StoreFixture.uuid(1)) pc-1.corp.example")
        let policies = PostgresPolicyBook(pool: fixture.pool)
        let setting = "select value from scs.csti_configuration where key = 'default_profile'"
        #expect(try await fixture.text(setting) == "default")
        _ = try await policies.keep(
            canonicalDocument: #"{"defaultProfile":null,"schema":1}"#, author: "t", ifVersion: nil)
        #expect(try await fixture.text(setting)?.isEmpty == true)
        #expect(
            try await fixture.text(
                """
                select string_agg(column_name, ' ') from information_schema.columns
                where table_schema = 'scs' and column_name ~ '(sealed|password|pps|secret)'
                """) == nil)
    }

    @Test("programs of before read names of all sources where they read the file's")
    func view() async throws {
        let fixture = try await StoreFixture()
        let (source, term) = try await self.led(fixture)
        _ = try await fixture.sync.merge(
            [Self.whole(1)] + Self.chain(2, fqdn: "pc-2.corp.example"), source: source.id, term: term)
        #expect(
            try await fixture.text("select string_agg(fqdn, ' ' order by fqdn) from provision.inventory_record")
                == "pc-1.corp.example pc-2.corp.example")
    }
}

@Suite("Two machines with one UUID") struct OtherMachineTests {
    private func says(_ fixture: StoreFixture, _ addresses: [String], every seconds: Int64 = 30) async throws {
        for (index, address) in addresses.enumerated() {
            _ = try await fixture.inbox.admit([
                StoreFixture.hello(1, retryCount: UInt32(index), address: address, at: Int64(index) * seconds)
            ])
        }
    }

    @Test(
        "machines that take turns in saying hello are parked with both addresses, and their hellos change nothing then")
    func turns() async throws {
        let fixture = try await StoreFixture()
        try await self.says(fixture, ["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2"])
        #expect(try await fixture.request(1)?.hasPrefix("parked uuid-duplicate") == true)
        let view = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        #expect(
            view.problem?.evidence == ["hello.address": "192.0.2.2", "hello.other_address": "192.0.2.1"])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 9, address: "192.0.2.1", at: 200)])
        #expect(try await fixture.request(1)?.hasPrefix("parked uuid-duplicate") == true)
    }

    @Test("what a worker has seen of two machines stays when one of them says hello again")
    func seenByWorker() async throws {
        let fixture = try await StoreFixture()
        let fence = try await fixture.lease(1)
        let evidence = ["hello.address": "192.0.2.10", "device.provisioned_address": "192.0.2.77"]
        _ = try await fixture.queue.release([
            Release(
                fence: fence, disposition: .park, problem: Problem(.uuidDuplicate, evidence), facts: AttemptFacts())
        ])
        _ = try await fixture.inbox.admit([StoreFixture.hello(1, retryCount: 1, at: 3600)])
        #expect(try await fixture.request(1)?.hasPrefix("parked uuid-duplicate attempt=1 hellos=2") == true)
        #expect(try await fixture.book.device(StoreFixture.uuid(1))?.problem?.evidence == evidence)
    }

    @Test("root hashes that take turns behind one address are two machines as well")
    func hashes() async throws {
        let fixture = try await StoreFixture()
        for turn in 0..<4 {
            let root = RootHash(algorithm: 2, bytes: [UInt8](repeating: UInt8(turn % 2), count: 32))
            _ = try await fixture.inbox.admit([
                StoreFixture.hello(1, retryCount: UInt32(turn), at: Int64(turn) * 30, credential: .pki([root]))
            ])
        }
        #expect(try await fixture.request(1)?.hasPrefix("parked uuid-duplicate") == true)
        let view = try #require(try await fixture.book.device(StoreFixture.uuid(1)))
        #expect(view.problem?.evidence["hello.root_hashes"] == "differ")
    }

    @Test(
        "one machine that moves, that goes somewhere and back, or that is back after long, is one machine",
        arguments: [
            (["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4"], Int64(30)),
            (["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.1"], 30),
            (["192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2"], 3600),
        ] as [([String], Int64)])
    func moves(addresses: [String], seconds: Int64) async throws {
        let fixture = try await StoreFixture()
        try await self.says(fixture, addresses, every: seconds)
        #expect(try await fixture.request(1)?.hasPrefix("ready") == true)
    }
}
