/// Counts open connections, in all and by source, and says whether one more may stay.
///
/// The table of sources holds only sources with an open connection, so the limit on all connections bounds it too.
package struct ConnectionGate: Sendable {
    package enum Verdict: Equatable, Sendable {
        case stay
        /// Too many are open in all.
        case full
        /// Too many are open from this source.
        case sourceFull
    }

    /// Open at this moment, whether their source is known yet or not.
    package private(set) var openCount = 0
    private let connectionsMax: Int
    private let connectionsPerSourceMax: Int
    private var openBySource: [IPAddress: Int] = [:]

    /// - Parameters:
    ///   - connectionsMax: open at once in all, at least 1.
    ///   - connectionsPerSourceMax: open at once from one address, at least 1.
    package init(connectionsMax: Int, connectionsPerSourceMax: Int) {
        self.connectionsMax = connectionsMax
        self.connectionsPerSourceMax = connectionsPerSourceMax
    }

    /// A connection was accepted. Only after ``Verdict/stay`` does it count, and is ``closed(source:)`` owed.
    package mutating func opened() -> Verdict {
        guard self.openCount < self.connectionsMax else { return .full }
        self.openCount += 1
        return .stay
    }

    /// It became known who is behind an open connection: its peer, or whom a trusted proxy names.
    ///
    /// After any verdict but ``Verdict/stay`` the source was not counted, and ``closed(source:)`` is owed without it.
    package mutating func sourceKnown(_ source: IPAddress) -> Verdict {
        let open = self.openBySource[source, default: 0]
        guard open < self.connectionsPerSourceMax else { return .sourceFull }
        self.openBySource[source] = open + 1
        return .stay
    }

    /// A counted connection is gone.
    ///
    /// - Parameter source: the address that ``sourceKnown(_:)`` counted, if it did.
    package mutating func closed(source: IPAddress?) {
        self.openCount -= 1
        guard let source, let open = self.openBySource[source] else { return }
        self.openBySource[source] = open > 1 ? open - 1 : nil
    }
}
