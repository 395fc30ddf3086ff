/// Who a device says it is in 802.1x and which server it trusts, on wire and in the air.
///
/// Source: class definition CIM_IEEE8021xSettings in Intel's LMS, whose properties the other classes repeat.
package struct IEEE8021xIdentity: Equatable, Sendable {
    /// The name that the RADIUS server's certificate must have.
    package struct ServerName: Hashable, Sendable {
        /// How ``text`` is compared (`ServerCertificateNameComparison`).
        ///
        /// Unconfirmed for the CIM and IPS classes: clients send these numbers there too, while the DMTF's schema has
        /// others. 0 is safe everywhere.
        package enum Comparison: Hashable, Sendable {
            /// 0: the whole name.
            case fullName
            /// 1: the name or a name below it.
            case domainSuffix
            /// A number that no published list has.
            case unknown(UInt32)

            /// Any number; unknown ones are kept.
            package init(number: UInt32) {
                switch number {
                case 0: self = .fullName
                case 1: self = .domainSuffix
                default: self = .unknown(number)
                }
            }

            /// The wire's number.
            package var number: UInt32 {
                switch self {
                case .fullName: 0
                case .domainSuffix: 1
                case .unknown(let number): number
                }
            }
        }

        /// A name or a domain suffix.
        package let text: String
        /// Which of both ``text`` is.
        package let comparison: Comparison

        /// A name to be compared so.
        package init(text: String, comparison: Comparison) {
            self.text = text
            self.comparison = comparison
        }
    }

    /// The method.
    package let eapProtocol: EAPProtocol
    /// At most 128 characters. Set for EAP-TLS too.
    package let username: String?
    /// At most 32 characters; `nil` for EAP-TLS, and always when read: no device tells it.
    package let password: Secret?
    /// The domain in which the user's name is unique.
    package let domain: String?
    /// What is said before the tunnel stands, `user@domain`.
    package let roamingIdentity: String?
    /// `nil` takes any name under the trusted root.
    package let serverName: ServerName?

    /// An identity to write. What is `nil` is left out.
    package init(
        eapProtocol: EAPProtocol, username: String?, password: Secret? = nil, domain: String? = nil,
        roamingIdentity: String? = nil, serverName: ServerName? = nil
    ) {
        self.eapProtocol = eapProtocol
        self.username = username
        self.password = password
        self.domain = domain
        self.roamingIdentity = roamingIdentity
        self.serverName = serverName
    }
}

extension IEEE8021xIdentity {
    /// Properties that no value of ours keeps in readable form. A device that told one would be ignored.
    static let secretNames = ["Password", "PACPassword", "ProtectedAccessCredential", "PSK"]

    /// - Returns: `nil` when the instance names no method, as an unused one.
    static func read(
        _ instance: InstanceReader, in numbering: EAPProtocol.Numbering
    ) throws(WSManRefusal) -> IEEE8021xIdentity? {
        guard let number = try instance.number("AuthenticationProtocol") else { return nil }
        var serverName: ServerName?
        let comparison = try instance.number("ServerCertificateNameComparison") ?? 0
        if let text = instance.filledText("ServerCertificateName") {
            serverName = ServerName(text: text, comparison: ServerName.Comparison(number: comparison))
        }
        return IEEE8021xIdentity(
            eapProtocol: EAPProtocol(number: number, in: numbering), username: instance.filledText("Username"),
            domain: instance.filledText("Domain"), roamingIdentity: instance.filledText("RoamingIdentity"),
            serverName: serverName)
    }

    /// Every property but the secret one, in the order of the class definition; no values for what is left out.
    ///
    /// - Parameter number: of the method, in the class's numbering.
    private func properties(number: UInt32) -> [(name: String, values: [String])] {
        [
            ("AuthenticationProtocol", [String(number)]),
            ("RoamingIdentity", self.roamingIdentity.map { [$0] } ?? []),
            ("ServerCertificateName", self.serverName.map { [$0.text] } ?? []),
            ("ServerCertificateNameComparison", self.serverName.map { [String($0.comparison.number)] } ?? []),
            ("Username", self.username.map { [$0] } ?? []),
            ("Domain", self.domain.map { [$0] } ?? []),
        ]
    }

    /// Writes the properties of an embedded instance with prefix `q`.
    ///
    /// - Parameter number: of the method, in the class's numbering.
    func write(number: UInt32, to writer: inout XMLWriter) {
        for property in self.properties(number: number) {
            // The class definition has the password between both.
            if property.name == "Domain", let password = self.password { writer.element("q:Password", password) }
            for value in property.values { writer.element("q:" + property.name, value) }
        }
    }

    /// An instance with this identity in place of its own, the password left out.
    ///
    /// - Parameter number: of the method, in the class's numbering.
    func replacing(in instance: FirmwareInstance, number: UInt32) -> FirmwareInstance {
        self.properties(number: number).reduce(instance) { $0.replacing($1.name, with: $1.values) }
    }

    /// What a put writes behind the instance.
    var secrets: [(name: String, value: Secret)] { self.password.map { [("Password", $0)] } ?? [] }
}
