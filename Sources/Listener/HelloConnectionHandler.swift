import AMT
import CoreMetrics
import Logging
import NIOCore
import Provisioning
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// One connection to the hello port: the shell around ``ConnectionMachine``.
final class HelloConnectionHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let connection: ConnectionID
    private let loop: ListenerLoop
    private var machine = ConnectionMachine(isProxy: false)
    private var context: ChannelHandlerContext?
    /// What was read and not understood yet.
    private var kept: ByteBuffer?
    /// The TCP peer, or whom a proxy names.
    private var peer: IPAddress?
    /// The same, once the doorkeeper counted it.
    private var countedSource: IPAddress?
    private var isCounted = false
    /// Whether the hello timeout still holds: no whole hello yet.
    private(set) var isReading = true

    init(connection: ConnectionID, loop: ListenerLoop) {
        self.connection = connection
        self.loop = loop
    }

    // MARK: Events of the channel

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        Self.setEnd(of: context.channel, isReset: true)
        let now = NIODeadline.now()
        self.loop.parts.metrics.connections.increment()
        self.peer = context.remoteAddress.flatMap { IPAddress($0) }
        guard self.loop.opened(self, now: now) else { return self.expel(.stopped) }
        // Without an address the peer is gone already; the channel will say so.
        let isProxy =
            self.peer.map { peer in self.loop.parts.settings.proxyPeers.contains { $0.contains(peer) } } ?? false
        self.machine = ConnectionMachine(isProxy: isProxy)
        // A proxy stands for many devices, so only those it names are held to the limits of a source.
        let source = isProxy ? nil : self.peer
        switch self.loop.parts.door.opened(source: source, now: now) {
        case .stay(let openCount):
            self.isCounted = true
            self.countedSource = source
            self.loop.parts.metrics.openConnections.record(openCount)
        case .leave(let outcome):
            self.isCounted = true
            self.expel(outcome)
        case .shut:
            self.expel(.full)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var buffer = Self.unwrapInboundIn(data)
        let newByteCount = buffer.readableBytes
        if var kept = self.kept {
            self.kept = nil
            kept.writeBuffer(&buffer)
            buffer = kept
        }
        self.received(&buffer, newByteCount: newByteCount)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .some(.inputClosed) = event as? ChannelEvent, let ending = self.machine.inputClosed() {
            self.finish(ending)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Errors of a socket are the peer's doing; channelInactive follows and counts them.
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.isReading = false
        if let outcome = self.machine.disconnected() { self.loop.parts.metrics.ended(outcome, reason: nil) }
        self.leaveDoor()
        self.context = nil
        self.kept = nil
        self.loop.closed(self)
    }

    // MARK: Events of the listener

    func outcomeKnown(_ outcome: ConnectionMachine.Outcome) {
        if let ending = self.machine.outcomeKnown(outcome) { self.finish(ending) }
    }

    func deadlinePassed() {
        if let ending = self.machine.deadlinePassed() { self.finish(ending) }
    }

    func expel(_ outcome: HelloOutcome) {
        if let ending = self.machine.expelled(outcome) { self.finish(ending) }
    }

    // MARK: Actions of the machine

    private func received(_ buffer: inout ByteBuffer, newByteCount: Int) {
        let action = buffer.withUnsafeReadableBytes { self.machine.received($0, newByteCount: newByteCount) }
        switch action {
        case .keep:
            self.kept = buffer
        case .drop, .nothing:
            break
        case .sourceNamed(let source, let headerByteCount):
            self.peer = source
            self.sourceKnown(source, now: .now())
            buffer.moveReaderIndex(forwardBy: headerByteCount)
            self.received(&buffer, newByteCount: 0)
        case .admit(let hello):
            self.isReading = false
            self.admit(hello)
        case .explain(let isHead):
            self.explain(isHead: isHead)
        case .end(let ending):
            self.finish(ending)
        }
    }

    private func sourceKnown(_ source: IPAddress, now: NIODeadline) {
        if let refusal = self.loop.parts.door.sourceKnown(source, now: now) { return self.expel(refusal) }
        self.countedSource = source
    }

    private func admit(_ hello: Hello) {
        guard let peer = self.peer else { return self.outcomeKnown(.notStored) }
        self.loop.parts.metrics.received(hello)
        switch self.loop.parts.batcher.arrived(hello, address: PeerAddress(peer), from: self.connection) {
        case .acknowledged: self.outcomeKnown(.repeated)
        case .turnedAway: self.outcomeKnown(.turnedAway)
        case .waiting: self.loop.waitsForOutcome(self, now: .now())
        }
    }

    private func explain(isHead: Bool) {
        guard let context = self.context else { return }
        context.writeAndFlush(Self.wrapOutboundOut(ExplanationPage.bytes(isHead: isHead)), promise: nil)
        // Only the sending direction: closing with bytes unread would make the kernel cut the page short with a reset.
        context.close(mode: .output, promise: nil)
    }

    private func finish(_ ending: ConnectionMachine.Ending) {
        self.isReading = false
        self.kept = nil
        self.loop.parts.metrics.ended(ending.outcome, reason: ending.reason)
        self.log(ending)
        // Before the peer can notice, so that its next connection finds room.
        self.leaveDoor()
        guard let context = self.context else { return }
        switch ending.closing {
        case .plain: Self.setEnd(of: context.channel, isReset: false)
        case .reset: Self.setEnd(of: context.channel, isReset: true)
        }
        context.close(promise: nil)
    }

    private func leaveDoor() {
        guard self.isCounted else { return }
        self.isCounted = false
        self.loop.parts.metrics.openConnections.record(self.loop.parts.door.closed(source: self.countedSource))
    }

    /// Whether the end of the connection is RST, with what is unsent dropped, or FIN.
    ///
    /// From the first moment it is RST: the kernel ends the connections of a process that dies, and a FIN would tell the
    /// device that its hello is kept.
    private static func setEnd(of channel: any Channel, isReset: Bool) {
        (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: isReset ? 1 : 0, l_linger: 0))
            .whenComplete { _ in }
    }

    private func log(_ ending: ConnectionMachine.Ending) {
        guard ending.outcome.isRefusal, let peer = self.peer,
            self.loop.parts.door.mayLog(peer, now: .now())
        else { return }
        self.loop.parts.logger.info(
            "hello connection refused; more of this peer within the minute are only counted",
            [.helloPeer: peer, .helloOutcome: ending.outcome.rawValue, .helloRefusal: ending.reason ?? ""])
    }
}
