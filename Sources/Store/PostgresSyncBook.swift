import AMT
import Inventory
import Postgres
import Provisioning
import Secrets

/// The inventory on PostgreSQL, for the coordinator that may lead.
package final class PostgresSyncBook: SyncBook {
    /// Name of the work that is led.
    static let work = "inventory"

    private let book: PostgresSourceBook
    private let node: Int32

    package init(pool: PostgresPool, ring: KeyRing, node: Int32) {
        self.book = PostgresSourceBook(pool: pool, ring: ring)
        self.node = node
    }

    package func lead(for span: Duration) async throws(InventoryFailure) -> Int64? {
        try await self.book.rows(
            Statements.lead, [.text(Self.work), .int4(self.node), .float8(span.inSeconds)]
        ) { (row) throws(PostgresError) in try row.required(row.int8(0)) }.first
    }

    package func resign(term: Int64) async throws(InventoryFailure) {
        _ = try await self.book.rows(
            Statements.resign, [.text(Self.work), .int8(term)], repeatable: true
        ) { (_) throws(PostgresError) in }
    }

    package func sources() async throws(InventoryFailure) -> [KeptSource] { try await self.book.sources() }

    package func begin(
        _ source: KeptSource, isWhole: Bool, term: Int64
    ) async throws(InventoryFailure) -> SyncStart? {
        try await self.book.rows(
            Statements.beginSync,
            [.int2(source.id), .int8(term), .bool(isWhole), .int4(Int32(clamping: source.version))], repeatable: true
        ) { (row) throws(PostgresError) in
            let tags = JSONText.list(try row.text(3) ?? "[]")
            let times = JSONText.list(try row.text(4) ?? "[]")
            let digests = JSONText.list(try row.text(5) ?? "[]")
            // Rows of before have no digests.
            let validators = zip(tags, times).enumerated().map { index, mark in
                SyncValidator(
                    entityTag: mark.0, lastModified: mark.1,
                    bodyDigest: digests.indices.contains(index) ? digests[index] : nil)
            }
            return SyncStart(
                startedAt: try row.required(row.time(0)), position: try row.text(1), since: try row.time(2),
                validators: validators)
        }.first
    }

    package func knownRecords(
        source: Int16, after: RecordID?, limit: Int
    ) async throws(InventoryFailure) -> [KnownRecord] {
        let start = after ?? RecordID(high: 0, low: 0)
        return try await self.book.rows(
            Statements.listKnownRecords,
            [.int2(source), .uuid(start.bytes), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in
            guard let id = RecordID(bytes: try row.required(row.uuid(0))),
                let part = SourceRecord.Part(rawValue: try row.required(row.text(2)))
            else { throw PostgresError.unreadable("a record's name or part is none") }
            return KnownRecord(
                id: id, contentDigest: try row.required(row.int8(1)), part: part,
                isVanished: try row.required(row.bool(3)))
        }
    }

    package func merge(
        _ records: [DigestedRecord], source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Int? {
        try await self.book.write(records, source: source, term: term)
    }

    package func markVanished(
        _ records: [RecordID], source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Int? {
        let rows = try await PostgresSourceBook.failing { () throws(PostgresError) in
            try await self.book.pool.run(
                PostgresCall(
                    Statements.markVanished, [.int2(source), .int8(term), .uuids(records.map(\.bytes))]),
                repeatable: true)
        }
        return try PostgresSourceBook.fenced(rows)
    }

    package func note(
        _ progress: SourceState.Progress, position: String?, source: Int16, term: Int64
    ) async throws(InventoryFailure) -> Bool {
        try await !self.book.rows(
            Statements.noteSync, [.int2(source), .int8(term)] + progress.cells + [.text(position)], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.int2(0)) }.isEmpty
    }

    package func end(_ end: SyncEnd, of source: KeptSource, term: Int64) async throws(InventoryFailure) -> Bool {
        try await !self.book.rows(
            Statements.endSync,
            [.int2(source.id), .int8(term)] + end.progress.cells + [
                .int8(end.progress.missingCount), .text(end.outcome.rawValue), .text(end.failure?.code.rawValue),
                .text(end.failure?.detail), .bool(end.isComplete), .texts(end.validators.map(\.entityTag)),
                .texts(end.validators.map(\.lastModified)), .int4(Int32(clamping: source.version)),
                .text(end.position), .bool(end.isResumed), .texts(end.validators.map(\.bodyDigest)),
                .int4(end.failure?.retryAfterSeconds.map { Int32(clamping: $0) }),
            ], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.int2(0)) }.isEmpty
    }

    package func secrets(_ names: Set<String>) async throws(InventoryFailure) -> [String: Secret] {
        do throws(StoreFailure) {
            return try await self.book.profiles.openSecrets(names).mapValues(\.secret)
        } catch {
            throw InventoryFailure(error)
        }
    }

    package func count(of sources: [Int16], term: Int64) async throws(InventoryFailure) {
        _ = try await self.book.rows(
            Statements.countRecords, [.int4s(sources.map { Int32($0) }), .int8(term)], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.int2(0)) }
    }

    package func forget(days: Int, limit: Int) async throws(InventoryFailure) -> Int {
        try await self.book.rows(
            Statements.forgetRecords, [.int4(Int32(clamping: days)), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.uuid(0)) }.count
    }
}

extension SourceState.Progress {
    /// Counts and faults, in the order of the statements.
    fileprivate var cells: [PostgresValue] {
        [
            .int8(self.pageCount), .int8(self.recordCount), .int8(self.changedCount), .int8(self.faultCount),
            .int8(self.byteCount), .texts(self.faults),
        ]
    }
}
