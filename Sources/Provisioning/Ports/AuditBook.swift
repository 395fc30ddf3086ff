import AMT

/// The audit log: what callers of the API did. Nothing in it is ever changed or taken away.
package protocol AuditBook: Sendable {
    /// Adds an entry, durably, behind all others.
    func append(_ act: AuditedAct) async throws(StoreFailure)

    /// Entries behind a number, in order.
    ///
    /// - Parameters:
    ///   - after: 0 for the first one on.
    ///   - limit: at most ``auditEntriesMax``.
    ///   - caller: of this caller alone.
    ///   - subject: of this subject alone.
    func entries(
        after: Int64, limit: Int, caller: String?, subject: String?
    ) async throws(StoreFailure) -> [AuditEntry]

    /// The newest entries behind a number, in order; of this caller and about this subject alone, where they are given.
    ///
    /// - Parameter limit: at most ``auditEntriesMax``.
    func newest(
        after: Int64, limit: Int, caller: String?, subject: String?
    ) async throws(StoreFailure) -> [AuditEntry]
}

/// Entries that one call gives.
package let auditEntriesMax = 1_000
