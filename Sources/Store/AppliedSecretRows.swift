import AMT
import Postgres
import Provisioning

/// The secrets that a batch of journal entries proves devices to hold, as parameters of record_journal: one row a secret.
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

    /// Parameter 26.
    var tokens: PostgresValue { .int8s(self.fences.map(\.token)) }

    /// Parameters 18 to 23.
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
