import Glibc
import NIOCore

/// The handler next to the socket, below TLS: it can end a connection without a farewell, and meddle with a handshake.
final class TransportEnd: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let handshakeFault: FaultRule?
    private var context: ChannelHandlerContext?
    private var held: [ByteBuffer]?
    private var isFirst = true

    init(handshakeFault: FaultRule?) { self.handshakeFault = handshakeFault }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = self.unwrapInboundIn(data)
        if self.held != nil {
            self.held?.append(buffer)
            return
        }
        if self.isFirst, let rule = self.handshakeFault {
            self.isFirst = false
            switch rule.fault {
            case .stall:
                self.held = [buffer]
                context.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(rule.seconds * 1e9))) {
                    self.release()
                }
                return
            case .alert(let number):
                // A fatal alert, in clear as all is before the keys.
                self.end(with: [0x15, 0x03, 0x03, 0x00, 0x02, 0x02, number])
                return
            case .plainHandshake:
                self.end(with: Array("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
                return
            case .closeHandshake:
                self.end()
                return
            case .addressChange, .dropAfter, .dropBefore, .editAnswer, .fault, .halfAnswer, .http401, .httpStatus,
                .notDone, .powerLoss, .resetHandshake, .returnValue, .staleNonce, .wrongContentLength:
                self.reset()
                return
            }
        }
        self.isFirst = false
        context.fireChannelRead(data)
    }

    private func release() {
        guard let held, let context else { return }
        self.held = nil
        for buffer in held { context.fireChannelRead(self.wrapInboundOut(buffer)) }
        context.fireChannelReadComplete()
    }

    /// Ends the connection with RST, whatever TLS would like to say.
    func reset() {
        guard let context else { return }
        Self.forgoFarewell(context.channel)
        context.close(promise: nil)
    }

    /// Makes the end of a connection a RST.
    static func forgoFarewell(_ channel: any Channel) {
        guard let options = channel as? any SocketOptionProvider else { return }
        // Without the option the connection ends all the same, with FIN.
        options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
    }

    private func end(with bytes: [UInt8]) {
        guard let context else { return }
        context.writeAndFlush(self.wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
        self.end()
    }

    /// Ends the connection as soon as what was written is out, without waiting for the client's farewell.
    func end() { self.context?.close(promise: nil) }
}
