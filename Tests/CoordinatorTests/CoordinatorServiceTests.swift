import Foundation
import Inventory
import Logging
import Provisioning
import ServiceLifecycle
import Synchronization
import Testing

@testable import Coordinator

@Suite("Coordinator service", .timeLimit(.minutes(1))) struct CoordinatorServiceTests {
    /// Queue and inventory in memory; counts what is asked of them and signals it.
    final class MemoryKeeping: QueueKeeping, InventoryBook {
        struct State {
            var counts: [String: Int] = [:]
            /// What a verb answers in turn; 0 behind the end.
            var answers: [String: [Result<Int, StoreFailure>]] = [:]
            var inventories: [[String]] = []
            var inventoryFailures = 0
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
        func makeJournalDays() async throws(StoreFailure) -> Int { try self.answer("days") }

        func replace(
            _ entries: [InventoryFile.Entry], source: String
        ) async throws(InventoryFailure) -> InventoryChange {
            var isFailure = false
            _ = self.note("replace") { state in
                state.inventories.append(entries.map { "\(source): \($0.fqdn)" })
                isFailure = state.inventoryFailures > 0
                if isFailure { state.inventoryFailures -= 1 }
            }
            if isFailure { throw InventoryFailure(reason: "the database does not answer") }
            return InventoryChange(changedCount: entries.count, goneCount: 0)
        }
    }

    static let logger = {
        var logger = Logger(label: "test.coordinator")
        logger.logLevel = .critical
        return logger
    }()

    /// Runs the service while `body` waits for signals, then shuts it down.
    static func running(
        _ keeping: MemoryKeeping, file: String? = nil, rowsMax: Int = 5000, _ body: () async throws -> Void
    ) async throws {
        var settings = CoordinatorSettings()
        settings.beat = .milliseconds(2)
        settings.slowBeat = .milliseconds(2)
        settings.rowsMax = rowsMax
        settings.attemptsMax = 7
        settings.inventoryFile = file
        let service = CoordinatorService(settings: settings, queue: keeping, inventory: keeping, logger: self.logger)
        let group = ServiceGroup(configuration: ServiceGroupConfiguration(services: [service], logger: self.logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            try await body()
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    static func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("inventory-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        try await body(path)
    }

    static let uuid = "4c4c4544-0042-3510-8051-b4c04f4e5331"

    @Test("every verb of the queue's keeping has its turn, again and again, and the end comes at once")
    func beats() async throws {
        let keeping = MemoryKeeping()
        try await Self.running(keeping) {
            for verb in ["reap 7", "promote", "expire", "raise", "wake", "reprofiled", "again 5000", "days"] {
                await keeping.wait(for: verb, times: 3)
            }
        }
    }

    @Test("a verb that took a whole statement's worth is repeated at once, until it takes less")
    func whole() async throws {
        let keeping = MemoryKeeping()
        keeping.state.withLock { $0.answers["promote"] = [.success(10), .success(10), .success(9)] }
        try await Self.running(keeping, rowsMax: 10) {
            await keeping.wait(for: "promote", times: 3)
            // The second beat of the reaper comes behind all three.
            #expect(keeping.count("reap 7") == 1 || keeping.count("promote") > 3)
            await keeping.wait(for: "promote", times: 4)
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

    @Test("the inventory file is synced once, and who waited for its records is woken")
    func inventory() async throws {
        let keeping = MemoryKeeping()
        try await Self.withFile("uuid,fqdn\n\(Self.uuid),pc1.corp.example\n") { path in
            try await Self.running(keeping, file: path) {
                await keeping.wait(for: "replace")
                let beats = keeping.count("promote")
                await keeping.wait(for: "promote", times: beats + 5)
                #expect(keeping.count("replace") == 1)
                try Data("uuid,fqdn\n".utf8).write(to: URL(fileURLWithPath: path))
                await keeping.wait(for: "replace", times: 2)
            }
        }
        #expect(keeping.state.withLock { $0.inventories } == [["file: pc1.corp.example"], []])
        #expect(keeping.count("wake") > 0)
    }

    @Test("an inventory that could not be written is written at the next beat")
    func inventoryFails() async throws {
        let keeping = MemoryKeeping()
        keeping.state.withLock { $0.inventoryFailures = 2 }
        try await Self.withFile("uuid,fqdn\n\(Self.uuid),pc1.corp.example\n") { path in
            try await Self.running(keeping, file: path) { await keeping.wait(for: "replace", times: 3) }
        }
        #expect(keeping.state.withLock { $0.inventories }.allSatisfy { $0 == ["file: pc1.corp.example"] })
    }

    @Test("a file without a heading is a mistake, not an empty inventory")
    func noHeading() async throws {
        let keeping = MemoryKeeping()
        try await Self.withFile("\(Self.uuid),pc1.corp.example\n") { path in
            try await Self.running(keeping, file: path) { await keeping.wait(for: "promote", times: 5) }
        }
        #expect(keeping.count("replace") == 0)
    }
}
