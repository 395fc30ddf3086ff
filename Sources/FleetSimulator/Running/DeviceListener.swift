import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// The sockets behind the management ports of all devices, one with TLS and perhaps one without: the address that a
/// client dialled names the device.
final class DeviceListener: Sendable {
    private static let backlog: Int32 = 4_096

    private let world: FleetWorld
    private let connectionCount = Atomic<UInt64>(0)

    init(world: FleetWorld) { self.world = world }

    /// - Parameter host: an address of one device, or one for all of them.
    func bind(group: any EventLoopGroup, host: String, port: Int, isPlain: Bool) async throws -> any Channel {
        try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.meet(channel, isPlain: isPlain) }
            }
            .bind(host: host, port: port).get()
    }

    private struct Refused: Error {}

    /// Puts the device's TLS and HTTP on a connection; throws to close it at once.
    private func meet(_ channel: any Channel, isPlain: Bool) throws {
        do {
            try self.serve(channel, isPlain: isPlain)
        } catch {
            TransportEnd.forgoFarewell(channel)
            throw error
        }
    }

    private func serve(_ channel: any Channel, isPlain: Bool) throws {
        guard
            let peer = channel.remoteAddress?.ipAddress.flatMap(DeviceIdentity.address), peer >> 24 == 127,
            let local = channel.localAddress?.ipAddress.flatMap(DeviceIdentity.address),
            let device = self.world.addresses.device(at: local)
        else { throw Refused() }
        let fault = isPlain ? nil : device.handshakeFault()
        if let fault, device.strike(fault, sparing: nil) { throw Refused() }
        let transport = TransportEnd(handshakeFault: fault)
        let id = ObjectIdentifier(transport)
        let bound = NIOLoopBound(transport, eventLoop: channel.eventLoop)
        let handle = SimulatedDevice.ConnectionHandle(id: id) {
            bound.eventLoop.execute { bound.value.reset() }
        }
        let posture = device.opened(handle, isPlain: isPlain, now: WallClock.now())
        // The transport end has to live as long as its number is in the device's list.
        channel.closeFuture.whenComplete { _ in
            device.ended(ObjectIdentifier(bound.value))
        }
        let number = self.connectionCount.add(1, ordering: .relaxed).newValue
        let connection = DeviceConnection(
            device: device, world: self.world, transport: transport, eventLoop: channel.eventLoop,
            connectionNumber: number)
        switch posture {
        case .closed: throw Refused()
        case .plain: try channel.pipeline.syncOperations.addHandlers([transport, connection])
        case .tls(let posture):
            guard let tls = try self.tlsHandler(for: device, posture) else { throw Refused() }
            try channel.pipeline.syncOperations.addHandlers([transport, tls, connection])
        }
    }

    private func tlsHandler(
        for device: SimulatedDevice, _ posture: TLSPosture
    ) throws -> NIOSSLServerHandler? {
        let contexts = self.world.contexts
        let identity = device.identity
        switch posture {
        case .closed: return nil
        case .presharedKey(let pid, let pps):
            return NIOSSLServerHandler(context: try contexts.presharedContext(pid: pid, pps: pps))
        case .setupCertificate:
            let context = contexts.setupContext(index: identity.index, release: identity.release)
            let suffix = identity.traits.dnsSuffix ?? self.world.settings.dnsSuffix
            return Self.handler(context, device) { chain in
                ProvisioningChainJudge.judge(
                    chain, rootHashes: device.rootHashes, suffix: suffix,
                    refusesWeak: identity.release.refusesWeakChains)
            }
        case .selfSigned:
            return NIOSSLServerHandler(
                context: try contexts.selfSignedContext(index: identity.index, release: identity.release))
        case .bound(let bound, let mutual):
            let context = try contexts.boundContext(bound, release: identity.release, isMutual: mutual != nil)
            guard let mutual else { return NIOSSLServerHandler(context: context) }
            return Self.handler(context, device) { ProvisioningChainJudge.judge($0, demand: mutual) }
        }
    }

    /// A handler that lets `judge` decide about the client's chain; a refusal becomes an alert.
    private static func handler(
        _ context: NIOSSLContext, _ device: SimulatedDevice, judge: @escaping @Sendable ([[UInt8]]) -> ChainVerdict
    ) -> NIOSSLServerHandler {
        NIOSSLServerHandler(
            context: context,
            customVerificationCallback: { certificates, promise in
                // A certificate that was parsed can be written again; if not, the chain counts as shorter.
                let verdict = judge(certificates.compactMap { try? $0.toDERBytes() })
                device.judged(verdict)
                promise.succeed(verdict == .accepted ? .certificateVerified : .failed)
            })
    }
}
