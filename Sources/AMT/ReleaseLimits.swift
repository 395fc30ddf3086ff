/// How much a device of a release takes. A profile that keeps these limits fits every device of the release.
///
/// For a release that is not known the smallest number stands. A device that tells its own limits, as
/// ``AMT_PublicKeyManagementCapabilities`` does, goes before this table.
package struct ReleaseLimits: Hashable, Sendable {
    private let values: [ReleaseLimit: Int]

    /// The limits of a release; `nil` stands for one that is not known yet.
    package static func of(_ release: AMTRelease?) -> ReleaseLimits {
        var values: [ReleaseLimit: Int] = [:]
        for limit in ReleaseLimit.allCases {
            let rows = self.rows.filter { $0.limit == limit }
            let about = rows.filter { row in release.map(row.releases.contains) ?? false }
            values[limit] = (about.isEmpty ? rows : about).map(\.value).min()
        }
        return ReleaseLimits(values: values)
    }

    /// The most that any release takes: what is beyond it, no device takes.
    package static func highest(_ limit: ReleaseLimit) -> Int {
        self.rows.filter { $0.limit == limit }.map(\.value).max() ?? 0
    }

    /// The least that any release asks for, of a limit that is a lower bound.
    package static func lowest(_ limit: ReleaseLimit) -> Int {
        self.rows.filter { $0.limit == limit }.map(\.value).min() ?? 0
    }

    /// A limit by its name. Each has a row, so that each has a number.
    package subscript(limit: ReleaseLimit) -> Int { self.values[limit] ?? 0 }

    /// Accounts with a digest, the administrator's not counted.
    package var digestUserCountMax: Int { self[.digestUserCountMax] }
    /// Accounts of Active Directory.
    package var kerberosUserCountMax: Int { self[.kerberosUserCountMax] }
    /// Domains of these accounts.
    package var kerberosDomainCountMax: Int { self[.kerberosDomainCountMax] }
    /// Characters of a digest account's name.
    package var userNameCharacterCountMax: Int { self[.userNameCharacterCountMax] }
    /// Wireless profiles of the administrator.
    package var wifiProfileCountMax: Int { self[.wifiProfileCountMax] }
    /// Bytes of a wireless network's name.
    package var ssidByteCountMax: Int { self[.ssidByteCountMax] }
    /// Trusted roots.
    package var trustedRootCountMax: Int { self[.trustedRootCountMax] }
    /// Bytes of a trusted root.
    package var trustedRootByteCountMax: Int { self[.trustedRootByteCountMax] }
    /// Certificates of the device's own.
    package var certificateCountMax: Int { self[.certificateCountMax] }
    /// Bytes of a certificate of the device's own with its chain.
    package var certificateChainByteCountMax: Int { self[.certificateChainByteCountMax] }
    /// Names that a caller's certificate may have in mutual TLS.
    package var trustedCNCountMax: Int { self[.trustedCNCountMax] }
    /// Characters of such a name.
    package var trustedCNCharacterCountMax: Int { self[.trustedCNCharacterCountMax] }
    /// Issuers with revoked certificates.
    package var crlCountMax: Int { self[.crlCountMax] }
    /// Bytes of the store of revoked serial numbers, their issuers' addresses among them.
    package var crlByteCountMax: Int { self[.crlByteCountMax] }
    /// Presence servers.
    package var mpsCountMax: Int { self[.mpsCountMax] }
    /// Presence servers of one policy.
    package var mpsPerPolicyCountMax: Int { self[.mpsPerPolicyCountMax] }
    /// Characters of a presence server's name.
    package var mpsNameCharacterCountMax: Int { self[.mpsNameCharacterCountMax] }
    /// Characters of a user at a presence server.
    package var mpsUserNameCharacterCountMax: Int { self[.mpsUserNameCharacterCountMax] }
    /// Characters of a password at a presence server, at least.
    package var mpsPasswordCharacterCountMin: Int { self[.mpsPasswordCharacterCountMin] }
    /// Characters of a password at a presence server, at most.
    package var mpsPasswordCharacterCountMax: Int { self[.mpsPasswordCharacterCountMax] }
    /// Policies of remote access.
    package var remoteAccessPolicyCountMax: Int { self[.remoteAccessPolicyCountMax] }
    /// HTTP proxies.
    package var proxyCountMax: Int { self[.proxyCountMax] }
    /// Characters of a proxy's domain.
    package var proxySuffixCharacterCountMax: Int { self[.proxySuffixCharacterCountMax] }
    /// Domains of environment detection.
    package var detectionStringCountMax: Int { self[.detectionStringCountMax] }
    /// Characters of the device's name.
    package var hostNameCharacterCountMax: Int { self[.hostNameCharacterCountMax] }
    /// Characters of the device's domain.
    package var domainNameCharacterCountMax: Int { self[.domainNameCharacterCountMax] }
    /// Characters of a user name in 802.1x.
    package var ieee8021xUserNameCharacterCountMax: Int { self[.ieee8021xUserNameCharacterCountMax] }
    /// Characters of a password in 802.1x.
    package var ieee8021xPasswordCharacterCountMax: Int { self[.ieee8021xPasswordCharacterCountMax] }
    /// Subscriptions for events, the predefined one not counted.
    package var eventSubscriberCountMax: Int { self[.eventSubscriberCountMax] }
    /// Characters of an address that events are sent to.
    package var eventDestinationCharacterCountMax: Int { self[.eventDestinationCharacterCountMax] }
    /// Alarms.
    package var alarmCountMax: Int { self[.alarmCountMax] }
}
