import AMT

/// Words of the profile document for numbers of the firmware.
package enum ProfileNames {
    /// Realms that may be given to a user, in the order of their numbers.
    package static let realms: [(name: String, realm: AccessRealm, releases: ReleaseRange)] = [
        ("redirection", .redirection, .all), ("administration", .administration, .all),
        ("hardware-asset", .hardwareAsset, .all), ("remote-control", .remoteControl, .all),
        ("storage", .storage, .all), ("event-manager", .eventManager, .all),
        ("storage-administration", .storageAdministration, .all),
        ("agent-presence-local", .agentPresenceLocal, .all), ("agent-presence-remote", .agentPresenceRemote, .all),
        ("system-defense", .systemDefense, .all), ("network-time", .networkTime, .all),
        ("general-info", .generalInfo, .all), ("firmware-update", .firmwareUpdate, .all), ("eit", .eit, .all),
        ("local-user-notification", .localUN, .all), ("endpoint-access-control", .endpointAccessControl, .all),
        ("endpoint-access-control-administration", .endpointAccessControlAdministration, .all),
        ("event-log-reader", .eventLogReader, .all), ("audit-log", .auditLog, .from(4)),
        ("user-access-control", .userAccessControl, .from(4)), ("local-system", .localSystem, .all),
    ]

    /// The realm of a name.
    package static func realm(_ name: String) -> AccessRealm? { self.realms.first { $0.name == name }?.realm }

    /// The name of a realm; its number when it has none.
    package static func name(of realm: AccessRealm) -> String {
        self.realms.first { $0.realm == realm }?.name ?? String(realm.number)
    }

    /// From where an account may log on.
    package static let permissions: [(name: String, permission: AccessPermission)] = [
        ("local", .local), ("network", .network), ("any", .any),
    ]

    /// Names that no profile may have: they are other resources of the API, or lead out of a path.
    package static let reserved = ["schema", "validate", ".", ".."]

    /// These names in words.
    static var taken: String {
        Self.reserved.dropLast().map { "`\($0)`" }.joined(separator: ", ") + " and `\(Self.reserved.last ?? "")`"
    }

    /// The firmware's power packages in the order of the published list: mobile devices, then desktops.
    ///
    /// `on` says in which sleep states the firmware runs, `wake` in which it only can be woken.
    package static let powerPackages = [
        "mobile-on-in-s0", "mobile-on-in-s0-s3-ac", "mobile-on-in-s0-s3-ac-s4-s5-ac", "mobile-on-in-s0-wake-in-s3-ac",
        "mobile-on-in-s0-wake-in-s3-ac-s4-s5-ac", "desktop-on-in-s0", "desktop-on-in-s0-s3",
        "desktop-on-in-s0-s3-s4-s5", "desktop-on-in-s0-wake-in-s3", "desktop-on-in-s0-wake-in-s3-s4-s5",
        "desktop-on-in-s0-s3-s4-s5-off-after-power-loss", "desktop-on-in-s0-wake-in-s3-s4-s5-off-after-power-loss",
    ]

    /// Parts of the firmware that write the audit log, with the names of their events: an event's place is its number.
    /// Events without a name are given by their number.
    package static let auditApplications: [(name: String, number: UInt32, events: [String])] = [
        (
            "security-admin", 16,
            [
                "provisioning-started", "provisioning-completed", "acl-entry-added", "acl-entry-changed",
                "acl-entry-removed", "access-with-wrong-credential", "acl-entry-state-changed", "tls-state-changed",
                "tls-server-certificate-set", "tls-server-certificate-removed", "trusted-root-added",
                "trusted-root-removed", "tls-psk-set", "kerberos-settings-changed", "kerberos-key-changed",
                "flash-wear-out-counters-reset", "power-package-changed", "realm-authentication-mode-changed",
                "client-to-admin-control-mode", "unprovisioning-started",
            ]
        ),
        ("remote-control", 17, []), ("redirection", 18, []), ("firmware-update", 19, []), ("audit-log", 20, []),
        ("network-time", 21, ["time-set"]),
        (
            "network-admin", 22,
            [
                "tcp-ip-changed", "host-name-changed", "domain-name-changed", "vlan-changed", "link-policy-changed",
                "ipv6-changed",
            ]
        ), ("storage", 23, []), ("event-manager", 24, []), ("system-defense", 25, []), ("agent-presence", 26, []),
        (
            "wireless", 27,
            [
                "network-added", "network-removed", "network-changed", "synchronization-changed",
                "link-preference-changed", "uefi-share-changed",
            ]
        ), ("endpoint-access-control", 28, []), ("kvm", 29, []), ("user-opt-in", 30, []), ("bios", 31, []),
        ("screen-blanking", 32, []), ("watchdog", 33, []),
    ]

    /// The number of an application.
    package static func auditApplication(_ name: String) -> UInt32? {
        self.auditApplications.first { $0.name == name }?.number
    }

    /// The number of an application's event.
    package static func auditEvent(_ name: String, of application: UInt32) -> UInt32? {
        self.auditApplications.first { $0.number == application }?.events.firstIndex(of: name).map(UInt32.init)
    }

    /// What stands for the names of each device.
    package static let placeholders = ["{host}", "{fqdn}"]

    /// Whether every brace of a text belongs to a placeholder.
    package static func hasKnownPlaceholders(_ text: String) -> Bool {
        var rest = text[...]
        while let brace = rest.firstIndex(where: { $0 == "{" || $0 == "}" }) {
            guard let placeholder = self.placeholders.first(where: { rest[brace...].hasPrefix($0) }) else {
                return false
            }
            rest = rest[brace...].dropFirst(placeholder.count)
        }
        return true
    }
}
