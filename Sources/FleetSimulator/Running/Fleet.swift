import FoundationEssentials
import Logging
import NIOCore
import NIOPosix
import SwiftASN1
import Synchronization

/// Why a fleet cannot start.
package enum FleetRefusal: Error, Equatable, Sendable {
    case callLogNotWritable
    /// The server's address cannot be resolved.
    case serverUnknown
    case settings([String])
    case trustedRootUnreadable
}

/// Counts over all devices at one moment.
package struct FleetProgress: Equatable, Sendable {
    package var pre = 0
    package var setup = 0
    package var post = 0
    package var hellosSent = 0
    package var hellosAccepted = 0
    package var hellosReset = 0
    package var hellosUnanswered = 0

    /// `true` when every device is configured.
    package var isDone: Bool { self.pre == 0 && self.setup == 0 }
}

/// A fleet of simulated devices in this process: their hellos, their management ports, their state.
package final class Fleet: Sendable {
    private let settings: FleetSettings
    private let logger: Logger
    private let group: MultiThreadedEventLoopGroup
    private let keyThreads: NIOThreadPool
    private let world: FleetWorld
    private let devices: [SimulatedDevice]
    private let listener: DeviceListener
    private let listening = Mutex(Listening())

    private struct Listening {
        var device: [any Channel] = []
        var plain: [any Channel] = []
        var control: (any Channel)?

        var all: [any Channel] { self.device + self.plain + [self.control].compactMap { $0 } }
    }

    /// Makes the devices and their certificates; takes seconds for many, and opens nothing yet.
    package init(settings: FleetSettings, logger: Logger) async throws {
        let faults = settings.faultsFound
        guard faults.isEmpty, let addresses = settings.addresses else { throw FleetRefusal.settings(faults) }
        let roots = try Self.rootHashes(settings.trustedRootsPEM)
        let ownRoots = try settings.traits.mapValues { try Self.rootHashes($0, usual: roots) }
        var callLog: CallLog?
        if let path = settings.callLogPath {
            guard let opened = CallLog(path: path) else { throw FleetRefusal.callLogNotWritable }
            callLog = opened
        }
        guard
            let server = try? SocketAddress.makeAddressResolvingHost(settings.serverHost, port: settings.serverPort)
        else { throw FleetRefusal.serverUnknown }
        let group = MultiThreadedEventLoopGroup(
            numberOfThreads: settings.eventLoopCount > 0 ? settings.eventLoopCount : System.coreCount)
        let keyThreads = NIOThreadPool(numberOfThreads: max(1, System.coreCount / 2))
        keyThreads.start()
        let now = WallClock.now()
        let certificates = try (0..<max(1, settings.setupCertificateCount)).map {
            try SetupCertificate.make(serial: $0, key: KeyPool.make(), now: now)
        }
        let world = FleetWorld(
            settings: settings,
            contexts: try TLSContexts(
                certificates: certificates, onDie: OnDieIdentity(settings),
                presharedAllowsTLS12: settings.presharedAllowsTLS12),
            keyPool: KeyPool(threads: keyThreads, size: settings.keyPoolSize, isShared: settings.sharesKeys),
            helloSender: HelloSender(group: group, server: server, settings: settings), callLog: callLog)
        self.settings = settings
        self.logger = logger
        self.group = group
        self.keyThreads = keyThreads
        self.world = world
        self.devices = addresses.enumerated().map { index, address in
            SimulatedDevice(
                identity: .make(index: index, address: address, settings: settings), world: world,
                rootHashes: ownRoots[index] ?? roots)
        }
        world.addresses.fill(self.devices)
        self.listener = DeviceListener(world: world)
    }

    /// Opens the management port and begins to say hello.
    package func start() async throws {
        try await self.listen()
        self.world.keyPool.fill()
        self.world.helloSender.start()
        self.logger.info("devices are listening", metadata: ["port": "\(self.devicePort)"])
        for device in self.devices {
            if let seconds = device.identity.traits.firstHelloSeconds {
                device.startHellos(afterRealSeconds: seconds)
                continue
            }
            var generator = SeededGenerator(
                seed: self.settings.seed, index: device.identity.index, purpose: "first hello")
            let share = Double.random(in: 0..<1, using: &generator)
            device.startHellos(afterSeconds: share * self.settings.helloStartSpreadSeconds / self.settings.timeScale)
        }
    }

    private func listen() async throws {
        for host in self.hosts {
            let device = try await self.listener.bind(
                group: self.group, host: host, port: self.settings.devicePort, isPlain: false)
            self.listening.withLock { $0.device.append(device) }
            guard let port = self.settings.plainPort else { continue }
            let plain = try await self.listener.bind(group: self.group, host: host, port: port, isPlain: true)
            self.listening.withLock { $0.plain.append(plain) }
        }
        if let port = self.settings.controlPort {
            let control = try await ControlListener.bind(group: self.group, port: port, fleet: self)
            self.listening.withLock { $0.control = control }
        }
    }

    /// Where connections are taken: everywhere, unless there are devices that refuse them. The system alone can refuse one at an
    /// address, by nobody's listening there.
    private var hosts: [String] {
        let closed = Set(self.settings.traits.filter(\.value.isClosed).map(\.key))
        guard !closed.isEmpty else { return [self.settings.bindAddress] }
        return self.devices.filter { !closed.contains($0.identity.index) }.map(\.identity.addressText)
    }

    /// The management port, which matters when the settings said 0.
    package var devicePort: Int {
        self.listening.withLock { $0.device.first?.localAddress?.port } ?? self.settings.devicePort
    }

    /// The port without TLS; `nil` when there is none.
    package var plainPort: Int? { self.listening.withLock { $0.plain.first?.localAddress?.port } }

    /// The port that takes orders; `nil` when there is none.
    package var controlPort: Int? { self.listening.withLock { $0.control?.localAddress?.port } }

    /// Ends hellos, connections and threads. A fleet starts once only.
    package func stop() async throws {
        for device in self.devices { device.stopHellos() }
        for channel in self.listening.withLock({ $0.all }) {
            // The port may have gone already.
            try? await channel.close()
        }
        self.world.keyPool.shutDown()
        try await self.keyThreads.shutdownGracefully()
        try await self.group.shutdownGracefully()
        self.world.addresses.clear()
    }

    /// Counts over all devices.
    package var progress: FleetProgress {
        var progress = FleetProgress()
        for device in self.devices {
            switch device.provisioningState {
            case .pre: progress.pre += 1
            case .in: progress.setup += 1
            case .post: progress.post += 1
            }
            let hellos = device.helloCounts
            progress.hellosSent += hellos.sent
            progress.hellosAccepted += hellos.accepted
            progress.hellosReset += hellos.reset
            progress.hellosUnanswered += hellos.unanswered
        }
        return progress
    }

    /// The report as JSON.
    package func report() throws -> [UInt8] { try Self.json(self.wholeReport(now: WallClock.now())) }

    func wholeReport(now: Double) -> FleetReport {
        let progress = self.progress
        return FleetReport(
            count: self.devices.count, pre: progress.pre, setup: progress.setup, post: progress.post,
            writtenAt: Text.timestamp(now), devices: self.devices.map { $0.report(now: now) })
    }

    static func json(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    func takeKeyPair(on eventLoop: any EventLoop) -> EventLoopFuture<KeyMaterial?> {
        self.world.keyPool.take(on: eventLoop)
    }

    func device(_ index: Int) -> SimulatedDevice { self.devices[index] }

    /// The device that an order or a rule names alone; `nil` for none and for all.
    func device(_ named: FaultRule.Device) -> SimulatedDevice? {
        switch named {
        case .all: nil
        case .index(let index): self.devices.indices.contains(index) ? self.devices[index] : nil
        case .uuid: self.devices.first { named.includes($0.identity) }
        }
    }

    /// The hash list of a device that is set apart.
    private static func rootHashes(_ traits: DeviceTraits, usual: [RootHashEntry]) throws -> [RootHashEntry] {
        switch traits.roots {
        case .all: try traits.trustedRootPEM.map { try self.rootHashes($0) } ?? usual
        case .factory: FactoryRoots.sha256
        case .none: []
        }
    }

    /// The hash list of PKI devices: the factory's, with the maker's own in the middle as real devices have it.
    private static func rootHashes(_ pem: String) throws -> [RootHashEntry] {
        var hashes = FactoryRoots.sha256
        guard !pem.isEmpty else { return hashes }
        guard let documents = try? PEMDocument.parseMultiple(pemString: pem), !documents.isEmpty else {
            throw FleetRefusal.trustedRootUnreadable
        }
        for document in documents where document.discriminator == "CERTIFICATE" {
            guard let hash = ProvisioningChainJudge.hash(document.derBytes, 2) else { continue }
            hashes.insert(RootHashEntry(algorithm: 2, bytes: hash), at: min(19, hashes.count))
        }
        return hashes
    }
}
