import AMT
import Postgres
import Provisioning
import Secrets

/// Keys and certificates on PostgreSQL.
package final class PostgresKeyBook: SetupCertificateBook, AuthorityBook {
    let pool: PostgresPool
    let vault: CredentialVault

    package init(pool: PostgresPool, ring: KeyRing) {
        self.pool = pool
        self.vault = CredentialVault(ring: ring)
    }

    package func setupCertificates() async throws(StoreFailure) -> [SetupCertificate] {
        // One whose key does not open is of no use; the others are.
        try await self.pool.rows(Statements.listSetupCertificates, repeatable: true) {
            (row) throws(PostgresError) -> SetupCertificate? in
            do throws(PostgresError) {
                return try self.setupCertificate(row)
            } catch {
                return nil
            }
        }.compactMap { $0 }
    }

    private func setupCertificate(_ row: PostgresRow) throws(PostgresError) -> SetupCertificate {
        let keyPEM = try self.vault.open(
            SealedSecret(keyID: try row.required(row.text(7)), box: try row.required(row.bytea(8))),
            context: SecretContext.setupCertificate(leafSHA256: try row.required(row.bytea(6))))
        return SetupCertificate(
            chain: ClientChain(
                id: try row.required(row.int8(0)), chainPEM: Secret(text: try row.required(row.text(5))), keyPEM: keyPEM
            ),
            subject: try row.required(row.text(1)),
            rootDigests: [
                try row.required(row.bytea(2)), try row.required(row.bytea(3)), try row.required(row.bytea(4)),
            ],
            notAfter: try row.required(row.time(9)))
    }

    /// A setup certificate that comes in.
    package struct NewSetupCertificate: Sendable {
        package let subject: String
        /// SHA-1, SHA-256 and SHA-384 of the root's DER.
        package let rootDigests: (sha1: [UInt8], sha256: [UInt8], sha384: [UInt8])
        package let leafSHA256: [UInt8]
        /// Leaf, intermediates, root.
        package let chainPEM: String
        package let keyPEM: Secret
        package let notAfter: UnixTime

        package init(
            subject: String, rootDigests: (sha1: [UInt8], sha256: [UInt8], sha384: [UInt8]), leafSHA256: [UInt8],
            chainPEM: String, keyPEM: Secret, notAfter: UnixTime
        ) {
            self.subject = subject
            self.rootDigests = rootDigests
            self.leafSHA256 = leafSHA256
            self.chainPEM = chainPEM
            self.keyPEM = keyPEM
            self.notAfter = notAfter
        }
    }

    /// Takes a setup certificate in; one whose leaf is known stays as it is.
    ///
    /// - Returns: whether it was new.
    package func take(_ new: NewSetupCertificate) async throws(StoreFailure) -> Bool {
        let sealed = try self.vault.seal(
            new.keyPEM, context: SecretContext.setupCertificate(leafSHA256: new.leafSHA256))
        return try await self.pool.rows(
            Statements.importSetupCertificate,
            [
                .text(new.subject), .bytea(new.rootDigests.sha1), .bytea(new.rootDigests.sha256),
                .bytea(new.rootDigests.sha384), .bytea(new.leafSHA256), .text(new.chainPEM), .text(sealed.keyID),
                .bytea(sealed.box), .timestamptz(unixMicroseconds: new.notAfter.microseconds),
            ],
            repeatable: true
        ) { (row) throws(PostgresError) in try row.int8(0) }.isEmpty == false
    }

    /// Takes pre-shared keys in; a PID that is known keeps its key.
    ///
    /// - Returns: how many were new.
    package func take(_ keys: [(pid: PID, pps: PPS)]) async throws(StoreFailure) -> Int {
        try await self.takeNew(keys).count
    }

    /// Takes pre-shared keys in; a PID that is known keeps its key.
    ///
    /// - Returns: the PIDs that were new.
    func takeNew(_ keys: [(pid: PID, pps: PPS)], isFresh: Bool = false) async throws(StoreFailure) -> Set<PID> {
        var sealed: [SealedSecret] = []
        for (pid, pps) in keys {
            sealed.append(try self.vault.seal(pps.secret, context: SecretContext.psk(pid.text)))
        }
        let made = try await self.pool.rows(
            Statements.importPSKKeys,
            [
                .texts(keys.map(\.pid.text)), .texts(sealed.map(\.keyID)), .byteas(sealed.map(\.box)), .bool(isFresh),
            ], repeatable: true
        ) { (row) throws(PostgresError) in try row.required(row.text(0)) }
        let new = Set(made)
        return Set(keys.map(\.pid).filter { new.contains($0.text) })
    }

    package func authority() async throws(StoreFailure) -> AuthorityMaterial? {
        try await self.pool.rows(Statements.readAuthority, repeatable: true) { (row) throws(PostgresError) in
            try self.material(row)
        }.first
    }

    package func keep(_ material: AuthorityMaterial) async throws(StoreFailure) -> AuthorityMaterial {
        let sealed = try self.vault.seal(material.keyPEM, context: SecretContext.authority)
        let kept = try await self.pool.rows(
            Statements.keepAuthority, [.bytea(material.certificateDER), .text(sealed.keyID), .bytea(sealed.box)],
            repeatable: true
        ) { (row) throws(PostgresError) in try self.material(row) }.first
        if let kept { return kept }
        // Another node's row was not yet visible to this statement; it is to the next one.
        guard let other = try await self.authority() else {
            throw StoreFailure(kind: .unreadable, statement: Statements.keepAuthority.name)
        }
        return other
    }

    private func material(_ row: PostgresRow) throws(PostgresError) -> AuthorityMaterial {
        AuthorityMaterial(
            certificateDER: try row.required(row.bytea(0)),
            keyPEM: try self.vault.open(
                SealedSecret(keyID: try row.required(row.text(1)), box: try row.required(row.bytea(2))),
                context: SecretContext.authority))
    }
}
