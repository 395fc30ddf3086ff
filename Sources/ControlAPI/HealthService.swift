import CoreMetrics
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Provisioning
import ServiceLifecycle
import Telemetry

/// Health and metrics of a process that serves no API: `/livez`, `/readyz` and `/metrics`, in clear and without a token, for whoever
/// watches containers. What the API has besides is not there.
package struct HealthService: Service {
    private let application: Application<RouterResponder<APIContext>>

    /// - Parameters:
    ///   - bind: numeric address to listen on.
    ///   - port: TCP port; 0 lets the system choose.
    ///   - operators: pinged, so that readiness can be told.
    ///   - whenListening: told the port once connections are taken.
    package init(
        bind: String, port: Int, operators: any OperatorBook, metricsPage: @escaping @Sendable () -> String,
        logger: Logger, metricsFactory: any MetricsFactory = MetricsSystem.factory,
        whenListening: @escaping @Sendable (Int) -> Void = { _ in }
    ) {
        let watch = ReadinessWatch(operators: operators, logger: logger)
        let router = Router(context: APIContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: RequestScope(metrics: APIMetrics(factory: metricsFactory), servesAPI: false))
        HealthRoutes(isReady: { watch.isReady }, metricsPage: metricsPage).add(to: router)
        self.application = Application(
            router: router,
            server: .http1(configuration: .init(idleTimeout: .seconds(APILimits.idleSecondsMax))),
            configuration: ApplicationConfiguration(
                address: .hostname(bind, port: port), serverName: nil,
                availableConnectionsDelegate: .maximum(APILimits.healthConnectionsMax, logger: logger)),
            services: [watch],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? port
                logger.info("health listens", [.listenAddress: bind, .listenPort: port])
                whenListening(port)
            },
            logger: logger)
    }

    /// Serves until shutdown. Throws when the address cannot be had.
    package func run() async throws { try await self.application.run() }

    /// For tests that speak to the router without a socket.
    var testable: Application<RouterResponder<APIContext>> { self.application }
}
