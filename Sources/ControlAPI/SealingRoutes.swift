import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// The keys under which secrets are sealed: how much each of them seals, its replacement, and the proof that all opens. No value and
/// no key goes out.
struct SealingRoutes: Sendable {
    let keeping: any SecretKeeping
    let secrets: SecretRoutes

    func add(to router: some RouterMethods<APIContext>) {
        // The words are names of secrets as well, and a secret of such a name is kept as any other.
        router.take(.sealingKeys, [.get: self.census, .put: self.secrets.keep(named: "keys")])
        router.take(.rotation, [.post: self.rotate, .put: self.secrets.keep(named: "rotation")])
        router.take(.verification, [.post: self.verify, .put: self.secrets.keep(named: "verification")])
    }

    @Sendable private func census(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return Response(json: .object(JSONText.members(of: try await self.keeping.census())))
    }

    @Sendable private func rotate(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let document = try await BodyReader.document(request, context)
        let count = try SealingReader.count(
            document, standard: APILimits.recordsRotatedDefault, max: APILimits.recordsRotatedMax)
        let step = try await self.keeping.rotate(count, after: try SealingReader.place(document))
        let census = try await self.keeping.census()
        context.logger.info(
            "secrets put under the current key",
            [.changed: step.rewrapped.values.reduce(0, +), .count: step.failures.count, .apiCaller: context.caller])
        return Response(json: .object(JSONText.members(of: step) + JSONText.members(of: census)))
    }

    @Sendable private func verify(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let document = try await BodyReader.document(request, context)
        try SealingReader.judgeMembers(document, ["count"])
        let count = try SealingReader.count(
            document, standard: APILimits.recordsVerifiedDefault, max: APILimits.recordsVerifiedMax)
        let kinds = try await self.keeping.verify(count)
        let failed = kinds.reduce(0) { $0 + $1.failures.count }
        if failed > 0 {
            context.logger.error("stored secrets do not open", [.count: failed, .apiCaller: context.caller])
        }
        return Response(json: .object([("kinds", .array(kinds.map { JSONText($0) }))]))
    }
}

/// Reads what a caller orders.
enum SealingReader {
    static func judgeMembers(_ document: DocumentValue, _ known: Set<String>) throws(APIProblem) {
        guard let entries = document.entries, entries.allSatisfy({ known.contains($0.key) }) else {
            throw APIProblem(
                code: .requestMalformed, detail: "The body is an object with \(known.sorted().joined(separator: ", "))."
            )
        }
    }

    static func count(_ document: DocumentValue, standard: Int, max: Int) throws(APIProblem) -> Int {
        switch document["count"] {
        case nil: return standard
        case .integer(let count)? where (1...Int64(max)).contains(count): return Int(count)
        case .some:
            throw APIProblem(code: .requestMalformed, detail: "A whole number from 1 to \(max).", field: "count")
        }
    }

    /// Where the step before ended: its answer's `next`, handed back as it is.
    static func place(_ document: DocumentValue) throws(APIProblem) -> RotationPlace? {
        try Self.judgeMembers(document, ["count", "after"])
        guard let after = document["after"], after != .null else { return nil }
        guard case .text(let word)? = after["kind"], let kind = SealedKind(rawValue: word),
            case .text(let keyID)? = after["key"], case .text(let text)? = after["record"],
            let record = SealedRecord(kind: kind, checkedPlace: text)
        else {
            throw APIProblem(
                code: .requestMalformed, detail: "Hand back next of the step before.", field: "after")
        }
        return RotationPlace(keyID: keyID, record: record)
    }
}

extension JSONText {
    fileprivate static func members(of census: KeyCensus) -> [(String, JSONText)] {
        let keys = census.allKeyIDs.map { keyID in
            let counts = SealedKind.allCases.map { ($0.rawValue, census.count(keyID, $0)) }
            let state =
                keyID == census.keyIDs.first ? "current" : census.keyIDs.contains(keyID) ? "older" : "missing"
            return JSONText.object([
                ("key", .string(keyID)), ("state", .string(state)),
                ("total", .integer(counts.reduce(0) { $0 + $1.1 })),
                ("records", .object(counts.map { ($0.0, .integer($0.1)) })),
            ])
        }
        return [("remaining", .integer(census.remaining)), ("keys", .array(keys))]
    }

    fileprivate static func members(of step: RotationStep) -> [(String, JSONText)] {
        [
            (
                "rewrapped",
                .object(SealedKind.allCases.map { ($0.rawValue, .integer(Int64(step.rewrapped[$0] ?? 0))) })
            ),
            ("left", .integer(Int64(step.left))), ("failed", .array(step.failures.map { JSONText($0) })),
            ("next", step.next.map { JSONText($0) } ?? .null),
        ]
    }

    fileprivate init(_ place: RotationPlace) {
        self = .object([
            ("kind", .string(place.record.kind.rawValue)), ("key", .string(place.keyID)),
            ("record", .string(place.record.place)),
        ])
    }

    fileprivate init(_ failure: SealedFailure) {
        self = .object([
            ("kind", .string(failure.record.kind.rawValue)), ("record", .string(failure.record.place)),
            ("part", .string(failure.part)), ("key", .string(failure.keyID)),
            ("reason", .string(failure.reason.rawValue)),
        ])
    }

    fileprivate init(_ verification: KindVerification) {
        self = .object([
            ("kind", .string(verification.kind.rawValue)), ("opened", .integer(Int64(verification.opened))),
            ("failed", .array(verification.failures.map { JSONText($0) })),
        ])
    }
}
