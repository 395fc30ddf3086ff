/// The cipher of a wireless network (`EncryptionMethod` of CIM_WiFiEndpointSettings).
///
/// Source: class definition CIM_WiFiEndpointSettings in Intel's LMS.
package enum WiFiEncryption: Hashable, Sendable {
    /// 1
    case other
    /// 2
    case wep
    /// 3
    case tkip
    /// 4: AES.
    case ccmp
    /// 5
    case unencrypted
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        self = Self.known.first { $0.number == number } ?? .unknown(number)
    }

    /// The cipher of a document; `nil` for a name that is none of ``known``.
    package init?(name: String) {
        guard let known = Self.known.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// Every cipher that has a number.
    package static let known: [WiFiEncryption] = [.other, .wep, .tkip, .ccmp, .unencrypted]

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .other: 1
        case .wep: 2
        case .tkip: 3
        case .ccmp: 4
        case .unencrypted: 5
        case .unknown(let number): number
        }
    }

    /// The name in documents; `unknown-N` for a number without one.
    package var name: String {
        switch self {
        case .other: "other"
        case .wep: "wep"
        case .tkip: "tkip"
        case .ccmp: "ccmp"
        case .unencrypted: "none"
        case .unknown(let number): "unknown-\(number)"
        }
    }
}
