import Provisioning

extension APIOperation {
    static let readEvents = Self(
        "readEvents", .events, "What happens in the cluster: a page, or a stream for who accepts `text/event-stream`",
        [
            .query("after", .eventPosition, "The id of an event, or `nextAfter` of a page"),
            .order,
            .limit(standard: APILimits.eventsPerPageDefault, max: eventsMax),
            .query("type", .words(Self.eventTypes), "A type, or what types begin with"),
            .query("subject", .printable, "The UUID of a device, or a name"),
            .header(
                "Last-Event-ID", .text("81234.1"), "What a stream's reader has seen last; it counts before `after`"),
        ],
        answers: [
            APIAnswer(status: 200, meaning: "A page, or the stream", content: .jsonOrStream(.eventPage))
        ])

    /// Each type, and each of their families.
    private static let eventTypes: [String] = {
        let types = EventType.allCases.map(\.rawValue)
        let families = Set(types.compactMap { type in type.split(separator: ".").first.map { String($0) + "." } })
        return types + families.sorted()
    }()
}

extension APISchema {
    /// Where a reader is. Two numbers; nothing is to be read into them.
    static let eventPosition = Self.text("81234.1", pattern: "^[0-9]{1,19}\\.[0-9]{1,18}$")

    static let eventPage = Self.object([
        "events": .list(of: .reference(.event), 0...eventsMax), "nextAfter": .eventPosition, "hasMore": .flag,
    ])

    /// A type that an older node does not know is told all the same, so that it is a text.
    static let event = Self.object([
        "id": .eventPosition, "type": .text(EventType.deviceParked.rawValue), "at": .moment,
        "subject": .text("4c4c4544-0034-4a10-8056-c2c04f4d3832"), "site": .text("default").orNull,
        "data": .document(["type": "object"], example: ["problem": "psk-unknown"]),
    ])
}
