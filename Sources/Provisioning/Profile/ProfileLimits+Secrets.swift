import AMT

extension ProfileLimits {
    /// Secrets that are not there, and those that firmware would refuse or take and never accept.
    ///
    /// - Parameter secrets: by name; others than those that the profile names are passed over.
    /// - Returns: faults that say nothing of a secret but which rule it breaks.
    package static func secretFaults(_ profile: Profile, secrets: [String: Secret]) -> [ProfileFault] {
        ProfileSecrets.references(of: profile).compactMap { use in
            guard let secret = secrets[use.reference.name] else {
                return ProfileFault(use.path, .secretMissing, "names a secret that is not there: \(use.reference.name)")
            }
            guard !Self.isTaken(secret, as: use.purpose) else { return nil }
            return ProfileFault(
                use.path, .secretRefused, "names the secret \(use.reference.name), which has to be \(use.purpose.rule)")
        }
    }

    private static func isTaken(_ secret: Secret, as purpose: SecretPurpose) -> Bool {
        switch purpose {
        case .adminPassword, .mebxPassword, .userPassword: PasswordRule.faults(in: secret).isEmpty
        case .masterSecret: (16...256).contains(secret.byteCount)
        case .kerberosMasterKey: secret.byteCount == 32 && Hex.bytes(secret.revealBytes()) != nil
        case .kerberosPassphrase: Self.isPrintable(secret, 1...255)
        case .rfbPassword: secret.byteCount == 8 && PasswordRule.faults(in: secret).isEmpty
        case .wirelessPassphrase: Self.isPrintable(secret, 8...63)
        case .supplicantPassword: Self.isPrintable(secret, SecretPurpose.supplicantCharacters)
        case .managementServerPassword: Self.isPrintable(secret, SecretPurpose.managementServerCharacters)
        case .eventListenerPassword: Self.isPrintable(secret, 1...255)
        case .auditSigningKey: PrivateKeyText.der(secret) != nil
        }
    }

    private static func isPrintable(_ secret: Secret, _ counts: ClosedRange<Int>) -> Bool {
        counts.contains(secret.byteCount) && secret.revealBytes().allSatisfy { (32...126).contains($0) }
    }
}
