import Logging
import Synchronization

/// Keeps what is logged.
final class LogLines: Sendable {
    private let kept = Mutex<[String]>([])

    /// Message and metadata of each line.
    var all: [String] { self.kept.withLock { $0 } }

    var logger: Logger { Logger(label: "test.store") { _ in Handler(lines: self) } }

    private func add(_ line: String) { self.kept.withLock { $0.append(line) } }

    /// Writes to the lines.
    private struct Handler: LogHandler {
        let lines: LogLines
        var metadata: Logger.Metadata = [:]
        var logLevel: Logger.Level = .info

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { self.metadata[key] }
            set { self.metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let facts = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted().joined(separator: " ")
            self.lines.add("\(event.message) \(facts)")
        }
    }
}
