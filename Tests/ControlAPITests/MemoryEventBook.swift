import Provisioning
import Synchronization

/// Events in memory; each is a transaction of its own.
final class MemoryEventBook: EventBook {
    struct State {
        var events: [ClusterEvent] = []
        var standings: [String: String] = [:]
        var isAway = false
        /// Asked whenever a stream lets some time pass.
        var whenTimePasses: (@Sendable () -> Void)?
    }

    let state = Mutex(State())

    func tell(_ type: EventType, _ subject: String, data: String = "{}") {
        self.state.withLock { Self.add(type, subject, data, &$0) }
    }

    private static func add(_ type: EventType, _ subject: String, _ data: String, _ state: inout State) {
        state.events.append(
            ClusterEvent(
                position: EventPosition(transaction: UInt64(state.events.count + 100), ordinal: 1),
                at: MemoryDeviceCertificates.now, type: type.rawValue, subject: subject, site: "default", data: data))
    }

    func events(after: EventPosition, limit: Int, filter: EventFilter) async throws(StoreFailure) -> EventPage {
        let state = self.state.withLock { $0 }
        if state.isAway { throw StoreFailure(kind: .unavailable, statement: "list_events") }
        let behind = state.events.filter { $0.position.transaction > after.transaction }
        let looked = behind.prefix(limit)
        let wanted = looked.filter {
            $0.type.hasPrefix(filter.typePrefix) && (filter.subject == nil || filter.subject == $0.subject)
        }
        return EventPage(
            events: wanted, next: looked.last?.position ?? after, hasMore: looked.count < behind.count)
    }

    func newest(
        after: EventPosition, limit: Int, filter: EventFilter
    ) async throws(StoreFailure) -> EventPage {
        let state = self.state.withLock { $0 }
        if state.isAway { throw StoreFailure(kind: .unavailable, statement: "list_newest_events") }
        let wanted = state.events.filter {
            $0.position.transaction > after.transaction && $0.type.hasPrefix(filter.typePrefix)
                && (filter.subject == nil || filter.subject == $0.subject)
        }
        return EventPage(
            events: wanted.suffix(limit), next: try await self.position(), hasMore: wanted.count > limit)
    }

    func position() async throws(StoreFailure) -> EventPosition {
        EventPosition(transaction: self.state.withLock { UInt64($0.events.count + 99) }, ordinal: 0)
    }

    func note(_ standings: [NotedStanding], kind: StandingKind) async throws(StoreFailure) -> [String] {
        self.state.withLock { state in
            var changed: [String] = []
            for standing in standings where state.standings[standing.subject] != standing.value {
                state.standings[standing.subject] = standing.value
                changed.append(standing.subject)
                if let type = standing.type { Self.add(type, standing.subject, standing.data, &state) }
            }
            return changed
        }
    }
}
