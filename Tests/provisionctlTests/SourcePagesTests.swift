import Foundation
import Testing

@testable import provisionctl

@Suite("pages of sources")
struct SourcePagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    /// As the API's description shows it.
    static let syncing = """
        {"name":"altiris","version":3,"kind":"altiris","enabled":true,"author":"ops",
        "changedAt":"2026-11-22T10:30:45.678Z","phase":"syncing","nextDueAt":null,"records":1200000,"vanished":12,
        "syncedAt":"2026-11-21T10:30:45.678Z","wholeSyncedAt":"2026-11-20T10:30:45.678Z","failures":0,"error":null,
        "sync":{"whole":true,"startedAt":"2026-11-22T11:00:00.000Z","endedAt":null,"outcome":null,"pages":300,
        "records":300000,"recordsPerSecond":4500,"changed":7,"missing":0,"faults":1,
        "firstFaults":["page 2, record 7: uuid"],"bytes":7340032},"document":{"name":"altiris"}}
        """

    static func source(_ json: String = Self.syncing) throws -> InventorySource {
        try Answer.read(Data(json.utf8), as: InventorySource.self)
    }

    @Test("a list of sources")
    func list() throws {
        var failing = try Self.source()
        failing.name = "cmdb"
        failing.kind = nil
        failing.phase = "failing"
        failing.error = .init(code: "unauthorized", detail: "401")
        failing.nextDueAt = "2026-11-22T12:00:00.000Z"
        failing.syncedAt = nil
        #expect(
            self.plain.sources([try Self.source(), failing]) == [
                "NAME     KIND     PHASE      RECORDS  READ                  NEXT                  ERROR",
                "altiris  altiris  syncing  1,200,000  2026-11-21 10:30:45Z  –                     –",
                "cmdb     –        failing  1,200,000  –                     2026-11-22 12:00:00Z  unauthorized",
            ])
        #expect(self.plain.sources([]).count == 1)
    }

    @Test("one source with the sync that runs")
    func show() throws {
        #expect(
            self.plain.source(try Self.source(), document: "{\n}") == [
                "Source        altiris", "Kind          altiris", "Phase         syncing",
                "Version       3, by ops, 2026-11-22 10:30:45Z", "Records       1,200,000, 12 vanished",
                "Read          2026-11-21 10:30:45Z", "Read whole    2026-11-20 10:30:45Z", "Next          –", "",
                "Sync          whole, since 2026-11-22 11:00:00Z",
                "              300,000 records on 300 pages, 4,500 a second",
                "              7 changed, 0 missing, 7 MiB", "Faults        1",
                "              page 2, record 7: uuid", "", "{", "}",
            ])
    }

    @Test("a source that is held says what to do, and one that fails says why")
    func ends() throws {
        var held = try Self.source()
        held.phase = "held"
        held.sync?.endedAt = "2026-11-22T11:10:00.000Z"
        held.sync?.outcome = "held"
        held.sync?.missing = 400_000
        #expect(
            self.plain.source(held).suffix(2) == [
                "400,000 of 1,200,000 known records are missing; nothing was taken away.",
                "If that is right: provisionctl source accept altiris",
            ])
        var failing = try Self.source()
        failing.failures = 3
        failing.error = .init(code: "tls-failed", detail: "certificate has expired")
        #expect(
            self.plain.source(failing).suffix(2) == [
                "Error         tls-failed, 3 times in a row", "              certificate has expired",
            ])
    }

    @Test("what a test found")
    func test() throws {
        let test = try Answer.read(
            Data(
                """
                {"name":"cmdb","feeds":[{"part":"whole","error":null,"recordsOnPage":2,"bytes":300,"hasMore":true,
                "records":[{"part":"whole","resource":"r\\u001b[2J","uuid":"u","fqdn":"pc.corp.example","amtVersion":null,
                "profile":null,"site":null,"reportedAt":null,"fields":{"dept":"IT"}}],"faultsOnPage":1,
                "faults":[{"record":2,"reason":"uuid-missing","field":"/uuid"}]},
                {"part":"location","error":{"code":"unauthorized","detail":"401"},"recordsOnPage":0,"bytes":0,
                "hasMore":false,"records":[],"faultsOnPage":0,"faults":[]}]}
                """.utf8), as: SourceTest.self)
        #expect(
            self.plain.test(test) == [
                "Feed          whole: 2 records, 300 bytes, and there are more pages", "  r\\u{1b}[2J",
                "    uuid      u", "    fqdn      pc.corp.example", "    dept      IT", "  1 cannot be used:",
                "    record 2: uuid-missing (/uuid)", "", "Feed          location: 0 records, 0 bytes",
                "Error         unauthorized: 401",
            ])
    }

    @Test("large numbers are read in groups of three")
    func numbers() {
        #expect(Pages.count(0) == "0" && Pages.count(999) == "999" && Pages.count(1_000) == "1,000")
        #expect(Pages.count(1_234_567) == "1,234,567" && Pages.count(-1_000) == "-1,000")
        #expect(
            Pages.bytes(1023) == "1023 bytes" && Pages.bytes(1024) == "1 KiB" && Pages.bytes(1 << 30) == "1,024 MiB")
    }
}

@Suite("progress of a sync")
struct SyncProgressTests {
    @Test("a whole sync has a bar against what was known before, as wide as the terminal lets it be")
    func bar() throws {
        let source = try SourcePagesTests.source()
        #expect(
            SyncProgress(expected: 1_200_000, columns: 80).line(source)
                == "altiris  [######------------------]  25 %    300,000 records  4,500/s  1 fault")
        let wide = SyncProgress(expected: 1_200_000, columns: 200).line(source)
        #expect(wide.contains("[##########------------------------------]"))
        for columns in [20, 40, 60, 80, 120] {
            let line = SyncProgress(expected: 1_200_000, columns: columns).line(source)
            #expect(DisplayText.width(line) < columns, "\(line)")
        }
    }

    @Test("without a terminal it is a line, and never done before it ends")
    func line() throws {
        var source = try SourcePagesTests.source()
        #expect(
            SyncProgress(expected: 1_200_000).line(source) == "altiris  25 %  300,000 records  4,500/s  1 fault")
        #expect(SyncProgress(expected: 10).line(source).contains("99 %"))
        #expect(SyncProgress(expected: 0).line(source) == "altiris  300,000 records  4,500/s  1 fault")
        source.sync?.whole = false
        source.error = .init(code: "timed-out", detail: "")
        #expect(
            SyncProgress(expected: 10).line(source)
                == "altiris  300,000 records  4,500/s  1 fault  last error timed-out")
        source.phase = "ordered"
        #expect(SyncProgress(expected: 10).line(source) == "altiris  waits for the coordinator")
    }
}
