import AMT
import Crypto
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Pre-shared keys: which there are, new ones, those of another server, and their values for whoever puts them into machines.
/// The log has counts alone, and who asked.
struct PresharedKeyRoutes: Sendable {
    /// How often PIDs that are taken already are replaced by others. One in a thousand million million is taken.
    static let roundsMax = 5

    let desk: ImportDesk

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.pskKeys, [.get: self.list, .post: self.takeKeys])
        router.take(.pskGeneration, [.post: self.generate])
        router.take(.pskExport, [.post: self.export])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        let query = try QueryReader(request, known: ["cursor", "limit", "state"])
        let limit = try query.limit(default: APILimits.keysPerPageDefault, max: APILimits.keysPerPageMax)
        let after = try query.keyCursor()
        let state = try query.keyState()
        // One more than asked for tells whether there is a next page; at the port's own limit a full page stands for it.
        let wanted = min(limit + 1, APILimits.keysPerPageMax)
        let keys = try await self.desk.keys.keys(after: after, limit: wanted, state: state)
        let page = keys.prefix(limit)
        let hasMore = keys.count > limit || (wanted == limit && keys.count == limit)
        return Response(
            json: .object([
                ("keys", .array(page.map { JSONText($0) })),
                ("nextCursor", hasMore ? JSONText(page.last?.pid.description) : .null),
            ]))
    }

    @Sendable private func takeKeys(_ request: Request, _ context: APIContext) async throws -> Response {
        let verdicts = ImportReader.keys(try await ImportRoutes.items(request, context, "keys"))
        let keys = verdicts.compactMap { try? $0.get() }
        let new = keys.isEmpty ? [] : try await self.desk.keys.keep(keys)
        context.logger.info(
            "pre-shared keys imported", [.count: keys.count, .changed: new.count, .apiCaller: context.caller])
        let results = verdicts.map { verdict in
            switch verdict {
            case .success(let key): JSONText(result: new.contains(key.pid) ? "imported" : "known")
            case .failure(let fault): JSONText(result: "faulty", fault)
            }
        }
        return Response(
            json: .object([
                ("imported", .integer(Int64(new.count))), ("known", .integer(Int64(keys.count - new.count))),
                ("results", .array(results)),
            ]))
    }

    @Sendable private func generate(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let count = try PresharedKeyReader.count(try await BodyReader.document(request, context))
        var made: [PID] = []
        for _ in 0..<Self.roundsMax where made.count < count {
            var pairs: [PID: PPS] = [:]
            for _ in 0..<count - made.count {
                let (pid, pps) = try Self.pair()
                pairs[pid] = pps
            }
            // Of a PID that is there already the key stays, and another one is made.
            let new = try await self.desk.keys.keep(
                pairs.map { ImportedKey(pid: $0.key, pps: $0.value) }, isFresh: true)
            made += new.sorted { $0.text < $1.text }
        }
        context.logger.info("pre-shared keys made", [.count: made.count, .apiCaller: context.caller])
        guard made.count == count else { throw APIProblem(code: .internalError, detail: "Not all of them were made.") }
        return Response(
            json: .object([("pids", .array(made.map { .string($0.description) }))]), status: 201)
    }

    private static func pair() throws(APIProblem) -> (PID, PPS) {
        let entropy = SymmetricKey(size: SymmetricKeySize(bitCount: 512)).withUnsafeBytes { Array($0) }
        guard let pair = PresharedKeyMaker.pair(entropy: entropy) else {
            throw APIProblem(code: .internalError, detail: "The generator ran out of entropy.")
        }
        return pair
    }

    private static let markedUnseen =
        "No key is shown. The keys count as given out all the same: ask for them again with includeExported, or by their PIDs."

    @Sendable private func export(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let order = try PresharedKeyReader.order(try await BodyReader.document(request, context))
        let keys = try await self.desk.keys.export(order)
        let pids = keys.map(\.pid.text).sorted()
        // Which they are is known only now that they are marked.
        try await context.audit?.write(
            subject: "\(pids.count) keys, \(pids.first ?? "none") to \(pids.last ?? "none")",
            otherwise: keys.isEmpty ? AuditNote.nothingDone : Self.markedUnseen)
        context.logger.info("pre-shared keys given out", [.count: keys.count, .apiCaller: context.caller])
        var unknown: [PID] = []
        if case .named(let pids) = order {
            let found = Set(keys.map(\.pid))
            unknown = pids.filter { !found.contains($0) }
        }
        var response = Response(
            json: .object([
                ("keys", .array(keys.map { JSONText(revealing: $0) })),
                ("unknown", .array(unknown.map { .string($0.description) })),
            ]))
        response.headers[.cacheControl] = "no-store"
        return response
    }
}

