import Synchronization

/// A bounded number of threads for calls that block and cannot be ended, with a bounded queue in front of them.
final class BlockingCrew: Sendable {
    /// How a call went for the one who waits for it.
    enum Outcome<Value: Sendable>: Sendable {
        case done(Value)
        /// The time was over, or the task was cancelled. A call that had begun keeps its thread until it returns.
        case late
        /// As many wait as may.
        case crowded
    }

    private struct State {
        var threads = 0
        var idle = 0
        /// The first is the oldest; those whose callers have left are passed over.
        var waiting: [any CrewWork] = []
    }

    private let gate = ThreadGate(State())
    private let threadsMax: Int
    private let waitingMax: Int
    private let idleTime: Duration

    init(threadsMax: Int, waitingMax: Int, idleTime: Duration = .seconds(30)) {
        self.threadsMax = threadsMax
        self.waitingMax = waitingMax
        self.idleTime = idleTime
    }

    /// Runs a call on one of the threads.
    func run<Value: Sendable>(within limit: Duration, _ body: @escaping @Sendable () -> Value) async -> Outcome<Value> {
        let call = CrewCall(body)
        return await withTaskGroup(of: Outcome<Value>.self) { group in
            group.addTask {
                // Cancelled when the call is done, or with the caller: either way nobody waits any more.
                try? await Task.sleep(for: limit)
                return .late
            }
            group.addTask { await self.outcome(of: call) }
            let first = await group.next() ?? .late
            group.cancelAll()
            return first
        }
    }

    private func outcome<Value: Sendable>(of call: CrewCall<Value>) async -> Outcome<Value> {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard call.awaited(by: continuation) else { return }
                if !self.enqueue(call) { call.end(.crowded) }
            }
        } onCancel: {
            call.end(.late)
            self.forget(call)
        }
    }

    private func enqueue(_ call: any CrewWork) -> Bool {
        let (isTaken, needsThread) = self.gate.access { state in
            guard state.waiting.count < self.waitingMax else { return (false, false) }
            state.waiting.append(call)
            guard state.waiting.count > state.idle, state.threads < self.threadsMax else { return (true, false) }
            state.threads += 1
            return (true, true)
        }
        guard needsThread, !OwnThread.start({ self.work() }) else { return isTaken }
        // Without any thread the call waits for its time limit, or for a thread that is busy now.
        self.gate.access { $0.threads -= 1 }
        return isTaken
    }

    private func forget(_ call: any CrewWork) {
        self.gate.access { state in state.waiting.removeAll { $0 === call } }
    }

    private func work() {
        while let call = self.next() { call.run() }
    }

    /// - Returns: `nil` when there was nothing to do for a while; the thread is not counted any more then.
    private func next() -> (any CrewWork)? {
        self.gate.access { $0.idle += 1 }
        let call: (any CrewWork)? = self.gate.wait(until: ContinuousClock.now + self.idleTime) { state in
            guard !state.waiting.isEmpty else { return nil }
            state.idle -= 1
            return state.waiting.removeFirst()
        }
        if let call { return call }
        return self.gate.access { state in
            state.idle -= 1
            if !state.waiting.isEmpty { return state.waiting.removeFirst() }
            state.threads -= 1
            return nil
        }
    }
}

/// A call that waits for a thread.
private protocol CrewWork: AnyObject, Sendable {
    func run()
}

private final class CrewCall<Value: Sendable>: CrewWork {
    typealias Reader = CheckedContinuation<BlockingCrew.Outcome<Value>, Never>

    private struct State {
        var reader: Reader?
        var outcome: BlockingCrew.Outcome<Value>?
    }

    private let state = Mutex(State())
    private let body: @Sendable () -> Value

    init(_ body: @escaping @Sendable () -> Value) { self.body = body }

    /// - Returns: `false` when it has ended already; the continuation is resumed then.
    func awaited(by reader: Reader) -> Bool {
        let outcome = self.state.withLock { state in
            if state.outcome == nil { state.reader = reader }
            return state.outcome
        }
        if let outcome { reader.resume(returning: outcome) }
        return outcome == nil
    }

    func run() {
        guard self.state.withLock({ $0.outcome == nil }) else { return }
        self.end(.done(self.body()))
    }

    /// The first end counts.
    func end(_ outcome: BlockingCrew.Outcome<Value>) {
        let reader = self.state.withLock { state in
            guard state.outcome == nil else { return nil as Reader? }
            state.outcome = outcome
            defer { state.reader = nil }
            return state.reader
        }
        reader?.resume(returning: outcome)
    }
}
