/// A named right in a user's access list. Not the ``DigestRealm``.
package struct AccessRealm: Hashable, Sendable {
    /// The wire's number.
    package let number: UInt32

    package init(number: UInt32) { self.number = number }

    package static let redirection = AccessRealm(number: 2)
    /// Full administrator.
    package static let administration = AccessRealm(number: 3)
    package static let hardwareAsset = AccessRealm(number: 4)
    package static let remoteControl = AccessRealm(number: 5)
    package static let storage = AccessRealm(number: 6)
    package static let eventManager = AccessRealm(number: 7)
    package static let storageAdministration = AccessRealm(number: 8)
    package static let agentPresenceLocal = AccessRealm(number: 9)
    package static let agentPresenceRemote = AccessRealm(number: 10)
    /// Older name: circuit breaker.
    package static let systemDefense = AccessRealm(number: 11)
    package static let networkTime = AccessRealm(number: 12)
    package static let generalInfo = AccessRealm(number: 13)
    package static let firmwareUpdate = AccessRealm(number: 14)
    package static let eit = AccessRealm(number: 15)
    package static let localUN = AccessRealm(number: 16)
    package static let endpointAccessControl = AccessRealm(number: 17)
    package static let endpointAccessControlAdministration = AccessRealm(number: 18)
    package static let eventLogReader = AccessRealm(number: 19)
    /// Since AMT 4.
    package static let auditLog = AccessRealm(number: 20)
    /// Since AMT 4.
    package static let userAccessControl = AccessRealm(number: 21)
    package static let localSystem = AccessRealm(number: 24)
}

/// From where an account may log on.
package enum AccessPermission: Hashable, Sendable {
    /// 0: from the device's own operating system.
    case local
    /// 1
    case network
    /// 2
    case any
    /// A number that no published list has.
    case unknown(UInt32)

    package init(number: UInt32) {
        switch number {
        case 0: self = .local
        case 1: self = .network
        case 2: self = .any
        default: self = .unknown(number)
        }
    }

    /// The wire's number.
    package var number: UInt32 {
        switch self {
        case .local: 0
        case .network: 1
        case .any: 2
        case .unknown(let number): number
        }
    }
}
