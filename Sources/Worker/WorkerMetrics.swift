import CoreMetrics
import Provisioning

/// Numbers of the worker role, made once.
struct WorkerMetrics: Sendable {
    private let steps: [String: [JournalEntry.Outcome: Timer]]
    private let settled: [String: Counter]
    private let busySlots = Gauge(label: "provision.worker.busy_slots")
    private let claims = Counter(label: "provision.worker.claimed")

    init() {
        var steps: [String: [JournalEntry.Outcome: Timer]] = [:]
        for step in SetupStep.allCases.map(\.name) + ProfileStep.names {
            for outcome in JournalEntry.Outcome.allCases {
                steps[step, default: [:]][outcome] = Timer(
                    label: "provision.step.duration", dimensions: [("step", step), ("outcome", outcome.rawValue)])
            }
        }
        self.steps = steps
        var settled: [String: Counter] = [:]
        for end in ["provisioned", "handed-back", "lease-lost", "unsettled"] + ProblemCode.allCases.map(\.rawValue) {
            settled[end] = Counter(label: "provision.request.settled", dimensions: [("end", end)])
        }
        self.settled = settled
    }

    func step(_ step: String, _ outcome: JournalEntry.Outcome, took: Duration) {
        self.steps[step]?[outcome]?.recordNanoseconds(Int64(took / .nanoseconds(1)))
    }

    func ended(_ end: AttemptEnd) {
        let name =
            switch end {
            case .provisioned: "provisioned"
            case .stopped(let code): code.rawValue
            case .handedBack: "handed-back"
            case .lost: "lease-lost"
            case .unsettled: "unsettled"
            }
        self.settled[name]?.increment()
    }

    func claimed(_ count: Int) { self.claims.increment(by: count) }

    func busy(_ count: Int) { self.busySlots.record(count) }
}
