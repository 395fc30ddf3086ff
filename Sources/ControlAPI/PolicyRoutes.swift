import AMT
import Hummingbird
import Inventory
import Logging
import Provisioning
import Telemetry

/// The assignment policy: what it says, what it said, and what another one would change.
struct PolicyRoutes: Sendable {
    let policies: any PolicyCatalog
    /// Which profiles there are.
    let profiles: any ProfileBook
    let now: @Sendable () -> UnixTime
    /// Each dry run goes through the whole inventory.
    private let dryRuns = CallerPlaces(max: APILimits.dryRunsMax)

    init(policies: any PolicyCatalog, profiles: any ProfileBook, now: @escaping @Sendable () -> UnixTime) {
        self.policies = policies
        self.profiles = profiles
        self.now = now
    }

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.policy, [.get: self.show, .put: self.keep])
        router.take(.policyHistory, [.get: self.history])
        router.take(.policyValidation, [.post: self.validate])
        router.take(.policyDryRun, [.post: self.dryRun])
    }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let version = try QueryReader(request, known: ["version"]).version() else {
            guard let newest = try await self.policies.newest() else {
                return Response(json: JSONText(standardPolicy: AssignmentPolicy()))
            }
            return try Self.answer(newest, for: request)
        }
        guard let policy = try await self.policies.policy(version: version) else {
            throw APIProblem(code: .policyUnknown, detail: "No policy of this version was ever kept.")
        }
        return try Self.answer(policy, for: request)
    }

    private static func answer(_ policy: PolicyVersion, for request: Request) throws(APIProblem) -> Response {
        try EntityTag.answer(JSONText(policy), version: policy.version, for: request)
    }

    @Sendable private func history(_ request: Request, _ context: APIContext) async throws -> Response {
        let page = try VersionPage(try QueryReader(request, known: VersionPage.parameters))
        let versions = try await self.policies.history(before: page.before, limit: page.wanted)
        return page.answer(versions, of: AssignmentPolicy.documentName)
    }

    // MARK: - Documents that come in

    @Sendable private func validate(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let document = try await BodyReader.document(request, context)
        let policy = try Self.policy(document)
        let newest = try await self.policies.newest()
        let changes = ProfileDifference.between(Self.document(of: newest), document)
        return Response(
            json: .object([
                ("name", .string(AssignmentPolicy.documentName)),
                ("newestVersion", newest.map { .integer(Int64($0.version)) } ?? .null),
                ("changes", .array(changes.map { JSONText($0) })),
                ("warnings", .array(try await self.warnings(policy).map { JSONText($0) })),
            ]))
    }

    @Sendable private func keep(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let precondition = try WritePrecondition.version(request.headers)
        let document = try await BodyReader.document(request, context)
        // Before it is kept: an answer that fails then has kept nothing.
        let warnings = try await self.warnings(try Self.policy(document))
        let keeping = try await self.policies.keep(
            canonicalDocument: document.canonicalText, author: context.caller, ifVersion: precondition)
        let kept = try KeptDocument(
            name: AssignmentPolicy.documentName, keeping, warnings: warnings,
            noneYet: "No policy has been kept yet.")
        if kept.isKept {
            context.logger.info("policy kept", [.version: kept.version, .apiCaller: context.caller])
        }
        return kept.answer
    }

    static func policy(_ document: DocumentValue) throws(APIProblem) -> AssignmentPolicy {
        switch PolicyReader.read(document) {
        case .success(let policy): return policy
        case .failure(let found):
            throw APIProblem(
                code: .policyInvalid, detail: "Nothing was kept. The faults say what is wrong, and where.",
                faults: found.faults)
        }
    }

    /// What a kept document says; `nil` when it cannot be read any more.
    static func readable(_ kept: PolicyVersion) -> AssignmentPolicy? {
        guard case .success(let document) = DocumentValue.read(json: Array(kept.document.utf8)) else { return nil }
        return try? PolicyReader.read(document, version: kept.version).get()
    }

    private static func document(of kept: PolicyVersion?) -> DocumentValue {
        guard let kept else { return AssignmentPolicy().document }
        guard case .success(let document) = DocumentValue.read(json: Array(kept.document.utf8)) else {
            return .object([])
        }
        return document
    }

    /// What is no reason not to keep a policy: profiles that are not there yet. Devices that get one of them are parked.
    private func warnings(_ policy: AssignmentPolicy) async throws -> [ProfileFault] {
        let known = try await self.profileNames()
        var uses = policy.rules.enumerated().map { ("rules[\($0.offset)].profile", $0.element.profile) }
        uses += policy.families.enumerated().map { ("families[\($0.offset)].profile", $0.element.profile) }
        if let name = policy.defaultProfile { uses.append(("defaultProfile", name)) }
        return uses.filter { !known.contains($0.1) }.map { path, _ in
            ProfileFault(path, .unknownReference, "names no profile that is kept")
        }
    }

    /// The standard one is built in.
    private func profileNames() async throws -> Set<String> {
        Set(try await self.profiles.profiles().map(\.name)).union([AssignmentPolicy.standardProfile])
    }

    // MARK: - Dry run

    /// The body is a policy's document; without one it is the newest, tried on the devices of today and on all of the inventory.
    @Sendable private func dryRun(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let policy = try await self.tried(request, context)
        let caller = Caller(name: context.caller, address: context.address)
        guard self.dryRuns.enter(caller) else {
            throw APIProblem(
                code: .tooManyRequests, detail: "A dry run of yours goes on at this node.",
                retryAfterSeconds: APILimits.dryRunRetrySeconds)
        }
        defer { self.dryRuns.leave(caller) }
        let isGone = Presence()
        context.connection.whenGone { isGone.end() }
        var run = PolicyDryRun(policy, profileNames: try await self.profileNames())
        var unnamed = 0
        var neverCalled = 0
        var after: DeviceUUID?
        var isComplete = false
        let now = self.now()
        // Nobody is told of what nobody waits for any more.
        while run.count + unnamed < APILimits.dryRunDevicesMax, !isGone.hasEnded {
            let page = try await self.policies.candidates(after: after, limit: APILimits.dryRunPage)
            for candidate in page {
                if !candidate.hasCalled { neverCalled += 1 }
                let resolution = Resolver.resolve(candidate.facts.inventory, now: now)
                if let subject = PolicySubject(resolution, candidate.facts) {
                    run.add(PolicyDryRun.Device(uuid: candidate.uuid, subject: subject, profile: candidate.profile))
                } else {
                    unnamed += 1
                }
            }
            after = page.last?.uuid ?? after
            if page.count < APILimits.dryRunPage {
                isComplete = true
                break
            }
        }
        return Response(json: JSONText(run, unnamed: unnamed, neverCalled: neverCalled, isComplete: isComplete))
    }

    private func tried(_ request: Request, _ context: APIContext) async throws -> AssignmentPolicy {
        let body = try await request.body.collect(upTo: context.maxUploadSize)
        if body.readableBytes > 0 { return try Self.policy(try await BodyReader.document(request, context)) }
        guard let kept = try await self.policies.newest() else { return AssignmentPolicy() }
        guard let policy = Self.readable(kept) else {
            throw APIProblem(code: .policyInvalid, detail: "The kept document cannot be read any more.")
        }
        return policy
    }
}

