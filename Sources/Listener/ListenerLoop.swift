import AMT
import Logging
import NIOCore
import Provisioning

/// What every connection of the listener shares, on whatever event loop.
struct ListenerParts: Sendable {
    let settings: ListenerSettings
    let door: Doorkeeper
    let batcher: HelloBatcher
    let metrics: ListenerMetrics
    let logger: Logger
}

/// The open connections of one event loop, with their deadlines. Touched on that loop only.
final class ListenerLoop {
    let parts: ListenerParts
    private let index: Int
    private let eventLoop: any EventLoop
    private var lastSerial: UInt64 = 0
    private var connections: [UInt64: HelloConnectionHandler] = [:]
    private var helloLine: DeadlineLine
    private var commitLine: DeadlineLine
    private var isHelloTimerSet = false
    private var isCommitTimerSet = false
    private var isInBurst = false
    private var emptied: EventLoopPromise<Void>?
    private var isClosed = false

    init(index: Int, eventLoop: any EventLoop, parts: ListenerParts) {
        self.index = index
        self.eventLoop = eventLoop
        self.parts = parts
        self.helloLine = DeadlineLine(timeout: TimeAmount(parts.settings.helloTimeout))
        self.commitLine = DeadlineLine(timeout: TimeAmount(parts.settings.commitTimeout))
    }

    func makeHandler() -> HelloConnectionHandler {
        self.lastSerial += 1
        return HelloConnectionHandler(
            connection: ConnectionID(loop: self.index, serial: self.lastSerial), loop: self)
    }

    /// - Returns: whether the loop still takes connections; then ``closed(_:)`` is owed.
    func opened(_ handler: HelloConnectionHandler, now: NIODeadline) -> Bool {
        guard !self.isClosed else { return false }
        self.connections[handler.connection.serial] = handler
        self.helloLine.join(handler.connection.serial, now: now) { self.connections[$0]?.isReading != true }
        self.setHelloTimer()
        return true
    }

    /// A connection's hello was handed to the batcher: from now on the commit timeout holds.
    func waitsForOutcome(_ handler: HelloConnectionHandler, now: NIODeadline) {
        self.commitLine.join(handler.connection.serial, now: now) { self.connections[$0] == nil }
        self.setCommitTimer()
        self.endBurstSoon()
    }

    /// Hellos that one turn of the loop reads go to the inbox together: the first does not leave alone while the others,
    /// read microseconds later, wait for its commit.
    private func endBurstSoon() {
        guard !self.isInBurst else { return }
        self.isInBurst = true
        self.eventLoop.assumeIsolated().execute {
            self.isInBurst = false
            self.parts.batcher.burstEnded()
        }
    }

    func closed(_ handler: HelloConnectionHandler) {
        self.connections[handler.connection.serial] = nil
        guard self.connections.isEmpty, let emptied = self.emptied else { return }
        self.emptied = nil
        self.isClosed = true
        emptied.succeed()
    }

    /// The batcher knows what became of these connections' hellos. Those that are gone meanwhile are passed over.
    func settle(_ serials: [UInt64], _ outcome: ConnectionMachine.Outcome) {
        for serial in serials { self.connections[serial]?.outcomeKnown(outcome) }
    }

    /// Succeeds when the last connection is closed; later ones are reset. At most one caller may wait.
    func whenEmpty() -> EventLoopFuture<Void> {
        guard !self.connections.isEmpty else {
            self.isClosed = true
            return self.eventLoop.makeSucceededVoidFuture()
        }
        let emptied = self.eventLoop.makePromise(of: Void.self)
        self.emptied = emptied
        return emptied.futureResult
    }

    /// Ends everything at once.
    func resetAll() {
        self.isClosed = true
        // A copy, because each one leaves the table while it is closed.
        for handler in Array(self.connections.values) { handler.expel(.stopped) }
    }

    private func setHelloTimer() {
        guard !self.isHelloTimerSet, let deadline = self.helloLine.nextDeadline else { return }
        self.isHelloTimerSet = true
        self.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.isHelloTimerSet = false
            let now = NIODeadline.now()
            while let serial = self.helloLine.popExpired(now: now) {
                guard let handler = self.connections[serial], handler.isReading else { continue }
                handler.deadlinePassed()
            }
            self.setHelloTimer()
        }
    }

    private func setCommitTimer() {
        guard !self.isCommitTimerSet, let deadline = self.commitLine.nextDeadline else { return }
        self.isCommitTimerSet = true
        self.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            self.isCommitTimerSet = false
            let now = NIODeadline.now()
            while let serial = self.commitLine.popExpired(now: now) { self.connections[serial]?.deadlinePassed() }
            self.setCommitTimer()
        }
    }
}
