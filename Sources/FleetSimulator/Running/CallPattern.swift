/// How scripts name calls.
///
/// `AMT_GeneralSettings.Put` is that call, `AMT_AuthorizationService.*` every call whose name begins so, `write` every
/// call that changes the device, `*` every call, and `tls-handshake` the handshake, which is no call.
package enum CallPattern {
    package static let handshake = "tls-handshake"
    package static let write = "write"

    static func matches(_ pattern: String, _ name: String, isWrite: Bool) -> Bool {
        if name == Self.handshake { return pattern == name }
        if pattern == Self.write { return isWrite }
        return pattern.hasSuffix("*") ? name.hasPrefix(pattern.dropLast()) : pattern == name
    }
}

extension FirmwareCall {
    /// These change the device without counting as writes to its flash.
    private static let otherWrites: Set<String> = [
        "AMT_SetupAndConfigurationService.ExtendProvisioningPeriod",
        "AMT_SetupAndConfigurationService.PartialUnprovision", "AMT_SetupAndConfigurationService.Unprovision",
    ]

    /// `true` for a call that changes the device when it succeeds.
    var isWrite: Bool {
        switch self.operation {
        case .create, .delete, .put, .subscribe, .unsubscribe: return true
        case .enumerate, .get, .pull, .release: return false
        case .invoke:
            if Self.otherWrites.contains(self.name) { return true }
            return FirmwareMethod(rawValue: self.name)?.isWrite ?? false
        }
    }
}
