import AMT

/// A device between its first hello and its provisioning.
package struct LimboDevice: Equatable, Sendable {
    package let uuid: DeviceUUID
    package let fqdn: String?
    package let site: String
    package let state: DeviceState
    /// Whether it says hello with a PID.
    package let isPSK: Bool
    /// The retry counter of its last hello.
    package let retryCount: Int64
    package let firstHelloAt: UnixTime
    package let lastHelloAt: UnixTime
    /// The end by which its work is ordered.
    package let windowEndsAt: UnixTime
    package let amtVersion: String?
    /// Raw value of a ``ProblemCode``.
    package let problem: String?

    package init(
        uuid: DeviceUUID, fqdn: String?, site: String, state: DeviceState, isPSK: Bool, retryCount: Int64,
        firstHelloAt: UnixTime, lastHelloAt: UnixTime, windowEndsAt: UnixTime, amtVersion: String?, problem: String?
    ) {
        self.uuid = uuid
        self.fqdn = fqdn
        self.site = site
        self.state = state
        self.isPSK = isPSK
        self.retryCount = retryCount
        self.firstHelloAt = firstHelloAt
        self.lastHelloAt = lastHelloAt
        self.windowEndsAt = windowEndsAt
        self.amtVersion = amtVersion
        self.problem = problem
    }
}

/// Where a page of devices in limbo ended.
package struct LimboPosition: Equatable, Sendable, CustomStringConvertible {
    package let windowEndsAt: UnixTime
    package let uuid: DeviceUUID

    package init(windowEndsAt: UnixTime, uuid: DeviceUUID) {
        self.windowEndsAt = windowEndsAt
        self.uuid = uuid
    }

    /// - Returns: `nil` when the text is none of ours.
    package init?(_ text: String) {
        let parts = text.split(separator: "_", maxSplits: 1)
        guard parts.count == 2, let microseconds = Int64(parts[0]), Self.microsecondsKnown.contains(microseconds),
            let uuid = DeviceUUID(String(parts[1]))
        else { return nil }
        self.init(windowEndsAt: UnixTime(microseconds: microseconds), uuid: uuid)
    }

    /// From 1970 to the end of the year 9999: windows end between.
    private static let microsecondsKnown: ClosedRange<Int64> = 0...253_402_300_799_999_999

    /// Microseconds since 1970, and the UUID.
    package var description: String { "\(self.windowEndsAt.microseconds)_\(self.uuid)" }
}

/// A device that inventory has and that never said hello.
package struct ExpectedDevice: Equatable, Sendable {
    package let uuid: DeviceUUID
    package let fqdn: String?
    package let amtVersion: String?
    /// Name of the source that has it.
    package let source: String
    package let site: String?
    package let reportedAt: UnixTime?

    package init(
        uuid: DeviceUUID, fqdn: String?, amtVersion: String?, source: String, site: String?, reportedAt: UnixTime?
    ) {
        self.uuid = uuid
        self.fqdn = fqdn
        self.amtVersion = amtVersion
        self.source = source
        self.site = site
        self.reportedAt = reportedAt
    }
}

/// Some of them, and where to go on.
package struct ExpectedPage: Equatable, Sendable {
    package var devices: [ExpectedDevice]
    /// Behind everything that was looked at; `nil` where that was the last record.
    package var next: DeviceUUID?

    package init(devices: [ExpectedDevice], next: DeviceUUID?) {
        self.devices = devices
        self.next = next
    }
}
