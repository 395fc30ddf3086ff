import AMT
import Postgres
import Provisioning
import Secrets

/// Where a sealed secret belongs: it opens there and nowhere else. A place is the text of a record's primary key.
enum SecretContext {
    static func password(_ device: DeviceUUID, version: Int) -> String { Self.password(at: "\(device)/\(version)") }
    static func password(at place: String) -> String { "credential/\(place)/password" }
    static func mebxPassword(_ device: DeviceUUID, version: Int) -> String {
        Self.mebxPassword(at: "\(device)/\(version)")
    }
    static func mebxPassword(at place: String) -> String { "credential/\(place)/mebx" }
    static func psk(_ pid: String) -> String { "psk/\(pid)" }
    static func setupCertificate(leafSHA256: [UInt8]) -> String { Self.setupCertificate(at: Hex.text(leafSHA256)) }
    static func setupCertificate(at place: String) -> String { "setup-certificate/\(place)" }
    static func profileSecret(_ name: String, version: Int) -> String { Self.profileSecret(at: "\(name)/\(version)") }
    static func profileSecret(at place: String) -> String { "profile-secret/\(place)" }
    static func oneTimePassword(_ device: DeviceUUID) -> String { Self.oneTimePassword(at: "\(device)") }
    static func oneTimePassword(at place: String) -> String { "otp/\(place)" }
    static let authority = "authority"
}

/// Seals and opens what the store keeps.
struct CredentialVault: Sendable {
    let ring: KeyRing

    /// - Returns: password and, where there is one, MEBx password. Both under the same key, whose name is stored once.
    func seal(
        _ credential: CredentialVersion, device: DeviceUUID
    ) throws(StoreFailure) -> (SealedSecret, SealedSecret?) {
        let password = try self.seal(
            credential.password, context: SecretContext.password(device, version: credential.version))
        guard let mebx = credential.mebxPassword else { return (password, nil) }
        return (password, try self.seal(mebx, context: SecretContext.mebxPassword(device, version: credential.version)))
    }

    func seal(_ secret: Secret, context: String) throws(StoreFailure) -> SealedSecret {
        do {
            return try self.ring.seal(secret.revealBytes(), context: context)
        } catch {
            throw StoreFailure(kind: .unreadable, statement: "seal")
        }
    }

    func open(_ sealed: SealedSecret, context: String) throws(PostgresError) -> Secret {
        do throws(OpeningFailure) {
            return Secret(try self.ring.open(sealed, context: context))
        } catch {
            throw PostgresError.unreadable("a stored secret does not open: \(error.rawValue), key \(sealed.keyID)")
        }
    }

    /// Reads a row of load_credentials.
    func version(_ row: PostgresRow, device: DeviceUUID) throws(PostgresError) -> CredentialVersion {
        let version = Int(try row.required(row.int4(1)))
        guard let status = CredentialStatus(rawValue: try row.required(row.text(2))) else {
            throw PostgresError.unreadable("a stored credential has an unknown status")
        }
        guard let mebxState = MEBxState(rawValue: try row.required(row.text(10))) else {
            throw PostgresError.unreadable("a stored credential has an unknown MEBx state")
        }
        let keyID = try row.required(row.text(4))
        let password = try self.open(
            SealedSecret(keyID: keyID, box: try row.required(row.bytea(5))),
            context: SecretContext.password(device, version: version))
        var mebxPassword: Secret?
        if let box = try row.bytea(6) {
            mebxPassword = try self.open(
                SealedSecret(keyID: keyID, box: box), context: SecretContext.mebxPassword(device, version: version))
        }
        var credential = CredentialVersion(
            version: version, status: status, username: try row.required(row.text(3)), password: password,
            mebxPassword: mebxPassword, mebxState: mebxState)
        credential.isImported = try row.required(row.bool(11))
        return credential
    }
}
