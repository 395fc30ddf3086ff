import AMT
import Postgres
import Provisioning
import Secrets

/// A row of load_profile_marks.
struct ProfileMark {
    enum Known {
        case applied(AppliedSecret)
        case oneTimePassword(Secret)
        /// The one-time password does not open.
        case unreadable(String)
    }

    let device: DeviceUUID
    let known: Known
}

extension CredentialVault {
    /// Reads a row of load_profile_marks. A password that does not open is the concern of its device alone.
    func profileMark(_ row: PostgresRow) throws(PostgresError) -> ProfileMark {
        let device = try row.deviceUUID(0)
        if let field = try row.text(1) {
            let secret = AppliedSecret(
                field: field, secretName: try row.required(row.text(2)),
                secretVersion: Int(try row.required(row.int4(3))), digestRealm: try row.required(row.text(4)))
            return ProfileMark(device: device, known: .applied(secret))
        }
        let sealed = SealedSecret(keyID: try row.required(row.text(5)), box: try row.required(row.bytea(6)))
        do throws(PostgresError) {
            let password = try self.open(sealed, context: SecretContext.oneTimePassword(device))
            return ProfileMark(device: device, known: .oneTimePassword(password))
        } catch {
            return ProfileMark(device: device, known: .unreadable(error.message))
        }
    }
}
