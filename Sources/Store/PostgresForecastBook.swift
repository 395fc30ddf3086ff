import AMT
import Postgres
import Provisioning

/// What plans are made of without touching a device, on PostgreSQL.
package final class PostgresForecastBook: ForecastBook {
    /// Versions that are looked at. Firmware has had some hundreds; more can only be made up.
    static let versionsMax = 2_000

    private let pool: PostgresPool

    package init(pool: PostgresPool) { self.pool = pool }

    package func knowledge(of device: DeviceUUID) async throws(StoreFailure) -> DeviceKnowledge {
        let marks = try await self.pool.rows(Statements.readMarks, [.uuid(device.bytes)], repeatable: true) {
            (row) throws(PostgresError) in
            UnreadableMark(
                field: try row.required(row.text(0)), name: try row.required(row.text(1)),
                version: Int(try row.required(row.int4(2))))
        }
        let kept = try await self.pool.rows(Statements.readSnapshot, [.uuid(device.bytes)], repeatable: true) {
            (row) throws(PostgresError) in
            DeviceKnowledge(
                findings: try Self.findings(try row.text(0)), takenAt: try row.time(1), marks: Set(marks),
                authorityDER: try row.bytea(2) ?? [])
        }
        return kept.first ?? DeviceKnowledge(findings: nil, takenAt: nil, marks: [], authorityDER: [])
    }

    package func releases() async throws(StoreFailure) -> [AMTRelease] {
        let versions = try await self.pool.rows(
            Statements.listReleases, [.int4(Int32(Self.versionsMax))], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.text(0)) }
        return Set(versions.compactMap { AMTRelease(version: $0)?.line }).sorted()
    }

    private static func findings(_ text: String?) throws(PostgresError) -> ProfileFindings? {
        guard let text else { return nil }
        switch DocumentValue.read(json: Array(text.utf8)) {
        case .success(let document): return ProfileFindings(document: document)
        case .failure(let refusal): throw PostgresError.unreadable("a stored snapshot cannot be read: \(refusal)")
        }
    }
}
