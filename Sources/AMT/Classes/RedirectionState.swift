/// Which redirections may be used. KVM has its own switch, ``CIM_KVMRedirectionSAP``.
package enum RedirectionState: Hashable, Sendable {
    /// 32768
    case none
    /// 32769: IDE redirection, USB redirection on newer firmware.
    case ider
    /// 32770: serial-over-LAN.
    case sol
    /// 32771
    case both
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 32768: self = .none
        case 32769: self = .ider
        case 32770: self = .sol
        case 32771: self = .both
        default: self = .unknown(number)
        }
    }

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .none: 32768
        case .ider: 32769
        case .sol: 32770
        case .both: 32771
        case .unknown(let number): number
        }
    }
}

/// Whether an element of CIM works. Firmware uses three of CIM's numbers.
package enum EnabledState: Hashable, Sendable {
    /// 2
    case enabled
    /// 3
    case disabled
    /// 6: enabled, and nobody uses it.
    case enabledButOffline
    /// Another number of CIM's, or one of the class's own.
    case other(UInt32)

    /// Any number; others are kept.
    package init(number: UInt32) {
        switch number {
        case 2: self = .enabled
        case 3: self = .disabled
        case 6: self = .enabledButOffline
        default: self = .other(number)
        }
    }

    /// `nil` for a number that does not say.
    package var isEnabled: Bool? {
        switch self {
        case .enabled, .enabledButOffline: true
        case .disabled: false
        case .other: nil
        }
    }

    /// The number that asks for it.
    static func number(enabled: Bool) -> UInt32 { enabled ? 2 : 3 }
}
