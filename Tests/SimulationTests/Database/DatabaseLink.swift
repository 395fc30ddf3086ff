import AMT
import Provisioning

/// A process's way to the database, with the ways in which it fails.
final class DatabaseLink: RequestQueue {
    private let world: SimulatedWorld
    /// `nil` for listeners and coordinators, whose deaths are not simulated.
    private let process: SimulatedProcess?

    /// How often a statement that may be repeated is repeated.
    private static let repeatsMax = 2

    init(_ world: SimulatedWorld, _ process: SimulatedProcess?) {
        self.world = world
        self.process = process
    }

    private var database: Database { self.world.database }

    // MARK: - The worker's statements

    func claim(limit: Int, token: Int64, lease: Duration) async throws(StoreFailure) -> [LeasedRequest] {
        let granted = self.world.mutation == .trustTooLong ? lease.nanoseconds / 5 : lease.nanoseconds
        return try await self.statement("claim") { self.database.claim(limit: limit, token: token, lease: granted) }
    }

    func briefs(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [DeviceUUID: Brief] {
        try await self.statement("briefs") { self.database.briefs(devices) }
    }

    func readyCount(limit: Int) async throws(StoreFailure) -> Int {
        try await self.statement("ready-count") { min(limit, self.database.readyCount) }
    }

    func renew(_ fences: [LeaseFence], lease: Duration) async throws(StoreFailure) -> [LeaseFence: PeerAddress] {
        let sorted = fences.sorted { $0.generation < $1.generation }
        return try await self.statement("renew") { self.database.renew(sorted, lease: lease.nanoseconds) }
    }

    func checkpoint(_ batch: [Checkpoint]) async throws(StoreFailure) -> Set<LeaseFence> {
        let sealing = self.database.seal()
        if self.world.mutation == .answerCheckpointEarly {
            let database = self.database
            self.world.later(.seconds(20)) { for item in batch { _ = database.checkpoint(item, sealing: sealing) } }
            return Set(batch.map(\.fence))
        }
        return try await self.statement("checkpoint", isRepeatable: true) {
            Self.leases(batch, \.fence) { self.database.checkpoint($0, sealing: sealing) }
        }
    }

    func record(_ batch: [JournalEntry]) async throws(StoreFailure) -> Set<LeaseFence> {
        if self.world.mutation == .forgetIntents { return Set(batch.map(\.fence)) }
        return try await self.statement("record") { Self.leases(batch, \.fence, where: self.database.record) }
    }

    func complete(_ batch: [Completion]) async throws(StoreFailure) -> Set<LeaseFence> {
        try await self.statement("complete", isRepeatable: true) {
            Self.leases(batch, \.fence, where: self.database.complete)
        }
    }

    func release(_ batch: [Release]) async throws(StoreFailure) -> Set<LeaseFence> {
        try await self.statement("release", isRepeatable: true) {
            Self.leases(batch, \.fence, where: self.database.release)
        }
    }

    private static func leases<Item>(
        _ batch: [Item], _ fence: KeyPath<Item, LeaseFence>, where carryOut: (Item) -> Bool
    ) -> Set<LeaseFence> {
        var held: Set<LeaseFence> = []
        for item in batch where carryOut(item) { held.insert(item[keyPath: fence]) }
        return held
    }

    // MARK: - Failing

    /// Carries a statement out, or not, and answers, or not.
    func statement<Answer: Sendable>(
        _ name: String, isRepeatable: Bool = false, _ body: @escaping @Sendable () -> Answer
    ) async throws(StoreFailure) -> Answer {
        var repeats = 0
        while true {
            do throws(StoreFailure) {
                return try await self.once(name, body)
            } catch {
                self.world.counts.failedStatements += 1
                guard isRepeatable, error.kind == .outcomeUnknown, repeats < Self.repeatsMax, self.isAlive else {
                    throw error
                }
                repeats += 1
                await self.world.pause(.milliseconds(200))
            }
        }
    }

    private var isAlive: Bool { !(self.process?.isDead ?? false) && !self.world.isOver }

    private func once<Answer: Sendable>(
        _ name: String, _ body: @escaping @Sendable () -> Answer
    ) async throws(StoreFailure) -> Answer {
        guard self.process?.lives() ?? true, !self.world.isOver else { throw Self.failure(.unavailable, name) }
        let outage = self.outage()
        let span: Int64 =
            outage == .slow
            ? self.world.span(.seconds(1), .seconds(20)) : self.world.span(.milliseconds(1), .milliseconds(20))
        await self.world.pause(span)
        guard self.isAlive else {
            // What was on its way when the process died may arrive.
            if !self.world.isOver, self.world.random.chance(0.5) { _ = body() }
            throw Self.failure(.outcomeUnknown, name)
        }
        switch outage {
        case .unavailable?: throw Self.failure(.unavailable, name)
        case .lostBefore?: throw Self.failure(.outcomeUnknown, name)
        case .lostAfter?:
            _ = body()
            throw Self.failure(.outcomeUnknown, name)
        case .late?:
            self.world.later(self.world.span(.seconds(1), .seconds(200))) { _ = body() }
            throw Self.failure(.outcomeUnknown, name)
        case .slow?, nil: break
        }
        let answer = body()
        // It may die with the answer unread.
        guard self.process?.lives() ?? true else { throw Self.failure(.outcomeUnknown, name) }
        return answer
    }

    /// Of statements that come late, others do not: work has to go on for a late one to do harm.
    private func outage() -> Recipe.Outage.Kind? {
        guard !self.world.isCalm, let outage = self.world.recipe.outage(at: self.world.now) else { return nil }
        return outage == .late && self.world.random.chance(0.6) ? nil : outage
    }

    private static func failure(_ kind: StoreFailure.Kind, _ name: String) -> StoreFailure {
        StoreFailure(kind: kind, statement: name)
    }
}
