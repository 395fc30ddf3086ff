import Foundation
import Logging
import NIOCore
import NIOPosix
import Synchronization

@testable import FleetSimulator

/// A running fleet on ports of its own, with a server that takes hellos.
final class FleetHarness: Sendable {
    let fleet: Fleet
    let sink: HelloSink

    private init(fleet: Fleet, sink: HelloSink) {
        self.fleet = fleet
        self.sink = sink
    }

    /// Runs `body` against a fleet and ends the fleet afterwards.
    static func run(
        refusesHellos: Bool = false, _ change: (inout FleetSettings) throws -> Void,
        _ body: (FleetHarness) async throws -> Void
    ) async throws {
        let sink = try await HelloSink.bind(refuses: refusesHellos)
        var settings = FleetSettings()
        settings.firstAddress = "127.66.0.1"
        settings.devicePort = 0
        settings.serverPort = sink.port
        settings.pskShare = 1
        settings.setupCertificateCount = 1
        settings.keyPoolSize = 1
        settings.restartSeconds = 0
        settings.eventLoopCount = 1
        try change(&settings)
        let fleet = try await Fleet(settings: settings, logger: Logger(label: "test"))
        try await fleet.start()
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(FleetHarness(fleet: fleet, sink: sink)))
        } catch {
            outcome = .failure(error)
        }
        try await fleet.stop()
        try await sink.close()
        try outcome.get()
    }

    var port: Int { self.fleet.devicePort }

    func identity(_ index: Int = 0) -> DeviceIdentity { self.fleet.device(index).identity }

    /// Does a call as the administrator, without the network.
    @discardableResult func perform(
        _ request: String, on index: Int = 0, keyPair: KeyMaterial? = nil
    ) throws -> FirmwareAnswer {
        self.fleet.device(index).perform(
            try Bench.call(request), on: nil, keyPair: keyPair, now: Date().timeIntervalSince1970
        ).answer
    }

    /// A client that is logged on to a device.
    func client(
        _ index: Int = 0, password: String = "admin",
        first request: String = Requests.get("AMT_GeneralSettings")
    ) async throws -> TestClient {
        let (client, answer) = try await TestClient.loggedOn(
            self.identity(index), port: self.port, password: password, first: request)
        guard answer?.status == 200 else { throw NotLoggedOn(status: answer?.status) }
        return client
    }

    struct NotLoggedOn: Error {
        let status: Int?
    }

    /// One device's part of the report.
    func report(_ index: Int = 0) throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(try self.fleet.report())) as? [String: Any]
        return (json?["devices"] as? [[String: Any]])?[index] ?? [:]
    }
}

/// Waits until something that another thread does has happened; gives up after a generous while.
func eventually(_ condition: () throws -> Bool) async throws -> Bool {
    for _ in 0..<3_000 {
        if try condition() { return true }
        try await Task.sleep(for: .milliseconds(10))
    }
    return false
}

/// Takes hellos and closes with FIN, or refuses them with RST.
final class HelloSink: Sendable {
    struct Message: Sendable {
        let peer: String
        let bytes: [UInt8]
    }

    private let channel: any Channel
    private let log: Log

    private init(channel: any Channel, log: Log) {
        self.channel = channel
        self.log = log
    }

    var port: Int { self.channel.localAddress?.port ?? 0 }

    var messages: [Message] { self.log.messages.withLock { $0 } }

    static func bind(refuses: Bool) async throws -> HelloSink {
        let log = Log()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Reader(log, refuses: refuses))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return HelloSink(channel: channel, log: log)
    }

    func close() async throws { try await self.channel.close().get() }

    private final class Log: Sendable {
        let messages = Mutex<[Message]>([])
    }

    private final class Reader: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let log: Log
        private let refuses: Bool
        private var bytes: [UInt8] = []

        init(_ log: Log, refuses: Bool) {
            self.log = log
            self.refuses = refuses
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            self.bytes += Array(self.unwrapInboundIn(data).readableBytesView)
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            guard case .inputClosed? = event as? ChannelEvent else { return }
            let message = Message(peer: context.remoteAddress?.ipAddress ?? "", bytes: self.bytes)
            self.log.messages.withLock { $0.append(message) }
            if self.refuses, let options = context.channel as? any SocketOptionProvider {
                options.setSoLinger(linger(l_onoff: 1, l_linger: 0)).whenComplete { _ in }
            }
            context.close(promise: nil)
        }
    }
}
