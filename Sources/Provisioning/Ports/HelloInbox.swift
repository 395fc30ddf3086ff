/// Where listeners put admitted hellos.
///
/// Every implementation guarantees: when ``admit(_:)`` returns, each hello of the batch, or a newer one of the same device,
/// is durable. When it throws, nothing may be assumed; repeating the batch is harmless.
package protocol HelloInbox: Sendable {
    /// - Parameter batch: 1...500 hellos; several of one device are allowed, the newest counts.
    func admit(_ batch: [AdmittedHello]) async throws(StoreFailure)
}

/// Why the database did not do what was asked. Safe to log and to store.
package struct StoreFailure: Error, Equatable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        /// No connection could be had in time; nothing was sent.
        case unavailable
        /// The statement was sent and its outcome is not known.
        case outcomeUnknown = "outcome-unknown"
        /// The server refused the statement; nothing changed.
        case refused
        /// A stored value could not be read: our own mistake or a foreign hand.
        case unreadable
    }

    package let kind: Kind
    /// SQLSTATE of a refusal.
    package let sqlstate: String?
    /// Name of the statement.
    package let statement: String

    package init(kind: Kind, sqlstate: String? = nil, statement: String) {
        self.kind = kind
        self.sqlstate = sqlstate
        self.statement = statement
    }
}
