import Foundation
import Synchronization
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
        // What webhook replay and --after take stands first where there is room.
        let wide = Pages(columnsMax: nil, hasColour: false, isWide: true)
        #expect(wide.event(event).hasPrefix("7.1           2026-11-29 11:59:00Z  device.parked"))
    }
}

@Suite("lists of events")
struct EventListTests {
    /// Pages by the place behind which they are, and what was asked for.
    private func search(
        _ pages: [String: String], filter: [(String, String)] = [("type", "device.parked")], limit: Int,
        asked: SharedState<[String]> = SharedState([])
    ) -> EventSearch {
        EventSearch(filter: filter, limit: limit) { query async throws(CommandFailure) in
            asked.value.withLock { $0.append(query.map { "\($0.0)=\($0.1)" }.joined(separator: "&")) }
            let after = query.first { $0.0 == "after" }?.1 ?? ""
            guard let page = pages[after] ?? pages["any"] else { throw .answerUnreadable("there is no page") }
            return Data(page.utf8)
        }
    }

    private static func page(_ ids: [String], next: String, hasMore: Bool) -> String {
        let events = ids.map { #"{"id":"\#($0)","type":"device.parked","at":"x","subject":"u","site":null,"data":{}}"# }
        return #"{"events":[\#(events.joined(separator: ","))],"nextAfter":"\#(next)","hasMore":\#(hasMore)}"#
    }

    @Test("go on over pages of which nothing is wanted, and give no more than was asked for")
    func pages() async throws {
        let pages = [
            "1.1": Self.page([], next: "5.0", hasMore: true),
            "5.0": Self.page(["6.1", "7.1"], next: "8.0", hasMore: true),
            "8.0": Self.page(["9.1"], next: "9.5", hasMore: false),
        ]
        for (limit, ids, next, hasMore) in [
            (1, ["6.1"], "6.1", true), (2, ["6.1", "7.1"], "8.0", true), (9, ["6.1", "7.1", "9.1"], "9.5", false),
        ] {
            let body = try await self.search(pages, limit: limit).run(after: "1.1")
            let page = try Answer.read(body, as: EventPage.self)
            #expect(page.events.map(\.id.text) == ids)
            #expect(page.nextAfter?.text == next && page.hasMore == hasMore)
        }
    }

    @Test("are the API's answer to the byte where one answer is enough")
    func bytes() async throws {
        let whole = Self.page(["2.1", "3.1"], next: "3.1", hasMore: true)
        let asked = SharedState<[String]>([])
        let body = try await self.search(["1.1": whole], filter: [], limit: 2, asked: asked).run(after: "1.1")
        #expect(String(decoding: body, as: UTF8.self) == whole)
        #expect(asked.value.withLock { $0 } == ["after=1.1&limit=2"])
    }

    @Test("end where nobody would wait any longer, and say that there is more")
    func bound() async throws {
        let asked = SharedState<[String]>([])
        let search = self.search(["any": Self.page([], next: "7.0", hasMore: true)], limit: 5, asked: asked)
        let page = try Answer.read(try await search.run(after: "1.1"), as: EventPage.self)
        #expect(asked.value.withLock { $0.count } == EventSearch.pagesMax)
        #expect(asked.value.withLock { $0.first } == "after=1.1&limit=1000&type=device.parked")
        #expect(page.more(isNewest: false, limit: 5) == "There are more: add --after 7.0.")
    }

    @Test("say how to see what is not on the page, and nothing where there is nothing")
    func more() throws {
        let read = { (hasMore: Bool) in
            try Answer.read(Data(Self.page(["2.1"], next: "2.1", hasMore: hasMore).utf8), as: EventPage.self)
        }
        #expect(
            try read(true).more(isNewest: true, limit: 200)
                == "There are older ones: add --after 0.0 to begin with the oldest, or a larger --limit.")
        #expect(
            try read(true).more(isNewest: true, limit: 1_000)
                == "There are older ones: add --after 0.0 to begin with the oldest.")
        #expect(try read(false).more(isNewest: true, limit: 200) == nil)
        #expect(try read(false).more(isNewest: false, limit: 200) == nil)
        #expect(Pages(columnsMax: nil, hasColour: false).events([]) == ["No events."])
    }
}

@Suite("tails of events")
struct EventTailTests {
    static let away = CommandFailure.unreachable(server: "http://amt", reason: "nothing listens there")

