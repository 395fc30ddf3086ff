import AMT
import Provisioning

/// Decides what one connection to the hello port is and how it is answered.
///
/// It sees bytes and events and holds no socket, clock or buffer; ``HelloConnectionHandler`` does what it says.
package struct ConnectionMachine: Sendable {
    /// Reads after which a connection that still has no whole hello is given up. Each read starts the decoder over, so this
    /// bounds the work that a peer can cause by sending single bytes; a hello fits one segment, or 32 of the smallest.
    package static let readCountMax = 1_024
    /// Bytes taken and dropped behind a hello or an HTTP request before the connection is reset.
    package static let surplusByteCountMax = 16_384

    private enum State: Equatable {
        /// A listed proxy's header must come first. Leaves to `opening`, or ends.
        case proxyHeader
        /// A hello, HTTP, TLS or junk is being read. Leaves to `waiting` or `explaining`, or ends.
        case opening
        /// The hello was handed on; its outcome is awaited. Ends with it.
        case waiting
        /// The HTTP page was handed on; the peer's end is awaited. Ends with it.
        case explaining
        /// Nothing may be done any more.
        case ended
    }

    private var state: State
    private var readCount = 0
    private var surplusByteCount = 0
    private var hasReceived = false

    /// - Parameter isProxy: whether the peer is listed as a proxy, which then must send a PROXY header.
    package init(isProxy: Bool) {
        self.state = isProxy ? .proxyHeader : .opening
    }

    /// The end of a connection, with why it ends.
    package struct Ending: Equatable, Sendable {
        package var outcome: HelloOutcome
        package var closing: HelloClosing
        /// Raw value of the decoder's refusal, or `proxy-` and that of the PROXY header's.
        package var reason: String?

        package init(_ outcome: HelloOutcome, _ closing: HelloClosing, reason: String? = nil) {
            self.outcome = outcome
            self.closing = closing
            self.reason = reason
        }
    }

    package enum ReceiveAction: Equatable, Sendable {
        /// Keep the bytes and go on reading.
        case keep
        /// Drop the bytes and go on reading.
        case drop
        /// The proxy named its client. Drop that many bytes from the front, then give the rest, even if empty.
        case sourceNamed(IPAddress, headerByteCount: Int)
        /// Hand the hello on and answer with ``outcomeKnown(_:)``. The bytes may go.
        case admit(Hello)
        /// Send the HTTP page, then end the sending direction and go on reading. The bytes may go.
        case explain(isHead: Bool)
        case end(Ending)
        case nothing
    }

    /// Bytes arrived.
    ///
    /// - Parameters:
    ///   - received: all bytes kept so far, with the new ones at the end.
    ///   - newByteCount: how many are new.
    package mutating func received(_ received: UnsafeRawBufferPointer, newByteCount: Int) -> ReceiveAction {
        if newByteCount > 0 {
            self.hasReceived = true
            self.readCount += 1
        }
        switch self.state {
        case .proxyHeader:
            return self.receivedProxyHeader(received)
        case .opening:
            return self.receivedOpening(received)
        case .waiting, .explaining:
            self.surplusByteCount += newByteCount
            guard self.surplusByteCount <= Self.surplusByteCountMax else { return self.end(.oversized, .reset) }
            return .drop
        case .ended:
            return .nothing
        }
    }

    private mutating func receivedProxyHeader(_ received: UnsafeRawBufferPointer) -> ReceiveAction {
        switch ProxyHeader.read(received) {
        case .needsMore:
            return self.keepReading()
        case .complete(.source(let source), let byteCount):
            self.state = .opening
            return .sourceNamed(source, headerByteCount: byteCount)
        case .complete(.proxyItself, _):
            return self.end(.probe, .plain)
        case .refused(let refusal):
            return self.end(.proxyRefused, .reset, reason: "proxy-" + refusal.rawValue)
        }
    }

    private mutating func receivedOpening(_ received: UnsafeRawBufferPointer) -> ReceiveAction {
        switch ProxyHeader.opening(of: received) {
        case .whole: return self.end(.proxyUnexpected, .reset)
        case .undecided: return self.keepReading()
        case .other: break
        }
        switch HelloDecoder.read(received) {
        case .needsMore:
            // No beginning of a hello is longer than the longest hello; the guard does not rely on that.
            guard received.count < HelloDecoder.byteCountMax else { return self.end(.oversized, .reset) }
            return self.keepReading()
        case .complete(let hello):
            self.state = .waiting
            return .admit(hello)
        case .refused(.looksLikeHTTP):
            self.state = .explaining
            return .explain(isHead: received.starts(with: Self.headMethod))
        case .refused(.looksLikeTLS):
            return self.end(.tls, .reset)
        case .refused(let refusal):
            return self.end(.refused, .reset, reason: refusal.rawValue)
        }
    }

    private static let headMethod = Array("HEAD ".utf8)

    private mutating func keepReading() -> ReceiveAction {
        guard self.readCount < Self.readCountMax else { return self.end(.oversized, .reset) }
        return .keep
    }

    package enum Outcome: Equatable, Sendable {
        case durable, repeated, notStored, turnedAway
        /// Nobody expects the device, and there is no room for more of these.
        case unexpected(UnexpectedLimit)
    }

    /// What became of the hello that was handed on. Late outcomes, after the end, change nothing.
    package mutating func outcomeKnown(_ outcome: Outcome) -> Ending? {
        guard self.state == .waiting else { return nil }
        self.state = .ended
        switch outcome {
        case .durable: return Ending(.admitted, .plain)
        case .repeated: return Ending(.repeated, .plain)
        case .notStored: return Ending(.notStored, .reset)
        case .turnedAway: return Ending(.overloaded, .reset)
        case .unexpected(.address): return Ending(.unexpectedAtAddress, .reset)
        case .unexpected(.site): return Ending(.unexpectedAtSite, .reset)
        }
    }

    /// The peer closed its sending direction.
    ///
    /// - Returns: `nil` when the connection stays open for the outcome of its hello.
    package mutating func inputClosed() -> Ending? {
        switch self.state {
        case .proxyHeader, .opening:
            self.state = .ended
            return self.hasReceived ? Ending(.truncated, .reset) : Ending(.probe, .plain)
        case .explaining:
            self.state = .ended
            return Ending(.http, .plain)
        case .waiting, .ended:
            return nil
        }
    }

    /// The time for the present state ran out: the hello timeout, or the commit timeout once the hello was handed on.
    package mutating func deadlinePassed() -> Ending? {
        switch self.state {
        case .proxyHeader, .opening:
            self.state = .ended
            return Ending(.timeout, .reset)
        case .waiting:
            self.state = .ended
            return Ending(.commitTimeout, .reset)
        case .explaining:
            self.state = .ended
            return Ending(.http, .reset)
        case .ended:
            return nil
        }
    }

    /// A limit outside the connection says that it may not stay, or the listener stops without grace.
    package mutating func expelled(_ outcome: HelloOutcome) -> Ending? {
        guard self.state != .ended else { return nil }
        self.state = .ended
        return Ending(outcome, .reset)
    }

    /// The connection is gone, by the peer's reset or an error of the network.
    ///
    /// - Returns: what to count, unless the end was counted already.
    package mutating func disconnected() -> HelloOutcome? {
        defer { self.state = .ended }
        switch self.state {
        case .proxyHeader, .opening: return .disconnected
        case .waiting: return .unanswered
        case .explaining: return .http
        case .ended: return nil
        }
    }

    private mutating func end(_ outcome: HelloOutcome, _ closing: HelloClosing, reason: String? = nil) -> ReceiveAction
    {
        self.state = .ended
        return .end(Ending(outcome, closing, reason: reason))
    }
}
