import AMT
import Testing

@Suite("Requests about the network")
struct NetworkRequestTests {
    private typealias Frames = RequestFrames
    private static let ethernet = "AMT_EthernetPortSettings"
    private static let wired = Frames.selector("InstanceID", "Intel(r) AMT Ethernet Port Settings 0")
    private static let wireless = Frames.selector("InstanceID", "Intel(r) AMT Ethernet Port Settings 1")

    // MARK: AMT_EthernetPortSettings

    @Test("an interface is read by its key")
    func ethernetGet() {
        Frames.expectGet(
            AMT_EthernetPortSettings.get(instanceID: AMT_EthernetPortSettings.wiredInstanceID), Self.ethernet,
            selectors: Self.wired)
        Frames.expectGet(
            AMT_EthernetPortSettings.get(instanceID: AMT_EthernetPortSettings.wirelessInstanceID), Self.ethernet,
            selectors: Self.wireless)
        Frames.expectEnumerate(AMT_EthernetPortSettings.enumerate(), Self.ethernet)
        Frames.expectPull(AMT_EthernetPortSettings.pull("C1"), Self.ethernet)
        #expect(AMT_EthernetPortSettings.get(instanceID: "x").kind == .read)
    }

    @Test("DHCP: shared lease, no addresses, whatever the device had found")
    func ethernetDHCP() throws {
        let settings = try Self.wiredSettings()
        let body = """
            <p:DHCPEnabled>true</p:DHCPEnabled><p:ElementName>Intel(r) AMT Ethernet Port Settings</p:ElementName>\
            <p:InstanceID>Intel(r) AMT Ethernet Port Settings 0</p:InstanceID><p:IpSyncEnabled>true</p:IpSyncEnabled>\
            <p:LinkIsUp>true</p:LinkIsUp><p:LinkPolicy>1</p:LinkPolicy><p:LinkPolicy>14</p:LinkPolicy>\
            <p:MACAddress>c8-d9-d2-7a-1e-33</p:MACAddress><p:PhysicalConnectionType>0</p:PhysicalConnectionType>\
            <p:SharedDynamicIP>true</p:SharedDynamicIP><p:SharedMAC>true</p:SharedMAC>\
            <p:SharedStaticIp>false</p:SharedStaticIp>
            """
        let put = AMT_EthernetPortSettings.put(settings.changing(addressing: .dhcp))
        Frames.expectPut(put, Self.ethernet, selectors: Self.wired, body)
        #expect(put.kind == .repeatable)
        #expect(put.answerSecondsMax == 60)
        // A put of what was read leaves the addresses out too: DHCP brings them.
        Frames.expectPut(AMT_EthernetPortSettings.put(settings), Self.ethernet, selectors: Self.wired, body)
    }

    @Test("the operating system's static address: shared, no addresses")
    func ethernetSameAsHost() throws {
        let settings = try Self.wiredSettings().changing(addressing: .sameAsHost)
        #expect(settings.addressing == .sameAsHost)
        Frames.expectPut(
            AMT_EthernetPortSettings.put(settings), Self.ethernet, selectors: Self.wired,
            """
            <p:DHCPEnabled>false</p:DHCPEnabled><p:ElementName>Intel(r) AMT Ethernet Port Settings</p:ElementName>\
            <p:InstanceID>Intel(r) AMT Ethernet Port Settings 0</p:InstanceID><p:IpSyncEnabled>true</p:IpSyncEnabled>\
            <p:LinkIsUp>true</p:LinkIsUp><p:LinkPolicy>1</p:LinkPolicy><p:LinkPolicy>14</p:LinkPolicy>\
            <p:MACAddress>c8-d9-d2-7a-1e-33</p:MACAddress><p:PhysicalConnectionType>0</p:PhysicalConnectionType>\
            <p:SharedDynamicIP>true</p:SharedDynamicIP><p:SharedMAC>true</p:SharedMAC>\
            <p:SharedStaticIp>true</p:SharedStaticIp>
            """)
    }