    static func answered(_ status: Int) -> CommandFailure {
        .server(status: status, title: "No", detail: "", instance: nil)
    }

    static func event(_ id: String) -> String {
        "id: \(id)\ndata: "
            + #"{"id":"\#(id)","type":"device.parked","at":"x","subject":"u","site":null,"data":{}}"# + "\n\n"
    }

    /// A server that follows a script: a connection is not made, or brings something and ends. Time does not pass.
    final class Script: Sendable {
        private let steps: SharedState<[Result<String, CommandFailure>]>
        let asked = SharedState<[String?]>([])
        let pauses = SharedState<[Duration]>([])
        /// When there is nothing left of it.
        let ends: AsyncStream<Void>
        private let end: AsyncStream<Void>.Continuation

        init(_ steps: [Result<String, CommandFailure>]) {
            self.steps = SharedState(steps)
            (self.ends, self.end) = AsyncStream.makeStream(of: Void.self)
        }

        func tail(after: String? = nil) -> EventTail {
            EventTail(
                after: after,
                open: { last, take async throws(CommandFailure) in
                    self.asked.value.withLock { $0.append(last) }
                    guard let step = self.next() else {
                        self.end.finish()
                        // It stands still until whoever follows is told to end.
                        _ = try? await Task.sleep(for: .seconds(3_600))
                        return
                    }
                    _ = take(Data(try step.get().utf8))
                },
                sleep: { pause in self.pauses.value.withLock { $0.append(pause) } })
        }

        private func next() -> Result<String, CommandFailure>? {
            self.steps.value.withLock { steps in steps.isEmpty ? nil : steps.removeFirst() }
        }
    }

    /// What a tail tells until it ends.
    private func told(_ tail: EventTail) async -> (ids: [String], turns: [EventTail.Turn], end: CommandFailure?) {
        let ids = SharedState<[String]>([])
        let turns = SharedState<[EventTail.Turn]>([])
        var end: CommandFailure?
        do throws(CommandFailure) {
            try await tail.run(turn: { turn in turns.value.withLock { $0.append(turn) } }) { _, event in
                ids.value.withLock { $0.append(event.id.text) }
                return true
            }
        } catch {
            end = error
        }
        return (ids.value.withLock { $0 }, turns.value.withLock { $0 }, end)
    }

    @Test("go on however long a server is away, more and more seldom, and tell that it is lost and back once")
    func outage() async {
        let script = Script(
            [.success(Self.event("1.1"))] + [Result<String, CommandFailure>](repeating: .failure(Self.away), count: 40)
                + [.success(Self.event("2.1")), .failure(Self.answered(401))])
        let tail = script.tail()
        let told = await self.told(tail)
        #expect(told.ids == ["1.1", "2.1"])
        #expect(told.turns == [.lost(Self.away), .back])
        #expect(told.end == Self.answered(401))
        #expect(tail.lastID == "2.1")
        let asked = script.asked.value.withLock { $0 }
        let expected: [String?] = [nil] + [String?](repeating: "1.1", count: 41) + ["2.1"]
        #expect(asked == expected)
        let pauses = script.pauses.value.withLock { $0 }
        #expect(pauses.prefix(7).map(\.components.seconds) == [1, 1, 2, 4, 8, 15, 15])
        #expect(pauses.max() == EventTail.pauseMax && pauses.last == EventTail.pauseMin)
        #expect(
            EventTail.Turn.lost(Self.away).message(behind: "1.1")
                == "http://amt cannot be reached: nothing listens there. It is tried again, behind 1.1.")
    }

    @Test("end where the server says no, and go on where it is broken")
    func refusals() async {
        for status in [400, 401, 403, 404] {
            let script = Script([.failure(Self.answered(status)), .success(Self.event("1.1"))])
            let told = await self.told(script.tail())
            #expect(told.end == Self.answered(status) && told.ids.isEmpty && told.turns.isEmpty)
        }
        for status in [429, 500, 502, 503] {
            let script = Script([
                .failure(Self.answered(status)), .success(Self.event("1.1")), .failure(Self.answered(401)),
            ])
            #expect(await self.told(script.tail()).ids == ["1.1"], "\(status)")
        }
    }

    @Test("end with a reason at a line that has no end")
    func endless() async {
        let line = String(repeating: "a", count: EventStreamReader.lineBytesMax + 10)
        let told = await self.told(Script([.success(line)]).tail())
        #expect(told.end == .answerUnreadable("a line of its events has no end"))
    }
}
