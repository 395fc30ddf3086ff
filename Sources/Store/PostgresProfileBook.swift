import AMT
import Crypto
import Inventory
import Postgres
import Provisioning
import Secrets

/// Profiles and their secrets on PostgreSQL.
package final class PostgresProfileBook: ProfileBook {
    /// How often a write is begun anew because another one was faster. Operators write by hand: two at once are rare.
    static let roundsMax = 5

    private let pool: PostgresPool
    private let vault: CredentialVault

    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.vault = CredentialVault(ring: ring)
    }

    package func profiles() async throws(StoreFailure) -> [ProfileVersion] {
        try await self.pool.rows(Statements.listProfiles, repeatable: true) { (row) throws(PostgresError) in
            try Self.profile(row)
        }
    }

    package func profile(named name: String, version: Int?) async throws(StoreFailure) -> ProfileVersion? {
        try await self.pool.rows(
            Statements.readProfile, [.text(name), .int4(version.map { Int32(clamping: $0) })], repeatable: true
        ) { (row) throws(PostgresError) in try Self.profile(row) }.first
    }

    package func history(
        named name: String, before: Int?, limit: Int
    ) async throws(StoreFailure) -> [DocumentVersion] {
        try await self.pool.rows(
            Statements.listProfileVersions,
            [.text(name), .int4(Int32(clamping: before ?? .max)), .int4(Int32(clamping: limit))], repeatable: true
        ) { (row) throws(PostgresError) in try row.documentVersion() }
    }

    private static func profile(_ row: PostgresRow) throws(PostgresError) -> ProfileVersion {
        ProfileVersion(
            name: try row.required(row.text(0)), version: Int(try row.required(row.int4(1))),
            document: try row.required(row.text(2)), author: try row.required(row.text(3)),
            createdAt: try row.required(row.time(4)))
    }

    package func keep(
        name: String, canonicalDocument: String, author: String, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        let digest = Array(SHA256.hash(data: Array(canonicalDocument.utf8)))
        return try await self.pool.keep(
            Statements.keepProfile,
            [
                .text(name), .text(canonicalDocument), .bytea(digest), .text(author),
                .int4(ifVersion.map { Int32(clamping: $0) }),
            ])
    }

    // MARK: - Secrets

    package func secrets() async throws(StoreFailure) -> [SecretView] {
        try await self.pool.rows(Statements.listSecrets, repeatable: true) { (row) throws(PostgresError) in
            SecretView(
                name: try row.required(row.text(0)), version: Int(try row.required(row.int4(1))),
                changedAt: try row.required(row.time(2)))
        }
    }

    package func keepSecret(
        name: String, value: Secret, ifVersion: Int?
    ) async throws(StoreFailure) -> DocumentKeeping {
        for _ in 0..<Self.roundsMax {
            let newest = try await self.newest(name)
            if let newest, newest.secret == value { return .unchanged(version: newest.version) }
            let newestVersion = newest?.version ?? 0
            guard ifVersion == nil || ifVersion == newestVersion else { return .conflict(newest: newestVersion) }
            let version = newestVersion + 1
            let sealed = try self.vault.seal(value, context: SecretContext.profileSecret(name, version: version))
            let kept = try await self.pool.rows(
                Statements.keepSecret,
                [.text(name), .int4(Int32(clamping: version)), .text(sealed.keyID), .bytea(sealed.box)],
                repeatable: true
            ) { (row) throws(PostgresError) in Int(try row.required(row.int4(0))) }
            // None: the version is there, by another writer or by this one before its answer was lost.
            if let kept = kept.first { return .kept(version: kept) }
        }
        throw StoreFailure(kind: .unavailable, statement: Statements.keepSecret.name)
    }

    /// - Returns: the newest version; one that does not open counts as another value, so that it can be replaced.
    private func newest(_ name: String) async throws(StoreFailure) -> (version: Int, secret: Secret?)? {
        try await self.pool.rows(Statements.openSecrets, [.texts([name])], repeatable: true) {
            (row) throws(PostgresError) -> (version: Int, secret: Secret?) in
            let version = Int(try row.required(row.int4(1)))
            do throws(PostgresError) {
                return (version, try self.opened(row).secret)
            } catch {
                return (version, nil)
            }
        }.first
    }

    package func openSecrets(_ names: Set<String>) async throws(StoreFailure) -> [String: OpenedSecret] {
        guard !names.isEmpty else { return [:] }
        let opened = try await self.pool.rows(Statements.openSecrets, [.texts(names.sorted())], repeatable: true) {
            (row) throws(PostgresError) in (try row.required(row.text(0)), try self.opened(row))
        }
        return Dictionary(opened) { first, _ in first }
    }

    private func opened(_ row: PostgresRow) throws(PostgresError) -> OpenedSecret {
        let version = Int(try row.required(row.int4(1)))
        let name = try row.required(row.text(0))
        return OpenedSecret(
            version: version,
            secret: try self.vault.open(
                SealedSecret(keyID: try row.required(row.text(2)), box: try row.required(row.bytea(3))),
                context: SecretContext.profileSecret(name, version: version)))
    }

    package func registerOTP(_ device: DeviceUUID, _ password: Secret) async throws(StoreFailure) {
        let sealed = try self.vault.seal(password, context: SecretContext.oneTimePassword(device))
        _ = try await self.pool.rows(
            Statements.registerOTP, [.uuid(device.bytes), .text(sealed.keyID), .bytea(sealed.box)], repeatable: true
        ) { (row) throws(PostgresError) in try row.deviceUUID(0) }
    }
}
