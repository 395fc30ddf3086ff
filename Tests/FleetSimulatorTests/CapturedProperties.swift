/// The properties of instances in answers recorded from devices, in the recorded order.
///
/// Source: github.com/device-management-toolkit/go-wsman-messages, Apache-2.0, (c) Intel Corporation.
enum CapturedProperties {
    struct Item: Sendable {
        let name: String
        /// Place among the instances that a device answers.
        let place: Int
        let properties: String

        init(_ name: String, _ properties: String, place: Int = 0) {
            self.name = name
            self.place = place
            self.properties = properties
        }
    }

    static let items = [
        Item(
            "AMT_AuditLog",
            "AuditState CurrentNumberOfRecords ElementName EnabledState MaxAllowedAuditors MaxNumberOfRecords "
                + "Name OverwritePolicy PercentageFree RequestedState StoragePolicy TimeOfLastRecord"),
        Item(
            "AMT_EnvironmentDetectionSettingData",
            "DetectionAlgorithm DetectionStrings DetectionStrings ElementName InstanceID"),
        Item(
            "AMT_EthernetPortSettings",
            "DHCPEnabled DefaultGateway ElementName InstanceID IpSyncEnabled LinkIsUp LinkPolicy LinkPolicy "
                + "MACAddress PhysicalConnectionType PrimaryDNS SharedDynamicIP SharedMAC SharedStaticIp SubnetMask"),
        Item(
            "AMT_EthernetPortSettings",
            "ConsoleTcpMaxRetransmissions DHCPEnabled ElementName InstanceID LinkControl LinkIsUp "
                + "LinkPreference MACAddress PhysicalConnectionType SharedMAC WLANLinkProtectionLevel", place: 1),
        Item(
            "AMT_8021XProfile",
            "ActiveInS0 ElementName Enabled InstanceID PxeTimeout"),
        Item(
            "AMT_KerberosSettingData",
            "ElementName InstanceID KrbEnabled SupportedEncryptionAlgorithms SupportedEncryptionAlgorithms "
                + "SupportedEncryptionAlgorithms"),
        Item(
            "AMT_ManagementPresenceRemoteSAP",
            "AccessInfo CN CreationClassName ElementName InfoFormat Name Port SystemCreationClassName "
                + "SystemName"),
        Item(
            "AMT_MPSUsernamePassword",
            "InstanceID RemoteID"),
        Item(
            "AMT_RedirectionService",
            "CreationClassName ElementName EnabledState ListenerEnabled Name SystemCreationClassName "
                + "SystemName"),
        Item(
            "AMT_RemoteAccessCapabilities",
            "ElementName InstanceID MaxMpsPerPolicy MaxTotalMpServers MaxTotalPolicies "
                + "MaxTotalProxyEntryPoints"),
        Item(
            "AMT_RemoteAccessPolicyAppliesToMPS",
            "ManagedElement MpsType OrderOfAccess PolicySet"),
        Item(
            "AMT_RemoteAccessPolicyRule",
            "CreationClassName ElementName ExtendedData PolicyRuleName SystemCreationClassName SystemName "
                + "Trigger TunnelLifeTime"),
        Item(
            "AMT_RemoteAccessService",
            "CreationClassName ElementName IsRemoteTunnelConnected Name RemoteTunnelKeepAliveTimeout "
                + "SystemCreationClassName SystemName"),
        Item(
            "AMT_SystemPowerScheme",
            "Description ElementName InstanceID SchemeGUID"),
        Item(
            "AMT_UserInitiatedConnectionService",
            "CreationClassName ElementName EnabledState LastConnectionReason Name SystemCreationClassName "
                + "SystemName"),
        Item(
            "AMT_WiFiPortConfigurationService",
            "CreationClassName ElementName EnabledState HealthState LastConnectedSsidUnderMeControl Name "
                + "NoHostCsmeSoftwarePolicy RequestedState SystemCreationClassName SystemName "
                + "UEFIWiFiProfileShareEnabled localProfileSynchronizationEnabled"),
        Item(
            "CIM_CredentialContext",
            "ElementInContext ElementProvidingContext"),
        Item(
            "CIM_IEEE8021xSettings",
            "AuthenticationProtocol ElementName InstanceID Username"),
        Item(
            "CIM_KVMRedirectionSAP",
            "CreationClassName ElementName EnabledState KVMProtocol Name RequestedState "
                + "SystemCreationClassName SystemName"),
        Item(
            "CIM_WiFiEndpointSettings",
            "AuthenticationMethod BSSType ElementName EncryptionMethod InstanceID Priority SSID"),
        Item(
            "CIM_WiFiPort",
            "CreationClassName DeviceID ElementName EnabledState HealthState LinkTechnology PermanentAddress "
                + "PortType RequestedState SystemCreationClassName SystemName"),
        Item(
            "IPS_IEEE8021xSettings",
            "AvailableInS0 ElementName Enabled InstanceID PxeTimeout"),
        Item(
            "IPS_IPv6PortSettings",
            "CurrentDefaultRouter CurrentPrimaryDNS CurrentSecondaryDNS DefaultRouter ElementName IPv6Address "
                + "InstanceID InterfaceIDType ManualInterfaceID PrimaryDNS SecondaryDNS"),
        Item(
            "IPS_KVMRedirectionSettingData",
            "BackToBackFbMode DefaultScreen DoubleBufferActive DoubleBufferEnabled ElementName EnabledByMEBx "
                + "GrayscalePixelFormatSupported InitialDecimationModeForLowRes InstanceID Is5900PortEnabled "
                + "OptInPolicy RFBPassword SessionTimeout ZlibControlSupported"),
        Item(
            "IPS_OptInService",
            "CanModifyOptInPolicy CreationClassName ElementName Name OptInCodeTimeout OptInDisplayTimeout "
                + "OptInRequired OptInState SystemCreationClassName SystemName"),
    ]
}
