import AMT
import Inventory
import Postgres
import Provisioning

/// What decides the name of a device and its profile, on PostgreSQL.
package final class PostgresResolutionBook: ResolutionBook {
    private let pool: PostgresPool
    private let reader = InventoryReader()

    package init(pool: PostgresPool) { self.pool = pool }

    package func facts(of device: DeviceUUID) async throws(InventoryFailure) -> ResolutionFacts {
        let calls = InventoryReader.calls([device]) + [PostgresCall(Statements.readHelloFacts, [.uuid(device.bytes)])]
        return try await PostgresSourceBook.failing { () throws(PostgresError) in
            let results = try await self.pool.results(calls)
            let findings = try self.reader.findings(of: [device], marks: results[0], records: results[1])
            let hello = try results[2].map { (row) throws(PostgresError) in (try row.text(0), try row.text(1)) }.first
            return ResolutionFacts(
                inventory: findings[device] ?? InventoryFindings(),
                address: hello?.0.map { PeerAddress(numeric: $0) },
                release: hello?.1.flatMap { AMTRelease(version: $0) })
        }
    }
}
