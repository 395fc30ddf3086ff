/// How a wireless network lets a device in (`AuthenticationMethod` of CIM_WiFiEndpointSettings).
///
/// Source: class definition CIM_WiFiEndpointSettings in Intel's LMS, with Intel's two numbers for WPA3.
package enum WiFiAuthentication: Hashable, Sendable {
    /// 1
    case other
    /// 2: none; not for administrator's networks.
    case open
    /// 3: WEP; not for administrator's networks.
    case shared
    /// 4
    case wpaPSK
    /// 5
    case wpa8021x
    /// 6
    case wpa2PSK
    /// 7
    case wpa28021x
    /// 32768
    case wpa3SAE
    /// 32769
    case wpa3OWE
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        self = Self.known.first { $0.number == number } ?? .unknown(number)
    }

    /// The method of a document; `nil` for a name that is none of ``known``.
    package init?(name: String) {
        guard let known = Self.known.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// Every method that has a number.
    package static let known: [WiFiAuthentication] = [
        .other, .open, .shared, .wpaPSK, .wpa8021x, .wpa2PSK, .wpa28021x, .wpa3SAE, .wpa3OWE,
    ]

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .other: 1
        case .open: 2
        case .shared: 3
        case .wpaPSK: 4
        case .wpa8021x: 5
        case .wpa2PSK: 6
        case .wpa28021x: 7
        case .wpa3SAE: 32768
        case .wpa3OWE: 32769
        case .unknown(let number): number
        }
    }

    /// The name in documents; `unknown-N` for a number without one.
    package var name: String {
        switch self {
        case .other: "other"
        case .open: "open"
        case .shared: "shared"
        case .wpaPSK: "wpa-psk"
        case .wpa8021x: "wpa-802.1x"
        case .wpa2PSK: "wpa2-psk"
        case .wpa28021x: "wpa2-802.1x"
        case .wpa3SAE: "wpa3-sae"
        case .wpa3OWE: "wpa3-owe"
        case .unknown(let number): "unknown-\(number)"
        }
    }

    /// Whether a passphrase belongs to it.
    package var usesPassphrase: Bool {
        switch self {
        case .wpaPSK, .wpa2PSK, .wpa3SAE: true
        case .other, .open, .shared, .wpa8021x, .wpa28021x, .wpa3OWE, .unknown: false
        }
    }

    /// Whether 802.1x settings belong to it.
    package var uses8021x: Bool {
        switch self {
        case .wpa8021x, .wpa28021x: true
        case .other, .open, .shared, .wpaPSK, .wpa2PSK, .wpa3SAE, .wpa3OWE, .unknown: false
        }
    }
}
