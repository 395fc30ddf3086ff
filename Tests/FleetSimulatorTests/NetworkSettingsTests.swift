import Testing

@testable import FleetSimulator

@Suite("network settings")
struct NetworkSettingsTests {
    private static let wired = NetworkSettings.ethernetIDs[0]
    private static let wireless = NetworkSettings.ethernetIDs[1]

    private static func put(_ id: String = Self.wired, _ values: (String, String)...) -> String {
        Requests.put(
            "AMT_EthernetPortSettings", instanceID: id,
            values.map { "<p:\($0.0)>\($0.1)</p:\($0.0)>" }.joined())
    }

    static let address = Self.put(
        Self.wired, ("DHCPEnabled", "false"), ("IPAddress", "192.0.2.10"), ("SubnetMask", "255.255.255.0"))

    @Test("only the combinations of the table are taken, and addresses go with one of them alone")
    func table() throws {
        var bench = try Bench()
        for request in [
            Self.put(Self.wired, ("DHCPEnabled", "true"), ("DefaultGateway", "192.0.2.1")),
            Self.put(Self.wired, ("DHCPEnabled", "true"), ("SharedStaticIp", "true")),
            Self.put(Self.wired, ("DHCPEnabled", "true"), ("IpSyncEnabled", "false")),
            Self.put(Self.wired, ("DHCPEnabled", "false")),
            Self.put(Self.wired, ("DHCPEnabled", "false"), ("IPAddress", "192.0.2.10")),
            Self.put(Self.wired, ("DHCPEnabled", "false"), ("IPAddress", "300.0.2.1"), ("SubnetMask", "255.0.0.0")),
            Self.put(Self.wired, ("DHCPEnabled", "false"), ("SharedStaticIp", "true")),
            Self.put(Self.wireless, ("DHCPEnabled", "false"), ("IPAddress", "192.0.2.9"), ("SubnetMask", "255.0.0.0")),
            Self.put(Self.wired, ("DHCPEnabled", "true"), ("VLANTag", "4095")),
            Self.put(Self.wired, ("DHCPEnabled", "true"), ("LinkPolicy", "2")),
            Self.put(Self.wired, ("DHCPEnabled", "true"), ("MACAddress", "00-00-00-00-00-01")),
        ] {
            #expect(try bench.fault(request)?.code == .invalidParameter)
        }
        let flags = [("IpSyncEnabled", "true"), ("SharedStaticIp", "true")]
        let shared = Self.put(Self.wired, ("DHCPEnabled", "false"), flags[0], flags[1])
        #expect(try bench.property("SharedStaticIp", shared) == "true")
        #expect(bench.effects == [.moveAddress])
        #expect(try bench.fault(Self.put(Self.wired, ("VLANTag", "1")))?.code == .schemaValidationError)
        #expect(try bench.fault(Self.put("x", ("DHCPEnabled", "true")))?.code == .invalidSelectors)
    }

    @Test("a new address has the effect of a move, and the same once more has none")
    func move() throws {
        var bench = try Bench()
        #expect(try bench.property("IPAddress", Self.address) == "192.0.2.10")
        #expect(bench.effects == [.moveAddress])
        guard
            case .instance(let shown) = try bench.answer(
                Requests.get("AMT_EthernetPortSettings", instanceID: Self.wired))
        else { return }
        #expect(shown.texts("DefaultGateway").isEmpty)
        #expect(shown.texts("DHCPEnabled") == ["false"])
        _ = try bench.answer(Self.address)
        #expect(bench.effects.isEmpty)
        #expect(try bench.property("DHCPEnabled", Self.put(Self.wired, ("DHCPEnabled", "true"))) == "true")
        #expect(bench.effects == [.moveAddress])
    }

