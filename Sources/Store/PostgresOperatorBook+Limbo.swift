import AMT
import Postgres
import Provisioning

extension PostgresOperatorBook {
    package func limbo(after: LimboPosition?, limit: Int) async throws(StoreFailure) -> [LimboDevice] {
        try await self.pool.rows(
            Statements.listLimbo,
            [
                .timestamptz(unixMicroseconds: after?.windowEndsAt.microseconds ?? 0),
                .uuid(after?.uuid.bytes ?? Self.beforeAll), .int4(Int32(clamping: limit)),
            ],
            repeatable: true
        ) { (row) throws(PostgresError) in try Self.limboDevice(row) }
    }

    package func silent(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> [LimboDevice] {
        try await self.pool.rows(
            Statements.listSilent, [.uuid(after?.bytes ?? Self.beforeAll), .int4(Int32(clamping: limit))],
            repeatable: true
        ) { (row) throws(PostgresError) in try Self.limboDevice(row) }
    }

    package func expected(after: DeviceUUID?, limit: Int) async throws(StoreFailure) -> ExpectedPage {
        let rows = try await self.pool.rows(
            Statements.listExpected, [.uuid(after?.bytes ?? Self.beforeAll), .int4(Int32(clamping: limit))],
            repeatable: true
        ) { (row) throws(PostgresError) in
            (
                device: ExpectedDevice(
                    uuid: try row.deviceUUID(0), fqdn: try row.text(1), amtVersion: try row.text(2),
                    source: try row.text(3) ?? "", site: try row.text(4), reportedAt: try row.time(5)),
                isSilent: try row.required(row.bool(6)), hasMore: try row.required(row.bool(7))
            )
        }
        return ExpectedPage(
            devices: rows.filter(\.isSilent).map(\.device),
            next: rows.last.flatMap { $0.hasMore ? $0.device.uuid : nil })
    }

    static let beforeAll = [UInt8](repeating: 0, count: DeviceUUID.byteCount)

    private static func limboDevice(_ row: PostgresRow) throws(PostgresError) -> LimboDevice {
        guard let state = DeviceState(rawValue: try row.required(row.text(3))) else {
            throw PostgresError.unreadable("a device has an unknown state")
        }
        return LimboDevice(
            uuid: try row.deviceUUID(0), fqdn: try row.text(1), site: try row.text(2) ?? "", state: state,
            isPSK: try row.required(row.bool(4)), retryCount: try row.required(row.int8(5)),
            firstHelloAt: try row.required(row.time(6)), lastHelloAt: try row.required(row.time(7)),
            windowEndsAt: try row.required(row.time(8)), amtVersion: try row.text(9), problem: try row.text(10))
    }
}

extension DeviceFilter {
    /// As list_devices takes them.
    func parameters(after: DeviceUUID?, limit: Int, site: Int16?) -> [PostgresValue] {
        [
            .uuid(after?.bytes ?? PostgresOperatorBook.beforeAll), .int4(Int32(clamping: limit)),
            .text(self.state?.rawValue), .int2(site), .text(self.profile), .text(self.problem),
            // A dot is the last byte before a slash: 16.1 and 16.1.25 are below it, 16.10 is not.
            .text(self.release), .text(self.release.map { $0 + "/" }),
            .text(self.namePrefix), .text(self.namePrefix.map { $0 + "\u{10FFFF}" }),
            .text(self.addresses?.first.description), .text(self.addresses?.last.description),
            .uuid(self.uuids?.first), .uuid(self.uuids?.last),
        ]
    }
}
