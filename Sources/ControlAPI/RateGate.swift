import Hummingbird
import Provisioning
import Synchronization

/// Slows down a caller that asks without end, a script that went wrong for instance, so that it takes nobody else's place. Each node
/// counts by itself.
///
/// Computers of the fleet, which all hold one token, are told apart by their addresses like everybody else.
struct RateGate: RouterMiddleware {
    private let pace: CallersPace

    init(perSecond: Int, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.pace = CallersPace(perSecond: perSecond, now: now)
    }

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let burst = self.pace.burst
        // RateLimit header fields for HTTP, draft of the IETF's HTTPAPI group.
        context.answerFields.set(
            HeaderName.rateLimitPolicy, "\"caller\";q=\(burst);w=\(APILimits.burstSeconds)")
        switch self.pace.take(Caller(name: context.caller, address: context.address)) {
        case .taken(let left):
            context.answerFields.set(HeaderName.rateLimit, "\"caller\";r=\(left)")
            return try await next(request, context)
        case .refused(let wait):
            let seconds = Int((wait / .seconds(1)).rounded(.up))
            context.answerFields.set(HeaderName.rateLimit, "\"caller\";r=0;t=\(max(1, seconds))")
            throw APIProblem(
                code: .tooManyRequests,
                detail: "One caller may send \(self.pace.perSecond) requests a second in the long run.",
                retryAfterSeconds: max(1, seconds))
        }
    }
}

/// The pace of each caller.
final class CallersPace: Sendable {
    let perSecond: Int
    let burst: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let buckets = Mutex<[Caller: TokenBucket]>([:])

    init(perSecond: Int, now: @escaping @Sendable () -> ContinuousClock.Instant) {
        self.perSecond = perSecond
        self.burst = perSecond * APILimits.burstSeconds
        self.now = now
    }

    var count: Int { self.buckets.withLock { $0.count } }

    func take(_ caller: Caller) -> TokenBucket.Verdict {
        let now = self.now()
        return self.buckets.withLock { buckets in
            if buckets[caller] == nil, buckets.count >= APILimits.callersPacedMax {
                buckets = buckets.filter { !$0.value.isFull(perSecond: self.perSecond, burst: self.burst, now: now) }
                // All of them ask now: forgetting gives each of them one more burst.
                if buckets.count >= APILimits.callersPacedMax { buckets.removeAll() }
            }
            return buckets[caller, default: TokenBucket(burst: self.burst, now: now)]
                .take(perSecond: self.perSecond, burst: self.burst, now: now)
        }
    }
}