    @Test("link policy and tag are kept, and a tag of zero is not shown")
    func links() throws {
        var bench = try Bench()
        let tagged = Self.put(
            Self.wired, ("DHCPEnabled", "true"), ("LinkPolicy", "1"), ("LinkPolicy", "16"), ("VLANTag", "4094"))
        #expect(try bench.property("VLANTag", tagged) == "4094")
        #expect(bench.effects.isEmpty)
        let untagged = Self.put(Self.wired, ("DHCPEnabled", "true"), ("VLANTag", "0"))
        guard case .instance(let shown) = try bench.answer(untagged) else { return }
        #expect(shown.texts("VLANTag").isEmpty)
        #expect(shown.texts("LinkPolicy") == ["1", "16"])
    }

    @Test("IPv6 addresses belong to the wired interface, and a manual identifier has to be given")
    func ipv6() throws {
        var bench = try Bench()
        let put = { (port: Int, values: String) in
            Requests.put("IPS_IPv6PortSettings", instanceID: NetworkSettings.ipv6IDs[port], values)
        }
        let address = "<p:IPv6Address>2001:db8::10</p:IPv6Address>"
        #expect(try bench.property("IPv6Address", put(0, address)) == "2001:db8::10")
        #expect(try bench.fault(put(1, address))?.code == .invalidParameter)
        let manual = "<p:InterfaceIDType>2</p:InterfaceIDType>"
        #expect(try bench.fault(put(0, manual))?.code == .invalidParameter)
        let identifier = "<p:ManualInterfaceID>00000000000000aa</p:ManualInterfaceID>"
        #expect(try bench.property("InterfaceIDType", put(1, manual + identifier)) == "2")
        var policy = FirmwarePolicy()
        policy.hasWirelessCard = false
        bench = try Bench(policy: policy)
        #expect(try bench.pullAll("IPS_IPv6PortSettings").count == 1)
    }

    @Test("home domains are five names at most, and an empty list clears them")
    func environment() throws {
        var bench = try Bench()
        let put = { (names: [String]) in
            Requests.put(
                "AMT_EnvironmentDetectionSettingData",
                "<p:DetectionAlgorithm>0</p:DetectionAlgorithm>"
                    + names.map { "<p:DetectionStrings>\($0)</p:DetectionStrings>" }.joined())
        }
        let names = (1...6).map { "domain\($0).example" }
        #expect(try bench.fault(put(names))?.code == .invalidParameter)
        #expect(try bench.fault(put(["a b"]))?.code == .invalidParameter)
        _ = try bench.answer(put(Array(names.prefix(5))))
        #expect(bench.firmware.features.environment.strings.count == 5)
        _ = try bench.answer(put([]))
        #expect(bench.firmware.features.environment.strings.isEmpty)
    }

    @Test("a proxy is added once, and the second answer refers to nothing")
    func proxies() throws {
        var bench = try Bench()
        let add = Requests.invoke(
            "IPS_HTTPProxyService", "AddProxyAccessPoint",
            "<p:AccessInfo>proxy.corp.example</p:AccessInfo><p:InfoFormat>201</p:InfoFormat><p:Port>8080</p:Port>"
                + "<p:NetworkDnsSuffix>corp.example</p:NetworkDnsSuffix>")
        #expect(try bench.status(add) == 0)
        let again = try bench.answer(add)
        let text = AnswerEnvelope.text(again, to: try Bench.call(add), number: 1)
        #expect(
            text.contains(
                "<g:ProxyAccessPoint><b:Address>default</b:Address><b:ReferenceParameters><c:ResourceURI>"
                    + "</c:ResourceURI><c:SelectorSet></c:SelectorSet></b:ReferenceParameters></g:ProxyAccessPoint>"
                    + "<g:ReturnValue>2058</g:ReturnValue>"))
        let name = "Intel(r) ME:HTTP Proxy Access Point 0"
        #expect(try bench.answer(Requests.delete("IPS_HTTPProxyAccessPoint", "Name", name)) == .empty)
        #expect(try bench.pullAll("IPS_HTTPProxyAccessPoint").isEmpty)
    }
}
