import AMT
import Inventory
import Provisioning
import Synchronization

/// Webhooks in memory.
final class MemoryWebhookBook: WebhookBook {
    let all = Mutex<[String: (version: Int, document: String, position: EventPosition)]>([:])
    /// What somebody else does just before one is removed.
    let beforeRemoval = Mutex<(@Sendable () -> Void)?>(nil)

    func webhooks() async throws(StoreFailure) -> [KeptWebhook] {
        self.all.withLock { all in
            all.sorted { $0.key < $1.key }.map { name, kept in
                KeptWebhook(
                    name: name, version: kept.version, document: kept.document, author: "operator",
                    changedAt: MemoryDeviceCertificates.now, position: kept.position, failureCount: 0, failure: nil,
                    failedAt: nil, deliveredAt: nil, deliveredCount: 3, dueAt: MemoryDeviceCertificates.now)
            }
        }
    }

    func keep(
        name: String, canonicalDocument: String, isEnabled: Bool, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        self.all.withLock { all in
            let newest = all[name]?.version ?? 0
            if all[name]?.document == canonicalDocument { return .unchanged(version: newest) }
            if let ifVersion, ifVersion != newest { return .conflict(newest: newest) }
            all[name] = (newest + 1, canonicalDocument, EventPosition(transaction: 9, ordinal: 0))
            return .kept(version: newest + 1)
        }
    }

    func remove(name: String, ifVersion: Int?) async throws(StoreFailure) -> DocumentRemoval {
        self.beforeRemoval.withLock { $0 }?()
        return self.all.withLock { all in
            guard let newest = all[name]?.version else { return .unknown }
            if let ifVersion, ifVersion != newest { return .conflict(newest: newest) }
            all[name] = nil
            return .removed
        }
    }

    func replay(name: String, after: EventPosition) async throws(StoreFailure) -> Bool {
        self.all.withLock { all in
            guard all[name] != nil else { return false }
            all[name]?.position = after
            return true
        }
    }
}
