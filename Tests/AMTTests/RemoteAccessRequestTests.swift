import AMT
import Testing

/// Requests of remote access byte for byte, written by hand from the protocol.
@Suite("Requests of remote access")
struct RemoteAccessRequestTests {
    private typealias Golden = GoldenRequest
    private typealias Service = AMT_RemoteAccessService
    private static let service = GoldenRequest.amt + "AMT_RemoteAccessService"
    private static let sap = GoldenRequest.amt + "AMT_ManagementPresenceRemoteSAP"

    private static let server = Service.MpServer(
        accessInfo: "mps.corp.example", infoFormat: .fqdn, port: 4433,
        authentication: .password(username: "standalone", password: Secret(text: "Passw0rd!&")))

    @Test("a server with name and password")
    func password() {
        Golden.expect(
            Service.addMpServer(Self.server), method: "AddMpServer", Self.service,
            """
            <p:AccessInfo>mps.corp.example</p:AccessInfo><p:InfoFormat>201</p:InfoFormat><p:Port>4433</p:Port>\
            <p:AuthMethod>2</p:AuthMethod><p:Username>standalone</p:Username><p:Password>Passw0rd!&amp;</p:Password>
            """)
        #expect(!Golden.printed(Self.server).contains("Passw0rd"))
        #expect(!Golden.printed(Service.addMpServer(Self.server)).contains("Passw0rd"))
    }

    @Test("a server with a certificate of the device, by its address")
    func mutualTLS() {
        let server = Service.MpServer(
            accessInfo: "192.0.2.7", infoFormat: .ipv4, port: 443,
            authentication: .mutualTLS(certificateInstanceID: "Intel(r) AMT Certificate: Handle: 1"),
            commonName: "mps.corp.example")
        Golden.expect(
            Service.addMpServer(server), method: "AddMpServer", Self.service,
            """
            <p:AccessInfo>192.0.2.7</p:AccessInfo><p:InfoFormat>3</p:InfoFormat><p:Port>443</p:Port>\
            <p:AuthMethod>1</p:AuthMethod><p:Certificate>\(Golden.certificate(1))</p:Certificate>\
            <p:CN>mps.corp.example</p:CN>
            """)
    }

    @Test("rules: periodic with its schedule, and asked for by the user")
    func rules() {
        func mpServer(_ number: Int) -> String {
            "<p:MpServer>"
                + Golden.reference(Self.sap, "Name", "Intel(r) AMT:Management Presence Server \(number)")
                + "</p:MpServer>"
        }
        Golden.expect(
            Service.addRemoteAccessPolicyRule(
                trigger: .periodic, tunnelLifeTimeSeconds: 0, schedule: .every(seconds: 3600),
                mpServerNames: ["Intel(r) AMT:Management Presence Server 0"]),
            method: "AddRemoteAccessPolicyRule", Self.service,
            "<p:Trigger>2</p:Trigger><p:TunnelLifeTime>0</p:TunnelLifeTime><p:ExtendedData>AAAAAAAADhA=</p:ExtendedData>"
                + mpServer(0))
        Golden.expect(
            Service.addRemoteAccessPolicyRule(
                trigger: .userInitiated, tunnelLifeTimeSeconds: 300, schedule: nil,
                mpServerNames: [
                    "Intel(r) AMT:Management Presence Server 0", "Intel(r) AMT:Management Presence Server 1",
                ]),
            method: "AddRemoteAccessPolicyRule", Self.service,
            "<p:Trigger>0</p:Trigger><p:TunnelLifeTime>300</p:TunnelLifeTime>" + mpServer(0) + mpServer(1))
    }

