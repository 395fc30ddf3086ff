import AMT
import Testing

/// Answers about wireless and 802.1x: recorded ones, and others as a device would write them.
@Suite("Answers about wireless and 802.1x")
struct WiFiAnswerTests {
    // MARK: Wireless

    @Test("the wireless service, pulled and put")
    func wifiService() throws {
        typealias Service = AMT_WiFiPortConfigurationService
        #expect(
            try Service.enumerate().output("amt/wifiportconfiguration/enumerate", answering: 1)
                == "95000000-0000-0000-0000-000000000000")
        let page = try Service.pull("").output("amt/wifiportconfiguration/pull", answering: 2)
        #expect(page.next == nil)
        let service = try #require(page.items.first)
        #expect(service.localProfileSynchronization == .disabled)
        #expect(service.uefiWiFiProfileShareEnabled == false)
        #expect(service.instance.names.count == 12)
        let put = Service.put(service.changing(localProfileSynchronization: .localUserProfiles))
        let stored = try #require(try put.output("amt/wifiportconfiguration/put", answering: 5))
        #expect(stored.localProfileSynchronization == .localUserProfiles)
        #expect(stored.uefiWiFiProfileShareEnabled == nil)
        let off = try put.output("amt/wifiportconfiguration/putlocalprofilesyncdisabled", answering: 5)
        #expect(off?.localProfileSynchronization == .disabled)
    }

    @Test("networks, their 802.1x settings on a page each, and a deletion")
    func wifiSettings() throws {
        #expect(
            try CIM_WiFiEndpointSettings.enumerate().output("cim/wifi/endpointsettings/enumerate", answering: 3)
                == "95040000-0000-0000-0000-000000000000")
        let networks = try CIM_WiFiEndpointSettings.pull("").output("cim/wifi/endpointsettings/pull", answering: 5)
        let network = try #require(networks.items.first)
        #expect(network.instanceID == "Test")
        #expect(network.elementName == "Test")
        #expect(network.ssid == "testSSID")
        #expect(network.priority == 1)
        #expect(network.authentication == .open)
        #expect(network.encryption == .wep)
        #expect(network.bssType == 3)
        #expect(
            try CIM_WiFiEndpointSettings.delete(instanceID: "x").output(
                "cim/wifi/endpointsettings/delete", answering: 0)
                == Done())
        #expect(
            try CIM_IEEE8021xSettings.enumerate().output("cim/ieee8021x/settings/enumerate", answering: 0)
                == "1A000000-0000-0000-0000-000000000000")
        let page = try CIM_IEEE8021xSettings.pull("").output("cim/ieee8021x/settings/pull", answering: 17)
        #expect(page.next == "9B4D0000-0000-0000-0000-000000000000")
        #expect(page.items.map(\.instanceID) == ["Intel(r) AMT:IEEE 802.1x Settings Wifi8021xTLS"])
        #expect(page.items.map(\.elementName) == ["Wifi8021xTLS"])
        #expect(page.items.first?.identity == IEEE8021xIdentity(eapProtocol: .tls, username: "iME$amt16$"))
    }

    @Test("an adapter that is off and has no address")
    func wifiPort() throws {
        let port = try CIM_WiFiPort.get().output("cim/wifi/port/get", answering: 0)
        #expect(port.enabledState == .off)
        #expect(port.requestedState == .off)
        #expect(port.permanentAddress == "000000000000")
        #expect(try CIM_WiFiPort.pull("").output("cim/wifi/port/pull", answering: 1).items == [port])
        #expect(
            try CIM_WiFiPort.requestStateChange(.onInS0AndSx).output("cim/wifi/port/requeststatechange", answering: 0)
                == Done())
    }

    @Test("what a device made of a network, when it says so")
    func wifiStored() throws {
        let network = AMT_WiFiPortConfigurationService.Network(
            settings: CIM_WiFiEndpointSettings.Input(
                elementName: "corp", ssid: "corp", priority: 1, authentication: .wpa3SAE, encryption: .ccmp))
        let updated = try AMT_WiFiPortConfigurationService.updateWiFiSettings(instanceID: "x", network).output(
            "amt/wifiportconfiguration/updatewifisettings", answering: 5)
        #expect(updated.settingsInstanceID == nil)
        #expect(updated.ieee8021xInstanceID == nil)
        let body = Devices.output(
            "AMT_WiFiPortConfigurationService", "AddWiFiSettings",
            """
            <g:WiFiEndpointSettings><b:Address>x</b:Address><b:ReferenceParameters>\
            <c:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_WiFiEndpointSettings</c:ResourceURI>\
            <c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT:WiFi Endpoint Settings corp</c:Selector>\
            </c:SelectorSet></b:ReferenceParameters></g:WiFiEndpointSettings><g:IEEE8021xSettings>\
            <b:Address>default</b:Address><b:ReferenceParameters><c:ResourceURI></c:ResourceURI>\
            <c:SelectorSet></c:SelectorSet></b:ReferenceParameters></g:IEEE8021xSettings><g:ReturnValue>0</g:ReturnValue>
            """)
        guard
            case .answered(let added) = AMT_WiFiPortConfigurationService.addWiFiSettings(network)
                .read(status: 200, body: body, answering: 1)
        else {
            Issue.record("not answered")
            return
        }
        #expect(added.settingsInstanceID == "Intel(r) AMT:WiFi Endpoint Settings corp")
        #expect(added.ieee8021xInstanceID == nil)
    }

    @Test("wireless methods have numbers of their own")
    func wifiReturnValues() {
        let network = AMT_WiFiPortConfigurationService.Network(
            settings: CIM_WiFiEndpointSettings.Input(
                elementName: "corp", ssid: "corp", priority: 1, authentication: .wpa2PSK, encryption: .ccmp))
        let expected: [(UInt32, String, AnswerPolicy)] = [
            (1, "1 NOT_SUPPORTED", .capabilityAbsent), (2, "2 FAILED", .permanent),
            (3, "3 INVALID_PARAMETER", .profileWrong), (4, "4 INVALID_REFERENCE", .notAllowedNow), (5, "5", .permanent),
            (34826, "34826 DUPLICATE", .doneAlready), (34835, "34835 INVALID_PRIORITY", .profileWrong),
        ]
        for (number, description, policy) in expected {
            let body = Devices.output(
                "AMT_WiFiPortConfigurationService", "AddWiFiSettings", "<g:ReturnValue>\(number)</g:ReturnValue>")
            let reading = AMT_WiFiPortConfigurationService.addWiFiSettings(network)
                .read(status: 200, body: body, answering: 1)
            let value = ReturnValue(number: number, table: .wifi)
            #expect(reading == .returned(value))
            #expect(value.description == description)
            #expect(reading.policy == policy)
        }
    }

    @Test("inherited methods answer with CIM's numbers")
    func cimReturnValues() {
        let body = Devices.output("AMT_AuditLog", "RequestStateChange", "<g:ReturnValue>4099</g:ReturnValue>")
        let reading = AMT_AuditLog.requestStateChange(enabled: true).read(status: 200, body: body, answering: 1)
        #expect(reading == .returned(ReturnValue(number: 4099, table: .cim)))
        #expect(reading.policy == .busy)
        let user = Devices.output(
            "AMT_UserInitiatedConnectionService", "RequestStateChange", "<g:ReturnValue>32784</g:ReturnValue>")
        let refused = AMT_UserInitiatedConnectionService.requestStateChange(.both)
            .read(status: 200, body: user, answering: 1)
        #expect(refused == .returned(ReturnValue(number: 32784, table: .cim)))
        #expect(refused.policy == .notAllowedNow)
    }

    // MARK: Wired 802.1x

    @Test("wired 802.1x of both kinds of firmware")
    func wired() throws {
        typealias Settings = IPS_IEEE8021xSettings
        #expect(
            try Settings.enumerate().output("ips/ieee8021x/settings/enumerate", answering: 15)
                == "9C0A0000-0000-0000-0000-000000000000")
        let settings = try #require(
            try Settings.pull("").output("ips/ieee8021x/settings/pull", answering: 20).items.first)
        #expect(settings.state == .disabled)
        #expect(settings.availableInS0 == false)
        #expect(settings.pxeTimeoutSeconds == 120)
        #expect(settings.identity == nil)
        #expect(
            try Settings.setCertificates(serverCertificateIssuer: nil, clientCertificate: nil).output(
                "ips/ieee8021x/settings/setcertificates", answering: 14) == Done())
        #expect(
            try IPS_8021xCredentialContext.enumerate().output("ips/ieee8021x/credentialcontext/enumerate", answering: 7)
                == "9A0A0000-0000-0000-0000-000000000000")
        #expect(
            try AMT_8021xCredentialContext.enumerate().output("amt/ieee8021x/credentialcontext/enumerate", answering: 6)
                == "02080000-0000-0000-0000-000000000000")
        #expect(
            try CIM_CredentialContext.enumerate().output("cim/credential/context/enumerate", answering: 0)
                == "19000000-0000-0000-0000-000000000000")
        #expect(
            try CIM_CredentialContext.pull("").output("cim/credential/context/pull", answering: 1).items.map(
                \.certificateInstanceID) == ["Intel(r) AMT Certificate: Handle: 0"])
        #expect(
            try AMT_8021XProfile.enumerate().output("amt/ieee8021x/profile/enumerate", answering: 10)
                == "04080000-0000-0000-0000-000000000000")
        let profile = try AMT_8021XProfile.get().output("amt/ieee8021x/profile/get", answering: 9)
        #expect(!profile.isEnabled)
        #expect(profile.activeInS0 == true)
        #expect(profile.pxeTimeoutSeconds == 0)
        #expect(profile.identity == nil)
        #expect(profile.clientCertificateInstanceID == nil)
        #expect(try AMT_8021XProfile.pull("").output("amt/ieee8021x/profile/pull", answering: 12).items == [profile])
    }

    @Test("a profile in use: identity and certificates, and a password that should not be there is dropped")
    func profileInUse() throws {
        func certificate(_ handle: Int) -> String {
            """
            <b:Address>x</b:Address><b:ReferenceParameters>\
            <c:ResourceURI>\(Devices.schema)AMT_PublicKeyCertificate</c:ResourceURI><c:SelectorSet>\
            <c:Selector Name="InstanceID">Intel(r) AMT Certificate: Handle: \(handle)</c:Selector></c:SelectorSet>\
            </b:ReferenceParameters>
            """
        }
        let body = Devices.answer(
            action: Devices.transfer + "GetResponse", namespace: Devices.schema + "AMT_8021XProfile",
            body: """
                <g:AMT_8021XProfile><g:AuthenticationProtocol>6</g:AuthenticationProtocol>\
                <g:ClientCertificate>\(certificate(1))</g:ClientCertificate><g:Domain></g:Domain>\
                <g:Enabled>true</g:Enabled><g:Password>leaked</g:Password>\
                <g:ServerCertificateIssuer>\(certificate(0))</g:ServerCertificateIssuer>\
                <g:ServerCertificateName>corp.example</g:ServerCertificateName>\
                <g:ServerCertificateNameComparison>1</g:ServerCertificateNameComparison>\
                <g:Username>pc-0042</g:Username></g:AMT_8021XProfile>
                """)
        guard case .answered(let profile) = AMT_8021XProfile.get().read(status: 200, body: body, answering: 1) else {
            Issue.record("not answered")
            return
        }
        #expect(
            profile.identity
                == IEEE8021xIdentity(
                    eapProtocol: .fastTLS, username: "pc-0042",
                    serverName: .init(text: "corp.example", comparison: .domainSuffix)))
        #expect(profile.clientCertificateInstanceID == "Intel(r) AMT Certificate: Handle: 1")
        #expect(profile.serverCertificateIssuerInstanceID == "Intel(r) AMT Certificate: Handle: 0")
        #expect(!GoldenRequest.printed(profile).contains("leaked"))
    }

    @Test("a binding of 802.1x names its certificate")
    func credentialContext() throws {
        let body = Devices.answer(
            action: Devices.enumeration + "PullResponse",
            namespace: "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
            body: """
                <g:PullResponse><g:Items><h:IPS_8021xCredentialContext \
                xmlns:h="http://intel.com/wbem/wscim/1/ips-schema/1/IPS_8021xCredentialContext"><h:ElementInContext>\
                <b:Address>x</b:Address><b:ReferenceParameters>\
                <c:ResourceURI>\(Devices.schema)AMT_PublicKeyCertificate</c:ResourceURI><c:SelectorSet>\
                <c:Selector Name="InstanceID">Intel(r) AMT Certificate: Handle: 1</c:Selector></c:SelectorSet>\
                </b:ReferenceParameters></h:ElementInContext><h:ElementProvidingContext><b:Address>x</b:Address>\
                <b:ReferenceParameters>\
                <c:ResourceURI>http://intel.com/wbem/wscim/1/ips-schema/1/IPS_IEEE8021xSettings</c:ResourceURI>\
                <c:SelectorSet><c:Selector Name="InstanceID">Intel(r) AMT: 8021X Settings</c:Selector></c:SelectorSet>\
                </b:ReferenceParameters></h:ElementProvidingContext></h:IPS_8021xCredentialContext></g:Items>\
                <g:EndOfSequence></g:EndOfSequence></g:PullResponse>
                """)
        guard
            case .answered(let page) = IPS_8021xCredentialContext.pull("x").read(status: 200, body: body, answering: 1)
        else {
            Issue.record("not answered")
            return
        }
        #expect(page.items.map(\.certificateInstanceID) == ["Intel(r) AMT Certificate: Handle: 1"])
        #expect(
            page.items.first?.elementProvidingContext.selector("InstanceID") == IPS_IEEE8021xSettings.instanceID)
    }
}
