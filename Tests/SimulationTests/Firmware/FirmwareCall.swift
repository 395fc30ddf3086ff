/// The calls that the setup makes, by their names, and those on which a desk's acts travel.
enum FirmwareCall: String, CaseIterable {
    case getUuid = "AMT_SetupAndConfigurationService.GetUuid"
    case getSetup = "AMT_SetupAndConfigurationService.Get"
    case getGeneral = "AMT_GeneralSettings.Get"
    case getClock = "AMT_TimeSynchronizationService.GetLowAccuracyTimeSynch"
    case enumerateVersions = "CIM_SoftwareIdentity.Enumerate"
    case pullVersions = "CIM_SoftwareIdentity.Pull"
    case enumerateCertificates = "AMT_PublicKeyCertificate.Enumerate"
    case pullCertificates = "AMT_PublicKeyCertificate.Pull"
    case enumerateKeys = "AMT_PublicPrivateKeyPair.Enumerate"
    case pullKeys = "AMT_PublicPrivateKeyPair.Pull"
    case enumerateBindings = "AMT_TLSCredentialContext.Enumerate"
    case pullBindings = "AMT_TLSCredentialContext.Pull"
    case getTLS = "AMT_TLSSettingData.Get"
    /// Carries a desk's reading.
    case deskRead = "AMT_PublicKeyCertificate.Get"

    case extendPeriod = "AMT_SetupAndConfigurationService.ExtendProvisioningPeriod"
    case setClock = "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch"
    case setMEBx = "AMT_SetupAndConfigurationService.SetMEBxPassword"
    case putGeneral = "AMT_GeneralSettings.Put"
    case addRoot = "AMT_PublicKeyManagementService.AddTrustedRootCertificate"
    case deleteCertificate = "AMT_PublicKeyCertificate.Delete"
    case deleteKey = "AMT_PublicPrivateKeyPair.Delete"
    case makeKey = "AMT_PublicKeyManagementService.GenerateKeyPair"
    case addCertificate = "AMT_PublicKeyManagementService.AddCertificate"
    case bind = "AMT_TLSCredentialContext.Create"
    case rebind = "AMT_TLSCredentialContext.Put"
    case putTLS = "AMT_TLSSettingData.Put"
    case setPresharedKey = "AMT_SetupAndConfigurationService.SetTLSPSK"
    case setAdmin = "AMT_AuthorizationService.SetAdminAclEntryEx"
    case commit = "AMT_SetupAndConfigurationService.CommitChanges"
    /// Carries a desk's step.
    case deskStep = "AMT_PublicKeyManagementService.AddCRL"

    static let byName = Dictionary(uniqueKeysWithValues: Self.allCases.map { ($0.rawValue, $0) })

    /// Steps whose intent announces this call; empty for readings.
    var steps: [String] {
        switch self {
        case .getUuid, .getSetup, .getGeneral, .getClock, .enumerateVersions, .pullVersions, .enumerateCertificates,
            .pullCertificates, .enumerateKeys, .pullKeys, .enumerateBindings, .pullBindings, .getTLS, .deskRead:
            []
        case .extendPeriod: ["extend-period"]
        case .setClock: ["set-clock"]
        case .setMEBx: ["set-mebx-password"]
        case .putGeneral: ["set-names"]
        case .addRoot: ["trust-authority"]
        case .deleteCertificate, .deleteKey: ["remove-old-certificates"]
        case .makeKey: ["make-key-pair"]
        case .addCertificate: ["add-certificate"]
        case .bind, .rebind: ["bind-certificate"]
        case .putTLS: ["enable-tls"]
        case .setPresharedKey: ["renew-preshared-key"]
        case .setAdmin: ["set-admin-password"]
        case .commit: ["commit", "commit-changes"]
        case .deskStep: ["(the desk's step)"]
        }
    }

    var isChange: Bool { !self.steps.isEmpty }

    /// What an act asks for besides, such as the device's identity behind a new connection, is a call like any other.
    var carriesActs: Bool { self == .deskRead || self == .deskStep }
}

/// What a device says to a call that has reached it.
enum Reply {
    case value(any Sendable)
    case returned(UInt32)
    case alreadyExists
    case absent
    case unauthorized
    case status(Int)
}