extension JSONText {
    init(_ policy: PolicyVersion) {
        self = .object([
            ("name", .string(AssignmentPolicy.documentName)),
            ("version", .integer(Int64(policy.version))),
            ("author", .string(policy.author)),
            ("createdAt", JSONText(policy.createdAt)),
            ("document", .document(policy.document)),
        ])
    }

    /// What counts while nobody has kept a policy.
    init(standardPolicy policy: AssignmentPolicy) {
        self = .object([
            ("name", .string(AssignmentPolicy.documentName)), ("version", .integer(0)), ("author", .null),
            ("createdAt", .null), ("document", .document(policy.canonicalText)),
        ])
    }

    init(_ run: PolicyDryRun, unnamed: Int, neverCalled: Int, isComplete: Bool) {
        let decided = run.decided.map { ($0.key.description, $0.value) }.sorted { $0 < $1 }
        self = .object([
            ("devices", .integer(Int64(run.count))),
            ("unnamed", .integer(Int64(unnamed))),
            ("neverCalled", .integer(Int64(neverCalled))),
            ("complete", .bool(isComplete)),
            ("moves", .array(run.moves.map { JSONText($0) })),
            (
                "decided",
                .array(
                    decided.map { origin, count in
                        .object([("origin", .string(origin)), ("count", .integer(Int64(count)))])
                    })
            ),
        ])
    }

    init(_ move: PolicyDryRun.Move) {
        self = .object([
            ("from", JSONText(move.from)),
            ("to", JSONText(move.to)),
            ("changes", .bool(!move.isNone)),
            ("count", .integer(Int64(move.count))),
            (
                "examples",
                .array(
                    move.examples.map {
                        .object([
                            ("uuid", .string($0.uuid.description)), ("fqdn", .string($0.fqdn.description)),
                            ("origin", JSONText($0.origin?.description)),
                        ])
                    })
            ),
        ])
    }

    init(_ outcome: PolicyDryRun.Outcome) {
        let (kind, name): (String, String?) =
            switch outcome {
            case .profile(let name): ("profile", name)
            case .unknownProfile(let name): ("unknown-profile", name)
            case .unassigned: ("unassigned", nil)
            case .waits: ("waits", nil)
            }
        self = .object([("kind", .string(kind)), ("profile", JSONText(name))])
    }
}
