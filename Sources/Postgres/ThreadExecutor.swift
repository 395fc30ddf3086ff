import DequeModule
import Foundation
import Synchronization

/// Runs an actor's jobs one after the other on a thread of its own, so that they may block.
///
/// libpq calls wait for the network; on a cooperative thread they would stall everything else of the process.
final class ThreadExecutor: SerialExecutor, @unchecked Sendable {
    // Guarded by `condition`.
    private let condition = NSCondition()
    private var jobs: Deque<UnownedJob> = []
    private var isStopping = false

    /// Starts the thread.
    ///
    /// - Parameter name: shown by tools that list threads; at most 15 bytes are.
    init(name: String) {
        let thread = Thread { [self] in self.loop() }
        thread.name = name
        thread.stackSize = 512 * 1024
        thread.start()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        self.condition.lock()
        self.jobs.append(job)
        self.condition.signal()
        self.condition.unlock()
    }

    /// Ends the thread after the jobs that are already queued. Called when no job can follow: by the actor's deinit.
    func stop() {
        self.condition.lock()
        self.isStopping = true
        self.condition.signal()
        self.condition.unlock()
    }

    private func loop() {
        while true {
            self.condition.lock()
            while self.jobs.isEmpty && !self.isStopping { self.condition.wait() }
            guard let job = self.jobs.popFirst() else {
                self.condition.unlock()
                return
            }
            self.condition.unlock()
            job.runSynchronously(on: self.asUnownedSerialExecutor())
        }
    }
}
