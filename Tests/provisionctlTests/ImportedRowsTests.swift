import Foundation
import Testing

@testable import provisionctl

@Suite("rows of an import")
struct ImportedRowsTests {
    static let uuid = "4c4c4544-0034-4a10-8056-c2c04f4d3832"

    private func columns(
        _ heading: [String], _ fields: [ImportField], needed: [ImportField] = [], named: [ColumnArgument] = []
    ) throws(CommandFailure) -> ImportColumns {
        try ImportColumns(heading: heading, fields: fields, needed: needed, named: named, path: "t.csv")
    }

    private func fault(_ body: () throws(ImportFault) -> ImportItem) -> ImportFault? {
        do throws(ImportFault) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    @Test(
        "a UUID is read with dashes, braces or neither",
        arguments: [
            uuid, uuid.uppercased(), "{\(uuid)}", uuid.replacing("-", with: ""), "0x" + uuid.replacing("-", with: ""),
        ])
    func uuids(text: String) {
        #expect(ImportRules().uuid(text) == Self.uuid)
        // SMBIOS 2.6 and later store the first three fields with their lowest byte first.
        #expect(ImportRules(isByteSwapped: true).uuid(text) == "44454c4c-3400-104a-8056-c2c04f4d3832")
    }

    @Test(
        "what is no UUID is none",
        arguments: [
            "", "4c4c4544", uuid + "0", uuid.replacing("4c4", with: "4g4"), "{\(uuid)", uuid.replacing("-8", with: "8"),
            "00000000-0000-0000-0000-000000000000", "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
            "٤c4c4544003440108056c2c04f4d3832",
        ])
    func noUUIDs(text: String) { #expect(ImportRules().uuid(text) == nil) }

    @Test("columns are found whatever their spelling, and those that the operator names come first")
    func spellings() throws {
        let row = ExportedTable.Row(line: 2, cells: ["1", "2", " 3 ", "NULL"])
        let columns = try self.columns(
            ["_ResourceGuid", "[AMT_UUID]", "Fully Qualified Domain Name", "amt version"], DeviceRows.fields)
        #expect(columns.text(.uuid, row) == "2")
        #expect(columns.text(.fqdn, row) == "3" && columns.cell(.fqdn, row) == " 3 ")
        #expect(columns.text(.amtVersion, row) == nil && columns.has(.amtVersion) && !columns.has(.profile))
        let named = try #require(ColumnArgument(argument: "UUID=_resourceguid"))
        #expect(try self.columns(["_ResourceGuid", "UUID"], [.uuid], named: [named]).text(.uuid, row) == "1")
        #expect(ColumnArgument(argument: "mebxpassword=a=b") == ColumnArgument(argument: "mebxPassword=a=b"))
        for text in ["uuid", "uuid=", "name=x", "=x"] { #expect(ColumnArgument(argument: text) == nil) }
    }

    @Test("a table without a column that has to be there, or with one twice, is refused with what it has")
    func missingColumns() {
        #expect(
            throws: CommandFailure.invalidDocument([
                "t.csv: no column is known as its fqdn; name it with --column fqdn=NAME",
                "t.csv: its columns are UUID, Name",
            ])
        ) { try self.columns(["UUID", "Name"], DeviceRows.fields, needed: DeviceRows.needed) }
        #expect(throws: CommandFailure.invalidDocument(["t.csv: its heading has the column of uuid twice"])) {
            try self.columns(["UUID", "uuid"], [.uuid])
        }
    }

    @Test("a device is a record; a profile's name is mapped, or left out when it can be none here")
    func devices() throws {
        let rules = ImportRules(profiles: ["Standard Profile": "default"])
        var rows = DeviceRows(
            columns: try self.columns(["uuid", "fqdn", "version", "profile"], DeviceRows.fields), rules: rules)
        func row(_ cells: String...) -> ExportedTable.Row { .init(line: 9, cells: cells) }
        let mapped = try rows.item(row(Self.uuid, "PC-7.Corp.example.", "9.1.40", "Standard Profile"))
        #expect(
            String(decoding: mapped.json, as: UTF8.self)
                == #"{"amtVersion":"9.1.40","fqdn":"pc-7.corp.example","profile":"default","uuid":"\#(Self.uuid)"}"#)
        #expect(mapped.line == 9 && mapped.leftOut == nil)
        let other = Self.uuid.replacing("0034", with: "0035")
        let left = try rows.item(row(other, "a.b", "", "Laptops (old)"))
        #expect(String(decoding: left.json, as: UTF8.self) == #"{"fqdn":"a.b","uuid":"\#(other)"}"#)
        #expect(left.leftOut == ImportFault(.profile, "profile"))
        #expect(rows.profiles == ["default": 1])
        let next = Self.uuid.replacing("0034", with: "0036")
        #expect(
            self.fault { () throws(ImportFault) in try rows.item(row("", "a.b", "", "")) }
                == ImportFault(.uuid, "missing"))
        #expect(
            self.fault { () throws(ImportFault) in try rows.item(row(next, "NULL", "", "")) }
                == ImportFault(.fqdn, "missing"))
        #expect(
            self.fault { () throws(ImportFault) in try rows.item(row(other, "c.d", "", "")) }
                == ImportFault(.uuid, "repeated"))
        for name in [
            "pc", "pc.", ".corp", "pc_7.corp.example", "pc..corp", "-pc.corp", String(repeating: "a", count: 64) + ".b",
        ] {
            #expect(
                self.fault { () throws(ImportFault) in try rows.item(row(next, name, "", "")) }
                    == ImportFault(.fqdn, "fqdn"), "\(name)")
        }
    }

    @Test("keys are held against their check characters")
    func keys() throws {
        var rows = KeyRows(columns: try self.columns(["PID", "PPS"], KeyRows.fields))
        func row(_ pid: String, _ pps: String) -> ExportedTable.Row { .init(line: 2, cells: [pid, pps]) }
        // The pairs of the SDK's example and of the reference.
        let pps = "NKLD-G5DC-RRNQ-E9YZ-ZIJL-7LFL-VJED-69XJ"
        let item = try rows.item(row(" 0000-037M ", pps))
        #expect(
            String(decoding: item.json, as: UTF8.self)
                == #"{"pid":"0000037M","pps":"\#(pps.replacing("-", with: ""))"}"#)
        #expect(try rows.item(row("AMTS001M", "AAAF-BBBI-CCCL-0000-999R-ZZZI-A1B0-Z9YK")).line == 2)
        for (pid, secret, fault) in [
            ("0000-0370", pps, ImportFault(.pid, "check-character")), ("0000-03", pps, ImportFault(.pid, "length")),
            ("0000-o37M", pps, ImportFault(.pid, "alphabet")), ("", pps, ImportFault(.pid, "missing")),
            ("ZZZZ-ZZZI", pps.replacing("69XJ", with: "69X0"), ImportFault(.pps, "check-character")),
            ("ZZZZ-ZZZI", "0x01020304", ImportFault(.pps, "length")),
            ("0000-037M", pps, ImportFault(.pid, "repeated")),
        ] {
            #expect(self.fault { () throws(ImportFault) in try rows.item(row(pid, secret)) } == fault)
        }
    }

    @Test("a password is taken as it stands; hashes and what is encrypted are not")
    func passwords() throws {
        let heading = ["UUID", "Password", "MEBx Password", "Digest Realm", "User"]
        var rows = PasswordRows(columns: try self.columns(heading, PasswordRows.fields), rules: ImportRules())
        func row(_ cells: String...) -> ExportedTable.Row { .init(line: 2, cells: cells) }
        let item = try rows.item(row(Self.uuid, " P/1 ", "NULL", "", ""))
        #expect(
            String(decoding: item.json, as: UTF8.self)
                == #"{"password":" P/1 ","username":"admin","uuid":"\#(Self.uuid)"}"#)
        let whole = try rows.item(row(Self.uuid, "P2", "M1", "Digest:1", "scs"))
        #expect(
            String(decoding: whole.json, as: UTF8.self)
                == #"{"digestRealm":"Digest:1","mebxPassword":"M1","password":"P2","username":"scs","uuid":"\#(Self.uuid)"}"#
        )
        for (password, mebx, fault) in [
            ("", "", ImportFault(.password, "missing")), ("NULL", "", ImportFault(.password, "missing")),
            ("5F4DCC3B5AA765D61D8327DEB882CF99", "", ImportFault(.password, "hash")),
            (String(repeating: "x", count: 33), "", ImportFault(.password, "length")),
            ("P\u{e4}ss", "", ImportFault(.password, "alphabet")), (" P/1 ", "", ImportFault(.password, "repeated")),
            ("P3", String(repeating: "x", count: 33), ImportFault(.mebxPassword, "length")),
        ] {
            #expect(
                self.fault { () throws(ImportFault) in try rows.item(row(Self.uuid, password, mebx, "", "")) } == fault)
        }
    }
}
