import AMT

/// A hello that passed the door, with what the listener knows about it. One row of a batch.
package struct AdmittedHello: Equatable, Sendable {
    package let hello: Hello
    /// TCP source address, or the one a trusted PROXY header gave.
    package let address: PeerAddress
    /// The site of the node that took it.
    package let site: String
    /// The listener's monotonic clock when the message was complete. Means nothing elsewhere: the inbox is told how long ago it was,
    /// and the database's clock decides which of two hellos is newer.
    package let receivedAt: ContinuousClock.Instant

    package init(hello: Hello, address: PeerAddress, site: String, receivedAt: ContinuousClock.Instant) {
        self.hello = hello
        self.address = address
        self.site = site
        self.receivedAt = receivedAt
    }
}
