import AMT
import Inventory
import Logging
import Provisioning
import ServiceLifecycle
import Synchronization
import Testing

@testable import Coordinator

@Suite("Coordinator service", .timeLimit(.minutes(10))) struct CoordinatorServiceTests {
    /// A queue in memory; counts what is asked of it and signals it.
    final class MemoryKeeping: QueueKeeping {
        struct State {
            var counts: [String: Int] = [:]
            var verbs: [String] = []
            /// What a verb answers in turn; 0 behind the end.
            var answers: [String: [Result<Int, StoreFailure>]] = [:]
            /// What was noted of each piece of housekeeping the last time.
            var jobs: [String: JobOutcome] = [:]
            var waiters: [(verb: String, count: Int, answer: CheckedContinuation<Void, Never>)] = []
        }

        let state = Mutex(State())

        func count(_ verb: String) -> Int { self.state.withLock { $0.counts[verb, default: 0] } }

        /// Returns once a verb was asked for so often.
        func wait(for verb: String, times count: Int = 1) async {
            await withCheckedContinuation { continuation in
                let isThere = self.state.withLock { state -> Bool in
                    if state.counts[verb, default: 0] >= count { return true }
                    state.waiters.append((verb, count, continuation))
                    return false
                }
                if isThere { continuation.resume() }
            }
        }

        private func note(_ verb: String, _ also: (inout State) -> Void = { _ in }) -> Result<Int, StoreFailure>? {
            let (answer, woken) = self.state.withLock { state in
                also(&state)
                state.counts[verb, default: 0] += 1
                state.verbs.append(verb)
                let count = state.counts[verb, default: 0]
                let answer = state.answers[verb]?.first
                if answer != nil { state.answers[verb]?.removeFirst() }
                let woken = state.waiters.filter { $0.verb == verb && $0.count <= count }.map(\.answer)
                state.waiters.removeAll { $0.verb == verb && $0.count <= count }
                return (answer, woken)
            }
            for waiter in woken { waiter.resume() }
            return answer
        }

        private func answer(_ verb: String) throws(StoreFailure) -> Int {
            guard let answer = self.note(verb) else { return 0 }
            return try answer.get()
        }

        func reapLeases(attemptsMax: Int) async throws(StoreFailure) -> Int { try self.answer("reap \(attemptsMax)") }
        func promoteDue() async throws(StoreFailure) -> Int { try self.answer("promote") }
        func wakeProvided() async throws(StoreFailure) -> Int { try self.answer("provided") }
        func wakeResolved() async throws(StoreFailure) -> Int { try self.answer("wake") }
        func wakeReprofiled() async throws(StoreFailure) -> Int { try self.answer("reprofiled") }
        func takeUpAgain(limit: Int) async throws(StoreFailure) -> Int { try self.answer("again \(limit)") }
        func expireWindows() async throws(StoreFailure) -> Int { try self.answer("expire") }
        func raiseUrgent() async throws(StoreFailure) -> Int { try self.answer("raise") }
        func expectKnown() async throws(StoreFailure) -> Int { try self.answer("known") }
        func forgetUnexpected(silentFor span: Duration) async throws(StoreFailure) -> Int {
            try self.answer("forget \(span.components.seconds)")
        }
        func makeJournalDays() async throws(StoreFailure) -> Int { try self.answer("days") }
        func loseNodes(silentFor span: Duration) async throws(StoreFailure) -> Int {
            try self.answer("lose \(span.components.seconds)")
        }
        func note(_ jobs: [DoneJob]) async throws(StoreFailure) {
            let answer = self.note("note") { state in for job in jobs { state.jobs[job.name] = job.outcome } }
            _ = try answer?.get()
        }
        func keepEventDays(keptDays: Int) async throws(StoreFailure) -> Int { try self.answer("events \(keptDays)") }
    }

    static let logger = {
        var logger = Logger(label: "test.coordinator")
        logger.logLevel = .critical
        return logger
    }()

    /// Runs the service while `body` waits for signals, then shuts it down.
    static func running(
        _ keeping: MemoryKeeping, rowsMax: Int = 5000, _ body: () async throws -> Void
    ) async throws {
        var settings = CoordinatorSettings()
        settings.beat = .milliseconds(2)
        settings.slowBeat = .milliseconds(2)
        settings.jobsNotedEvery = .milliseconds(2)
        settings.rowsMax = rowsMax
        settings.attemptsMax = 7
        let service = CoordinatorService(
            settings: settings, queue: keeping,
            house: MemorySyncBook().house(ScriptedSource(), logger: self.logger), logger: self.logger)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [service], logger: self.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("every verb of the queue's keeping has its turn, again and again, and the end comes at once")
    func beats() async throws {
        let keeping = MemoryKeeping()
        try await Self.running(keeping) {
            for verb in [
                "reap 7", "promote", "expire", "raise", "wake", "provided", "reprofiled", "again 5000", "known",
                "forget 604800",
                "days", "events 30", "lose 60", "note",
            ] {
                await keeping.wait(for: verb, times: 3)
            }
        }
    }

    @Test("a verb that took a whole statement's worth is repeated at once, until it takes less")
    func whole() async throws {
        let keeping = MemoryKeeping()
        keeping.state.withLock { $0.answers["promote"] = [.success(10), .success(10), .success(9)] }
        try await Self.running(keeping, rowsMax: 10) {
            await keeping.wait(for: "promote", times: 4)
            let turns = keeping.state.withLock { $0.verbs }.filter { $0 == "promote" || $0 == "reap 7" }
            // The second beat, which begins with the reaper, comes behind all three.
            #expect(turns.prefix(6) == ["reap 7", "promote", "promote", "promote", "reap 7", "promote"])
        }
    }

    @Test("a verb that fails does not keep the others from their turn", arguments: StoreFailure.Kind.allCases)
    func failure(_ kind: StoreFailure.Kind) async throws {
        let keeping = MemoryKeeping()
        let failure = StoreFailure(kind: kind, statement: "s")
        keeping.state.withLock { state in
            for verb in ["reap 7", "expire", "raise", "wake", "days"] { state.answers[verb] = [.failure(failure)] }
        }
        try await Self.running(keeping) {
            await keeping.wait(for: "promote", times: 2)
            await keeping.wait(for: "days", times: 2)
            await keeping.wait(for: "reap 7", times: 2)
        }
    }

    @Test("what came of each piece of housekeeping is noted: how many rows it changed, or why it failed")
    func jobs() async throws {
        let keeping = MemoryKeeping()
        let failure = StoreFailure(kind: .refused, statement: "s")
        keeping.state.withLock { state in
            state.answers["expire"] = (1...1000).map { _ in .failure(failure) }
            state.answers["lose 60"] = [.success(2)]
        }
        try await Self.running(keeping) {
            await keeping.wait(for: "expire")
            await keeping.wait(for: "lose 60")
            await keeping.wait(for: "note", times: keeping.count("note") + 2)
        }
        let jobs = keeping.state.withLock { $0.jobs }
        #expect(jobs["expire_windows"] == .failed(reason: "refused"))
        #expect(jobs["lose_nodes"].map { if case .done = $0 { true } else { false } } == true)
        #expect(jobs.keys.contains("promote_due") && jobs.keys.contains("keep_event_days"))
    }

    @Test("of a piece of housekeeping that was done often the last end counts, with what all of them changed")
    func ledger() {
        let ledger = JobLedger()
        func job(_ outcome: JobOutcome, _ second: Int64) -> DoneJob {
            DoneJob(
                name: "a", startedAt: UnixTime(seconds: second), endedAt: UnixTime(seconds: second + 1),
                outcome: outcome)
        }
        ledger.enter(job(.done(rows: 2), 1))
        ledger.enter(job(.done(rows: 3), 5))
        #expect(ledger.take() == [job(.done(rows: 5), 5)] && ledger.take() == [])
        ledger.enter(job(.done(rows: 2), 1))
        ledger.enter(job(.failed(reason: "refused"), 2))
        #expect(ledger.take() == [job(.failed(reason: "refused"), 2)])
    }
}
