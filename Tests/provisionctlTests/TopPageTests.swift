import Foundation
import Synchronization
import Testing

@testable import provisionctl

@Suite("the screen of top")
struct TopPageTests {
    private var state: TopState {
        var state = TopState(server: "http://127.0.0.1:8971", now: Date(timeIntervalSince1970: 1_795_953_600))
        var overview = Overview(
            counts: ["waiting": 1_200, "provisioned": 98_000, "parked": 3], oldestReadyAt: "2026-11-29T11:59:50.000Z",
            oldestWaitingAt: "2026-11-29T09:00:00.000Z", minutes: [],
            limbo: [.init(band: "hour", devices: 7), .init(band: "day", devices: 30)])
        overview.minutes = (0..<60).map { .init(at: "x", hellos: $0, provisioned: $0 == 58 ? 30 : 0, failed: 0) }
        state.overview = .there(overview)
        state.nodes = .there(
            (0..<3).map {
                .init(
                    id: $0, name: "node-\($0)", role: "worker", version: "0.1.0", startedAt: "2026-11-29T11:00:00.000Z",
                    seenAt: "2026-11-29T12:00:00.000Z", state: "alive", leases: 10)
            })
        state.sources = .notAvailable
        state.events = (0..<40).map {
            FleetEvent(
                id: .init("\($0)"), type: "device.parked", at: "2026-11-29T11:59:00.000Z", subject: "u\($0)", data: [:])
        }
        return state
    }

    private func lines(_ state: TopState, columns: Int, rows: Int) -> [String] {
        TopPage(state, size: .init(columns: columns, rows: rows), hasColour: false).lines
    }

    @Test("has states, rates, nodes, sources and the newest events")
    func whole() {
        let lines = self.lines(self.state, columns: 100, rows: 40)
        let text = lines.joined(separator: "\n")
        #expect(text.contains(/provisioned +98,000\b/) && text.contains(/total +99,203/))
        // The minute that is not over yet says too little.
        #expect(text.contains(/hellos +58\/min +1,770\/h +▂+▃+▄+▅+▆+▇+█/))
        #expect(text.contains("oldest ready 10 s   oldest waiting 3 h   hellos end: hour 7, day 30"))
        #expect(text.contains("node-2") && text.contains("SOURCES  not available"))
        #expect(lines.last?.contains("u39") == true)
    }

    @Test(
        "fits every size, to the line and to the column", arguments: [(20, 5), (40, 10), (80, 24), (200, 60), (10, 1)])
    func fits(_ columns: Int, _ rows: Int) {
        let lines = self.lines(self.state, columns: columns, rows: rows)
        #expect(lines.count <= rows)
        // Tables of nodes have columns that are never cut; a narrower terminal clips them.
        let free = lines.filter { !$0.contains("node-") && !$0.contains("VERSION") && !$0.contains("   ") }
        for line in free { #expect(DisplayText.width(line) <= max(columns, 24), "\(line)") }
    }

    @Test("an old server is shown as far as it goes")
    func old() {
        var state = self.state
        state.overview = .notAvailable
        state.nodes = .notAvailable
        state.events = []
        state.eventsAbsence = "not available"
        state.counts = ["waiting": 5]
        let text = self.lines(state, columns: 80, rows: 24).joined(separator: "\n")
        #expect(text.contains(/waiting +5\b/))
        for part in ["RATES", "NODES", "SOURCES", "EVENTS"] { #expect(text.contains("\(part)  not available")) }
    }

    @Test("a server that is away is told, and what was known stays")
    func away() {
        var state = self.state
        state.failure = "http://127.0.0.1:8971 cannot be reached: nothing listens there."
        let lines = self.lines(state, columns: 120, rows: 24)
        #expect(lines[0].contains("cannot be reached"))
        #expect(lines.joined().contains("98,000"))
    }

    @Test("events that no longer come say why, above those that came")
    func silenced() throws {
        var state = self.state
        state.eventsAbsence = "http://127.0.0.1:8971 cannot be reached: nothing\u{1b} listens there."
        let lines = self.lines(state, columns: 100, rows: 40)
        let heading = try #require(lines.firstIndex { $0.hasPrefix("EVENTS") })
        #expect(
            lines[heading] == #"EVENTS  http://127.0.0.1:8971 cannot be reached: nothing\u{1b} listens there."#)
        #expect(lines[heading + 1].contains("device.parked") && lines.last?.contains("u39") == true)
    }

    @Test("events are followed again behind an outage, and on a server that had none")
    func followed() async {
        let script = EventTailTests.Script([
            .failure(EventTailTests.answered(404)), .success(EventTailTests.event("1.1")),
            .failure(EventTailTests.away), .success(EventTailTests.event("2.1")),
        ])
        #expect(await self.follow(script) == ["1.1", "2.1"])
        let last = script.asked.value.withLock { $0.last }
        #expect(last == "2.1")
    }

    @Test("an outage is told while it lasts, and what came before it stays")
    func outage() async {
        let script = EventTailTests.Script([
            .success(EventTailTests.event("1.1")), .failure(EventTailTests.away),
        ])
        #expect(await self.follow(script) == ["1.1", EventTailTests.away.message])
    }

    /// Ids of the events at the end of a script, and the reason why no more come.
    private func follow(_ script: EventTailTests.Script) async -> [String] {
        let known = SharedState(TopView.Tail())
        let tail = script.tail()
        let follower = Task { await TopView.follow(tail, known) }
        for await _ in script.ends {}
        follower.cancel()
        await follower.value
        let told = known.value.withLock { $0 }
        return told.events.map(\.id.text) + [told.absence].compactMap(\.self)
    }

    @Test("bars show what is more than nothing, and the highest whole")
    func bars() {
        #expect(TopPage.bars([0, 1, 500, 1_000]) == "▁▂▄█")
        #expect(TopPage.bars([0, 0]) == "▁▁")
    }

    @Test("a frame draws over every line and no further than the screen")
    func frame() {
        let frame = Terminal.frame(["a", "b", "c"], .init(columns: 10, rows: 2))
        #expect(frame == "\u{1b}[H\u{1b}[2Ka\r\n\u{1b}[2Kb")
        #expect(Terminal.frame(["a"], .init(columns: 10, rows: 2)) == "\u{1b}[H\u{1b}[2Ka\r\n\u{1b}[J")
    }

    @Test("what is watched is cut at the end of the screen, and says by how much")
    func watched() throws {
        let watch = Watch(
            pause: .seconds(2), server: try #require(URL(string: "http://127.0.0.1:8971")), output: .table,
            isOnTerminal: true)
        let text = Data((1...20).map { "line \($0)\n" }.joined().utf8)
        let lines = watch.lines(text, nil, size: .init(columns: 60, rows: 10), now: "12:00:00")
        #expect(lines.count == 10)
        #expect(lines[0] == "Every 2 s: http://127.0.0.1:8971  12:00:00  (q ends)")
        #expect(lines.last == "… 13 more lines")
    }

    @Test(
        "ages are told in the unit that says most",
        arguments: [(5, "5 s"), (600, "10 min"), (8_000, "2 h"), (200_000, "2 days")])
    func ages(_ seconds: Int, _ text: String) {
        let now = Date(timeIntervalSince1970: 1_000_000)
        #expect(Moment.age(since: now - TimeInterval(seconds), now: now) == text)
    }
}
