import AMT
import Crypto
import Inventory
import Postgres
import Provisioning

/// The assignment policy on PostgreSQL, for workers and for operators.
package final class PostgresPolicyBook: PolicyBook, PolicyCatalog {
    private let pool: PostgresPool
    private let reader = InventoryReader()

    package init(pool: PostgresPool) { self.pool = pool }

    package func policy() async throws(StoreFailure) -> KeptPolicy? {
        try await self.newest().map { KeptPolicy(version: $0.version, document: $0.document) }
    }

    package func newest() async throws(StoreFailure) -> PolicyVersion? { try await self.kept(nil) }

    package func policy(version: Int) async throws(StoreFailure) -> PolicyVersion? { try await self.kept(version) }

    private func kept(_ version: Int?) async throws(StoreFailure) -> PolicyVersion? {
        try await self.pool.rows(
            Statements.readPolicy, [.int4(version.map { Int32(clamping: $0) })], repeatable: true
        ) { (row) throws(PostgresError) in
            PolicyVersion(
                version: Int(try row.required(row.int4(0))), document: try row.required(row.text(1)),
                author: try row.required(row.text(2)), createdAt: try row.required(row.time(3)))
        }.first
    }

    package func history(before: Int?, limit: Int) async throws(StoreFailure) -> [DocumentVersion] {
        try await self.pool.rows(
            Statements.listPolicyVersions,
            [.int4(Int32(clamping: before ?? .max)), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in try row.documentVersion() }
    }

    package func keep(
        canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        let digest = Array(SHA256.hash(data: Array(canonicalDocument.utf8)))
        return try await self.pool.keep(
            Statements.keepPolicy,
            [.text(canonicalDocument), .bytea(digest), .text(author), .int4(ifVersion.map { Int32(clamping: $0) })])
    }

    package func candidates(
        after: DeviceUUID?, limit: Int
    ) async throws(StoreFailure) -> [PolicyCandidate] {
        let start = after?.bytes ?? [UInt8](repeating: 0, count: DeviceUUID.byteCount)
        let devices = try await self.pool.rows(
            Statements.listPolicyCandidates, [.uuid(start), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in
            (
                uuid: try row.deviceUUID(0), address: try row.text(1), version: try row.text(2),
                profile: try row.text(3), hasCalled: try row.required(row.bool(4))
            )
        }
        let findings = try await self.findings(devices.map(\.uuid))
        return devices.map { device in
            PolicyCandidate(
                uuid: device.uuid,
                facts: ResolutionFacts(
                    inventory: findings[device.uuid] ?? InventoryFindings(),
                    address: device.address.map { PeerAddress(numeric: $0) },
                    release: device.version.flatMap { AMTRelease(version: $0) }),
                profile: device.profile, hasCalled: device.hasCalled)
        }
    }

    private func findings(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [DeviceUUID: InventoryFindings] {
        do throws(PostgresError) {
            let calls = InventoryReader.calls(devices)
            let results = try await self.pool.results(calls)
            return try self.reader.findings(of: devices, marks: results[0], records: results[1])
        } catch {
            throw StoreFailure(error, Statements.loadInventory)
        }
    }
}
