import AMT
import Testing

/// Requests byte for byte. Frames and bodies are written by hand from the protocol; nothing of the product makes them.
@Suite("Requests")
struct RequestTests {
    private typealias Setup = AMT_SetupAndConfigurationService
    private typealias Authorization = AMT_AuthorizationService
    private typealias Keys = AMT_PublicKeyManagementService

    static let amt = "http://intel.com/wbem/wscim/1/amt-schema/1/"
    static let transfer = "http://schemas.xmlsoap.org/ws/2004/09/transfer/"
    static let enumeration = "http://schemas.xmlsoap.org/ws/2004/09/enumeration"

    @Test("a whole envelope: GetUuid")
    func wholeEnvelope() {
        let expected = """
            <?xml version="1.0" encoding="utf-8"?><Envelope xmlns="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><Header>\
            <a:Action>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService/GetUuid</a:Action>\
            <a:To>/wsman</a:To>\
            <w:ResourceURI>http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService</w:ResourceURI>\
            <a:MessageID>4294967295</a:MessageID>\
            <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            <w:OperationTimeout>PT60S</w:OperationTimeout></Header><Body>\
            <p:GetUuid_INPUT xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService">\
            </p:GetUuid_INPUT></Body></Envelope>
            """
        #expect(String(decoding: Setup.getUuid().envelope(messageID: .max), as: UTF8.self) == expected)
    }

    // MARK: Reads

