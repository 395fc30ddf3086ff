import AMT
import Inventory

/// What must be done to a device, in order: the difference between what it holds and what is wanted.
///
/// A run after a crash makes a new plan from what it finds; nothing goes on "from step n".
package struct SetupPlan: Equatable, Sendable {
    package let steps: [SetupStep]

    /// - Parameters:
    ///   - found: read in this session.
    ///   - certificate: the last one issued to this device, if any.
    ///   - mayBeStaged: an earlier attempt may have staged TLS changes and not committed them; what a device shows then may
    ///     be what is staged.
    ///   - wantedVersion: number of the credential version the device shall have.
    package init(
        found: DeviceFindings, assignment: Assignment, certificate: IssuedCertificate?, wantedVersion: Int,
        mayBeStaged: Bool = false
    ) {
        let isConfigured = found.provisioningState == .post
        let profile = assignment.profile
        var steps: [SetupStep] = []

        // In setup the clock must have been set by us: firmware does not commit on the board's clock.
        if !isConfigured || abs(found.clockDriftSeconds) > profile.clock.driftSecondsMax { steps.append(.setClock) }
        // It cannot be read back; repeating it with the same value is harmless, and after the commit it may be forbidden.
        if !isConfigured && profile.mebx.password != .leave { steps.append(.setMEBxPassword) }
        if !Self.hasNames(found.general, assignment) { steps.append(.setNames) }

        let installed = certificate.flatMap { $0.fqdn == assignment.fqdn.description ? found.installed($0) : nil }
        if installed == nil {
            if found.unusedKeyPair == nil { steps.append(.makeKeyPair) }
            steps.append(.addCertificate)
        }
        let isBound = installed != nil && found.binding?.certificateInstanceID == installed?.instanceID
        if !isBound { steps.append(.bindCertificate) }
        let isTLSAsWanted = Self.hasTLS(found.networkTLS, profile)
        if !isTLSAsWanted { steps.append(.enableTLS) }
        // In setup firmware may let us in without asking for a password: that one opened proves nothing then.
        if !isConfigured || found.openedBy != .version(wantedVersion) { steps.append(.setAdminPassword) }
        // In setup the commit ends it; on a configured device it makes staged TLS changes effective.
        if !isConfigured || !isBound || !isTLSAsWanted || mayBeStaged { steps.append(.commit) }
        steps.append(.verify)
        self.steps = steps
    }

    /// Whether the names are as assigned.
    package static func hasNames(_ general: AMT_GeneralSettings, _ assignment: Assignment) -> Bool {
        general.hostName == assignment.fqdn.host && general.domainName == assignment.fqdn.domain
    }

    /// Whether the network side of TLS is as the profile wants it.
    package static func hasTLS(_ settings: AMT_TLSSettingData, _ profile: Profile) -> Bool {
        settings.isEnabled && settings.mutualAuthentication != true
            && (settings.acceptNonSecureConnections ?? false) == Self.acceptsNonSecure(settings, profile)
    }

    /// Firmware that has no ports without TLS refuses to be asked for them.
    package static func acceptsNonSecure(_ settings: AMT_TLSSettingData, _ profile: Profile) -> Bool {
        profile.tls.acceptNonSecureConnections && settings.nonSecureConnectionsSupported != false
    }
}
