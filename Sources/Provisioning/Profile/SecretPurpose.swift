import AMT

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
    /// Signs exported logs.
    case auditSigningKey = "audit-signing-key"
    /// With what a device proves itself to who is told of its events.
    case eventListenerPassword = "event-listener-password"

    /// What the secret has to be, in words.
    package var rule: String {
        switch self {
        case .adminPassword, .mebxPassword, .userPassword:
            "8 to 32 printable ASCII characters with upper and lower case, digit and special character, without `\" , :`"
        case .masterSecret: "16 to 256 bytes"
        case .kerberosMasterKey: "32 hexadecimal digits"
        case .kerberosPassphrase, .eventListenerPassword: "1 to 255 printable ASCII characters"
        case .rfbPassword:
            "exactly 8 printable ASCII characters with upper and lower case, digit and special character, without `\" , :`"
        case .wirelessPassphrase: "8 to 63 printable ASCII characters"
        case .supplicantPassword:
            "\(Self.supplicantCharacters.words) printable ASCII characters"
        case .managementServerPassword:
            "\(Self.managementServerCharacters.words) printable ASCII characters"
        case .auditSigningKey: "an RSA private key of 2048 bits, PKCS#1 as PEM: one block `RSA PRIVATE KEY`"
        }
    }

    /// Of a password for 802.1x.
    static let supplicantCharacters = 1...ReleaseLimits.highest(.ieee8021xPasswordCharacterCountMax)
    /// Of a password at a management presence server.
    static let managementServerCharacters =
        ReleaseLimits.lowest(.mpsPasswordCharacterCountMin)...ReleaseLimits.highest(.mpsPasswordCharacterCountMax)
}

extension ClosedRange {
    /// Both ends in words.
    fileprivate var words: String { "\(self.lowerBound) to \(self.upperBound)" }
}
