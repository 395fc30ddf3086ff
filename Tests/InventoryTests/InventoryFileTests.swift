import AMT
import Inventory
import Testing

@Suite("Inventory file") struct InventoryFileTests {
    static let first = "4c4c4544-0042-3510-8051-b4c04f4e5331"
    static let second = "4c4c4544-0042-3510-8051-b4c04f4e5332"

    static func rows(_ reading: InventoryFile.Reading) -> [String] {
        reading.entries.map { "\($0.deviceUUID) \($0.fqdn) \($0.profile ?? "-")" }
    }

    @Test("reads uuid, fqdn and profile, by the names of the columns")
    func plain() {
        let reading = InventoryFile.read(
            "profile,asset,FQDN,UUID\nkiosk,A17,pc1.example,\(Self.first)\n,A18,pc2.example,\(Self.second.uppercased())\n"
        )
        #expect(Self.rows(reading) == ["\(Self.first) pc1.example kiosk", "\(Self.second) pc2.example -"])
        #expect(reading.faults.isEmpty)
    }

    @Test("the profile column may be missing, and so may its cell")
    func withoutProfile() {
        #expect(
            Self.rows(InventoryFile.read("uuid,fqdn\n\(Self.first),pc1.example")) == ["\(Self.first) pc1.example -"])
        #expect(
            Self.rows(InventoryFile.read("uuid,fqdn,profile\n\(Self.first),pc1.example"))
                == ["\(Self.first) pc1.example -"])
    }

    @Test("a mark of byte order, carriage returns, blanks, empty lines and comments are no content")
    func noise() {
        let text = "\u{FEFF}# our computers\r\n\r\n uuid , fqdn \r\n\(Self.first) ,\tpc1.example\r\n   \r\n# end\r\n"
        let reading = InventoryFile.read(text)
        #expect(Self.rows(reading) == ["\(Self.first) pc1.example -"])
        #expect(reading.faults.isEmpty)
    }

    @Test("quotes hold commas, and two of them one")
    func quotes() {
        let reading = InventoryFile.read(
            "uuid,note,fqdn\n\"\(Self.first)\",\"desk 3, \"\"left\"\"\",\"pc1.example\"\n")
        #expect(Self.rows(reading) == ["\(Self.first) pc1.example -"])
    }

    @Test("a bad line is a fault with its number and does not spoil the others")
    func faults() {
        let text = """
            # comment
            uuid,fqdn
            nonsense,pc0.example
            \(Self.first),pc1.example
            \(Self.second)
            "\(Self.second),pc2.example
            \(Self.first.uppercased()),pc3.example
            00000000-0000-0000-0000-000000000000,pc4.example
            \(Self.second),pc5.example
            """
        let reading = InventoryFile.read(text)
        #expect(Self.rows(reading) == ["\(Self.first) pc1.example -", "\(Self.second) pc5.example -"])
        #expect(reading.faults.map(\.line) == [3, 5, 6, 7, 8])
        #expect(reading.faults.map(\.refusal) == [.uuid, .columnMissing, .quotes, .uuidRepeated, .uuid])
        #expect(reading.faultCount == 5)
    }

    @Test(
        "without a heading nothing is read", arguments: ["uuid;fqdn\n", "\(Self.first),pc1.example\n", "uuid,name\n"])
    func heading(_ start: String) {
        let reading = InventoryFile.read(start + "\(Self.first),pc1.example\n")
        #expect(reading.entries.isEmpty)
        #expect(reading.faults.map(\.refusal) == [.headingMissing])
    }

    @Test("a name that is none is kept: it is judged when the device is assigned")
    func badName() {
        #expect(Self.rows(InventoryFile.read("uuid,fqdn\n\(Self.first),pc 1\n")) == ["\(Self.first) pc 1 -"])
    }

    @Test("of many faults the first ones are listed and all are counted")
    func manyFaults() {
        let reading = InventoryFile.read("uuid,fqdn\n" + String(repeating: "x,y\n", count: 50))
        #expect(reading.faults.count == InventoryFile.faultsListedMax)
        #expect(reading.faultCount == 50)
        #expect(reading.faults.last?.line == 21)
    }

    @Test(
        "an empty file has no heading, and says so by having no entries and no faults",
        arguments: ["", "\n", "# none\n"])
    func empty(_ text: String) {
        let reading = InventoryFile.read(text)
        #expect(reading.entries.isEmpty)
        #expect(reading.faultCount == 0)
    }
}
