import NIOCore
import NIOSSL

/// One connection to one device's management port: HTTP above TLS, one request at a time.
final class DeviceConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let path = "/wsman"
    /// Firmware closes connections on which nothing comes.
    private static let idleTimeout = TimeAmount.seconds(60)

    let device: SimulatedDevice
    let world: FleetWorld
    let transport: TransportEnd
    /// Outlives the connection: a held call ends after its client.
    let eventLoop: any EventLoop
    private(set) var context: ChannelHandlerContext?
    private var reader = HTTPRequestReader()
    private var isBusy = false
    private var isClosing = false
    /// The device's number at the time of log-on; `nil` before.
    private var logonGeneration: Int?
    private var idleTimer: Scheduled<Void>?
    private var wantsClose = false
    private var generator: SeededGenerator

    init(
        device: SimulatedDevice, world: FleetWorld, transport: TransportEnd, eventLoop: any EventLoop,
        connectionNumber: UInt64
    ) {
        self.device = device
        self.eventLoop = eventLoop
        self.world = world
        self.transport = transport
        self.generator = SeededGenerator(
            seed: device.identity.seed ^ connectionNumber, index: device.identity.index, purpose: "connection")
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        self.restartIdleTimer()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        self.idleTimer?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.isClosing = true
        self.idleTimer?.cancel()
        context.fireChannelInactive()
    }

    /// A failed handshake or a reset: TLS has said what there was to say.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !self.isClosing else { return }
        self.reader.append(self.unwrapInboundIn(data).readableBytesView)
        guard !self.reader.isOverfull else {
            self.transport.reset()
            return
        }
        self.serveNext()
    }

    /// `false` once the client is gone.
    var isOpen: Bool { self.context?.channel.isActive ?? false }

    /// `true` once the last bytes of the connection are written.
    var isAnswered: Bool { self.isClosing && self.isOpen }

    var connectionID: ObjectIdentifier { ObjectIdentifier(self.transport) }

    /// A number below 1 for jitter and choices.
    func drawn() -> Double { Double.random(in: 0..<1, using: &self.generator) }

    func schedule(seconds: Double, _ work: @escaping () -> Void) {
        guard seconds > 0 else { return work() }
        self.eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(seconds * 1e9))) { work() }
    }

    private func restartIdleTimer() {
        self.idleTimer?.cancel()
        self.idleTimer = self.eventLoop.assumeIsolated().scheduleTask(in: Self.idleTimeout) {
            if !self.isBusy { self.context?.close(promise: nil) }
        }
    }

    // MARK: One request

    private func serveNext() {
        guard !self.isBusy, !self.isClosing else { return }
        switch self.reader.next() {
        case .needsMoreBytes: return
        case .expectsContinue:
            self.write(HTTPAnswer.goOn)
            self.serveNext()
        case .refused(let refusal):
            let status =
                switch refusal {
                case .bodyTooLong, .headTooLong: "413 Request Entity Too Large"
                case .malformed: "400 Bad Request"
                case .versionUnsupported: "505 HTTP Version Not Supported"
                }
            self.finish(page: status, text: "The request cannot be read.")
        case .request(let request):
            self.isBusy = true
            self.restartIdleTimer()
            self.serve(request)
        }
    }

    private func serve(_ request: HTTPRequest) {
        self.wantsClose = request.wantsClose
        guard request.target == Self.path else { return self.finish(page: "404 Not Found", text: "No such page.") }
        guard request.method == "POST" else {
            return self.finish(page: "405 Method Not Allowed", text: "The method is not allowed.")
        }
        if self.logonGeneration != self.device.logonGeneration {
            let now = WallClock.now()
            let judged = self.device.judgeLogon(request, now: now)
            switch judged.verdict {
            case .admitted: self.logonGeneration = judged.generation
            case .challenged(let nonce, let isStale):
                self.logonGeneration = nil
                self.finish(
                    self.http.unauthorized(
                        realm: judged.realm, nonce: nonce, isStale: isStale, qualities: judged.qualities,
                        other: self.device.identity.traits.challenge))
                return
            }
        }
        switch FirmwareCall.read(request.body) {
        case .unreadable: self.finish(page: "400 Bad Request", text: "The request cannot be read.")
        case .fault(let fault, let messageID):
            self.answer(self.device.text(of: fault, relatesTo: messageID), isFault: true)
        case .identify:
            self.answer(AnswerEnvelope.identifyText(release: self.device.identity.release.text), isFault: false)
        case .call(let call): DeviceCall(call, on: self).begin()
        }
    }

    // MARK: Answers

    var http: HTTPAnswer { HTTPAnswer(release: self.device.identity.release, now: WallClock.now()) }

    /// Sends a challenge in place of an answer; the connection has to log on again.
    func refuseLogon(isStale: Bool) {
        self.logonGeneration = nil
        let challenge = self.device.challenge(now: WallClock.now())
        self.finish(
            self.http.unauthorized(
                realm: challenge.realm, nonce: challenge.nonce, isStale: isStale, qualities: challenge.qualities,
                other: self.device.identity.traits.challenge))
    }

    func finish(page status: String, text: String) { self.finish(self.http.page(status, text: text)) }

    /// Writes the last bytes of the connection.
    func finish(_ bytes: [UInt8]) {
        self.isClosing = true
        self.write(bytes)
        self.context?.close(promise: nil)
    }

    /// Writes an answer, and ends the connection if its form or the client asks for that.
    func answer(_ text: String, isFault: Bool) {
        let framing = self.drawnFraming()
        let bytes = self.http.soap(
            text, isFault: isFault, framing: framing, cuts: self.drawnCuts(text.utf8.count), closes: self.wantsClose)
        if self.wantsClose || framing == .close { return self.finish(bytes) }
        self.write(bytes)
        self.isBusy = false
        self.restartIdleTimer()
        self.serveNext()
    }

    /// The whole of an answer as it would go out; for faults that cut it.
    func bytes(of text: String, isFault: Bool, framing: AnswerFraming) -> [UInt8] {
        self.http.soap(text, isFault: isFault, framing: framing, cuts: [], closes: false)
    }

    func write(_ bytes: [UInt8]) {
        guard let context else { return }
        context.writeAndFlush(self.wrapOutboundOut(context.channel.allocator.buffer(bytes: bytes)), promise: nil)
    }

    private func drawnFraming() -> AnswerFraming {
        let framing = self.world.settings.framing
        guard framing == .mixed else { return framing }
        // An answer that ends with the connection costs the client a handshake: one in eight is enough.
        let number = self.drawn()
        return number < 0.5 ? .chunked : number < 0.875 ? .length : .close
    }

    private func drawnCuts(_ count: Int) -> [Int] {
        let style = self.world.settings.chunks ?? self.device.identity.release.personality.chunks
        return style.cuts(count, using: &self.generator)
    }
}
