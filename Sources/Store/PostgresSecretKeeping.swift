import Postgres
import Provisioning
import Secrets

/// Rotation and proof of what is sealed, on PostgreSQL.
package final class PostgresSecretKeeping: SecretKeeping {
    private let pool: PostgresPool
    private let ring: KeyRing

    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.ring = ring
    }

    package func census() async throws(StoreFailure) -> KeyCensus {
        let uses = try await self.pool.rows(Statements.countSealed, repeatable: true) {
            (row) throws(PostgresError) -> KeyCensus.Use in
            guard let kind = SealedKind(rawValue: try row.required(row.text(0))) else {
                throw PostgresError.unreadable("a kind of sealed records is not known")
            }
            return KeyCensus.Use(
                kind: kind, keyID: try row.required(row.text(1)), count: try row.required(row.int8(2)))
        }
        return KeyCensus(keyIDs: self.ring.keyIDs, uses: uses)
    }

    // MARK: - Rotation

    package func rotate(_ count: Int, after place: RotationPlace?) async throws(StoreFailure) -> RotationStep {
        var step = RotationStep()
        var budget = count
        for var start in self.starts(after: place) {
            while budget > 0 {
                let rows = try await self.rows(behind: start, count: budget)
                try await self.rewrap(rows, into: &step)
                let isLast = rows.count < budget
                budget -= rows.count
                if let last = rows.last { start = RotationPlace(keyID: start.keyID, record: last.record) }
                if isLast { break }
            }
            if budget == 0 {
                step.next = start
                return step
            }
        }
        return step
    }

    /// Where to begin in each kind and each older key, from the place of the step before on. A key that this node has no more since
    /// then begins its kind anew.
    private func starts(after place: RotationPlace?) -> [RotationPlace] {
        let older = Array(self.ring.keyIDs.dropFirst())
        var starts = SealedKind.allCases.flatMap { kind in
            older.map { RotationPlace(keyID: $0, record: .start(of: kind)) }
        }
        guard let place else { return starts }
        let reached = starts.firstIndex { $0.record.kind == place.record.kind && $0.keyID == place.keyID }
        let ofKind = starts.firstIndex { $0.record.kind == place.record.kind }
        starts.removeFirst(reached ?? ofKind ?? 0)
        if reached != nil { starts[0] = place }
        return starts
    }

    private func rows(behind start: RotationPlace, count: Int) async throws(StoreFailure) -> [SealedRow] {
        let kind = start.record.kind
        return try await self.pool.rows(
            kind.statements.take,
            [.text(start.keyID), .text(start.record.place), .int4(Int32(clamping: count))], repeatable: true
        ) { (row) throws(PostgresError) in
            let record = SealedRecord(kind: kind, place: try row.required(row.text(0)))
            return SealedRow(record: record, keyID: start.keyID, boxes: try Self.boxes(row, of: record, from: 1))
        }
    }

    /// - Parameter rows: of one kind and one key.
    private func rewrap(_ rows: [SealedRow], into step: inout RotationStep) async throws(StoreFailure) {
        var old: [SealedRow] = []
        var new: [[[UInt8]?]] = []
        for row in rows {
            switch row.rewrapped(self.ring) {
            case .success(let boxes):
                old.append(row)
                new.append(boxes)
            case .failure(let failure): step.failures.append(failure)
            }
        }
        guard let first = old.first else { return }
        let columns = first.boxes.indices
        let changed = try await self.pool.rows(
            first.record.kind.statements.rewrap,
            [.texts(old.map(\.record.place)), .text(first.keyID), .text(self.ring.currentID)]
                + columns.map { column in .byteas(old.map { $0.boxes[column] }) }
                + columns.map { column in .byteas(new.map { $0[column] }) },
            // What was done before its answer was lost is left the second time.
            repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.text(0)) }
        step.rewrapped[first.record.kind, default: 0] += changed.count
        step.left += old.count - changed.count
    }

    // MARK: - Proof

    package func verify(_ count: Int) async throws(StoreFailure) -> [KindVerification] {
        var verifications: [KindVerification] = []
        for kind in SealedKind.allCases {
            let rows = try await self.pool.rows(
                kind.statements.sample, [.int4(Int32(clamping: count))], repeatable: true
            ) { (row) throws(PostgresError) in
                let record = SealedRecord(kind: kind, place: try row.required(row.text(0)))
                return SealedRow(
                    record: record, keyID: try row.required(row.text(1)),
                    boxes: try Self.boxes(row, of: record, from: 2))
            }
            var verification = KindVerification(kind: kind)
            verification.failures = rows.compactMap { $0.failure(self.ring) }
            verification.opened = rows.count - verification.failures.count
            verifications.append(verification)
        }
        return verifications
    }

    private static func boxes(
        _ row: PostgresRow, of record: SealedRecord, from column: Int
    ) throws(PostgresError) -> [[UInt8]?] {
        var boxes: [[UInt8]?] = []
        for index in record.kind.parts(at: record.place).indices { boxes.append(try row.bytea(column + index)) }
        return boxes
    }
}
