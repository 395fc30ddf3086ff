import AMT
import Hummingbird
import Inventory
import Logging
import Provisioning
import Telemetry

/// Sources of inventory: what there is and how it stands, a new version of one, and what operators order.
struct SourceRoutes: Sendable {
    let desk: InventoryDesk
    /// Holds the secrets that sources name.
    let profiles: any ProfileBook

    private var sources: any SourceCatalog { self.desk.sources }

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.sources, [.get: self.list])
        router.take(.sourceSchema, [.get: self.schema])
        router.take(.sourceValidation, [.post: self.validate])
        router.take(.source, [.get: self.show, .put: self.keep, .delete: self.remove])
        router.take(.sourceSync, [.post: self.sync])
        router.take(.sourceAcceptance, [.post: self.accept])
        router.take(.sourceTest, [.post: self.test])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let now = self.desk.now()
        let sources = try await self.sources.sources().map { JSONText($0, now: now, hasDocument: false) }
        return Response(json: .object([("sources", .array(sources))]))
    }

    @Sendable private func schema(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        var response = Response(json: .document(SourceSchema.jsonSchema.indentedText))
        response.headers[.contentType] = "application/schema+json"
        return response
    }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let source = try await self.sources.source(named: try PathReader.name(context))
        var response = Response(json: JSONText(source, now: self.desk.now(), hasDocument: true))
        response.headers[.eTag] = WritePrecondition.tag(source.version)
        return response
    }

    // MARK: - Documents that come in

    @Sendable private func validate(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let document = try await BodyReader.document(request, context)
        let source = try Self.source(document)
        let newest = try await self.sources.sources().first { $0.name == source.name }
        let changes = ProfileDifference.between(Self.document(of: newest), document)
        return Response(
            json: .object([
                ("name", .string(source.name)),
                ("newestVersion", newest.map { .integer(Int64($0.version)) } ?? .null),
                ("changes", .array(changes.map { JSONText($0) })),
                ("warnings", .array(try await self.warnings(source).map { JSONText($0) })),
            ]))
    }

    @Sendable private func keep(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        let precondition = try WritePrecondition.version(request.headers)
        let document = try await BodyReader.document(request, context)
        let source = try Self.source(document)
        guard source.name == name else {
            throw APIProblem(
                code: .requestMalformed, detail: "The document and the resource name different sources.", field: "name")
        }
        // Before it is kept: an answer that fails then has kept nothing.
        let warnings = try await self.warnings(source)
        let keeping = try await self.sources.keep(
            name: name, canonicalDocument: document.canonicalText, author: context.caller, ifVersion: precondition)
        let kept = try KeptDocument(name: name, keeping, warnings: warnings, noneYet: Self.noneYet)
        if kept.isKept {
            context.logger.info(
                "source kept", [.source: name, .sourceVersion: kept.version, .apiCaller: context.caller])
        }
        return kept.answer
    }

    private static let noneYet = "There is no such source yet."

    @Sendable private func remove(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try await self.sources.source(named: try PathReader.name(context)).name
        switch try await self.sources.remove(name: name, ifVersion: try WritePrecondition.version(request.headers)) {
        case .removed: break
        case .conflict(let newest): throw KeptDocument.conflict(newest: newest, noneYet: Self.noneYet)
        case .unknown: throw Self.unknown
        }
        context.logger.info("source removed", [.source: name, .apiCaller: context.caller])
        return Response(json: .object([("name", .string(name))]))
    }

    private static let unknown = APIProblem(code: .sourceUnknown, detail: "Somebody has just removed it.")

    // MARK: - Orders

    @Sendable private func sync(_ request: Request, _ context: APIContext) async throws -> Response {
        let isWhole = try QueryReader(request, known: ["whole"]).flag("whole")
        let source = try await self.sources.source(named: try PathReader.name(context))
        let definition = try Self.readable(source)
        guard definition.isEnabled else {
            throw APIProblem(code: .nothingToRead, detail: "The source is disabled. Enable it in its document first.")
        }
        guard try await self.sources.requestSync(name: source.name, isWhole: isWhole) else { throw Self.unknown }
        context.logger.info("sync ordered", [.source: source.name, .apiCaller: context.caller])
        return Response(json: .object([("name", .string(source.name)), ("whole", .bool(isWhole))]), status: 202)
    }

    @Sendable private func accept(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let source = try await self.sources.source(named: try PathReader.name(context))
        guard source.state.progress.outcome == .held, !source.state.isUnderWay else {
            throw APIProblem(code: .nothingToAccept, detail: "Its last sync was not held for want of records.")
        }
        guard try await self.sources.acceptShrinking(name: source.name) else { throw Self.unknown }
        let missing = source.state.progress.missingCount
        context.logger.info(
            "shrinking accepted", [.source: source.name, .count: missing, .apiCaller: context.caller])
        return Response(
            json: .object([("name", .string(source.name)), ("missing", .integer(missing))]), status: 202)
    }

    /// The body is a source's document; without one it is the one that is kept.
    @Sendable private func test(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        let definition = try await self.tested(name, request, context)
        let findings = try await self.desk.probe.probe(definition, recordsMax: APILimits.recordsTestedMax)
        context.logger.info("source tested", [.source: name, .apiCaller: context.caller])
        return Response(
            json: .object([
                ("name", .string(name)), ("feeds", .array(findings.map { JSONText($0) })),
            ]))
    }

    private func tested(
        _ name: String, _ request: Request, _ context: APIContext
    ) async throws -> SourceDefinition {
        let body = try await request.body.collect(upTo: context.maxUploadSize)
        guard body.readableBytes > 0 else {
            return try Self.readable(try await self.sources.source(named: name))
        }
        let definition = try Self.source(try await BodyReader.document(request, context))
        guard definition.name == name else {
            throw APIProblem(
                code: .requestMalformed, detail: "The document and the resource name different sources.", field: "name")
        }
        return try Self.withFeeds(definition)
    }

    /// What a source's kept document says; it has feeds.
    private static func readable(_ source: KeptSource) throws(APIProblem) -> SourceDefinition {
        switch SourceReader.read(kept: source.document) {
        case .success(let definition): return try Self.withFeeds(definition)
        case .failure(let found):
            throw APIProblem(
                code: .sourceInvalid, detail: "The kept document cannot be read any more.", faults: found.faults)
        }
    }

    private static func withFeeds(_ definition: SourceDefinition) throws(APIProblem) -> SourceDefinition {
        guard !definition.feeds.isEmpty else {
            throw APIProblem(code: .nothingToRead, detail: "Records of this source are brought; it has no feeds.")
        }
        return definition
    }

    private static func source(_ document: DocumentValue) throws(APIProblem) -> SourceDefinition {
        switch SourceReader.read(document) {
        case .success(let source): return source
        case .failure(let found):
            throw APIProblem(
                code: .sourceInvalid, detail: "Nothing was kept. The faults say what is wrong, and where.",
                faults: found.faults)
        }
    }

    /// A kept document that cannot be read any more differs from any other in everything.
    private static func document(of kept: KeptSource?) -> DocumentValue {
        guard let kept, case .success(let document) = DocumentValue.read(json: Array(kept.document.utf8)) else {
            return .object([])
        }
        return document
    }

    /// What is no reason not to keep a source: secrets that are not there yet, for they may come after it.
    private func warnings(_ source: SourceDefinition) async throws -> [ProfileFault] {
        let wanted = source.connection.secretNames
        guard !wanted.isEmpty else { return [] }
        let present = Set(try await self.profiles.secrets().map(\.name))
        return source.connection.secretUses.filter { !present.contains($0.name) }.map { use in
            ProfileFault(use.path, .secretMissing, "names no secret that is stored")
        }
    }
}

extension SourceConnection {
    /// The secrets that it names, each with its place in the document.
    fileprivate var secretUses: [(path: String, name: String)] {
        var uses: [(path: String, name: String)] = []
        switch self.authentication {
        case .none, .negotiate: break
        case .basic(_, let name), .digest(_, let name), .ntlm(_, let name), .bearer(let name), .header(_, let name):
            uses.append(("connection.authentication.secret", name))
        }
        if let name = self.clientKeySecretName { uses.append(("connection.clientKey", name)) }
        return uses
    }
}
