import AMT
import Postgres
import Provisioning
import Secrets

/// What operators see and order, on PostgreSQL.
package final class PostgresOperatorBook: OperatorBook {
    let pool: PostgresPool
    private let vault: CredentialVault

    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.vault = CredentialVault(ring: ring)
    }

    package func devices(
        after: DeviceUUID?, limit: Int, filter: DeviceFilter
    ) async throws(StoreFailure) -> [DeviceView] {
        var site: Int16?
        if let name = filter.site {
            // Which index is the right one depends on the number, not on the name.
            site = try await self.pool.rows(Statements.findSite, [.text(name)], repeatable: true) {
                (row) throws(PostgresError) in try row.required(row.int2(0))
            }.first
            if site == nil { return [] }
        }
        return try await self.pool.rows(
            Statements.listDevices, filter.parameters(after: after, limit: limit, site: site), repeatable: true
        ) { (row) throws(PostgresError) in try Self.view(row) }
    }

    package func device(_ uuid: DeviceUUID) async throws(StoreFailure) -> DeviceView? {
        let found = try await self.pool.rows(Statements.showDevice, [.uuid(uuid.bytes)], repeatable: true) {
            (row) throws(PostgresError) in try Self.view(row)
        }.first
        guard var device = found else { return nil }
        device.sections = try await self.pool.rows(Statements.listSections, [.uuid(uuid.bytes)], repeatable: true) {
            (row) throws(PostgresError) in try Self.section(row)
        }
        return device
    }

    private static func section(_ row: PostgresRow) throws(PostgresError) -> SectionView {
        guard let state = SectionState(rawValue: try row.required(row.text(1))) else {
            throw PostgresError.unreadable("a section has an unknown state")
        }
        return SectionView(
            section: try row.required(row.text(0)), state: state,
            problem: try Self.problem(code: try row.text(2), evidence: try row.text(3)),
            retryAt: try row.time(4), notedAt: try row.required(row.time(5)))
    }

    private static func problem(code: String?, evidence: String?) throws(PostgresError) -> ProblemView? {
        guard let code else { return nil }
        // A code that a newer program wrote has no words here yet.
        let known = ProblemCode(rawValue: code)
        return ProblemView(
            code: code, detail: known?.detail ?? "", remedy: known?.advice ?? "",
            evidence: JSONText.values(evidence ?? "{}"))
    }

    private static func view(_ row: PostgresRow) throws(PostgresError) -> DeviceView {
        guard let state = DeviceState(rawValue: try row.required(row.text(1))) else {
            throw PostgresError.unreadable("a device has an unknown state")
        }
        return DeviceView(
            uuid: try row.deviceUUID(0), state: state, site: try row.text(2) ?? "", fqdn: try row.text(3),
            address: try row.text(4).map { PeerAddress(numeric: $0) }, amtVersion: try row.text(5),
            profile: try row.text(6),
            problem: try Self.problem(code: try row.text(7), evidence: try row.text(8)),
            attempt: Int(try row.required(row.int4(9))), nextAttemptAt: try row.time(10),
            firstHelloAt: try row.time(11),
            lastHelloAt: try row.time(12), provisionedAt: try row.time(13),
            profileVersion: try row.int4(14).map { Int($0) }, proof: try row.text(15))
    }

    package func standing(_ uuid: DeviceUUID) async throws(StoreFailure) -> DeviceStanding? {
        try await self.pool.rows(Statements.readStanding, [.uuid(uuid.bytes)], repeatable: true) {
            (row) throws(PostgresError) in
            DeviceStanding(
                waitsFor: try row.text(0).flatMap { DeviceStanding.Waiting(rawValue: $0) },
                windowEndsAt: try row.time(1), retryCount: try row.required(row.int8(2)), pid: try row.text(3),
                rootHashCount: try row.bytea(4).flatMap { RootHashList.decode($0)?.count }, leasedBy: try row.text(5),
                leaseUntil: try row.time(6), isUnexpected: try row.required(row.bool(7)),
                isTakenUp: try row.required(row.bool(8)))
        }.first
    }

    package func timeline(_ uuid: DeviceUUID, limit: Int) async throws(StoreFailure) -> [TimelineEntry] {
        try await self.pool.rows(
            Statements.readTimeline, [.uuid(uuid.bytes), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in
            TimelineEntry(
                at: try row.required(row.time(0)), kind: try row.required(row.text(1)), step: try row.text(2),
                outcome: try row.text(3), attempt: try row.int4(4).map { Int($0) }, leaseGeneration: try row.int8(5),
                detail: try row.text(6))
        }
    }

    package func credentials(_ uuid: DeviceUUID) async throws(StoreFailure) -> [CredentialView] {
        let kept = try await self.pool.rows(Statements.loadCredentials, [.uuids([uuid.bytes])], repeatable: true) {
            (row) throws(PostgresError) in
            (
                version: try self.vault.version(row, device: uuid), realm: try row.text(7),
                createdAt: try row.required(row.time(8)), provenAt: try row.time(9)
            )
        }
        let versions = kept.map(\.version)
        return kept.map { row in
            CredentialView(
                version: row.version.version, status: row.version.status, username: row.version.username,
                password: row.version.password, mebxPassword: MEBxPasswords.held(at: row.version, among: versions),
                digestRealm: row.realm, createdAt: row.createdAt, provenAt: row.provenAt)
        }
    }

    package func carryOut(
        _ order: DeviceOrder, _ devices: [DeviceUUID]
    ) async throws(StoreFailure) -> [DeviceUUID: DeviceOrderResult] {
        let statement =
            switch order {
            case .retry: Statements.retryRequests
            case .apply: Statements.takeUpDevices
            }
        let results = try await self.pool.rows(statement, [.uuids(devices.map(\.bytes))]) {
            (row) throws(PostgresError) -> (DeviceUUID, DeviceOrderResult) in
            let isTaken = try row.required(row.bool(1))
            let isKnown = try row.required(row.bool(2))
            return (try row.deviceUUID(0), isTaken ? .done : isKnown ? .nothingToDo : .unknown)
        }
        return Dictionary(results, uniquingKeysWith: { first, _ in first })
    }

    package func counts() async throws(StoreFailure) -> [DeviceState: Int] {
        let rows = try await self.pool.rows(Statements.countByState, repeatable: true) { (row) throws(PostgresError) in
            (try row.required(row.text(0)), Int(try row.required(row.int8(1))))
        }
        var counts: [DeviceState: Int] = [:]
        for (name, count) in rows { if let state = DeviceState(rawValue: name) { counts[state, default: 0] += count } }
        return counts
    }

    package func ping() async throws(StoreFailure) {
        _ = try await self.pool.rows(Statements.ping) { (row) throws(PostgresError) in try row.int4(0) }
    }
}
