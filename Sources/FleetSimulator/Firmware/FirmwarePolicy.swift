/// When SetMEBxPassword is allowed.
package enum MEBxPolicy: String, CaseIterable, Sendable {
    case anytime
    /// Only while the MEBx password is the factory's, and only in setup by certificate.
    case defaultOnly = "default-only"
    case duringSetup = "during-setup"
}

/// How a device writes its digest realm.
package enum RealmForm: String, CaseIterable, Sendable {
    /// `Digest:` and 32 hex digits, new with every entry into setup mode.
    case digest
    /// `Intel(R) AMT (ID:…)` with the UUID, as the oldest firmware does; the same for ever.
    case uuid
}

/// What releases and makers disagree about: the same for all devices of a fleet.
package struct FirmwarePolicy: Equatable, Sendable {
    /// `nil`: default-only for PKI devices, during-setup for PSK devices.
    package var mebx: MEBxPolicy?
    /// The MEBx password is the digest password too, until an admin password of its own is set.
    package var couplesPasswords = false
    /// Seconds a nonce is good for.
    package var nonceSeconds: Double = 300
    /// Writes after which the flash protects itself; 0 for never.
    package var writesMax = 0
    /// Old firmware has room for four.
    package var trustedRootsMax = 4
    package var certificatesMax = 4
    package var keyPairsMax = 6
    /// Accounts with a password, and accounts of a directory. Source: Intel SCS, which speaks of 7 to 15 and of 32.
    package var digestUsersMax = 15
    package var kerberosUsersMax = 32
    package var kerberosDomainsMax = 4
    /// Handles in one answer to EnumerateUserAclEntries.
    package var userPageSize = 50
    package var wifiProfilesMax = 8
    /// Firmware 3.0 took three.
    package var crlsMax = 3
    /// There is a wireless card that the firmware can use; `nil` when the machine says so.
    package var hasWirelessCard: Bool?
    /// Which list of power packages the device has; `nil` when the machine says so.
    package var isDesktop: Bool?
    /// User consent cannot be changed remotely.
    package var locksOptInPolicy = false
    /// The audit log starts only with a signing key; devices were seen that run it without.
    package var auditNeedsSigningKey = false
    /// While the audit log runs, unprovisioning waits for an auditor's leave.
    package var auditBlocksUnprovision = false
    /// Instances in one answer to Pull; 0 for all.
    package var pullPageSize = 0
    /// Get of AMT_TLSSettingData shows what was put, not what is in force.
    package var showsStagedTLS = true
    /// Partial unprovision leaves the realm, and with it the admin password, as they are.
    package var keepsRealmOnPartialUnprovision = false

    package var realmForm = RealmForm.digest
    /// Seconds for which a key pair is being made: GenerateKeyPair answers 2061, then 2082, and at last the pair.
    package var slowKeySeconds: Double = 0

    package init() {}
}
