/// A wireless profile that an administrator added.
struct WirelessProfile: Equatable, Sendable {
    static let instancePrefix = "Intel(r) AMT:WiFi Endpoint Settings"

    let instanceID: String
    let elementName: String
    let ssid: String
    let priority: UInt32
    let authenticationMethod: UInt32
    let encryptionMethod: UInt32
    /// SHA-256 of the passphrase or the key.
    let keyDigest: [UInt8]?
    let ieee8021x: IEEE8021xSettings?
    /// Handles of certificates.
    let clientCertificate: Int?
    let trustedRoot: Int?
}

/// What a profile says about 802.1X, wired or wireless. Passwords are kept as digests.
struct IEEE8021xSettings: Equatable, Sendable {
    static let instancePrefix = "Intel(r) AMT:IEEE 802.1x Settings"
    static let protocolTLS: UInt32 = 0

    /// As CIM_IEEE8021xSettings numbers them; those that the firmware can do.
    private static let protocols: Set<UInt32> = [0, 1, 2, 3, 4, 5, 10]
    static let fields: [(name: String, kind: Field.Kind, bytesMax: Int)] = [
        ("AuthenticationProtocol", .number, 10), ("Domain", .text, 255), ("PACPassword", .text, 256),
        ("PSK", .bytes, 128), ("Password", .text, 32), ("ProtectedAccessCredential", .bytes, 8_192),
        ("RoamingIdentity", .text, 80), ("ServerCertificateName", .text, 80),
        ("ServerCertificateNameComparison", .number, 10), ("Username", .text, 128),
    ]
    private static let secrets: Set<String> = ["PACPassword", "PSK", "Password", "ProtectedAccessCredential"]

    /// What Get shows.
    var values: Bag
    var passwordDigest: [UInt8]?

    var authenticationProtocol: UInt32? { self.values.number("AuthenticationProtocol") }

    /// Reads the properties that settings of all kinds have in common.
    ///
    /// - Parameter old: settings whose password stays when none is sent.
    /// - Returns: `nil` when they contradict each other.
    init?(_ arguments: Arguments, old: IEEE8021xSettings? = nil) {
        var values: Bag = [:]
        for (name, _, bytesMax) in Self.fields {
            guard let text = arguments.text(name) else { continue }
            guard text.utf8.count <= bytesMax else { return nil }
            if !Self.secrets.contains(name) { values[name] = [text] }
        }
        guard
            let number = values.number("AuthenticationProtocol"), Self.protocols.contains(number),
            let username = values.first("Username"), !username.isEmpty
        else { return nil }
        let password = arguments.verbatim("Password").flatMap { $0.isEmpty ? nil : CredentialRules.digest($0) }
        if number == Self.protocolTLS || number == 10 {
            guard password == nil else { return nil }
        } else {
            guard password != nil || old?.passwordDigest != nil else { return nil }
        }
        self.values = values
        self.passwordDigest = password ?? (number == Self.protocolTLS || number == 10 ? nil : old?.passwordDigest)
    }

    /// `true` when the client shows a certificate.
    var needsClientCertificate: Bool { [0, 10].contains(self.authenticationProtocol) }
}
