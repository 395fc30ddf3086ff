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
        do throws(StoreFailure) {
            try await self.audit.append(act)
        } catch {
            context.logger.error("audit log cannot be written", [.storeFailure: error.kind.rawValue])
            throw APIProblem(code: .auditUnavailable, detail: "Nothing was done, and nothing is shown. Try again.")
        }
        do {
            return try await next(request, context)
        } catch {
            await self.note(act, refusedAs: ProblemReader.problem(of: error, logger: context.logger).code, context)
            throw error
        }
    }

    /// `nil` for what is not audited.
    private func act(_ request: Request, _ context: APIContext) -> AuditedAct? {
        guard let route = context.endpointPath.flatMap(APIRoute.init(rawValue:)), route.isAudited(request.method) else {
            return nil
        }
        let subject =
            context.parameters.get("uuid") ?? context.parameters.get("name") ?? context.parameters.get("id") ?? ""
        return AuditedAct(
            node: self.node, caller: context.caller, address: context.address, requestID: context.requestID,
            action: "\(request.method.rawValue) \(route.rawValue)",
            subject: String(subject.unicodeScalars.prefix(APILimits.auditSubjectScalarsMax).filter { $0.value >= 0x20 })
        )
    }

    /// That it was not done after all. An act without this may have been done: losing it hides nothing.
    private func note(_ act: AuditedAct, refusedAs code: APIProblem.Code, _ context: APIContext) async {
        var act = act
        act.status = code.status
        do throws(StoreFailure) {
            try await self.audit.append(act)
        } catch {
            context.logger.warning("audit log cannot be written", [.storeFailure: error.kind.rawValue])
        }
    }
}