    @Test("an own static address: nothing shared, addresses behind the rest, those that are none left out")
    func ethernetOwn() throws {
        let addresses = IPv4Addresses(
            address: "192.0.2.10", subnetMask: "255.255.255.0", defaultGateway: "192.0.2.1", primaryDNS: "192.0.2.53")
        let settings = try Self.wiredSettings().changing(addressing: .own(addresses))
        #expect(settings.addressing == .own(addresses))
        Frames.expectPut(
            AMT_EthernetPortSettings.put(settings), Self.ethernet, selectors: Self.wired,
            """
            <p:DHCPEnabled>false</p:DHCPEnabled><p:ElementName>Intel(r) AMT Ethernet Port Settings</p:ElementName>\
            <p:InstanceID>Intel(r) AMT Ethernet Port Settings 0</p:InstanceID>\
            <p:IpSyncEnabled>false</p:IpSyncEnabled><p:LinkIsUp>true</p:LinkIsUp><p:LinkPolicy>1</p:LinkPolicy>\
            <p:LinkPolicy>14</p:LinkPolicy><p:MACAddress>c8-d9-d2-7a-1e-33</p:MACAddress>\
            <p:PhysicalConnectionType>0</p:PhysicalConnectionType><p:SharedDynamicIP>true</p:SharedDynamicIP>\
            <p:SharedMAC>true</p:SharedMAC><p:SharedStaticIp>false</p:SharedStaticIp>\
            <p:IPAddress>192.0.2.10</p:IPAddress><p:SubnetMask>255.255.255.0</p:SubnetMask>\
            <p:DefaultGateway>192.0.2.1</p:DefaultGateway><p:PrimaryDNS>192.0.2.53</p:PrimaryDNS>
            """)
    }

    @Test("VLAN and link policy change nothing else")
    func ethernetVLAN() throws {
        let settings = try Self.wiredSettings().changing(vlanTag: 4094)
            .changing(linkPolicy: [.s0OnAC, .sxOnAC, .s0OnDC, .sxOnDC])
        #expect(settings.vlanTag == 4094)
        #expect(settings.addressing == .dhcp)
        Frames.expectPut(
            AMT_EthernetPortSettings.put(settings), Self.ethernet, selectors: Self.wired,
            """
            <p:DHCPEnabled>true</p:DHCPEnabled><p:ElementName>Intel(r) AMT Ethernet Port Settings</p:ElementName>\
            <p:InstanceID>Intel(r) AMT Ethernet Port Settings 0</p:InstanceID><p:IpSyncEnabled>true</p:IpSyncEnabled>\
            <p:LinkIsUp>true</p:LinkIsUp><p:LinkPolicy>1</p:LinkPolicy><p:LinkPolicy>14</p:LinkPolicy>\
            <p:LinkPolicy>16</p:LinkPolicy><p:LinkPolicy>224</p:LinkPolicy>\
            <p:MACAddress>c8-d9-d2-7a-1e-33</p:MACAddress><p:PhysicalConnectionType>0</p:PhysicalConnectionType>\
            <p:SharedDynamicIP>true</p:SharedDynamicIP><p:SharedMAC>true</p:SharedMAC>\
            <p:SharedStaticIp>false</p:SharedStaticIp><p:VLANTag>4094</p:VLANTag>
            """)
    }

    @Test("a wireless interface gets no switches of sharing that it does not show")
    func ethernetWireless() throws {
        let page = try AMT_EthernetPortSettings.pull("").output("amt/ethernetport/pull", answering: 4)
        let settings = try #require(page.items.last).changing(addressing: .dhcp)
        Frames.expectPut(
            AMT_EthernetPortSettings.put(settings), Self.ethernet, selectors: Self.wireless,
            """
            <p:ConsoleTcpMaxRetransmissions>5</p:ConsoleTcpMaxRetransmissions><p:DHCPEnabled>true</p:DHCPEnabled>\
            <p:ElementName>Intel(r) AMT Ethernet Port Settings</p:ElementName>\
            <p:InstanceID>Intel(r) AMT Ethernet Port Settings 1</p:InstanceID><p:LinkControl>2</p:LinkControl>\
            <p:LinkIsUp>false</p:LinkIsUp><p:LinkPreference>2</p:LinkPreference>\
            <p:MACAddress>00-00-00-00-00-00</p:MACAddress><p:PhysicalConnectionType>3</p:PhysicalConnectionType>\
            <p:SharedMAC>true</p:SharedMAC><p:WLANLinkProtectionLevel>1</p:WLANLinkProtectionLevel>
            """)
    }

    private static func wiredSettings() throws -> AMT_EthernetPortSettings {
        try AMT_EthernetPortSettings.get(instanceID: AMT_EthernetPortSettings.wiredInstanceID)
            .output("amt/ethernetport/get", answering: 0)
    }

    // MARK: IPS_IPv6PortSettings

