import AMT
import Inventory
import Logging
import Synchronization
import Telemetry
import Testing

@testable import Coordinator

@Suite("Sync of a source", .timeLimit(.minutes(10))) struct SourceSyncTests {
    static let logger = {
        var logger = Logger(label: "test.sync")
        logger.logLevel = .critical
        return logger
    }()

    static let columns = {
        var columns = RecordColumns()
        columns.uuid = ["uuid"]
        columns.fqdn = ["fqdn"]
        return columns
    }()

    static let url = "https://inventory.example/all"
    static let comma = UInt8(ascii: ",")

    static func feed(_ url: String = Self.url, paging: SourcePaging = .none, pageSize: Int = 2) -> SourceFeed {
        var feed = SourceFeed(part: .whole, url: url, format: .csv(separator: Self.comma), columns: Self.columns)
        feed.paging = paging
        feed.pageSize = pageSize
        return feed
    }

    static func kept(_ change: (inout SourceState) -> Void = { _ in }) -> KeptSource {
        var state = SourceState()
        change(&state)
        return KeptSource(
            id: 1, name: "s", version: 1, document: "{}", author: "a", changedAt: UnixTime(seconds: 1), state: state)
    }

    static func uuid(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return "11111111-1111-1111-1111-" + String(repeating: "0", count: 12 - digits.count) + digits
    }

    static func csv(_ numbers: some Sequence<Int>, domain: String = "corp.example") -> String {
        "uuid,fqdn\n" + numbers.map { "\(Self.uuid($0)),pc\($0).\(domain)\n" }.joined()
    }

    static func names(_ numbers: some Sequence<Int>, domain: String = "corp.example") -> [String] {
        numbers.map { "pc\($0).\(domain)" }.sorted()
    }

    struct Clock: Sendable {
        let now: @Sendable () -> UnixTime

        init(_ now: @escaping @Sendable () -> UnixTime) { self.now = now }
    }

    /// One sync, to its end.
    static func sync(
        _ book: MemorySyncBook, _ source: ScriptedSource, feeds: [SourceFeed] = [Self.feed()],
        kind: SyncSchedule.Kind = .whole, kept: KeptSource = Self.kept(), slice: Int = 10_000,
        spooling: any BodySpooling = NoSpooling(), clock: Clock = Clock { UnixTime(seconds: 1_800_000_000) },
        _ change: (inout SourceDefinition) -> Void = { _ in }
    ) async -> SyncEnd? {
        var settings = SyncSettings()
        settings.sliceRecordsMax = slice
        var definition = SourceDefinition(name: "s", feeds: feeds)
        change(&definition)
        let before = book.state.withLock { $0.ends.count }
        _ = await SourceSync(
            house: book.house(
                source, spooling: spooling, settings: settings, logger: Self.logger, now: clock.now),
            source: kept, definition: definition, kind: kind, term: 1
        ).run()
        return book.state.withLock { $0.ends.count > before ? $0.ends.last : nil }
    }

    @Test("what is new is written in slices, and the same once more writes nothing")
    func unchanged() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...25))]])
        let first = try #require(await Self.sync(book, source, slice: 10))
        #expect(first.outcome == .done && first.isComplete && first.progress.recordCount == 25)
        #expect(book.names() == Self.names(1...25))
        #expect(book.state.withLock { $0.mergeCount } == 3)
        let second = try #require(await Self.sync(book, source, slice: 10))
        #expect(second.outcome == .done && second.progress.changedCount == 0)
        #expect(book.state.withLock { $0.writtenCount } == 25)
    }

    @Test("records that change are written, and records that are missing are marked as vanished")
    func changes() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...100))]])
        _ = await Self.sync(book, source)
        source.set(Self.url, [.text(Self.csv(1...85) + Self.csv(86...87, domain: "new.example").dropFirst(10))])
        let end = try #require(await Self.sync(book, source))
        #expect(end.outcome == .done && end.progress.changedCount == 2 && end.progress.missingCount == 13)
        #expect(book.names() == (Self.names(1...85) + Self.names(86...87, domain: "new.example")).sorted())
    }

    @Test("a source that shrinks too much changes nothing until an operator agrees")
    func held() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...100))]])
        _ = await Self.sync(book, source)
        source.set(Self.url, [.text(Self.csv(1...79))])
        let held = try #require(await Self.sync(book, source))
        #expect(held.outcome == .held && held.progress.missingCount == 21)
        #expect(book.names() == Self.names(1...100))
        let agreed = try #require(await Self.sync(book, source, kept: Self.kept { $0.acceptedMissingCount = 21 }))
        #expect(agreed.outcome == .done)
        #expect(book.names() == Self.names(1...79))
        // The word was given for what was shown then.
        source.set(Self.url, [.text(Self.csv(1...20))])
        let worse = try #require(await Self.sync(book, source, kept: Self.kept { $0.acceptedMissingCount = 21 }))
        #expect(worse.outcome == .held)
    }

    @Test("a sync of changes takes nothing away")
    func incremental() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...5))]])
        _ = await Self.sync(book, source)
        source.set(Self.url, [.text(Self.csv(6...6))])
        let end = try #require(await Self.sync(book, source, kind: .changes))
        #expect(end.outcome == .done && !end.isComplete)
        #expect(book.names() == Self.names(1...6))
    }

    @Test("an answer that says that nothing has changed is not read, and nothing vanishes")
    func notModified() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...3), entityTag: "\"7\""), .unchanged]])
        let first = try #require(await Self.sync(book, source))
        #expect(first.validators.map(\.entityTag) == ["\"7\""])
        let second = try #require(await Self.sync(book, source))
        #expect(second.outcome == .unchanged && second.isComplete)
        #expect(source.requests.map(\.entityTag) == [nil, "\"7\""])
        #expect(book.names() == Self.names(1...3))
    }

    @Test("a page that fails is asked for again, and what was seen of it before is no repetition")
    func retried() async throws {
        let book = MemorySyncBook()
        let half = Self.csv(1...3)
        let source = ScriptedSource([
            Self.url: [
                .failure(SourceFailure(.serverError, "502")), .cut([half], SourceFailure(.truncated)),
                .text(Self.csv(1...6)),
            ]
        ])
        let end = try #require(await Self.sync(book, source))
        #expect(end.outcome == .done && end.progress.faultCount == 0)
        #expect(source.requests.count == 3)
        #expect(book.names() == Self.names(1...6))
    }

    @Test(
        "a failure that time does not mend ends the sync at once, with its name, and the inventory stays",
        arguments: [SourceFailure.Code.unauthorized, .redirectRefused, .tooLarge, .hostile, .malformed])
    func failed(_ code: SourceFailure.Code) async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...40))]])
        _ = await Self.sync(book, source)
        source.set(Self.url, [.cut([Self.csv(1...2)], SourceFailure(code, "seen"))])
        let end = try #require(await Self.sync(book, source))
        #expect(end.outcome == .failed && end.failure == SourceFailure(code, "seen"))
        #expect(source.requests.count == 2)
        #expect(book.names() == Self.names(1...40))
    }

    @Test("a body of which no record is usable is a failure, not an empty inventory")
    func nothingUsable() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...3))]])
        _ = await Self.sync(book, source)
        source.set(Self.url, [.text("uuid,fqdn\nnone,pc1.corp.example\nnone,pc2.corp.example\n")])
        let end = try #require(await Self.sync(book, source))
        #expect(end.failure?.code == .nothingUsable && end.progress.faultCount == 2)
        #expect(end.progress.faults == ["whole page 1 record 1: uuid (uuid)", "whole page 1 record 2: uuid (uuid)"])
        #expect(book.names() == Self.names(1...3))
    }

    @Test("of two records with one name the first counts, and the other is a fault that is told")
    func repeated() async throws {
        let book = MemorySyncBook()
        let double = Self.csv(1...2) + "\(Self.uuid(1)),other.corp.example\n"
        let end = try #require(await Self.sync(book, ScriptedSource([Self.url: [.text(double)]])))
        #expect(end.outcome == .done && end.progress.faultCount == 1)
        #expect(book.names() == Self.names(1...2))
    }

    @Test("a sync that dies between two pages goes on at the page that was noted, and takes nothing away")
    func resumed() async throws {
        let book = MemorySyncBook()
        let paged = Self.feed("https://inventory.example/p{page}", paging: .page(first: 1))
        let pages = ["p1": 1...2, "p2": 3...4, "p3": 5...5]
        let source = ScriptedSource(
            Dictionary(uniqueKeysWithValues: pages.map { ("https://inventory.example/\($0)", [.text(Self.csv($1))]) }))
        source.set("https://inventory.example/p2", [.failure(SourceFailure(.timedOut))])
        let cut = try #require(await Self.sync(book, source, feeds: [paged]) { $0.connection.attemptsMax = 1 })
        #expect(cut.outcome == .failed && cut.position != nil)
        #expect(book.names() == Self.names(1...2))

        source.set("https://inventory.example/p2", [.text(Self.csv(3...4))])
        let end = try #require(await Self.sync(book, source, feeds: [paged]))
        #expect(end.outcome == .done && !end.isComplete)
        #expect(book.names() == Self.names(1...5))
        #expect(source.requests.map(\.url).map { $0.suffix(2) } == ["p1", "p2", "p2", "p3"])
    }

    @Test("whoever is no longer the leader writes nothing more, and does not note an end")
    func replaced() async throws {
        let book = MemorySyncBook()
        book.state.withLock { state in
            state.onMerge = { [weak book] number in
                if number == 2 { book?.state.withLock { $0.term = 2 } }
            }
        }
        let end = await Self.sync(book, ScriptedSource([Self.url: [.text(Self.csv(1...50))]]), slice: 10)
        #expect(end == nil)
        #expect(book.state.withLock { $0.writtenCount } == 10)
    }

    @Test("a secret that is not there is named, and nothing is asked of the source")
    func secretMissing() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource()
        let end = try #require(
            await Self.sync(book, source) { $0.connection.authentication = .bearer(secretName: "token") })
        #expect(end.failure == SourceFailure(.secretMissing, "token"))
        #expect(source.requests.isEmpty)
        book.state.withLock { $0.secrets["token"] = Secret(text: "t") }
        source.set(Self.url, [.text(Self.csv(1...1))])
        let next = try #require(
            await Self.sync(book, source) { $0.connection.authentication = .bearer(secretName: "token") })
        #expect(next.outcome == .done)
        #expect(source.requests.first?.secrets["token"] == Secret(text: "t"))
    }

    @Test("what is known is not read while there is nothing to compare it with")
    func notLoaded() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.text(Self.csv(1...3), entityTag: "\"7\""), .unchanged]])
        _ = await Self.sync(book, source)
        let before = book.state.withLock { $0.knownPageCount }
        #expect(await Self.sync(book, source)?.outcome == .unchanged)
        #expect(book.state.withLock { $0.knownPageCount } == before)
    }

    @Test("of two lists one may have changed: what the other one holds is still there")
    func oneUnchanged() async throws {
        let book = MemorySyncBook()
        var names = RecordColumns()
        names.resource = ["id"]
        names.fqdn = ["fqdn"]
        let locations = SourceFeed(
            part: .location, url: "https://inventory.example/names", format: .csv(separator: Self.comma), columns: names
        )
        let source = ScriptedSource([
            Self.url: [.text(Self.csv(1...20), entityTag: "\"1\""), .unchanged],
            locations.url: [.text("id,fqdn\na,a.b\n"), .text("id,fqdn\na,c.d\n")],
        ])
        _ = await Self.sync(book, source, feeds: [Self.feed(), locations])
        let end = try #require(await Self.sync(book, source, feeds: [Self.feed(), locations]))
        #expect(end.outcome == .done && end.progress.changedCount == 1 && end.progress.missingCount == 0)
        #expect(book.names() == (Self.names(1...20) + ["c.d"]).sorted())
    }

    @Test("a sync that takes longer than it may ends with its name, and the next one goes on where it was")
    func deadline() async throws {
        let book = MemorySyncBook()
        let paged = Self.feed("https://inventory.example/p{page}", paging: .page(first: 1))
        let source = ScriptedSource(
            Dictionary(
                uniqueKeysWithValues: (1...4).map {
                    ("https://inventory.example/p\($0)", [.text(Self.csv(($0 * 2 - 1)...($0 * 2)))])
                }))
        // Each page brings a cursor of its own for as long as anybody asks; the clock alone ends it.
        let late = Clock {
            UnixTime(seconds: source.requests.count < 3 ? 1_800_000_010 : 1_800_030_000)
        }
        let end = try #require(await Self.sync(book, source, feeds: [paged], clock: late))
        #expect(end.outcome == .failed && end.failure?.code == .timedOut)
        #expect(source.requests.count == 3)
        #expect(book.names() == Self.names(1...6))
        #expect(end.position != nil)
    }

    @Test("an end that the database does not take is noted without particulars, so that the source says something")
    func endRefused() async throws {
        let book = MemorySyncBook()
        book.state.withLock { $0.endRefusals = 1 }
        let end = try #require(await Self.sync(book, ScriptedSource([Self.url: [.text(Self.csv(1...3))]])))
        #expect(end.outcome == .failed && end.failure == SourceFailure(.store, "refused 22021"))
        #expect(end.position == nil)
    }

    @Test("a process that is told to stop says nothing of the source")
    func stopped() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([Self.url: [.failure(SourceFailure(.connectionFailed, "cancelled"))]])
        let task = Task {
            // Cancelled before it asks, as by an end of the process in the middle of a request.
            while !Task.isCancelled { await Task.yield() }
            return await Self.sync(book, source) { $0.connection.attemptsMax = 1 }
        }
        task.cancel()
        #expect(await task.value == nil)
    }
}

