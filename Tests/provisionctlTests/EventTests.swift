import Foundation
import Testing

@testable import provisionctl

@Suite("event streams")
struct EventStreamTests {
    private static let stream =
        "retry: 2000\n: events behind 1.0\n\nid: 7.1\nevent: device.parked\ndata: {\"a\":\ndata: 1}\n\n:\n\nid: 9.2\n:\n\ndata:x\n\n"

    private static let messages = [
        EventStreamReader.Message(id: "7.1", type: "device.parked", data: "{\"a\":\n1}"),
        EventStreamReader.Message(id: "9.2", type: nil, data: "x"),
    ]

    @Test("are read as the standard has them, wherever the pieces are cut", arguments: 1..<40)
    func pieces(_ size: Int) {
        let bytes = Array(Self.stream.utf8)
        var reader = EventStreamReader()
        var messages: [EventStreamReader.Message] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            messages += reader.take(bytes[start..<min(start + size, bytes.count)])
        }
        #expect(messages == Self.messages)
        #expect(reader.lastID == "9.2")
    }

    @Test("may end their lines in each of the three ways", arguments: ["\r\n", "\r", "\n"])
    func lineEnds(_ end: String) {
        var reader = EventStreamReader()
        let text = "\u{feff}" + Self.stream.replacing("\n", with: end)
        #expect(reader.take(text.utf8) == Self.messages)
    }

    @Test("an id without an event is where a reader comes back to")
    func idAlone() {
        var reader = EventStreamReader()
        #expect(reader.take("id: 5.1\n:\n\n".utf8).isEmpty)
        #expect(reader.lastID == "5.1")
    }

    @Test("a line without an end is not held for ever")
    func endless() {
        var reader = EventStreamReader()
        _ = reader.take([UInt8](repeating: 0x61, count: EventStreamReader.lineBytesMax + 10))
        #expect(reader.isBroken)
    }

    @Test("an event is one line, in which nothing of a terminal is obeyed")
    func line() throws {
        let event = try Answer.read(
            Data(
                #"{"id":"7.1","type":"device.parked","at":"2026-11-29T11:59:00.000Z","subject":"u1","site":"lab","data":{"fqdn":"pc\u001b.example.com","problem":"psk-unknown","attempt":2}}"#
                    .utf8), as: FleetEvent.self)
        let pages = Pages(columnsMax: nil, hasColour: false)
        #expect(
            pages.event(event)
                == #"2026-11-29 11:59:00Z  device.parked         pc\u{1b}.example.com (u1)  attempt 2  problem psk-unknown  site lab"#
        )
        #expect(DisplayText.width(Pages(columnsMax: 50, hasColour: false).event(event)) == 50)
    }
}
