import AMT

/// Which setup certificates a device is shown, and which one first.
package enum SetupCertificateOrder {
    /// A certificate whose root the device lists.
    package struct Candidate: Equatable, Sendable {
        package let id: Int64
        /// Firmware notes that and goes on, so that it is better than none; but whichever has not ended comes before it.
        package let hasEnded: Bool

        package init(id: Int64, hasEnded: Bool) {
            self.id = id
            self.hasEnded = hasEnded
        }
    }

    /// Whether a device that said hello with these hashes trusts a root of these digests.
    package static func isListed(_ rootDigests: [[UInt8]], in hashes: [RootHash]) -> Bool {
        hashes.contains { hash in rootDigests.contains { hash.names($0) } }
    }

    /// One certificate an attempt: the device does not say which of several reasons it refused one for. The one that has opened it before
    /// has every other attempt, the first among them; the others take turns.
    ///
    /// - Parameters:
    ///   - candidates: in the order of import.
    ///   - attempt: counted from 1.
    ///   - worked: the one that has opened this device before.
    /// - Returns: `nil` without candidates.
    package static func choice(of candidates: [Candidate], attempt: Int, worked: Int64?) -> Int64? {
        let ordered = candidates.filter { !$0.hasEnded } + candidates.filter(\.hasEnded)
        guard let first = ordered.first else { return nil }
        let turn = max(1, attempt) - 1
        guard let worked, ordered.contains(where: { $0.id == worked }) else {
            return ordered[turn % ordered.count].id
        }
        let others = ordered.filter { $0.id != worked }
        guard turn % 2 == 1, !others.isEmpty else { return others.isEmpty ? first.id : worked }
        return others[turn / 2 % others.count].id
    }

    /// All candidates in the order in which attempts show them for the first time, from this attempt on.
    package static func order(of candidates: [Candidate], attempt: Int, worked: Int64?) -> [Int64] {
        var order: [Int64] = []
        // Twice as many attempts as candidates: the one that worked has every other of them.
        for next in attempt..<attempt + 2 * max(1, candidates.count) {
            guard let id = Self.choice(of: candidates, attempt: next, worked: worked), !order.contains(id) else {
                continue
            }
            order.append(id)
        }
        return order
    }
}
