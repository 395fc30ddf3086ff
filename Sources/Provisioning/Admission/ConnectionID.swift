/// Names one accepted connection of this process for as long as the process runs. Never persisted.
package struct ConnectionID: Hashable, Sendable {
    /// Number of the event loop that owns the connection.
    package let loop: Int
    /// Counts up within that loop and is never used twice.
    package let serial: UInt64

    package init(loop: Int, serial: UInt64) {
        self.loop = loop
        self.serial = serial
    }
}
