/// The classes that the simulated firmware serves, by their names in the schema.
enum FirmwareClass: String, CaseIterable, Sendable {
    case authorizationService = "AMT_AuthorizationService"
    case generalSettings = "AMT_GeneralSettings"
    case publicKeyCertificate = "AMT_PublicKeyCertificate"
    case publicKeyManagementService = "AMT_PublicKeyManagementService"
    case publicPrivateKeyPair = "AMT_PublicPrivateKeyPair"
    case setupAndConfigurationService = "AMT_SetupAndConfigurationService"
    case softwareIdentity = "CIM_SoftwareIdentity"
    case timeSynchronizationService = "AMT_TimeSynchronizationService"
    case tlsCredentialContext = "AMT_TLSCredentialContext"
    case tlsProtocolEndpointCollection = "AMT_TLSProtocolEndpointCollection"
    case tlsSettingData = "AMT_TLSSettingData"

    /// The URI that requests address and that is the namespace of the class's elements.
    var uri: String {
        switch self {
        case .softwareIdentity: Namespace.cimClasses + self.rawValue
        case .authorizationService, .generalSettings, .publicKeyCertificate, .publicKeyManagementService,
            .publicPrivateKeyPair, .setupAndConfigurationService, .timeSynchronizationService, .tlsCredentialContext,
            .tlsProtocolEndpointCollection, .tlsSettingData:
            Namespace.amtClasses + self.rawValue
        }
    }

    init?(uri: String) {
        guard let found = Self.allCases.first(where: { $0.uri == uri }) else { return nil }
        self = found
    }

    /// `true` where recorded answers declare the namespace of dates although none occurs.
    var declaresCommon: Bool {
        switch self {
        case .generalSettings, .tlsCredentialContext, .tlsProtocolEndpointCollection, .tlsSettingData: false
        case .authorizationService, .publicKeyCertificate, .publicKeyManagementService, .publicPrivateKeyPair,
            .setupAndConfigurationService, .softwareIdentity, .timeSynchronizationService:
            true
        }
    }

    /// `true` for a class with exactly one instance, which Get finds without selectors.
    var isSingleton: Bool {
        switch self {
        case .publicKeyCertificate, .publicPrivateKeyPair, .softwareIdentity, .tlsCredentialContext, .tlsSettingData:
            false
        case .authorizationService, .generalSettings, .publicKeyManagementService, .setupAndConfigurationService,
            .timeSynchronizationService, .tlsProtocolEndpointCollection:
            true
        }
    }

    /// AMT 10 answered Enumerate of these with HTTP 400 and Get without trouble.
    var refusesEnumerateOnAMT10: Bool {
        switch self {
        case .generalSettings, .tlsSettingData: true
        case .authorizationService, .publicKeyCertificate, .publicKeyManagementService, .publicPrivateKeyPair,
            .setupAndConfigurationService, .softwareIdentity, .timeSynchronizationService, .tlsCredentialContext,
            .tlsProtocolEndpointCollection:
            false
        }
    }
}
