import Hummingbird
import Logging
import NIOCore
import Synchronization
import Telemetry

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

/// How many connections each address has open. Those of proxies, which speak for others, are not counted.
struct AddressPlaces: Sendable {
    private let places: CallerPlaces
    private let proxies: ProxyPeers
    private let refusals = RefusalLog(now: { ContinuousClock().now })
    private let logger: Logger

    init(max: Int = APILimits.connectionsPerAddressMax, proxies: ProxyPeers, logger: Logger) {
        self.places = CallerPlaces(max: max)
        self.proxies = proxies
        self.logger = logger
    }

    /// - Returns: who has to leave in the end, or nobody where nobody is counted; throws where there is no place.
    func enter(_ address: String?) throws(Full) -> Caller? {
        // Connections that have no address, as tests have them, are nobody's.
        guard let address, !self.proxies.contains(address) else { return nil }
        let caller = Caller(name: "", address: address)
        guard !self.places.enter(caller) else { return caller }
        if self.refusals.mayTell(of: address) {
            self.logger.warning(
                "connection ended: its address has as many as it may; more of them within the minute are not told",
                [.apiPeer: address, .limit: self.places.max])
        }
        throw Full()
    }

    func leave(_ caller: Caller) { self.places.leave(caller) }

    struct Full: Error {}
}

/// Ends connections of an address that has as many as it may.
final class AddressGate: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private let addresses: AddressPlaces
    private var held: Caller?

    init(addresses: AddressPlaces) { self.addresses = addresses }

    func handlerAdded(context: ChannelHandlerContext) {
        do throws(AddressPlaces.Full) {
            self.held = try self.addresses.enter(context.channel.remoteAddress?.ipAddress)
        } catch {
            context.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if let held { self.addresses.leave(held) }
        self.held = nil
    }
}
