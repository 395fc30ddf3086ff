import AMT
import Testing

/// Requests of wireless and 802.1x byte for byte, written by hand from the protocol.
@Suite("Requests of wireless and 802.1x")
struct WiFiRequestTests {
    private typealias Golden = GoldenRequest
    private typealias Service = AMT_WiFiPortConfigurationService
    private static let service = GoldenRequest.amt + "AMT_WiFiPortConfigurationService"
    private static let settings = GoldenRequest.cim + "CIM_WiFiEndpointSettings"
    private static let client = "Intel(r) AMT Certificate: Handle: 1"
    private static let issuer = "Intel(r) AMT Certificate: Handle: 0"

    private static let home = Service.Network(
        settings: CIM_WiFiEndpointSettings.Input(
            elementName: "plant7", ssid: "plant & yard", priority: 2, authentication: .wpa2PSK, encryption: .ccmp,
            passphrase: Secret(text: "correct<horse>")))

    private static let corp = Service.Network(
        settings: CIM_WiFiEndpointSettings.Input(
            elementName: "corp", ssid: "corp-wlan", priority: 1, authentication: .wpa28021x, encryption: .ccmp),
        ieee8021x: CIM_IEEE8021xSettings.Input(
            elementName: "corp", identity: IEEE8021xIdentity(eapProtocol: .tls, username: "pc-0042")),
        clientCertificateInstanceID: Self.client, caCertificateInstanceID: Self.issuer)

    private static let endpoint = """
        <p:WiFiEndpoint>\
        \(GoldenRequest.reference(GoldenRequest.cim + "CIM_WiFiEndpoint", "Name", "WiFi Endpoint 0"))</p:WiFiEndpoint>
        """

    private static let homeBody = """
        <p:WiFiEndpointSettingsInput \
        xmlns:q="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_WiFiEndpointSettings">\
        <q:ElementName>plant7</q:ElementName>\
        <q:InstanceID>Intel(r) AMT:WiFi Endpoint Settings plant7</q:InstanceID>\
        <q:AuthenticationMethod>6</q:AuthenticationMethod><q:EncryptionMethod>4</q:EncryptionMethod>\
        <q:SSID>plant &amp; yard</q:SSID><q:Priority>2</q:Priority>\
        <q:PSKPassPhrase>correct&lt;horse&gt;</q:PSKPassPhrase></p:WiFiEndpointSettingsInput>
        """

    @Test("a network with a passphrase: what does not apply is left out")
    func passphrase() {
        Golden.expect(
            Service.addWiFiSettings(Self.home), method: "AddWiFiSettings", Self.service, Self.endpoint + Self.homeBody)
    }

    @Test("a network with EAP-TLS: embedded instances in their classes' namespaces, then the certificates")
    func eapTLS() {
        Golden.expect(
            Service.addWiFiSettings(Self.corp), method: "AddWiFiSettings", Self.service,
            Self.endpoint
                + """
                <p:WiFiEndpointSettingsInput \
                xmlns:q="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_WiFiEndpointSettings">\
                <q:ElementName>corp</q:ElementName>\
                <q:InstanceID>Intel(r) AMT:WiFi Endpoint Settings corp</q:InstanceID>\
                <q:AuthenticationMethod>7</q:AuthenticationMethod><q:EncryptionMethod>4</q:EncryptionMethod>\
                <q:SSID>corp-wlan</q:SSID><q:Priority>1</q:Priority></p:WiFiEndpointSettingsInput>\
                <p:IEEE8021xSettingsInput \
                xmlns:q="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_IEEE8021xSettings">\
                <q:ElementName>corp</q:ElementName>\
                <q:InstanceID>Intel(r) AMT:IEEE 802.1x Settings corp</q:InstanceID>\
                <q:AuthenticationProtocol>0</q:AuthenticationProtocol><q:Username>pc-0042</q:Username>\
                </p:IEEE8021xSettingsInput>\
                <p:ClientCredential>\(Golden.certificate(1))</p:ClientCredential>\
                <p:CACredential>\(Golden.certificate(0))</p:CACredential>
                """)
    }

    @Test("an update names the settings instead of the endpoint")
    func update() {
        let instanceID = "Intel(r) AMT:WiFi Endpoint Settings plant7"
        Golden.expect(
            Service.updateWiFiSettings(instanceID: instanceID, Self.home), method: "UpdateWiFiSettings", Self.service,
            """
            <p:WiFiEndpointSettings>\(Golden.reference(Self.settings, "InstanceID", instanceID))\
            </p:WiFiEndpointSettings>
            """ + Self.homeBody)
    }

