import AMT
import Inventory
import Testing

@Suite("Known records") struct KnownRecordsTests {
    static func record(_ resource: String, fqdn: String = "pc.corp.example", part: SourceRecord.Part = .location)
        -> DigestedRecord
    {
        DigestedRecord(SourceRecord(part: part, resource: resource, fqdn: fqdn))
    }

    static func known(_ records: [DigestedRecord], vanished: Set<String> = []) -> KnownRecords {
        var known = KnownRecords()
        known.append(
            records.map {
                KnownRecord(
                    id: $0.id, contentDigest: $0.contentDigest, part: $0.record.part,
                    isVanished: vanished.contains($0.record.resource))
            }.sorted { $0.id < $1.id })
        return known
    }

    @Test("a record that says what it said is unchanged, another content is a change, another name is new")
    func verdicts() {
        var known = Self.known((0..<5000).map { Self.record("r\($0)") })
        #expect(known.judge(Self.record("r17")) == .unchanged)
        #expect(known.judge(Self.record("r18", fqdn: "other.corp.example")) == .changed)
        #expect(known.judge(Self.record("r5000")) == .new)
        #expect(known.livingCount == 5000)
        #expect(known.missingCount == 4998)
        #expect(known.count == 5001)
    }

    @Test("of two records with one name the first counts, whether it was known or not")
    func repeated() {
        var known = Self.known([Self.record("a")])
        #expect(known.judge(Self.record("a")) == .unchanged)
        #expect(known.judge(Self.record("a", fqdn: "x.y")) == .repeated)
        #expect(known.judge(Self.record("b")) == .new)
        #expect(known.judge(Self.record("b")) == .repeated)
    }

    @Test("a record that had vanished and is back is a change, even with the same content")
    func back() {
        var known = Self.known([Self.record("a"), Self.record("b")], vanished: ["a"])
        #expect(known.livingCount == 1)
        #expect(known.judge(Self.record("a")) == .changed)
        #expect(known.missingCount == 1)
    }

    @Test("what was not seen is missing, in slices, and what had vanished before is not")
    func missing() {
        let all = (0..<1000).map { Self.record("r\($0)") }
        var known = Self.known(all, vanished: ["r999"])
        for record in all.prefix(400) { _ = known.judge(record) }
        var ids: Set<RecordID> = []
        var start: Int? = 0
        while let from = start {
            let slice = known.missing(from: from, limit: 250)
            #expect(slice.ids.count <= 250)
            ids.formUnion(slice.ids)
            start = slice.next
        }
        #expect(ids == Set(all[400..<999].map(\.id)))
        #expect(known.missingCount == 599)
    }

    @Test("a list that has not changed is seen as a whole, and the other list is not")
    func seenAsWhole() {
        let locations = (0..<10).map { Self.record("r\($0)") }
        let capabilities = (0..<10).map { Self.record("r\($0)", part: .capability) }
        var known = Self.known(locations + capabilities)
        known.seeAll(of: .location)
        #expect(known.missingCount == 10)
        #expect(Set(known.missing(from: 0, limit: 100).ids) == Set(capabilities.map(\.id)))
    }
}

@Suite("Sync schedule") struct SyncScheduleTests {
    static let feed = SourceFeed(
        part: .whole, url: "https://inventory.example/all", format: .csv(separator: 0x2c), columns: RecordColumns())
    static let changes = SourceFeed(
        part: .whole, url: "https://inventory.example/all?since={since}", format: .csv(separator: 0x2c),
        columns: RecordColumns())
    static let noon = UnixTime(seconds: 1_800_000_000)

    static func source(_ change: (inout SourceState) -> Void) -> KeptSource {
        var state = SourceState()
        change(&state)
        return KeptSource(
            id: 1, name: "s", version: 1, document: "{}", author: "a", changedAt: Self.noon + .seconds(-1_000_000),
            state: state)
    }

    static func ended(_ secondsAgo: Int64, wholeAgo: Int64? = nil, failures: Int = 0) -> KeptSource {
        Self.source { state in
            state.progress.startedAt = Self.noon + .seconds(-secondsAgo - 10)
            state.progress.endedAt = Self.noon + .seconds(-secondsAgo)
            state.wholeSyncedAt = wholeAgo.map { Self.noon + .seconds(-$0) }
            state.failureCount = failures
        }
    }

    static func due(
        _ source: KeptSource, _ feed: SourceFeed = Self.feed, _ change: (inout SourceDefinition) -> Void = { _ in }
    ) -> SyncSchedule.Kind? {
        var definition = SourceDefinition(name: "s", feeds: [feed])
        change(&definition)
        return SyncSchedule.due(source, definition, now: Self.noon)
    }

