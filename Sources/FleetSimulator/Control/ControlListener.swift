import NIOCore
import NIOPosix

/// The loopback port that takes orders: a line of JSON each, and a line of JSON back.
enum ControlListener {
    static func bind(group: any EventLoopGroup, port: Int, fleet: Fleet) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ControlConnection(fleet: fleet))
                }
            }
            .bind(host: "127.0.0.1", port: port).get()
    }
}

/// One client of the control port; it may send the next order before it has the answer to the last.
private final class ControlConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// An order to write a profile or to add a chain of certificates has a few kilobytes.
    private static let lineBytesMax = 1_048_576

    private let fleet: Fleet
    private var bytes: [UInt8] = []
    private var isBusy = false

    init(fleet: Fleet) { self.fleet = fleet }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        self.bytes += Array(self.unwrapInboundIn(data).readableBytesView)
        self.serveNext(context)
        if self.bytes.count > Self.lineBytesMax { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func serveNext(_ context: ChannelHandlerContext) {
        while !self.isBusy, let end = self.bytes.firstIndex(of: UInt8(ascii: "\n")) {
            let line = Array(self.bytes[..<end])
            self.bytes.removeFirst(end + 1)
            guard line.contains(where: { $0 > 0x20 }) else { continue }
            self.serve(line, context)
        }
    }

    private func serve(_ line: [UInt8], _ context: ChannelHandlerContext) {
        guard let command = ControlCommand(line: line) else {
            return self.write(.refused("The line is no order."), context)
        }
        guard command.xml?.contains("GenerateKeyPair") == true else {
            return self.write(ControlDesk(fleet: self.fleet, keyPair: nil).answer(to: command), context)
        }
        self.isBusy = true
        self.fleet.takeKeyPair(on: context.eventLoop).assumeIsolated().whenSuccess { keyPair in
            self.isBusy = false
            self.write(ControlDesk(fleet: self.fleet, keyPair: keyPair).answer(to: command), context)
            self.serveNext(context)
        }
    }

    private func write(_ answer: ControlAnswer, _ context: ChannelHandlerContext) {
        // An answer is made of texts and numbers, which can always be written.
        guard context.channel.isActive, let json = try? Fleet.json(answer) else { return }
        context.writeAndFlush(
            self.wrapOutboundOut(context.channel.allocator.buffer(bytes: json + [UInt8(ascii: "\n")])), promise: nil)
    }
}
