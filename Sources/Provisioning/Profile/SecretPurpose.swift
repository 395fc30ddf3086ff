/// What a secret of a profile is for; from it follows what firmware takes.
package enum SecretPurpose: String, CaseIterable, Sendable {
    /// Of the digest administrator, the same on all devices of the profile.
    case adminPassword = "admin-password"
    /// From which every device's administrator password is derived.
    case masterSecret = "master-secret"
    case mebxPassword = "mebx-password"
    case userPassword = "user-password"
    /// RC4 key of the device's account, as 32 hexadecimal digits.
    case kerberosMasterKey = "kerberos-master-key"
    case kerberosPassphrase = "kerberos-passphrase"
    case rfbPassword = "rfb-password"
    case wirelessPassphrase = "wireless-passphrase"
    case supplicantPassword = "supplicant-password"
    case managementServerPassword = "management-server-password"

    /// What the secret has to be, in words.
    package var rule: String {
        switch self {
        case .adminPassword, .mebxPassword, .userPassword:
            "8 to 32 printable ASCII characters with upper and lower case, digit and special character, without `\" , :`"
        case .masterSecret: "16 to 256 bytes"
        case .kerberosMasterKey: "32 hexadecimal digits"
        case .kerberosPassphrase: "1 to 255 printable ASCII characters"
        case .rfbPassword:
            "exactly 8 printable ASCII characters with upper and lower case, digit and special character, without `\" , :`"
        case .wirelessPassphrase: "8 to 63 printable ASCII characters"
        case .supplicantPassword: "1 to 32 printable ASCII characters"
        case .managementServerPassword: "8 to 16 printable ASCII characters"
        }
    }
}
