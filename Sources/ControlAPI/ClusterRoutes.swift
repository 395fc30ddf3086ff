import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// The cluster as a whole: counts and rates, nodes, sites, housekeeping, settings, and how much is logged.
struct ClusterRoutes: Sendable {
    let desk: ClusterDesk
    let kept: Kept<ClusterOverview>
    private let keptSites: Kept<[SiteView]>

    init(desk: ClusterDesk) {
        self.desk = desk
        self.kept = Kept(ageMax: APILimits.overviewAgeMax) { [book = desk.book] in try await book.overview() }
        self.keptSites = Kept(ageMax: APILimits.countsAgeMax) { [book = desk.book] in try await book.sites() }
    }

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.overview, [.get: self.overview])
        router.take(.nodes, [.get: self.nodes])
        router.take(.sites, [.get: self.sites])
        router.take(.jobs, [.get: self.jobs])
        router.take(.settings, [.get: self.settings])
        router.take(.logLevel, [.get: self.logLevel, .put: self.setLogLevel])
    }

    @Sendable private func overview(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return Response(json: JSONText(try await self.kept.value()))
    }

    @Sendable private func nodes(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let nodes = try await self.desk.book.nodes()
        return Response(json: .object([("nodes", .array(nodes.map { JSONText($0) }))]))
    }

    @Sendable private func sites(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let sites = try await self.keptSites.value()
        return Response(
            json: .object([
                (
                    "sites",
                    .array(
                        sites.map { .object([("name", .string($0.name)), ("counts", JSONText(counts: $0.counts))]) })
                )
            ]))
    }

    @Sendable private func jobs(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let jobs = try await self.desk.book.jobs()
        return Response(json: .object([("jobs", .array(jobs.map { JSONText($0) }))]))
    }

    @Sendable private func settings(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return Response(json: .object([("settings", .array(self.desk.settings.map { JSONText($0) }))]))
    }

    @Sendable private func logLevel(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return Self.answer(try await self.desk.book.logLevel())
    }

    @Sendable private func setLogLevel(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let level = try Self.level(try await BodyReader.document(request, context))
        try await context.audit?.write(subject: level ?? "as set")
        try await self.desk.book.setLogLevel(level)
        context.logger.info("log level ordered", [.logLevel: level ?? "as set", .apiCaller: context.caller])
        return Self.answer(level)
    }

    private static func answer(_ level: String?) -> Response {
        Response(json: .object([("level", JSONText(level))]))
    }

    private static func level(_ document: DocumentValue) throws(APIProblem) -> String? {
        let levels = Logger.Level.allCases.map(\.rawValue)
        guard let entries = document.entries, entries.count == 1 else { throw Self.malformed(levels) }
        switch document["level"] {
        case .text(let level)? where levels.contains(level): return level
        case .null?: return nil
        default: throw Self.malformed(levels)
        }
    }

    private static func malformed(_ levels: [String]) -> APIProblem {
        APIProblem(
            code: .requestMalformed,
            detail:
                "The body is an object with the one member level: \(levels.joined(separator: ", ")), or null for what "
                + "the settings of each node say.", field: "level")
    }
}

extension JSONText {
    init(counts: [DeviceState: Int]) {
        self = .object(DeviceState.allCases.map { ($0.rawValue, .integer(Int64(counts[$0] ?? 0))) })
    }

    init(_ overview: ClusterOverview) {
        self = .object([
            ("counts", JSONText(counts: overview.counts)),
            ("oldestReadyAt", JSONText(overview.oldestReadyAt)),
            ("oldestWaitingAt", JSONText(overview.oldestWaitingAt)),
            (
                "minutes",
                .array(
                    overview.minutes.map {
                        .object([
                            ("at", JSONText($0.at)), ("hellos", .integer(Int64($0.helloCount))),
                            ("provisioned", .integer(Int64($0.provisionedCount))),
                            ("failed", .integer(Int64($0.failedCount))),
                        ])
                    })
            ),
            (
                "limbo",
                .array(
                    LimboBand.allCases.map {
                        .object([
                            ("band", .string($0.rawValue)), ("devices", .integer(Int64(overview.limbo[$0] ?? 0))),
                        ])
                    })
            ),
        ])
    }

    init(_ node: NodeView) {
        self = .object([
            ("id", .integer(Int64(node.id))), ("name", .string(node.name)), ("role", .string(node.role)),
            ("version", JSONText(node.version)), ("startedAt", JSONText(node.startedAt)),
            ("seenAt", JSONText(node.seenAt)), ("leftAt", JSONText(node.leftAt)),
            ("state", .string(node.state.rawValue)), ("leases", .integer(Int64(node.leaseCount))),
        ])
    }

    init(_ job: JobView) {
        let (outcome, rows, detail): (String, JSONText, JSONText) =
            switch job.outcome {
            case .done(let rows): ("done", .integer(Int64(rows)), .null)
            case .failed(let reason): ("failed", .null, .string(reason))
            }
        self = .object([
            ("name", .string(job.name)), ("node", JSONText(job.node)), ("lastStartedAt", JSONText(job.startedAt)),
            ("lastEndedAt", JSONText(job.endedAt)), ("outcome", .string(outcome)), ("rows", rows), ("detail", detail),
        ])
    }

    init(_ setting: SettingView) {
        self = .object([
            ("key", .string(setting.key)), ("value", JSONText(setting.value)), ("isSecret", .bool(setting.isSecret)),
            ("origin", .string(setting.origin.rawValue)),
        ])
    }
}