    @Test("schedules are numbers in network order")
    func schedules() {
        #expect(Base64.text(RemoteAccessSchedule.every(seconds: 3600).bytes) == "AAAAAAAADhA=")
        #expect(Base64.text(RemoteAccessSchedule.daily(hour: 2, minute: 30).bytes) == "AAAAAQAAAAIAAAAe")
        #expect(RemoteAccessSchedule(bytes: [0, 0, 0, 0, 0, 0, 14, 16]) == .every(seconds: 3600))
        #expect(
            RemoteAccessSchedule(bytes: [0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 30]) == .daily(hour: 2, minute: 30))
        for bytes: [UInt8] in [[], [0, 0, 0, 0], [0, 0, 0, 1, 0, 0, 0, 2], [0, 0, 0, 2, 0, 0, 0, 2], [0, 0, 0]] {
            #expect(RemoteAccessSchedule(bytes: bytes) == nil)
        }
    }

    @Test("servers, their users and rules are enumerated and removed")
    func enumerations() {
        Golden.expect(
            enumerate: AMT_ManagementPresenceRemoteSAP.enumerate(), pull: AMT_ManagementPresenceRemoteSAP.pull("x"),
            Self.sap)
        Golden.expect(
            AMT_ManagementPresenceRemoteSAP.delete(name: "Intel(r) AMT:Management Presence Server 0"),
            action: Golden.transfer + "Delete", Self.sap,
            selectors: Golden.selector("Name", "Intel(r) AMT:Management Presence Server 0"), "")
        Golden.expect(
            enumerate: AMT_MPSUsernamePassword.enumerate(), pull: AMT_MPSUsernamePassword.pull("x"),
            Golden.amt + "AMT_MPSUsernamePassword")
        let rule = Golden.amt + "AMT_RemoteAccessPolicyRule"
        Golden.expect(
            enumerate: AMT_RemoteAccessPolicyRule.enumerate(), pull: AMT_RemoteAccessPolicyRule.pull("x"), rule)
        Golden.expect(
            AMT_RemoteAccessPolicyRule.delete(policyRuleName: "User Initiated"), action: Golden.transfer + "Delete",
            rule, selectors: Golden.selector("PolicyRuleName", "User Initiated"), "")
        Golden.expect(
            enumerate: AMT_RemoteAccessPolicyAppliesToMPS.enumerate(),
            pull: AMT_RemoteAccessPolicyAppliesToMPS.pull("x"), Golden.amt + "AMT_RemoteAccessPolicyAppliesToMPS")
        Golden.expect(
            AMT_RemoteAccessCapabilities.get(), action: Golden.transfer + "Get",
            Golden.amt + "AMT_RemoteAccessCapabilities",
            selectors: Golden.selector("InstanceID", "Intel(r) AMT:Remote Access Capabilities"), "")
    }

    @Test("the password of a user is put behind the name and shown nowhere")
    func user() throws {
        let key = Golden.selector("InstanceID", "Intel(r) AMT:MPS Username Password 0")
        let uri = Golden.amt + "AMT_MPSUsernamePassword"
        let user = try AMT_MPSUsernamePassword.get(instanceID: "Intel(r) AMT:MPS Username Password 0").output(
            "amt/mps/get", answering: 5)
        Golden.expect(
            AMT_MPSUsernamePassword.get(instanceID: user.instanceID), action: Golden.transfer + "Get", uri,
            selectors: key, "")
        let put = AMT_MPSUsernamePassword.put(user, remoteID: "standalone", password: Secret(text: "Passw0rd!&"))
        Golden.expect(
            put, action: Golden.transfer + "Put", uri, selectors: key,
            """
            <p:AMT_MPSUsernamePassword xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_MPSUsernamePassword">\
            <p:InstanceID>Intel(r) AMT:MPS Username Password 0</p:InstanceID><p:RemoteID>standalone</p:RemoteID>\
            <p:Secret>Passw0rd!&amp;</p:Secret></p:AMT_MPSUsernamePassword>
            """)
        #expect(!Golden.printed(put).contains("Passw0rd"))
    }

    @Test("an association is put whole, selected by both its keys")
    func association() throws {
        func reference(_ name: String, _ key: String, _ value: String) -> String {
            """
            <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>\
            <a:ReferenceParameters><w:ResourceURI>\(Golden.amt)\(name)</w:ResourceURI><w:SelectorSet>\
            <w:Selector Name="CreationClassName">\(name)</w:Selector><w:Selector Name="\(key)">\(value)</w:Selector>\
            <w:Selector Name="SystemCreationClassName">CIM_ComputerSystem</w:Selector>\
            <w:Selector Name="SystemName">Intel(r) AMT</w:Selector></w:SelectorSet></a:ReferenceParameters>
            """
        }
        typealias Association = AMT_RemoteAccessPolicyAppliesToMPS
        let read = try #require(
            try Association.pull("").output("amt/remoteaccess/policyappliestomps/pull", answering: 28).items.first)
        let server = reference(
            "AMT_ManagementPresenceRemoteSAP", "Name", "Intel(r) AMT:Management Presence Server 0")
        let rule = reference("AMT_RemoteAccessPolicyRule", "PolicyRuleName", "Periodic")
        let keys = """
            <w:SelectorSet><w:Selector Name="ManagedElement"><a:EndpointReference>\(server)</a:EndpointReference>\
            </w:Selector><w:Selector Name="PolicySet"><a:EndpointReference>\(rule)</a:EndpointReference></w:Selector>\
            </w:SelectorSet>
            """
        let uri = Golden.amt + "AMT_RemoteAccessPolicyAppliesToMPS"
        Golden.expect(Association.get(read), action: Golden.transfer + "Get", uri, selectors: keys, "")
        Golden.expect(
            Association.put(read.changing(mpsType: .both)), action: Golden.transfer + "Put", uri, selectors: keys,
            """
            <p:AMT_RemoteAccessPolicyAppliesToMPS xmlns:p="\(uri)"><p:ManagedElement>\(server)</p:ManagedElement>\
            <p:MpsType>2</p:MpsType><p:OrderOfAccess>0</p:OrderOfAccess><p:PolicySet>\(rule)</p:PolicySet>\
            </p:AMT_RemoteAccessPolicyAppliesToMPS>
            """)
    }

    @Test("from where the user may ask")
    func userInitiated() {
        typealias Connection = AMT_UserInitiatedConnectionService
        let uri = Golden.amt + "AMT_UserInitiatedConnectionService"
        Golden.expect(Connection.get(), action: Golden.transfer + "Get", uri, "")
        Golden.expect(enumerate: Connection.enumerate(), pull: Connection.pull("x"), uri)
        let states: [(Connection.State, Int)] = [
            (.disabled, 32768), (.bios, 32769), (.operatingSystem, 32770), (.both, 32771),
        ]
        for (state, number) in states {
            Golden.expect(
                Connection.requestStateChange(state), method: "RequestStateChange", uri,
                "<p:RequestedState>\(number)</p:RequestedState>")
        }
    }

    @Test("domains that mean inside")
    func environmentDetection() throws {
        typealias Detection = AMT_EnvironmentDetectionSettingData
        let uri = Golden.amt + "AMT_EnvironmentDetectionSettingData"
        let key = Golden.selector("InstanceID", "Intel(r) AMT Environment Detection Settings")
        Golden.expect(Detection.get(), action: Golden.transfer + "Get", uri, selectors: key, "")
        Golden.expect(enumerate: Detection.enumerate(), pull: Detection.pull("x"), uri)
        let read = try Detection.get().output("amt/environmentdetection/get", answering: 16)
        Golden.expect(
            Detection.put(
                read.changing(algorithm: .localDomains, detectionStrings: ["corp.example", "lab.corp.example"])),
            action: Golden.transfer + "Put", uri, selectors: key,
            """
            <p:AMT_EnvironmentDetectionSettingData xmlns:p="\(uri)"><p:DetectionAlgorithm>0</p:DetectionAlgorithm>\
            <p:DetectionStrings>corp.example</p:DetectionStrings>\
            <p:DetectionStrings>lab.corp.example</p:DetectionStrings>\
            <p:ElementName>Intel(r) AMT Environment Detection Settings</p:ElementName>\
            <p:InstanceID>Intel(r) AMT Environment Detection Settings</p:InstanceID>\
            </p:AMT_EnvironmentDetectionSettingData>
            """)
        let none = read.changing(algorithm: .localDomains, detectionStrings: [])
        #expect(none.instance.names == ["DetectionAlgorithm", "ElementName", "InstanceID"])
    }

    @Test("proxies")
    func proxies() {
        let uri = Golden.ips + "IPS_HTTPProxyService"
        Golden.expect(
            IPS_HTTPProxyService.addProxyAccessPoint(
                accessInfo: "proxy.corp.example", infoFormat: .fqdn, port: 8080, networkDNSSuffix: "corp.example"),
            method: "AddProxyAccessPoint", uri,
            """
            <p:AccessInfo>proxy.corp.example</p:AccessInfo><p:InfoFormat>201</p:InfoFormat><p:Port>8080</p:Port>\
            <p:NetworkDnsSuffix>corp.example</p:NetworkDnsSuffix>
            """)
        let point = Golden.ips + "IPS_HTTPProxyAccessPoint"
        Golden.expect(
            enumerate: IPS_HTTPProxyAccessPoint.enumerate(), pull: IPS_HTTPProxyAccessPoint.pull("x"), point)
        Golden.expect(
            IPS_HTTPProxyAccessPoint.delete(name: "Intel(r) ME:HTTP Proxy Access Point 0"),
            action: Golden.transfer + "Delete", point,
            selectors: Golden.selector("Name", "Intel(r) ME:HTTP Proxy Access Point 0"), "")
    }

    @Test("kinds of calls")
    func kinds() throws {
        #expect(Service.addMpServer(Self.server).kind == .probeFirst)
        #expect(
            Service.addRemoteAccessPolicyRule(
                trigger: .alert, tunnelLifeTimeSeconds: 0, schedule: nil, mpServerNames: []
            ).kind == .probeFirst)
        #expect(
            IPS_HTTPProxyService.addProxyAccessPoint(
                accessInfo: "x", infoFormat: .ipv6, port: 1, networkDNSSuffix: "y"
            ).kind == .probeFirst)
        #expect(AMT_UserInitiatedConnectionService.requestStateChange(.both).kind == .repeatable)
        let read = try AMT_EnvironmentDetectionSettingData.get().output("amt/environmentdetection/get", answering: 16)
        #expect(AMT_EnvironmentDetectionSettingData.put(read).kind == .repeatable)
    }
}
