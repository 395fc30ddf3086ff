/// Why a statement gave no result. Holds no row data: PostgreSQL's DETAIL prints rows and is never read.
package struct PostgresError: Error, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// No connection in time; nothing was sent.
        case unavailable
        /// The statement was sent and the connection ended, timed out, or the commit was acknowledged with a doubt.
        /// A write may or may not be durable.
        case outcomeUnknown = "outcome-unknown"
        /// The server answered with an error; the statement changed nothing.
        case refused
        /// The answer does not have the promised shape.
        case unreadable
        /// The caller was cancelled before the statement was sent, or a reading statement was cancelled.
        case cancelled
    }

    package let kind: Kind
    /// Five characters, for ``Kind/refused``.
    package let sqlstate: String?
    /// The constraint that said no.
    package let constraint: String?
    /// The primary message of the server or of libpq; one line, at most 300 characters.
    package let message: String

    init(_ kind: Kind, sqlstate: String? = nil, constraint: String? = nil, message: String) {
        self.kind = kind
        self.sqlstate = sqlstate
        self.constraint = constraint
        self.message = String(message.prefix(300)).split(separator: "\n").first.map(String.init) ?? ""
    }

    /// For readers of rows that find something else than their statement promises.
    package static func unreadable(_ message: String) -> PostgresError { PostgresError(.unreadable, message: message) }

    /// Whether sending the same statement again on a new connection may help: SQLSTATE classes 40 (rollback), 53
    /// (resources), 55P03 (lock), 57 (shutdown, cancel), 25006 (the server became a standby).
    package var isPassing: Bool {
        switch self.kind {
        case .unavailable, .outcomeUnknown: true
        case .refused:
            self.sqlstate.map { state in
                ["40", "53", "57"].contains(String(state.prefix(2))) || state == "55P03" || state == "25006"
            } ?? false
        case .unreadable, .cancelled: false
        }
    }
}
