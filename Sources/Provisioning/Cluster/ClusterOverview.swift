import AMT

/// What an operator looks at first.
package struct ClusterOverview: Equatable, Sendable {
    package var counts: [DeviceState: Int]
    /// Since when the oldest request is ready, of expected devices that said hello; `nil` where none is ready.
    package var oldestReadyAt: UnixTime?
    /// First hello of the oldest request that waits, of devices that said hello.
    package var oldestWaitingAt: UnixTime?
    /// The last hour, the oldest minute first.
    package var minutes: [ClusterMinute]
    package var limbo: [LimboBand: Int]

    package init(
        counts: [DeviceState: Int], oldestReadyAt: UnixTime?, oldestWaitingAt: UnixTime?, minutes: [ClusterMinute],
        limbo: [LimboBand: Int]
    ) {
        self.counts = counts
        self.oldestReadyAt = oldestReadyAt
        self.oldestWaitingAt = oldestWaitingAt
        self.minutes = minutes
        self.limbo = limbo
    }
}

/// What the cluster did in one minute.
package struct ClusterMinute: Equatable, Sendable {
    package let at: UnixTime
    /// Hellos that were read, repeats as well.
    package let helloCount: Int
    /// Devices that were provisioned, or given their profile again.
    package let provisionedCount: Int
    /// Attempts that ended otherwise.
    package let failedCount: Int

    package init(at: UnixTime, helloCount: Int, provisionedCount: Int, failedCount: Int) {
        self.at = at
        self.helloCount = helloCount
        self.provisionedCount = provisionedCount
        self.failedCount = failedCount
    }
}

/// How far the estimated end of a hello window is.
package enum LimboBand: String, CaseIterable, Sendable {
    /// It is over, and the device says nothing.
    case closed
    /// It ends within an hour.
    case hour
    /// Within a day.
    case day
    case later
}

/// What is counted by the minute.
package enum TallyKind: String, CaseIterable, Sendable {
    case hellos, provisioned, failed
}
