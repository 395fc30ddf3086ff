import AMT
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Notes who is about to do what, before it is done. What cannot be noted is not done, and no secret is shown.
struct AuditGate: RouterMiddleware {
    let audit: any AuditBook
    /// Name of this node.
    let node: String

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let act = self.act(request, context) else { return try await next(request, context) }
        let note = AuditNote(audit: self.audit, act: act, logger: context.logger)
        try await note.write()
        var context = context
        context.audit = note
        do {
            return try await next(request, context)
        } catch {
            await self.note(act, endedBy: error, context)
            throw error
        }
    }

    /// `nil` for what is not audited.
    private func act(_ request: Request, _ context: APIContext) -> AuditedAct? {
        guard let route = context.endpointPath.flatMap(APIRoute.init(rawValue:)), route.isAudited(request.method) else {
            return nil
        }
        return AuditedAct(
            node: self.node, caller: context.caller, address: context.address, requestID: context.requestID,
            action: "\(request.method.rawValue) \(route.rawValue)", subject: Self.subject(context.parameters))
    }

    /// As lists name it, however the caller has spelled it.
    private static func subject(_ parameters: Parameters) -> String {
        if let text = parameters.get("uuid") { return Self.subject(text) }
        if let text = parameters.get("id") { return Int64(text).map { String($0) } ?? Self.printable(text) }
        return parameters.get("name").map(Self.printable) ?? ""
    }

    /// A UUID in its canonical form; any other text as it is, as far as it is kept.
    static func subject(_ text: String) -> String { DeviceUUID(text)?.description ?? Self.printable(text) }

    static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.filter { $0.value >= 0x20 }.prefix(APILimits.auditSubjectScalarsMax)
        return String(String.UnicodeScalarView(scalars))
    }

    /// How it ended otherwise than well. An act without this may have been done: losing it hides nothing.
    private func note(_ act: AuditedAct, endedBy error: any Error, _ context: APIContext) async {
        // Whether that was done, nobody knows.
        if let failure = error as? StoreFailure, failure.kind == .outcomeUnknown { return }
        var act = act
        act.status = ProblemReader.problem(of: error, logger: context.logger).code.status
        do throws(StoreFailure) {
            try await self.audit.append(act)
        } catch {
            context.logger.warning("audit log cannot be written", [.storeFailure: error.kind.rawValue])
        }
    }
}

/// One act, and what more is to be said of it before it is done.
struct AuditNote: Sendable {
    let audit: any AuditBook
    let act: AuditedAct
    let logger: Logger

    static let nothingDone = "Nothing was done, and nothing is shown. Try again."

    /// - Parameters:
    ///   - subject: what only the body says; never a secret.
    ///   - detail: what a caller is told when it cannot be noted.
    func write(
        subject: String? = nil, otherwise detail: String = AuditNote.nothingDone
    ) async throws(APIProblem) {
        let act = AuditedAct(
            node: self.act.node, caller: self.act.caller, address: self.act.address, requestID: self.act.requestID,
            action: self.act.action, subject: subject.map(AuditGate.printable) ?? self.act.subject)
        do throws(StoreFailure) {
            try await self.audit.append(act)
        } catch {
            self.logger.error("audit log cannot be written", [.storeFailure: error.kind.rawValue])
            throw APIProblem(code: .auditUnavailable, detail: detail)
        }
    }
}
