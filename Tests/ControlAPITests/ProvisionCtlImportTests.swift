import AMT
import Foundation
import Inventory
import Provisioning
import Testing

@testable import ControlAPI

/// The built `provisionctl import` against the routes of sources and imports.
@Suite("provisionctl import against the API")
struct ProvisionCtlImportTests {
    let program = ProvisionCtlTests()

    /// Files of a test, gone with it.
    private final class Folder: Sendable {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)

        init() throws { try FileManager.default.createDirectory(at: self.path, withIntermediateDirectories: true) }
        deinit { try? FileManager.default.removeItem(at: self.path) }

        func write(_ name: String, _ text: String) throws -> String {
            let file = self.path.appendingPathComponent(name)
            try Data(text.utf8).write(to: file)
            return file.path
        }
    }

    static let devices = """
        UUID;Fully Qualified Domain Name;AMT Version;Profile
        {4C4C4544-0034-4A10-8056-C2C04F4D3832};PC-7.corp.example;9.1.40;Standard Profile
        44454c4c34001042;pc-8.corp.example;;
        4c4c4544003540108056c2c04f4d3832;pc-9;NULL;
        4c4c4544003640108056c2c04f4d3832;pc-10.corp.example.;NULL;kiosk
        """

    @Test(
        "devices become records of the source scs, which is made; what cannot be used is told, and a dry run sends nothing"
    )
    func records() async throws {
        let folder = try Folder()
        let file = try folder.write("amts.csv", Self.devices)
        let inventory = MemoryInventory()
        try await self.program.serving(MemoryOperatorBook(), inventory: inventory) { environment async throws in
            func run(_ arguments: String...) async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["import", "scs", "--devices", file] + arguments, environment)
            }
            let dry = try await run("--dry-run")
            #expect(dry.code == 1)
            #expect(dry.output.hasPrefix("Devices       4 rows: 2 can be sent\n"), "\(dry.output)\(dry.complaint)")
            #expect(dry.output.contains("devices  profile  profile     1  no name that a profile can have here"))
            #expect(
                dry.output.contains("\n\(file):2: profile: profile\n\(file):3: uuid: uuid\n\(file):4: fqdn: fqdn\n"))
            #expect(dry.output.contains("The source scs is not there and would be made."))
            #expect(dry.output.contains("There is no profile kiosk here, which 1 of the rows have"))
            #expect(inventory.sources.pushed.isEmpty)
            #expect(try await inventory.sources.sources().isEmpty)

            let sent = try await run("--profile", "Standard Profile=default")
            #expect(sent.code == 1)
            #expect(sent.output.hasPrefix("Devices       4 rows: 2 new or changed, 0 as before\n"), "\(sent.complaint)")
            #expect(sent.complaint == "provisionctl: 2 of the rows could not be used, or not all of them.\n")
            let records = inventory.sources.pushed["scs"] ?? []
            #expect(Set(records.compactMap(\.fqdn)) == ["pc-7.corp.example", "pc-10.corp.example"])
            let first = records.first { $0.fqdn == "pc-7.corp.example" }
            #expect(first?.deviceUUID == DeviceUUID("4c4c4544-0034-4a10-8056-c2c04f4d3832"))
            #expect(first?.amtVersion == "9.1.40" && first?.profile == "default")

            let again = try await run("-o", "json")
            #expect(again.output.contains(#""known":1,"new":1,"rows":4"#), "\(again.output)")
            #expect(again.output.contains(#"{"count":1,"field":"fqdn","reason":"fqdn","table":"devices"}"#))
        }
    }

    @Test("a source of another kind takes no records")
    func otherKind() async throws {
        let folder = try Folder()
        let file = try folder.write("amts.csv", "uuid,fqdn\n4c4c4544-0034-4a10-8056-c2c04f4d3832,a.b\n")
        try await self.program.serving(MemoryOperatorBook()) { environment async throws in
            _ = try await self.program.provisionctl(
                ["source", "apply", "-"], environment, input: ProvisionCtlSourceTests.document)
            let ending = try await self.program.provisionctl(
                ["import", "scs", "--devices", file, "--source", "cmdb"], environment)
            #expect(ending.code == 64 && ending.complaint.contains("name another with --source"), "\(ending.complaint)")
        }
    }

    @Test("keys and passwords are imported, known ones stay, and no secret is printed")
    func secrets() async throws {
        let folder = try Folder()
        let keys = try folder.write(
            "pid_map.csv", "PID,PPS\n0000-037M,NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ\nAMTS-001M,NKLD\n")
        let passwords = try folder.write(
            "amts.csv",
            """
            uuid,conf_password,MEBx Password
            4c4c4544-0034-4a10-8056-c2c04f4d3832,"Hush, 1",M3bx!hush
            4c4c4544-0035-4a10-8056-c2c04f4d3832,5f4dcc3b5aa765d61d8327deb882cf99,
            4c4c4544-0036-4a10-8056-c2c04f4d3832,,
            """)
        let imports = MemoryImports()
        try await self.program.serving(MemoryOperatorBook(), imports: imports) { environment async throws in
            let arguments = [
                "import", "scs", "--keys", keys, "--passwords", passwords, "--column", "password=Conf Password",
            ]
            func run(_ more: String...) async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(arguments + more, environment)
            }
            let dry = try await run("--dry-run")
            #expect(dry.output.contains("Passwords     3 rows: 1 can be sent"), "\(dry.complaint)")
            #expect(imports.keys.keys.isEmpty && imports.credentials.credentials.isEmpty)
            let sent = try await run()
            #expect(sent.code == 1)
            #expect(sent.output.contains("Keys          2 rows: 1 imported, 0 known\n"), "\(sent.complaint)")
            #expect(sent.output.contains("Passwords     3 rows: 1 kept, 0 known\n"))
            #expect(sent.output.contains("\(passwords):3: password: hash\n\(passwords):4: password: missing\n"))
            let again = try await run()
            #expect(
                again.output.contains("1 rows: 0 imported") == false && again.output.contains("0 imported, 1 known"))
            for ending in [dry, sent, again] {
                let shown = (ending.output + ending.complaint).lowercased()
                #expect(!shown.contains("hush") && !shown.contains("nkld") && !shown.contains("5f4dcc"))
                #expect(!ending.complaint.contains("clear text"))
            }
            let kept = try #require(imports.credentials.credentials.first)
            #expect(kept.username == "admin" && kept.password == Secret(text: "Hush, 1"))
            #expect(kept.mebxPassword == Secret(text: "M3bx!hush"))
            #expect(imports.keys.keys[try PID("0000037M")] != nil)
        }
    }

    @Test("what the server alone refuses is told with its line, and an import that breaks off tells how far it came")
    func refusals() async throws {
        let folder = try Folder()
        let passwords = try folder.write(
            "p.csv", "uuid,password\n12345678-1234-5678-90ab-cddeefaabbcc,A1\n4c4c4544-0034-4a10-8056-c2c04f4d3832,B1\n"
        )
        let devices = try folder.write("d.csv", "uuid,fqdn\n4c4c4544-0034-4a10-8056-c2c04f4d3832,a.b\n")
        let keys = try folder.write("k.csv", "pid,pps\n0000-037M,NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ\n")
        let imports = MemoryImports()
        try await self.program.serving(MemoryOperatorBook(), imports: imports) { environment async throws in
            let shared = try await self.program.provisionctl(["import", "scs", "--passwords", passwords], environment)
            #expect(shared.code == 1 && shared.output.contains("\(passwords):2: uuid: uuid\n"), "\(shared.complaint)")
            imports.keys.fail(StoreFailure(kind: .unavailable, statement: "any"))
            let away = try await self.program.provisionctl(
                ["import", "scs", "--keys", keys, "--devices", devices], environment)
            #expect(away.code == 1 && away.complaint.contains("(HTTP 503)"))
            #expect(away.output.contains("Keys          1 row: 0 imported, 0 known\n"))
            // A device is taken up when it has a name: its key comes first.
            #expect(away.output.contains("Devices       1 row: 0 new or changed, 0 as before\n"))
        }
    }

    @Test("a dry run needs neither token nor server")
    func alone() async throws {
        let folder = try Folder()
        let file = try folder.write("amts.csv", "uuid,fqdn\n44454c4c-3400-104a-8056-c2c04f4d3832,a.b\n")
        let ending = try await self.program.provisionctl(
            ["import", "scs", "--devices", file, "--dry-run", "--server", "http://127.0.0.1:28902"], [:])
        #expect(ending.code == 0, "\(ending.complaint)")
        #expect(ending.output.contains("look as if their bytes were in the other order: 1. "))
        #expect(ending.output.contains("The server was not asked what it knows"))
    }

    @Test("a table that cannot be read, and a column that is nowhere, are found before anything is sent")
    func tables() async throws {
        let folder = try Folder()
        let good = try folder.write("good.csv", "pid,pps\n0000-037M,NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ\n")
        let bad = try folder.write("bad.csv", "name,secret\na,b\n")
        let imports = MemoryImports()
        try await self.program.serving(MemoryOperatorBook(), imports: imports) { environment async throws in
            func run(_ arguments: String...) async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["import", "scs"] + arguments, environment)
            }
            let unknown = try await run("--keys", good, "--passwords", bad)
            #expect(unknown.code == 65 && unknown.output.isEmpty)
            #expect(unknown.complaint.contains("\(bad): no column is known as its password; name it with --column"))
            #expect(unknown.complaint.contains("\(bad): its columns are name, secret\n"))
            let misspelt = try await run("--keys", good, "--column", "pps=secret")
            #expect(misspelt.code == 64 && misspelt.complaint.contains("has a column secret"))
            #expect(try await run("--keys", folder.path.path + "/none.csv").code == 64)
            #expect(try await run().code == 64)
            #expect(try await run("--keys", good, "--column", "colour=pps").code == 64)
            #expect(imports.keys.keys.isEmpty)
        }
    }
}
