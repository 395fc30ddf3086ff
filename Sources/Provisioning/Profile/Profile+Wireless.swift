extension Profile {
    /// Wireless networks and the port's behaviour.
    package struct WiFi: Equatable, Sendable {
        package enum Power: String, CaseIterable, Sendable {
            case off
            /// While the operating system runs.
            case awake
            /// Sleeping on mains power too.
            case asleepOnMains = "asleep-on-mains"
        }

        /// Whether the firmware learns networks from the operating system.
        package enum HostSync: String, CaseIterable, Sendable {
            case off
            case userProfiles = "user-profiles"
            case unrestricted
        }

        package var networks: [WirelessNetwork]
        package var foreign: ForeignEntries
        package var power: Power?
        package var hostSync: HostSync?
        /// Whether BIOS may use the networks.
        package var isSharedWithUEFI: Bool?
        /// From what the second half of automatic IPv6 addresses is made; firmware takes no others on this interface.
        package var ipv6InterfaceID: Network.IPv6.InterfaceID?
        package var isRequired: Bool

        package init(networks: [WirelessNetwork] = [], foreign: ForeignEntries = .keep, isRequired: Bool = false) {
            self.networks = networks
            self.foreign = foreign
            self.isRequired = isRequired
        }
    }

    package struct WirelessNetwork: Equatable, Sendable {
        package enum Security: Equatable, Sendable {
            case wpaPSK(SecretReference)
            case wpa2PSK(SecretReference)
            case wpa3SAE(SecretReference)
            case wpa8021x(Supplicant)
            case wpa28021x(Supplicant)
        }

        package enum Encryption: String, CaseIterable, Sendable {
            case tkip
            case ccmp
        }

        /// Letters and digits, 1...32.
        package var name: String
        /// 1...32 bytes.
        package var ssid: String
        /// 1...255, unique; the lowest is tried first.
        package var priority: UInt32
        package var security: Security
        package var encryption: Encryption

        package init(name: String, ssid: String, priority: UInt32, security: Security, encryption: Encryption = .ccmp) {
            self.name = name
            self.ssid = ssid
            self.priority = priority
            self.security = security
            self.encryption = encryption
        }
    }

    /// How the device proves itself to a network by 802.1x.
    package struct Supplicant: Equatable, Sendable {
        package enum Method: String, CaseIterable, Sendable {
            case eapTLS = "eap-tls"
            case ttlsMSCHAPv2 = "ttls-mschapv2"
            case peapMSCHAPv2 = "peap-mschapv2"
            case eapGTC = "eap-gtc"
            case fastMSCHAPv2 = "fast-mschapv2"
            case fastGTC = "fast-gtc"
            case fastTLS = "fast-tls"

            /// Proves the device by its own certificate instead of a password.
            package var usesDeviceCertificate: Bool {
                switch self {
                case .eapTLS, .fastTLS: true
                case .ttlsMSCHAPv2, .peapMSCHAPv2, .eapGTC, .fastMSCHAPv2, .fastGTC: false
                }
            }
        }

        package enum NameMatch: String, CaseIterable, Sendable {
            case full, suffix
        }

        package var method: Method
        /// `{host}` and `{fqdn}` stand for the device's names; at most 128 characters.
        package var username: String
        /// At most 32 characters; absent with a certificate.
        package var password: SecretReference?
        package var domain: String?
        package var roamingIdentity: String?
        /// Of the RADIUS server's certificate.
        package var serverName: String?
        package var serverNameMatch: NameMatch
        /// Name of the trusted root under which that certificate stands.
        package var serverRoot: String?

        package init(
            method: Method, username: String, password: SecretReference? = nil, domain: String? = nil,
            roamingIdentity: String? = nil, serverName: String? = nil, serverNameMatch: NameMatch = .full,
            serverRoot: String? = nil
        ) {
            self.method = method
            self.username = username
            self.password = password
            self.domain = domain
            self.roamingIdentity = roamingIdentity
            self.serverName = serverName
            self.serverNameMatch = serverNameMatch
            self.serverRoot = serverRoot
        }
    }

    /// 802.1x on the wire.
    package struct Wired8021x: Equatable, Sendable {
        /// `nil` switches it off.
        package var supplicant: Supplicant?
        package var isAvailableAwake: Bool?
        /// Seconds in which a network boot may go on, 0...86400.
        package var networkBootSeconds: UInt32?
        package var isRequired: Bool

        package init(
            supplicant: Supplicant?, isAvailableAwake: Bool? = nil, networkBootSeconds: UInt32? = nil,
            isRequired: Bool = false
        ) {
            self.supplicant = supplicant
            self.isAvailableAwake = isAvailableAwake
            self.networkBootSeconds = networkBootSeconds
            self.isRequired = isRequired
        }
    }

    /// Posture for network access control.
    package struct EndpointAccess: Equatable, Sendable {
        package enum Vendors: String, CaseIterable, Sendable {
            case nac, nap, both
        }

        package enum PostureHash: String, CaseIterable, Sendable {
            case sha1, sha256, sha384
        }

        /// Whose certificate signs.
        package enum Signer: String, CaseIterable, Sendable {
            /// The device's own.
            case device
            /// Whichever is bound.
            case keep
        }

        package var isEnabled: Bool
        package var vendors: Vendors
        package var postureHash: PostureHash
        package var signer: Signer
        package var isRequired: Bool

        package init(
            isEnabled: Bool, vendors: Vendors = .both, postureHash: PostureHash = .sha256, signer: Signer = .device,
            isRequired: Bool = false
        ) {
            self.isEnabled = isEnabled
            self.vendors = vendors
            self.postureHash = postureHash
            self.signer = signer
            self.isRequired = isRequired
        }
    }
}
