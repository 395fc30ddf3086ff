import Hummingbird
import Logging
import NIOHTTP1
import Telemetry

/// Outermost: gives a request its id, and turns whatever comes out of it into an answer.
struct RequestScope: RouterMiddleware {
    let metrics: APIMetrics
    /// Whether resources of the API are served here, and not only health.
    var servesAPI = true
    var proxies = ProxyPeers(networks: [])
    let clock = ContinuousClock()

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let startedAt = self.clock.now
        var context = context
        context.address = self.proxies.caller(peer: context.address, named: request.headers[HeaderName.forwardedFor])
        context.requestID = Self.requestID(request.headers[HeaderName.requestID])
        context.logger = context.logger.adding([.apiRequestID: context.requestID, .apiMethod: request.method.rawValue])
        var response: Response
        do {
            response = try await next(request, context)
        } catch let error as HTTPParserError {
            // The server itself answers these and closes: the bytes that follow mean nothing.
            throw error
        } catch {
            var problem = ProblemReader.problem(of: error, logger: context.logger)
            if self.servesAPI, problem.code == .routeUnknown, let route = APIRoute.resource(of: request.uri.path) {
                // Some method that nobody has, such as TRACE.
                problem = .methodNotAllowed(route.operations.keys)
            }
            self.metrics.refused(problem.code)
            response = Response(problem: problem, requestID: context.requestID)
        }
        if BodyGate.hasBody(request), !context.connection.isBodyTaken {
            // Nobody reads what is left of it, however long it goes on.
            context.connection.end(afterSeconds: APILimits.unreadSecondsMax)
            response.headers[.connection] = "close"
        }
        for field in context.answerFields.all { response.headers[field.name] = field.value }
        response.headers[HeaderName.requestID] = context.requestID
        response.headers[HeaderName.contentTypeOptions] = "nosniff"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
        let route = context.route
        try await Compression.apply(to: &response, for: request, of: route)
        let took = self.clock.now - startedAt
        self.metrics.answered(route, status: response.status.code, took: took)
        context.logger.debug(
            "request answered",
            [.apiPath: route?.rawValue ?? "unknown", .apiStatus: response.status.code, .durationSeconds: took])
        return response
    }

    /// A caller's id goes into logs and answers, so that only letters, digits, `.`, `_` and `-` are taken over.
    static func requestID(_ offered: String?) -> String {
        if let offered, !offered.isEmpty, offered.utf8.count <= APILimits.requestIDCharactersMax,
            offered.utf8.allSatisfy(Self.isPlain)
        {
            return offered
        }
        let number = UInt64.random(in: .min ... .max)
        let hex = String(number, radix: 16)
        return String(repeating: "0", count: 16 - hex.count) + hex
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Names of header fields that the HTTP library has no constant for.
enum HeaderName {
    static let requestID = Self.name("X-Request-Id")
    static let contentTypeOptions = Self.name("X-Content-Type-Options")
    static let referrerPolicy = Self.name("Referrer-Policy")
    static let retryAfter = Self.name("Retry-After")
    static let lastEventID = Self.name("Last-Event-ID")
    static let idempotencyKey = Self.name("Idempotency-Key")
    static let idempotentReplayed = Self.name("Idempotent-Replayed")
    static let forwardedFor = Self.name("X-Forwarded-For")
    static let rateLimit = Self.name("RateLimit")
    static let rateLimitPolicy = Self.name("RateLimit-Policy")

    private static func name(_ text: String) -> HTTPFields.Element.Name {
        guard let name = HTTPFields.Element.Name(text) else { preconditionFailure("a header's name is a token") }
        return name
    }
}
