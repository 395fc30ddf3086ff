import NIOCore
import NIOHTTP1

/// One client of the inventory: reads requests and sends bodies as fast as the client takes them.
final class InventoryConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    /// A SOAP call or a GraphQL query has a few kilobytes.
    private static let requestBytesMax = 1_048_576
    private static let pieceBytes = 65_536

    /// A body on its way.
    private struct Sending {
        var stream: RecordStream
        var gzip: GzipWriter?
        /// `nil` when everything is sent.
        let stopAfterBytes: Int?
        /// What happens after them.
        let endsConnection: Bool
        var sentBytes = 0
    }

    private let desk: InventoryDesk
    private let isEncrypted: Bool
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var sending: Sending?
    private var isPumping = false

    init(desk: InventoryDesk, isEncrypted: Bool) {
        self.desk = desk
        self.isEncrypted = isEncrypted
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch self.unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            self.body = []
        case .body(let buffer):
            self.body += buffer.readableBytesView
            if self.body.count > Self.requestBytesMax { context.close(promise: nil) }
        case .end:
            self.serve(context)
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        self.pump(context)
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func serve(_ context: ChannelHandlerContext) {
        guard let head else { return }
        let request = InventoryRequest(
            method: head.method, target: head.uri, headers: head.headers, body: self.body,
            isEncrypted: self.isEncrypted)
        self.body = []
        let answer = self.desk.answer(to: request, now: WallClock.now())
        let isOrder = InventoryRoute.of(path: request.path) == .control
        guard !isOrder, let seconds = self.desk.behaviour.number(.slowSeconds) else {
            self.begin(answer, head, context)
            return
        }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        context.eventLoop.scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) {
            let (connection, context) = bound.value
            guard context.channel.isActive else { return }
            connection.begin(answer, head, context)
        }
    }

    private func begin(_ answer: InventoryAnswer, _ request: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers = answer.headers
        if !request.isKeepAlive { headers.add(name: "Connection", value: "close") }
        switch answer.body {
        case .bytes(let bytes):
            if answer.status != .notModified { headers.add(name: "Content-Length", value: "\(bytes.count)") }
            self.write(answer.status, headers, request, context)
            self.write(bytes, context)
            self.end(context)
        case .records(let stream):
            let behaviour = self.desk.behaviour
            let (cut, stall) = (behaviour.count(.truncateAfter), behaviour.count(.stallAfter))
            self.sending = Sending(
                stream: stream, gzip: answer.isCompressed ? GzipWriter() : nil,
                stopAfterBytes: cut > 0 ? cut : stall > 0 ? stall : nil, endsConnection: cut > 0)
            self.write(answer.status, headers, request, context)
            self.pump(context)
        }
    }

    /// Makes and sends as much as the client can take now.
    private func pump(_ context: ChannelHandlerContext) {
        // A write may make the channel writable again before it returns.
        guard !self.isPumping else { return }
        self.isPumping = true
        defer { self.isPumping = false }
        while context.channel.isActive, context.channel.isWritable, self.sending != nil {
            guard var piece = self.sending?.stream.piece(bytes: Self.pieceBytes) else {
                self.finish(context)
                return
            }
            piece = self.sending?.gzip?.write(piece) ?? piece
            if self.isStopped(by: piece, context) { return }
            self.write(piece, context)
            context.flush()
        }
    }

    /// Whether the switches want no more than a part of these bytes, and what comes of it.
    private func isStopped(by piece: [UInt8], _ context: ChannelHandlerContext) -> Bool {
        guard let sending, let max = sending.stopAfterBytes else { return false }
        guard sending.sentBytes + piece.count > max else {
            self.sending?.sentBytes += piece.count
            return false
        }
        self.write(Array(piece.prefix(max - sending.sentBytes)), context)
        context.flush()
        self.desk.sent(records: sending.stream.rowCount)
        self.sending = nil
        if sending.endsConnection { context.close(promise: nil) }
        return true
    }

    private func finish(_ context: ChannelHandlerContext) {
        guard let sending else { return }
        self.sending = nil
        if var gzip = sending.gzip { self.write(gzip.end(), context) }
        self.desk.sent(records: sending.stream.rowCount)
        self.end(context)
    }

    private func write(
        _ status: HTTPResponseStatus, _ headers: HTTPHeaders, _ request: HTTPRequestHead,
        _ context: ChannelHandlerContext
    ) {
        let head = HTTPResponseHead(version: request.version, status: status, headers: headers)
        context.write(self.wrapOutboundOut(.head(head)), promise: nil)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return }
        context.write(
            self.wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: bytes)))), promise: nil)
    }

    private func end(_ context: ChannelHandlerContext) {
        let channel = context.channel
        let isLast = self.head?.isKeepAlive != true
        context.writeAndFlush(self.wrapOutboundOut(.end(nil))).whenComplete { _ in
            if isLast { channel.close(promise: nil) }
        }
    }
}
