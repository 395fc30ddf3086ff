import AMT
import Testing

@Suite("Settings recorded from devices")
struct RecordedSettingsTests {
    // MARK: AMT_EthernetPortSettings

    @Test("a wired interface with DHCP, read by its key")
    func ethernet() throws {
        let settings = try AMT_EthernetPortSettings.get(instanceID: AMT_EthernetPortSettings.wiredInstanceID)
            .output("amt/ethernetport/get", answering: 0)
        #expect(settings.instanceID == "Intel(r) AMT Ethernet Port Settings 0")
        #expect(settings.dhcpEnabled)
        #expect(settings.ipSyncEnabled == true)
        #expect(settings.sharedStaticIP == false)
        #expect(settings.addressing == .dhcp)
        #expect(settings.ipAddress == nil)
        #expect(settings.subnetMask == "255.255.255.0")
        #expect(settings.defaultGateway == "192.168.0.1")
        #expect(settings.primaryDNS == "68.105.28.11")
        #expect(settings.secondaryDNS == "68.105.29.11")
        #expect(settings.vlanTag == nil)
        #expect(settings.linkPolicy == [.s0OnAC, .sxOnAC])
        #expect(settings.macAddress == "c8-d9-d2-7a-1e-33")
        #expect(settings.isPresent)
        #expect(settings.linkIsUp == true)
        #expect(settings.sharedMAC == true)
        #expect(settings.linkPreference == nil)
    }

