import Foundation
import Synchronization

/// Worlds of many seeds, on two threads: worlds share nothing.
struct SeedRange: Sendable {
    let first: UInt64
    let count: Int
    var mutation: Mutation?
    /// Ends at the first broken world.
    var stopsAtFirst = false

    /// Broken worlds that are told.
    static let brokenMax = 10
    static let threadCount = 2
    static let stackBytes = 16 << 20

    init(first: UInt64, count: Int, mutation: Mutation? = nil, stopsAtFirst: Bool = false) {
        self.first = first
        self.count = count
        self.mutation = mutation
        self.stopsAtFirst = stopsAtFirst
    }

    /// `PROVISION_SIMULATION_SEED` is the first one, `PROVISION_SIMULATION_SEEDS` how many.
    static func fromEnvironment() -> SeedRange? {
        let environment = ProcessInfo.processInfo.environment
        guard let count = environment["PROVISION_SIMULATION_SEEDS"].flatMap({ Int($0) }) else { return nil }
        return SeedRange(
            first: environment["PROVISION_SIMULATION_SEED"].flatMap { UInt64($0) } ?? 1, count: count,
            mutation: environment["PROVISION_SIMULATION_MUTATION"].flatMap { Mutation(rawValue: $0) })
    }

    struct Total: Sendable {
        var seeds = 0
        var events = 0
        var digest: UInt64 = 0
        var counts = Counts()
        var broken: [WorldReport] = []

        /// The broken world with the lowest seed: which of two ends first is chance, and all before it were made.
        var firstBroken: WorldReport? { self.broken.min { $0.seed < $1.seed } }

        var text: String {
            """
            seeds \(self.seeds), events \(self.events), claims \(self.counts.claims), calls \(self.counts.calls), \
            writes \(self.counts.writes), crashes \(self.counts.crashes), lost answers \(self.counts.lostAnswers), \
            failed statements \(self.counts.failedStatements), stale writes \(self.counts.staleWrites), completions \(self.counts.completions), \
            resets \(self.counts.resets), profile edits \(self.counts.edits), \
            virtual hours \(Int(self.counts.virtualHours)), broken \(self.broken.count)
            """
        }
    }

    private struct State {
        var next = 0
        var running = threadCount
        var total = Total()
    }

    func run() async -> Total {
        let shared = Shared()
        return await withCheckedContinuation { continuation in
            for _ in 0..<Self.threadCount {
                let thread = Thread {
                    while let seed = self.nextSeed(shared) {
                        self.take(SimulatedWorld(seed: seed, mutation: self.mutation).run(), shared)
                    }
                    let total = shared.state.withLock { state -> Total? in
                        state.running -= 1
                        return state.running == 0 ? state.total : nil
                    }
                    if let total { continuation.resume(returning: total) }
                }
                thread.stackSize = Self.stackBytes
                thread.start()
            }
        }
    }

    private final class Shared: Sendable {
        let state = Mutex(State())
    }

    private func nextSeed(_ shared: Shared) -> UInt64? {
        shared.state.withLock { state in
            let isOver = state.total.broken.count >= (self.stopsAtFirst ? 1 : Self.brokenMax)
            guard state.next < self.count, !isOver else { return nil }
            state.next += 1
            return self.first + UInt64(state.next - 1)
        }
    }

    private func take(_ report: WorldReport, _ shared: Shared) {
        shared.state.withLock { state in
            state.total.seeds += 1
            state.total.events += report.events
            // The order in which worlds end is no part of it.
            state.total.digest &+= report.digest &* (report.seed | 1)
            state.total.counts += report.counts
            if report.violation != nil { state.total.broken.append(report) }
        }
    }
}
