import AMT
import Postgres
import Provisioning
import Secrets

/// The certificates of devices on PostgreSQL.
package final class PostgresDeviceCertificateBook: DeviceCertificateBook {
    private let durable: PostgresPool
    private let pool: PostgresPool
    private let keys: PostgresKeyBook

    /// - Parameters:
    ///   - durable: where a commit is safe.
    ///   - relaxed: for what is only read: everybody may ask for the list, and hellos wait for nobody who does.
    package init(durable: PostgresPool, relaxed: PostgresPool, ring: KeyRing) {
        self.durable = durable
        self.pool = relaxed
        self.keys = PostgresKeyBook(pool: relaxed, ring: ring)
    }

    package func certificates(
        of device: DeviceUUID, limit: Int
    ) async throws(StoreFailure) -> [DeviceCertificateView] {
        try await self.pool.rows(
            Statements.listDeviceCertificates, [.uuid(device.bytes), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in try Self.view(row) }
    }

    package func revoke(
        serial: [UInt8], of device: DeviceUUID, reason: RevocationReason
    ) async throws(StoreFailure) -> DeviceCertificateView? {
        try await self.durable.rows(
            Statements.revokeCertificate, [.bytea(serial), .text(reason.rawValue), .uuid(device.bytes)],
            repeatable: true
        ) { (row) throws(PostgresError) in try Self.view(row) }.first
    }

    package func revoked(
        endingAfter moment: UnixTime, limit: Int
    ) async throws(StoreFailure) -> [RevokedCertificate] {
        try await self.pool.rows(
            Statements.listRevoked,
            [.timestamptz(unixMicroseconds: moment.microseconds), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in
            RevokedCertificate(
                serial: try row.required(row.bytea(0)), der: try row.required(row.bytea(1)),
                revokedAt: try row.required(row.time(2)),
                reason: try Self.reason(try row.required(row.text(3))))
        }
    }

    package func authority() async throws(StoreFailure) -> AuthorityMaterial? { try await self.keys.authority() }

    private static func view(_ row: PostgresRow) throws(PostgresError) -> DeviceCertificateView {
        let reason = try row.text(7)
        return DeviceCertificateView(
            serial: try row.required(row.bytea(0)), device: try row.deviceUUID(1), fqdn: try row.required(row.text(2)),
            notBefore: try row.required(row.time(3)), notAfter: try row.required(row.time(4)),
            issuedAt: try row.required(row.time(5)), revokedAt: try row.time(6),
            reason: reason == nil ? nil : try Self.reason(reason ?? ""))
    }

    private static func reason(_ text: String) throws(PostgresError) -> RevocationReason {
        guard let reason = RevocationReason(rawValue: text) else {
            throw PostgresError.unreadable("a certificate was revoked for an unknown reason")
        }
        return reason
    }
}
