/// In which ways a text may be spelt that means one thing. Firmware may give back another spelling than it was given, and a write
/// would not change that.
package enum Spelling: Sendable {
    /// Every character counts.
    case exact
    /// A DNS name or an IP address.
    case host
    /// Such names with blanks between, in any order.
    case hosts

    /// Whether two texts mean the same.
    package func isSame(_ text: String, _ other: String) -> Bool {
        switch self {
        case .exact: text == other
        case .host: HostText.normal(text) == HostText.normal(other)
        case .hosts: Self.names(text) == Self.names(other)
        }
    }

    private static func names(_ text: String) -> [String] {
        text.split(separator: " ").map { HostText.normal(String($0)) }.sorted()
    }
}

extension DeviceSetting {
    private static let hosts: Set<DeviceSetting> = [
        .addressingAddress, .addressingSubnetMask, .addressingGateway, .addressingPrimaryDNS, .addressingSecondaryDNS,
        .ipv6Address, .ipv6Gateway, .ipv6PrimaryDNS, .ipv6SecondaryDNS, .wiredServerName,
    ]
    private static let hostLists: Set<DeviceSetting> = [.tlsTrustedNames, .environmentDomains]

    /// How the setting's texts are compared.
    var spelling: Spelling { Self.hosts.contains(self) ? .host : Self.hostLists.contains(self) ? .hosts : .exact }
}

extension EntryField {
    private static let hosts: Set<EntryField> = [.address, .commonName, .suffix]

    /// How the field's texts are compared.
    var spelling: Spelling { Self.hosts.contains(self) ? .host : .exact }
}
