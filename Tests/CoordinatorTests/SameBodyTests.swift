import Inventory
import Synchronization
import Testing

@testable import Coordinator

@Suite("Sync of a source that says nothing of its changes", .timeLimit(.minutes(10))) struct SameBodyTests {
    @Test("a body that is the one of last time is not read, and its records count as seen")
    func same() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([SourceSyncTests.url: [.text(SourceSyncTests.csv(1...25))]])
        _ = await SourceSyncTests.sync(book, source, spooling: MemorySpooling())
        let pages = book.state.withLock { $0.knownPageCount }
        let end = try #require(await SourceSyncTests.sync(book, source, spooling: MemorySpooling()))
        #expect(end.outcome == .unchanged && end.isComplete && end.progress.recordCount == 0)
        #expect(end.progress.byteCount == Int64(SourceSyncTests.csv(1...25).utf8.count))
        #expect(book.state.withLock { $0.knownPageCount } == pages)
        #expect(book.names() == SourceSyncTests.names(1...25))
    }

    @Test("a body that differs at its end is read from its beginning")
    func other() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([SourceSyncTests.url: [.text(SourceSyncTests.csv(1...3))]])
        _ = await SourceSyncTests.sync(book, source, spooling: MemorySpooling())
        let more = SourceSyncTests.csv(1...4)
        let place = more.index(more.endIndex, offsetBy: -10)
        source.set(SourceSyncTests.url, [.pieces([String(more[..<place]), String(more[place...])])])
        let end = try #require(await SourceSyncTests.sync(book, source, spooling: MemorySpooling()))
        #expect(end.outcome == .done && end.progress.recordCount == 4 && end.progress.changedCount == 1)
        #expect(end.progress.byteCount == Int64(more.utf8.count))
        #expect(book.names() == SourceSyncTests.names(1...4))
        let again = try #require(await SourceSyncTests.sync(book, source, spooling: MemorySpooling()))
        #expect(again.outcome == .unchanged)
    }

    @Test("a body for which there is not room enough is read whole all the same")
    func tooLong() async throws {
        let book = MemorySyncBook()
        let pieces = [SourceSyncTests.csv(1...2), "\(SourceSyncTests.uuid(3)),pc3.corp.example\n", "\n", "\n"]
        let source = ScriptedSource([SourceSyncTests.url: [.pieces(pieces)]])
        _ = await SourceSyncTests.sync(book, source)
        let end = try #require(await SourceSyncTests.sync(book, source, spooling: MemorySpooling(piecesMax: 2)))
        #expect(end.outcome == .done && end.progress.recordCount == 3 && end.progress.changedCount == 0)
        #expect(end.progress.byteCount == Int64(pieces.joined().utf8.count))
    }

    @Test("a body that breaks off changes nothing, though its beginning is the one of last time")
    func cut() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([SourceSyncTests.url: [.text(SourceSyncTests.csv(1...3))]])
        _ = await SourceSyncTests.sync(book, source, spooling: MemorySpooling())
        source.set(SourceSyncTests.url, [.cut([SourceSyncTests.csv(1...3)], SourceFailure(.malformed))])
        let end = try #require(await SourceSyncTests.sync(book, source, spooling: MemorySpooling()))
        #expect(end.outcome == .failed && end.failure?.code == .malformed)
        #expect(book.names() == SourceSyncTests.names(1...3))
    }

    @Test("beside a list that has changed, one that has not stays known")
    func twoLists() async throws {
        let book = MemorySyncBook()
        let locations = "https://inventory.example/locations"
        var feeds = [SourceSyncTests.feed(), SourceSyncTests.feed(locations)]
        for (index, part) in [SourceRecord.Part.capability, .location].enumerated() {
            feeds[index] = SourceFeed(
                part: part, url: feeds[index].url, format: feeds[index].format, columns: Self.columns)
        }
        let names = "resource,fqdn\nr1,pc1.corp.example\n"
        let source = ScriptedSource([
            SourceSyncTests.url: [.text("uuid,resource\n\(SourceSyncTests.uuid(1)),r1\n")], locations: [.text(names)],
        ])
        _ = await SourceSyncTests.sync(book, source, feeds: feeds, spooling: MemorySpooling())
        source.set(locations, [.text(names + "r2,pc2.corp.example\n")])
        let end = try #require(
            await SourceSyncTests.sync(book, source, feeds: feeds, spooling: MemorySpooling()))
        #expect(end.outcome == .done && end.progress.changedCount == 1 && end.progress.missingCount == 0)
        let again = try #require(
            await SourceSyncTests.sync(book, source, feeds: feeds, spooling: MemorySpooling()))
        #expect(again.outcome == .unchanged)
    }

    @Test("pages of a list that has several are read, the same or not")
    func pages() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([
            "https://inventory.example/all?o=0": [.text(SourceSyncTests.csv(1...2))],
            "https://inventory.example/all?o=2": [.text(SourceSyncTests.csv(3...3))],
        ])
        let feed = SourceSyncTests.feed("https://inventory.example/all?o={offset}", paging: .offset)
        _ = await SourceSyncTests.sync(book, source, feeds: [feed], spooling: MemorySpooling())
        let end = try #require(
            await SourceSyncTests.sync(book, source, feeds: [feed], spooling: MemorySpooling()))
        #expect(end.outcome == .done && end.progress.recordCount == 3)
    }

    @Test("a source that knows no page behind its only one is read all the same")
    func noSecondPage() async throws {
        let book = MemorySyncBook()
        let source = ScriptedSource([
            "https://inventory.example/all?p=1": [.text(SourceSyncTests.csv(1...2))],
            "https://inventory.example/all?p=2": [.failure(SourceFailure(.notFound, "404"))],
        ])
        let feed = SourceSyncTests.feed(
            "https://inventory.example/all?p={page}", paging: .page(first: 1), pageSize: 100)
        let end = try #require(await SourceSyncTests.sync(book, source, feeds: [feed]))
        #expect(end.outcome == .done && end.isComplete && end.progress.recordCount == 2)
        // A first page that is not there is a failure.
        source.set("https://inventory.example/all?p=1", [.failure(SourceFailure(.notFound, "404"))])
        #expect(await SourceSyncTests.sync(book, source, feeds: [feed])?.outcome == .failed)
    }

    private static let columns = {
        var columns = RecordColumns()
        columns.uuid = ["uuid"]
        columns.resource = ["resource"]
        columns.fqdn = ["fqdn"]
        return columns
    }()
}
