import Provisioning

/// Writes items of many devices together: one batch is in flight, and when it returns the next takes everything that came in
/// meanwhile. Idle, an item waits for nothing; under load, a commit carries hundreds.
actor BatchWriter<Item: Sendable> {
    /// Items of one statement.
    static var batchMax: Int { 500 }

    private struct Entry {
        let items: [Item]
        let fence: LeaseFence
        let answer: CheckedContinuation<Result<Bool, StoreFailure>, Never>
    }

    private let write: @Sendable ([Item]) async -> Result<Set<LeaseFence>, StoreFailure>
    private let executor: (any TaskExecutor)?
    private var queue: [Entry] = []
    private var isWriting = false

    /// How many callers wait for the statement behind the one in flight.
    var waitingCount: Int { self.queue.count }

    /// - Parameters:
    ///   - executor: where the statements are awaited; `nil` for the usual threads.
    ///   - write: answers with the leases that still held.
    init(
        on executor: (any TaskExecutor)? = nil,
        write: @escaping @Sendable ([Item]) async -> Result<Set<LeaseFence>, StoreFailure>
    ) {
        self.executor = executor
        self.write = write
    }

    /// Writes the items of a lease, all in one statement.
    ///
    /// Not cancelled with its caller: what was handed in is written or its failure known.
    ///
    /// - Returns: whether this lease still held, whatever became of another one of its device; if not, nothing was written.
    func submit(_ items: [Item], of fence: LeaseFence) async throws(StoreFailure) -> Bool {
        let result = await withCheckedContinuation { continuation in
            self.queue.append(Entry(items: items, fence: fence, answer: continuation))
            if !self.isWriting {
                self.isWriting = true
                // Owned by the items: it ends when none is left.
                Task(executorPreference: self.executor) { await self.drain() }
            }
        }
        return try result.get()
    }

    private func drain() async {
        while !self.queue.isEmpty {
            var count = 0
            var taken = 0
            while taken < self.queue.count, taken == 0 || count + self.queue[taken].items.count <= Self.batchMax {
                count += self.queue[taken].items.count
                taken += 1
            }
            let batch = Array(self.queue.prefix(taken))
            self.queue.removeFirst(taken)
            let result = await self.write(batch.flatMap(\.items))
            if case .failure(let failure) = result, failure.kind == .refused, batch.count > 1 {
                // Nothing was written, perhaps for the sake of a single entry: by themselves the others are taken.
                for entry in batch { Self.answer([entry], await self.write(entry.items)) }
            } else {
                Self.answer(batch, result)
            }
        }
        self.isWriting = false
    }

    private static func answer(_ entries: [Entry], _ result: Result<Set<LeaseFence>, StoreFailure>) {
        for entry in entries { entry.answer.resume(returning: result.map { $0.contains(entry.fence) }) }
    }
}

/// The batches of one worker.
struct WorkerJournal: Sendable {
    private let checkpoints: BatchWriter<Checkpoint>
    private let entries: BatchWriter<JournalEntry>
    private let completions: BatchWriter<Completion>
    private let releases: BatchWriter<Release>

    init(queue: any RequestQueue, executor: (any TaskExecutor)?) {
        self.checkpoints = BatchWriter(on: executor) { batch in
            await Self.result { () throws(StoreFailure) in try await queue.checkpoint(batch) }
        }
        self.entries = BatchWriter(on: executor) { batch in
            await Self.result { () throws(StoreFailure) in try await queue.record(batch) }
        }
        self.completions = BatchWriter(on: executor) { batch in
            await Self.result { () throws(StoreFailure) in try await queue.complete(batch) }
        }
        self.releases = BatchWriter(on: executor) { batch in
            await Self.result { () throws(StoreFailure) in try await queue.release(batch) }
        }
    }

    func checkpoint(_ item: Checkpoint) async throws(StoreFailure) -> Bool {
        try await self.checkpoints.submit([item], of: item.fence)
    }

    func record(_ items: [JournalEntry], of fence: LeaseFence) async throws(StoreFailure) -> Bool {
        try await self.entries.submit(items, of: fence)
    }

    func complete(_ item: Completion) async throws(StoreFailure) -> Bool {
        try await self.completions.submit([item], of: item.fence)
    }

    func release(_ item: Release) async throws(StoreFailure) -> Bool {
        try await self.releases.submit([item], of: item.fence)
    }

    private static func result(
        _ body: () async throws(StoreFailure) -> Set<LeaseFence>
    ) async -> Result<Set<LeaseFence>, StoreFailure> {
        do throws(StoreFailure) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
