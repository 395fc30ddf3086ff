/// A part of the firmware whose events the audit log holds.
///
/// Source: Intel's Implementation and Reference Guide, *Event Groups and Event IDs*.
package struct AuditApplication: Hashable, Sendable {
    /// The wire's number.
    package let number: UInt32

    /// Any number; unknown ones are kept.
    package init(number: UInt32) { self.number = number }

    /// The application of a document; `nil` for a name that no application has.
    package init?(name: String) {
        guard let place = Self.names.firstIndex(of: name) else { return nil }
        self.init(number: Self.first + UInt32(place))
    }

    /// The name in documents; `nil` for a number that no published list has.
    package var name: String? {
        guard self.number >= Self.first, self.number - Self.first < Self.names.count else { return nil }
        return Self.names[Int(self.number - Self.first)]
    }

    /// Setup, accounts, certificates, TLS.
    package static let securityAdmin = AuditApplication(number: 16)
    /// Power and boot.
    package static let remoteControl = AuditApplication(number: 17)
    /// Serial-over-LAN and storage redirection.
    package static let redirection = AuditApplication(number: 18)
    /// Firmware update.
    package static let firmwareUpdate = AuditApplication(number: 19)
    /// The audit log itself.
    package static let auditLog = AuditApplication(number: 20)
    /// The clock.
    package static let networkTime = AuditApplication(number: 21)
    /// Names and addresses.
    package static let networkAdmin = AuditApplication(number: 22)
    /// Third-party storage.
    package static let storage = AuditApplication(number: 23)
    /// Alerts.
    package static let eventManager = AuditApplication(number: 24)
    /// Packet filters.
    package static let systemDefense = AuditApplication(number: 25)
    /// Watchdogs of agents.
    package static let agentPresence = AuditApplication(number: 26)
    /// Wireless networks.
    package static let wireless = AuditApplication(number: 27)
    /// Network access control.
    package static let endpointAccessControl = AuditApplication(number: 28)
    /// Keyboard, video, mouse.
    package static let kvm = AuditApplication(number: 29)
    /// The user's consent.
    package static let userOptIn = AuditApplication(number: 30)
    /// Management of the BIOS.
    package static let bios = AuditApplication(number: 31)
    /// Blanking of the screen.
    package static let screenBlanking = AuditApplication(number: 32)
    /// The firmware's watchdog.
    package static let watchdog = AuditApplication(number: 33)

    /// Every application with a name, by number.
    package static let known: [AuditApplication] = Self.names.indices.map {
        AuditApplication(number: Self.first + UInt32($0))
    }

    private static let first: UInt32 = 16
    private static let names = [
        "security-admin", "remote-control", "redirection", "firmware-update", "audit-log", "network-time",
        "network-admin", "storage", "event-manager", "system-defense", "agent-presence", "wireless",
        "endpoint-access-control", "kvm", "user-opt-in", "bios", "screen-blanking", "watchdog",
    ]
}
