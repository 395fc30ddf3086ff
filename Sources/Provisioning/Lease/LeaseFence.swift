import AMT

/// What every write about a leased request must carry. A write with an old fence touches no row.
package struct LeaseFence: Hashable, Sendable {
    package let deviceUUID: DeviceUUID
    /// From one sequence for the whole queue. Log key: `lease.generation`.
    package let generation: Int64
    /// Random; covers a sequence that stepped back after a failover.
    package let token: Int64

    package init(deviceUUID: DeviceUUID, generation: Int64, token: Int64) {
        self.deviceUUID = deviceUUID
        self.generation = generation
        self.token = token
    }
}
