import AMT
import Testing

@Suite("Requests about redirection")
struct RedirectionRequestTests {
    private typealias Frames = RequestFrames
    private static let redirection = "AMT_RedirectionService"

    @Test(
        "the four states of redirection",
        arguments: [(RedirectionState.none, 32768), (.ider, 32769), (.sol, 32770), (.both, 32771)])
    func redirectionState(_ state: RedirectionState, _ number: Int) {
        let call = AMT_RedirectionService.requestStateChange(state)
        Frames.expect(
            call, method: "RequestStateChange", Self.redirection, "<p:RequestedState>\(number)</p:RequestedState>")
        #expect(call.kind == .repeatable)
        #expect(RedirectionState(number: UInt32(number)) == state)
    }

    @Test("the listener is put without the log of accesses")
    func redirectionPut() throws {
        Frames.expectGet(AMT_RedirectionService.get(), Self.redirection)
        Frames.expectEnumerate(AMT_RedirectionService.enumerate(), Self.redirection)
        Frames.expectPull(AMT_RedirectionService.pull("C1"), Self.redirection)
        let service = try AMT_RedirectionService.get().output(
            get: Self.redirection,
            """
            <g:AccessLog>one</g:AccessLog><g:AccessLog>two</g:AccessLog>\
            <g:CreationClassName>AMT_RedirectionService</g:CreationClassName><g:EnabledState>32770</g:EnabledState>\
            <g:ListenerEnabled>false</g:ListenerEnabled><g:Name>Intel(r) AMT Redirection Service</g:Name>
            """)
        #expect(service.state == .sol)
        #expect(!service.listenerEnabled)
        Frames.expectPut(
            AMT_RedirectionService.put(service.changing(listenerEnabled: true)), Self.redirection,
            """
            <p:CreationClassName>AMT_RedirectionService</p:CreationClassName><p:EnabledState>32770</p:EnabledState>\
            <p:ListenerEnabled>true</p:ListenerEnabled><p:Name>Intel(r) AMT Redirection Service</p:Name>
            """)
    }

