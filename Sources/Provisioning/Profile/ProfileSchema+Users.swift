import AMT

extension ProfileSchema {
    /// Of an account with a digest.
    static let userNameCharactersMax = ReleaseLimits.highest(.userNameCharacterCountMax)

    static let kerberos: [ProfileField] = [
        ProfileField(
            "kerberos", .object, in: .kerberos, "The device's place in a Kerberos realm.",
            firmware: "AMT_KerberosSettingData"),
        ProfileField(
            "kerberos.enabled", .flag, isRequired: true, in: .kerberos, "Whether Kerberos opens the device.",
            firmware: "AMT_KerberosSettingData.KrbEnabled"),
        ProfileField(
            "kerberos.realm", .text(1...ReleaseLimits.highest(.domainNameCharacterCountMax), .realm), in: .kerberos,
            "The domain of Active Directory.",
            firmware: "AMT_KerberosSettingData.RealmName"),
        ProfileField(
            "kerberos.services", .list(of: .object, counts: 0...8), standard: [], in: .kerberos,
            "Names under which Kerberos knows the device's services."),
        ProfileField(
            "kerberos.services[].name", .text(1...255, .visible), isRequired: true, in: .kerberos,
            "`HTTP/{fqdn}:16993`; `{host}` and `{fqdn}` stand for the device's names.",
            firmware: "AMT_KerberosSettingData.ServicePrincipalName"),
        ProfileField(
            "kerberos.services[].form", .oneOf(["http", "https", "redirection", "redirection-tls"]), isRequired: true,
            in: .kerberos, "What the name is for.", firmware: "AMT_KerberosSettingData.ServicePrincipalProtocol"),
        ProfileField(
            "kerberos.keyVersion", .integer(0...4_294_967_295, unit: ""), standard: 0, in: .kerberos,
            "Number of the key of the device's account.", firmware: "AMT_KerberosSettingData.KeyVersion"),
        ProfileField("kerberos.key", .object, in: .kerberos, "What the device's key is made of: one of two."),
        ProfileField(
            "kerberos.key.masterKey", .secret(.kerberosMasterKey), in: .kerberos, "The RC4 key itself.",
            firmware: "AMT_KerberosSettingData.MasterKey"),
        ProfileField(
            "kerberos.key.passphrase", .secret(.kerberosPassphrase), in: .kerberos,
            "What the firmware makes AES keys of.", firmware: "AMT_KerberosSettingData.Passphrase"),
        ProfileField(
            "kerberos.key.salt", .text(1...255, .printable), in: .kerberos,
            "Active Directory's for the account; with a passphrase. `{host}` and `{fqdn}` stand for the device's names.",
            firmware: "AMT_KerberosSettingData.Salt"),
        ProfileField(
            "kerberos.key.iterations", .integer(1...4_294_967_295, unit: ""), standard: 4096, in: .kerberos,
            "Rounds of the key derivation; with a passphrase.", firmware: "AMT_KerberosSettingData.IterationCount"),
        ProfileField(
            "kerberos.clockToleranceMinutes", .integer(1...1440, unit: "minutes"), standard: 5, in: .kerberos,
            "By how much a ticket's clock may differ.", firmware: "AMT_KerberosSettingData.MaximumClockTolerance"),
        Self.required("kerberos", in: .kerberos),
    ]

    static let users: [ProfileField] =
        [
            ProfileField(
                "users", .object, in: .users, "Accounts beside the administrator.", firmware: "AMT_AuthorizationService"
            ),
            ProfileField(
                "users.digest", .list(of: .object, counts: 0...ProfileLimit.digestUsers.highest), standard: [],
                in: .users,
                "Accounts with a password.", firmware: "AMT_AuthorizationService.AddUserAclEntryEx"),
            ProfileField(
                "users.digest[].name", .text(1...Self.userNameCharactersMax, .userName), isRequired: true, in: .users,
                "Name to log on with.",
                firmware: "AMT_AuthorizationService.DigestUsername"),
            ProfileField(
                "users.digest[].password", .secret(.userPassword), isRequired: true, in: .users,
                "Password to log on with.",
                firmware: "AMT_AuthorizationService.DigestPassword"),
        ] + Self.rights("users.digest[]") + [
            ProfileField(
                "users.kerberos", .list(of: .object, counts: 0...ProfileLimit.kerberosUsers.highest), standard: [],
                in: .users,
                "Users and groups of Active Directory.", firmware: "AMT_AuthorizationService.AddUserAclEntryEx"),
            ProfileField(
                "users.kerberos[].sid", .sid, isRequired: true, in: .users, "Security identifier of the user or group.",
                firmware: "AMT_AuthorizationService.KerberosUserSid"),
        ] + Self.rights("users.kerberos[]") + [
            Self.foreign(
                "users.foreign", "accounts", in: .users, firmware: "AMT_AuthorizationService.RemoveUserAclEntry"),
            Self.required("users", in: .users),
        ]

    private static func rights(_ path: String) -> [ProfileField] {
        let realms = ProfileNames.realms.map { ProfileChoice($0.name, $0.releases) }
        return [
            ProfileField(
                "\(path).access", .oneOf(ProfileNames.permissions.map { ProfileChoice($0.name) }), isRequired: true,
                in: .users, "From where the account may log on.",
                firmware: "AMT_AuthorizationService.AccessPermission"),
            ProfileField(
                "\(path).realms", .list(of: .oneOf(realms), counts: 1...realms.count), isRequired: true, in: .users,
                "What the account may do; `administration` is everything.", firmware: "AMT_AuthorizationService.Realms"),
        ]
    }
}
