import AMT

/// The cluster as a whole, for operators.
package protocol ClusterBook: Sendable {
    /// Nodes that are here, then those that left lately.
    func nodes() async throws(StoreFailure) -> [NodeView]

    /// Every site that was ever named, with its devices by state.
    func sites() async throws(StoreFailure) -> [SiteView]

    /// Counts, rates and waits now.
    func overview() async throws(StoreFailure) -> ClusterOverview

    /// What came of each piece of housekeeping the last time, in the order of their names.
    func jobs() async throws(StoreFailure) -> [JobView]

    /// How much every process logs; `nil` where its settings say.
    func logLevel() async throws(StoreFailure) -> String?

    /// Heard by every process with its next beat.
    ///
    /// - Parameter level: a level of swift-log; `nil` for what the settings of each say.
    func setLogLevel(_ level: String?) async throws(StoreFailure)
}

/// One site with its devices.
package struct SiteView: Equatable, Sendable {
    package let name: String
    package let counts: [DeviceState: Int]

    package init(name: String, counts: [DeviceState: Int]) {
        self.name = name
        self.counts = counts
    }
}
