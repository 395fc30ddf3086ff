import CoreMetrics
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Logging
import NIOCore
import Provisioning
import ServiceLifecycle
import Telemetry

/// The `api` role: operators' REST API, health and metrics, over HTTP/1.1, and TLS where there is a certificate.
///
/// On graceful shutdown it takes no new connection, finishes what runs, and returns. Cancelled, it drops what runs;
/// nothing is left behind, because every order is one statement of the database.
package struct APIService: Service {
    private let application: Application<RouterResponder<APIContext>>

    /// - Parameters:
    ///   - openID: whose tokens are taken besides our own.
    ///   - certificate: without it the API speaks in clear.
    ///   - metricsPage: the text that `/metrics` shows, in Prometheus' exposition format.
    ///   - metricsFactory: where the role's own metrics are made.
    ///   - whenListening: told the port once connections are taken.
    package init(
        settings: APISettings, desks: APIDesks, certificate: APICertificate? = nil, openID: OpenIDIssuer? = nil,
        metricsPage: @escaping @Sendable () -> String, logger: Logger,
        metricsFactory: any MetricsFactory = MetricsSystem.factory,
        whenListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.init(
            settings: settings, desks: desks, certificate: certificate, openID: openID, metricsPage: metricsPage,
            logger: logger, metricsFactory: metricsFactory, concurrentRequestsMax: APILimits.concurrentRequestsMax,
            trustedTokens: TrustedTokens(), whenListening: whenListening)
    }

    init(
        settings: APISettings, desks: APIDesks, certificate: APICertificate? = nil, openID: OpenIDIssuer? = nil,
        metricsPage: @escaping @Sendable () -> String, logger: Logger, metricsFactory: any MetricsFactory,
        concurrentRequestsMax: Int, bodySecondsMax: Int64 = APILimits.bodySecondsMax, trustedTokens: TrustedTokens,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now },
        whenListening: @escaping @Sendable (Int) -> Void
    ) {
        let proxies = ProxyPeers(networks: settings.proxyPeers)
        let watch = ReadinessWatch(operators: desks.operators, logger: logger)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestScope(metrics: APIMetrics(factory: metricsFactory), proxies: proxies))
        HealthRoutes(isReady: { watch.isReady }, metricsPage: metricsPage).add(to: router)
        DescriptionRoutes().add(to: router)
        ConsoleRoutes().add(to: router)
        let devices = desks.deviceCertificates.map { DeviceCertificateRoutes(desk: $0) }
        devices?.publish(on: router.group().add(middleware: RequestGate(max: concurrentRequestsMax)))
        let guarded = router.group()
            .add(middleware: RequestGate(max: concurrentRequestsMax))
            .add(middleware: BearerGuard(tokens: desks.tokens, trusted: trustedTokens, openID: openID, now: now))
            .add(middleware: RateGate(perSecond: settings.requestsPerSecond, now: now))
            .add(middleware: CallerGate(max: APILimits.concurrentPerCallerMax))
            .add(middleware: BodyGate(secondsMax: bodySecondsMax))
            .add(middleware: RepeatGate(answers: desks.answers))
            .add(middleware: AuditGate(audit: desks.audit, node: settings.nodeName))
        AccountRoutes().add(to: guarded)
        devices?.add(to: guarded)
        TokenRoutes(tokens: desks.tokens, trusted: trustedTokens).add(to: guarded)
        desks.addDevices(to: guarded, settings)
        desks.addDocuments(to: guarded, settings)
        let watches = desks.addCluster(to: guarded, factory: metricsFactory, logger: logger)
        self.application = Application(
            router: router,
            server: Self.server(certificate, proxies, logger),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.bind, port: Int(settings.port)), serverName: nil,
                availableConnectionsDelegate: .maximum(APILimits.connectionsMax, logger: logger)),
            services: [watch] + watches,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? Int(settings.port)
                logger.info("api listens", [.listenAddress: settings.bind, .listenPort: port])
                whenListening(port)
            },
            logger: logger)
    }

    private static func server(
        _ certificate: APICertificate?, _ proxies: ProxyPeers, _ logger: Logger
    ) -> HTTPServerBuilder {
        let addresses = AddressPlaces(proxies: proxies, logger: logger)
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
                additionalChannelHandlers: [AddressGate(addresses: addresses)],
                idleTimeout: .seconds(APILimits.idleSecondsMax),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: APILimits.headerFieldBytesMax,
                    maxHeaderListSize: APILimits.headerListBytesMax,
                    maxHeaderFieldCount: APILimits.headerFieldsMax)))
        guard let certificate else { return plain }
        do {
            return try .tls(plain, tlsConfiguration: certificate.configuration)
        } catch {
            // The configuration was tried when it was made; whatever fails here must not leave the API in clear.
            return HTTPServerBuilder { _ in throw APICertificate.Failure.mismatch }
        }
    }

    /// Serves until shutdown. Throws when the address cannot be had.
    package func run() async throws { try await self.application.run() }

    /// For tests that speak to the router without a socket.
    var testable: Application<RouterResponder<APIContext>> { self.application }
}
