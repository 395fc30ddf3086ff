import AMT
import Postgres
import Provisioning
import Secrets

/// What became of pre-shared keys, and their values.
extension PostgresKeyBook {
    func keys(
        after: PID?, limit: Int, state: PresharedKeyState?
    ) async throws(StoreFailure) -> [PresharedKeyView] {
        try await self.pool.rows(
            Statements.listPSKKeys,
            [.text(after?.text ?? ""), .int4(Int32(clamping: limit)), .text(state?.rawValue)], repeatable: true
        ) { (row) throws(PostgresError) in
            guard let state = PresharedKeyState(rawValue: try row.required(row.text(1))) else {
                throw PostgresError.unreadable("a key has an unknown state")
            }
            return PresharedKeyView(
                pid: try Self.pid(row), state: state, device: try row.uuid(2) == nil ? nil : row.deviceUUID(2),
                since: try row.time(3), createdAt: try row.required(row.time(4)), exportedAt: try row.time(5))
        }
    }

    /// Not repeated by itself: what was given out by a call whose answer was lost would be given out as new once more.
    func export(_ order: PresharedKeyOrder) async throws(StoreFailure) -> [ImportedKey] {
        let parameters: [PostgresValue]
        switch order {
        case .named(let pids):
            parameters = [.texts(pids.map(\.text)), .int4(Int32(clamping: pids.count)), .bool(true)]
        case .available(let limit, let includesExported):
            parameters = [.null(.textArray), .int4(Int32(clamping: limit)), .bool(includesExported)]
        }
        return try await self.pool.rows(Statements.exportPSKKeys, parameters) {
            (row) throws(PostgresError) -> ImportedKey? in
            let pid = try Self.pid(row)
            let sealed = SealedSecret(keyID: try row.required(row.text(1)), box: try row.required(row.bytea(2)))
            // One that does not open holds up none of the others, which count as given out from here on.
            guard let secret = try? self.vault.open(sealed, context: SecretContext.psk(pid.text)),
                let pps = try? PPS(secret.reveal())
            else { return nil }
            return ImportedKey(pid: pid, pps: pps)
        }.compactMap(\.self).sorted { $0.pid.text < $1.pid.text }
    }

    private static func pid(_ row: PostgresRow) throws(PostgresError) -> PID {
        let text = try row.required(row.text(0))
        do throws(PIDRefusal) {
            return try PID(text)
        } catch {
            throw PostgresError.unreadable("a stored PID is no PID: \(error.rawValue)")
        }
    }
}

extension PostgresImport: PresharedKeyBook {
    package func keys(
        after: PID?, limit: Int, state: PresharedKeyState?
    ) async throws(StoreFailure) -> [PresharedKeyView] {
        try await self.keys.keys(after: after, limit: limit, state: state)
    }

    package func export(_ order: PresharedKeyOrder) async throws(StoreFailure) -> [ImportedKey] {
        try await self.keys.export(order)
    }
}
