/// What differs between releases of AMT and matters to a server.
///
/// The numbers of a release come from a `Server:` header first, so that a policy decides what to try, and never what
/// to believe: a device that says otherwise is right. Where no row speaks of a release, or none is known, the cautious
/// value stands, which is the one that a property begins with.
package struct ReleasePolicy: Hashable, Sendable {
    /// Which versions and suites of TLS a device speaks.
    package enum TLSClass: String, CaseIterable, Sendable {
        /// 1.0 and 1.1 with RSA key exchange and CBC; some without secure renegotiation. Needs OpenSSL's level 0.
        case legacy
        /// 1.2 with suites of today. 1.3 is not offered: AMT 21 drops the first request after such a handshake.
        case tls12 = "tls-1.2"
        /// Try ``tls12``, then ``legacy``.
        case either
    }

    /// Firmware's classes for 802.1x on the wire.
    package enum Wired8021xClass: String, CaseIterable, Sendable {
        case ipsIEEE8021xSettings = "IPS_IEEE8021xSettings"
        case amt8021XProfile = "AMT_8021XProfile"
    }

    /// Versions and suites of TLS.
    package private(set) var tls = TLSClass.either
    /// Whether TLS may begin with a pre-shared key. A hello of version 2 proves it whatever stands here.
    package private(set) var speaksTLSPSK = false
    /// Whether `SetTLSPSK` exists.
    package private(set) var takesTLSPSK = false
    /// Classes whose enumeration may be refused with HTTP 400: read their instances by key.
    package private(set) var enumerateRefused = Self.singleInstanceClasses
    /// Whether a digest challenge may offer `auth-int` beside `auth`.
    package private(set) var mayOfferAuthInt = true
    /// Whether host-based setup needs `CommitChanges` too. Setup by hello ends with it on every release.
    package private(set) var mustCommitChanges = true
    /// Whether `CommitChanges` fails with 2057 until the MEBx password was set.
    package private(set) var mustSetMEBxPasswordBeforeCommit = true
    /// Whether TLS must be set up before any other section of a profile.
    package private(set) var mustSetUpTLSFirst = true
    /// Whether ports 16992 and 16994 can be open. `NonSecureConnectionsSupported` of a device goes before it.
    package private(set) var mayOpenPortsWithoutTLS = false
    /// Whether `GeneratePKCS10RequestEx` takes SHA-1.
    package private(set) var signsWithSHA1 = false
    /// Whether to ask for `GeneratePKCS10RequestEx`; otherwise make the certificate of the pair's public key.
    package private(set) var generatesPKCS10RequestEx = false
    /// Which class to try first for 802.1x on the wire, and which then.
    package private(set) var wired8021xClasses: [Wired8021xClass] = [.ipsIEEE8021xSettings, .amt8021XProfile]
    /// Whether to share wireless profiles with UEFI where the device shows the property; never send it otherwise.
    package private(set) var mayShareWirelessWithUEFI = false
    /// Whether to ask for `SetAuditPolicyBulk`; otherwise events of the audit log are set one by one.
    package private(set) var setsAuditPoliciesAtOnce = false
    /// How much a device takes.
    package let limits: ReleaseLimits

    static let singleInstanceClasses: Set<String> = [
        "AMT_EthernetPortSettings", "AMT_GeneralSettings", "AMT_BootCapabilities", "AMT_BootSettingData",
        "AMT_TLSSettingData",
    ]

    /// What to expect of a release; `nil` stands for one that is not known yet.
    package static func of(_ release: AMTRelease?) -> ReleasePolicy {
        var policy = ReleasePolicy(limits: .of(release))
        guard let release else { return policy }
        for row in self.rows where row.releases.contains(release) { policy.apply(row.fact) }
        return policy
    }

    private init(limits: ReleaseLimits) { self.limits = limits }

    private mutating func apply(_ fact: Fact) {
        switch fact {
        case .tls(let value): self.tls = value
        case .speaksTLSPSK(let value): self.speaksTLSPSK = value
        case .takesTLSPSK(let value): self.takesTLSPSK = value
        case .enumerateRefused(let value): self.enumerateRefused = value
        case .mayOfferAuthInt(let value): self.mayOfferAuthInt = value
        case .mustCommitChanges(let value): self.mustCommitChanges = value
        case .mustSetMEBxPasswordBeforeCommit(let value): self.mustSetMEBxPasswordBeforeCommit = value
        case .mustSetUpTLSFirst(let value): self.mustSetUpTLSFirst = value
        case .mayOpenPortsWithoutTLS(let value): self.mayOpenPortsWithoutTLS = value
        case .signsWithSHA1(let value): self.signsWithSHA1 = value
        case .generatesPKCS10RequestEx(let value): self.generatesPKCS10RequestEx = value
        case .wired8021xClasses(let value): self.wired8021xClasses = value
        case .mayShareWirelessWithUEFI(let value): self.mayShareWirelessWithUEFI = value
        case .setsAuditPoliciesAtOnce(let value): self.setsAuditPoliciesAtOnce = value
        }
    }
}
