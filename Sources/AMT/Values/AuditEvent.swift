/// An event that the audit log can hold.
///
/// Source: Intel's Implementation and Reference Guide, *Event Groups and Event IDs* and its tables.
package struct AuditEvent: Hashable, Sendable {
    /// Whose event it is.
    package let application: AuditApplication
    /// The wire's number, 0...65535; it means something with ``application`` only.
    package let number: UInt16

    /// Any numbers; unknown ones are kept.
    package init(_ application: AuditApplication, _ number: UInt16) {
        self.application = application
        self.number = number
    }

    /// The event of a document, such as `security-admin/provisioning-completed`; `nil` for a name that no event has.
    package init?(name: String) {
        guard let known = Self.known.first(where: { $0.name == name }) else { return nil }
        self = known
    }

    /// The name in documents; `nil` for numbers that no list of ours has.
    package var name: String? {
        guard let application = self.application.name, let names = Self.names[self.application.number],
            Int(self.number) < names.count
        else { return nil }
        return application + "/" + names[Int(self.number)]
    }

    /// Every event with a name, by application and number.
    package static let known: [AuditEvent] = AuditApplication.known.flatMap { application in
        (Self.names[application.number] ?? []).indices.map { AuditEvent(application, UInt16($0)) }
    }

    /// Reads one number of `AuditApplicationEventID`: the event in its lower half, the application above.
    ///
    /// Unconfirmed: the guide puts the application into the uppermost 8 bits, record headers have 16 for it. All
    /// applications known fit into 8 bits, so that either is told from the other.
    init(packed: UInt32) {
        let application = packed >> 24 == 0 ? packed >> 16 : packed >> 24
        self.init(AuditApplication(number: application), UInt16(truncatingIfNeeded: packed))
    }

    /// Names by application; the place in a list is the event's number.
    private static let names: [UInt32: [String]] = [
        16: [
            "provisioning-started", "provisioning-completed", "acl-entry-added", "acl-entry-changed",
            "acl-entry-removed", "access-with-wrong-credential", "acl-entry-state-changed", "tls-state-changed",
            "tls-server-certificate-set", "tls-server-certificate-removed", "trusted-root-added",
            "trusted-root-removed", "tls-psk-set", "kerberos-settings-changed", "kerberos-key-changed",
            "flash-wear-out-counters-reset", "power-package-changed", "realm-authentication-mode-changed",
            "client-to-admin-control-mode", "unprovisioning-started",
        ],
        18: [
            "storage-session-opened", "storage-session-closed", "storage-enabled", "storage-disabled",
            "sol-session-opened", "sol-session-closed", "sol-enabled", "sol-disabled", "kvm-session-started",
        ],
        20: ["cleared", "policy-changed", "disabled", "enabled", "exported", "recovered"],
        21: ["time-set"],
        22: [
            "tcp-ip-changed", "host-name-changed", "domain-name-changed", "vlan-changed", "link-policy-changed",
            "ipv6-changed",
        ],
        27: [
            "network-added", "network-removed", "network-changed", "synchronization-changed",
            "link-preference-changed", "uefi-share-changed",
        ],
    ]
}
