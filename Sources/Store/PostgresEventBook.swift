import AMT
import Postgres
import Provisioning

/// Events on PostgreSQL.
package final class PostgresEventBook: EventBook {
    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    package func events(
        after: EventPosition, limit: Int, filter: EventFilter
    ) async throws(StoreFailure) -> EventPage {
        let rows = try await self.pool.rows(
            Statements.listEvents,
            [
                .text(String(after.transaction)), .int8(after.ordinal), .int4(Int32(clamping: min(limit, eventsMax))),
                .text(filter.typePrefix), .text(filter.subject),
            ],
            repeatable: true
        ) { (row) throws(PostgresError) in
            (
                event: try Self.event(row), isWanted: try row.required(row.bool(7)),
                hasMore: try row.required(row.bool(8))
            )
        }
        return EventPage(
            events: rows.filter(\.isWanted).map(\.event), next: rows.last?.event.position ?? after,
            hasMore: rows.last?.hasMore ?? false)
    }

    package func newest(
        after: EventPosition, limit: Int, filter: EventFilter
    ) async throws(StoreFailure) -> EventPage {
        let limit = min(limit, eventsMax)
        let rows = try await self.pool.rows(
            Statements.listNewestEvents,
            [
                // One more tells whether there are more.
                .int4(Int32(clamping: limit + 1)), .int4(Int32(clamping: newestEventsLookedMax)),
                .text(filter.typePrefix), .text(filter.subject), .text(String(after.transaction)),
                .int8(after.ordinal),
            ],
            repeatable: true
        ) { (row) throws(PostgresError) in
            (
                event: try row.text(0) == nil ? nil : try Self.event(row), isCut: try row.required(row.bool(7)),
                next: EventPosition(transaction: try Self.transaction(row, 8), ordinal: 0)
            )
        }
        guard let first = rows.first else {
            throw StoreFailure(kind: .unreadable, statement: Statements.listNewestEvents.name)
        }
        let events = rows.compactMap(\.event)
        return EventPage(
            events: events.prefix(limit).reversed(), next: first.next, hasMore: events.count > limit || first.isCut)
    }

    package func position() async throws(StoreFailure) -> EventPosition {
        let found = try await self.pool.rows(Statements.readEventPosition, repeatable: true) {
            (row) throws(PostgresError) in
            EventPosition(transaction: try Self.transaction(row, 0), ordinal: 0)
        }
        guard let position = found.first else {
            throw StoreFailure(kind: .unreadable, statement: Statements.readEventPosition.name)
        }
        return position
    }

    package func note(
        _ standings: [NotedStanding], kind: StandingKind
    ) async throws(StoreFailure) -> [String] {
        try await self.pool.rows(
            Statements.noteStandings,
            [
                .text(kind.rawValue), .texts(standings.map(\.subject)), .texts(standings.map(\.value)),
                .texts(standings.map { $0.type?.rawValue }), .texts(standings.map(\.data)),
            ],
            // Noted twice is told once.
            repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.text(0)) }
    }

    private static func event(_ row: PostgresRow) throws(PostgresError) -> ClusterEvent {
        ClusterEvent(
            position: EventPosition(
                transaction: try Self.transaction(row, 0), ordinal: try row.required(row.int8(1))),
            at: try row.required(row.time(2)), type: try row.required(row.text(3)),
            subject: try row.required(row.text(4)), site: try row.text(5), data: try row.required(row.text(6)))
    }

    private static func transaction(_ row: PostgresRow, _ column: Int) throws(PostgresError) -> UInt64 {
        guard let number = UInt64(try row.required(row.text(column))) else {
            throw PostgresError.unreadable("column \(column) is no number of a transaction")
        }
        return number
    }
}