@Suite("Lead over the inventory", .timeLimit(.minutes(10))) struct InventorySyncTests {
    private static func source(_ id: Int16, startedAt: Int64? = nil) -> KeptSource {
        var state = SourceState()
        state.progress.startedAt = startedAt.map { UnixTime(seconds: $0) }
        state.progress.endedAt = startedAt.map { UnixTime(seconds: $0 + 1) }
        let document = """
            {"kind":"csv","name":"s\(id)","feeds":[{"part":"whole","url":"https://s\(id).example/",\
            "format":{"csv":{}},"columns":{"uuid":"uuid","fqdn":"fqdn"}}]}
            """
        return KeptSource(
            id: id, name: "s\(id)", version: 1, document: document, author: "a", changedAt: UnixTime(seconds: 1),
            state: state)
    }

    private static func eventually(_ holds: () -> Bool) async throws {
        for _ in 0..<2000 where !holds() { try await Task.sleep(for: .milliseconds(2)) }
        #expect(holds())
    }

    @Test("who leads reads what is due; who does not reads nothing; the lead is given up at the end")
    func leads() async throws {
        let book = MemorySyncBook()
        book.state.withLock {
            $0.sources = [Self.source(1)]
            $0.leads = false
        }
        let source = ScriptedSource(["https://s1.example/": [.text(SourceSyncTests.csv(1...2))]])
        let sync = InventorySync(book.house(source, logger: SourceSyncTests.logger))
        await sync.beat()
        #expect(source.requests.isEmpty)
        book.state.withLock { $0.leads = true }
        await sync.beat()
        try await Self.eventually { book.state.withLock { $0.ends.count } == 1 }
        #expect(book.names() == SourceSyncTests.names(1...2))
        await sync.resign()
        #expect(book.state.withLock { $0.resigned } == [1])
    }

    @Test("when there are more sources than may be read at once, those come first that have waited longest")
    func turns() async throws {
        let book = MemorySyncBook()
        book.state.withLock {
            $0.sources = [
                Self.source(1, startedAt: 300), Self.source(2, startedAt: 200), Self.source(3, startedAt: 100),
            ]
        }
        var settings = SyncSettings()
        settings.syncsMax = 1
        let source = ScriptedSource(
            Dictionary(
                uniqueKeysWithValues: (1...3).map { ("https://s\($0).example/", [.text(SourceSyncTests.csv(1...1))]) }))
        let sync = InventorySync(book.house(source, settings: settings, logger: SourceSyncTests.logger))
        await sync.beat()
        try await Self.eventually { book.state.withLock { $0.ends.count } == 1 }
        #expect(source.requests.map(\.url) == ["https://s3.example/"])
    }

    @Test("numbers of a source leave the metrics page with the source, and all of them with the lead")
    func metrics() async throws {
        let book = MemorySyncBook()
        let registry = MetricsRegistry()
        let sync = InventorySync(
            book.house(ScriptedSource(), metrics: registry, logger: SourceSyncTests.logger))
        func sources() -> [String] {
            ["s1", "s2"].filter { registry.page().contains("provision_source_records{source=\"\($0)\"}") }
        }
        book.state.withLock { $0.sources = [Self.source(1), Self.source(2)] }
        await sync.beat()
        #expect(sources() == ["s1", "s2"])
        book.state.withLock { $0.sources = [Self.source(2)] }
        await sync.beat()
        #expect(sources() == ["s2"])
        book.state.withLock { $0.leads = false }
        await sync.beat()
        #expect(sources() == [])
    }

    @Test("who leads counts the records of sources that are pushed to, and of no others")
    func counts() async throws {
        let book = MemorySyncBook()
        let pushed = KeptSource(
            id: 7, name: "agent", version: 1, document: #"{"kind":"push","name":"agent"}"#, author: "a",
            changedAt: UnixTime(seconds: 1), state: SourceState())
        book.state.withLock { $0.sources = [Self.source(1), pushed] }
        let sync = InventorySync(book.house(ScriptedSource(), logger: SourceSyncTests.logger))
        await sync.count()
        #expect(book.state.withLock { $0.counted } == [])
        await sync.beat()
        await sync.count()
        #expect(book.state.withLock { $0.counted } == [[7]])
    }

    @Test("a source whose end could not be noted rests for a while, and is not asked again at every beat")
    func rests() async throws {
        let book = MemorySyncBook()
        book.state.withLock {
            $0.sources = [Self.source(1)]
            $0.endRefusals = 2
        }
        let source = ScriptedSource(["https://s1.example/": [.text(SourceSyncTests.csv(1...1))]])
        let sync = InventorySync(book.house(source, logger: SourceSyncTests.logger))
        await sync.beat()
        try await Self.eventually { book.state.withLock { $0.endRefusals } == 0 }
        for _ in 0..<5 {
            await sync.beat()
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(source.requests.count == 1)
    }
}