    @Test("802.1x with a password, in the order of the class definition")
    func password() throws {
        let network = Service.Network(
            settings: CIM_WiFiEndpointSettings.Input(
                elementName: "guest", ssid: "guest", priority: 255, authentication: .wpa8021x, encryption: .tkip),
            ieee8021x: CIM_IEEE8021xSettings.Input(
                elementName: "guest",
                identity: IEEE8021xIdentity(
                    eapProtocol: .peapMSCHAPv2, username: "amt", password: Secret(text: "S3cret&word"),
                    domain: "CORP", roamingIdentity: "anon@corp.example",
                    serverName: .init(text: "corp.example", comparison: .domainSuffix))),
            caCertificateInstanceID: Self.issuer)
        Golden.expect(
            Service.addWiFiSettings(network), method: "AddWiFiSettings", Self.service,
            Self.endpoint
                + """
                <p:WiFiEndpointSettingsInput \
                xmlns:q="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_WiFiEndpointSettings">\
                <q:ElementName>guest</q:ElementName>\
                <q:InstanceID>Intel(r) AMT:WiFi Endpoint Settings guest</q:InstanceID>\
                <q:AuthenticationMethod>5</q:AuthenticationMethod><q:EncryptionMethod>3</q:EncryptionMethod>\
                <q:SSID>guest</q:SSID><q:Priority>255</q:Priority></p:WiFiEndpointSettingsInput>\
                <p:IEEE8021xSettingsInput \
                xmlns:q="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_IEEE8021xSettings">\
                <q:ElementName>guest</q:ElementName>\
                <q:InstanceID>Intel(r) AMT:IEEE 802.1x Settings guest</q:InstanceID>\
                <q:AuthenticationProtocol>2</q:AuthenticationProtocol>\
                <q:RoamingIdentity>anon@corp.example</q:RoamingIdentity>\
                <q:ServerCertificateName>corp.example</q:ServerCertificateName>\
                <q:ServerCertificateNameComparison>1</q:ServerCertificateNameComparison>\
                <q:Username>amt</q:Username><q:Password>S3cret&amp;word</q:Password><q:Domain>CORP</q:Domain>\
                </p:IEEE8021xSettingsInput><p:CACredential>\(Golden.certificate(0))</p:CACredential>
                """)
        #expect(!Golden.printed(network).contains("S3cret"))
    }

    @Test("the service is put with all that the device sent")
    func service() throws {
        let service = try #require(
            try Service.pull("").output("amt/wifiportconfiguration/pull", answering: 2).items.first)
        Golden.expect(Service.get(), action: Golden.transfer + "Get", Self.service, "")
        Golden.expect(enumerate: Service.enumerate(), pull: Service.pull("x"), Self.service)
        Golden.expect(
            Service.put(
                service.changing(localProfileSynchronization: .unrestricted).changing(
                    uefiWiFiProfileShareEnabled: true)),
            action: Golden.transfer + "Put", Self.service,
            """
            <p:AMT_WiFiPortConfigurationService \
            xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_WiFiPortConfigurationService">\
            <p:CreationClassName>AMT_WiFiPortConfigurationService</p:CreationClassName>\
            <p:ElementName>Intel(r) AMT WiFiPort Configuration Service</p:ElementName>\
            <p:EnabledState>5</p:EnabledState><p:HealthState>5</p:HealthState>\
            <p:LastConnectedSsidUnderMeControl></p:LastConnectedSsidUnderMeControl>\
            <p:Name>Intel(r) AMT WiFi Port Configuration Service</p:Name>\
            <p:NoHostCsmeSoftwarePolicy>0</p:NoHostCsmeSoftwarePolicy><p:RequestedState>12</p:RequestedState>\
            <p:SystemCreationClassName>CIM_ComputerSystem</p:SystemCreationClassName>\
            <p:SystemName>Intel(r) AMT</p:SystemName>\
            <p:UEFIWiFiProfileShareEnabled>true</p:UEFIWiFiProfileShareEnabled>\
            <p:localProfileSynchronizationEnabled>3</p:localProfileSynchronizationEnabled>\
            </p:AMT_WiFiPortConfigurationService>
            """)
    }

    @Test("networks are enumerated and deleted, the adapter is switched")
    func settingsAndPort() {
        Golden.expect(
            enumerate: CIM_WiFiEndpointSettings.enumerate(), pull: CIM_WiFiEndpointSettings.pull("x"), Self.settings)
        Golden.expect(
            enumerate: CIM_IEEE8021xSettings.enumerate(), pull: CIM_IEEE8021xSettings.pull("x"),
            Golden.cim + "CIM_IEEE8021xSettings")
        Golden.expect(
            CIM_WiFiEndpointSettings.delete(instanceID: "Intel(r) AMT:WiFi Endpoint Settings corp"),
            action: Golden.transfer + "Delete", Self.settings,
            selectors: Golden.selector("InstanceID", "Intel(r) AMT:WiFi Endpoint Settings corp"), "")
        let port = Golden.cim + "CIM_WiFiPort"
        Golden.expect(CIM_WiFiPort.get(), action: Golden.transfer + "Get", port, "")
        Golden.expect(enumerate: CIM_WiFiPort.enumerate(), pull: CIM_WiFiPort.pull("x"), port)
        for (state, number) in [(CIM_WiFiPort.State.off, 3), (.onInS0, 32768), (.onInS0AndSx, 32769)] {
            Golden.expect(
                CIM_WiFiPort.requestStateChange(state), method: "RequestStateChange", port,
                "<p:RequestedState>\(number)</p:RequestedState>")
        }
    }

    @Test("kinds of calls, and no secret in what they show")
    func kinds() {
        #expect(Service.addWiFiSettings(Self.home).kind == .probeFirst)
        #expect(Service.addWiFiSettings(Self.home).answerSecondsMax == 60)
        #expect(Service.addWiFiSettings(Self.home).name == "AMT_WiFiPortConfigurationService.AddWiFiSettings")
        #expect(Service.updateWiFiSettings(instanceID: "x", Self.home).kind == .repeatable)
        #expect(CIM_WiFiPort.requestStateChange(.off).kind == .repeatable)
        #expect(CIM_WiFiEndpointSettings.delete(instanceID: "x").kind == .probeFirst)
        for shown in [
            Golden.printed(Self.home), Golden.printed(Service.addWiFiSettings(Self.home)),
            Golden.printed(Service.updateWiFiSettings(instanceID: "x", Self.home)),
        ] {
            #expect(!shown.contains("horse"))
        }
        #expect(Golden.printed(Self.home).contains("(secret)"))
    }
}
