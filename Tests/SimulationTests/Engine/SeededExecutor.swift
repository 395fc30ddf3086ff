import Glibc

/// Runs every task of one world on one thread, in an order that the seed decides, and owns the world's time: it passes only when
/// no job is ready, and then at once to the next timer.
///
/// Not locked: everything of a world happens on the thread that runs it, which ``enqueue(_:)`` makes sure of.
final class SeededExecutor: TaskExecutor, @unchecked Sendable {
    /// Nanoseconds since the world began.
    private(set) var now: Int64 = 0
    private(set) var jobCount = 0
    private var ready: [UnownedJob] = []
    private var timers = TimerHeap()
    private var sleepers: [Int: UnsafeContinuation<Bool, Never>] = [:]
    private var timerCount = 0
    private var random: SeededGenerator
    private let thread = pthread_self()
    /// No sleep lasts any more.
    private var isClosing = false

    init(seed: UInt64) { self.random = SeededGenerator(seed: seed ^ 0x5eed) }

    func enqueue(_ job: consuming ExecutorJob) {
        precondition(pthread_equal(self.thread, pthread_self()) != 0, "a task has left its world")
        self.ready.append(UnownedJob(job))
    }

    /// Runs one job, or lets time pass to the next timer.
    ///
    /// - Returns: `false` when nothing can happen any more.
    func step() -> Bool {
        if self.ready.isEmpty {
            while let timer = self.timers.popFirst() {
                guard let sleeper = self.sleepers.removeValue(forKey: timer.id) else { continue }
                self.now = max(self.now, timer.due)
                sleeper.resume(returning: true)
                break
            }
        }
        guard !self.ready.isEmpty else { return false }
        let place = self.ready.count == 1 ? 0 : self.random.number(0, self.ready.count - 1)
        let job = self.ready[place]
        self.ready[place] = self.ready[self.ready.count - 1]
        self.ready.removeLast()
        self.jobCount += 1
        job.runSynchronously(on: self.asUnownedTaskExecutor())
        return true
    }

    func nextTimerID() -> Int {
        self.timerCount += 1
        return self.timerCount
    }

    /// Sleeps under an ID.
    ///
    /// - Parameter nanoseconds: `nil` sleeps until it is ended.
    /// - Returns: `false` when ``end(_:)`` ended it.
    func sleep(_ id: Int, _ nanoseconds: Int64?) async -> Bool {
        if self.isClosing { return false }
        return await withUnsafeContinuation { continuation in
            self.sleepers[id] = continuation
            if let nanoseconds { self.timers.insert(TimerHeap.Timer(due: self.now + max(nanoseconds, 0), id: id)) }
        }
    }

    func end(_ id: Int) { self.sleepers.removeValue(forKey: id)?.resume(returning: false) }

    /// Ends every sleep, now and later, so that tasks come to their ends.
    func close() {
        self.isClosing = true
        let ids = self.sleepers.keys.sorted()
        for id in ids { self.end(id) }
    }
}

/// Timers by date; of equal dates the older one first.
private struct TimerHeap {
    struct Timer {
        let due: Int64
        let id: Int

        func isBefore(_ other: Timer) -> Bool { self.due == other.due ? self.id < other.id : self.due < other.due }
    }

    private var items: [Timer] = []

    mutating func insert(_ timer: Timer) {
        self.items.append(timer)
        var place = self.items.count - 1
        while place > 0, self.items[place].isBefore(self.items[(place - 1) / 2]) {
            self.items.swapAt(place, (place - 1) / 2)
            place = (place - 1) / 2
        }
    }

    mutating func popFirst() -> Timer? {
        guard let first = self.items.first else { return nil }
        self.items[0] = self.items[self.items.count - 1]
        self.items.removeLast()
        var place = 0
        while true {
            var least = place
            for child in [2 * place + 1, 2 * place + 2]
            where child < self.items.count && self.items[child].isBefore(self.items[least]) {
                least = child
            }
            guard least != place else { return first }
            self.items.swapAt(place, least)
            place = least
        }
    }
}
