import AMT
import Testing

@Suite("Placeholder UUIDs") struct PlaceholderUUIDTests {
    @Test("known ones are placeholders in both byte orders, each with where it is known from")
    func known() throws {
        for entry in PlaceholderUUIDs.known {
            let uuid = try #require(DeviceUUID(entry.text), "\(entry.text)")
            #expect(PlaceholderUUIDs.contains(uuid), "\(entry.text)")
            #expect(PlaceholderUUIDs.contains(try #require(uuid.byteSwapped)), "\(entry.text)")
            #expect(!entry.provenance.isEmpty)
        }
        #expect(Set(PlaceholderUUIDs.known.map(\.text)).count == PlaceholderUUIDs.known.count)
    }

    @Test(
        "so are repetitions and endings of ones",
        arguments: [
            "00020003-0004-0005-0006-000700080009", "01010101-0101-0101-0101-010101010101",
            "fefefefe-fefe-fefe-fefe-fefefefefefe", "58585858-5858-5858-5858-585858585858",
            "11111111-1111-1111-1111-111111111111", "12341234-1234-1234-1234-123412341234",
            "56f49712-ffff-ffff-ffff-ffffffffffff",
        ])
    func patterns(_ text: String) throws {
        #expect(PlaceholderUUIDs.contains(try #require(DeviceUUID(text))))
    }

    @Test(
        "UUIDs of single machines are none",
        arguments: [
            "4c4c4544-0042-3510-8051-b4c04f4e5331", "00000000-0000-0000-0000-ac1f6b123456",
            "88888888-8888-8888-8888-888888888887", "12345678-ffff-fffe-ffff-ffffffffffff",
            "03000200-0400-0500-0006-000700080008",
        ])
    func machines(_ text: String) throws {
        #expect(!PlaceholderUUIDs.contains(try #require(DeviceUUID(text))))
    }
}
