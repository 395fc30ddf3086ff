import AMT
import Crypto
import Hummingbird
import Logging
import Provisioning
import Telemetry

/// Tokens of the API: which there are, a new one, and the end of one. A token is shown once, in the answer that makes it.
struct TokenRoutes: Sendable {
    let tokens: any TokenBook
    let trusted: TrustedTokens

    func add(to router: some RouterMethods<APIContext>) {
        router.take(.tokens, [.get: self.list, .post: self.make])
        router.take(.token, [.delete: self.remove])
    }

    @Sendable private func list(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let tokens = try await self.tokens.tokens()
        return Response(json: .object([("tokens", .array(tokens.map { JSONText($0) }))]))
    }

    @Sendable private func make(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let (name, roles) = try Self.order(try await BodyReader.document(request, context))
        // Otherwise whoever may make tokens may do everything.
        guard roles.isSubset(of: context.roles) else {
            throw APIProblem(
                code: .roleInsufficient, detail: "A token has no role that its maker has not.", field: "roles")
        }
        try await context.audit?.write(subject: "\(name): \(roles.words.joined(separator: " "))")
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Secret(text: Hex.text(Array($0))) }
        guard
            let createdAt = try await self.tokens.make(
                name: name, roles: roles, digest: BearerGuard.digest(token.reveal()))
        else {
            throw APIProblem(
                code: .tokenNameTaken, detail: "Take another name, or remove the token of this one first.",
                field: "name")
        }
        context.logger.info(
            "API token made",
            [.tokenName: name, .tokenRoles: roles.words.joined(separator: " "), .apiCaller: context.caller])
        return Response(
            json: .object([
                ("name", .string(name)), ("roles", .array(roles.words.map(JSONText.string))),
                ("createdAt", JSONText(createdAt)),
                ("token", .string(token.reveal())),
            ]), status: 201)
    }

    @Sendable private func remove(_ request: Request, _ context: APIContext) async throws -> Response {
        _ = try QueryReader(request, known: [])
        let name = try PathReader.name(context)
        switch try await self.tokens.remove(name: name) {
        case .removed: break
        case .unknown: throw APIProblem(code: .tokenUnknown, detail: "No token of this name is admitted.")
        case .last:
            throw APIProblem(
                code: .lastToken,
                detail: "It is the last one that may make others. Make another one with the role trust-admin first.")
        }
        self.trusted.forget(name: name)
        context.logger.info("API token removed", [.tokenName: name, .apiCaller: context.caller])
        return Response(json: .object([("name", .string(name))]))
    }

    /// Name and roles that a new token is to have. They have to be said: nobody gets all of them by forgetting it.
    private static func order(
        _ document: DocumentValue
    ) throws(APIProblem) -> (name: String, roles: Set<AccessRole>) {
        guard let entries = document.entries, entries.allSatisfy({ ["name", "roles"].contains($0.key) }) else {
            throw APIProblem(code: .requestMalformed, detail: "The body is an object with name and roles.")
        }
        guard case .text(let name)? = document["name"], PathReader.isName(name), ![".", ".."].contains(name) else {
            throw APIProblem(code: .requestMalformed, detail: PathReader.nameRule, field: "name")
        }
        guard case .list(let items)? = document["roles"], !items.isEmpty else { throw Self.noRoles }
        var roles: Set<AccessRole> = []
        for item in items {
            guard case .text(let word) = item, let role = AccessRole(rawValue: word) else { throw Self.noRoles }
            roles.insert(role)
        }
        return (name, roles)
    }

    private static let noRoles = APIProblem(
        code: .requestMalformed, detail: "A list of: \(Set<AccessRole>.everything.words.joined(separator: ", ")).",
        field: "roles")
}

extension JSONText {
    init(_ token: TokenView) {
        self = .object([
            ("name", .string(token.name)),
            ("roles", .array(token.roles.map(JSONText.string))),
            ("createdAt", JSONText(token.createdAt)),
            ("lastUsedAt", JSONText(token.lastUsedAt)),
        ])
    }
}
