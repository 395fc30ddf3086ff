import AMT

/// How a device's request stands, beside what lists show of the device: what an explanation needs.
package struct DeviceStanding: Equatable, Sendable {
    /// What a waiting request waits for. Raw values are those of the queue.
    package enum Waiting: String, CaseIterable, Sendable {
        case time
        case hello
        case inventory
    }

    package var waitsFor: Waiting?
    /// The estimated end of the hello window.
    package var windowEndsAt: UnixTime?
    /// The device's own count of its hellos in this window.
    package var retryCount: Int64
    /// The key that the hello named.
    package var pid: String?
    /// How many roots the hello listed.
    package var rootHashCount: Int?
    /// Which node has the lease, and until when at the latest.
    package var leasedBy: String?
    package var leaseUntil: UnixTime?
    package var isUnexpected: Bool
    /// Nobody said hello: it was taken up for its profile, or by an operator.
    package var isTakenUp: Bool

    package init(
        waitsFor: Waiting? = nil, windowEndsAt: UnixTime? = nil, retryCount: Int64 = 0,
        pid: String? = nil, rootHashCount: Int? = nil, leasedBy: String? = nil, leaseUntil: UnixTime? = nil,
        isUnexpected: Bool = false, isTakenUp: Bool = false
    ) {
        self.waitsFor = waitsFor
        self.windowEndsAt = windowEndsAt
        self.retryCount = retryCount
        self.pid = pid
        self.rootHashCount = rootHashCount
        self.leasedBy = leasedBy
        self.leaseUntil = leaseUntil
        self.isUnexpected = isUnexpected
        self.isTakenUp = isTakenUp
    }
}
