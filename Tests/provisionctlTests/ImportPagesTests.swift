import Foundation
import Synchronization
import Testing

@testable import provisionctl

@Suite("import: batches and report")
struct ImportPagesTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    private func tally() -> ImportTally {
        var tally = ImportTally(.passwords, file: "p.csv")
        tally.rows = 1_204
        tally.usable = 1_202
        tally.new = 1_200
        tally.known = 2
        tally.find(7, "password", "length")
        tally.find(8, "password", "hash")
        tally.find(9, "password", "hash")
        tally.find(12, nil, "of-tomorrow")
        return tally
    }

    @Test("the report counts each reason and names each line")
    func page() {
        var report = ImportReport(isDryRun: false, source: "scs")
        report.tables = [self.tally()]
        report.notes = ["Look\u{1b}here."]
        #expect(
            self.plain.imported(report) == [
                "Passwords     1,204 rows: 1,200 kept, 2 known", "", "Not used:",
                "TABLE      FIELD     REASON       ROWS  MEANS",
                "passwords  password  hash            2  the hash of a password, which is of no use",
                "passwords  –         of-tomorrow     1  of-tomorrow",
                "passwords  password  length          1  of another length; it may be encrypted",
                "", "p.csv:7: password: length", "p.csv:8: password: hash", "p.csv:9: password: hash",
                "p.csv:12: of-tomorrow", "", "Look\\u{1b}here.",
            ])
        report.isDryRun = true
        report.tables[0].findings = []
        report.notes = []
        #expect(self.plain.imported(report) == ["Passwords     1,204 rows: 1,202 can be sent"])
    }

    @Test("the first lines of each reason are named, and the rest is counted")
    func manyLines() {
        var report = ImportReport(isDryRun: true, source: "scs")
        var tally = ImportTally(.devices, file: "d.csv")
        for line in 2...1_102 { tally.find(line, "uuid", "uuid") }
        tally.find(1_103, "fqdn", "fqdn")
        report.tables = [tally]
        let lines = self.plain.imported(report)
        #expect(lines.last == "… and 1,091 more; -o json has all of them.")
        #expect(lines.contains("d.csv:11: uuid: uuid") && !lines.contains("d.csv:12: uuid: uuid"))
        #expect(lines.contains("d.csv:1103: fqdn: fqdn"))
    }

    @Test("a batch has a thousand items at most, and no more bytes than a body may have")
    func batches() {
        func items(_ count: Int, bytes: Int) -> [ImportItem] {
            (0..<count).map { ImportItem(line: $0, json: Data(repeating: 0x20, count: bytes)) }
        }
        #expect(ImportSender.batches([]).isEmpty)
        #expect(ImportSender.batches(items(2_001, bytes: 10)).map(\.count) == [1_000, 1_000, 1])
        let large = ImportSender.batches(items(600, bytes: 1_023))
        #expect(large.map(\.count) == [240, 240, 120])
        #expect(large.flatMap { $0.map(\.line) } == Array(0..<600))
        #expect(ImportSender.batches(items(2, bytes: 300_000)).map(\.count) == [1, 1])
    }

    @Test(
        "secrets go out in clear over http that leaves the machine",
        arguments: [
            ("http://127.0.0.1:8971", false), ("http://127.9.9.9", false), ("http://localhost:8971", false),
            ("http://[::1]:8971", false), ("https://ps.corp.example", false), ("http://ps.corp.example", true),
            ("HTTP://10.0.0.1", true), ("http://127.0.0.1.corp.example", true), ("http://localhost.example", true),
        ])
    func clearText(server: String, isInClear: Bool) throws {
        #expect(APIClient(server: try #require(URL(string: server)), token: "").isInClear == isInClear)
    }

    @Test(
        "a token that others on the way can read is warned of, once, by whatever command",
        arguments: [("http://0.0.0.0:1", "5f5f", 1), ("http://127.0.0.1:1", "5f5f", 0), ("http://0.0.0.0:1", "", 0)])
    func warned(server: String, token: String, count: Int) async throws {
        let told = SharedState<[String]>([])
        // This machine by an address that is no loopback one. Nobody listens there.
        let client = APIClient(server: try #require(URL(string: server)), token: token) { text in
            told.value.withLock { $0.append(text) }
        }
        let copy = client
        _ = try? await client.send("GET", "/v1/queue")
        _ = try? await copy.send("GET", "/v1/devices/u/credential")
        let texts = told.value.withLock { $0 }
        #expect(texts.count == count)
        #expect(texts.allSatisfy { $0.contains("in clear text") && $0.contains(server) && !$0.contains("5f5f") })
    }
}
