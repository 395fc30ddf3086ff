import AMT
import Logging
import NIOCore
import NIOPosix
import Provisioning
import ServiceLifecycle
import Telemetry

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The `listener` role: takes hellos on TCP, and closes with FIN only those that are durable.
///
/// On graceful shutdown it closes the listening sockets, lets open reads finish within the hello timeout, carries what was
/// read to the inbox, and returns. On cancellation it resets every connection and returns. Either way nothing is
/// acknowledged that is not durable.
package final class HelloListenerService: Service {
    private struct LoopHandle: Sendable {
        let eventLoop: any EventLoop
        let loop: NIOLoopBound<ListenerLoop>
    }

    private enum Signal { case shutdown, socketClosed }

    /// Connections that the kernel completes before we take them. A power cut's worth of devices may come in one second;
    /// the kernel cuts it to `net.core.somaxconn`.
    private static let backlog: CInt = 4_096
    /// Connections taken in one go, so that a storm does not pay a poll for each.
    private static let acceptsPerReadMax: UInt = 32

    private let settings: ListenerSettings
    private let group: any EventLoopGroup
    private let parts: ListenerParts
    private let ports = BoundPorts()

    /// - Parameters:
    ///   - settings: validated, see ``ListenerSettings/faults()``.
    ///   - inbox: where hellos become durable.
    ///   - group: carries the sockets; stays the caller's.
    ///   - metrics: handles, made once.
    ///   - clock: monotonic, for receive times; the one that the inbox reads too.
    package init(
        settings: ListenerSettings,
        inbox: any HelloInbox,
        group: any EventLoopGroup,
        logger: Logger,
        metrics: ListenerMetrics = ListenerMetrics(),
        clock: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock.now }
    ) {
        self.settings = settings
        self.group = group
        let batcher = HelloBatcher(
            settings: settings, inbox: inbox, clock: clock, metrics: metrics, logger: logger)
        self.parts = ListenerParts(
            settings: settings, door: Doorkeeper(settings), batcher: batcher, metrics: metrics, logger: logger)
    }

    /// The ports that are listened on, in the order of `listener.bind`; waits until they are.
    ///
    /// - Throws: ``ListenerFailure`` when a socket could not be bound.
    package func boundPorts() async throws -> [Int] { try await self.ports.value() }

    /// Connections open at this moment.
    package var openConnectionCount: Int { self.parts.door.openCount }

    /// Listens until graceful shutdown or cancellation. May be called once.
    ///
    /// - Throws: ``ListenerFailure`` when a socket cannot be bound or is lost later.
    package func run() async throws {
        let handles = try await self.makeLoops()
        let sockets: [any Channel]
        do {
            sockets = try await self.bindAll(handles)
        } catch {
            self.ports.failed(error)
            throw error
        }
        self.warnOfFewDescriptors()
        self.ports.succeeded(sockets.map { $0.localAddress?.port ?? 0 })
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { await self.parts.batcher.run { Self.deliver($0, $1, to: handles) } }
            let signal = await self.firstSignal(sockets)
            for socket in sockets { try? await socket.close() }  // A socket that is closed already is what we want.
            if signal == .shutdown {
                self.parts.logger.info("hello port closed; open connections are finished")
                await self.finishOpenConnections(handles)
            } else {
                Self.resetAll(handles)
                await Self.empty(handles)
            }
            self.parts.batcher.drain()
            try await tasks.waitForAll()
            if signal == .socketClosed { throw ListenerFailure(kind: .socketLost, address: "", errorNumber: 0) }
        }
    }

    // MARK: Start

    private func makeLoops() async throws -> [LoopHandle] {
        var handles: [LoopHandle] = []
        for (index, eventLoop) in self.group.makeIterator().enumerated() {
            let parts = self.parts
            let loop = try await eventLoop.submit {
                NIOLoopBound(ListenerLoop(index: index, eventLoop: eventLoop, parts: parts), eventLoop: eventLoop)
            }.get()
            handles.append(LoopHandle(eventLoop: eventLoop, loop: loop))
        }
        return handles
    }

    private func bindAll(_ handles: [LoopHandle]) async throws -> [any Channel] {
        var sockets: [any Channel] = []
        for (index, address) in self.settings.bind.enumerated() {
            do {
                sockets.append(try await self.bind(address, to: handles[index % handles.count]))
            } catch {
                for socket in sockets { try? await socket.close() }  // The first failure is the one worth reporting.
                let number = (error as? IOError)?.errnoCode ?? 0
                throw ListenerFailure(kind: .cannotBind, address: address.description, errorNumber: number)
            }
            self.parts.logger.info(
                "listening for hellos",
                [.listenAddress: address, .listenPort: sockets.last?.localAddress?.port ?? 0])
        }
        return sockets
    }

    /// A socket and its connections stay on one loop: handing each connection over to another one took a fifth more CPU,
    /// and one loop takes more hellos a second than a database stores.
    private func bind(_ address: IPAddress, to handle: LoopHandle) async throws -> any Channel {
        var bootstrap = ServerBootstrap(group: handle.eventLoop)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.maxMessagesPerRead, value: Self.acceptsPerReadMax)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Here and not as an option of the bootstrap, which takes a future for each connection.
                    try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                    try channel.pipeline.syncOperations.addHandler(handle.loop.value.makeHandler())
                }
            }
        if address.v4 == nil {
            let isV6Only = self.settings.bind.contains { $0.v4 != nil }
            let option = ChannelOptions.Types.SocketOption(level: .ipv6, name: .ipv6_v6only)
            bootstrap = bootstrap.serverChannelOption(option, value: isV6Only ? 1 : 0)
        }
        return try await bootstrap.bind(host: address.description, port: self.settings.port).get()
    }

    /// Each connection takes a descriptor; with too few, NIO pauses accepting for a second at a time.
    private func warnOfFewDescriptors() {
        var limit = rlimit()
        #if canImport(Glibc)
            let isKnown = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
        #else
            let isKnown = getrlimit(RLIMIT_NOFILE, &limit) == 0
        #endif
        guard isKnown, limit.rlim_cur < UInt64(self.settings.connectionsMax + Self.reservedDescriptors) else { return }
        self.parts.logger.warning(
            "fewer file descriptors than connections are allowed; raise the limit or lower listener.connections_max",
            [.limit: limit.rlim_cur, .count: self.settings.connectionsMax])
    }

    /// What a process with every role holds open besides hellos: database, log, API clients.
    private static let reservedDescriptors = 256

    // MARK: Work

    private static func deliver(
        _ connections: [ConnectionID], _ outcome: ConnectionMachine.Outcome, to handles: [LoopHandle]
    ) {
        for (index, handle) in handles.enumerated() {
            let serials = connections.lazy.filter { $0.loop == index }.map(\.serial)
            guard !serials.isEmpty else { continue }
            let settled = Array(serials)
            handle.eventLoop.execute { handle.loop.value.settle(settled, outcome) }
        }
    }

    // MARK: Stop

    /// - Returns: `nil` when the task was cancelled first.
    private func firstSignal(_ sockets: [any Channel]) async -> Signal? {
        let (signals, feed) = AsyncStream<Signal>.makeStream()
        for socket in sockets { socket.closeFuture.whenComplete { _ in feed.yield(.socketClosed) } }
        return await withGracefulShutdownHandler {
            await signals.first { _ in true }
        } onGracefulShutdown: {
            feed.yield(.shutdown)
        }
    }

    /// Bounded by the deadlines that every open connection has; cancellation cuts it short.
    private func finishOpenConnections(_ handles: [LoopHandle]) async {
        await withTaskCancellationHandler {
            await Self.empty(handles)
        } onCancel: {
            Self.resetAll(handles)
        }
    }

    private static func empty(_ handles: [LoopHandle]) async {
        for handle in handles {
            // The future never fails: it is succeeded by the loop itself.
            try? await handle.eventLoop.flatSubmit { handle.loop.value.whenEmpty() }.get()
        }
    }

    private static func resetAll(_ handles: [LoopHandle]) {
        for handle in handles {
            handle.eventLoop.execute { handle.loop.value.resetAll() }
        }
    }
}
