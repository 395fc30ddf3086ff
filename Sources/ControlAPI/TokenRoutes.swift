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
        let (name, scope) = try Self.order(try await BodyReader.document(request, context))
        let token = SymmetricKey(size: .bits256).withUnsafeBytes { Secret(text: Hex.text(Array($0))) }
        guard
            let createdAt = try await self.tokens.make(
                name: name, scope: scope, digest: BearerGuard.digest(token.reveal()))
        else {
            throw APIProblem(
                code: .tokenNameTaken, detail: "Take another name, or remove the token of this one first.",
                field: "name")
        }
        context.logger.info(
            "API token made",
            [.tokenName: name, .tokenScope: scope.rawValue, .apiCaller: context.caller])
        return Response(
            json: .object([
                ("name", .string(name)), ("scope", .string(scope.rawValue)), ("createdAt", JSONText(createdAt)),
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
                code: .lastToken, detail: "It is the last one that may do everything. Make another one first.")
        }
        self.trusted.forget(name: name)
        context.logger.info("API token removed", [.tokenName: name, .apiCaller: context.caller])
        return Response(json: .object([("name", .string(name))]))
    }

    /// Name and scope that a new token is to have. The scope has to be said: nobody gets the wide one by forgetting it.
    private static func order(_ document: DocumentValue) throws(APIProblem) -> (name: String, scope: TokenScope) {
        guard let entries = document.entries, entries.allSatisfy({ ["name", "scope"].contains($0.key) }) else {
            throw APIProblem(code: .requestMalformed, detail: "The body is an object with name and scope.")
        }
        guard case .text(let name)? = document["name"], PathReader.isName(name), ![".", ".."].contains(name) else {
            throw APIProblem(code: .requestMalformed, detail: PathReader.nameRule, field: "name")
        }
        guard case .text(let word)? = document["scope"], let scope = TokenScope(rawValue: word) else {
            let scopes = TokenScope.allCases.map(\.rawValue).joined(separator: ", ")
            throw APIProblem(code: .requestMalformed, detail: "One of: \(scopes).", field: "scope")
        }
        return (name, scope)
    }
}

extension JSONText {
    init(_ token: TokenView) {
        self = .object([
            ("name", .string(token.name)),
            ("scope", .string(token.scope)),
            ("createdAt", JSONText(token.createdAt)),
            ("lastUsedAt", JSONText(token.lastUsedAt)),
        ])
    }
}
