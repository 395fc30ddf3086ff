/// Finds calls that were made again without a look at what the first one did.
enum BlindRepeats {
    /// What shows whether a call was carried out, for calls that must not be made twice for nothing.
    private static let probes = [
        "AMT_PublicKeyManagementService.GenerateKeyPair": "AMT_PublicPrivateKeyPair.Pull",
        "AMT_PublicKeyManagementService.AddCertificate": "AMT_PublicKeyCertificate.Pull",
        "AMT_PublicKeyManagementService.AddTrustedRootCertificate": "AMT_PublicKeyCertificate.Pull",
        "AMT_PublicKeyManagementService.AddCRL": "AMT_CRL.Pull",
        "AMT_PublicKeyCertificate.Delete": "AMT_PublicKeyCertificate.Pull",
        "AMT_TLSCredentialContext.Create": "AMT_TLSCredentialContext.Pull",
        "AMT_AuthorizationService.AddUserAclEntryEx": "AMT_AuthorizationService.EnumerateUserAclEntries",
        "AMT_AuthorizationService.RemoveUserAclEntry": "AMT_AuthorizationService.EnumerateUserAclEntries",
        "AMT_WiFiPortConfigurationService.AddWiFiSettings": "CIM_WiFiEndpointSettings.Pull",
        "AMT_RemoteAccessService.AddMpServer": "AMT_ManagementPresenceRemoteSAP.Pull",
        "AMT_RemoteAccessService.AddRemoteAccessPolicyRule": "AMT_RemoteAccessPolicyRule.Pull",
        "AMT_EACCredentialContext.Create": "AMT_EACCredentialContext.Pull",
        "CIM_FilterCollection.Subscribe": "CIM_FilterCollectionSubscription.Pull",
        "CIM_FilterCollectionSubscription.Unsubscribe": "CIM_FilterCollectionSubscription.Pull",
        "IPS_HTTPProxyService.AddProxyAccessPoint": "IPS_HTTPProxyAccessPoint.Pull",
        "AMT_SetupAndConfigurationService.CommitChanges": "AMT_SetupAndConfigurationService.Get",
    ]

    /// - Parameter calls: of one device, in order.
    static func found(in calls: [CallLine]) -> [String] {
        let answered = Set(calls.filter { $0.phase == "answering" }.map(\.n))
        var open: Set<String> = []
        var found: [String] = []
        for line in calls where line.phase == "received" && line.by == "network" {
            for (call, probe) in Self.probes where probe == line.call { open.remove(call) }
            guard Self.probes[line.call] != nil else { continue }
            if open.contains(line.call) { found.append("\(line.call) number \(line.n) was made blindly") }
            if !answered.contains(line.n) { open.insert(line.call) }
        }
        return found
    }
}
