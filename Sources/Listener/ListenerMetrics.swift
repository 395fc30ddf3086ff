import AMT
import CoreMetrics

/// The listener's metric handles, made once. Label values come from closed sets only.
///
/// - `provision_hello_connections` counter: accepted connections.
/// - `provision_hello_open_connections` gauge: open now.
/// - `provision_hello_outcomes{outcome}` counter: how connections ended, see ``HelloOutcome``.
/// - `provision_hello_refusals{reason}` counter: why bytes were no hello.
/// - `provision_hello_received{version}` counter: whole hellos, of version 2 (PSK) and 3 (PKI).
/// - `provision_hello_batch_size` recorder: hellos in one call of the inbox.
/// - `provision_hello_batch_seconds` timer: duration of that call.
/// - `provision_hello_batch_failures` counter: calls that threw.
package struct ListenerMetrics: Sendable {
    let connections: Counter
    let openConnections: Gauge
    let batchSize: Recorder
    let batchSeconds: Timer
    let batchFailures: Counter
    private let outcomes: [HelloOutcome: Counter]
    private let refusals: [String: Counter]
    private let receivedPSK: Counter
    private let receivedPKI: Counter

    /// - Parameter factory: where the handles register, by default the one that the program set up.
    package init(factory: any MetricsFactory = MetricsSystem.factory) {
        self.connections = Counter(label: "provision_hello_connections", factory: factory)
        self.openConnections = Gauge(label: "provision_hello_open_connections", factory: factory)
        self.batchSize = Recorder(label: "provision_hello_batch_size", aggregate: true, factory: factory)
        self.batchSeconds = Timer(label: "provision_hello_batch_seconds", factory: factory)
        self.batchFailures = Counter(label: "provision_hello_batch_failures", factory: factory)
        self.outcomes = Dictionary(
            uniqueKeysWithValues: HelloOutcome.allCases.map { outcome in
                let dimensions = [("outcome", outcome.rawValue)]
                return (outcome, Counter(label: "provision_hello_outcomes", dimensions: dimensions, factory: factory))
            })
        let reasons =
            HelloRefusal.allCases.map(\.rawValue) + ProxyHeader.Refusal.allCases.map { "proxy-" + $0.rawValue }
        self.refusals = Dictionary(
            uniqueKeysWithValues: Set(reasons).map { reason in
                let dimensions = [("reason", reason)]
                return (reason, Counter(label: "provision_hello_refusals", dimensions: dimensions, factory: factory))
            })
        self.receivedPSK = Counter(
            label: "provision_hello_received", dimensions: [("version", "2")], factory: factory)
        self.receivedPKI = Counter(
            label: "provision_hello_received", dimensions: [("version", "3")], factory: factory)
    }

    func ended(_ outcome: HelloOutcome, reason: String?) {
        self.outcomes[outcome]?.increment()
        if let reason { self.refusals[reason]?.increment() }
    }

    func received(_ hello: Hello) {
        switch hello.credential {
        case .psk: self.receivedPSK.increment()
        case .pki: self.receivedPKI.increment()
        }
    }
}
