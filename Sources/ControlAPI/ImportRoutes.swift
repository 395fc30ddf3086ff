import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Passwords that devices may hold, of another server. They come in here, and the log has counts alone.
struct ImportRoutes: Sendable {
    let desk: ImportDesk

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.credentials, [.post: self.keepCredentials])
    }

    @Sendable private func keepCredentials(_ request: Request, _ context: APIContext) async throws -> Response {
        let verdicts = ImportReader.credentials(try await Self.items(request, context, "credentials"))
        let credentials = verdicts.compactMap { try? $0.get() }
        var kept = credentials.isEmpty ? [] : try await self.desk.credentials.keep(credentials)[...]
        guard kept.count == credentials.count else {
            throw StoreFailure(kind: .unreadable, statement: "credential import")
        }
        let keptCount = kept.count { $0 == .kept }
        let knownCount = kept.count { $0 == .known }
        context.logger.info(
            "credentials imported", [.count: credentials.count, .changed: keptCount, .apiCaller: context.caller])
        let results = verdicts.map { verdict in
            switch verdict {
            case .success: JSONText(kept.removeFirst())
            case .failure(let fault): JSONText(result: "refused", fault)
            }
        }
        return Response(
            json: .object([
                ("kept", .integer(Int64(keptCount))), ("known", .integer(Int64(knownCount))),
                ("results", .array(results)),
            ]))
    }

    /// The items, not judged yet.
    static func items(
        _ request: Request, _ context: APIContext, _ member: String
    ) async throws -> [DocumentValue] {
        _ = try QueryReader(request, known: [])
        let document = try await BodyReader.document(request, context)
        guard document.entries?.count == 1, let items = document[member]?.items,
            (1...APILimits.importsPerCallMax).contains(items.count)
        else {
            throw APIProblem(
                code: .requestMalformed,
                detail: "The body is an object with \(member) alone, a list of 1 to \(APILimits.importsPerCallMax).",
                field: member)
        }
        return items
    }
}

extension JSONText {
    init(result: String, _ fault: ImportReader.Fault? = nil) {
        self = .object([
            ("result", .string(result)), ("reason", JSONText(fault?.refusal.rawValue)),
            ("field", JSONText(fault?.field)),
        ])
    }

    init(_ result: ImportResult) {
        switch result {
        case .kept: self.init(result: "kept")
        case .known: self.init(result: "known")
        case .refused(let refusal):
            self.init(result: "refused", ImportReader.Fault(refusal: refusal, field: nil))
        }
    }
}
