/// One value of a device that a profile can set and that can be read back. The raw value is the profile's field, as plans,
/// journal and evidence name it; it is persisted and never renamed.
///
/// Values are texts: `true` and `false`, decimal numbers, names; of a list its items in ascending order with blanks between.
package enum DeviceSetting: String, CaseIterable, Hashable, Sendable {
    case clockLocalSync = "clock.localSync"
    case tlsTrustedNames = "tls.trustedNames"
    case tlsLocal = "tls.local"
    case networkSharedName = "network.sharedName"
    case networkPing = "network.ping"
    case networkRMCPPing = "network.rmcpPing"
    case dynamicDNSUpdater = "network.dynamicDNS.updater"
    case dynamicDNSPeriodMinutes = "network.dynamicDNS.periodMinutes"
    case dynamicDNSTTLSeconds = "network.dynamicDNS.ttlSeconds"
    case kerberosEnabled = "kerberos.enabled"
    case kerberosRealm = "kerberos.realm"
    case kerberosServices = "kerberos.services"
    case kerberosKeyVersion = "kerberos.keyVersion"
    case kerberosClockToleranceMinutes = "kerberos.clockToleranceMinutes"
    case powerPackage = "power.packages"
    case powerIdleTimeoutMinutes = "power.idleTimeoutMinutes"
    /// `none`, `ider`, `sol`, `both`.
    case redirectionFunctions = "redirection.functions"
    case redirectionListener = "redirection.listener"
    case kvmEnabled = "kvm.enabled"
    case kvmPort5900 = "kvm.port5900"
    case kvmSessionTimeoutMinutes = "kvm.sessionTimeoutMinutes"
    case kvmDefaultScreen = "kvm.defaultScreen"
    case consentNeed = "userConsent.need"
    /// KVM's own setting, beside the one for everything.
    case consentKVM = "userConsent.kvmPolicy"
    case consentDisplaySeconds = "userConsent.displaySeconds"
    case consentCodeSeconds = "userConsent.codeSeconds"
    /// Whether consent can be changed over the network at all. No profile names it: it is for the one at the device to say.
    case consentChangeable = "userConsent.changeable"
    case webPageEnabled = "webPage.enabled"
    case wifiPower = "wifi.power"
    case wifiHostSync = "wifi.hostSync"
    case wifiSharedWithUEFI = "wifi.sharedWithUEFI"
    /// As of ``ipv6InterfaceID``.
    case wifiIPv6InterfaceID = "wifi.ipv6.interfaceID"
    case wiredEnabled = "wired8021x.enabled"
    case wiredMethod = "wired8021x.supplicant.method"
    case wiredUsername = "wired8021x.supplicant.username"
    case wiredDomain = "wired8021x.supplicant.domain"
    case wiredRoamingIdentity = "wired8021x.supplicant.roamingIdentity"
    case wiredServerName = "wired8021x.supplicant.serverName"
    case wiredServerNameMatch = "wired8021x.supplicant.serverNameMatch"
    case wiredAvailableAwake = "wired8021x.availableAwake"
    case wiredNetworkBootSeconds = "wired8021x.networkBootSeconds"
    case endpointAccessEnabled = "endpointAccess.enabled"
    case endpointAccessVendors = "endpointAccess.vendors"
    case endpointAccessPostureHash = "endpointAccess.postureHash"
    /// `device`, `another`, `none`: whose certificate is bound.
    case endpointAccessSigner = "endpointAccess.signer"
    case userInitiated = "remoteAccess.userInitiated"
    case auditEnabled = "auditLog.enabled"
    /// Whether there is a key to sign exported logs with; which one it is, nobody can read.
    case auditSigned = "auditLog.signing"
    case auditStorage = "auditLog.storage"
    case auditDaysMin = "auditLog.daysMin"
    case addressingMode = "network.ipv4.mode"
    case addressingAddress = "network.ipv4.address"
    case addressingSubnetMask = "network.ipv4.subnetMask"
    case addressingGateway = "network.ipv4.gateway"
    case addressingPrimaryDNS = "network.ipv4.primaryDNS"
    case addressingSecondaryDNS = "network.ipv4.secondaryDNS"
    case networkPrefersIPv6 = "network.prefersIPv6"
    /// `random`, `intel`, or the eight bytes of the owner's in hexadecimal digits.
    case ipv6InterfaceID = "network.ipv6.interfaceID"
    case ipv6Address = "network.ipv6.address"
    case ipv6Gateway = "network.ipv6.gateway"
    case ipv6PrimaryDNS = "network.ipv6.primaryDNS"
    case ipv6SecondaryDNS = "network.ipv6.secondaryDNS"
    case vlan = "network.vlan"
    case reachability = "network.reachability"
    case environmentDomains = "environmentDetection.domains"
    /// SHA-256 of the certificate that the device proves itself with. No profile names it: setup gives it to the device.
    case deviceCertificate = "tls.deviceCertificate"
    /// How many roots the device has room for.
    case trustedRootsMax = "tls.trustedRootsMax"
}

