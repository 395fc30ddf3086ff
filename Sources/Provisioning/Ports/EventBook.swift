/// What happened in the cluster, in the order in which it became true.
///
/// A reader that goes on from the position it was given misses none: what a transaction still tells is shown to nobody before it is over,
/// and nothing behind it either.
package protocol EventBook: Sendable {
    /// Events behind a position.
    ///
    /// - Parameter limit: how many are looked at, at most ``eventsMax``; those that the filter leaves out count.
    func events(after: EventPosition, limit: Int, filter: EventFilter) async throws(StoreFailure) -> EventPage

    /// The newest events behind a position that the filter leaves, in order, out of the last ``newestEventsLookedMax``. The page's `next` is behind
    /// everything that has happened; there is more where older events were not given or not looked at.
    ///
    /// - Parameter limit: how many are given, at most ``eventsMax``.
    func newest(after: EventPosition, limit: Int, filter: EventFilter) async throws(StoreFailure) -> EventPage

    /// The position behind everything that has happened by now.
    func position() async throws(StoreFailure) -> EventPosition

    /// Notes how things of one kind stand; what has changed is told, once, whoever notes it first.
    ///
    /// - Returns: the subjects that stood in another way, or were not known.
    func note(_ standings: [NotedStanding], kind: StandingKind) async throws(StoreFailure) -> [String]
}

/// Events that one call looks at.
package let eventsMax = 1_000

/// Events that are looked at from the end when the newest ones are asked for.
package let newestEventsLookedMax = 20_000

/// What has a standing besides devices.
package enum StandingKind: String, CaseIterable, Sendable {
    case certificate, source
}
