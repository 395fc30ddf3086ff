import AMT
import Hummingbird
import NIOCore
import Provisioning
import Synchronization

/// What happens in the cluster: a page at a time, or as a stream of server-sent events.
struct EventRoutes: Sendable {
    let desk: EventDesk
    let streams = EventStreamGate(
        max: APILimits.eventStreamsMax, perCallerMax: APILimits.eventStreamsPerCallerMax)

    func add(to router: some RouterMethods<APIContext>) { router.take(.events, [.get: self.events]) }

    @Sendable private func events(_ request: Request, _ context: APIContext) async throws -> Response {
        let isStream = request.headers[.accept]?.contains("text/event-stream") == true
        let query = try QueryReader(request, known: ["after", "order", "limit", "type", "subject"])
        let filter = try Self.filter(query)
        let order = try query.order()
        let after = try Self.position(query, request)
        if isStream { return try await self.stream(after: after, filter, context) }
        let limit = try query.limit(default: APILimits.eventsPerPageDefault, max: eventsMax)
        let page =
            switch order {
            case .oldest:
                try await self.desk.book.events(after: after ?? .start, limit: limit, filter: filter)
            case .newest: try await self.desk.book.newest(after: after ?? .start, limit: limit, filter: filter)
            }
        return Response(
            json: .object([
                ("events", .array(page.events.map { JSONText($0) })),
                ("nextAfter", .string(page.next.description)),
                ("hasMore", .bool(page.hasMore)),
            ]))
    }

    private func stream(
        after: EventPosition?, _ filter: EventFilter, _ context: APIContext
    ) async throws -> Response {
        let start: EventPosition
        if let after { start = after } else { start = try await self.desk.book.position() }
        let place = try self.streams.enter(Caller(name: context.caller, address: context.address))
        let stream = EventStream(desk: self.desk, filter: filter, position: start)
        return Response(
            status: .ok, headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: ResponseBody { writer in
                defer { place.leave() }
                try await stream.write { text in
                    // A reader that takes nothing would hold its place, and never be asked for its token again.
                    let stall = context.connection.end(afterSeconds: APILimits.eventStallSecondsMax)
                    defer { stall.cancel() }
                    try await writer.write(ByteBuffer(string: text))
                }
                try await writer.finish(nil)
            })
    }

    private static func filter(_ query: QueryReader) throws(APIProblem) -> EventFilter {
        let filter = EventFilter(typePrefix: try query.text("type") ?? "", subject: try query.text("subject"))
        guard filter.isPossible else {
            let types = EventType.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIProblem(
                code: .parameterMalformed, detail: "A type or what types begin with. The types are: \(types).",
                field: "type")
        }
        guard filter.subject.map({ !$0.contains("\0") && $0.utf8.count <= APILimits.eventSubjectBytesMax }) ?? true
        else {
            throw APIProblem(
                code: .parameterMalformed, detail: "The UUID of a device, or a name.", field: "subject")
        }
        return filter
    }

    /// What a reader of a stream says by itself when it comes back counts before what the address says.
    private static func position(_ query: QueryReader, _ request: Request) throws(APIProblem) -> EventPosition? {
        let said = request.headers[HeaderName.lastEventID].flatMap { EventPosition($0) }
        guard let text = try query.text("after") else { return said }
        guard let position = EventPosition(text) else {
            throw APIProblem(
                code: .parameterMalformed, detail: "The id of an event, or nextAfter of a page.", field: "after")
        }
        return said ?? position
    }
}

extension JSONText {
    init(_ event: ClusterEvent) {
        self = .object([
            ("id", .string(event.position.description)),
            ("type", .string(event.type)),
            ("at", JSONText(event.at)),
            ("subject", .string(event.subject)),
            ("site", JSONText(event.site)),
            ("data", .document(event.data)),
        ])
    }
}

/// Bounds how many streams a node serves, and how many of them are one caller's: each asks the database once a second.
final class EventStreamGate: Sendable {
    private let count = Atomic<Int>(0)
    private let max: Int
    private let callers: CallerPlaces

    init(max: Int, perCallerMax: Int) {
        self.max = max
        self.callers = CallerPlaces(max: perCallerMax)
    }

    /// Throws when all places are taken, or all that the caller may have.
    func enter(_ caller: Caller) throws(APIProblem) -> Place {
        guard self.callers.enter(caller) else {
            throw APIProblem(
                code: .tooManyRequests, detail: "One caller has \(self.callers.max) streams at most on a node.")
        }
        guard self.count.add(1, ordering: .relaxed).newValue <= self.max else {
            self.leave(caller)
            throw APIProblem(
                code: .overloaded, detail: "This node has as many streams as it serves; come back, or ask for pages.")
        }
        return Place(self, caller)
    }

    private func leave(_ caller: Caller) {
        self.count.subtract(1, ordering: .relaxed)
        self.callers.leave(caller)
    }

    /// One stream's place. Left at its end, or when the answer that it was for is never written.
    final class Place: Sendable {
        private let gate: EventStreamGate
        private let caller: Caller
        private let isLeft = Atomic<Bool>(false)

        fileprivate init(_ gate: EventStreamGate, _ caller: Caller) {
            self.gate = gate
            self.caller = caller
        }

        deinit { self.leave() }

        func leave() {
            guard !self.isLeft.exchange(true, ordering: .relaxed) else { return }
            self.gate.leave(self.caller)
        }
    }
}
