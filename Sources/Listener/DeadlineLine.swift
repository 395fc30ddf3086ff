import NIOCore

/// Connections in the order in which their time runs out. All have the same time-out, so the order of joining is the order.
///
/// A timer for each connection would have to be cancelled for nearly each one, which NIO does by a search; here one timer
/// a line serves all. An entry whose connection is done stays until it comes to the front, at most one time-out.
struct DeadlineLine {
    private struct Entry {
        var serial: UInt64
        var deadline: NIODeadline
    }

    let timeout: TimeAmount
    private var entries: CircularBuffer<Entry>

    init(timeout: TimeAmount) {
        self.timeout = timeout
        self.entries = CircularBuffer(initialCapacity: 16)
    }

    /// When the timer must fire next.
    var nextDeadline: NIODeadline? { self.entries.first?.deadline }

    /// - Parameter isDone: whether a connection in front has no deadline any more.
    mutating func join(_ serial: UInt64, now: NIODeadline, isDone: (UInt64) -> Bool) {
        while let first = self.entries.first, isDone(first.serial) { self.entries.removeFirst() }
        self.entries.append(Entry(serial: serial, deadline: now + self.timeout))
    }

    /// The first connection whose time has run out leaves the line.
    mutating func popExpired(now: NIODeadline) -> UInt64? {
        guard let first = self.entries.first, first.deadline <= now else { return nil }
        self.entries.removeFirst()
        return first.serial
    }
}
