/// The methods that the simulated firmware serves, with their parameters in the schema's order.
enum FirmwareMethod: String, CaseIterable, Sendable {
    case addCertificate = "AMT_PublicKeyManagementService.AddCertificate"
    case addTrustedRootCertificate = "AMT_PublicKeyManagementService.AddTrustedRootCertificate"
    case commitChanges = "AMT_SetupAndConfigurationService.CommitChanges"
    case extendProvisioningPeriod = "AMT_SetupAndConfigurationService.ExtendProvisioningPeriod"
    case generateKeyPair = "AMT_PublicKeyManagementService.GenerateKeyPair"
    case generatePKCS10RequestEx = "AMT_PublicKeyManagementService.GeneratePKCS10RequestEx"
    case getAdminAclEntry = "AMT_AuthorizationService.GetAdminAclEntry"
    case getAdminAclEntryStatus = "AMT_AuthorizationService.GetAdminAclEntryStatus"
    case getAdminNetAclEntryStatus = "AMT_AuthorizationService.GetAdminNetAclEntryStatus"
    case getLowAccuracyTimeSynch = "AMT_TimeSynchronizationService.GetLowAccuracyTimeSynch"
    case getUuid = "AMT_SetupAndConfigurationService.GetUuid"
    case partialUnprovision = "AMT_SetupAndConfigurationService.PartialUnprovision"
    case setAdminAclEntryEx = "AMT_AuthorizationService.SetAdminAclEntryEx"
    case setHighAccuracyTimeSynch = "AMT_TimeSynchronizationService.SetHighAccuracyTimeSynch"
    case setMEBxPassword = "AMT_SetupAndConfigurationService.SetMEBxPassword"
    case setTLSPSK = "AMT_SetupAndConfigurationService.SetTLSPSK"
    case unprovision = "AMT_SetupAndConfigurationService.Unprovision"

    var parameters: [Field] {
        switch self {
        case .addCertificate, .addTrustedRootCertificate: [Field(name: "CertificateBlob", kind: .bytes)]
        case .commitChanges, .getAdminAclEntry, .getAdminAclEntryStatus, .getAdminNetAclEntryStatus,
            .getLowAccuracyTimeSynch, .getUuid, .partialUnprovision:
            []
        case .extendProvisioningPeriod: [Field(name: "Duration", kind: .number)]
        case .generateKeyPair: [Field(name: "KeyAlgorithm", kind: .number), Field(name: "KeyLength", kind: .number)]
        case .generatePKCS10RequestEx:
            [
                Field(name: "KeyPair", kind: .reference), Field(name: "SigningAlgorithm", kind: .number),
                Field(name: "NullSignedCertificateRequest", kind: .bytes),
            ]
        case .setAdminAclEntryEx: [Field(name: "Username", kind: .text), Field(name: "DigestPassword", kind: .bytes)]
        case .setHighAccuracyTimeSynch:
            [Field(name: "Ta0", kind: .number), Field(name: "Tm1", kind: .number), Field(name: "Tm2", kind: .number)]
        case .setMEBxPassword: [Field(name: "Password", kind: .text)]
        case .setTLSPSK: [Field(name: "PID", kind: .text), Field(name: "PPS", kind: .text)]
        case .unprovision: [Field(name: "ProvisioningMode", kind: .number)]
        }
    }

    /// `true` for a method that writes to the flash, which protects itself against too many writes.
    var isWrite: Bool {
        switch self {
        case .addCertificate, .addTrustedRootCertificate, .commitChanges, .generateKeyPair, .setAdminAclEntryEx,
            .setHighAccuracyTimeSynch, .setMEBxPassword, .setTLSPSK:
            true
        case .extendProvisioningPeriod, .generatePKCS10RequestEx, .getAdminAclEntry, .getAdminAclEntryStatus,
            .getAdminNetAclEntryStatus, .getLowAccuracyTimeSynch, .getUuid, .partialUnprovision, .unprovision:
            false
        }
    }
}
