/// What an operator wants of a device. Made from a document by ``ProfileReader``; its fields are described in
/// `docs/reference/profile.md`.
///
/// A section that is absent is left alone on the device. `isRequired` of a section says that a device which cannot have it is
/// not provisioned; otherwise it is provisioned with a named problem, and taken up again.
package struct Profile: Equatable, Sendable {
    /// 1...63 characters; `default` is what devices get that nobody gave another.
    package var name: String
    /// Counts the changes of the document, from 1; 0 for the built-in one.
    package var version: Int
    /// For people: what the profile is for; at most 1000 bytes.
    package var description: String
    package var adminPassword: AdminPassword
    package var mebx: MEBx
    package var clock: Clock
    package var tls: TLS
    package var presharedKey: PresharedKey
    package var provisioningPeriod: ProvisioningPeriod?
    /// Whether a device must show the one-time password that was registered for its UUID.
    package var requiresOneTimePassword: Bool
    package var network: Network?
    package var kerberos: Kerberos?
    package var users: Users?
    package var power: Power?
    package var redirection: Redirection?
    package var kvm: KVM?
    package var userConsent: UserConsent?
    package var webPage: WebPage?
    package var wifi: WiFi?
    package var wired8021x: Wired8021x?
    package var endpointAccess: EndpointAccess?
    package var remoteAccess: RemoteAccess?
    package var httpProxies: HTTPProxies?
    package var auditLog: AuditLog?
    package var events: Events?
    package var environmentDetection: EnvironmentDetection?

    package init(name: String, version: Int = 0) {
        self.name = name
        self.version = version
        self.description = ""
        self.adminPassword = .random
        self.mebx = MEBx()
        self.clock = Clock()
        self.tls = TLS()
        self.presharedKey = PresharedKey()
        self.requiresOneTimePassword = false
    }

    /// Bits of a device's key pair; works with every release known.
    package static let keyBits: UInt32 = 2048
    /// Of generated passwords: 20 characters hold 119 bits.
    package static let passwordCharacters = 20
    /// The one name of the digest administrator.
    package static let adminUsername = "admin"
}

/// A secret that a profile names and does not hold: 1...63 characters a–z, 0–9, dot, dash, underscore.
package struct SecretReference: Hashable, Sendable {
    package let name: String

    package init(_ name: String) { self.name = name }
}

/// The sections of a profile, in the order in which they are applied. Persisted, shown, counted: raw values are never renamed.
package enum ProfileSection: String, CaseIterable, Sendable {
    /// Clock, MEBx password, names, certificate, TLS, admin password: what a device has to have to be provisioned at all.
    case setup
    case tls
    case network
    case kerberos
    case users
    case power
    case redirection
    case kvm
    case userConsent = "user-consent"
    case webPage = "web-page"
    case clock
    case wifi
    case wired8021x = "wired-8021x"
    case endpointAccess = "endpoint-access"
    case remoteAccess = "remote-access"
    case httpProxies = "http-proxies"
    case auditLog = "audit-log"
    case events
    /// Addresses: the connection may end with it.
    case addressing
    /// Last: a device that believes to be outside may close its ports.
    case environmentDetection = "environment-detection"
}

/// What happens to entries of a device's list that the profile does not name. System entries always stay.
package enum ForeignEntries: String, CaseIterable, Sendable {
    case keep, remove
}
