import AMT
import Foundation
import Provisioning
import Testing

@testable import ControlAPI

/// The built `provisionctl psk` and `provisionctl setupbin`.
@Suite("provisionctl and pre-shared keys")
struct ProvisionCtlKeyTests {
    let program = ProvisionCtlTests()

    static let mtools = "/usr/bin/mcopy"
    static let hasMtools = FileManager.default.isExecutableFile(atPath: Self.mtools)

    /// Files of a test, gone with it.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

        init() throws { try FileManager.default.createDirectory(at: self.path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(at: self.path) }

        func file(_ name: String) -> String { self.path.appendingPathComponent(name).path }

        func write(_ name: String, _ text: String) throws -> String {
            try Data(text.utf8).write(to: self.path.appendingPathComponent(name))
            return self.file(name)
        }

        func read(_ name: String) throws -> [UInt8] {
            Array(try Data(contentsOf: self.path.appendingPathComponent(name)))
        }

        func isThere(_ name: String) -> Bool { FileManager.default.fileExists(atPath: self.file(name)) }

        func mode(_ name: String) throws -> Int? {
            try FileManager.default.attributesOfItem(atPath: self.file(name))[.posixPermissions] as? Int
        }
    }

    @Test("keys are made, listed, given out once, and written where nobody else can read them")
    func life() async throws {
        let folder = try Folder()
        let imports = MemoryImports()
        try await self.program.serving(MemoryOperatorBook(), imports: imports) { environment async throws in
            func psk(_ arguments: String...) async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["psk"] + arguments, environment)
            }
            let made = try await psk("generate", "--count", "3")
            #expect(made.code == 0, "\(made.complaint)")
            let pids = made.output.split(separator: "\n").map(String.init)
            try #require(pids.count == 3)
            #expect(Set(imports.keys.keys.keys.map(\.description)) == Set(pids))
            imports.keys.use(try PID(pids[2]), by: Devices.uuid(7))
            let list = try await psk("list")
            #expect(list.output.contains("\(pids[0])  available"), "\(list.output)\(list.complaint)")
            #expect(list.output.contains("\(pids[2])  in-use     \(Devices.uuid(7))"))
            #expect(try await psk("list", "--state", "replaced").output == "No keys.\n")

