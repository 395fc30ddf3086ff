import CoreMetrics
import Logging
import Synchronization

/// Keeps what the listener counts and logs.
final class RecordedTelemetry: MetricsFactory, Sendable {
    private struct State {
        var values: [String: Int64] = [:]
        var lines: [String] = []
    }

    private let state = Mutex(State())

    /// A counter's sum, or a gauge's last value; `name` or `name{label=value}`.
    func value(_ key: String) -> Int64 { self.state.withLock { $0.values[key, default: 0] } }

    /// Everything counted under a name, by its label.
    func values(of name: String) -> [String: Int64] {
        self.state.withLock { state in state.values.filter { $0.key.hasPrefix(name + "{") && $0.value > 0 } }
    }

    /// Message and metadata of each line.
    var lines: [String] { self.state.withLock { $0.lines } }

    fileprivate func add(_ amount: Int64, to key: String) {
        self.state.withLock { $0.values[key, default: 0] += amount }
    }

    fileprivate func set(_ value: Int64, _ key: String) { self.state.withLock { $0.values[key] = value } }

    fileprivate func log(_ line: String) { self.state.withLock { $0.lines.append(line) } }

    private static func key(_ label: String, _ dimensions: [(String, String)]) -> String {
        guard let first = dimensions.first else { return label }
        return "\(label){\(first.0)=\(first.1)}"
    }

    func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        Recorded(telemetry: self, key: Self.key(label, dimensions))
    }

    func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        Recorded(telemetry: self, key: Self.key(label, dimensions))
    }

    func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        Recorded(telemetry: self, key: Self.key(label, dimensions))
    }

    func destroyCounter(_ handler: any CounterHandler) {}
    func destroyRecorder(_ handler: any RecorderHandler) {}
    func destroyTimer(_ handler: any TimerHandler) {}

    private final class Recorded: CounterHandler, RecorderHandler, TimerHandler {
        private let telemetry: RecordedTelemetry
        private let key: String

        init(telemetry: RecordedTelemetry, key: String) {
            self.telemetry = telemetry
            self.key = key
        }

        func increment(by amount: Int64) { self.telemetry.add(amount, to: self.key) }
        func reset() { self.telemetry.set(0, self.key) }
        func record(_ value: Int64) { self.telemetry.set(value, self.key) }
        func record(_ value: Double) { self.telemetry.set(Int64(value), self.key) }
        func recordNanoseconds(_ duration: Int64) { self.telemetry.set(duration, self.key) }
    }

    /// Writes to the record.
    struct Handler: LogHandler {
        let telemetry: RecordedTelemetry
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            self.telemetry.log("\(event.message) \(facts)")
        }
    }
}
