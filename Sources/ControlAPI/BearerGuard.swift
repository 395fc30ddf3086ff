import AMT
import Crypto
import Hummingbird
import Provisioning
import Synchronization

/// Lets in who holds a known bearer token (RFC 6750).
struct BearerGuard: RouterMiddleware {
    let tokens: any TokenBook
    let trusted: TrustedTokens

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let offered = request.headers[.authorization] else {
            throw APIProblem(code: .tokenMissing, detail: "Send the token as Authorization: Bearer.")
        }
        guard let token = Self.token(offered) else { throw Self.refused }
        // Only the digest is looked up and kept: neither a cache nor a table can give a token away.
        let digest = Array(SHA256.hash(data: Array(token.utf8)))
        var context = context
        if let name = self.trusted.name(digest) {
            context.caller = name
        } else {
            guard let name = try await self.tokens.name(tokenDigest: digest) else { throw Self.refused }
            self.trusted.insert(digest, name: name)
            context.caller = name
        }
        return try await next(request, context)
    }

    private static let refused = APIProblem(
        code: .tokenRefused, detail: "The token was mistyped, or it was withdrawn.")

    /// The scheme's name is read in any letter case.
    static func token(_ header: String) -> Substring? {
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        guard !token.isEmpty, token.utf8.count <= APILimits.tokenBytesMax, !token.contains(" ") else { return nil }
        return token
    }
}

/// Digests of tokens that were found good a short while ago.
final class TrustedTokens: Sendable {
    private struct Token {
        let name: String
        let until: ContinuousClock.Instant
    }

    private let known = Mutex<[[UInt8]: Token]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }) { self.now = now }

    /// The name under which it was admitted; `nil` when it has to be asked for anew.
    func name(_ digest: [UInt8]) -> String? {
        let now = self.now()
        return self.known.withLock { known in known[digest].flatMap { now < $0.until ? $0.name : nil } }
    }

    func insert(_ digest: [UInt8], name: String) {
        let now = self.now()
        self.known.withLock { known in
            if known.count >= APILimits.tokensTrustedMax { known = known.filter { now < $0.value.until } }
            // Full of fresh ones: forgetting costs each of them one look-up.
            if known.count >= APILimits.tokensTrustedMax { known.removeAll() }
            known[digest] = Token(name: name, until: now + APILimits.tokenTrust)
        }
    }
}
