import AMT
import Postgres
import Provisioning
import Secrets

/// The setup certificates for those who look after them, on PostgreSQL.
package final class PostgresCertificateBook: CertificateBook {
    /// How often keeping is begun anew because somebody else keeps the same one.
    private static let roundsMax = 5

    private let pool: PostgresPool
    private let vault: CredentialVault

    /// - Parameter pool: where a commit is safe.
    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.vault = CredentialVault(ring: ring)
    }

    package func certificates() async throws(StoreFailure) -> [KeptCertificate] {
        try await self.pool.rows(Statements.listCertificates, repeatable: true) { (row) throws(PostgresError) in
            KeptCertificate(
                id: try row.required(row.int8(0)), name: try row.text(1), subject: try row.required(row.text(2)),
                leafSHA256: try row.required(row.bytea(3)),
                rootDigests: [
                    try row.required(row.bytea(4)), try row.required(row.bytea(5)), try row.required(row.bytea(6)),
                ],
                chainPEM: try row.required(row.text(7)), notAfter: try row.required(row.time(8)),
                importedAt: try row.required(row.time(9)))
        }
    }

    package func keep(_ certificate: NewCertificate) async throws(StoreFailure) -> CertificateKeeping {
        let sealed = try self.vault.seal(
            certificate.keyPEM, context: SecretContext.setupCertificate(leafSHA256: certificate.leafSHA256))
        for _ in 0..<Self.roundsMax {
            let answer = try await self.pool.rows(
                Statements.keepCertificate,
                [
                    .text(certificate.name), .text(certificate.subject),
                    .bytea(certificate.rootDigests.sha1), .bytea(certificate.rootDigests.sha256),
                    .bytea(certificate.rootDigests.sha384), .bytea(certificate.leafSHA256), .text(certificate.chainPEM),
                    .text(sealed.keyID), .bytea(sealed.box),
                    .timestamptz(unixMicroseconds: certificate.notAfter.microseconds),
                ],
                repeatable: true
            ) { (row) throws(PostgresError) in
                (word: try row.required(row.text(0)), id: try row.int8(1))
            }.first
            switch (answer?.word, answer?.id) {
            case ("kept"?, let id?): return .kept(id)
            case ("known"?, let id?): return .known(id)
            case ("taken"?, _): return .nameTaken
            default: continue
            }
        }
        throw StoreFailure(kind: .unavailable, statement: Statements.keepCertificate.name)
    }

    package func remove(id: Int64) async throws(StoreFailure) -> Bool {
        try await self.pool.rows(Statements.removeCertificate, [.int8(id)]) { (row) throws(PostgresError) in
            try row.required(row.int8(0))
        }.isEmpty == false
    }

    package func seeker(_ device: DeviceUUID) async throws(StoreFailure) -> CertificateSeeker? {
        try await self.pool.rows(Statements.readSeeker, [.uuid(device.bytes)], repeatable: true) {
            (row) throws(PostgresError) in
            CertificateSeeker(
                rootHashes: try Self.hashes(try row.bytea(0)),
                release: try row.text(1).flatMap { AMTRelease(version: $0) },
                suffixes: try row.text(2).flatMap { Self.domain(of: $0) }.map { [.init($0, source: "inventory")] }
                    ?? [],
                attempt: Int(try row.required(row.int4(3))), worked: try row.int8(4))
        }.first
    }

    package func helloGroups() async throws(StoreFailure) -> [HelloGroup] {
        try await self.pool.rows(Statements.countRootHashSets, repeatable: true) { (row) throws(PostgresError) in
            HelloGroup(
                rootHashes: try Self.hashes(try row.bytea(0)) ?? [],
                release: try row.text(1).flatMap { AMTRelease(version: $0) },
                deviceCount: Int(try row.required(row.int8(2))))
        }
    }

    private static func hashes(_ body: [UInt8]?) throws(PostgresError) -> [RootHash]? {
        guard let body else { return nil }
        guard let hashes = RootHashList.decode(body) else {
            throw PostgresError.unreadable("a stored list of root hashes cannot be read")
        }
        return hashes
    }

    /// What stands behind the first dot.
    private static func domain(of fqdn: String) -> String? {
        guard let dot = fqdn.firstIndex(of: ".") else { return nil }
        return String(fqdn[fqdn.index(after: dot)...])
    }
}
