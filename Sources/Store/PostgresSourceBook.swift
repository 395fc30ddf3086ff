import AMT
import Inventory
import Postgres
import Provisioning
import Secrets

/// Sources and their records on PostgreSQL.
package final class PostgresSourceBook: SourceCatalog {
    let pool: PostgresPool
    let profiles: PostgresProfileBook

    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.profiles = PostgresProfileBook(pool: pool, ring: ring)
    }

    package func sources() async throws(InventoryFailure) -> [KeptSource] {
        try await self.rows(Statements.listSources, repeatable: true) { (row) throws(PostgresError) in
            KeptSource(
                id: try row.required(row.int2(0)), name: try row.required(row.text(1)),
                version: Int(try row.required(row.int4(2))), document: try row.required(row.text(3)),
                author: try row.required(row.text(4)), changedAt: try row.required(row.time(5)),
                state: try SourceState(row))
        }
    }

    package func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(InventoryFailure) -> DocumentKeeping {
        do throws(StoreFailure) {
            return try await self.pool.keep(
                Statements.keepSource,
                [
                    .text(name), .text(canonicalDocument), .text(author),
                    .int4(ifVersion.map { Int32(clamping: $0) }),
                ])
        } catch {
            throw InventoryFailure(error)
        }
    }

    package func remove(name: String, ifVersion: Int?) async throws(InventoryFailure) -> DocumentRemoval {
        do throws(StoreFailure) {
            return try await self.pool.remove(Statements.removeSource, name: name, ifVersion: ifVersion)
        } catch {
            throw InventoryFailure(error)
        }
    }

    package func requestSync(name: String, isWhole: Bool) async throws(InventoryFailure) -> Bool {
        try await !self.rows(Statements.requestSync, [.text(name), .bool(isWhole)], repeatable: true, Self.number)
            .isEmpty
    }

    package func acceptShrinking(name: String) async throws(InventoryFailure) -> Bool {
        try await !self.rows(Statements.acceptShrinking, [.text(name)], repeatable: true, Self.number).isEmpty
    }

    package func push(
        _ records: [SourceRecord], source: String
    ) async throws(InventoryFailure) -> InventoryChange? {
        guard let kept = try await self.sources().first(where: { $0.name == source }) else { return nil }
        // None: it was removed at this moment.
        let written = try await self.write(records.map(DigestedRecord.init), source: kept.id, term: nil)
        return written.map { InventoryChange(changedCount: $0, goneCount: 0) }
    }

    // MARK: - What both sides write

    static let copyText: StaticString = """
        copy pg_temp.record_stage (record_id, content_digest, part, resource, device_uuid, location_id, fqdn, amt_version, \
        profile, site, fields, reported_at) from stdin (format binary)
        """

    /// One slice in one transaction, and then those who wait for it.
    ///
    /// - Returns: `nil` when the term is over.
    func write(_ records: [DigestedRecord], source: Int16, term: Int64?) async throws(InventoryFailure) -> Int? {
        guard !records.isEmpty else { return 0 }
        let results = try await Self.failing { () throws(PostgresError) in
            try await self.pool.withConnection(repeatable: true) { connection throws(PostgresError) in
                try await connection.copyIn(
                    prologue: [PostgresCall(Statements.stageRecords)], copy: Self.copyText,
                    rows: records.lazy.map(\.cells),
                    epilogue: [PostgresCall(Statements.mergeRecords, [.int2(source), .int8(term)])])
            }
        }
        let count = try Self.fenced(results.first)
        guard let count else { return nil }
        try await self.wake(records, source: source)
        return count
    }

    private func wake(_ records: [DigestedRecord], source: Int16) async throws(InventoryFailure) {
        let devices = Set(records.compactMap(\.record.deviceUUID))
        let locations = records.filter { $0.record.part == .location }.map(\.id)
        _ = try await self.rows(
            Statements.wakeNamed,
            [.uuids(devices.sorted().map(\.bytes)), .int2(source), .uuids(locations.map(\.bytes))], repeatable: true
        ) { (row) throws(PostgresError) in try row.deviceUUID(0) }
    }

    /// Whether the term holds, and a count.
    static func fenced(_ rows: PostgresRows?) throws(InventoryFailure) -> Int? {
        do throws(PostgresError) {
            let answer = try rows?.map { (row) throws(PostgresError) in
                (holds: try row.required(row.bool(0)), count: try row.required(row.int8(1)))
            }.first
            guard let answer else { throw PostgresError.unreadable("the statement gave no counts") }
            return answer.holds ? Int(answer.count) : nil
        } catch {
            throw Self.failure(error)
        }
    }

    // MARK: - Calls

    private static func number(_ row: PostgresRow) throws(PostgresError) -> Int16 { try row.required(row.int2(0)) }

    func rows<Value: Sendable>(
        _ statement: PostgresStatement, _ parameters: [PostgresValue] = [], repeatable: Bool = false,
        _ read: (PostgresRow) throws(PostgresError) -> Value
    ) async throws(InventoryFailure) -> [Value] {
        try await Self.failing { () throws(PostgresError) in
            try await self.pool.run(PostgresCall(statement, parameters), repeatable: repeatable).map(read)
        }
    }

    static func failing<Value>(
        _ work: () async throws(PostgresError) -> Value
    ) async throws(InventoryFailure) -> Value {
        do throws(PostgresError) {
            return try await work()
        } catch {
            throw Self.failure(error)
        }
    }

    static func failure(_ error: PostgresError) -> InventoryFailure {
        InventoryFailure(reason: [error.kind.rawValue, error.sqlstate].compactMap(\.self).joined(separator: " "))
    }
}