    @Test("both interfaces on one page, the wireless one without hardware")
    func ethernetPage() throws {
        let page = try AMT_EthernetPortSettings.pull("").output("amt/ethernetport/pull", answering: 4)
        #expect(page.next == nil)
        #expect(
            page.items.map(\.instanceID) == [
                AMT_EthernetPortSettings.wiredInstanceID, AMT_EthernetPortSettings.wirelessInstanceID,
            ])
        #expect(page.items.map(\.macAddress) == ["00-be-43-d8-22-a4", "00-00-00-00-00-00"])
        #expect(page.items.map(\.isPresent) == [true, false])
        #expect(page.items.map(\.linkIsUp) == [true, false])
        #expect(page.items.map(\.linkPreference) == [nil, .host])
        #expect(page.items.map(\.addressing) == [.dhcp, .dhcp])
        #expect(page.items.map(\.linkPolicy) == [[.s0OnAC, .sxOnAC], []])
    }

    @Test("what a put stored: a combination of switches that no documentation has")
    func ethernetPut() throws {
        let asked = try AMT_EthernetPortSettings.get(instanceID: "x").output("amt/ethernetport/get", answering: 0)
        let stored = try #require(
            try AMT_EthernetPortSettings.put(asked).output("amt/ethernetport/put", answering: 5))
        #expect(stored.ipAddress == "192.168.0.24")
        #expect(stored.linkPolicy == [.s0OnAC, .sxOnAC, .s0OnDC])
        #expect(stored.dhcpEnabled)
        #expect(stored.sharedStaticIP == true)
        #expect(stored.addressing == nil)
        #expect(stored.changing(addressing: .dhcp).addressing == .dhcp)
    }

    // MARK: IPS_IPv6PortSettings

    @Test("IPv6 as it leaves the factory")
    func ipv6() throws {
        #expect(
            try IPS_IPv6PortSettings.enumerate().output("ips/ipv6portsettings/enumerate", answering: 1)
                == "9C000000-0000-0000-0000-000000000000")
        let settings = try IPS_IPv6PortSettings.get(instanceID: IPS_IPv6PortSettings.wiredInstanceID)
            .output("ips/ipv6portsettings/get", answering: 0)
        #expect(settings.instanceID == "Intel(r) IPS IPv6 Settings 0")
        #expect(settings.interfaceIDType == .randomized)
        #expect(settings.manualInterfaceID == "0000000000000000")
        #expect(settings.currentAddressInfo == [])
        #expect(
            settings.staticAddresses
                == .init(address: nil, defaultRouter: nil, primaryDNS: nil, secondaryDNS: nil))
    }

    // MARK: AMT_GeneralSettings

    @Test("dynamic DNS and address family before setup")
    func generalSettings() throws {
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        #expect(
            settings.dynamicDNS
                == DynamicDNS(
                    isEnabled: false, byDHCPServer: true, periodicUpdateIntervalMinutes: 1440, ttlSeconds: 900))
        #expect(settings.preferredAddressFamily == .ipv4)
    }

    // MARK: AMT_KerberosSettingData

    @Test("Kerberos that was never set up, and its cache")
    func kerberos() throws {
        #expect(
            try AMT_KerberosSettingData.enumerate().output("amt/kerberos/enumerate", answering: 6)
                == "61080000-0000-0000-0000-000000000000")
        let settings = try AMT_KerberosSettingData.get().output("amt/kerberos/get", answering: 5)
        #expect(!settings.isEnabled)
        #expect(settings.realmName == nil)
        #expect(settings.servicePrincipals == [])
        #expect(settings.keyVersion == nil)
        #expect(settings.encryptionAlgorithm == nil)
        #expect(settings.maximumClockToleranceMinutes == nil)
        #expect(settings.supportedEncryptionAlgorithms == [.rc4, .aes128, .aes256])
        #expect(settings.configuredEncryptionAlgorithms == [])
        #expect(
            try !AMT_KerberosSettingData.getCredentialCacheState().output(
                "amt/kerberos/getcredentialcachestate", answering: 9))
    }

    // MARK: Redirection

    @Test("redirection: a listener that was put, and a state that was asked for")
    func redirection() throws {
        typealias Service = AMT_RedirectionService
        #expect(
            try Service.enumerate().output("amt/redirectionservice/enumerate", answering: 0)
                == "D3000000-0000-0000-0000-000000000000")
        let asked = try Service.get().output(
            get: "AMT_RedirectionService",
            "<g:EnabledState>32768</g:EnabledState><g:ListenerEnabled>false</g:ListenerEnabled>")
        let stored = try #require(try Service.put(asked).output("amt/redirectionservice/put", answering: 5))
        #expect(stored.state == .both)
        #expect(stored.listenerEnabled)
        #expect(stored.instance.text("SystemName") == "Intel(r) AMT")
        #expect(
            try Service.requestStateChange(.both).output("amt/redirectionservice/requeststatechange", answering: 10)
                == Done())
    }

    @Test("KVM: on and unused, its settings as they were and as they were put")
    func kvm() throws {
        #expect(
            try CIM_KVMRedirectionSAP.enumerate().output("cim/kvm/enumerate", answering: 0)
                == "CB020000-0000-0000-0000-000000000000")
        let point = try CIM_KVMRedirectionSAP.get().output("cim/kvm/get", answering: 4)
        #expect(point.state == .enabledButOffline)
        #expect(point.state.isEnabled == true)
        typealias Settings = IPS_KVMRedirectionSettingData
        #expect(
            try Settings.enumerate().output("ips/kvmredirection/settings/enumerate", answering: 0)
                == "9E000000-0000-0000-0000-000000000000")
        let settings = try Settings.get().output("ips/kvmredirection/settings/get", answering: 0)
        #expect(settings.enabledByMEBx == true)
        #expect(settings.is5900PortEnabled == false)
        #expect(settings.optInPolicy == true)
        #expect(settings.optInPolicyTimeoutSeconds == 300)
        #expect(settings.sessionTimeoutMinutes == 3)
        #expect(settings.defaultScreen == 0)
        let put = Settings.put(settings, rfbPassword: nil)
        let stored = try #require(try put.output("ips/kvmredirection/settings/put", answering: 3))
        #expect(stored.defaultScreen == 1)
        #expect(stored.optInPolicy == false)
        #expect(stored.optInPolicyTimeoutSeconds == nil)
        #expect(stored.instance.text("InitialDecimationModeForLowRes") == "2")
        #expect(stored.instance.text("RFBPassword") == nil)
    }

    @Test("consent of a device in admin control mode")
    func optIn() throws {
        let service = try IPS_OptInService.get().output("ips/optin/get", answering: 21)
        #expect(service.required == .none)
        #expect(service.state == .notStarted)
        #expect(service.canModifyPolicy == true)
        #expect(service.codeTimeoutSeconds == 120)
        #expect(service.displayTimeoutSeconds == 300)
    }

    // MARK: AMT_SystemPowerScheme

    @Test("the first power scheme of a mobile device")
    func powerScheme() throws {
        #expect(
            try AMT_SystemPowerScheme.enumerate().output("amt/systempowerscheme/enumerate", answering: 0)
                == "93000000-0000-0000-0000-000000000000")
        let scheme = try AMT_SystemPowerScheme.get(instanceID: "SCHEME 0").output(
            "amt/systempowerscheme/get", answering: 2)
        #expect(scheme.instanceID == "SCHEME 0")
        #expect(scheme.label == "Mobile: ON in S0")
        #expect(Hex.text(scheme.schemeGUID) == "763997110b56504388709812f391b560")
        #expect(scheme.powerPackage == .mobileS0)
    }
}
