import AMT
import Testing

/// Answers about remote access and auditing: recorded ones, and others as a device would write them.
@Suite("Answers about remote access and auditing")
struct RemoteAccessAnswerTests {
    @Test("a server: added, enumerated, its user")
    func servers() throws {
        let server = AMT_RemoteAccessService.MpServer(
            accessInfo: "192.168.10.196", infoFormat: .ipv4, port: 4433,
            authentication: .password(username: "test", password: Secret(text: "x")), commonName: "192.168.10.196")
        #expect(
            try AMT_RemoteAccessService.addMpServer(server).output(
                "amt/remoteaccess/service/addmpsserver", answering: 23) == "Intel(r) AMT:Management Presence Server 0")
        #expect(
            try AMT_ManagementPresenceRemoteSAP.enumerate().output("amt/managementpresence/enumerate", answering: 8)
                == "C9000000-0000-0000-0000-000000000000")
        let page = try AMT_ManagementPresenceRemoteSAP.pull("").output("amt/managementpresence/pull", answering: 9)
        #expect(page.next == nil)
        let sap = try #require(page.items.first)
        #expect(sap.name == "Intel(r) AMT:Management Presence Server 0")
        #expect(sap.accessInfo == "192.168.10.196")
        #expect(sap.infoFormat == .ipv4)
        #expect(sap.port == 4433)
        #expect(sap.commonName == "192.168.10.196")
        #expect(
            try AMT_MPSUsernamePassword.enumerate().output("amt/mps/enumerate", answering: 6)
                == "19080000-0000-0000-0000-000000000000")
        let user = try AMT_MPSUsernamePassword.get(instanceID: "x").output("amt/mps/get", answering: 5)
        #expect(user.instanceID == "Intel(r) AMT:MPS Username Password 0")
        #expect(user.remoteID == "test")
        let put = AMT_MPSUsernamePassword.put(user, remoteID: "test", password: Secret(text: "x"))
        #expect(try put.output("amt/mps/put", answering: 5) == nil)
    }

    @Test("rules and the servers they use")
    func rules() throws {
        let page = try AMT_RemoteAccessPolicyRule.pull("").output("amt/remoteaccess/policyrule/pull", answering: 2)
        let rule = try #require(page.items.first)
        #expect(rule.policyRuleName == "Periodic")
        #expect(rule.trigger == .periodic)
        #expect(rule.tunnelLifeTimeSeconds == 0)
        #expect(rule.schedule == .every(seconds: 25))
        #expect(
            try AMT_RemoteAccessPolicyRule.delete(policyRuleName: "Periodic").output(
                "amt/remoteaccess/policyrule/delete", answering: 7) == Done())
        typealias Association = AMT_RemoteAccessPolicyAppliesToMPS
        #expect(
            try Association.enumerate().output("amt/remoteaccess/policyappliestomps/enumerate", answering: 27)
                == "CE000000-0000-0000-0000-000000000000")
        let pulled = try #require(
            try Association.pull("").output("amt/remoteaccess/policyappliestomps/pull", answering: 28).items.first)
        #expect(pulled.mpsType == .external)
        #expect(pulled.orderOfAccess == 0)
        #expect(pulled.managedElement.selector("Name") == "Intel(r) AMT:Management Presence Server 0")
        #expect(pulled.policySet.selector("PolicyRuleName") == "Periodic")
        let both = try Association.get(pulled).output("amt/remoteaccess/policyappliestomps/get", answering: 0)
        #expect(both.mpsType == .both)
        #expect(both == pulled.changing(mpsType: .both))
        #expect(
            try Association.put(both).output("amt/remoteaccess/policyappliestomps/put", answering: 29) == nil)
    }

    @Test("a new rule is named")
    func newRule() {
        let body = Devices.output(
            "AMT_RemoteAccessService", "AddRemoteAccessPolicyRule",
            """
            <g:PolicyRule><b:Address>x</b:Address><b:ReferenceParameters>\
            <c:ResourceURI>\(Devices.schema)AMT_RemoteAccessPolicyRule</c:ResourceURI><c:SelectorSet>\
            <c:Selector Name="CreationClassName">AMT_RemoteAccessPolicyRule</c:Selector>\
            <c:Selector Name="PolicyRuleName">User Initiated</c:Selector></c:SelectorSet></b:ReferenceParameters>\
            </g:PolicyRule><g:ReturnValue>0</g:ReturnValue>
            """)
        let call = AMT_RemoteAccessService.addRemoteAccessPolicyRule(
            trigger: .userInitiated, tunnelLifeTimeSeconds: 300, schedule: nil, mpServerNames: [])
        #expect(call.read(status: 200, body: body, answering: 1) == .answered("User Initiated"))
    }

    @Test("capabilities, the user's button, domains")
    func others() throws {
        let capabilities = try AMT_RemoteAccessCapabilities.get().output(
            "amt/remoteaccess/capabilities/get", answering: 2)
        #expect(capabilities.mpServerCountMaxPerPolicy == 2)
        #expect(capabilities.mpServerCountMax == 6)
        #expect(capabilities.policyCountMax == 3)
        #expect(capabilities.proxyCountMax == 15)
        typealias Connection = AMT_UserInitiatedConnectionService
        #expect(
            try Connection.enumerate().output("amt/userinitiatedconnection/enumerate", answering: 0)
                == "D3000000-0000-0000-0000-000000000000")
        #expect(
            try Connection.pull("").output("amt/userinitiatedconnection/pull", answering: 2).items.map(\.state)
                == [.both])
        #expect(
            try Connection.requestStateChange(.both).output("amt/userinitiatedconnection/request", answering: 30)
                == Done())
        typealias Detection = AMT_EnvironmentDetectionSettingData
        let detection = try Detection.get().output("amt/environmentdetection/get", answering: 16)
        #expect(detection.algorithm == .localDomains)
        #expect(detection.detectionStrings == ["b332bb28-ef3a-43b0-b998-342285ac1e26.com", "test.com"])
        #expect(
            try Detection.pull("").output("amt/environmentdetection/pull", answering: 2).items.map(\.detectionStrings)
                == [["00d032fb-4341-42a5-a353-aaf83ff9d410.com"]])
        #expect(
            try Detection.put(detection).output("amt/environmentdetection/put", answering: 32)?.detectionStrings
                == ["2b14eacc-7f20-4a11-99bc-fdc6a162160b.com"])
    }

    @Test("a proxy that is there already: 2058, whatever its reference says")
    func proxyDuplicate() throws {
        let call = IPS_HTTPProxyService.addProxyAccessPoint(
            accessInfo: "proxy.corp.example", infoFormat: .fqdn, port: 8080, networkDNSSuffix: "corp.example")
        let reading = try call.reading("ips/http/addproxyaccesspoint_2058", answering: 0)
        #expect(reading == .returned(ReturnValue(number: 2058, table: .amt)))
        #expect(reading.policy == .doneAlready)
    }

    @Test("a proxy as a device lists it, and a port that is none")
    func proxies() {
        func read(_ port: String) -> WSManReading<PullPage<IPS_HTTPProxyAccessPoint>> {
            let uri = "http://intel.com/wbem/wscim/1/ips-schema/1/IPS_HTTPProxyAccessPoint"
            return IPS_HTTPProxyAccessPoint.pull("x").read(
                status: 200,
                body: Devices.answer(
                    action: Devices.enumeration + "PullResponse",
                    namespace: "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
                    body: """
                        <g:PullResponse><g:Items><h:IPS_HTTPProxyAccessPoint xmlns:h="\(uri)">\
                        <h:AccessInfo>2001:db8::7</h:AccessInfo><h:InfoFormat>4</h:InfoFormat>\
                        <h:Name>Intel(r) ME:HTTP Proxy Access Point 0</h:Name>\
                        <h:NetworkDnsSuffix>corp.example</h:NetworkDnsSuffix><h:Port>\(port)</h:Port>\
                        <h:Priority>3</h:Priority></h:IPS_HTTPProxyAccessPoint></g:Items>\
                        <g:EndOfSequence></g:EndOfSequence></g:PullResponse>
                        """), answering: 1)
        }
        guard case .answered(let page) = read("65535"), let proxy = page.items.first else {
            Issue.record("not answered")
            return
        }
        #expect(proxy.name == "Intel(r) ME:HTTP Proxy Access Point 0")
        #expect(proxy.accessInfo == "2001:db8::7")
        #expect(proxy.infoFormat == .ipv6)
        #expect(proxy.port == 65535)
        #expect(proxy.networkDNSSuffix == "corp.example")
        #expect(proxy.priority == 3)
        #expect(
            read("65536") == .unreadable(WSManRefusal(.elementMalformed, "IPS_HTTPProxyAccessPoint/Port")))
    }

    // MARK: Auditing

    @Test("the audit log: on, with room, without a signing key")
    func auditLog() throws {
        #expect(
            try AMT_AuditLog.enumerate().output("amt/auditlog/enumerate", answering: 6)
                == "92070000-0000-0000-0000-000000000000")
        let log = try AMT_AuditLog.get().output("amt/auditlog/get", answering: 5)
        #expect(log.state == .noSigningKey)
        #expect(log.storagePolicy == .rollOver)
        #expect(log.minDaysToKeep == nil)
        #expect(log.percentageFree == 92)
        #expect(log.recordCount == 161)
        #expect(log.auditorCountMax == 1)
        #expect(log.timeOfLastRecord == "2024-01-03T00:44:35Z")
        let pulled = try AMT_AuditLog.pull("").output("amt/auditlog/pull", answering: 8)
        #expect(pulled.items.map(\.recordCount) == [162])
        #expect(pulled.items.map(\.timeOfLastRecord) == ["2024-01-03T00:45:41Z"])
        #expect(AMT_AuditLog.State(rawValue: 9) == [.disabled, .full])
        #expect(AMT_AuditLog.State(rawValue: 6) == [.locked, .almostFull])
    }

    @Test("the audit policy: applications in the upper half or in the uppermost byte, a policy for each event")
    func auditPolicy() {
        func read(_ types: String) -> WSManReading<AMT_AuditPolicyRule> {
            AMT_AuditPolicyRule.get().read(
                status: 200,
                body: Devices.answer(
                    action: Devices.transfer + "GetResponse", namespace: Devices.schema + "AMT_AuditPolicyRule",
                    body: """
                        <g:AMT_AuditPolicyRule><g:AuditApplicationEventID>1048577</g:AuditApplicationEventID>\
                        <g:AuditApplicationEventID>335544323</g:AuditApplicationEventID>\
                        <g:PolicyRuleName>Audit Policy Rule</g:PolicyRuleName>\(types)</g:AMT_AuditPolicyRule>
                        """), answering: 1)
        }
        guard
            case .answered(let rule) = read("<g:PolicyType>1</g:PolicyType><g:PolicyType>0</g:PolicyType>")
        else {
            Issue.record("not answered")
            return
        }
        #expect(rule.policyRuleName == AMT_AuditPolicyRule.policyRuleName)
        #expect(
            rule.entries == [
                .init(event: AuditEvent(.securityAdmin, 1), policyType: .critical),
                .init(event: AuditEvent(.auditLog, 3), policyType: .usual),
            ])
        #expect(
            read("<g:PolicyType>1</g:PolicyType>")
                == .unreadable(WSManRefusal(.elementMalformed, "AMT_AuditPolicyRule/PolicyType")))
    }
}
