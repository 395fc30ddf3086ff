import AMT
import Hummingbird
import Inventory
import Provisioning

/// Why a device has its name and its profile, or has none: the whole chain, as it is now. Nothing is kept and nobody is asked.
struct ResolutionRoutes: Sendable {
    let desk: InventoryDesk

    func add(to router: some RouterMethods<APIContext>) { router.take(.resolution, [.get: self.show]) }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let uuid = try PathReader.uuid(context)
        let facts = try await self.desk.resolutions.facts(of: uuid)
        let resolution = Resolver.resolve(facts.inventory, now: self.desk.now())
        let policy = try await self.policy()
        let verdict = PolicySubject(resolution, facts).flatMap { policy.isEnabled ? policy.verdict(for: $0) : nil }
        return Response(
            json: .object([
                ("uuid", .string(uuid.description)),
                ("address", JSONText(facts.address?.text)),
                ("release", JSONText(facts.release?.description)),
                ("fqdn", resolution.fqdn.map { JSONText($0) } ?? .null),
                (
                    "profile",
                    verdict.map {
                        .object([("value", .string($0.profile)), ("origin", .string($0.origin.description))])
                    } ?? .null
                ),
                ("policyVersion", .integer(Int64(policy.version))),
                ("policyEnabled", .bool(policy.isEnabled)),
                ("sourceProfile", resolution.profile.map { JSONText($0) } ?? .null),
                ("site", resolution.site.map { JSONText($0) } ?? .null),
                ("amtVersion", resolution.amtVersion.map { JSONText($0) } ?? .null),
                (
                    "fields",
                    .object(resolution.fields.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
                ),
                ("sources", .array(resolution.sources.map { JSONText($0) })),
                ("conflicts", .array(resolution.conflicts.map { JSONText($0) })),
            ]))
    }

    /// The newest policy; the standard one where there is none, or where it cannot be read any more, as workers do.
    private func policy() async throws -> AssignmentPolicy {
        guard let kept = try await self.desk.policies?.newest() else { return AssignmentPolicy() }
        return PolicyRoutes.readable(kept) ?? AssignmentPolicy()
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