            let file = folder.file("keys.csv")
            let exported = try await psk("export", file, "--format", "csv")
            #expect(exported.code == 0, "\(exported.complaint)")
            #expect(exported.output == "2 keys: \(file) is made.\n")
            #expect(try folder.mode("keys.csv") == 0o600)
            let lines = String(decoding: try folder.read("keys.csv"), as: UTF8.self).split(separator: "\n")
            #expect(lines.first == "PID,PPS" && lines.count == 3)
            for line in lines.dropFirst() {
                let cells = line.split(separator: ",").map(String.init)
                #expect(imports.keys.keys[try PID(cells[0])] == (try PPS(cells[1])))
                #expect(cells[1].split(separator: "-").count == 8)
            }
            // What is there is left alone, and no key is asked for.
            let over = try await psk("export", file, "--again")
            #expect(over.code == 64 && over.complaint.contains("is there already"), "\(over.complaint)")
            let none = try await psk("export", folder.file("more.txt"))
            #expect(none.code == 1 && none.complaint.contains("--again"), "\(none.complaint)")
            #expect(!folder.isThere("more.txt"))
            let named = try await psk("export", folder.file("one.txt"), "--pid", pids[2])
            #expect(named.code == 0, "\(named.complaint)")
            #expect(String(decoding: try folder.read("one.txt"), as: UTF8.self).hasPrefix("\(pids[2]) "))
            let unknown = try await psk("export", folder.file("two.txt"), "--pid", "1111-111J")
            #expect(unknown.code == 1 && unknown.complaint.contains("1111-111J") && !folder.isThere("two.txt"))
            for ending in [made, list, exported, over, none, named, unknown] {
                for key in imports.keys.keys.values {
                    #expect(!(ending.output + ending.complaint).contains(key.secret.reveal().prefix(4) + "-"))
                }
            }
        }
    }

    @Test(
        "lists with and without a heading are imported; each bad line is named without its values; a dry run sends nothing"
    )
    func imports() async throws {
        let folder = try Folder()
        let lines = try folder.write(
            "keys.txt",
            """
            # of last year
            0000-037M NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ
            AMTS001M,AAAFBBBICCCL0000999RZZZIA1B0Z9YK

            ZZZZ-ZZZZ\tNKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ
            ZZZZ-ZZZI NKLD
            ZZZZ-ZZZI
            ZZZZ-ZZZI NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ surplus
            0000-037M NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ
            """)
        let table = try folder.write(
            "map.csv", "id;Pid;PPS\n1;ZZZZZZZI;NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ\n2;0000-037M;NKLD\n")
        let imports = MemoryImports()
        try await self.program.serving(MemoryOperatorBook(), imports: imports) { environment async throws in
            func psk(_ arguments: String...) async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["psk", "import"] + arguments, environment)
            }
            let dry = try await psk(lines, "--dry-run")
            #expect(dry.code == 1 && dry.output.contains("7 rows: 2 can be sent"), "\(dry.output)\(dry.complaint)")
            #expect(imports.keys.keys.isEmpty)
            let sent = try await psk(lines)
            #expect(sent.code == 1 && sent.output.contains("7 rows: 2 imported, 0 known"), "\(sent.output)")
            for line in [
                "5: pid: check-character", "6: pps: length", "7: pps: missing", "8: ragged", "9: pid: repeated",
            ] { #expect(sent.output.contains("\n\(lines):\(line)\n"), "\(line) is in \(sent.output)") }
            #expect(sent.complaint == "provisionctl: 5 of the lines could not be used.\n")
            let other = try await psk(table)
            #expect(other.output.contains("2 rows: 1 imported, 0 known"), "\(other.output)\(other.complaint)")
            #expect(other.output.contains("\n\(table):3: pps: length\n"))
            #expect(imports.keys.keys.count == 3)
            for ending in [dry, sent, other] { #expect(!(ending.output + ending.complaint).contains("NKLD")) }
        }
    }

    @Test("a setup.bin has a record for each machine; it is shown without its secrets")
    func setupBin() async throws {
        let folder = try Folder()
        let password = try folder.write("mebx", "P@ssw0rd1\n")
        let imports = MemoryImports()
        _ = try await imports.keys.keep([
            ImportedKey(pid: try PID("0000037M"), pps: try PPS("NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"))
        ])
        try await self.program.serving(MemoryOperatorBook(), imports: imports) { environment async throws in
            let file = folder.file("setup.bin")
            let arguments = [
                "psk", "export", file, "--format", "setup-bin", "--server-address", "192.0.2.10", "--server-port",
                "9971",
            ]
            // What the version cannot hold is found before a key is given out.
            let refused = try await self.program.provisionctl(
                arguments + ["--setup-version", "1", "--server-name", "prov.corp.example"], environment,
                input: "P@ssw0rd1\n")
            #expect(refused.code == 64 && refused.complaint.contains("server-fqdn (2/4)"), "\(refused.complaint)")
            #expect(!folder.isThere("setup.bin") && imports.keys.entries.values.allSatisfy { $0.exportedAt == nil })
            let made = try await self.program.provisionctl(arguments + ["--new-password-file", password], environment)
            #expect(made.code == 0, "\(made.complaint)")
            #expect(made.complaint.contains("Whoever holds the file reads its passwords and keys"))
            #expect(try folder.mode("setup.bin") == 0o600)
            // The record of the reference, behind the header of version 2.
            let bytes = try folder.read("setup.bin")
            #expect(bytes.count == 1024)
            let record = "0100010005000000" + "61646d696e000000" + "0100020009000000504073737730726431000000"
            #expect(Hex.text(bytes[536...].prefix(36)) == record)

            let shown = try await self.program.provisionctl(["setupbin", "show", file], [:])
            #expect(shown.code == 0, "\(shown.complaint)")
            for line in [
                "Version       2", "1/1   current-mebx-password  admin, as from the factory",
                "2/1   pid                    0000-037M",
                "1/2   new-mebx-password      not shown, 9 bytes", "2/2   pps                    not shown, 32 bytes",
                "2/17  server-address         192.0.2.10", "2/18  server-port            9971",
            ] { #expect(shown.output.contains(line), "\(line) is in \(shown.output)") }
            for secret in ["P@ssw0rd1", "NKLD"] {
                #expect(!(made.output + made.complaint + shown.output).contains(secret))
            }
        }
    }

    @Test("an image of a stick has the file in its root, byte for byte", .enabled(if: Self.hasMtools))
    func image() async throws {
        let folder = try Folder()
        let root = try folder.write("mebx", "P@ssw0rd1")
        let hash = String(repeating: "ab", count: 32)
        let made = try await self.program.provisionctl(
            [
                "setupbin", "make-pki", folder.file("setup.bin"), "--root-hash", "House root=\(hash)", "--dns-suffix",
                "corp.example", "--server-name", "prov.corp.example", "--new-password-file", root, "--usb-image",
                folder.file("stick.img"), "--setup-version", "4",
            ], [:])
        #expect(made.code == 0, "\(made.complaint)")
        #expect(try folder.mode("stick.img") == 0o600)
        let copy = Process()
        copy.executableURL = URL(fileURLWithPath: Self.mtools)
        copy.arguments = ["-i", folder.file("stick.img"), "::SETUP.BIN", folder.file("copy.bin")]
        try copy.run()
        copy.waitUntilExit()
        #expect(try folder.read("copy.bin") == folder.read("setup.bin"))
        // The type of the file system stands in its boot sector.
        #expect(try folder.read("stick.img")[54..<62].elementsEqual("FAT16   ".utf8))
        let shown = try await self.program.provisionctl(["setupbin", "show", folder.file("setup.bin")], [:])
        #expect(shown.output.contains("SHA-256 \(hash) House root"), "\(shown.output)")
        #expect(shown.output.contains("activation             1 (start)"))
    }

    @Test("without mtools it is said what is missing, and nothing is made")
    func imageWithoutMtools() async throws {
        let folder = try Folder()
        let made = try await self.program.provisionctl(
            ["setupbin", "make-pki", folder.file("setup.bin"), "--usb-image", folder.file("stick.img")],
            ["PATH": "/nonexistent"], input: "P@ssw0rd1\n")
        #expect(made.code == 64 && made.complaint.contains("mtools"), "\(made.complaint)")
        #expect(!folder.isThere("setup.bin") && !folder.isThere("stick.img"))
    }

    @Test("a file that is no setup.bin is refused with the reason")
    func noSetupBin() async throws {
        let folder = try Folder()
        let file = try folder.write("setup.bin", String(repeating: "x", count: 1024))
        let shown = try await self.program.provisionctl(["setupbin", "show", file], [:])
        #expect(shown.code == 65 && shown.complaint.contains("file-type"), "\(shown.complaint)")
    }

    @Test("passwords and formats are not taken where others could see or read them")
    func refusals() async throws {
        for arguments in [
            ["psk", "export", "x", "--new-password-file", "f"], ["psk", "export", "x", "-o", "json"],
            ["psk", "export", "x", "--pid", "0000-037M", "--again"], ["psk", "export", "x", "--pid", "0000-037N"],
            ["psk", "generate", "--count", "0"], ["setupbin", "make-pki", "x", "--new-password", "P@ssw0rd1"],
        ] {
            let ending = try await self.program.provisionctl(arguments, ["PROVISIONCTL_TOKEN": "t"])
            #expect(ending.code == 64, "\(arguments): \(ending.complaint)")
        }
    }
}
