import Foundation
import Testing

@testable import FleetSimulator

@Suite("devices that are set apart")
struct DeviceTraitsTests {
    private static func traits(_ json: String) throws(DeviceTraitsRefusal) -> [Int: DeviceTraits] {
        try DeviceTraitsList.traits(Array(json.utf8))
    }

    @Test("what an entry says holds for its device alone")
    func identity() throws {
        var settings = FleetSettings()
        settings.count = 3
        settings.pskShare = 0
        let usual = DeviceIdentity.make(index: 1, address: 1, settings: settings)
        settings.traits = try Self.traits(
            """
            [{"device": 1, "release": "9.5.22", "psk": true, "uuid": "00112233-4455-6677-8899-aabbccddeeff",
              "password": "Someone3lse!", "dnsSuffix": "elsewhere.test", "helloSchedule": "1x*", "writeLimit": 3}]
            """)
        let set = DeviceIdentity.make(index: 1, address: 1, settings: settings)
        #expect(set.kind == .psk && set.release.text == "9.5.22" && PreSharedKeyText.isPID(set.pid))
        #expect(set.uuid == "00112233-4455-6677-8899-aabbccddeeff" && set.uuid != usual.uuid)
        // As the hello orders it.
        #expect(set.wireUUID.prefix(8) == [0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66])
        #expect(set.setupPassword == .mebx("Someone3lse!") && set.fqdn == usual.fqdn)
        #expect(set.traits.applied(to: FirmwarePolicy()).writesMax == 3)
        let other = DeviceIdentity.make(index: 2, address: 1, settings: settings)
        #expect(other.kind == .pki && other.traits == DeviceTraits())
    }

    @Test("a list that is none, or an entry that cannot be, is refused with its place")
    func refusals() {
        for json in ["{}", "[{\"uuid\": \"x\"}]", "[{\"device\": 0, \"roots\": \"some\"}]"] {
            #expect(throws: DeviceTraitsRefusal.malformed) { try Self.traits(json) }
        }
        for member in ["\"uuid\": \"x\"", "\"helloSchedule\": \"often\"", "\"release\": \"new\""] {
            #expect(throws: DeviceTraitsRefusal.unusable(entry: 2)) {
                try Self.traits("[{\"device\": 0}, {\"device\": 1, \(member)}]")
            }
        }
    }

    @Test(
        "an edit changes the first element of a name, or a text, or the whole answer",
        arguments: [
            (AnswerEdit(element: "B", put: "2"), "<g:A>1</g:A><g:B>2</g:B><g:B>9</g:B>"),
            (AnswerEdit(find: "1", put: "x", times: 3), "<g:A>xxx</g:A><g:B>1</g:B><g:B>9</g:B>"),
            (AnswerEdit(put: "none"), "none"),
            (AnswerEdit(element: "C", put: "2"), "<g:A>1</g:A><g:B>1</g:B><g:B>9</g:B>"),
        ])
    func edits(_ edit: AnswerEdit, _ text: String) {
        #expect(edit.applied(to: "<g:A>1</g:A><g:B>1</g:B><g:B>9</g:B>") == text)
    }
}
