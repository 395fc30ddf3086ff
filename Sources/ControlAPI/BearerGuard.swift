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
        if !self.trusted.contains(digest) {
            guard try await self.tokens.knows(tokenDigest: digest) else { throw Self.refused }
            self.trusted.insert(digest)
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
    private let until = Mutex<[[UInt8]: ContinuousClock.Instant]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }) { self.now = now }

    func contains(_ digest: [UInt8]) -> Bool {
        let now = self.now()
        return self.until.withLock { known in known[digest].map { now < $0 } ?? false }
    }

    func insert(_ digest: [UInt8]) {
        let now = self.now()
        self.until.withLock { known in
            if known.count >= APILimits.tokensTrustedMax { known = known.filter { now < $0.value } }
            // Full of fresh ones: forgetting costs each of them one look-up.
            if known.count >= APILimits.tokensTrustedMax { known.removeAll() }
            known[digest] = now + APILimits.tokenTrust
        }
    }
}
