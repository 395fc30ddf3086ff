import Hummingbird
import Provisioning

/// Who the caller is: a client that has nothing but a token learns what to offer.
struct AccountRoutes: Sendable {
    func add(to router: some RouterMethods<APIContext>) { router.take(.me, [.get: self.show]) }

    @Sendable private func show(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        return Response(
            json: .object([
                ("name", .string(context.caller)),
                ("roles", .array(context.roles.words.map { .string($0) })),
            ]))
    }
}
