/// Addresses of one interface, dotted decimal.
package struct IPv4Addresses: Hashable, Sendable {
    /// The interface's own address.
    package let address: String
    /// `255.255.255.0` …
    package let subnetMask: String
    /// `nil` for none.
    package let defaultGateway: String?
    /// `nil` for none.
    package let primaryDNS: String?
    /// `nil` for none.
    package let secondaryDNS: String?

    /// The device judges the texts.
    package init(
        address: String, subnetMask: String, defaultGateway: String? = nil, primaryDNS: String? = nil,
        secondaryDNS: String? = nil
    ) {
        self.address = address
        self.subnetMask = subnetMask
        self.defaultGateway = defaultGateway
        self.primaryDNS = primaryDNS
        self.secondaryDNS = secondaryDNS
    }
}

/// From where the firmware has its IPv4 address.
package enum IPv4Addressing: Hashable, Sendable {
    /// The firmware shares the lease of the operating system, or asks for one of its own while that does not run.
    case dhcp
    /// The static address of the operating system, which tells it to the firmware.
    case sameAsHost
    /// A static address that the operating system does not have.
    case own(IPv4Addresses)
}

/// A power state in which the firmware keeps its network link.
package struct LinkPolicy: Hashable, Sendable {
    /// The wire's number.
    package let number: UInt32

    /// Any number; unknown ones are kept.
    package init(number: UInt32) { self.number = number }

    /// The system runs on mains.
    package static let s0OnAC = LinkPolicy(number: 1)
    /// The system sleeps or is off, on mains. Without it a sleeping system cannot be reached.
    package static let sxOnAC = LinkPolicy(number: 14)
    /// The system runs on battery.
    package static let s0OnDC = LinkPolicy(number: 16)
    /// The system sleeps or is off, on battery. Without it a sleeping system cannot be reached.
    package static let sxOnDC = LinkPolicy(number: 224)
}

/// Who owns a wireless link.
package enum LinkPreference: Hashable, Sendable {
    /// 1: the firmware.
    case firmware
    /// 2: the operating system.
    case host
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 1: self = .firmware
        case 2: self = .host
        default: self = .unknown(number)
        }
    }
}
