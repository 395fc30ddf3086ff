/// A limit of firmware, as pages name it; what it counts is said at the properties of ``ReleaseLimits``.
package enum ReleaseLimit: String, CaseIterable, Sendable {
    case digestUserCountMax = "digest-user-count-max"
    case kerberosUserCountMax = "kerberos-user-count-max"
    case kerberosDomainCountMax = "kerberos-domain-count-max"
    case userNameCharacterCountMax = "user-name-character-count-max"
    case wifiProfileCountMax = "wifi-profile-count-max"
    case ssidByteCountMax = "ssid-byte-count-max"
    case trustedRootCountMax = "trusted-root-count-max"
    case trustedRootByteCountMax = "trusted-root-byte-count-max"
    case certificateCountMax = "certificate-count-max"
    case certificateChainByteCountMax = "certificate-chain-byte-count-max"
    case trustedCNCountMax = "trusted-cn-count-max"
    case trustedCNCharacterCountMax = "trusted-cn-character-count-max"
    case crlCountMax = "crl-count-max"
    case crlByteCountMax = "crl-byte-count-max"
    case mpsCountMax = "mps-count-max"
    case mpsPerPolicyCountMax = "mps-per-policy-count-max"
    case mpsNameCharacterCountMax = "mps-name-character-count-max"
    case mpsUserNameCharacterCountMax = "mps-user-name-character-count-max"
    case mpsPasswordCharacterCountMin = "mps-password-character-count-min"
    case mpsPasswordCharacterCountMax = "mps-password-character-count-max"
    case remoteAccessPolicyCountMax = "remote-access-policy-count-max"
    case proxyCountMax = "proxy-count-max"
    case proxySuffixCharacterCountMax = "proxy-suffix-character-count-max"
    case detectionStringCountMax = "detection-string-count-max"
    case hostNameCharacterCountMax = "host-name-character-count-max"
    case domainNameCharacterCountMax = "domain-name-character-count-max"
    case ieee8021xUserNameCharacterCountMax = "8021x-user-name-character-count-max"
    case ieee8021xPasswordCharacterCountMax = "8021x-password-character-count-max"
    case eventSubscriberCountMax = "event-subscriber-count-max"
    case eventDestinationCharacterCountMax = "event-destination-character-count-max"
    case alarmCountMax = "alarm-count-max"
}

extension ReleaseLimits {
    /// One number of one limit.
    package struct Row: Hashable, Sendable {
        /// Which limit.
        package let limit: ReleaseLimit
        /// The number.
        package let value: Int
        /// For which releases.
        package let releases: ReleaseRange
        /// Who says so.
        package let source: String
        /// How sure it is.
        package let mark: EvidenceMark

        init(
            _ limit: ReleaseLimit, _ value: Int, _ releases: ReleaseRange, _ source: String, _ mark: EvidenceMark
        ) {
            self.limit = limit
            self.value = value
            self.releases = releases
            self.source = source
            self.mark = mark
        }
    }

    /// All that is known, limit by limit, releases upward.
    package static let rows: [Row] = [
        // Accounts.
        // A device that takes fewer says so, and the section fails with the field's name; fewer here would refuse what others take.
        Row(.digestUserCountMax, 15, .all, "SCS profiles: 15; SCS help: about 7 digest accounts", .unconfirmed),
        Row(.kerberosUserCountMax, 32, .all, "SCS help: 32 accounts of Active Directory", .unconfirmed),
        Row(.kerberosDomainCountMax, 4, .all, "LMS: status 2065 for too many; how many is not published", .unconfirmed),
        Row(.userNameCharacterCountMax, 16, .all, "LMS: AMT_AuthorizationService", .definition),

        // Wireless.
        Row(.wifiProfileCountMax, 8, .all, "guide: 16 profiles, 8 of them the user's", .guide),
        Row(.ssidByteCountMax, 32, .all, "LMS: CIM_WiFiEndpointSettings", .definition),
        Row(.ieee8021xUserNameCharacterCountMax, 128, .all, "LMS: CIM_IEEE8021xSettings", .definition),
        Row(.ieee8021xPasswordCharacterCountMax, 32, .all, "LMS: CIM_IEEE8021xSettings", .definition),

        // Certificates.
        Row(.trustedRootCountMax, 4, .all, "SDK: GetPkiCapabilities of 3.0", .unconfirmed),
        Row(.trustedRootByteCountMax, 1500, .all, "SDK: GetPkiCapabilities of 3.0", .unconfirmed),
        Row(.certificateCountMax, 4, .all, "stores of about 4 to 7 places", .unconfirmed),
        Row(.certificateChainByteCountMax, 4100, .all, "SDK: GetPkiCapabilities of 3.0", .unconfirmed),
        Row(.trustedCNCountMax, 4, .all, "LMS: AMT_TLSSettingData", .definition),
        Row(.trustedCNCharacterCountMax, 63, .all, "SDK: GetPkiCapabilities of 3.0", .unconfirmed),
        Row(.crlCountMax, 3, .all, "SDK: at most 3 addresses in 3.0", .unconfirmed),
        Row(.crlByteCountMax, 1424, .all, "SDK: GetPkiCapabilities of 3.0", .unconfirmed),

        // Remote access.
        Row(.mpsCountMax, 4, .before(11), "go-wsman-messages: MaxTotalMpServers of older firmware", .unconfirmed),
        Row(.mpsCountMax, 6, .from(11), "go-wsman-messages: MaxTotalMpServers as captured", .unconfirmed),
        Row(.mpsPerPolicyCountMax, 2, .all, "go-wsman-messages: MaxMpsPerPolicy as captured", .recorded),
        Row(.mpsNameCharacterCountMax, 256, .all, "LMS: AMT_RemoteAccessService", .definition),
        Row(.mpsUserNameCharacterCountMax, 16, .all, "shipped firmware; the definition says 64", .client),
        Row(.mpsPasswordCharacterCountMin, 8, .all, "shipped firmware", .client),
        Row(.mpsPasswordCharacterCountMax, 16, .all, "shipped firmware; the definition says 64", .client),
        Row(.remoteAccessPolicyCountMax, 3, .all, "go-wsman-messages: MaxTotalPolicies as captured", .recorded),
        Row(.proxyCountMax, 15, .all, "go-wsman-messages: MaxTotalProxyEntryPoints as captured", .recorded),
        Row(.proxySuffixCharacterCountMax, 192, .all, "LMS: IPS_HTTPProxyService", .definition),
        Row(.detectionStringCountMax, 4, .before(11), "LMS: AMT_EnvironmentDetectionSettingData", .unconfirmed),
        Row(.detectionStringCountMax, 5, .from(11), "LMS: 5 on newer firmware, boundary unknown", .unconfirmed),

        // Names.
        Row(.hostNameCharacterCountMax, 63, .all, "LMS: AMT_GeneralSettings", .definition),
        Row(.domainNameCharacterCountMax, 191, .all, "LMS: AMT_GeneralSettings", .definition),

        // Events.
        Row(.eventSubscriberCountMax, 6, .before(6), "guide: WS-Eventing, 6 subscribers on 3.2 to 5", .guide),
        Row(.eventSubscriberCountMax, 9, .from(6), "guide: WS-Eventing, 9 beside the predefined local one", .guide),
        Row(.eventDestinationCharacterCountMax, 253, .all, "guide: longer addresses are ignored", .guide),

        // Alarms.
        Row(.alarmCountMax, 5, .all, "LMS: AMT_AlarmClockService", .definition),
    ]
}
