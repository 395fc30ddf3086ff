import CoreMetrics
import Logging
import Synchronization

/// The process's logging and metrics, set up once by a program's first lines.
package enum Telemetry {
    /// Metrics of the process; ``metricsPage()`` shows them.
    package static let metrics = MetricsRegistry()

    /// The page of `/metrics`: what the kernel knows of the process, then ``metrics``.
    package static func metricsPage() -> String { ProcessMetrics.page() + Self.metrics.page() }

    private static let output = Mutex<LogOutput?>(nil)

    /// Directs every `Logger` of the process to standard error and every metric to ``metrics``.
    ///
    /// A second call changes the level alone: swift-log and swift-metrics may be set up once a process.
    package static func bootstrap(level: Logger.Level, format: LogFormat) {
        let made = LogOutput(level: level, format: format)
        let first = Self.output.withLock { current in
            if let current {
                current.level = level
                return false
            }
            current = made
            return true
        }
        guard first else { return }
        LoggingSystem.bootstrap(
            { label, provider in StandardLogHandler(label: label, output: made, metadataProvider: provider) },
            metadataProvider: nil)
        for metric in MetricDescription.all { Self.metrics.describe(metric.label, metric.meaning) }
        MetricsSystem.bootstrap(Self.metrics)
    }

    /// The level of every logger that has none of its own; may be changed while the process runs.
    package static var level: Logger.Level {
        get { Self.output.withLock { $0?.level ?? .info } }
        set { Self.output.withLock { $0?.level = newValue } }
    }
}
