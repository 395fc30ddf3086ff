import AMT
import Provisioning
import Synchronization

/// An audit log in memory. Without hashes: those are the database's.
final class MemoryAuditBook: AuditBook {
    private let kept = Mutex<[AuditedAct]>([])
    /// How many more can be noted; `nil` for any number.
    private let room = Mutex<Int?>(nil)

    var acts: [AuditedAct] { self.kept.withLock { $0 } }

    /// From now on so many can be noted and no more.
    func fail(after count: Int = 0) { self.room.withLock { $0 = count } }

    /// From now on all can be noted.
    func recover() { self.room.withLock { $0 = nil } }

    func append(_ act: AuditedAct) async throws(StoreFailure) {
        let isFull = self.room.withLock { room in
            guard let left = room else { return false }
            room = max(left - 1, 0)
            return left == 0
        }
        if isFull { throw StoreFailure(kind: .unavailable, statement: "append_audit") }
        self.kept.withLock { $0.append(act) }
    }

    func newest(
        after: Int64, limit: Int, caller: String?, subject: String?
    ) async throws(StoreFailure) -> [AuditEntry] {
        try await self.entries(after: after, limit: .max, caller: caller, subject: subject).suffix(limit)
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
