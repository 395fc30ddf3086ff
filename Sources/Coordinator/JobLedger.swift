import Provisioning
import Synchronization

/// What came of each piece of housekeeping since it was last noted.
///
/// Of a piece that was done several times the last one counts, with what all of them changed; a failure is not hidden by a success
/// a second later, nor the other way round: the last one is how it stands.
final class JobLedger: Sendable {
    private let jobs = Mutex<[String: DoneJob]>([:])

    func enter(_ job: DoneJob) {
        self.jobs.withLock { jobs in
            guard case .done(let rows) = job.outcome, case .done(let before)? = jobs[job.name]?.outcome else {
                jobs[job.name] = job
                return
            }
            jobs[job.name] = DoneJob(
                name: job.name, startedAt: job.startedAt, endedAt: job.endedAt, outcome: .done(rows: before + rows))
        }
    }

    /// All of them, in the order of their names, and none from now on.
    func take() -> [DoneJob] {
        self.jobs.withLock { jobs in
            defer { jobs.removeAll() }
            return jobs.values.sorted { $0.name < $1.name }
        }
    }
}
