import AMT
import Provisioning

/// What the routes of the cluster need of the world.
package struct ClusterDesk: Sendable {
    let book: any ClusterBook
    /// Settings of this node.
    let settings: [SettingView]
    /// The time of day, against which requests are old.
    let now: @Sendable () -> UnixTime

    package init(book: any ClusterBook, settings: [SettingView], now: @escaping @Sendable () -> UnixTime) {
        self.book = book
        self.settings = settings
        self.now = now
    }
}
