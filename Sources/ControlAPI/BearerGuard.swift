import AMT
import Crypto
import Hummingbird
import Logging
import Provisioning
import Synchronization
import Telemetry

/// Lets in who holds a known bearer token (RFC 6750), as far as its roles go.
struct BearerGuard: RouterMiddleware {
    let tokens: any TokenBook
    let trusted: TrustedTokens
    /// Whose tokens are taken besides our own.
    let openID: OpenIDIssuer?
    /// How fast one address may have tokens looked up that were not found good a moment ago.
    private let lookups: CallersPace
    private let refusals: RefusalLog

    init(
        tokens: any TokenBook, trusted: TrustedTokens, openID: OpenIDIssuer?,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
    ) {
        self.tokens = tokens
        self.trusted = trusted
        self.openID = openID
        self.lookups = CallersPace(perSecond: APILimits.tokenLookupsPerSecond, now: now)
        self.refusals = RefusalLog(now: now)
    }

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        guard let offered = request.headers[.authorization] else {
            throw APIProblem(code: .tokenMissing, detail: "Send the token as Authorization: Bearer.")
        }
        let known: KnownToken
        do {
            guard let token = Self.token(offered) else { throw Self.refused }
            known = try await self.caller(token, at: context.address)
        } catch let problem as APIProblem where problem.code == .tokenRefused {
            self.refusals.tell(of: context)
            throw problem
        }
        let route = context.endpointPath.flatMap(APIRoute.init(rawValue:))
        guard known.roles.allow(request.method, route) else {
            context.logger.warning(
                "request refused for want of a role",
                [.apiCaller: known.name, .apiPeer: context.address, .apiPath: route?.rawValue ?? "unknown"])
            throw Self.insufficient(route?.roles(for: request.method) ?? [])
        }
        var context = context
        context.caller = known.name
        context.roles = known.roles
        return try await next(request, context)
    }

    private func caller(_ token: Substring, at address: String) async throws -> KnownToken {
        guard let openID, OpenIDIssuer.isMeant(by: token) else {
            guard token.utf8.count <= APILimits.tokenBytesMax else { throw Self.refused }
            return try await self.known(Self.digest(token), at: address)
        }
        do throws(OpenIDIssuer.Refusal) {
            return try await openID.caller(token)
        } catch {
            switch error {
            case .keysMissing:
                throw APIProblem(
                    code: .identityUnavailable, detail: "The provider's keys cannot be had. A token of our own works.")
            case .outOfTime: throw APIProblem(code: .tokenRefused, detail: "The token is over. Sign in again.")
            case .foreign:
                throw APIProblem(code: .tokenRefused, detail: "The token is another issuer's, or for somebody else.")
            case .nameless: throw APIProblem(code: .tokenRefused, detail: "The token does not say whose it is.")
            case .unsigned: throw Self.refused
            }
        }
    }

    private func known(_ digest: [UInt8], at address: String) async throws -> KnownToken {
        if let known = self.trusted.token(digest) { return known }
        // Each costs the database a question: who guesses gets fewer of them than whoever was known a while ago, at the same address too.
        if !self.trusted.hasKnown(digest),
            case .refused(let wait) = self.lookups.take(Caller(name: "", address: address))
        {
            throw APIProblem(
                code: .tooManyRequests, detail: "Too many tokens of this address were looked up.",
                retryAfterSeconds: max(1, Int((wait / .seconds(1)).rounded(.up))))
        }
        guard let known = try await self.tokens.token(digest: digest) else { throw Self.refused }
        self.trusted.insert(digest, known)
        return known
    }

    /// Only the digest is looked up and kept: neither a cache nor a table can give a token away.
    static func digest(_ token: some StringProtocol) -> [UInt8] { Array(SHA256.hash(data: Array(token.utf8))) }

    private static func insufficient(_ wanted: Set<AccessRole>) -> APIProblem {
        let detail =
            wanted.isEmpty
            ? "This takes a token with every role."
            : "It takes one of the roles: \(wanted.words.joined(separator: ", "))."
        return APIProblem(code: .roleInsufficient, detail: detail)
    }

    private static let refused = APIProblem(
        code: .tokenRefused, detail: "The token was mistyped, or it was withdrawn.")

    /// The scheme's name is read in any letter case.
    static func token(_ header: String) -> Substring? {
        let parts = header.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return nil }
        let token = parts[1].drop { $0 == " " }
        guard !token.isEmpty, !token.contains(" ") else { return nil }
        return token
    }
}

/// Says in the log from where tokens come that are refused: once a minute for each address.
final class RefusalLog: Sendable {
    private let told = Mutex<[String: ContinuousClock.Instant]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant) { self.now = now }

    func tell(of context: APIContext) {
        guard self.mayTell(of: context.address) else { return }
        context.logger.warning(
            "token refused; more of this peer within the minute are only counted", [.apiPeer: context.address])
    }

    func mayTell(of address: String) -> Bool {
        let now = self.now()
        return self.told.withLock { told in
            if let until = told[address], now < until { return false }
            if told.count >= APILimits.refusedPeersMax { told = told.filter { now < $0.value } }
            // Of more than that the metrics tell; one line for each of them would fill the disk.
            guard told.count < APILimits.refusedPeersMax else { return false }
            told[address] = now + APILimits.refusalsTellEvery
            return true
        }
    }
}

/// Digests of tokens that were found good a short while ago.
final class TrustedTokens: Sendable {
    private struct Entry {
        let token: KnownToken
        let until: ContinuousClock.Instant
        /// Until when it is remembered that there was such a token.
        let knownUntil: ContinuousClock.Instant
    }

    private let known = Mutex<[[UInt8]: Entry]>([:])
    private let now: @Sendable () -> ContinuousClock.Instant

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }) { self.now = now }

    /// As it was admitted; `nil` when it has to be asked for anew.
    func token(_ digest: [UInt8]) -> KnownToken? {
        let now = self.now()
        return self.known.withLock { known in known[digest].flatMap { now < $0.until ? $0.token : nil } }
    }

    /// Whether it was found good in the last hour. It has to be looked up all the same.
    func hasKnown(_ digest: [UInt8]) -> Bool {
        let now = self.now()
        return self.known.withLock { known in known[digest].map { now < $0.knownUntil } ?? false }
    }

    /// Forgets a token that was withdrawn here. Other nodes trust it until its time is over.
    func forget(name: String) { self.known.withLock { known in known = known.filter { $0.value.token.name != name } } }

    func insert(_ digest: [UInt8], _ token: KnownToken) {
        let now = self.now()
        self.known.withLock { known in
            if known.count >= APILimits.tokensTrustedMax { known = known.filter { now < $0.value.until } }
            // Full of fresh ones: forgetting costs each of them one look-up.
            if known.count >= APILimits.tokensTrustedMax { known.removeAll() }
            known[digest] = Entry(
                token: token, until: now + APILimits.tokenTrust, knownUntil: now + APILimits.tokenKnown)
        }
    }
}
