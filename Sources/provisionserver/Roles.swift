import AMT
import ControlAPI
import Coordinator
import Foundation
import Listener
import Logging
import NIOPosix
import Postgres
import Provisioning
import ServiceLifecycle
import Store
import Telemetry
import Transport
import UnixSignals
import Worker

/// What one process does.
enum Role: String, CaseIterable, Sendable {
    case listener, worker, coordinator, api
}

extension Cluster {
    /// Runs roles until the process is told to stop. `SIGTERM` and `SIGINT` end it in good order.
    func run(_ roles: [Role]) async throws {
        var services: [any Service] = []
        // Shut down in reverse order: the database goes last.
        if let privateCluster { services.append(DatabaseSupervisor(cluster: privateCluster, logger: self.logger)) }
        var nodes: [Int32] = []
        for role in roles {
            let node = try await NodeRegistration(pool: self.durable).register(
                name: self.nodeName, role: role.rawValue, version: Version.text)
            nodes.append(node)
            switch role {
            case .coordinator: services.append(self.coordinator(node))
            case .worker: services.append(try await self.worker(node))
            case .listener: services.append(self.listener())
            case .api: services.append(try self.fromDesk.api())
            }
        }
        if !nodes.isEmpty {
            // After the roles, so that it says goodbye before they end: a worker that drains is still heard of by its leases.
            services.append(
                NodeBeat(
                    store: PostgresNodeBeat(pool: self.relaxed), nodes: nodes, metrics: Telemetry.metrics,
                    level: self.settings.logLevel, logger: self.logger))
        }
        if let port = self.settings.healthPort, !roles.isEmpty, !roles.contains(.api) {
            services.append(
                HealthService(
                    bind: self.settings.healthBind, port: Int(port), operators: self.operators,
                    metricsPage: { Telemetry.metricsPage() }, logger: self.logger))
        }
        let names = roles.map(\.rawValue).joined(separator: " ")
        self.logger.info("started", [.role: names, .site: self.settings.site, .version: Version.text])
        var configuration = ServiceGroupConfiguration(
            services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint],
            logger: self.logger)
        configuration.maximumGracefulShutdownDuration = .seconds(30)
        try await ServiceGroup(configuration: configuration).run()
        await self.close()
    }

    private func coordinator(_ node: Int32) -> CoordinatorService {
        let logger = self.logger.adding([.role: "coordinator"])
        return CoordinatorService(
            settings: self.settings.coordinator, queue: PostgresQueueKeeping(pool: self.relaxed, node: node),
            house: SyncHouse(
                settings: self.settings.sync, book: PostgresSyncBook(pool: self.relaxed, ring: self.ring, node: node),
                fetcher: CurlSourceFetcher(filesBelow: self.settings.inventoryFolder, fileAgeMin: .seconds(1)),
                spooling: SpoolFolder(path: FileManager.default.temporaryDirectory.path),
                metrics: SyncMetrics(),
                logger: logger, now: WallClock.now),
            webhooks: self.webhooks(logger), logger: logger)
    }

    private func webhooks(_ logger: Logger) -> WebhookDelivery {
        let profiles = PostgresProfileBook(pool: self.relaxed, ring: self.ring)
        return WebhookDelivery(
            queue: PostgresWebhookBook(pool: self.relaxed), events: PostgresEventBook(pool: self.relaxed),
            fetcher: CurlSourceFetcher(),
            secret: { (name) async throws(StoreFailure) in try await profiles.openSecrets([name])[name]?.secret },
            logger: logger, now: WallClock.now)
    }

    private var nodeName: String { self.settings.nodeName ?? ProcessInfo.processInfo.hostName }

    private func worker(_ node: Int32) async throws -> WorkerService {
        let registration = NodeRegistration(pool: self.durable)
        let queue = PostgresRequestQueue(
            durable: self.durable, relaxed: self.relaxed, ring: self.ring,
            node: node,
            site: try await registration.site(self.settings.site))
        let keys = self.keys
        let logger = self.logger.adding([.role: "worker"])
        return WorkerService(
            settings: self.settings.worker, queue: queue, transport: try CurlDeviceTransport(),
            issuer: try await self.issuer(),
            certificates: keys,
            profiles: KeptProfiles(
                book: PostgresProfileBook(pool: self.relaxed, ring: self.ring),
                policies: PostgresPolicyBook(pool: self.relaxed),
                builtIn: self.settings.worker.builtInProfile, logger: logger),
            onDie: OnDieReader(more: self.settings.onDieCertificates), nameLookup: HostNames(),
            propsCommand: self.settings.props.map {
                PropsProgram($0, environment: ProcessInfo.processInfo.environment)
            },
            certificateReading: CertificateReader(), logger: logger, now: WallClock.now)
    }

    /// Who signs devices' certificates. The cluster's own authority is there in any case: it may have signed them before.
    private func issuer() async throws -> any DeviceCertificateIssuer {
        let builtIn: BuiltInAuthority
        do {
            builtIn = try await BuiltInAuthority.open(
                self.keys, imported: self.importedAuthority, callerName: self.settings.worker.callerName,
                revocationListURL: self.settings.issuer.revocationListURL, now: WallClock.now())
        } catch let fault as AuthorityFault {
            throw StartFailure.bootstrap("bootstrap.authority_certificate: \(fault.rawValue)")
        }
        do {
            return try self.settings.issuer.issuer(
                builtIn: builtIn, callerName: self.settings.worker.callerName,
                fetcher: CurlSourceFetcher(filesBelow: nil, fileAgeMin: .seconds(1)),
                environment: ProcessInfo.processInfo.environment, now: WallClock.now)
        } catch let fault as IssuerChoice.Fault {
            throw StartFailure.bootstrap(fault.description)
        }
    }

    /// The authority that becomes the cluster's own, where there is none yet.
    private func importedAuthority() throws -> AuthorityMaterial? {
        guard let certificate = self.settings.bootstrap.authorityCertificate,
            let key = self.settings.bootstrap.authorityKey
        else { return nil }
        guard let text = try? String(contentsOfFile: certificate, encoding: .utf8),
            let keyText = try? String(contentsOfFile: key, encoding: .utf8)
        else {
            throw StartFailure.bootstrap("bootstrap.authority_certificate or bootstrap.authority_key cannot be read")
        }
        return try BuiltInAuthority.material(certificatePEM: text, keyPEM: Secret(text: keyText))
    }

    private func listener() -> HelloListenerService {
        var settings = self.settings.listener
        settings.site = self.settings.site
        let window = self.settings.helloWindow
        let inbox = PostgresHelloInbox(
            pool: self.durable, refresh: settings.refresh, unexpected: settings.unexpected,
            window: { .seconds(window.secondsLeft(after: $0.hello)) })
        return HelloListenerService(
            settings: settings, inbox: inbox, group: MultiThreadedEventLoopGroup.singleton,
            logger: self.logger.adding([.role: "listener"]))
    }

    /// The API's TLS, where it has any.
    private func apiCertificate() throws -> APICertificate? {
        guard let certificateFile = self.settings.apiCertificateFile, let keyFile = self.settings.apiKeyFile else {
            return nil
        }
        do throws(APICertificate.Failure) {
            return try APICertificate(certificateFile: certificateFile, keyFile: keyFile)
        } catch {
            throw Cluster.StartFailure.apiCertificate(error)
        }
    }

    /// Whose tokens the API takes besides its own.
    private func openIDIssuer() throws -> OpenIDIssuer? {
        let choice = self.settings.openID
        guard let issuer = choice.issuer, let audience = choice.audience else { return nil }
        var settings = OpenIDSettings(issuer: issuer, audience: audience)
        settings.keysURL = choice.keysURL
        settings.nameClaim = choice.nameClaim
        settings.rolesClaim = choice.rolesClaim
        settings.roles = choice.roles
        if let path = choice.authorityFile {
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
                throw Cluster.StartFailure.bootstrap("api.oidc.authority_file \(path) cannot be read")
            }
            settings.authorityPEM = text
        }
        return OpenIDIssuer(settings, fetcher: CurlSourceFetcher(), now: WallClock.now)
    }

    private func api() throws -> APIService {
        let operators = self.operators
        let logger = self.logger.adding([.role: "api"])
        var settings = self.settings.api
        settings.callerName = self.settings.worker.callerName
        settings.nodeName = self.nodeName
        settings.helloWindow = self.settings.helloWindow
        let imports = PostgresImport(pool: self.durable, ring: self.ring)
        var desks = APIDesks(
            operators: operators, profiles: self.profiles, forecasts: PostgresForecastBook(pool: self.durable),
            tokens: self.tokens, audit: PostgresAuditBook(pool: self.durable))
        desks.events = EventDesk(book: PostgresEventBook(pool: self.relaxed))
        desks.cluster = ClusterDesk(
            book: PostgresClusterBook(pool: self.relaxed, operators: operators), settings: self.settings.shown,
            now: WallClock.now)
        desks.webhooks = PostgresWebhookBook(pool: self.durable)
        desks.answers = PostgresAnswerBook(pool: self.durable)
        desks.inventory = InventoryDesk(
            sources: self.sources,
            probe: SourceProber(
                fetcher: CurlSourceFetcher(filesBelow: self.settings.inventoryFolder), profiles: self.profiles),
            resolutions: PostgresResolutionBook(pool: self.relaxed),
            policies: PostgresPolicyBook(pool: self.durable), now: WallClock.now)
        desks.imports = ImportDesk(keys: imports, credentials: imports)
        desks.certificates = CertificateDesk(
            book: PostgresCertificateBook(pool: self.durable, ring: self.ring), reading: CertificateReader(),
            resolutions: PostgresResolutionBook(pool: self.relaxed), now: WallClock.now)
        desks.deviceCertificates = DeviceCertificateDesk(
            book: PostgresDeviceCertificateBook(durable: self.durable, relaxed: self.relaxed, ring: self.ring),
            writer: RevocationListWriter(), now: WallClock.now)
        desks.sealing = PostgresSecretKeeping(pool: self.durable, ring: self.ring)
        return APIService(
            settings: settings, desks: desks, certificate: try self.apiCertificate(), openID: try self.openIDIssuer(),
            metricsPage: { Telemetry.metricsPage() }, logger: logger,
            whenListening: { port in logger.info("api listens", [.listenPort: port]) })
    }
}

/// Keeps the private database running, and stops it when everything else has stopped.
struct DatabaseSupervisor: Service {
    static let beat = Duration.seconds(5)

    let cluster: PrivateCluster
    let logger: Logger

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    // Ends early when cancelled, and the loop with it.
                    try? await Task.sleep(for: Self.beat)
                    if Task.isCancelled { return }
                    await self.look()
                }
            }
            try await gracefulShutdown()
            group.cancelAll()
        }
        await Self.aside { [cluster, logger] in
            do throws(PrivateCluster.Failure) {
                try cluster.stop()
            } catch {
                logger.error("private database did not stop", [.reason: "\(error)"])
            }
        }
    }

    private func look() async {
        await Self.aside { [cluster, logger] in
            do throws(PrivateCluster.Failure) {
                _ = try cluster.restartIfDead()
            } catch {
                logger.error("private database is down and does not start", [.reason: "\(error)"])
            }
        }
    }

    /// Runs blocking work on a thread of its own.
    private static func aside(_ work: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                work()
                continuation.resume()
            }
        }
    }
}
