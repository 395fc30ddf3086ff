import Foundation

/// The screen of `top`. Pure: it depends on what is known and on the size of the screen.
struct TopPage {
    /// Lines for nodes and for sources at most, so that room for events is left.
    private static let nodesMax = 8
    private static let sourcesMax = 6
    private static let bars: [Character] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]

    let state: TopState
    let size: Terminal.Size
    let pages: Pages

    init(_ state: TopState, size: Terminal.Size, hasColour: Bool) {
        self.state = state
        self.size = size
        self.pages = Pages(columnsMax: size.columns, hasColour: hasColour)
    }

    /// Never more than there are rows.
    var lines: [String] {
        var lines = [self.heading, ""]
        lines += self.counts + self.rates
        lines += self.part("NODES", self.state.nodes, max: Self.nodesMax) { self.pages.nodes($0) }
        lines += self.part("SOURCES", self.state.sources, max: Self.sourcesMax) { self.pages.sources($0) }
        lines += self.events(room: self.size.rows - lines.count)
        return Array(lines.prefix(self.size.rows))
    }

    private var heading: String {
        let state = self.state.failure ?? Watch.clock(self.state.now)
        return DisplayText.cut(
            DisplayText.safe("provisionctl top  \(self.state.server)  \(state)  (q ends)"), to: self.size.columns)
    }

    // MARK: - Devices

    private var counts: [String] {
        let counts = self.state.overview.value?.counts ?? self.state.counts
        let states = Device.states + counts.keys.filter { !Device.states.contains($0) }.sorted()
        let total = counts.values.reduce(0, +)
        let width = (states + ["total"]).map(DisplayText.width).max() ?? 0
        let digits = Pages.count(Int64(total)).count
        // As many columns as there is room for.
        let cellWidth = width + 2 + max(6, digits) + 3
        let perLine = max(1, self.size.columns / cellWidth)
        let cells = (states.map { ($0, counts[$0] ?? 0) } + [("total", total)]).map { name, count in
            let number = Pages.count(Int64(count))
            let name = DisplayText.safe(name)
            return self.pages.state(name, DisplayText.padded(name, to: width))
                + String(repeating: " ", count: max(0, cellWidth - width - 3 - number.count)) + number + "   "
        }
        return stride(from: 0, to: cells.count, by: perLine).map { start in
            cells[start..<min(start + perLine, cells.count)].joined()
        }
    }

    private var rates: [String] {
        guard let overview = self.state.overview.value else {
            return ["", "RATES  " + DisplayText.cut(self.state.overview.absence ?? "", to: self.size.columns - 7)]
        }
        var lines = [""]
        lines.append(self.rate("hellos", overview.minutes.map(\.hellos)))
        lines.append(self.rate("provisioned", overview.minutes.map(\.provisioned)))
        lines.append(self.rate("failed", overview.minutes.map(\.failed)))
        let limbo = overview.limbo.map { "\(DisplayText.safe($0.band)) \(Pages.count(Int64($0.devices)))" }
        lines.append(
            DisplayText.cut(
                "oldest ready \(self.age(overview.oldestReadyAt))   oldest waiting \(self.age(overview.oldestWaitingAt))"
                    + (limbo.isEmpty ? "" : "   hellos end: " + limbo.joined(separator: ", ")), to: self.size.columns))
        return lines
    }

    private func age(_ moment: String?) -> String {
        moment.flatMap(Moment.date).map { Moment.age(since: $0, now: self.state.now) } ?? "–"
    }

    /// The last whole minute, the hour's sum, and the hour as a row of bars.
    private func rate(_ name: String, _ minutes: [Int]) -> String {
        let last = minutes.dropLast().last ?? minutes.last ?? 0
        let sum = minutes.reduce(0, +)
        let text =
            DisplayText.padded(name, to: 13) + Self.right("\(Pages.count(Int64(last)))/min", 12)
            + Self.right("\(Pages.count(Int64(sum)))/h", 14) + "  "
        let room = self.size.columns - DisplayText.width(text)
        guard room >= 10 else { return DisplayText.cut(text, to: self.size.columns) }
        return text + Self.bars(minutes.suffix(min(room, 60)))
    }

    /// The highest is a whole block, and what is more than nothing can be seen.
    static func bars(_ values: some Collection<Int>) -> String {
        guard let top = values.max(), top > 0 else { return String(values.map { _ in Self.bars[0] }) }
        return String(
            values.map { value in
                value == 0 ? Self.bars[0] : Self.bars[max(1, value * (Self.bars.count - 1) / top)]
            })
    }

    private static func right(_ text: String, _ columns: Int) -> String {
        String(repeating: " ", count: max(0, columns - DisplayText.width(text))) + text
    }

    // MARK: - Parts

    private func part<Value>(
        _ heading: String, _ part: TopState.Part<[Value]>, max: Int, _ layOut: ([Value]) -> [String]
    ) -> [String] {
        guard let values = part.value else {
            return [
                "", heading + "  " + DisplayText.cut(part.absence ?? "", to: self.size.columns - heading.count - 2),
            ]
        }
        let more = values.count - max
        let lines = layOut(Array(values.prefix(max))) + (more > 0 ? ["… \(more) more"] : [])
        return [""] + lines
    }

    private func events(room: Int) -> [String] {
        guard room > 2 else { return [] }
        let events = self.state.events.suffix(room - 2).map { self.pages.event($0) }
        guard let absence = self.state.eventsAbsence else {
            return ["", "EVENTS"] + (events.isEmpty ? ["none since this was started"] : events)
        }
        // Those that were told stay, and are not taken for the newest.
        return ["", "EVENTS  " + DisplayText.cut(DisplayText.safe(absence), to: self.size.columns - 8)] + events
    }
}
