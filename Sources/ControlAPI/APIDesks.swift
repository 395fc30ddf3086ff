import CoreMetrics
import Hummingbird
import Logging
import Provisioning
import ServiceLifecycle

/// Everything that the API's resources stand on. A desk that is not there takes its resources with it.
package struct APIDesks: Sendable {
    package let operators: any OperatorBook
    package let profiles: any ProfileBook
    package let forecasts: any ForecastBook
    package let tokens: any TokenBook
    /// What is not noted there is not done.
    package let audit: any AuditBook
    package var events: EventDesk?
    /// Nodes, sites, housekeeping and the overview.
    package var cluster: ClusterDesk?
    package var webhooks: (any WebhookBook)?
    /// Without it a key of a request that is repeated is refused.
    package var answers: (any AnswerBook)?
    /// Sources of inventory, records, resolutions, and the assignment policy.
    package var inventory: InventoryDesk?
    /// Pre-shared keys, and passwords of another server.
    package var imports: ImportDesk?
    package var certificates: CertificateDesk?
    package var deviceCertificates: DeviceCertificateDesk?
    /// Keys that seal.
    package var sealing: (any SecretKeeping)?

    package init(
        operators: any OperatorBook, profiles: any ProfileBook, forecasts: any ForecastBook, tokens: any TokenBook,
        audit: any AuditBook
    ) {
        self.operators = operators
        self.profiles = profiles
        self.forecasts = forecasts
        self.tokens = tokens
        self.audit = audit
    }

    // MARK: - Resources

    /// Devices: how they stand, and what may be ordered.
    func addDevices(to router: some RouterMethods<APIContext>, _ settings: APISettings) {
        DeviceRoutes(operators: self.operators).add(to: router)
        DeviceActionRoutes(operators: self.operators).add(to: router)
        LimboRoutes(operators: self.operators, window: settings.helloWindow).add(to: router)
        SimulationRoutes(
            operators: self.operators, profiles: self.profiles, forecasts: self.forecasts, settings: settings
        ).add(to: router)
        guard let imports = self.imports else { return }
        PresharedKeyRoutes(desk: imports).add(to: router)
        ImportRoutes(desk: imports).add(to: router)
    }

    /// What operators write: profiles, secrets, sources, the policy.
    func addDocuments(to router: some RouterMethods<APIContext>, _ settings: APISettings) {
        ProfileRoutes(profiles: self.profiles, forecasts: self.forecasts, settings: settings).add(to: router)
        let secrets = SecretRoutes(profiles: self.profiles)
        secrets.add(to: router)
        if let sealing = self.sealing { SealingRoutes(keeping: sealing, secrets: secrets).add(to: router) }
        guard let inventory = self.inventory else { return }
        SourceRoutes(desk: inventory, profiles: self.profiles).add(to: router)
        RecordRoutes(sources: inventory.sources).add(to: router)
        ResolutionRoutes(desk: inventory, profiles: self.profiles).add(to: router)
        guard let policies = inventory.policies else { return }
        PolicyRoutes(policies: policies, profiles: self.profiles, now: inventory.now).add(to: router)
    }

    /// The cluster as a whole, what happens in it, and certificates for provisioning.
    ///
    /// - Returns: what has to run beside the resources.
    func addCluster(
        to router: some RouterMethods<APIContext>, factory: any MetricsFactory, logger: Logger
    ) -> [any Service] {
        var watches: [any Service] = []
        AuditRoutes(audit: self.audit).add(to: router)
        if let events = self.events { EventRoutes(desk: events).add(to: router) }
        if let webhooks = self.webhooks { WebhookRoutes(webhooks: webhooks, profiles: self.profiles).add(to: router) }
        if let cluster = self.cluster {
            let routes = ClusterRoutes(desk: cluster)
            routes.add(to: router)
            watches.append(ClusterWatch(desk: cluster, kept: routes.kept, factory: factory, logger: logger))
        }
        if let certificates = self.certificates {
            CertificateRoutes(desk: certificates).add(to: router)
            watches.append(
                CertificateWatch(desk: certificates, events: self.events?.book, factory: factory, logger: logger))
        }
        return watches
    }
}
