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
    ///   - version: the credential version that the device shall have.
    ///   - context: names and authority that the profile's TLS depends on.
    ///   - hasOldCertificates: earlier ones of the cluster are in the store and not in use.
    ///   - mayBeStaged: an earlier attempt may have staged TLS changes and not committed them; what a device shows then may
    ///     be what is staged.
    ///   - isQueueLong: more requests are ready than the profile calls few.
    ///   - renewsPresharedKey: a fresh pair waits for the device.
    package init(
        found: DeviceFindings, assignment: Assignment, certificate: IssuedCertificate?, version: CredentialVersion,
        context: WishContext, hasOldCertificates: Bool = false, mayBeStaged: Bool = false, isQueueLong: Bool = false,
        renewsPresharedKey: Bool = false
    ) {
        let isConfigured = found.provisioningState == .post
        let profile = assignment.profile
        var steps: [SetupStep] = []

        if !isConfigured && profile.provisioningPeriod != nil && isQueueLong { steps.append(.extendPeriod) }
        // In setup the clock must have been set by us: firmware does not commit on the board's clock.
        if !isConfigured || abs(found.clockDriftSeconds) > profile.clock.driftSecondsMax { steps.append(.setClock) }
        if Self.needsMEBxPassword(version, profile, isConfigured: isConfigured) { steps.append(.setMEBxPassword) }
        if !Self.hasNames(found.general, assignment) { steps.append(.setNames) }
        // Callers that have to prove themselves stand under the cluster's authority, and so do we.
        if profile.tls.network == .mutual, !found.trusts(context.authorityDER) { steps.append(.trustAuthority) }

        let isBound: Bool
        if profile.tls.network == .off {
            isBound = true
        } else {
            let installed = certificate.flatMap {
                $0.fqdn == assignment.fqdn.description ? found.installed($0) : nil
            }
            if installed == nil {
                // The store has few places.
                if hasOldCertificates { steps.append(.removeOldCertificates) }
                if found.unusedKeyPair == nil { steps.append(.makeKeyPair) }
                steps.append(.addCertificate)
            }
            isBound = installed != nil && found.binding?.certificateInstanceID == installed?.instanceID
            if !isBound { steps.append(.bindCertificate) }
        }
        let isTLSAsWanted = Self.hasTLS(found.networkTLS, profile, context, found.policy)
        if !isTLSAsWanted { steps.append(.enableTLS) }
        if !isConfigured && renewsPresharedKey { steps.append(.renewPresharedKey) }
        // In setup firmware may let us in without asking for a password: that one opened proves nothing then.
        if !isConfigured || found.openedBy != .version(version.version) { steps.append(.setAdminPassword) }
        // In setup the commit ends it; on a configured device it makes staged TLS changes effective.
        if !isConfigured || !isBound || !isTLSAsWanted || mayBeStaged { steps.append(.commit) }
        // A configured device that nothing is written to has proved itself by opening as what it shall be.
        let provingWay: SessionChoice.Way = profile.tls.network == .off ? .plain : .managed
        if !steps.isEmpty || found.openedWay != provingWay { steps.append(.verify) }
        self.steps = steps
    }

    /// It cannot be read back; repeating it with the same value is harmless, and after the commit it may be forbidden.
    private static func needsMEBxPassword(
        _ version: CredentialVersion, _ profile: Profile, isConfigured: Bool
    ) -> Bool {
        guard profile.mebx.password != .leave, version.mebxPassword != nil else { return false }
        guard isConfigured else { return true }
        switch version.mebxState {
        case .none, .intended: return profile.mebx.change == .anyTime
        case .set, .refused: return false
        }
    }

    /// Whether the names are as assigned.
    package static func hasNames(_ general: AMT_GeneralSettings, _ assignment: Assignment) -> Bool {
        general.hostName == assignment.fqdn.host && general.domainName == assignment.fqdn.domain
    }

    /// Whether the network side of TLS is as the profile wants it.
    package static func hasTLS(
        _ settings: AMT_TLSSettingData, _ profile: Profile, _ context: WishContext, _ policy: ReleasePolicy
    ) -> Bool {
        guard profile.tls.network != .off else { return !settings.isEnabled }
        return settings.isEnabled && (settings.mutualAuthentication ?? false) == (profile.tls.network == .mutual)
            && (settings.acceptNonSecureConnections ?? false) == Self.acceptsNonSecure(settings, profile, policy)
            && (profile.tls.network != .mutual
                || Spelling.hosts.isSame(
                    settings.trustedCN.joined(separator: " "),
                    profile.tls.wantedTrustedNames(context).joined(separator: " ")))
    }

    /// Firmware that has no ports without TLS refuses to be asked for them.
    package static func acceptsNonSecure(
        _ settings: AMT_TLSSettingData, _ profile: Profile, _ policy: ReleasePolicy
    ) -> Bool {
        profile.tls.acceptNonSecureConnections
            && (settings.nonSecureConnectionsSupported ?? policy.mayOpenPortsWithoutTLS)
    }
}
