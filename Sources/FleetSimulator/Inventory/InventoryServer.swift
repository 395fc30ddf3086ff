import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// Why an inventory cannot be served.
package enum InventoryRefusal: Error, Equatable, Sendable {
    case settings([String])
    case certificateUnreadable
}

/// A simulated source of inventory: an Altiris server, some REST APIs and a flat file, all of the same computers.
package final class InventoryServer: Sendable {
    private static let backlog: Int32 = 256

    private let settings: InventorySettings
    private let desk: InventoryDesk
    private let tls: NIOSSLContext?
    private let group: MultiThreadedEventLoopGroup
    private let listening = Mutex<(any Channel)?>(nil)

    /// Reads certificate and key; opens nothing yet.
    package init(settings: InventorySettings) throws(InventoryRefusal) {
        let faults = settings.faultsFound
        guard faults.isEmpty else { throw .settings(faults) }
        self.settings = settings
        self.tls = try Self.context(settings)
        self.desk = InventoryDesk(settings: settings, now: WallClock.now())
        self.group = MultiThreadedEventLoopGroup(
            numberOfThreads: settings.eventLoopCount > 0 ? settings.eventLoopCount : System.coreCount)
    }

    /// Opens the port.
    package func start() async throws {
        let (desk, tls) = (self.desk, self.tls)
        let channel = try await ServerBootstrap(group: self.group)
            .serverChannelOption(.backlog, value: Self.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let tls { try pipeline.addHandler(NIOSSLServerHandler(context: tls)) }
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: true)
                    try pipeline.addHandler(InventoryConnection(desk: desk, isEncrypted: tls != nil))
                }
            }
            .bind(host: self.settings.host, port: self.settings.port).get()
        self.listening.withLock { $0 = channel }
    }

    /// The port, which matters when the settings said 0.
    package var port: Int { self.listening.withLock { $0?.localAddress?.port } ?? self.settings.port }

    /// `http://127.0.0.1:8080`.
    package var url: String { "\(self.tls == nil ? "http" : "https")://\(self.settings.host):\(self.port)" }

    /// Ends the port and the threads. A server starts once only.
    package func stop() async throws {
        if let channel = self.listening.withLock({ $0 }) {
            // The port may have gone already.
            try? await channel.close()
        }
        try await self.group.shutdownGracefully()
    }

    private static func context(_ settings: InventorySettings) throws(InventoryRefusal) -> NIOSSLContext? {
        guard let certificatePEM = settings.certificatePEM, let privateKeyPEM = settings.privateKeyPEM else {
            return nil
        }
        do {
            let chain = try NIOSSLCertificate.fromPEMBytes(Array(certificatePEM.utf8))
            let key = try NIOSSLPrivateKey(bytes: Array(privateKeyPEM.utf8), format: .pem)
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw .certificateUnreadable
        }
    }
}
