import AMT
import Inventory
import Logging
import Provisioning
import ServiceLifecycle
import Telemetry

/// The `coordinator` role: keeps the queue moving and the inventory current. Safe when several run.
package final class CoordinatorService: Service {
    private let settings: CoordinatorSettings
    private let queue: any QueueKeeping
    private let house: SyncHouse
    private let webhooks: WebhookDelivery?
    private let logger: Logger
    private let ledger = JobLedger()

    package init(
        settings: CoordinatorSettings, queue: any QueueKeeping, house: SyncHouse, webhooks: WebhookDelivery? = nil,
        logger: Logger
    ) {
        self.webhooks = webhooks
        self.settings = settings
        self.queue = queue
        self.house = house
        self.logger = logger
    }

    /// Webhooks that one coordinator sends to at once: a slow receiver holds up one of them.
    static let webhooksAtOnce = 4

    /// Works until shut down. Each verb is one statement: nothing is left half done.
    package func run() async throws {
        let inventory = InventorySync(self.house)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.every(self.settings.beat) { await self.keepMoving() } }
            group.addTask { await self.every(self.settings.slowBeat) { await self.keepInOrder() } }
            group.addTask { await self.every(self.settings.beat) { await inventory.beat() } }
            group.addTask { await self.every(self.settings.slowBeat) { await self.forget() } }
            group.addTask { await self.every(self.settings.slowBeat) { await inventory.count() } }
            group.addTask { await self.every(self.settings.jobsNotedEvery) { await self.noteJobs() } }
            if let webhooks = self.webhooks {
                for _ in 0..<Self.webhooksAtOnce {
                    group.addTask { await self.every(self.settings.beat) { while await webhooks.sendNext() {} } }
                }
            }
            try await gracefulShutdown()
            group.cancelAll()
        }
        await inventory.resign()
    }

    private func every(_ span: Duration, _ work: () async -> Void) async {
        while !Task.isCancelled {
            await work()
            // Ends early when cancelled, and the loop with it.
            try? await Task.sleep(for: span)
        }
    }

    private func keepMoving() async {
        await self.whole("reap_leases") { () throws(StoreFailure) in
            try await self.queue.reapLeases(attemptsMax: self.settings.attemptsMax)
        }
        await self.whole("promote_due") { () throws(StoreFailure) in try await self.queue.promoteDue() }
    }

    private func keepInOrder() async {
        await self.whole("expire_windows") { () throws(StoreFailure) in try await self.queue.expireWindows() }
        await self.whole("expect_known") { () throws(StoreFailure) in try await self.queue.expectKnown() }
        await self.whole("raise_urgent") { () throws(StoreFailure) in try await self.queue.raiseUrgent() }
        await self.whole("wake_resolved") { () throws(StoreFailure) in try await self.queue.wakeResolved() }
        await self.whole("wake_provided") { () throws(StoreFailure) in try await self.queue.wakeProvided() }
        await self.whole("wake_reprofiled") { () throws(StoreFailure) in try await self.queue.wakeReprofiled() }
        await self.whole("take_up_again") { () throws(StoreFailure) in
            try await self.queue.takeUpAgain(limit: self.settings.rowsMax)
        }
        await self.whole("forget_unexpected") { () throws(StoreFailure) in
            try await self.queue.forgetUnexpected(silentFor: self.settings.unexpectedKept)
        }
        await self.once("make_journal_days") { () throws(StoreFailure) in try await self.queue.makeJournalDays() }
        await self.once("keep_event_days") { () throws(StoreFailure) in
            try await self.queue.keepEventDays(keptDays: self.settings.eventsKeptDays)
        }
        await self.once("lose_nodes") { () throws(StoreFailure) in
            try await self.queue.loseNodes(silentFor: self.settings.nodeSilence)
        }
    }

    private func forget() async {
        do throws(InventoryFailure) {
            while !Task.isCancelled {
                let days = self.house.settings.vanishedDays
                let count = try await self.house.book.forget(days: days, limit: self.settings.rowsMax)
                if count < self.settings.rowsMax { return }
            }
        } catch {
            self.logger.warning("vanished records could not be forgotten", [.reason: error.reason])
        }
    }

    /// Repeats a verb until it finds less than a full statement's worth.
    private func whole(_ name: String, _ verb: () async throws(StoreFailure) -> Int) async {
        await self.once(name) { () throws(StoreFailure) in
            var sum = 0
            while !Task.isCancelled {
                let count = try await verb()
                sum += count
                if count < self.settings.rowsMax { break }
            }
            return sum
        }
    }

    /// Does a piece of housekeeping, and has what came of it noted.
    private func once(_ name: String, _ verb: () async throws(StoreFailure) -> Int) async {
        let startedAt = self.house.now()
        do throws(StoreFailure) {
            let count = try await verb()
            if count > 0 { self.logger.debug("queue kept", [.pgStatement: name, .count: count]) }
            self.ledger.enter(
                DoneJob(name: name, startedAt: startedAt, endedAt: self.house.now(), outcome: .done(rows: count)))
        } catch {
            self.logger.warning("queue could not be kept", [.pgStatement: name, .storeFailure: error.kind.rawValue])
            self.ledger.enter(
                DoneJob(
                    name: name, startedAt: startedAt, endedAt: self.house.now(),
                    outcome: .failed(reason: error.kind.rawValue)))
        }
    }

    private func noteJobs() async {
        let jobs = self.ledger.take()
        guard !jobs.isEmpty else { return }
        do throws(StoreFailure) {
            try await self.queue.note(jobs)
        } catch {
            // The next round tells of newer ones.
            self.logger.debug("housekeeping could not be noted", [.storeFailure: error.kind.rawValue])
        }
    }
}

/// Settings of the `coordinator` role.
///
/// - `coordinator.unexpected_kept_seconds` (default 604800): see ``unexpectedKept``.
/// - `coordinator.events_kept_days` (default 30): see ``eventsKeptDays``.
/// - `worker.attempts_max` (default 12): a request whose workers die as often is parked.
package struct CoordinatorSettings: Sendable {
    package var beat: Duration = .seconds(1)
    package var slowBeat: Duration = .seconds(60)
    package var attemptsMax = 12
    /// `coordinator.unexpected_kept_seconds`: a device that nobody expected is remembered for so long after its last hello.
    package var unexpectedKept: Duration = .seconds(7 * 86_400)
    /// `coordinator.events_kept_days`: whole days for which events can be read again.
    package var eventsKeptDays = 30
    /// A node of which nothing was heard for so long has left: six of its beats.
    package var nodeSilence: Duration = .seconds(60)
    /// What came of housekeeping is kept so often: most pieces of it are done once a second.
    package var jobsNotedEvery: Duration = .seconds(10)
    /// Rows of one statement of the queue's keeping.
    package var rowsMax = 5000

    package init() {}
}
