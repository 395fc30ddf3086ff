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
    ///   - audit: what is not noted there is not done.
    ///   - events: without it there are no routes of events.
    ///   - cluster: without it there are no routes of nodes, sites and the overview.
    ///   - answers: without it a key of a request that is repeated is refused.
    ///   - webhooks: without it there are no routes of webhooks.
    ///   - inventory: without it there are no routes of sources.
    ///   - imports: without it there are no routes of pre-shared keys and of imports.
    ///   - certificates: without it there are no routes of certificates.
    ///   - sealing: without it there are no routes of keys that seal.
    ///   - metricsPage: the text that `/metrics` shows, in Prometheus' exposition format.
    ///   - metricsFactory: where the role's own metrics are made.
    ///   - whenListening: told the port once connections are taken.
    package init(
        settings: APISettings, operators: any OperatorBook, profiles: any ProfileBook,
        forecasts: any ForecastBook, tokens: any TokenBook, audit: any AuditBook, events: EventDesk? = nil,
        cluster: ClusterDesk? = nil, webhooks: (any WebhookBook)? = nil,
        answers: (any AnswerBook)? = nil,
        inventory: InventoryDesk? = nil,
        imports: ImportDesk? = nil, certificates: CertificateDesk? = nil,
        deviceCertificates: DeviceCertificateDesk? = nil, certificate: APICertificate? = nil,
        openID: OpenIDIssuer? = nil, sealing: (any SecretKeeping)? = nil,
        metricsPage: @escaping @Sendable () -> String, logger: Logger,
        metricsFactory: any MetricsFactory = MetricsSystem.factory,
        whenListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        self.init(
            settings: settings, operators: operators, profiles: profiles, forecasts: forecasts, tokens: tokens,
            audit: audit, events: events, cluster: cluster, webhooks: webhooks, answers: answers,
            inventory: inventory, imports: imports,
            certificates: certificates,
            deviceCertificates: deviceCertificates, certificate: certificate, openID: openID, sealing: sealing,
            metricsPage: metricsPage, logger: logger,
            metricsFactory: metricsFactory, concurrentRequestsMax: APILimits.concurrentRequestsMax,
            trustedTokens: TrustedTokens(), whenListening: whenListening)
    }

    init(
        settings: APISettings, operators: any OperatorBook, profiles: any ProfileBook,
        forecasts: any ForecastBook, tokens: any TokenBook, audit: any AuditBook, events: EventDesk? = nil,
        cluster: ClusterDesk? = nil, webhooks: (any WebhookBook)? = nil,
        answers: (any AnswerBook)? = nil,
        inventory: InventoryDesk? = nil,
        imports: ImportDesk? = nil, certificates: CertificateDesk? = nil,
        deviceCertificates: DeviceCertificateDesk? = nil, certificate: APICertificate? = nil,
        openID: OpenIDIssuer? = nil, sealing: (any SecretKeeping)? = nil,
        metricsPage: @escaping @Sendable () -> String, logger: Logger, metricsFactory: any MetricsFactory,
        concurrentRequestsMax: Int, trustedTokens: TrustedTokens,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now },
        whenListening: @escaping @Sendable (Int) -> Void
    ) {
        let watch = ReadinessWatch(operators: operators, logger: logger)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestScope(metrics: APIMetrics(factory: metricsFactory)))
        HealthRoutes(isReady: { watch.isReady }, metricsPage: metricsPage).add(to: router)
        DescriptionRoutes().add(to: router)
        ConsoleRoutes().add(to: router)
        let devices = deviceCertificates.map { DeviceCertificateRoutes(desk: $0) }
        devices?.publish(on: router.group().add(middleware: RequestGate(max: concurrentRequestsMax)))
        let guarded = router.group()
            .add(middleware: RequestGate(max: concurrentRequestsMax))
            .add(middleware: BearerGuard(tokens: tokens, trusted: trustedTokens, openID: openID))
            .add(middleware: RateGate(perSecond: settings.requestsPerSecond, now: now))
            .add(middleware: BodyGate())
            .add(middleware: RepeatGate(answers: answers))
            .add(middleware: AuditGate(audit: audit, node: settings.nodeName))
        AccountRoutes().add(to: guarded)
        DeviceRoutes(operators: operators).add(to: guarded)
        LimboRoutes(operators: operators, window: settings.helloWindow).add(to: guarded)
        DeviceActionRoutes(operators: operators).add(to: guarded)
        ProfileRoutes(profiles: profiles, forecasts: forecasts, settings: settings).add(to: guarded)
        TokenRoutes(tokens: tokens, trusted: trustedTokens).add(to: guarded)
        AuditRoutes(audit: audit).add(to: guarded)
        var services: [any Service] = [watch]
        if let cluster {
            let routes = ClusterRoutes(desk: cluster)
            routes.add(to: guarded)
            services.append(
                ClusterWatch(desk: cluster, kept: routes.kept, factory: metricsFactory, logger: logger))
        }
        if let webhooks { WebhookRoutes(webhooks: webhooks, profiles: profiles).add(to: guarded) }
        if let events { EventRoutes(desk: events).add(to: guarded) }
        let secrets = SecretRoutes(profiles: profiles)
        secrets.add(to: guarded)
        if let sealing { SealingRoutes(keeping: sealing, secrets: secrets).add(to: guarded) }
        SimulationRoutes(operators: operators, profiles: profiles, forecasts: forecasts, settings: settings)
            .add(to: guarded)
        if let inventory {
            SourceRoutes(desk: inventory, profiles: profiles).add(to: guarded)
            RecordRoutes(sources: inventory.sources).add(to: guarded)
            ResolutionRoutes(desk: inventory, profiles: profiles).add(to: guarded)
            if let policies = inventory.policies {
                PolicyRoutes(policies: policies, profiles: profiles, now: inventory.now).add(to: guarded)
            }
        }
        if let imports {
            PresharedKeyRoutes(desk: imports).add(to: guarded)
            ImportRoutes(desk: imports).add(to: guarded)
        }
        devices?.add(to: guarded)
        if let certificates {
            CertificateRoutes(desk: certificates).add(to: guarded)
            services.append(
                CertificateWatch(
                    desk: certificates, events: events?.book, factory: metricsFactory, logger: logger))
        }
        self.application = Application(
            router: router,
            server: Self.server(certificate),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.bind, port: Int(settings.port)), serverName: nil,
                availableConnectionsDelegate: .maximum(APILimits.connectionsMax, logger: logger)),
            services: services,
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? Int(settings.port)
                logger.info("api listens", [.listenAddress: settings.bind, .listenPort: port])
                whenListening(port)
            },
            logger: logger)
    }

    private static func server(_ certificate: APICertificate?) -> HTTPServerBuilder {
        let plain = HTTPServerBuilder.http1(
            configuration: .init(
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