extension InventoryFailure {
    init(_ failure: StoreFailure) {
        self.init(reason: [failure.kind.rawValue, failure.sqlstate].compactMap(\.self).joined(separator: " "))
    }
}

extension DigestedRecord {
    /// In the order of the copy.
    fileprivate var cells: [PostgresValue] {
        let fields =
            self.record.fields.isEmpty
            ? nil
            : JSONText.object(Dictionary(self.record.fields.map { ($0.name, $0.value) }) { first, _ in first })
        return [
            .uuid(self.id.bytes), .int8(self.contentDigest), .text(self.record.part.rawValue),
            .text(self.record.resource), .uuid(self.record.deviceUUID?.bytes),
            .uuid(self.record.locationID?.bytes), .text(self.record.fqdn), .text(self.record.amtVersion),
            .text(self.record.profile), .text(self.record.site), .text(fields),
            .timestamptz(unixMicroseconds: self.record.reportedAt?.microseconds),
        ]
    }
}

extension SourceState {
    /// From column 6 of `list_sources` on.
    fileprivate init(_ row: PostgresRow) throws(PostgresError) {
        self.init()
        self.progress.isWhole = try row.required(row.bool(6))
        self.progress.startedAt = try row.time(7)
        self.progress.endedAt = try row.time(8)
        self.progress.outcome = try row.text(9).flatMap(Outcome.init(rawValue:))
        self.progress.failure = try row.text(10).flatMap(SourceFailure.Code.init(rawValue:))
        self.progress.failureDetail = try row.text(11)
        self.progress.pageCount = try row.required(row.int8(12))
        self.progress.recordCount = try row.required(row.int8(13))
        self.progress.changedCount = try row.required(row.int8(14))
        self.progress.faultCount = try row.required(row.int8(15))
        self.progress.byteCount = try row.required(row.int8(16))
        self.progress.missingCount = try row.required(row.int8(17))
        self.progress.faults = JSONText.list(try row.text(18) ?? "[]").compactMap(\.self)
        self.syncedAt = try row.time(19)
        self.wholeSyncedAt = try row.time(20)
        self.recordCount = try row.required(row.int8(21))
        self.vanishedCount = try row.required(row.int8(22))
        self.requestedAt = try row.time(23)
        self.isWholeRequested = try row.required(row.bool(24))
        self.acceptedMissingCount = try row.int8(25)
        self.failureCount = Int(try row.required(row.int4(26)))
        self.retryAt = try row.time(27)
    }
}
