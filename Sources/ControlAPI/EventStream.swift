import Provisioning
import ServiceLifecycle

/// One reader's stream of server-sent events, as the WHATWG's HTML standard has them: `id`, `event`, `data`.
///
/// It reads the book on from where it is, at the pace of its reader; nothing is held for a slow one.
struct EventStream: Sendable {
    let desk: EventDesk
    let filter: EventFilter
    let position: EventPosition

    /// Writes until its time is over, the process is told to stop, or the book cannot be read; then the reader comes back with the
    /// last id that it has seen. Throws what writing throws: the reader is gone.
    func write(_ write: (String) async throws -> Void) async throws {
        let end = self.desk.now() + self.desk.lifetime
        var position = self.position
        var saidAt = self.desk.now()
        // Readers come back after this many milliseconds.
        try await write("retry: 2000\nid: \(position)\n: events behind it\n\n")
        while !Task.isCancelled, !Task.isShuttingDownGracefully, self.desk.now() < end {
            guard let page = await self.page(after: position) else { return }
            if !page.events.isEmpty {
                try await write(page.events.map(Self.text).joined())
                saidAt = self.desk.now()
            } else if self.desk.now() - saidAt >= self.desk.beatEvery || page.next != position && !page.hasMore {
                // A reader whose filter leaves everything out goes on from here all the same.
                try await write("id: \(page.next)\n\(Self.beat)\n\n")
                saidAt = self.desk.now()
            }
            position = page.next
            // One that catches up leaves others room between two full pages.
            await self.desk.pass(page.hasMore ? APILimits.eventCatchUpPause : self.desk.lookEvery)
        }
    }

    /// Long enough to be seen by those who measure silence in bytes a second.
    static let beat = ": nothing that is wanted here has happened for a while, and the line lives"

    private func page(after position: EventPosition) async -> EventPage? {
        do throws(StoreFailure) {
            return try await self.desk.book.events(after: position, limit: eventsMax, filter: self.filter)
        } catch {
            return nil
        }
    }

    private static func text(_ event: ClusterEvent) -> String {
        "id: \(event.position)\nevent: \(event.type)\ndata: \(JSONText(event).rendered)\n\n"
    }
}
