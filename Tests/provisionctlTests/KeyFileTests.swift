import Foundation
import Testing

@testable import provisionctl

@Suite("files of keys and certificates")
struct KeyFileTests {
    let plain = Pages(columnsMax: nil, hasColour: false)

    private func rows(_ text: String) throws -> [ExportedTable.Entry] {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(text.utf8).write(to: file)
        var table = try ExportedTable.readKeys(file.path)
        #expect(table.heading.map { $0.lowercased() } == ["pid", "pps"])
        var entries: [ExportedTable.Entry] = []
        while let entry = table.next() { entries.append(entry) }
        return entries
    }

    private func row(_ line: Int, _ cells: String...) -> ExportedTable.Entry {
        .row(ExportedTable.Row(line: line, cells: cells))
    }

    @Test("lines without a heading are a PID and a PPS; comments and blank lines keep the count")
    func lines() throws {
        #expect(
            try self.rows("# old\nA B\n\n  C,D\r\nE;\tF\nG\nH I J\n") == [
                self.row(2, "A", "B"), self.row(4, "C", "D"), self.row(5, "E", "F"), self.row(6, "G", ""),
                .faulty(line: 7, reason: "ragged"),
            ])
    }

    @Test("a heading is known by the PID's column")
    func heading() throws {
        #expect(try self.rows("PID;PPS\nA;B\n") == [self.row(2, "A", "B")])
    }

    @Test("a file with nothing in it is told so")
    func empty() throws {
        #expect(throws: CommandFailure.self) { try self.rows("# nothing\n") }
    }

    @Test("the first certificate of a file is found, and what is none is none")
    func certificates() throws {
        let der: [UInt8] = [0x30, 0x82, 0x00, 0x03, 1, 2, 3]
        let text = Data(der).base64EncodedString()
        let pem = "subject\n-----BEGIN CERTIFICATE-----\n\(text)\n-----END CERTIFICATE-----\nmore"
        #expect(CertificateFile.der(der) == der)
        #expect(CertificateFile.der(Array(pem.utf8)) == der)
        #expect(CertificateFile.der(der + [0]) == nil)
        #expect(CertificateFile.der(Array(der.dropLast())) == nil)
        #expect(CertificateFile.der(Array(pem.replacing("CERTIFICATE", with: "PRIVATE KEY").utf8)) == nil)
        #expect(CertificateFile.der([]) == nil)
    }

    @Test("a file that is there is never written over")
    func privateFile() throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try PrivateFile(making: path).keep([1, 2, 3])
        #expect(throws: CommandFailure.usage("The file \(path) is there already.")) {
            try PrivateFile(making: path)
        }
        #expect(FileManager.default.contents(atPath: path) == Data([1, 2, 3]))
        #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
    }

    @Test("keys are laid out with what became of them")
    func page() {
        let key = PSKList.Key(
            pid: "0000-037M", state: "in-use", device: "4c4c4544-0034-4a10-8056-c2c04f4d3832",
            since: "2026-11-22T10:30:45.678Z", createdAt: "2026-11-20T10:30:45.678Z", exportedAt: nil)
        #expect(
            self.plain.keys([key]) == [
                "PID        STATE   DEVICE                                SINCE                 MADE                  GIVEN OUT",
                "0000-037M  in-use  4c4c4544-0034-4a10-8056-c2c04f4d3832  2026-11-22 10:30:45Z  2026-11-20 10:30:45Z  –",
            ])
        #expect(self.plain.keys([PSKList.Key]()) == ["No keys."])
    }

    @Test("a name and its value stand on both sides of the first sign of equality")
    func namedValues() {
        let named = NamedValue(argument: "House root=a=b")
        #expect(named?.name == "House root" && named?.value == "a=b")
        for text in ["", "=", "a=", "=b", "a"] { #expect(NamedValue(argument: text) == nil, "\(text)") }
    }
}
