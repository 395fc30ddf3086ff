import Hummingbird
import NIOCore
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

/// Bounds how many requests of one caller are worked on at once, so that a caller takes none but its own places.
struct CallerGate: RouterMiddleware {
    private let places: CallerPlaces

    init(max: Int) { self.places = CallerPlaces(max: max) }

    func handle(
        _ request: Request, context: APIContext, next: (Request, APIContext) async throws -> Response
    ) async throws -> Response {
        let caller = Caller(name: context.caller, address: context.address)
        guard self.places.enter(caller) else {
            throw APIProblem(
                code: .tooManyRequests, detail: "One caller has \(self.places.max) requests under way at most.")
        }
        defer { self.places.leave(caller) }
        return try await next(request, context)
    }
}

/// One program with one token: several programs may share a token, and have addresses of their own.
struct Caller: Hashable, Sendable {
    let name: String
    let address: String
}

/// How many places each caller has taken. Those that have none are not remembered.
final class CallerPlaces: Sendable {
    let max: Int
    private let taken = Mutex<[Caller: Int]>([:])

    init(max: Int) { self.max = max }

    /// - Returns: whether there was one; then it has to be left.
    func enter(_ caller: Caller) -> Bool {
        self.taken.withLock { taken in
            guard taken[caller, default: 0] < self.max else { return false }
            taken[caller, default: 0] += 1
            return true
        }
    }

    func leave(_ caller: Caller) {
        self.taken.withLock { taken in
            guard let count = taken[caller], count > 1 else {
                taken[caller] = nil
                return
            }
            taken[caller] = count - 1
        }
    }
}

/// Ends connections of an address that has as many as it may.
final class AddressGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let places: CallerPlaces
    private var held: Caller?

    init(places: CallerPlaces) { self.places = places }

    func handlerAdded(context: ChannelHandlerContext) {
        // Connections that have no address, as tests have them, are nobody's.
        guard let address = context.channel.remoteAddress?.ipAddress else { return }
        let caller = Caller(name: "", address: address)
        guard self.places.enter(caller) else {
            context.close(promise: nil)
            return
        }
        self.held = caller
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if let held { self.places.leave(held) }
        self.held = nil
    }
}
