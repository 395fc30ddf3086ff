/// How a log record is written: setting `log.format`.
package enum LogFormat: String, CaseIterable, Sendable {
    /// One line for people: time, level, message, facts.
    case text
    /// One JSON object a line, for collectors.
    case json
}
