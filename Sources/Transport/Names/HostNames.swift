import Provisioning

/// Looks names up with the calls of the C library, which block, on a few threads of their own.
package final class HostNames: NameLookup {
    /// Look-ups at once. A name server that does not answer holds each for half a minute.
    package static let standardLookupsMax = 16
    /// Callers that wait for a thread.
    static let waitingMax = 1024

    private let resolver: NameResolver
    private let crew: BlockingCrew

    /// - Parameter lookupsMax: how many are under way at once, at least one; who comes later waits within its own time.
    package init(resolver: NameResolver = .system, lookupsMax: Int = HostNames.standardLookupsMax) {
        self.resolver = resolver
        self.crew = BlockingCrew(threadsMax: max(1, lookupsMax), waitingMax: Self.waitingMax)
    }

    /// Looks the address up, and its name again: a name counts that leads back to the address.
    package func confirmedName(of address: IPAddress, within limit: Duration) async -> NameAnswer {
        let outcome = await self.crew.run(within: limit) { [resolver] in Self.look(up: address, resolver) }
        return switch outcome {
        case .done(let answer): answer
        case .late: .timedOut
        case .crowded: .failed("\(Self.waitingMax) look-ups are waiting")
        }
    }

    private static func look(up address: IPAddress, _ resolver: NameResolver) -> NameAnswer {
        let name: String
        switch resolver.name(address) {
        case .found(let text): name = Self.plain(text)
        case .absent: return .noReverse
        case .failed(let reason): return .failed(reason)
        }
        // An address written as its own name says nothing.
        guard !name.isEmpty, IPAddress(name) == nil else { return .noReverse }
        switch resolver.addresses(name) {
        case .found(let addresses): return addresses.contains(address) ? .confirmed(name) : .reverseOnly(name)
        case .absent: return .reverseOnly(name)
        case .failed(let reason): return .failed(reason)
        }
    }

    private static func plain(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }
}
