import AMT
import Provisioning
import Synchronization

/// An audit log in memory. Without hashes: those are the database's.
final class MemoryAuditBook: AuditBook {
    private let kept = Mutex<[AuditedAct]>([])
    private let failing = Mutex(false)

    var acts: [AuditedAct] { self.kept.withLock { $0 } }

    /// From now on nothing can be noted.
    func fail() { self.failing.withLock { $0 = true } }

    func append(_ act: AuditedAct) async throws(StoreFailure) {
        if self.failing.withLock({ $0 }) { throw StoreFailure(kind: .unavailable, statement: "append_audit") }
        self.kept.withLock { $0.append(act) }
    }

    func newest(limit: Int, caller: String?, subject: String?) async throws(StoreFailure) -> [AuditEntry] {
        try await self.entries(after: 0, limit: .max, caller: caller, subject: subject).suffix(limit)
    }

    func entries(
        after: Int64, limit: Int, caller: String?, subject: String?
    ) async throws(StoreFailure) -> [AuditEntry] {
        let all = self.acts.enumerated().map { index, act in
            AuditEntry(
                number: Int64(index + 1), at: UnixTime(seconds: 1_000_000_000), act: act,
                previousHash: [UInt8](repeating: UInt8(truncatingIfNeeded: index), count: 32),
                hash: [UInt8](repeating: UInt8(truncatingIfNeeded: index + 1), count: 32))
        }
        return Array(
            all.filter { entry in
                entry.number > after && (caller.map { $0 == entry.act.caller } ?? true)
                    && (subject.map { $0 == entry.act.subject } ?? true)
            }.prefix(limit))
    }
}