    @Test("return values of a CIM method are CIM's, the firmware's own behind 32768")
    func returnValues() {
        func reading(_ number: UInt32) -> WSManReading<Done> {
            AMT_RedirectionService.requestStateChange(.both).reading(
                method: "RequestStateChange", of: Self.redirection, "<g:ReturnValue>\(number)</g:ReturnValue>")
        }
        #expect(reading(0) == .answered(Done()))
        #expect(reading(2) == .returned(ReturnValue(number: 2, table: .cim)))
        #expect(reading(2).policy == .permanent)
        #expect(reading(5).policy == .profileWrong)
        #expect(reading(4097).policy == .notAllowedNow)
        #expect(reading(4099).policy == .busy)
        guard case .returned(let value) = reading(32768 + 16) else {
            Issue.record("not returned")
            return
        }
        #expect(value == ReturnValue(number: 32784, table: .cim))
        #expect(value.status == PTStatus(number: 16))
        #expect(value.description == "32784 NOT_PERMITTED")
        #expect(value.policy == .notAllowedNow)
        #expect(reading(32768 + 2081).policy == .notAllowedNow)
        #expect(
            CIM_KVMRedirectionSAP.requestStateChange(enabled: true).reading(
                method: "RequestStateChange", of: "CIM_KVMRedirectionSAP", "<g:ReturnValue>1</g:ReturnValue>"
            ).policy == .capabilityAbsent)
    }

    @Test("screen, keyboard and mouse on and off")
    func kvmSwitch() {
        let name = "CIM_KVMRedirectionSAP"
        Frames.expectGet(CIM_KVMRedirectionSAP.get(), name)
        Frames.expectEnumerate(CIM_KVMRedirectionSAP.enumerate(), name)
        Frames.expectPull(CIM_KVMRedirectionSAP.pull("C1"), name)
        Frames.expect(
            CIM_KVMRedirectionSAP.requestStateChange(enabled: true), method: "RequestStateChange", name,
            "<p:RequestedState>2</p:RequestedState>")
        Frames.expect(
            CIM_KVMRedirectionSAP.requestStateChange(enabled: false), method: "RequestStateChange", name,
            "<p:RequestedState>3</p:RequestedState>")
    }

    @Test("KVM settings without a password leave the one that is there, with one send it last")
    func kvmSettings() throws {
        let name = "IPS_KVMRedirectionSettingData"
        let selectors = Frames.selector("InstanceID", "Intel(r) KVM Redirection Settings")
        Frames.expectGet(IPS_KVMRedirectionSettingData.get(), name, selectors: selectors)
        Frames.expectEnumerate(IPS_KVMRedirectionSettingData.enumerate(), name)
        Frames.expectPull(IPS_KVMRedirectionSettingData.pull("C1"), name)
        let settings = try IPS_KVMRedirectionSettingData.get().output("ips/kvmredirection/settings/get", answering: 0)
            .changing(is5900PortEnabled: true)
            .changing(optInPolicy: false)
            .changing(optInPolicy: true, timeoutSeconds: 600)
            .changing(sessionTimeoutMinutes: 10)
            .changing(defaultScreen: 1)
        let body = """
            <p:BackToBackFbMode>false</p:BackToBackFbMode><p:DefaultScreen>1</p:DefaultScreen>\
            <p:ElementName>Intel(r) KVM Redirection Settings</p:ElementName><p:EnabledByMEBx>true</p:EnabledByMEBx>\
            <p:InstanceID>Intel(r) KVM Redirection Settings</p:InstanceID>\
            <p:Is5900PortEnabled>true</p:Is5900PortEnabled><p:OptInPolicy>true</p:OptInPolicy>\
            <p:OptInPolicyTimeout>600</p:OptInPolicyTimeout><p:SessionTimeout>10</p:SessionTimeout>
            """
        Frames.expectPut(
            IPS_KVMRedirectionSettingData.put(settings, rfbPassword: nil), name, selectors: selectors, body)
        Frames.expectPut(
            IPS_KVMRedirectionSettingData.put(settings, rfbPassword: Secret(text: "P@ssw0r&")), name,
            selectors: selectors, body + "<p:RFBPassword>P@ssw0r&amp;</p:RFBPassword>")
    }

    @Test("an RFB password is not kept, should a device show it")
    func kvmSecrecy() throws {
        let settings = try IPS_KVMRedirectionSettingData.get().output(
            get: "IPS_KVMRedirectionSettingData",
            "<g:OptInPolicy>true</g:OptInPolicy><g:RFBPassword>P@ssw0rd</g:RFBPassword>")
        #expect(settings.instance.names == ["OptInPolicy"])
    }

    @Test(
        "what the user must consent to",
        arguments: [(IPS_OptInService.Requirement.none, "0"), (.kvm, "1"), (.all, "4294967295")])
    func optIn(_ required: IPS_OptInService.Requirement, _ number: String) throws {
        let name = "IPS_OptInService"
        Frames.expectGet(IPS_OptInService.get(), name)
        let service = try IPS_OptInService.get().output("ips/optin/get", answering: 21)
            .changing(required: required, codeTimeoutSeconds: 60, displayTimeoutSeconds: 200)
        #expect(service.required == required)
        Frames.expectPut(
            IPS_OptInService.put(service), name,
            """
            <p:CanModifyOptInPolicy>1</p:CanModifyOptInPolicy><p:CreationClassName>IPS_OptInService\
            </p:CreationClassName><p:ElementName>Intel(r) AMT OptIn Service</p:ElementName>\
            <p:Name>Intel(r) AMT OptIn Service</p:Name><p:OptInCodeTimeout>60</p:OptInCodeTimeout>\
            <p:OptInDisplayTimeout>200</p:OptInDisplayTimeout><p:OptInRequired>\(number)</p:OptInRequired>\
            <p:OptInState>0</p:OptInState><p:SystemCreationClassName>CIM_ComputerSystem</p:SystemCreationClassName>\
            <p:SystemName>Intel(r) AMT</p:SystemName>
            """)
    }

    @Test("the web page on and off")
    func webUI() throws {
        let name = "AMT_WebUIService"
        Frames.expectGet(AMT_WebUIService.get(), name)
        Frames.expect(
            AMT_WebUIService.requestStateChange(enabled: true), method: "RequestStateChange", name,
            "<p:RequestedState>2</p:RequestedState>")
        Frames.expect(
            AMT_WebUIService.requestStateChange(enabled: false), method: "RequestStateChange", name,
            "<p:RequestedState>3</p:RequestedState>")
        for (number, isEnabled) in [(2, true), (3, false), (6, true), (5, nil)] as [(Int, Bool?)] {
            let service = try AMT_WebUIService.get().output(get: name, "<g:EnabledState>\(number)</g:EnabledState>")
            #expect(service.state.isEnabled == isEnabled)
        }
    }

    @Test("endpoint access control: vendors, then hash")
    func endpointAccessControl() throws {
        typealias Service = AMT_EndpointAccessControlService
        let name = "AMT_EndpointAccessControlService"
        Frames.expectGet(Service.get(), name)
        Frames.expect(Service.getEacOptions(), method: "GetEacOptions", name, "")
        Frames.expect(
            Service.setEacOptions(.init(vendors: .both, postureHash: .sha256)), method: "SetEacOptions", name,
            "<p:EacVendors>3</p:EacVendors><p:PostureHashAlgorithm>2</p:PostureHashAlgorithm>")
        Frames.expect(
            Service.requestStateChange(enabled: true), method: "RequestStateChange", name,
            "<p:RequestedState>2</p:RequestedState>")
        #expect(
            Service.getEacOptions().reading(
                method: "GetEacOptions", of: name,
                """
                <g:EacVendors>1</g:EacVendors><g:PostureHashAlgorithm>3</g:PostureHashAlgorithm>\
                <g:ReturnValue>0</g:ReturnValue>
                """) == .answered(.init(vendors: .nac, postureHash: .sha384)))
        #expect(
            Service.getEacOptions().reading(
                method: "GetEacOptions", of: name,
                "<g:EacVendors>9</g:EacVendors><g:PostureHashAlgorithm>9</g:PostureHashAlgorithm>")
                == .answered(.init(vendors: .unknown(9), postureHash: .unknown(9))))
        #expect(
            try Service.get().output(get: name, "<g:EnabledState>3</g:EnabledState>").state == .disabled)
    }

    @Test(
        "the signer of postures is a certificate that is bound to the service, which is named by the keys that it shows"
    )
    func postureSigner() throws {
        typealias Context = AMT_EACCredentialContext
        let name = "AMT_EACCredentialContext"
        Frames.expectEnumerate(Context.enumerate(), name)
        Frames.expectPull(Context.pull("C1"), name)
        let service = try AMT_EndpointAccessControlService.get().output(
            get: "AMT_EndpointAccessControlService", "<g:EnabledState>3</g:EnabledState><g:Name>EAC</g:Name>")
        func certificate(_ handle: Int) -> String {
            Frames.reference(
                "AMT_PublicKeyCertificate", "InstanceID", "Intel(r) AMT Certificate: Handle: \(handle)")
        }
        let provider = Frames.reference("AMT_EndpointAccessControlService", "Name", "EAC")
        func binding(_ handle: Int) -> String {
            "<p:ElementInContext>\(certificate(handle))</p:ElementInContext>"
                + "<p:ElementProvidingContext>\(provider)</p:ElementProvidingContext>"
        }
        let create = Context.create(certificateInstanceID: "Intel(r) AMT Certificate: Handle: 1", of: service)
        Frames.expect(
            create, action: "http://schemas.xmlsoap.org/ws/2004/09/transfer/Create", name,
            "<p:\(name) xmlns:p=\"\(Frames.uri(name))\">\(binding(1))</p:\(name)>")
        #expect(create.kind == .probeFirst)

        let shown = binding(1).replacing("<p:", with: "<h:").replacing("</p:", with: "</h:")
            .replacing("<a:", with: "<b:").replacing("</a:", with: "</b:")
            .replacing("<w:", with: "<c:").replacing("</w:", with: "</c:")
        let reading = Context.pull("C1").reading(pull: name, "<h:\(name)>\(shown)</h:\(name)>")
        guard case .answered(let page) = reading, let held = page.items.first else {
            Issue.record("\(reading)")
            return
        }
        #expect(held.certificateInstanceID == "Intel(r) AMT Certificate: Handle: 1")
        func selector(_ key: String, _ reference: String) -> String {
            "<w:Selector Name=\"\(key)\"><a:EndpointReference>\(reference)</a:EndpointReference></w:Selector>"
        }
        Frames.expectPut(
            Context.put(certificateInstanceID: "Intel(r) AMT Certificate: Handle: 2", replacing: held), name,
            selectors:
                "<w:SelectorSet>\(selector("ElementInContext", certificate(1)))"
                + "\(selector("ElementProvidingContext", provider))</w:SelectorSet>", binding(2))
    }
}
