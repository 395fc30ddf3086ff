/// The device's own phase, not to be confused with the state of a request.
package enum ProvisioningState: Hashable, Sendable {
    /// 0: no network service, no hello.
    case pre
    /// 1: sends hellos, may be set up.
    case `in`
    /// 2: configured.
    case post
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 0: self = .pre
        case 1: self = .in
        case 2: self = .post
        default: self = .unknown(number)
        }
    }
}

/// How much a configured device obeys. The numbers of WS-Man and of the host interface differ; neither is kept.
package enum ControlMode: Hashable, Sendable {
    /// `ProvisioningMode` 0.
    case none
    /// `ProvisioningMode` 1: admin control mode, older name enterprise; what setup by hello ends in.
    case admin
    /// `ProvisioningMode` 2 of old firmware.
    case smallBusiness
    /// `ProvisioningMode` 3 of old firmware.
    case remoteConnectivity
    /// `ProvisioningMode` 4: client control mode.
    case client
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(provisioningMode number: UInt32) {
        switch number {
        case 0: self = .none
        case 1: self = .admin
        case 2: self = .smallBusiness
        case 3: self = .remoteConnectivity
        case 4: self = .client
        default: self = .unknown(number)
        }
    }
}

/// How the digest administrator's password relates to MEBx's.
package enum PasswordModel: Hashable, Sendable {
    /// 0: one password for both.
    case coupledWithMEBx
    /// 1
    case separate
    /// 2: the administrator's is known as a hash alone.
    case separateHash
    /// A number that no published list has.
    case unknown(UInt32)

    /// Any number; unknown ones are kept.
    package init(number: UInt32) {
        switch number {
        case 0: self = .coupledWithMEBx
        case 1: self = .separate
        case 2: self = .separateHash
        default: self = .unknown(number)
        }
    }
}
