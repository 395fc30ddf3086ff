/// How connections are made and how long they are waited for.
package struct PostgresSettings: Sendable {
    /// A libpq connection string or URL; may name several hosts. Holds a password perhaps: never logged.
    package var url: String
    /// For each host in turn; libpq takes 2 as the least.
    package var connectTimeoutSeconds: Int
    /// From sending a statement to its last result; longer than the server's own `statement_timeout`.
    package var answerTimeout: Duration
    /// For migrations and bulk copies.
    package var scriptTimeout: Duration
    /// `off` for statements whose loss costs only repeated work.
    package var synchronousCommit: SynchronousCommit

    package enum SynchronousCommit: String, Sendable {
        case on, off, local
    }

    package init(
        url: String,
        connectTimeoutSeconds: Int = 5,
        answerTimeout: Duration = .seconds(15),
        scriptTimeout: Duration = .seconds(300),
        synchronousCommit: SynchronousCommit = .on
    ) {
        self.url = url
        self.connectTimeoutSeconds = connectTimeoutSeconds
        self.answerTimeout = answerTimeout
        self.scriptTimeout = scriptTimeout
        self.synchronousCommit = synchronousCommit
    }

    /// Session parameters, as server options: bounded statements and transactions, no surprise plans, no just-in-time
    /// compiler for statements of a millisecond.
    var sessionOptions: String {
        [
            "-c statement_timeout=10s", "-c idle_in_transaction_session_timeout=30s", "-c jit=off",
            "-c synchronous_commit=\(self.synchronousCommit.rawValue)", "-c timezone=UTC", "-c search_path=pg_catalog",
        ].joined(separator: " ")
    }
}
