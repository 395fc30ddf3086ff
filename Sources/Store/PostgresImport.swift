import AMT
import Postgres
import Provisioning
import Secrets

/// Keys and passwords of another server, taken in on PostgreSQL.
package final class PostgresImport: KeyImport, CredentialImport {
    /// Versions of one device that nothing has proved. More could not be tried before its account locks.
    static let pendingMax = 8
    /// How often what another writer was faster with is judged anew.
    static let roundsMax = 5

    private let pool: PostgresPool
    let keys: PostgresKeyBook
    private let vault: CredentialVault

    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.keys = PostgresKeyBook(pool: pool, ring: ring)
        self.vault = CredentialVault(ring: ring)
    }

    package func keep(_ keys: [ImportedKey], isFresh: Bool) async throws(StoreFailure) -> Set<PID> {
        try await self.keys.takeNew(keys.map { ($0.pid, $0.pps) }, isFresh: isFresh)
    }

    package func keep(_ credentials: [ImportedCredential]) async throws(StoreFailure) -> [ImportResult] {
        var results = [ImportResult?](repeating: nil, count: credentials.count)
        for _ in 0..<Self.roundsMax {
            let open = results.indices.filter { results[$0] == nil }
            if open.isEmpty { break }
            var plan = ImportPlan(known: try await self.known(open.map { credentials[$0].device }))
            for index in open { results[index] = plan.judge(credentials[index], at: index) }
            for kept in try await self.write(plan.items) { results[kept] = .kept }
        }
        let settled = results.compactMap(\.self)
        guard settled.count == results.count else {
            throw StoreFailure(kind: .unavailable, statement: Statements.importCredentials.name)
        }
        return settled
    }

    /// A stored version that does not open is no reason to keep another one of its device: it may be the same.
    private func known(_ devices: [DeviceUUID]) async throws(StoreFailure) -> [DeviceUUID: [CredentialVersion]] {
        let uuids = Set(devices).sorted().map(\.bytes)
        let versions = try await self.pool.rows(
            Statements.loadCredentials, [.uuids(uuids)], repeatable: true
        ) { (row) throws(PostgresError) in
            let device = try row.deviceUUID(0)
            return (device, try self.vault.version(row, device: device))
        }
        return Dictionary(grouping: versions, by: \.0).mapValues { $0.map(\.1) }
    }

    /// - Returns: the places of those that are kept now.
    private func write(_ items: [ImportPlan.Item]) async throws(StoreFailure) -> [Int] {
        guard !items.isEmpty else { return [] }
        var passwords: [SealedSecret] = []
        var mebxPasswords: [SealedSecret?] = []
        for item in items {
            let (password, mebxPassword) = try self.vault.seal(item.version, device: item.device)
            passwords.append(password)
            mebxPasswords.append(mebxPassword)
        }
        let kept = try await self.pool.rows(
            Statements.importCredentials,
            [
                .uuids(items.map(\.device.bytes)), .int4s(items.map { Int32(clamping: $0.version.version) }),
                .texts(items.map(\.version.username)), .texts(passwords.map(\.keyID)), .byteas(passwords.map(\.box)),
                .byteas(mebxPasswords.map { $0?.box }), .texts(items.map { $0.realm?.text }),
            ]
        ) { (row) throws(PostgresError) in
            Place(device: try row.deviceUUID(0), version: Int(try row.required(row.int4(1))))
        }
        let places = Set(kept)
        return items.filter { places.contains(Place(device: $0.device, version: $0.version.version)) }.map(\.index)
    }

    private struct Place: Hashable {
        let device: DeviceUUID
        let version: Int
    }
}

/// Which of the credentials that come in are new, and with which number.
private struct ImportPlan {
    struct Item {
        let index: Int
        let device: DeviceUUID
        let version: CredentialVersion
        let realm: DigestRealm?
    }

    var known: [DeviceUUID: [CredentialVersion]]
    private(set) var items: [Item] = []

    init(known: [DeviceUUID: [CredentialVersion]]) { self.known = known }

    /// - Returns: `nil` for one that is to be written.
    mutating func judge(_ credential: ImportedCredential, at index: Int) -> ImportResult? {
        let versions = self.known[credential.device] ?? []
        if versions.contains(where: { $0.username == credential.username && $0.password == credential.password }) {
            return .known
        }
        guard versions.count(where: { $0.status == .pending }) < PostgresImport.pendingMax else {
            return .refused(.tooMany)
        }
        let version = CredentialVersion(
            version: (versions.map(\.version).max() ?? 0) + 1, status: .pending, username: credential.username,
            password: credential.password, mebxPassword: credential.mebxPassword)
        self.known[credential.device, default: []].append(version)
        self.items.append(
            Item(index: index, device: credential.device, version: version, realm: credential.digestRealm))
        return nil
    }
}
