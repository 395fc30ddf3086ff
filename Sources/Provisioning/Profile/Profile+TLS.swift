extension Profile {
    /// TLS of the network and of the local interface. The device's certificate is issued by the cluster's authority.
    package struct TLS: Equatable, Sendable {
        /// Who has to prove itself.
        package enum Mode: String, CaseIterable, Sendable {
            case off
            /// The device alone.
            case server
            /// The caller too, by a certificate under one of the trusted roots.
            case mutual
        }

        package var network: Mode
        /// Whether the network's ports without TLS stay open beside TLS. Gone from AMT 16.1 on.
        package var acceptNonSecureConnections: Bool
        /// Names that a caller's certificate must have, at most four; none allows every name. The cluster's own is always added.
        package var trustedNames: [String]
        /// `nil` leaves the local interface alone. Never ``Mode/mutual``.
        package var local: Mode?
        /// Roots that the device trusts beside the cluster's authority.
        package var trustedRoots: [TrustedRoot]
        package var foreignRoots: ForeignEntries
        /// All that the device shall have; `nil` leaves those that it has alone.
        package var revocationLists: [RevocationList]?
        /// What the device's own certificate shall be when one is issued.
        package var certificate: DeviceCertificate
        package var isRequired: Bool

        package init(
            network: Mode = .server, acceptNonSecureConnections: Bool = false, trustedNames: [String] = [],
            local: Mode? = nil, trustedRoots: [TrustedRoot] = [], foreignRoots: ForeignEntries = .keep,
            revocationLists: [RevocationList]? = nil, certificate: DeviceCertificate = DeviceCertificate(),
            isRequired: Bool = false
        ) {
            self.certificate = certificate
            self.network = network
            self.acceptNonSecureConnections = acceptNonSecureConnections
            self.trustedNames = trustedNames
            self.local = local
            self.trustedRoots = trustedRoots
            self.foreignRoots = foreignRoots
            self.revocationLists = revocationLists
            self.isRequired = isRequired
        }
    }

    /// The device's own certificate. One that it has already stays until it is renewed.
    package struct DeviceCertificate: Equatable, Sendable {
        /// What the key is for, by X.509's names.
        package enum KeyUsage: String, CaseIterable, Sendable {
            case digitalSignature = "digital-signature"
            case keyEncipherment = "key-encipherment"
            case dataEncipherment = "data-encipherment"
            case keyAgreement = "key-agreement"
        }

        package var validDays: Int
        package var keyUsage: [KeyUsage]
        /// Whether the device may prove itself with it to others, as in 802.1x and remote access, and not only as a server.
        package var isForClient: Bool

        package init(
            validDays: Int = 1826, keyUsage: [KeyUsage] = [.digitalSignature, .keyEncipherment],
            isForClient: Bool = true
        ) {
            self.validDays = validDays
            self.keyUsage = keyUsage
            self.isForClient = isForClient
        }
    }

    /// A root certificate.
    package struct TrustedRoot: Equatable, Sendable {
        /// For other sections to name it; unique in the profile.
        package var name: String
        package var der: [UInt8]

        package init(name: String, der: [UInt8]) {
            self.name = name
            self.der = der
        }
    }

    /// Certificates that one issuer took back.
    package struct RevocationList: Equatable, Sendable {
        package var url: String
        /// Big-endian bytes of each serial number.
        package var serialNumbers: [[UInt8]]

        package init(url: String, serialNumbers: [[UInt8]]) {
            self.url = url
            self.serialNumbers = serialNumbers
        }
    }
}
