import Logging

/// Writes each record as one line of the process's ``LogOutput``.
///
/// Follows the output's level until a logger sets one of its own; a copy of a logger keeps what it was given.
package struct StandardLogHandler: LogHandler {
    private let label: String
    private let output: LogOutput
    private var ownLevel: Logger.Level?

    /// Facts of every line of this logger.
    package var metadata: Logger.Metadata = [:]
    /// Facts of the task that logs.
    package var metadataProvider: Logger.MetadataProvider?

    /// - Parameter label: name of the logger; JSON lines show it as `logger`.
    package init(label: String, output: LogOutput, metadataProvider: Logger.MetadataProvider? = nil) {
        self.label = label
        self.output = output
        self.metadataProvider = metadataProvider
    }

    /// The logger's own level, or the output's.
    package var logLevel: Logger.Level {
        get { self.ownLevel ?? self.output.level }
        set { self.ownLevel = newValue }
    }

    /// One fact of every line of this logger.
    package subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { self.metadata[key] }
        set { self.metadata[key] = newValue }
    }

    /// Writes one record; returns when the line has been handed to the output.
    package func log(event: LogEvent) {
        var metadata = self.metadata
        // What is closer to the call wins: the record over the task's context over the logger.
        if let provided = self.metadataProvider?.get() { metadata.merge(provided) { _, closer in closer } }
        if let explicit = event.metadata { metadata.merge(explicit) { _, closer in closer } }
        if let error = event.error {
            metadata["error.type"] = .string(String(describing: type(of: error)))
            metadata["error.message"] = .string(String(describing: error))
        }
        self.output.emit(
            level: event.level, label: self.label, message: event.message.description, metadata: metadata)
    }
}
