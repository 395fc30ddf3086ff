import FoundationEssentials
import NIOHTTP1

/// Lists of computers as JSON, page by page.
struct JSONAnswers: Sendable {
    private static let contentType = "application/json"
    private static let snipePageMax = 500
    private static let netBoxPageMax = 1_000
    private static let lansweeperPageMax = 500

    let shape: JSONShape
    let request: InventoryRequest
    let view: InventoryView

    /// What is wanted, in the words of this API.
    func answer() -> InventoryAnswer {
        let window = self.window()
        let next = window.next(loops: self.view.behaviour.isOn(.cursorLoops))
        let (head, tail) = self.frame(window, next)
        let shape = self.shape
        let stream = RecordStream(
            view: self.view, numbers: window.numbers, head: Array(head.utf8), separator: [UInt8(ascii: ",")],
            tail: Array(tail.utf8)
        ) { computer, out in shape.row(computer, &out) }
        var answer = InventoryAnswer(Self.contentType, .records(stream))
        self.complete(&answer, window, next)
        return answer
    }

    private func window() -> RecordWindow {
        let total = self.view.count(since: self.since)
        switch self.shape {
        case .page:
            return RecordWindow(
                page: self.request.number("page") ?? 1, first: self.request.number("first") ?? 1,
                size: self.request.number("pageSize") ?? 100, total: total)
        case .cursor:
            return RecordWindow(
                offset: Self.offset(ofCursor: self.request.text("cursor")), size: self.request.number("limit") ?? 100,
                total: total)
        case .snipeIT: return self.window("limit", "offset", usually: 50, total, sizeMax: Self.snipePageMax)
        case .netBox: return self.window("limit", "offset", usually: 50, total, sizeMax: Self.netBoxPageMax)
        case .serviceNow: return self.window("sysparm_limit", "sysparm_offset", usually: 10_000, total)
        case .glpi:
            guard let range = self.request.text("range") else {
                return self.window("limit", "start", usually: 100, total)
            }
            let ends = range.split(separator: "-").compactMap { Int($0) }
            guard ends.count == 2, ends[1] >= ends[0] else { return self.window("limit", "start", usually: 50, total) }
            return RecordWindow(offset: ends[0], size: ends[1] - ends[0] + 1, total: total)
        case .lansweeper:
            let pagination = self.pagination
            return RecordWindow(
                offset: Self.offset(ofCursor: pagination?.cursor), size: pagination?.limit ?? 100, total: total,
                sizeMax: Self.lansweeperPageMax)
        }
    }

    private func window(
        _ limit: String, _ offset: String, usually size: Int, _ total: Int, sizeMax: Int = RecordWindow.sizeMax
    ) -> RecordWindow {
        RecordWindow(
            offset: self.request.number(offset) ?? 0, size: self.request.number(limit) ?? size, total: total,
            sizeMax: sizeMax)
    }

    private var since: Int? {
        (self.request.text("since") ?? self.request.text("last_updated__gte")).flatMap(Text.seconds(ofTimestamp:))
    }

    /// What stands around the array.
    private func frame(_ window: RecordWindow, _ next: Int?) -> (head: String, tail: String) {
        let cursor = next.map { "\"c\($0)\"" } ?? "null"
        switch self.shape {
        case .page: return ("{\"total\":\(window.total),\"items\":[", "]}")
        case .cursor: return ("{\"items\":[", "],\"meta\":{\"next\":\(cursor)}}")
        case .snipeIT: return ("{\"total\":\(window.total),\"rows\":[", "]}")
        case .glpi: return ("[", "]")
        case .serviceNow: return ("{\"result\":[", "]}")
        case .netBox:
            let url = next.map { "\"\(self.url($0, "limit", "offset", window.size))\"" } ?? "null"
            return ("{\"count\":\(window.total),\"next\":\(url),\"previous\":null,\"results\":[", "]}")
        case .lansweeper:
            return (
                "{\"data\":{\"site\":{\"assetResources\":{\"total\":\(window.total),\"pagination\":"
                    + "{\"limit\":\(window.size),\"current\":\"c\(window.offset)\",\"next\":\(cursor)},\"items\":[",
                "]}}}}"
            )
        }
    }

    /// Status and headers beyond the usual ones.
    private func complete(_ answer: inout InventoryAnswer, _ window: RecordWindow, _ next: Int?) {
        switch self.shape {
        case .glpi:
            let last = max(window.offset, window.numbers.upperBound - 1)
            answer.headers.add(name: "Content-Range", value: "\(window.offset)-\(last)/\(window.total)")
            if window.numbers.count < window.total { answer.status = .partialContent }
        case .serviceNow:
            answer.headers.add(name: "X-Total-Count", value: "\(window.total)")
            var links = ["<\(self.url(0, "sysparm_limit", "sysparm_offset", window.size))>;rel=\"first\""]
            if let next {
                links.append("<\(self.url(next, "sysparm_limit", "sysparm_offset", window.size))>;rel=\"next\"")
            }
            answer.headers.add(name: "Link", value: links.joined(separator: ","))
        case .cursor, .lansweeper, .netBox, .page, .snipeIT: break
        }
    }

    private func url(_ offset: Int, _ limitName: String, _ offsetName: String, _ size: Int) -> String {
        self.request.origin + self.request.target(replacing: [(limitName, "\(size)"), (offsetName, "\(offset)")])
    }

    private static func offset(ofCursor cursor: String?) -> Int {
        cursor.flatMap { $0.hasPrefix("c") ? Int($0.dropFirst()) : nil } ?? 0
    }

    private struct GraphQL: Decodable {
        struct Variables: Decodable {
            let pagination: Pagination?
        }

        struct Pagination: Decodable {
            let limit: Int?
            let cursor: String?
        }

        let variables: Variables?
    }

    /// `nil` when the body does not say.
    private var pagination: GraphQL.Pagination? {
        // A body that cannot be read asks for the first page.
        (try? JSONDecoder().decode(GraphQL.self, from: Data(self.request.body)))?.variables?.pagination
    }
}
