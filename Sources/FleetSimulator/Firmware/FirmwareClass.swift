/// The classes that the simulated firmware serves, by their names in the schema.
enum FirmwareClass: String, CaseIterable, Sendable {
    case alarmClockOccurrence = "IPS_AlarmClockOccurrence"
    case alarmClockService = "AMT_AlarmClockService"
    case auditLog = "AMT_AuditLog"
    case auditPolicyRule = "AMT_AuditPolicyRule"
    case authorizationService = "AMT_AuthorizationService"
    case bootCapabilities = "AMT_BootCapabilities"
    case bootSettingData = "AMT_BootSettingData"
    case cimCredentialContext = "CIM_CredentialContext"
    case cimIEEE8021xSettings = "CIM_IEEE8021xSettings"
    case crl = "AMT_CRL"
    case eacCredentialContext = "AMT_EACCredentialContext"
    case elementSettingData = "CIM_ElementSettingData"
    case endpointAccessControlService = "AMT_EndpointAccessControlService"
    case environmentDetectionSettingData = "AMT_EnvironmentDetectionSettingData"
    case ethernetPortSettings = "AMT_EthernetPortSettings"
    case filterCollection = "CIM_FilterCollection"
    case filterCollectionSubscription = "CIM_FilterCollectionSubscription"
    case generalSettings = "AMT_GeneralSettings"
    case httpProxyAccessPoint = "IPS_HTTPProxyAccessPoint"
    case httpProxyService = "IPS_HTTPProxyService"
    case ieee8021xCredentialContext = "AMT_8021xCredentialContext"
    case ieee8021xProfile = "AMT_8021XProfile"
    case ipsIEEE8021xCredentialContext = "IPS_8021xCredentialContext"
    case ipsIEEE8021xSettings = "IPS_IEEE8021xSettings"
    case ipv6PortSettings = "IPS_IPv6PortSettings"
    case kerberosSettingData = "AMT_KerberosSettingData"
    case kvmRedirectionSAP = "CIM_KVMRedirectionSAP"
    case kvmRedirectionSettingData = "IPS_KVMRedirectionSettingData"
    case listenerDestination = "CIM_ListenerDestinationWSManagement"
    case managementPresenceRemoteSAP = "AMT_ManagementPresenceRemoteSAP"
    case mpsUsernamePassword = "AMT_MPSUsernamePassword"
    case optInService = "IPS_OptInService"
    case provisioningCertificateHash = "AMT_ProvisioningCertificateHash"
    case publicKeyCertificate = "AMT_PublicKeyCertificate"
    case publicKeyManagementCapabilities = "AMT_PublicKeyManagementCapabilities"
    case publicKeyManagementService = "AMT_PublicKeyManagementService"
    case publicPrivateKeyPair = "AMT_PublicPrivateKeyPair"
    case redirectionService = "AMT_RedirectionService"
    case remoteAccessCapabilities = "AMT_RemoteAccessCapabilities"
    case remoteAccessCredentialContext = "AMT_RemoteAccessCredentialContext"
    case remoteAccessPolicyAppliesToMPS = "AMT_RemoteAccessPolicyAppliesToMPS"
    case remoteAccessPolicyRule = "AMT_RemoteAccessPolicyRule"
    case remoteAccessService = "AMT_RemoteAccessService"
    case setupAndConfigurationService = "AMT_SetupAndConfigurationService"
    case softwareIdentity = "CIM_SoftwareIdentity"
    case systemPowerScheme = "AMT_SystemPowerScheme"
    case timeSynchronizationService = "AMT_TimeSynchronizationService"
    case tlsCredentialContext = "AMT_TLSCredentialContext"
    case tlsProtocolEndpointCollection = "AMT_TLSProtocolEndpointCollection"
    case tlsSettingData = "AMT_TLSSettingData"
    case userInitiatedConnectionService = "AMT_UserInitiatedConnectionService"
    case webUIService = "AMT_WebUIService"
    case wifiEndpoint = "CIM_WiFiEndpoint"
    case wifiEndpointSettings = "CIM_WiFiEndpointSettings"
    case wifiPort = "CIM_WiFiPort"
    case wifiPortConfigurationService = "AMT_WiFiPortConfigurationService"

    var traits: ClassTraits {
        switch self {
        case .alarmClockOccurrence: .alarmClockOccurrence
        case .alarmClockService: .alarmClockService
        case .auditLog: .auditLog
        case .auditPolicyRule: .auditPolicyRule
        case .authorizationService: .authorizationService
        case .bootCapabilities: .bootCapabilities
        case .bootSettingData: .bootSettingData
        case .cimCredentialContext: .cimCredentialContext
        case .cimIEEE8021xSettings: .cimIEEE8021xSettings
        case .crl: .crl
        case .eacCredentialContext: .eacCredentialContext
        case .elementSettingData: .elementSettingData
        case .endpointAccessControlService: .endpointAccessControlService
        case .environmentDetectionSettingData: .environmentDetectionSettingData
        case .ethernetPortSettings: .ethernetPortSettings
        case .filterCollection: .filterCollection
        case .filterCollectionSubscription: .filterCollectionSubscription
        case .generalSettings: .generalSettings
        case .httpProxyAccessPoint: .httpProxyAccessPoint
        case .httpProxyService: .httpProxyService
        case .ieee8021xCredentialContext: .ieee8021xCredentialContext
        case .ieee8021xProfile: .ieee8021xProfile
        case .ipsIEEE8021xCredentialContext: .ipsIEEE8021xCredentialContext
        case .ipsIEEE8021xSettings: .ipsIEEE8021xSettings
        case .ipv6PortSettings: .ipv6PortSettings
        case .kerberosSettingData: .kerberosSettingData
        case .kvmRedirectionSAP: .kvmRedirectionSAP
        case .kvmRedirectionSettingData: .kvmRedirectionSettingData
        case .listenerDestination: .listenerDestination
        case .managementPresenceRemoteSAP: .managementPresenceRemoteSAP
        case .mpsUsernamePassword: .mpsUsernamePassword
        case .optInService: .optInService
        case .provisioningCertificateHash: .provisioningCertificateHash
        case .publicKeyCertificate: .publicKeyCertificate
        case .publicKeyManagementCapabilities: .publicKeyManagementCapabilities
        case .publicKeyManagementService: .publicKeyManagementService
        case .publicPrivateKeyPair: .publicPrivateKeyPair
        case .redirectionService: .redirectionService
        case .remoteAccessCapabilities: .remoteAccessCapabilities
        case .remoteAccessCredentialContext: .remoteAccessCredentialContext
        case .remoteAccessPolicyAppliesToMPS: .remoteAccessPolicyAppliesToMPS
        case .remoteAccessPolicyRule: .remoteAccessPolicyRule
        case .remoteAccessService: .remoteAccessService
        case .setupAndConfigurationService: .setupAndConfigurationService
        case .softwareIdentity: .softwareIdentity
        case .systemPowerScheme: .systemPowerScheme
        case .timeSynchronizationService: .timeSynchronizationService
        case .tlsCredentialContext: .tlsCredentialContext
        case .tlsProtocolEndpointCollection: .tlsProtocolEndpointCollection
        case .tlsSettingData: .tlsSettingData
        case .userInitiatedConnectionService: .userInitiatedConnectionService
        case .webUIService: .webUIService
        case .wifiEndpoint: .wifiEndpoint
        case .wifiEndpointSettings: .wifiEndpointSettings
        case .wifiPort: .wifiPort
        case .wifiPortConfigurationService: .wifiPortConfigurationService
        }
    }
}
