import Hummingbird
import Synchronization

/// Bounds how many requests are worked on at once.
struct RequestGate: RouterMiddleware {
    private final class Running: Sendable { let count = Atomic<Int>(0) }

    private let running = Running()
    private let max: Int

    init(max: Int) { self.max = max }

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        defer { self.running.count.subtract(1, ordering: .relaxed) }
        guard self.running.count.add(1, ordering: .relaxed).newValue <= self.max else {
            throw APIProblem(code: .overloaded, detail: "Come back in a moment, and ask for fewer things at once.")
        }
        return try await next(request, context)
    }
}
