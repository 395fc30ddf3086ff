import AMT
import Testing

/// Requests byte for byte. Frames and bodies are written by hand from the protocol; nothing of the product makes them.
@Suite("Requests")
struct RequestTests {
    private typealias Frames = RequestFrames
    private typealias Setup = AMT_SetupAndConfigurationService
    private typealias Authorization = AMT_AuthorizationService
    private typealias Keys = AMT_PublicKeyManagementService

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
        Frames.expect(Setup.get(), action: Self.transfer + "Get", "AMT_SetupAndConfigurationService", "")
        Frames.expect(
            AMT_GeneralSettings.get(), action: Self.transfer + "Get", "AMT_GeneralSettings",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT: General Settings"), "")
        Frames.expect(
            AMT_TLSSettingData.get(instanceID: AMT_TLSSettingData.localInstanceID), action: Self.transfer + "Get",
            "AMT_TLSSettingData", selectors: Frames.selector("InstanceID", "Intel(r) AMT LMS TLS Settings"), "")
        Frames.expect(
            AMT_PublicKeyCertificate.get(instanceID: "Intel(r) AMT Certificate: Handle: 2"),
            action: Self.transfer + "Get", "AMT_PublicKeyCertificate",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT Certificate: Handle: 2"), "")
        Frames.expectGet(
            AMT_PublicPrivateKeyPair.get(instanceID: "Intel(r) AMT Key: Handle: 1"), "AMT_PublicPrivateKeyPair",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT Key: Handle: 1"))
        Frames.expectGet(AMT_TimeSynchronizationService.get(), "AMT_TimeSynchronizationService")
    }

    @Test("an enumeration and its pull")
    func enumerateAndPull() {
        Frames.expect(
            AMT_PublicKeyCertificate.enumerate(), action: Self.enumeration + "/Enumerate", "AMT_PublicKeyCertificate",
            "<Enumerate xmlns=\"http://schemas.xmlsoap.org/ws/2004/09/enumeration\"></Enumerate>")
        Frames.expect(
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
        Frames.expectEnumerate(CIM_SoftwareIdentity.enumerate(), "CIM_SoftwareIdentity")
        Frames.expectPull(CIM_SoftwareIdentity.pull("C1"), "CIM_SoftwareIdentity")
    }

    @Test("settings, key pairs and bindings are enumerated like any class")
    func enumerations() {
        Frames.expectEnumerate(AMT_GeneralSettings.enumerate(), "AMT_GeneralSettings")
        Frames.expectPull(AMT_GeneralSettings.pull("C1"), "AMT_GeneralSettings")
        Frames.expectEnumerate(AMT_TLSSettingData.enumerate(), "AMT_TLSSettingData")
        Frames.expectPull(AMT_TLSSettingData.pull("C1"), "AMT_TLSSettingData")
        Frames.expectEnumerate(AMT_TLSCredentialContext.enumerate(), "AMT_TLSCredentialContext")
        Frames.expectPull(AMT_TLSCredentialContext.pull("C1"), "AMT_TLSCredentialContext")
        Frames.expectEnumerate(AMT_PublicPrivateKeyPair.enumerate(), "AMT_PublicPrivateKeyPair")
        Frames.expectPull(AMT_PublicPrivateKeyPair.pull("C1"), "AMT_PublicPrivateKeyPair")
        Frames.expectEnumerate(CIM_CredentialContext.enumerate(), "CIM_CredentialContext")
        Frames.expectPull(CIM_CredentialContext.pull("C1"), "CIM_CredentialContext")
    }

    // MARK: Methods

    @Test("setup methods")
    func setupMethods() {
        let name = "AMT_SetupAndConfigurationService"
        Frames.expect(Setup.getUuid(), method: "GetUuid", name, "")
        Frames.expect(Setup.commitChanges(), method: "CommitChanges", name, "")
        Frames.expect(Setup.partialUnprovision(), method: "PartialUnprovision", name, "")
        Frames.expect(
            Setup.unprovision(), method: "Unprovision", name, "<p:ProvisioningMode>1</p:ProvisioningMode>")
        Frames.expect(
            Setup.extendProvisioningPeriod(hours: 24), method: "ExtendProvisioningPeriod", name,
            "<p:Duration>24</p:Duration>")
        Frames.expect(
            Setup.setMEBxPassword(Secret(text: "N3w-Mebx!")), method: "SetMEBxPassword", name,
            "<p:Password>N3w-Mebx!</p:Password>")
    }

    @Test("what XML gives a meaning to is escaped in passwords and names")
    func escaped() {
        Frames.expect(
            Setup.setMEBxPassword(Secret(text: "a<b>&'\"A1")), method: "SetMEBxPassword",
            "AMT_SetupAndConfigurationService", "<p:Password>a&lt;b&gt;&amp;&apos;&quot;A1</p:Password>")
        Frames.expect(
            AMT_PublicKeyCertificate.get(instanceID: "<\"&'>"), action: Self.transfer + "Get",
            "AMT_PublicKeyCertificate", selectors: Frames.selector("InstanceID", "&lt;&quot;&amp;&apos;&gt;"), "")
    }

    @Test("the administrator's hash travels as base64 of its sixteen raw bytes")
    func adminAccount() {
        Frames.expect(
            Authorization.setAdminAclEntryEx(
                username: "admin", digestA1: Hellos.bytes("79d3ee92009b75d66bd8179bf8e11450")),
            method: "SetAdminAclEntryEx", "AMT_AuthorizationService",
            "<p:Username>admin</p:Username><p:DigestPassword>edPukgCbddZr2Beb+OEUUA==</p:DigestPassword>")
        Frames.expect(Authorization.getAdminAclEntry(), method: "GetAdminAclEntry", "AMT_AuthorizationService", "")
        Frames.expect(
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
        Frames.expect(
            Authorization.addUserAclEntryEx(digest, digestA1: hash), method: "AddUserAclEntryEx", name, body)
        Frames.expect(
            Authorization.updateUserAclEntryEx(handle: 3, digest, digestA1: hash), method: "UpdateUserAclEntryEx", name,
            "<p:Handle>3</p:Handle>" + body)
        let group = UserACLEntry(
            holder: .kerberos(sid: [1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0]), permission: .any, realms: [.administration])
        Frames.expect(
            Authorization.addUserAclEntryEx(group, digestA1: nil), method: "AddUserAclEntryEx", name,
            "<p:KerberosUserSid>AQEAAAAAAAUSAAAA</p:KerberosUserSid><p:AccessPermission>2</p:AccessPermission>"
                + "<p:Realms>3</p:Realms>")
        Frames.expect(
            Authorization.removeUserAclEntry(handle: 4), method: "RemoveUserAclEntry", name, "<p:Handle>4</p:Handle>")
        Frames.expect(
            Authorization.setAclEnabledState(handle: 4, enabled: false), method: "SetAclEnabledState", name,
            "<p:Handle>4</p:Handle><p:Enabled>false</p:Enabled>")
        Frames.expect(
            Authorization.getAclEnabledState(handle: 4), method: "GetAclEnabledState", name, "<p:Handle>4</p:Handle>")
        Frames.expect(
            Authorization.getUserAclEntryEx(handle: 4), method: "GetUserAclEntryEx", name, "<p:Handle>4</p:Handle>")
        Frames.expect(
            Authorization.enumerateUserAclEntries(startIndex: 1), method: "EnumerateUserAclEntries", name,
            "<p:StartIndex>1</p:StartIndex>")
    }

    @Test("the clock is set in whole seconds")
    func clock() {
        let name = "AMT_TimeSynchronizationService"
        Frames.expect(
            AMT_TimeSynchronizationService.getLowAccuracyTimeSynch(), method: "GetLowAccuracyTimeSynch", name, "")
        Frames.expect(
            AMT_TimeSynchronizationService.setHighAccuracyTimeSynch(
                ta0: UnixTime(seconds: 1_704_586_865), tm1: UnixTime(microseconds: 1_704_586_900_999_999),
                tm2: UnixTime(seconds: 1_704_586_901)),
            method: "SetHighAccuracyTimeSynch", name,
            "<p:Ta0>1704586865</p:Ta0><p:Tm1>1704586900</p:Tm1><p:Tm2>1704586901</p:Tm2>")
    }

    @Test("keys, certificates and the signing of a request")
    func keys() {
        let name = "AMT_PublicKeyManagementService"
        Frames.expect(
            Keys.generateKeyPair(keyLength: 2048), method: "GenerateKeyPair", name,
            "<p:KeyAlgorithm>0</p:KeyAlgorithm><p:KeyLength>2048</p:KeyLength>")
        Frames.expect(
            Keys.addCertificate(der: [0x30, 0x03, 0x02, 0x01, 0x07]), method: "AddCertificate", name,
            "<p:CertificateBlob>MAMCAQc=</p:CertificateBlob>")
        Frames.expect(
            Keys.addTrustedRootCertificate(der: [0x30, 0x03, 0x02, 0x01, 0x07]), method: "AddTrustedRootCertificate",
            name, "<p:CertificateBlob>MAMCAQc=</p:CertificateBlob>")
        Frames.expect(
            Keys.generatePKCS10RequestEx(
                keyPairInstanceID: "Intel(r) AMT Key: Handle: 0", algorithm: .sha256, nullSignedRequest: [0x30, 0x00]),
            method: "GeneratePKCS10RequestEx", name,
            "<p:KeyPair>\(Frames.reference("AMT_PublicPrivateKeyPair", "InstanceID", "Intel(r) AMT Key: Handle: 0"))"
                + "</p:KeyPair><p:SigningAlgorithm>1</p:SigningAlgorithm>"
                + "<p:NullSignedCertificateRequest>MAA=</p:NullSignedCertificateRequest>")
    }

    // MARK: Writes of instances

    @Test("what is deleted is named in the header alone")
    func deletions() {
        Frames.expect(
            AMT_PublicKeyCertificate.delete(instanceID: "Intel(r) AMT Certificate: Handle: 1"),
            action: Self.transfer + "Delete", "AMT_PublicKeyCertificate",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT Certificate: Handle: 1"), "")
        Frames.expect(
            AMT_PublicPrivateKeyPair.delete(instanceID: "Intel(r) AMT Key: Handle: 0"),
            action: Self.transfer + "Delete", "AMT_PublicPrivateKeyPair",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT Key: Handle: 0"), "")
    }

    @Test("names are put among all other properties, in the device's order")
    func generalSettings() throws {
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        Frames.expect(
            AMT_GeneralSettings.put(settings.putting(hostName: "pc-0042", domainName: "corp.example")),
            action: Self.transfer + "Put", "AMT_GeneralSettings",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT: General Settings"),
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
        Frames.expect(
            AMT_TLSSettingData.put(
                network.changing(enabled: true, mutualAuthentication: false, acceptNonSecureConnections: false)
                    .changing(trustedCN: ["mgmt.corp.example"])),
            action: Self.transfer + "Put", "AMT_TLSSettingData",
            selectors: Frames.selector("InstanceID", "Intel(r) AMT 802.3 TLS Settings"),
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
            \(Frames.reference("AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: 1"))\
            </p:ElementInContext><p:ElementProvidingContext>\
            \(Frames.reference(
                "AMT_TLSProtocolEndpointCollection", "ElementName", "TLSProtocolEndpointInstances Collection"))\
            </p:ElementProvidingContext></p:AMT_TLSCredentialContext>
            """
        let handle = "Intel(r) AMT Certificate: Handle: 1"
        Frames.expect(
            AMT_TLSCredentialContext.create(certificateInstanceID: handle), action: Self.transfer + "Create",
            "AMT_TLSCredentialContext", body)
        let bound = try #require(
            try AMT_TLSCredentialContext.pull("").output("amt/tls/credentialcontext/pull", answering: 47).items.first)
        let selectors = """
            <w:SelectorSet><w:Selector Name="ElementInContext"><a:EndpointReference>\
            \(Frames.reference("AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: 3"))\
            </a:EndpointReference></w:Selector><w:Selector Name="ElementProvidingContext"><a:EndpointReference>\
            \(Frames.reference(
                "AMT_TLSProtocolEndpointCollection", "ElementName", "TLSProtocolEndpoint Instances Collection"))\
            </a:EndpointReference></w:Selector></w:SelectorSet>
            """
        Frames.expect(
            AMT_TLSCredentialContext.put(certificateInstanceID: handle, replacing: bound),
            action: Self.transfer + "Put", "AMT_TLSCredentialContext", selectors: selectors, body)
        Frames.expect(
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
        #expect(
            Keys.generatePKCS10RequestEx(keyPairInstanceID: "x", algorithm: .sha256, nullSignedRequest: []).kind
                == .read, "signing changes nothing in the device")
        #expect(Keys.addCertificate(der: []).kind == .probeFirst)
        #expect(AMT_TLSCredentialContext.create(certificateInstanceID: "x").kind == .probeFirst)
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        #expect(AMT_GeneralSettings.put(settings).kind == .repeatable)
    }
}
