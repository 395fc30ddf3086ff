import AMT
import Provisioning
import Synchronization
import Testing

@testable import Worker

@Suite("Batch writer", .timeLimit(.minutes(10))) struct BatchWriterTests {
    static func device(_ number: Int) throws -> DeviceUUID {
        try #require(
            DeviceUUID(canonicalBytes: [UInt8](repeating: 0x11, count: 14) + [UInt8(number >> 8), UInt8(number & 255)]))
    }

    /// A lease of a device.
    static func lease(_ number: Int) throws -> LeaseFence {
        LeaseFence(deviceUUID: try Self.device(number), generation: Int64(number), token: 7)
    }

    /// A database that answers when it is told to, and remembers what each statement carried.
    final class Gate: Sendable {
        private struct State {
            var batches: [[Int]] = []
            var isOpen = false
            var waiting: [CheckedContinuation<Void, Never>] = []
        }

        private let state = Mutex(State())
        let events = EventList()

        var batches: [[Int]] { self.state.withLock { $0.batches } }

        func write(_ items: [Int]) async {
            self.state.withLock { $0.batches.append(items) }
            self.events.add("batch \(self.batches.count)")
            await withCheckedContinuation { continuation in
                let isOpen = self.state.withLock { state -> Bool in
                    if !state.isOpen { state.waiting.append(continuation) }
                    return state.isOpen
                }
                if isOpen { continuation.resume() }
            }
        }

        func open() {
            let waiting = self.state.withLock { state in
                state.isOpen = true
                defer { state.waiting.removeAll() }
                return state.waiting
            }
            for one in waiting { one.resume() }
        }
    }

    @Test("the first item waits for nothing; what comes meanwhile goes together in the next statement")
    func selfClocking() async throws {
        let gate = Gate()
        let leases = try (0..<41).map(Self.lease)
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            return .success(Set(items.map { leases[$0] }))
        }
        let held = try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await writer.submit([0], of: leases[0]) }
            await gate.events.wait(for: "batch 1")
            for number in 1...40 {
                group.addTask {
                    defer { gate.events.add("answered") }
                    return try await writer.submit([number], of: leases[number])
                }
            }
            // An actor's mailbox is in order: when this is through, tasks that came before it are in the queue or will follow.
            while await writer.waitingCount < 40 { await Task.yield() }
            gate.open()
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(held == [Bool](repeating: true, count: 41))
        #expect(gate.batches.map(\.count) == [1, 40])
        #expect(gate.batches.flatMap { $0 }.sorted() == Array(0...40))
    }

    @Test("a statement carries 500 items at most, and a device's items are never torn apart")
    func bounded() async throws {
        let gate = Gate()
        let leases = try (0..<301).map(Self.lease)
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            return .success(Set(items.map { leases[$0] }))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { _ = try await writer.submit([0, 0, 0], of: leases[0]) }
            await gate.events.wait(for: "batch 1")
            for number in 1...300 {
                group.addTask { _ = try await writer.submit([number, number, number], of: leases[number]) }
            }
            while await writer.waitingCount < 300 { await Task.yield() }
            gate.open()
            try await group.waitForAll()
        }
        #expect(gate.batches.allSatisfy { $0.count <= 500 })
        #expect(gate.batches.flatMap { $0 }.count == 903)
        for batch in gate.batches {
            #expect(batch.count % 3 == 0)
            #expect(stride(from: 0, to: batch.count, by: 3).allSatisfy { Set(batch[$0..<$0 + 3]).count == 1 })
        }
    }

    @Test("more items of one device than a statement takes go all the same")
    func oversized() async throws {
        let gate = Gate()
        gate.open()
        let lease = try Self.lease(1)
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            return .success([lease])
        }
        #expect(try await writer.submit(Array(0..<600), of: lease))
        #expect(gate.batches.map(\.count) == [600])
    }

    @Test("a failure reaches everybody in its statement, and the next statement goes on")
    func failure() async throws {
        let gate = Gate()
        let leases = try (0..<11).map(Self.lease)
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            if items.contains(1) { return .failure(StoreFailure(kind: .outcomeUnknown, statement: "s")) }
            return .success(Set(items.map { leases[$0] }))
        }
        let failures = await withTaskGroup(of: StoreFailure?.self) { group in
            group.addTask { await Self.failure(of: writer, [0], leases[0]) }
            await gate.events.wait(for: "batch 1")
            for number in 1...10 { group.addTask { await Self.failure(of: writer, [number], leases[number]) } }
            while await writer.waitingCount < 10 { await Task.yield() }
            gate.open()
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(failures.filter { $0 == StoreFailure(kind: .outcomeUnknown, statement: "s") }.count == 10)
        #expect(try await writer.submit([2], of: leases[2]))
    }

    @Test("what the server refuses of one lease is told to that one alone, and the others of its statement are written")
    func refused() async throws {
        let gate = Gate()
        let leases = try (0..<5).map(Self.lease)
        let refusal = StoreFailure(kind: .refused, sqlstate: "22021", statement: "s")
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            return items.contains(3) ? .failure(refusal) : .success(Set(items.map { leases[$0] }))
        }
        let failures = await withTaskGroup(of: (Int, StoreFailure?).self) { group in
            group.addTask { (0, await Self.failure(of: writer, [0], leases[0])) }
            await gate.events.wait(for: "batch 1")
            for number in 1...4 { group.addTask { (number, await Self.failure(of: writer, [number], leases[number])) } }
            while await writer.waitingCount < 4 { await Task.yield() }
            gate.open()
            return await group.reduce(into: [Int: StoreFailure]()) { $0[$1.0] = $1.1 }
        }
        #expect(failures == [3: refusal])
        #expect(gate.batches.map { $0.count } == [1, 4, 1, 1, 1, 1])
    }

    private static func failure(of writer: BatchWriter<Int>, _ items: [Int], _ lease: LeaseFence) async
        -> StoreFailure?
    {
        do throws(StoreFailure) {
            _ = try await writer.submit(items, of: lease)
            return nil
        } catch {
            return error
        }
    }

    @Test("a device whose lease is gone hears so, the others not")
    func lost() async throws {
        let leases = try (0..<2).map(Self.lease)
        let writer = BatchWriter<Int> { _ in .success([leases[0]]) }
        #expect(try await writer.submit([0], of: leases[0]))
        #expect(try await !writer.submit([1], of: leases[1]))
    }

    @Test("of two leases of one device in one statement each hears what became of itself")
    func twoOfOneDevice() async throws {
        let device = try Self.device(1)
        // The database has lost the claim of the first, and given the device once more; the generation may have come again.
        let stale = LeaseFence(deviceUUID: device, generation: 5, token: 77)
        let held = LeaseFence(deviceUUID: device, generation: 5, token: 78)
        let gate = Gate()
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            return .success(items.contains(2) ? [held] : [])
        }
        try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
            group.addTask { (0, try await writer.submit([0], of: try Self.lease(9))) }
            await gate.events.wait(for: "batch 1")
            group.addTask { (1, try await writer.submit([1], of: stale)) }
            group.addTask { (2, try await writer.submit([2], of: held)) }
            while await writer.waitingCount < 2 { await Task.yield() }
            gate.open()
            let answers = try await group.reduce(into: [Int: Bool]()) { $0[$1.0] = $1.1 }
            #expect(answers == [0: false, 1: false, 2: true])
        }
        #expect(gate.batches.map { $0.sorted() } == [[0], [1, 2]])
    }

    @Test("a caller that is cancelled still hears what became of its items")
    func cancelled() async throws {
        let gate = Gate()
        let lease = try Self.lease(1)
        let writer = BatchWriter<Int> { items in
            await gate.write(items)
            return .success([lease])
        }
        let task = Task { try await writer.submit([1], of: lease) }
        await gate.events.wait(for: "batch 1")
        task.cancel()
        gate.open()
        #expect(try await task.value)
    }
}
