import AMT
import Testing

@Suite("Policies of releases")
struct ReleasePolicyTests {
    /// First releases of the lines and those around a boundary.
    static let releases: [AMTRelease] = [
        (2, 0), (2, 2), (3, 0), (3, 2), (4, 0), (5, 0), (6, 0), (7, 0), (8, 0), (9, 5), (10, 0), (11, 0), (11, 8),
        (12, 0), (14, 0), (15, 0), (16, 0), (16, 1), (18, 0), (19, 0), (21, 0),
    ].map { AMTRelease(major: $0.0, minor: $0.1) }

    @Test("no two rows speak of one trait of one release", arguments: Self.releases)
    func rowsExclude(_ release: AMTRelease) {
        for trait in ReleasePolicy.Trait.allCases {
            let rows = ReleasePolicy.rows.filter { $0.fact.trait == trait && $0.releases.contains(release) }
            #expect(rows.count <= 1, "\(trait) of \(release)")
            if release.major >= 3 { #expect(rows.count == 1, "\(trait) of \(release)") }
        }
        for limit in ReleaseLimit.allCases {
            let rows = ReleaseLimits.rows.filter { $0.limit == limit && $0.releases.contains(release) }
            #expect(rows.count == 1, "\(limit) of \(release)")
        }
    }

    @Test("every row says who says so")
    func sources() {
        #expect(Set(ReleasePolicy.rows.map(\.fact.trait)) == Set(ReleasePolicy.Trait.allCases))
        #expect(Set(ReleaseLimits.rows.map(\.limit)) == Set(ReleaseLimit.allCases))
        #expect(ReleasePolicy.rows.allSatisfy { !$0.source.isEmpty })
        #expect(ReleaseLimits.rows.allSatisfy { !$0.source.isEmpty && $0.value > 0 })
    }

    @Test("a release that is not known gets the cautious values")
    func unknown() {
        let policy = ReleasePolicy.of(nil)
        #expect(policy.tls == .either)
        #expect(!policy.speaksTLSPSK)
        #expect(!policy.takesTLSPSK)
        #expect(policy.enumerateRefused.contains("AMT_EthernetPortSettings"))
        #expect(policy.mayOfferAuthInt)
        #expect(policy.mustCommitChanges)
        #expect(policy.mustSetMEBxPasswordBeforeCommit)
        #expect(policy.mustSetUpTLSFirst)
        #expect(!policy.mayOpenPortsWithoutTLS)
        #expect(!policy.signsWithSHA1)
        #expect(!policy.generatesPKCS10RequestEx)
        #expect(policy.wired8021xClasses == [.ipsIEEE8021xSettings, .amt8021XProfile])
        #expect(!policy.mayShareWirelessWithUEFI)
        #expect(!policy.setsAuditPoliciesAtOnce)
        #expect(policy.limits.detectionStringCountMax == 4)
        #expect(policy.limits.mpsCountMax == 4)
    }

    @Test("TLS: old versions up to 11, 1.2 from 12 on")
    func tls() {
        #expect(Self.of(2, 0).tls == .legacy)
        #expect(Self.of(11, 8).tls == .legacy)
        #expect(Self.of(12, 0).tls == .tls12)
        #expect(Self.of(21, 0).tls == .tls12)
    }

    @Test("pre-shared keys up to 10")
    func preSharedKeys() {
        #expect(Self.of(1, 0).speaksTLSPSK == false)
        #expect(Self.of(2, 0).speaksTLSPSK)
        #expect(Self.of(10, 0).speaksTLSPSK)
        #expect(Self.of(10, 0).takesTLSPSK)
        #expect(!Self.of(11, 0).speaksTLSPSK)
        #expect(!Self.of(11, 0).takesTLSPSK)
    }

    @Test("five classes of AMT 10 are read by key")
    func enumerateRefused() {
        let classes: Set<String> = [
            "AMT_EthernetPortSettings", "AMT_GeneralSettings", "AMT_BootCapabilities", "AMT_BootSettingData",
            "AMT_TLSSettingData",
        ]
        #expect(Self.of(10, 0).enumerateRefused == classes)
        #expect(Self.of(11, 0).enumerateRefused == [])
    }

    @Test("digest lists since 14, ports and SHA-1 until they went, many audit policies at once since 7")
    func boundaries() {
        #expect(!Self.of(6, 2).setsAuditPoliciesAtOnce)
        #expect(Self.of(7, 0).setsAuditPoliciesAtOnce)
        #expect(!Self.of(12, 0).mayOfferAuthInt)
        #expect(Self.of(14, 0).mayOfferAuthInt)
        #expect(Self.of(16, 0).mayOpenPortsWithoutTLS)
        #expect(!Self.of(16, 1).mayOpenPortsWithoutTLS)
        #expect(Self.of(16, 1).signsWithSHA1)
        #expect(!Self.of(18, 0).signsWithSHA1)
        #expect(!Self.of(5, 0).generatesPKCS10RequestEx)
        #expect(Self.of(6, 0).generatesPKCS10RequestEx)
    }

    @Test("19 wants a commit, MEBx's password before it, and TLS before all else")
    func nineteen() {
        for (release, must) in [(Self.of(18, 0), false), (Self.of(19, 0), true), (Self.of(21, 0), true)] {
            #expect(release.mustCommitChanges == must)
            #expect(release.mustSetMEBxPasswordBeforeCommit == must)
            #expect(release.mustSetUpTLSFirst == must)
        }
    }

    @Test("both classes of 802.1x stay in the list whatever the release")
    func wired8021x() {
        for release in Self.releases {
            let classes = ReleasePolicy.of(release).wired8021xClasses
            #expect(Set(classes) == Set(ReleasePolicy.Wired8021xClass.allCases))
        }
        #expect(Self.of(7, 0).wired8021xClasses.first == .amt8021XProfile)
        #expect(Self.of(12, 0).wired8021xClasses.first == .ipsIEEE8021xSettings)
    }

    @Test("limits")
    func limits() {
        let old = Self.of(8, 0).limits
        let new = Self.of(16, 1).limits
        #expect(old.detectionStringCountMax == 4)
        #expect(new.detectionStringCountMax == 5)
        #expect(old.mpsCountMax == 4)
        #expect(new.mpsCountMax == 6)
        #expect(new.digestUserCountMax == 15)
        #expect(new.kerberosUserCountMax == 32)
        #expect(new.userNameCharacterCountMax == 16)
        #expect(new.wifiProfileCountMax == 8)
        #expect(new.trustedRootCountMax == 4)
        #expect(new.trustedCNCountMax == 4)
        #expect(new.trustedCNCharacterCountMax == 63)
        #expect(new.crlCountMax == 3)
        #expect(new.mpsPerPolicyCountMax == 2)
        #expect(new.mpsUserNameCharacterCountMax == 16)
        #expect(new.mpsPasswordCharacterCountMin == 8)
        #expect(new.mpsPasswordCharacterCountMax == 16)
        #expect(new.remoteAccessPolicyCountMax == 3)
        #expect(new.proxyCountMax == 15)
        #expect(new.hostNameCharacterCountMax == 63)
        #expect(new.domainNameCharacterCountMax == 191)
        #expect(new.alarmCountMax == 5)
        for limit in ReleaseLimit.allCases { #expect(new[limit] > 0) }
    }

    private static func of(_ major: UInt32, _ minor: UInt32) -> ReleasePolicy {
        ReleasePolicy.of(AMTRelease(major: major, minor: minor))
    }
}
