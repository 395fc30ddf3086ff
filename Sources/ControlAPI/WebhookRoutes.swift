import AMT
import Hummingbird
import Inventory
import Logging
import Provisioning
import Telemetry

/// Where events are sent: what there is and how it stands, a new version of one, and from where on it is told again.
struct WebhookRoutes: Sendable {
    let webhooks: any WebhookBook
    /// Holds the secrets by which requests are signed.
    let profiles: any ProfileBook

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.webhooks, [.get: self.list])
        router.take(.webhook, [.get: self.show, .put: self.keep, .delete: self.remove])
        router.take(.webhookReplay, [.post: self.replay])
    }

    private static let noneYet = "There is no webhook of this name."

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let webhooks = try await self.webhooks.webhooks()
        return Response(json: .object([("webhooks", .array(webhooks.map { JSONText($0) }))]))
    }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let webhook = try await self.webhook(try PathReader.name(context))
        var response = Response(json: JSONText(webhook))
        response.headers[.eTag] = WritePrecondition.tag(webhook.version)
        return response
    }

    @Sendable private func keep(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        let precondition = try WritePrecondition.version(request.headers)
        let document = try await BodyReader.document(request, context)
        let webhook: Webhook
        switch Webhook.read(document) {
        case .success(let read): webhook = read
        case .failure(let faults):
            throw APIProblem(
                code: .webhookInvalid, detail: "Each fault names its place.", faults: faults.faults)
        }
        if let own = document["name"], own != .text(name) {
            throw APIProblem(
                code: .requestMalformed, detail: "The document and the resource name different webhooks.", field: "name"
            )
        }
        let warnings = try await self.warnings(webhook)
        let keeping = try await self.webhooks.keep(
            name: name, canonicalDocument: document.canonicalText, isEnabled: webhook.isEnabled,
            author: context.caller, ifVersion: precondition)
        let kept = try KeptDocument(name: name, keeping, warnings: warnings, noneYet: Self.noneYet)
        if kept.isKept {
            context.logger.info("webhook kept", [.webhook: name, .apiCaller: context.caller])
        }
        return kept.answer
    }

    @Sendable private func remove(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        switch try await self.webhooks.remove(name: name, ifVersion: try WritePrecondition.version(request.headers)) {
        case .removed: break
        case .conflict(let newest): throw KeptDocument.conflict(newest: newest, noneYet: Self.noneYet)
        case .unknown: throw Self.unknown
        }
        context.logger.info("webhook removed", [.webhook: name, .apiCaller: context.caller])
        return Response(json: .object([("name", .string(name))]))
    }

    @Sendable private func replay(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        let document = try await BodyReader.document(request, context)
        guard document.entries?.count == 1, case .text(let text)? = document["after"],
            let after = EventPosition(text)
        else {
            throw APIProblem(
                code: .requestMalformed,
                detail: "The body is an object with the one member after: the id of an event, or 0.0 for the oldest.",
                field: "after")
        }
        guard try await self.webhooks.replay(name: name, after: after) else { throw Self.unknown }
        return Response(json: .object([("name", .string(name)), ("after", .string(after.description))]), status: 202)
    }

    private func webhook(_ name: String) async throws -> KeptWebhook {
        guard let webhook = try await self.webhooks.webhooks().first(where: { $0.name == name }) else {
            throw Self.unknown
        }
        return webhook
    }

    private static var unknown: APIProblem { APIProblem(code: .webhookUnknown, detail: Self.noneYet) }

    private func warnings(_ webhook: Webhook) async throws -> [ProfileFault] {
        let known = try await self.profiles.secrets().map(\.name)
        var warnings: [ProfileFault] = []
        if !known.contains(webhook.secretName) {
            warnings.append(
                ProfileFault("secret", .missing, "names a secret that is not there yet: nothing is sent"))
        }
        if webhook.url.lowercased().hasPrefix("http:") {
            warnings.append(ProfileFault("url", .url, "sends events in clear text"))
        }
        return warnings
    }
}

extension JSONText {
    init(_ webhook: KeptWebhook) {
        self = .object([
            ("name", .string(webhook.name)), ("version", .integer(Int64(webhook.version))),
            ("author", .string(webhook.author)), ("changedAt", JSONText(webhook.changedAt)),
            ("position", .string(webhook.position.description)), ("failures", .integer(Int64(webhook.failureCount))),
            ("failure", JSONText(webhook.failure)), ("failedAt", JSONText(webhook.failedAt)),
            ("deliveredAt", JSONText(webhook.deliveredAt)), ("delivered", .integer(webhook.deliveredCount)),
            ("nextAt", JSONText(webhook.dueAt)), ("document", .document(webhook.document)),
        ])
    }
}
