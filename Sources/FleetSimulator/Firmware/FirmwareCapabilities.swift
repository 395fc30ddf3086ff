/// What a device can do at all: from its release, and from what its maker built in.
///
/// Sources: the versions in Intel's class definitions, and recorded answers of devices. Where these say nothing the
/// number is the first release whose recorded answers have the class.
struct FirmwareCapabilities: Equatable, Sendable {
    let hasWiFi: Bool
    let isMobile: Bool
    let hasKVM: Bool
    let hasOptIn: Bool
    let hasIPv6: Bool
    /// IPS_IEEE8021xSettings; AMT_8021XProfile is there always.
    let hasIPS8021x: Bool
    let hasWebUI: Bool
    let hasAuditLog: Bool
    /// SetAuditPolicyBulk.
    let hasAuditBulk: Bool
    /// WS-Eventing.
    let hasEvents: Bool
    /// Listeners may be reached with TLS.
    let hasSecureEvents: Bool
    /// One subscription is there from the beginning, for the software of the device's own machine.
    let hasLocalSubscription: Bool
    let hasRemoteAccess: Bool
    /// Policies may name servers inside the enterprise too.
    let hasInternalMPS: Bool
    let hasHTTPProxy: Bool
    let hasUEFIShare: Bool
    let hasWPA3: Bool
    /// Endpoint access control was given up.
    let hasEAC: Bool
    /// The longer set of properties of IPS_KVMRedirectionSettingData.
    let hasKVMTuning: Bool
    /// SetTLSPSK; class definitions from 11.0 on are without it.
    let hasSetTLSPSK: Bool
    /// Servers outside of the enterprise.
    let serversMax: Int
    /// Subscriptions for events.
    let subscriptionsMax: Int
    /// Home domains. Class definitions say four, and five for newer firmware; where the newer begins is not published.
    let detectionStringsMax: Int

    init(release: AMTRelease, machine: Machine, policy: FirmwarePolicy) {
        self.hasWiFi = policy.hasWirelessCard ?? machine.hasWiFi
        self.isMobile = policy.isDesktop.map { !$0 } ?? machine.isMobile
        self.hasKVM = release.isAtLeast(6)
        self.hasOptIn = release.isAtLeast(7)
        self.hasIPv6 = release.isAtLeast(6)
        self.hasIPS8021x = release.isAtLeast(8)
        self.hasWebUI = release.isAtLeast(3)
        self.hasAuditLog = release.isAtLeast(4)
        self.hasAuditBulk = release.isAtLeast(7)
        self.hasEvents = release.isAtLeast(3, 2)
        self.hasSecureEvents = release.isAtLeast(11)
        self.hasLocalSubscription = release.isAtLeast(6)
        self.hasRemoteAccess = release.isAtLeast(4)
        self.hasInternalMPS = release.isAtLeast(11, 6)
        self.hasHTTPProxy = release.isAtLeast(16)
        self.hasUEFIShare = release.isAtLeast(16)
        self.hasWPA3 = release.isAtLeast(15)
        self.hasEAC = !release.isAtLeast(16)
        self.hasKVMTuning = release.isAtLeast(16)
        self.hasSetTLSPSK = release.speaksPSK
        self.serversMax = release.isAtLeast(11) ? 6 : 4
        self.subscriptionsMax = release.isAtLeast(6) ? 9 : 6
        self.detectionStringsMax = release.isAtLeast(11) ? 5 : 4
    }
}

extension SimulatedFirmware {
    var capabilities: FirmwareCapabilities {
        .init(release: self.identity.release, machine: self.identity.machine, policy: self.policy)
    }
}
