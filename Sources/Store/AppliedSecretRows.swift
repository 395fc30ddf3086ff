import AMT
import Postgres
import Provisioning

/// The secrets that a batch of journal entries proves devices to hold, as the last parameters of record_journal: one row a
/// secret.
struct AppliedSecretRows {
    private var fences: [LeaseFence] = []
    private var secrets: [AppliedSecret] = []

    init(_ batch: [JournalEntry]) {
        for entry in batch {
            for secret in entry.applied {
                self.fences.append(entry.fence)
                self.secrets.append(secret)
            }
        }
    }

    var parameters: [PostgresValue] {
        [
            .uuids(self.fences.map(\.deviceUUID.bytes)),
            .int8s(self.fences.map(\.generation)),
            .texts(self.secrets.map(\.field)),
            .texts(self.secrets.map(\.secretName)),
            .int4s(self.secrets.map { Int32(clamping: $0.secretVersion) }),
            .texts(self.secrets.map(\.digestRealm)),
        ]
    }
}
