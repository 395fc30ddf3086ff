/// What makes a device open its tunnel (`Trigger`).
package enum RemoteAccessTrigger: Hashable, Sendable {
    /// 0
    case userInitiated
    /// 1
    case alert
    /// 2: by a ``RemoteAccessSchedule``.
    case periodic
    /// 3
    case homeProvisioning
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 0: self = .userInitiated
        case 1: self = .alert
        case 2: self = .periodic
        case 3: self = .homeProvisioning
        default: self = .unknown(number)
        }
    }

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .userInitiated: 0
        case .alert: 1
        case .periodic: 2
        case .homeProvisioning: 3
        case .unknown(let number): number
        }
    }
}
