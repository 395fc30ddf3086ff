import AMT

/// One thing that happened, as consoles, scripts and webhooks are told of it.
package struct ClusterEvent: Equatable, Sendable {
    package let position: EventPosition
    package let at: UnixTime
    /// Raw value of ``EventType``; text, because an older node may read what a newer one told.
    package let type: String
    /// A device's UUID, or the name of what it is about.
    package let subject: String
    package let site: String?
    /// More about it, as a JSON object.
    package let data: String

    package init(
        position: EventPosition, at: UnixTime, type: String, subject: String, site: String?, data: String
    ) {
        self.position = position
        self.at = at
        self.type = type
        self.subject = subject
        self.site = site
        self.data = data
    }
}

/// Which events a reader wants.
package struct EventFilter: Equatable, Sendable {
    /// What the type begins with; empty for all of them.
    package var typePrefix: String
    /// `nil` for all of them.
    package var subject: String?

    package init(typePrefix: String = "", subject: String? = nil) {
        self.typePrefix = typePrefix
        self.subject = subject
    }

    package static let everything = EventFilter()

    /// Whether there can be an event of that type: a misspelt filter is told rather than left to wait for ever.
    package var isPossible: Bool { EventType.allCases.contains { $0.rawValue.hasPrefix(self.typePrefix) } }
}

/// Some events in order, and where to go on.
package struct EventPage: Equatable, Sendable {
    package var events: [ClusterEvent]
    /// Behind everything that was looked at, whether it was wanted or not.
    package var next: EventPosition
    /// Whether there may be more behind it now.
    package var hasMore: Bool

    package init(events: [ClusterEvent], next: EventPosition, hasMore: Bool) {
        self.events = events
        self.next = next
        self.hasMore = hasMore
    }
}

/// How something stands that is not a device, and what tells of it.
package struct NotedStanding: Equatable, Sendable {
    package let subject: String
    /// What it is compared with the next time.
    package let value: String
    /// `nil` where nothing is told, such as of a certificate that has time.
    package let type: EventType?
    /// A JSON object.
    package let data: String

    package init(subject: String, value: String, type: EventType?, data: String) {
        self.subject = subject
        self.value = value
        self.type = type
        self.data = data
    }
}
