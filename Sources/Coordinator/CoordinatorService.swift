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
    private let inventory: any InventoryBook
    private let logger: Logger

    package init(
        settings: CoordinatorSettings, queue: any QueueKeeping, inventory: any InventoryBook, logger: Logger
    ) {
        self.settings = settings
        self.queue = queue
        self.inventory = inventory
        self.logger = logger
    }

    /// Works until shut down. Each verb is one statement: nothing is left half done.
    package func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await self.every(self.settings.beat) { await self.keepMoving() } }
            group.addTask { await self.every(self.settings.slowBeat) { await self.keepInOrder() } }
            if let path = self.settings.inventoryFile {
                var watch = InventoryFileWatch(path: path)
                group.addTask { await self.every(self.settings.beat) { await self.syncFile(&watch) } }
            }
            try await gracefulShutdown()
            group.cancelAll()
        }
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
        await self.whole("raise_urgent") { () throws(StoreFailure) in try await self.queue.raiseUrgent() }
        await self.whole("wake_resolved") { () throws(StoreFailure) in try await self.queue.wakeResolved() }
        await self.whole("wake_provided") { () throws(StoreFailure) in try await self.queue.wakeProvided() }
        await self.whole("wake_reprofiled") { () throws(StoreFailure) in try await self.queue.wakeReprofiled() }
        await self.whole("take_up_again") { () throws(StoreFailure) in
            try await self.queue.takeUpAgain(limit: self.settings.rowsMax)
        }
        do throws(StoreFailure) {
            _ = try await self.queue.makeJournalDays()
        } catch {
            self.logger.warning("journal days could not be made", [.storeFailure: error.kind.rawValue])
        }
    }

    /// Repeats a verb until it finds less than a full statement's worth.
    private func whole(_ name: String, _ verb: () async throws(StoreFailure) -> Int) async {
        do throws(StoreFailure) {
            while !Task.isCancelled {
                let count = try await verb()
                if count > 0 { self.logger.debug("queue kept", [.pgStatement: name, .count: count]) }
                if count < self.settings.rowsMax { return }
            }
        } catch {
            self.logger.warning("queue could not be kept", [.pgStatement: name, .storeFailure: error.kind.rawValue])
        }
    }

    private func syncFile(_ watch: inout InventoryFileWatch) async {
        let reading: InventoryFile.Reading
        switch watch.look() {
        case .unchanged:
            return
        case .unreadable(let reason):
            self.logger.warning("inventory file cannot be read", [.path: watch.path, .reason: reason])
            return
        case .changed(let text):
            reading = InventoryFile.read(text)
        }
        for fault in reading.faults {
            self.logger.warning(
                "inventory line skipped", [.path: watch.path, .line: fault.line, .reason: fault.refusal.rawValue])
        }
        // A file without a heading is a mistake, not an empty inventory: what is known stays.
        if reading.faults.contains(where: { $0.refusal == .headingMissing }) { return }
        do throws(InventoryFailure) {
            let change = try await self.inventory.replace(reading.entries, source: self.settings.inventorySource)
            watch.synced()
            self.logger.info(
                "inventory synced",
                [.source: self.settings.inventorySource, .count: reading.entries.count, .changed: change.changedCount])
        } catch {
            self.logger.warning("inventory could not be written", [.reason: error.reason])
            return
        }
        await self.whole("wake_resolved") { () throws(StoreFailure) in try await self.queue.wakeResolved() }
    }
}

/// Settings of the `coordinator` role.
///
/// - `inventory.file` (path, default none): the local inventory, looked at every second.
/// - `worker.attempts_max` (default 12): a request whose workers die as often is parked.
package struct CoordinatorSettings: Sendable {
    package var beat: Duration = .seconds(1)
    package var slowBeat: Duration = .seconds(60)
    package var attemptsMax = 12
    /// Rows of one statement of the queue's keeping.
    package var rowsMax = 5000
    package var inventoryFile: String?
    /// Name of the file as a source.
    package var inventorySource = "file"

    package init() {}
}