    @Test("gets of singletons carry a selector where the class has a key")
    func gets() {
        self.expect(Setup.get(), action: Self.transfer + "Get", "AMT_SetupAndConfigurationService", "")
        self.expect(
            AMT_GeneralSettings.get(), action: Self.transfer + "Get", "AMT_GeneralSettings",
            selectors: Self.selector("InstanceID", "Intel(r) AMT: General Settings"), "")
        self.expect(
            AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.localInstanceID), action: Self.transfer + "Get",
            "AMT_TLSSettingData", selectors: Self.selector("InstanceID", "Intel(r) AMT LMS TLS Settings"), "")
        self.expect(
            AMT_PublicKeyCertificate.get(instanceID: "Intel(r) AMT Certificate: Handle: 2"),
            action: Self.transfer + "Get", "AMT_PublicKeyCertificate",
            selectors: Self.selector("InstanceID", "Intel(r) AMT Certificate: Handle: 2"), "")
    }

    @Test("an enumeration and its pull")
    func enumerateAndPull() {
        self.expect(
            AMT_PublicKeyCertificate.enumerate(), action: Self.enumeration + "/Enumerate", "AMT_PublicKeyCertificate",
            "<Enumerate xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"></Enumerate>")
        self.expect(
            AMT_PublicKeyCertificate.pull("6B080000-0000-0000-0000-000000000000"), action: Self.enumeration + "/Pull",
            "AMT_PublicKeyCertificate",
            "<Pull xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\">"
                + "<EnumerationContext>6B080000-0000-0000-0000-000000000000</EnumerationContext>"
                + "<MaxElements>999</MaxElements><MaxCharacters>99999</MaxCharacters></Pull>")
    }

    @Test("a CIM class has the DMTF's namespace")
    func cimClass() {
        let text = String(decoding: CIM_SoftwareIdentity.enumerate().envelope(messageID: 1), as: UTF8.self)
        #expect(
            text.contains(
                "<w:ResourceURI>http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_SoftwareIdentity</w:ResourceURI>")
        )
    }

    // MARK: Methods

    @Test("setup methods")
    func setupMethods() {
        let name = "AMT_SetupAndConfigurationService"
        self.expect(Setup.commitChanges(), method: "CommitChanges", name, "")
        self.expect(Setup.partialUnprovision(), method: "PartialUnprovision", name, "")
        self.expect(
            Setup.unprovision(), method: "Unprovision", name, "<p:ProvisioningMode>1</p:ProvisioningMode>")
        self.expect(
            Setup.extendProvisioningPeriod(hours: 24), method: "ExtendProvisioningPeriod", name,
            "<p:Duration>24</p:Duration>")
        self.expect(
            Setup.setMEBxPassword(Secret(text: "N3w-Mebx!")), method: "SetMEBxPassword", name,
            "<p:Password>N3w-Mebx!</p:Password>")
    }

    @Test("what XML gives a meaning to is escaped in passwords and names")
    func escaped() {
        self.expect(
            Setup.setMEBxPassword(Secret(text: "a<b>&'\"A1")), method: "SetMEBxPassword",
            "AMT_SetupAndConfigurationService", "<p:Password>a&lt;b&gt;&amp;&apos;&quot;A1</p:Password>")
        self.expect(
            AMT_PublicKeyCertificate.get(instanceID: "<\"&'>"), action: Self.transfer + "Get",
            "AMT_PublicKeyCertificate", selectors: Self.selector("InstanceID", "&lt;&quot;&amp;&apos;&gt;"), "")
    }

    @Test("the administrator's hash travels as base64 of its sixteen raw bytes")
    func adminAccount() {
        self.expect(
            Authorization.setAdminAclEntryEx(
                username: "admin", digestA1: Hellos.bytes("79d3ee92009b75d66bd8179bf8e11450")),
            method: "SetAdminAclEntryEx", "AMT_AuthorizationService",
            "<p:Username>admin</p:Username><p:DigestPassword>edPukgCbddZr2Beb+OEUUA==</p:DigestPassword>")
        self.expect(Authorization.getAdminAclEntry(), method: "GetAdminAclEntry", "AMT_AuthorizationService", "")
        self.expect(
            Authorization.getAdminAclEntryStatus(), method: "GetAdminAclEntryStatus", "AMT_AuthorizationService", "")
    }

    @Test("accounts: realms are elements of their own, what does not apply is left out")
    func userAccounts() {
        let digest = UserACLEntry(
            holder: .digest(username: "helpdesk"), permission: .network,
            realms: [.redirection, .remoteControl, .generalInfo])
        let body =
            "<p:DigestUsername>helpdesk</p:DigestUsername><p:DigestPassword>edPukgCbddZr2Beb+OEUUA==</p:DigestPassword>"
            + "<p:AccessPermission>1</p:AccessPermission><p:Realms>2</p:Realms><p:Realms>5</p:Realms><p:Realms>13</p:Realms>"
        let hash = Hellos.bytes("79d3ee92009b75d66bd8179bf8e11450")
        let name = "AMT_AuthorizationService"
        self.expect(
            Authorization.addUserAclEntryEx(digest, digestA1: hash), method: "AddUserAclEntryEx", name, body)
        self.expect(
            Authorization.updateUserAclEntryEx(handle: 3, digest, digestA1: hash), method: "UpdateUserAclEntryEx", name,
            "<p:Handle>3</p:Handle>" + body)
        let group = UserACLEntry(
            holder: .kerberos(sid: [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]), permission: .any, realms: [.administration])
        self.expect(
            Authorization.addUserAclEntryEx(group, digestA1: nil), method: "AddUserAclEntryEx", name,
            "<p:KerberosUserSid>AQEAAAAAAAUSAAAA</p:KerberosUserSid><p:AccessPermission>2</p:AccessPermission>"
                + "<p:Realms>3</p:Realms>")
        self.expect(
            Authorization.removeUserAclEntry(handle: 4), method: "RemoveUserAclEntry", name, "<p:Handle>4</p:Handle>")
        self.expect(
            Authorization.setAclEnabledState(handle: 4, enabled: false), method: "SetAclEnabledState", name,
            "<p:Handle>4</p:Handle><p:Enabled>false</p:Enabled>")
        self.expect(
            Authorization.getAclEnabledState(handle: 4), method: "GetAclEnabledState", name, "<p:Handle>4</p:Handle>")
        self.expect(
            Authorization.getUserAclEntryEx(handle: 4), method: "GetUserAclEntryEx", name, "<p:Handle>4</p:Handle>")
        self.expect(
            Authorization.enumerateUserAclEntries(startIndex: 1), method: "EnumerateUserAclEntries", name,
            "<p:StartIndex>1</p:StartIndex>")
    }

    @Test("the clock is set in whole seconds")
    func clock() {
        let name = "AMT_TimeSynchronizationService"
        self.expect(
            AMT_TimeSynchronizationService.getLowAccuracyTimeSynch(), method: "GetLowAccuracyTimeSynch", name, "")
        self.expect(
            AMT_TimeSynchronizationService.setHighAccuracyTimeSynch(
                ta0: UnixTime(seconds: 1_704_586_865), tm1: UnixTime(microseconds: 1_704_586_900_999_999),
                tm2: UnixTime(seconds: 1_704_586_901)),
            method: "SetHighAccuracyTimeSynch", name,
            "<p:Ta0>1704586865</p:Ta0><p:Tm1>1704586900</p:Tm1><p:Tm2>1704586901</p:Tm2>")
    }

    @Test("keys, certificates and the signing of a request")
    func keys() {
        let name = "AMT_PublicKeyManagementService"
        self.expect(
            Keys.generateKeyPair(keyLength: 2048), method: "GenerateKeyPair", name,
            "<p:KeyAlgorithm>0</p:KeyAlgorithm><p:KeyLength>2048</p:KeyLength>")
        self.expect(
            Keys.addCertificate(der: [0x30, 0x03, 0x02, 0x01, 0x07]), method: "AddCertificate", name,
            "<p:CertificateBlob>MAMCAQc=</p:CertificateBlob>")
        self.expect(
            Keys.addTrustedRootCertificate(der: [0x30, 0x03, 0x02, 0x01, 0x07]), method: "AddTrustedRootCertificate",
            name, "<p:CertificateBlob>MAMCAQc=</p:CertificateBlob>")
        self.expect(
            Keys.generatePKCS10RequestEx(
                keyPairInstanceID: "Intel(r) AMT Key: Handle: 0", algorithm: .sha256, nullSignedRequest: [0x30, 0x00]),
            method: "GeneratePKCS10RequestEx", name,
            "<p:KeyPair>\(Self.reference("AMT_PublicPrivateKeyPair", "InstanceID", "Intel(r) AMT Key: Handle: 0"))"
                + "</p:KeyPair><p:SigningAlgorithm>1</p:SigningAlgorithm>"
                + "<p:NullSignedCertificateRequest>MAA=</p:NullSignedCertificateRequest>")
    }

    // MARK: Writes of instances

    @Test("names are put among all other properties, in the device's order")
    func generalSettings() throws {
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        self.expect(
            AMT_GeneralSettings.put(settings.putting(hostName: "pc-0042", domainName: "corp.example")),
            action: Self.transfer + "Put", "AMT_GeneralSettings",
            selectors: Self.selector("InstanceID", "Intel(r) AMT: General Settings"),
            """
            <p:AMT_GeneralSettings xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_GeneralSettings">\
            <p:AMTNetworkEnabled>1</p:AMTNetworkEnabled>\
            <p:DDNSPeriodicUpdateInterval>1440</p:DDNSPeriodicUpdateInterval><p:DDNSTTL>900</p:DDNSTTL>\
            <p:DDNSUpdateByDHCPServerEnabled>true</p:DDNSUpdateByDHCPServerEnabled>\
            <p:DDNSUpdateEnabled>false</p:DDNSUpdateEnabled>\
            <p:DHCPv6ConfigurationTimeout>0</p:DHCPv6ConfigurationTimeout>\
            <p:DigestRealm>Digest:62FFAC181B3F3457C5B3894ED21F3E6E</p:DigestRealm>\
            <p:DomainName>corp.example</p:DomainName><p:ElementName>Intel(r) AMT: General Settings</p:ElementName>\
            <p:HostName>pc-0042</p:HostName><p:HostOSFQDN></p:HostOSFQDN><p:IdleWakeTimeout>1</p:IdleWakeTimeout>\
            <p:InstanceID>Intel(r) AMT: General Settings</p:InstanceID>\
            <p:NetworkInterfaceEnabled>true</p:NetworkInterfaceEnabled>\
            <p:PingResponseEnabled>true</p:PingResponseEnabled><p:PowerSource>0</p:PowerSource>\
            <p:PreferredAddressFamily>0</p:PreferredAddressFamily>\
            <p:PresenceNotificationInterval>0</p:PresenceNotificationInterval><p:PrivacyLevel>0</p:PrivacyLevel>\
            <p:RmcpPingResponseEnabled>true</p:RmcpPingResponseEnabled><p:SharedFQDN>true</p:SharedFQDN>\
            <p:ThunderboltDockEnabled>0</p:ThunderboltDockEnabled><p:WsmanOnlyMode>false</p:WsmanOnlyMode>\
            </p:AMT_GeneralSettings>
            """)
    }

    @Test("TLS switches are put without what only the device may say, trusted names behind the rest")
    func tlsSettings() throws {
        let page = Devices.answer(
            action: Self.enumeration + "/PullResponse", namespace: Self.enumeration,
            body: """
                <g:PullResponse><g:Items><h:AMT_TLSSettingData \
                xmlns:h="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSSettingData">\
                <h:AcceptNonSecureConnections>true</h:AcceptNonSecureConnections>\
                <h:ElementName>Intel(r) AMT 802.3 TLS Settings</h:ElementName><h:Enabled>false</h:Enabled>\
                <h:InstanceID>Intel(r) AMT 802.3 TLS Settings</h:InstanceID>\
                <h:MutualAuthentication>false</h:MutualAuthentication>\
                <h:NonSecureConnectionsSupported>false</h:NonSecureConnectionsSupported></h:AMT_TLSSettingData>\
                <h:AMT_TLSSettingData xmlns:h="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSSettingData">\
                <h:ElementName>Intel(r) AMT LMS TLS Settings</h:ElementName><h:Enabled>true</h:Enabled>\
                <h:InstanceID>Intel(r) AMT LMS TLS Settings</h:InstanceID>\
                <h:TrustedCN>a.example</h:TrustedCN><h:TrustedCN>b.example</h:TrustedCN></h:AMT_TLSSettingData>\
                </g:Items><g:EndOfSequence></g:EndOfSequence></g:PullResponse>
                """)
        guard case .answered(let settings) = AMT_TLSSettingData.pull("x").read(status: 200, body: page, answering: 1)
        else {
            Issue.record("not answered")
            return
        }
        #expect(settings.items.map(\.nonSecureConnectionsSupported) == [false, nil])
        #expect(settings.items.map(\.trustedCN) == [[], ["a.example", "b.example"]])
        let network = try #require(settings.items.first)
        self.expect(
            AMT_TLSSettingData.put(
                network.changing(enabled: true, mutualAuthentication: false, acceptNonSecureConnections: false)
                    .changing(trustedCN: ["mgmt.corp.example"])),
            action: Self.transfer + "Put", "AMT_TLSSettingData",
            selectors: Self.selector("InstanceID", "Intel(r) AMT 802.3 TLS Settings"),
            """
            <p:AMT_TLSSettingData xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSSettingData">\
            <p:AcceptNonSecureConnections>false</p:AcceptNonSecureConnections>\
            <p:ElementName>Intel(r) AMT 802.3 TLS Settings</p:ElementName><p:Enabled>true</p:Enabled>\
            <p:InstanceID>Intel(r) AMT 802.3 TLS Settings</p:InstanceID>\
            <p:MutualAuthentication>false</p:MutualAuthentication><p:TrustedCN>mgmt.corp.example</p:TrustedCN>\
            </p:AMT_TLSSettingData>
            """)
        let local = try #require(settings.items.last)
        let text = String(
            decoding: AMT_TLSSettingData.put(local.changing(trustedCN: [])).envelope(messageID: 1), as: UTF8.self)
        #expect(!text.contains("TrustedCN"))
    }

    @Test("a certificate is bound by creating, and by putting in place of the one that is bound")
    func tlsCredentialContext() throws {
        let body = """
            <p:AMT_TLSCredentialContext xmlns:p="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_TLSCredentialContext">\
            <p:ElementInContext>\
            \(Self.reference("AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: 1"))\
            </p:ElementInContext><p:ElementProvidingContext>\
            \(Self.reference(
                "AMT_TLSProtocolEndpointCollection", "ElementName", "TLSProtocolEndpointInstances Collection"))\
            </p:ElementProvidingContext></p:AMT_TLSCredentialContext>
            """
        let handle = "Intel(r) AMT Certificate: Handle: 1"
        self.expect(
            AMT_TLSCredentialContext.create(certificateInstanceID: handle), action: Self.transfer + "Create",
            "AMT_TLSCredentialContext", body)
        let bound = try #require(
            try AMT_TLSCredentialContext.pull("").output("amt/tls/credentialcontext/pull", answering: 47).items.first)
        let selectors = """
            <w:SelectorSet><w:Selector Name="ElementInContext"><a:EndpointReference>\
            \(Self.reference("AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: 3"))\
            </a:EndpointReference></w:Selector><w:Selector Name="ElementProvidingContext"><a:EndpointReference>\
            \(Self.reference(
                "AMT_TLSProtocolEndpointCollection", "ElementName", "TLSProtocolEndpoint Instances Collection"))\
            </a:EndpointReference></w:Selector></w:SelectorSet>
            """
        self.expect(
            AMT_TLSCredentialContext.put(certificateInstanceID: handle, replacing: bound),
            action: Self.transfer + "Put", "AMT_TLSCredentialContext", selectors: selectors, body)
        self.expect(
            AMT_TLSCredentialContext.delete(bound), action: Self.transfer + "Delete", "AMT_TLSCredentialContext",
            selectors: selectors, "")
    }

    // MARK: What a call says of itself

    @Test("names and kinds of calls")
    func kinds() throws {
        #expect(Setup.get().name == "AMT_SetupAndConfigurationService.Get")
        #expect(Setup.get().kind == .read)
        #expect(Setup.getUuid().kind == .read)
        #expect(Setup.commitChanges().name == "AMT_SetupAndConfigurationService.CommitChanges")
        #expect(Setup.commitChanges().kind == .probeFirst)
        #expect(Setup.setMEBxPassword(Secret(text: "x")).kind == .repeatable)
        #expect(Setup.unprovision().kind == .oneShot)
        #expect(Setup.partialUnprovision().kind == .oneShot)
        #expect(Authorization.setAdminAclEntryEx(username: "admin", digestA1: []).kind == .repeatable)
        #expect(Keys.generateKeyPair(keyLength: 2048).kind == .probeFirst)
        #expect(Keys.generateKeyPair(keyLength: 2048).answerSecondsMax == 60)
        #expect(Keys.addCertificate(der: []).kind == .probeFirst)
        #expect(AMT_TLSCredentialContext.create(certificateInstanceID: "x").kind == .probeFirst)
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        #expect(AMT_GeneralSettings.put(settings).kind == .repeatable)
    }

    // MARK: Frames

    private func expect<Output>(
        _ call: WSManCall<Output>, method: String, _ name: String, _ parameters: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        self.expect(
            call, action: Self.amt + name + "/" + method, name,
            "<p:\(method)_INPUT xmlns:p=\"\(Self.amt)\(name)\">\(parameters)</p:\(method)_INPUT>", at: location)
    }

    private func expect<Output>(
        _ call: WSManCall<Output>, action: String, _ name: String, selectors: String = "", _ body: String,
        at location: SourceLocation = #_sourceLocation
    ) {
        let expected = """
            <?xml version="1.0" encoding="utf-8"?><Envelope xmlns="http://www.w3.org/2003/05/soap-envelope" \
            xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"><Header><a:Action>\(action)</a:Action>\
            <a:To>/wsman</a:To><w:ResourceURI>\(Self.amt)\(name)</w:ResourceURI><a:MessageID>7</a:MessageID>\
            <a:ReplyTo><a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address></a:ReplyTo>\
            <w:OperationTimeout>PT60S</w:OperationTimeout>\(selectors)</Header><Body>\(body)</Body></Envelope>
            """
        #expect(String(decoding: call.envelope(messageID: 7), as: UTF8.self) == expected, sourceLocation: location)
    }

    private static func selector(_ name: String, _ value: String) -> String {
        "<w:SelectorSet><w:Selector Name=\"\(name)\">\(value)</w:Selector></w:SelectorSet>"
    }

    private static func reference(_ name: String, _ key: String, _ value: String) -> String {
        """
        <a:Address>http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous</a:Address>\
        <a:ReferenceParameters><w:ResourceURI>\(self.amt)\(name)</w:ResourceURI>\(self.selector(key, value))\
        </a:ReferenceParameters>
        """
    }
}