    @Test("a source that was never read is read whole at once, unless it is disabled or has nothing to read")
    func first() {
        #expect(Self.due(Self.source { _ in }) == .whole)
        #expect(Self.due(Self.source { _ in }) { $0.isEnabled = false } == nil)
        #expect(Self.due(Self.source { _ in }) { $0.feeds = [] } == nil)
    }

    @Test("between two whole syncs only changes are asked for, where the source can tell them")
    func changes() {
        #expect(Self.due(Self.ended(3599, wholeAgo: 3599), Self.changes) == nil)
        #expect(Self.due(Self.ended(3600, wholeAgo: 3600), Self.changes) == .changes)
        #expect(Self.due(Self.ended(3600, wholeAgo: 86_400), Self.changes) == .whole)
        #expect(Self.due(Self.ended(3600, wholeAgo: 3600), Self.feed) == .whole)
    }

    @Test("a sync whose coordinator died goes on at once, as what it was")
    func cutOff() {
        let cut = Self.source { state in
            state.progress.startedAt = Self.noon + .seconds(-5)
            state.progress.isWhole = true
            state.wholeSyncedAt = Self.noon + .seconds(-20)
        }
        #expect(Self.due(cut, Self.changes) == .whole)
    }

    @Test("a sync that was cut off of a definition that has changed since is not gone on with")
    func cutOffBefore() {
        var state = Self.source { state in
            state.progress.startedAt = Self.noon + .seconds(-5)
            state.progress.isWhole = false
            state.wholeSyncedAt = Self.noon + .seconds(-20)
        }.state
        func due() -> SyncSchedule.Kind? {
            Self.due(
                KeptSource(
                    id: 1, name: "s", version: 2, document: "{}", author: "a", changedAt: Self.noon, state: state),
                Self.changes)
        }
        #expect(due() == .whole)
        state.progress.isWhole = true
        #expect(due() == .whole)
    }

    @Test("failures wait twice as long each time, and never longer than the source's own interval")
    func backOff() {
        #expect(Self.due(Self.ended(29, failures: 1)) == nil)
        #expect(Self.due(Self.ended(30, failures: 1)) == .whole)
        #expect(Self.due(Self.ended(59, failures: 2)) == nil)
        #expect(Self.due(Self.ended(60, failures: 2)) == .whole)
        #expect(Self.due(Self.ended(3600, failures: 40)) == .whole)
    }

    @Test("a source that asks to be left alone is, and by an operator's word it is asked all the same")
    func leftAlone() {
        func source(_ seconds: Int64, failures: Int = 1, requested: Bool = false) -> KeptSource {
            var state = Self.ended(60, failures: failures).state
            state.retryAt = Self.noon + .seconds(seconds)
            if requested { state.requestedAt = Self.noon }
            return KeptSource(
                id: 1, name: "s", version: 1, document: "{}", author: "a", changedAt: UnixTime(seconds: 1),
                state: state)
        }
        #expect(Self.due(source(1)) == nil)
        #expect(Self.due(source(0)) == .whole)
        #expect(Self.due(source(7200)) == nil)
        #expect(
            SyncSchedule.nextDue(source(7200), SourceDefinition(name: "s", feeds: [Self.feed]))
                == Self.noon + .seconds(7200))
        #expect(Self.due(source(7200, requested: true)) == .whole)
    }

    @Test("an operator's word and a new definition are followed at once")
    func requested() {
        var asked = Self.ended(60, wholeAgo: 60)
        var state = asked.state
        state.requestedAt = Self.noon
        asked = KeptSource(
            id: 1, name: "s", version: 1, document: "{}", author: "a", changedAt: asked.changedAt, state: state)
        #expect(Self.due(asked, Self.changes) == .changes)
        let changed = KeptSource(
            id: 1, name: "s", version: 2, document: "{}", author: "a", changedAt: Self.noon,
            state: Self.ended(60, wholeAgo: 60).state)
        #expect(Self.due(changed, Self.changes) == .whole)
    }

    @Test(
        "a source that shrinks by more than its share is held; a few records may go, but never all",
        arguments: [
            (1000, 200, false), (1000, 201, true), (20, 10, false), (20, 11, true), (5, 5, true), (5, 4, false),
            (0, 0, false),
        ])
    func shrinking(living: Int, missing: Int, isHeld: Bool) {
        #expect(SyncSchedule.holdsShrinking(living: living, missing: missing, percentMax: 20) == isHeld)
    }
}
