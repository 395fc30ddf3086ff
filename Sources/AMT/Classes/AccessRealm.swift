/// A named right in a user's access list. Not the ``DigestRealm``.
package struct AccessRealm: Hashable, Sendable {
    /// The wire's number.
    package let number: UInt32

    /// Any number; unknown ones are kept.
    package init(number: UInt32) { self.number = number }

    /// Serial-over-LAN, IDE redirection, KVM.
    package static let redirection = AccessRealm(number: 2)
    /// Full administrator.
    package static let administration = AccessRealm(number: 3)
    /// Reading of the hardware inventory.
    package static let hardwareAsset = AccessRealm(number: 4)
    /// Power and boot.
    package static let remoteControl = AccessRealm(number: 5)
    /// Third-party storage.
    package static let storage = AccessRealm(number: 6)
    /// Alerts and their subscriptions.
    package static let eventManager = AccessRealm(number: 7)
    /// Administration of third-party storage.
    package static let storageAdministration = AccessRealm(number: 8)
    /// Watchdogs of agents on the host.
    package static let agentPresenceLocal = AccessRealm(number: 9)
    /// Administration of watchdogs.
    package static let agentPresenceRemote = AccessRealm(number: 10)
    /// Older name: circuit breaker.
    package static let systemDefense = AccessRealm(number: 11)
    /// The clock.
    package static let networkTime = AccessRealm(number: 12)
    /// Reading of settings and versions.
    package static let generalInfo = AccessRealm(number: 13)
    /// Firmware update.
    package static let firmwareUpdate = AccessRealm(number: 14)
    /// Embedded IT.
    package static let eit = AccessRealm(number: 15)
    /// Notifications to the user on the host.
    package static let localUN = AccessRealm(number: 16)
    /// Posture for network access control.
    package static let endpointAccessControl = AccessRealm(number: 17)
    /// Administration of network access control.
    package static let endpointAccessControlAdministration = AccessRealm(number: 18)
    /// Reading of the event log.
    package static let eventLogReader = AccessRealm(number: 19)
    /// Since AMT 4.
    package static let auditLog = AccessRealm(number: 20)
    /// Since AMT 4.
    package static let userAccessControl = AccessRealm(number: 21)
    /// Local system accounts.
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

    /// Any number; unknown ones are kept.
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