/// Reads what callers want of pre-shared keys.
enum PresharedKeyReader {
    /// How many are to be made.
    static func count(_ document: DocumentValue) throws(APIProblem) -> Int {
        let count = Self.number(document["count"], max: APILimits.keysPerGenerationMax)
        guard document.entries?.count == 1, let count else {
            throw APIProblem(
                code: .requestMalformed,
                detail:
                    "The body is an object with count alone, a whole number from 1 to \(APILimits.keysPerGenerationMax).",
                field: "count")
        }
        return count
    }

    /// Which are to be given out: those of a list, or those that are available.
    static func order(_ document: DocumentValue) throws(APIProblem) -> PresharedKeyOrder {
        guard let entries = document.entries,
            entries.allSatisfy({ ["pids", "available", "count", "includeExported"].contains($0.key) }),
            (document["pids"] == nil) == (document["available"] != nil),
            document["pids"] == nil || entries.count == 1
        else {
            throw APIProblem(
                code: .requestMalformed,
                detail: "The body is an object with pids alone, or with available, count and includeExported.")
        }
        guard let pids = document["pids"] else { return try Self.available(document) }
        guard let items = pids.items, (1...APILimits.keysPerExportMax).contains(items.count) else {
            throw APIProblem(
                code: .requestMalformed, detail: "A list of 1 to \(APILimits.keysPerExportMax).", field: "pids")
        }
        return .named(try items.map { item throws(APIProblem) in try Self.pid(item) })
    }

    private static func available(_ document: DocumentValue) throws(APIProblem) -> PresharedKeyOrder {
        guard case .flag(true)? = document["available"] else {
            throw APIProblem(code: .requestMalformed, detail: "It is true, or not there.", field: "available")
        }
        var limit = APILimits.keysPerExportMax
        if let member = document["count"] {
            guard let count = Self.number(member, max: APILimits.keysPerExportMax) else {
                throw APIProblem(
                    code: .requestMalformed, detail: "A whole number from 1 to \(APILimits.keysPerExportMax).",
                    field: "count")
            }
            limit = count
        }
        switch document["includeExported"] {
        case nil: return .available(limit: limit, includesExported: false)
        case .flag(let includes)?: return .available(limit: limit, includesExported: includes)
        case .some:
            throw APIProblem(code: .requestMalformed, detail: "true or false.", field: "includeExported")
        }
    }

    /// A text that is none is not shown back: it may be a PPS in the wrong place.
    private static func pid(_ item: DocumentValue) throws(APIProblem) -> PID {
        if case .text(let text) = item, let pid = try? PID(text) { return pid }
        throw APIProblem(
            code: .requestMalformed,
            detail: "Each is a PID: eight digits and upper-case letters of which the last checks the others.",
            field: "pids")
    }

    private static func number(_ value: DocumentValue?, max: Int) -> Int? {
        guard case .integer(let number)? = value, (1...Int64(max)).contains(number) else { return nil }
        return Int(number)
    }
}

extension JSONText {
    init(_ key: PresharedKeyView) {
        self = .object([
            ("pid", .string(key.pid.description)), ("state", .string(key.state.rawValue)),
            ("device", JSONText(key.device?.description)), ("since", JSONText(key.since)),
            ("createdAt", JSONText(key.createdAt)), ("exportedAt", JSONText(key.exportedAt)),
        ])
    }

    /// With the PPS in clear, without dashes.
    fileprivate init(revealing key: ImportedKey) {
        self = .object([
            ("pid", .string(key.pid.description)), ("pps", .string(key.pps.secret.reveal())),
        ])
    }
}
