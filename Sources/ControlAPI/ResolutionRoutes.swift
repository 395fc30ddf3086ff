import AMT
import Hummingbird
import Inventory
import Provisioning

/// Why a device has its name and its profile, or has none: the whole chain, as it is now. Nothing is kept and nobody is asked.
struct ResolutionRoutes: Sendable {
    let desk: InventoryDesk
    /// Which profiles there are.
    let profiles: any ProfileBook

    func add(to router: some RouterMethods<APIContext>) { router.take(.resolution, [.get: self.show]) }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let uuid = try PathReader.uuid(context)
        let facts = try await self.desk.resolutions.facts(of: uuid)
        let resolution = Resolver.resolve(facts.inventory, now: self.desk.now())
        let policy = try await self.policy()
        let next = Assigner.next(
            UnassignedDevice(
                uuid: uuid, resolution: resolution, address: facts.address.flatMap { IPAddress($0.text) },
                release: facts.release),
            policy: policy, profiles: try await self.names().map { Profile(name: $0) })
        var members: [(String, JSONText)] = [
            ("uuid", .string(uuid.description)), ("address", JSONText(facts.address?.text)),
            ("release", JSONText(facts.release?.description)), ("fqdn", Self.text(resolution.fqdn)),
        ]
        members += Self.members(of: next)
        members += [
            ("policyVersion", .integer(Int64(policy.version))), ("policyEnabled", .bool(policy.isEnabled)),
        ]
        return Response(json: .object(members + Self.members(of: resolution)))
    }

    private static func members(of next: Assigner.Next) -> [(String, JSONText)] {
        let profile: JSONText = next.assignment.map { JSONText(profileOf: $0) } ?? .null
        let problem: JSONText = next.problem.map { JSONText($0) } ?? .null
        return [("profile", profile), ("outcome", .string(next.word)), ("problem", problem)]
    }

    private static func members(of resolution: Resolution) -> [(String, JSONText)] {
        let fields: [(String, JSONText)] = resolution.fields.sorted { $0.key < $1.key }.map {
            ($0.key, .string($0.value))
        }
        let sources: [JSONText] = resolution.sources.map { JSONText($0) }
        let conflicts: [JSONText] = resolution.conflicts.map { JSONText($0) }
        return [
            ("sourceProfile", Self.text(resolution.profile)), ("site", Self.text(resolution.site)),
            ("amtVersion", Self.text(resolution.amtVersion)), ("fields", .object(fields)),
            ("sources", .array(sources)), ("conflicts", .array(conflicts)),
        ]
    }

    private static func text<Value: CustomStringConvertible>(_ value: ResolvedValue<Value>?) -> JSONText {
        guard let value else { return .null }
        return JSONText(value)
    }

    /// The newest policy; the standard one where there is none. Under one that cannot be read any more devices wait.
    private func policy() async throws -> AssignmentPolicy {
        guard let kept = try await self.desk.policies?.newest() else { return AssignmentPolicy() }
        if let policy = PolicyRoutes.readable(kept) { return policy }
        var waiting = AssignmentPolicy()
        waiting.isEnabled = false
        waiting.version = kept.version
        return waiting
    }

    private func names() async throws -> Set<String> {
        Set(try await self.profiles.profiles().map(\.name)).union([AssignmentPolicy.standardProfile])
    }
}

extension Assigner.Next {
    /// What a worker would come to, or whom it would ask first. Shown; never renamed.
    fileprivate var word: String {
        switch self {
        case .assigned: "assigned"
        case .ask(.dns): "asks-dns"
        case .ask(.props): "asks-props"
        case .ask(.release): "asks-release"
        case .failed: "problem"
        }
    }

    fileprivate var assignment: Assignment? {
        if case .assigned(let assignment) = self { assignment } else { nil }
    }

    /// The problem that the device would have.
    fileprivate var problem: ProblemView? {
        guard case .failed(let problem) = self else { return nil }
        return ProblemView(
            code: problem.code.rawValue, detail: problem.code.detail, remedy: problem.code.advice,
            evidence: problem.evidence)
    }
}

extension PolicySubject {
    /// What a policy looks at of a device that inventory names; `nil` where it names none.
    init?(_ resolution: Resolution, _ facts: ResolutionFacts) {
        guard let fqdn = resolution.fqdn else { return nil }
        self.init(
            fqdn: fqdn.value, source: fqdn.source, site: resolution.site?.value,
            address: facts.address.flatMap { IPAddress($0.text) },
            release: facts.release ?? resolution.amtVersion.flatMap { AMTRelease(version: $0.value) },
            fields: resolution.fields,
            named: resolution.profile.map { ProfileVerdict($0.value, .source($0.source)) })
    }
}

extension JSONText {
    init(profileOf assignment: Assignment) {
        self = .object([
            ("value", .string(assignment.profile.name)), ("origin", .string(assignment.profileOrigin.description)),
        ])
    }

    init<Value: CustomStringConvertible & Equatable & Sendable>(_ resolved: ResolvedValue<Value>) {
        self = .object([
            ("value", .string(resolved.value.description)),
            ("source", .string(resolved.source)),
            ("dataAt", JSONText(resolved.dataAt)),
            ("standing", .string(resolved.standing.word)),
            ("match", JSONText(resolved.match)),
        ])
    }

    init(_ source: SourceResolution) {
        self = .object([
            ("name", .string(source.name)),
            ("end", .string(source.end.word)),
            ("names", .array(source.end.names.map { .string($0) })),
            ("lastError", JSONText(source.lastFailure?.rawValue)),
            ("standing", source.match == nil ? .null : .string(source.standing.word)),
            ("ageDays", source.ageDays.map { .integer(Int64($0)) } ?? .null),
            ("match", source.match.map { JSONText($0) } ?? .null),
        ])
    }

    init(_ match: RecordMatch) {
        self = .object([
            ("order", .string(match.order.rawValue)),
            ("record", JSONText(match.record)),
            ("location", match.location.map { JSONText($0) } ?? .null),
        ])
    }

    init(_ kept: KeptRecord) {
        self = .object([
            ("changedAt", JSONText(kept.changedAt)), ("vanishedAt", JSONText(kept.vanishedAt)),
            ("says", JSONText(kept.record)),
        ])
    }

    init(_ conflict: ResolutionConflict) {
        self = .object([
            ("field", .string(conflict.field.rawValue)), ("source", .string(conflict.source)),
            ("value", .string(conflict.value)), ("standing", .string(conflict.standing.word)),
        ])
    }
}

extension DataStanding {
    /// Shown; never renamed.
    fileprivate var word: String {
        switch self {
        case .fresh: "fresh"
        case .stale: "stale"
        case .vanished: "vanished"
        }
    }
}

extension ChainEnd {
    /// What the source has for a name.
    fileprivate var names: [String] {
        switch self {
        case .neverSynced, .noCapabilityRecord, .noLocationRecord, .fqdnEmpty: []
        case .fqdnMalformed(let text, _): [text]
        case .severalNames(let names): names.map(\.description)
        case .found(let name): [name.description]
        }
    }
}
