import AMT

/// One process in one role, as operators see it.
package struct NodeView: Equatable, Sendable {
    /// Whether it is there.
    package enum State: String, CaseIterable, Sendable {
        case alive
        /// Ended, or nothing is heard of it.
        case left
    }

    /// New at each start.
    package let id: Int32
    package let name: String
    /// `listener`, `worker`, `coordinator`, `api`.
    package let role: String
    /// `nil` for one that was too old to say so.
    package let version: String?
    package let startedAt: UnixTime
    package let seenAt: UnixTime
    package let leftAt: UnixTime?
    /// Devices that it works on.
    package let leaseCount: Int

    package init(
        id: Int32, name: String, role: String, version: String?, startedAt: UnixTime, seenAt: UnixTime,
        leftAt: UnixTime?, leaseCount: Int
    ) {
        self.id = id
        self.name = name
        self.role = role
        self.version = version
        self.startedAt = startedAt
        self.seenAt = seenAt
        self.leftAt = leftAt
        self.leaseCount = leaseCount
    }

    package var state: State { self.leftAt == nil ? .alive : .left }
}
