/// What the address of a server is (`InfoFormat`).
package enum AccessInfoFormat: Hashable, Sendable {
    /// 3
    case ipv4
    /// 4
    case ipv6
    /// 201: a fully qualified name.
    case fqdn
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 3: self = .ipv4
        case 4: self = .ipv6
        case 201: self = .fqdn
        default: self = .unknown(number)
        }
    }

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .ipv4: 3
        case .ipv6: 4
        case .fqdn: 201
        case .unknown(let number): number
        }
    }
}
