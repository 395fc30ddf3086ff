extension SimulatedFirmware {
    /// What setup and TLS are made of, which everything else waits for.
    private static let classesBeforeTLS: Set<FirmwareClass> = [
        .publicKeyCertificate, .publicKeyManagementService, .publicPrivateKeyPair, .setupAndConfigurationService,
        .timeSynchronizationService, .tlsCredentialContext, .tlsSettingData,
    ]
    private static let methodBeforeTLS = "AMT_AuthorizationService.SetAdminAclEntryEx"

    /// Whether a call has to wait until the device speaks TLS with a certificate of its own.
    ///
    /// Clients are known to set TLS up first from release 19 on. What a device answers that was not asked in that order
    /// is not published: here it is NOT_PERMITTED.
    func waitsForTLS(_ call: FirmwareCall) -> Bool {
        self.identity.release.personality.demandsTLSFirst && self.state == .post
            && !self.tls.active.network.isEnabled && !Self.classesBeforeTLS.contains(call.firmwareClass)
            && call.name != Self.methodBeforeTLS
    }
}