    @Test("IPv6: read by its key, unset addresses as two colons")
    func ipv6() throws {
        let name = "IPS_IPv6PortSettings"
        let selectors = Frames.selector("InstanceID", "Intel(r) IPS IPv6 Settings 0")
        let get = IPS_IPv6PortSettings.get(instanceID: IPS_IPv6PortSettings.wiredInstanceID)
        Frames.expectGet(get, name, selectors: selectors)
        Frames.expectGet(
            IPS_IPv6PortSettings.get(instanceID: IPS_IPv6PortSettings.wirelessInstanceID), name,
            selectors: Frames.selector("InstanceID", "Intel(r) IPS IPv6 Settings 1"))
        Frames.expectEnumerate(IPS_IPv6PortSettings.enumerate(), name)
        Frames.expectPull(IPS_IPv6PortSettings.pull("C1"), name)
        let settings = try get.output("ips/ipv6portsettings/get", answering: 0)
            .changing(interfaceIDType: .manual, manualInterfaceID: "0011223344556677")
            .changing(
                staticAddresses: .init(
                    address: "2001:db8::7", defaultRouter: "2001:db8::1", primaryDNS: nil, secondaryDNS: nil))
        Frames.expectPut(
            IPS_IPv6PortSettings.put(settings), name, selectors: selectors,
            """
            <p:CurrentDefaultRouter>::</p:CurrentDefaultRouter><p:CurrentPrimaryDNS>::</p:CurrentPrimaryDNS>\
            <p:CurrentSecondaryDNS>::</p:CurrentSecondaryDNS><p:DefaultRouter>2001:db8::1</p:DefaultRouter>\
            <p:ElementName>Intel(r) IPS IPv6 Settings 0</p:ElementName><p:IPv6Address>2001:db8::7</p:IPv6Address>\
            <p:InstanceID>Intel(r) IPS IPv6 Settings 0</p:InstanceID><p:InterfaceIDType>2</p:InterfaceIDType>\
            <p:ManualInterfaceID>0011223344556677</p:ManualInterfaceID><p:PrimaryDNS>::</p:PrimaryDNS>\
            <p:SecondaryDNS>::</p:SecondaryDNS>
            """)
    }

    @Test("IPv6 of the wireless interface is put by its own key")
    func wirelessIPv6() throws {
        let name = "IPS_IPv6PortSettings"
        let settings = try IPS_IPv6PortSettings.get(instanceID: IPS_IPv6PortSettings.wirelessInstanceID).output(
            get: name,
            "<g:IPv6Address>::</g:IPv6Address><g:InstanceID>Intel(r) IPS IPv6 Settings 1</g:InstanceID>"
                + "<g:InterfaceIDType>0</g:InterfaceIDType>")
        Frames.expectPut(
            IPS_IPv6PortSettings.put(settings.changing(interfaceIDType: .intel)), name,
            selectors: Frames.selector("InstanceID", "Intel(r) IPS IPv6 Settings 1"),
            """
            <p:IPv6Address>::</p:IPv6Address><p:InstanceID>Intel(r) IPS IPv6 Settings 1</p:InstanceID>\
            <p:InterfaceIDType>1</p:InterfaceIDType>
            """)
    }

    // MARK: AMT_GeneralSettings

    @Test("dynamic DNS, idle time and address family change nothing else")
    func generalSettings() throws {
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
            .putting(
                dynamicDNS: DynamicDNS(
                    isEnabled: true, byDHCPServer: false, periodicUpdateIntervalMinutes: 60, ttlSeconds: 300)
            )
            .putting(idleWakeTimeoutMinutes: 65535)
            .putting(preferredAddressFamily: .ipv6)
        Frames.expectPut(
            AMT_GeneralSettings.put(settings), "AMT_GeneralSettings",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT: General Settings"),
            """
            <p:AMTNetworkEnabled>1</p:AMTNetworkEnabled>\
            <p:DDNSPeriodicUpdateInterval>60</p:DDNSPeriodicUpdateInterval><p:DDNSTTL>300</p:DDNSTTL>\
            <p:DDNSUpdateByDHCPServerEnabled>false</p:DDNSUpdateByDHCPServerEnabled>\
            <p:DDNSUpdateEnabled>true</p:DDNSUpdateEnabled>\
            <p:DHCPv6ConfigurationTimeout>0</p:DHCPv6ConfigurationTimeout>\
            <p:DigestRealm>Digest:62FFAC181B3F3457C5B3894ED21F3E6E</p:DigestRealm>\
            <p:DomainName></p:DomainName><p:ElementName>Intel(r) AMT: General Settings</p:ElementName>\
            <p:HostName></p:HostName><p:HostOSFQDN></p:HostOSFQDN><p:IdleWakeTimeout>65535</p:IdleWakeTimeout>\
            <p:InstanceID>Intel(r) AMT: General Settings</p:InstanceID>\
            <p:NetworkInterfaceEnabled>true</p:NetworkInterfaceEnabled>\
            <p:PingResponseEnabled>true</p:PingResponseEnabled><p:PowerSource>0</p:PowerSource>\
            <p:PreferredAddressFamily>1</p:PreferredAddressFamily>\
            <p:PresenceNotificationInterval>0</p:PresenceNotificationInterval><p:PrivacyLevel>0</p:PrivacyLevel>\
            <p:RmcpPingResponseEnabled>true</p:RmcpPingResponseEnabled><p:SharedFQDN>true</p:SharedFQDN>\
            <p:ThunderboltDockEnabled>0</p:ThunderboltDockEnabled><p:WsmanOnlyMode>false</p:WsmanOnlyMode>
            """)
    }
}
