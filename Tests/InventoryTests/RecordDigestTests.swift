import AMT
import Inventory
import Testing

/// The expected values were computed with Python's hashlib from the encoding that ``RecordDigest`` documents.
@Suite("Record digest") struct RecordDigestTests {
    static let resource = "{5A2F0C1E-8D34-4B0E-9A57-1C2D3E4F5A6B}"

    static func uuid() throws -> DeviceUUID { try #require(DeviceUUID("4c4c4544-0042-3510-8051-b4c04f4e5331")) }

    static func full() throws -> SourceRecord {
        SourceRecord(
            part: .whole, resource: "Büro-7", deviceUUID: try Self.uuid(), fqdn: "pc-1.corp.example",
            amtVersion: "16.1",
            profile: "kiosk", site: "Köln", fields: [RecordFieldValue("model", "M910"), RecordFieldValue("owner", "")],
            reportedAt: UnixTime(microseconds: 1_767_323_045_678_900))
    }

    @Test(
        "a record's name comes from its part and its resource",
        arguments: [
            (SourceRecord.Part.capability, Self.resource, "b891f3aecedd6297d64b15830f87c28e"),
            (.location, Self.resource, "b17ac416fdec4397ccfae3b30d3df86e"),
            (.whole, Self.resource, "5266854a020358c33fab7ac7280ba000"),
            (.whole, "", "c742d9cf819c2c63617c9128dc5081b5"),
            (.whole, "Büro-7", "051057c7ce7d1c603eb269cb47b9c941"),
        ])
    func names(_ part: SourceRecord.Part, _ resource: String, _ expected: String) throws {
        let id = RecordDigest.id(part: part, resource: resource)
        #expect(id.description == expected)
        #expect(SourceRecord(part: part, resource: resource, site: "elsewhere").id == id)
        #expect(RecordID(bytes: id.bytes) == id)
    }

    @Test("a capability record leads to the location record of its resource, the others lead nowhere")
    func leads() {
        let location = SourceRecord(part: .location, resource: Self.resource)
        #expect(SourceRecord(part: .capability, resource: Self.resource).locationID == location.id)
        #expect(location.locationID == nil)
        #expect(SourceRecord(part: .whole, resource: Self.resource).locationID == nil)
    }

    @Test("what a record says becomes the same number in every release")
    func contents() throws {
        let capability = SourceRecord(
            part: .capability, resource: Self.resource, deviceUUID: try Self.uuid(), amtVersion: "9.1.20")
        #expect(capability.contentDigest == -7_071_843_362_165_570_716)
        let location = SourceRecord(part: .location, resource: Self.resource, fqdn: "pc-1.corp.example")
        #expect(location.contentDigest == 2_642_067_853_957_020_028)
        #expect(try Self.full().contentDigest == -4_998_311_091_746_615)
        let beforeEpoch = SourceRecord(
            part: .whole, resource: "7", deviceUUID: try Self.uuid(), fqdn: "a.b",
            reportedAt: UnixTime(microseconds: -1))
        #expect(beforeEpoch.contentDigest == 9_023_456_099_542_335_889)
    }

    @Test("a change of any one thing, also from one field into its neighbour, is another number")
    func changes() throws {
        let full = try Self.full()
        var changes = [full]
        func change(_ edit: (inout SourceRecord) -> Void) {
            var changed = full
            edit(&changed)
            changes.append(changed)
        }
        change { $0.part = .location }
        change { $0.resource = "Büro-8" }
        change { $0.deviceUUID = nil }
        change { $0.deviceUUID = $0.deviceUUID?.byteSwapped }
        change { $0.fqdn = nil }
        change { $0.fqdn = "" }
        change { $0.amtVersion = nil }
        change { ($0.amtVersion, $0.profile) = ($0.profile, $0.amtVersion) }
        change { ($0.profile, $0.site) = (nil, $0.profile) }
        change { $0.site = "Koeln" }
        change { $0.fields = [] }
        change { $0.fields = [RecordFieldValue("modelM", "910"), RecordFieldValue("owner", "")] }
        change { $0.fields.reverse() }
        change { $0.reportedAt = nil }
        change { $0.reportedAt = UnixTime(microseconds: 1_767_323_045_678_901) }
        #expect(Set(changes.map(\.contentDigest)).count == changes.count)
    }

    @Test("a name is read back from exactly sixteen bytes", arguments: [0, 15, 17])
    func wrongLength(_ count: Int) {
        #expect(RecordID(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }
}
