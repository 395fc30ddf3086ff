import NIOCore
import NIOPosix
import Synchronization

/// Says hello for all devices, each from its own address.
final class HelloSender: Sendable {
    /// A server that neither takes nor refuses a hello in this time has lost it.
    private static let answerTimeout = TimeAmount.seconds(30)
    private static let connectTimeout = TimeAmount.seconds(10)
    /// Hellos on the wire at once; more of them only time each other out.
    private static let underwayMax = 1_024
    /// How late a hello may be for lack of a look.
    private static let beat = TimeAmount.milliseconds(10)

    private struct Due {
        let device: SimulatedDevice
        let generation: Int
    }

    private struct State {
        var queue = DueQueue<Due>()
        var underwayCount = 0
    }

    private let group: any EventLoopGroup
    private let server: SocketAddress
    private let schedule: HelloSchedule
    private let timeScale: Double
    private let segmentCount: Int
    private let state = Mutex(State())

    init(group: any EventLoopGroup, server: SocketAddress, settings: FleetSettings) {
        self.group = group
        self.server = server
        self.schedule = settings.helloSchedule
        self.timeScale = settings.timeScale
        self.segmentCount = settings.helloSegments
    }

    /// Looks from now on for hellos that are due, until the event loops end.
    func start() {
        self.group.next().scheduleRepeatedTask(initialDelay: .zero, delay: Self.beat) { _ in self.sayDue() }
    }

    /// Puts the next hello of a loop in the queue; seconds are real ones.
    func schedule(_ device: SimulatedDevice, generation: Int, afterSeconds seconds: Double) {
        let due = WallClock.steady() + seconds
        self.state.withLock { $0.queue.add(Due(device: device, generation: generation), due: due) }
    }

    private func sayDue() {
        let now = WallClock.steady()
        while true {
            let next = self.state.withLock { state -> Due? in
                guard state.underwayCount < Self.underwayMax, let next = state.queue.next(now: now) else { return nil }
                state.underwayCount += 1
                return next
            }
            guard let next else { return }
            self.say(next.device, generation: next.generation)
        }
    }

    private func ended() { self.state.withLock { $0.underwayCount -= 1 } }

    private func say(_ device: SimulatedDevice, generation: Int) {
        guard
            let hello = device.nextHello(generation: generation, now: WallClock.now()),
            // The device's address is what the server calls back.
            let source = try? SocketAddress(ipAddress: device.addressText, port: 0)
        else { return self.ended() }
        let schedule = device.identity.traits.helloSchedule ?? self.schedule
        if let seconds = schedule.secondsBehind(retryCount: hello.retryCount) {
            self.schedule(device, generation: generation, afterSeconds: seconds * self.timeScale)
        }
        let segmentCount = self.segmentCount
        ClientBootstrap(group: self.group)
            .connectTimeout(Self.connectTimeout)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        HelloConnection(
                            device: device, bytes: hello.bytes, segmentCount: segmentCount,
                            timeout: Self.answerTimeout))
                }
            }
            .bind(to: source)
            .connect(to: self.server)
            .whenComplete { result in
                switch result {
                case .success(let channel): channel.closeFuture.whenComplete { _ in self.ended() }
                case .failure:
                    device.countHello { $0.unanswered += 1 }
                    self.ended()
                }
            }
    }
}

/// One hello: write it, close our half, and see how the server closes its own.
private final class HelloConnection: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// Between the pieces of a hello, so that each gets a segment of its own.
    private static let segmentGap = TimeAmount.milliseconds(20)

    private let device: SimulatedDevice
    private let bytes: [UInt8]
    private let segmentCount: Int
    private let timeout: TimeAmount
    private var isCounted = false
    private var timer: Scheduled<Void>?

    init(device: SimulatedDevice, bytes: [UInt8], segmentCount: Int, timeout: TimeAmount) {
        self.device = device
        self.bytes = bytes
        self.segmentCount = segmentCount
        self.timeout = timeout
    }

    func channelActive(context: ChannelHandlerContext) {
        self.device.countHello { $0.sent += 1 }
        let length = (self.bytes.count + self.segmentCount - 1) / self.segmentCount
        let pieces = stride(from: 0, to: self.bytes.count, by: max(1, length)).map {
            Array(self.bytes[$0..<min($0 + length, self.bytes.count)])
        }
        self.write(pieces[...], context)
        self.timer = context.eventLoop.assumeIsolated().scheduleTask(in: self.timeout) {
            self.count(context) { $0.unanswered += 1 }
        }
    }

    private func write(_ pieces: ArraySlice<[UInt8]>, _ context: ChannelHandlerContext) {
        guard let piece = pieces.first, context.channel.isActive else { return }
        let rest = pieces.dropFirst()
        context.writeAndFlush(self.wrapOutboundOut(context.channel.allocator.buffer(bytes: piece)), promise: nil)
        if rest.isEmpty {
            context.close(mode: .output, promise: nil)
            return
        }
        context.eventLoop.assumeIsolated().scheduleTask(in: Self.segmentGap) { self.write(rest, context) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { self.count(context) { $0.accepted += 1 } }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.count(context) { $0.accepted += 1 }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        self.count(context) { $0.reset += 1 }
    }

    /// Counts the outcome once and lets the connection go.
    private func count(
        _ context: ChannelHandlerContext, _ change: @Sendable (inout SimulatedDevice.HelloCounts) -> Void
    ) {
        guard !self.isCounted else { return }
        self.isCounted = true
        self.timer?.cancel()
        self.device.countHello(change)
        context.close(promise: nil)
    }
}