/// Settings that one instance or one method of the firmware holds: they are read together and written together.
package enum SettingGroup: String, CaseIterable, Hashable, Sendable {
    /// `EnableLocalTimeSync`.
    case localTimeSync = "local-time-sync"
    /// `TrustedCN` of the network's TLS settings: effective at once.
    case trustedNames = "trusted-names"
    /// TLS settings of the local interface: staged, effective with a commit.
    case localTLS = "local-tls"
    /// The rest of AMT_GeneralSettings.
    case general
    case kerberos
    case powerPackage = "power-package"
    case idleTimeout = "idle-timeout"
    case redirectionFunctions = "redirection-functions"
    case redirectionListener = "redirection-listener"
    case kvmPort = "kvm-port"
    case kvmSettings = "kvm-settings"
    case userConsent = "user-consent"
    /// Consent in KVM's own settings: a property of the instance of ``kvmSettings``, in another section.
    case kvmConsent = "kvm-consent"
    case webPage = "web-page"
    case wifiPort = "wifi-port"
    case wifiConfiguration = "wifi-configuration"
    /// IPS_IPv6PortSettings of the wireless interface.
    case wirelessIPv6 = "wireless-ipv6"
    case wired8021x = "wired-8021x"
    case endpointAccessSigner = "endpoint-access-signer"
    case endpointAccessOptions = "endpoint-access-options"
    case endpointAccessState = "endpoint-access-state"
    case userInitiated = "user-initiated"
    case auditState = "audit-state"
    case auditSigning = "audit-signing"
    case auditStorage = "audit-storage"
    /// IPS_IPv6PortSettings of the wired interface.
    case ipv6
    /// AMT_EthernetPortSettings: a change of the address ends the connection.
    case addressing
    case environmentDetection = "environment-detection"
    /// What plans have to know of the store of certificates; never written.
    case certificateStore = "certificate-store"

    /// Written now, in force with the next commit.
    package var isStaged: Bool { self == .localTLS }

    /// A write carries all values and secrets of the wish, because firmware may forget what it is not told again.
    package var isWrittenWhole: Bool { self == .kerberos || self == .wired8021x || self == .auditSigning }
}

/// Lists of a device whose entries come and go one by one.
package enum EntryList: String, CaseIterable, Hashable, Sendable {
    case trustedRoots = "trusted-root"
    case revocationLists = "revocation-list"
    case users = "user"
    case wifiNetworks = "wifi-network"
    case servers = "presence-server"
    case rules = "remote-access-rule"
    case proxies = "http-proxy"
    case auditEvents = "audit-event"
    case eventSubscriptions = "event-subscription"
}

/// What can be compared of an entry, or goes with it.
package enum EntryField: String, CaseIterable, Hashable, Sendable {
    case der
    case url
    case serialNumbers
    case name
    case sid
    case access
    case realms
    case ssid
    case priority
    case security
    case encryption
    case method
    case username
    case domain
    case roamingIdentity
    case serverName
    case serverNameMatch
    case root
    case address
    case port
    case authentication
    case commonName
    case trigger
    case tunnelSeconds
    case servers
    case suffix
    case destination
    /// A set of events.
    case filter
    /// Comes back with each event.
    case argument
    case application
    case event
    case isCritical
    case salt
    case iterations
    case clientCertificate
    /// DER of certificates, in Base64 with blanks between.
    case certificates
    /// Something of the firmware is set to use a root: `true`. Told only where the store may be too small.
    case isBound
}

/// A secret that goes with a write and cannot be read back.
package enum SecretField: String, CaseIterable, Hashable, Sendable {
    case password
    case passphrase
    case masterKey
    case rfbPassword
    case signingKey
}
