import AMT
import Testing

@Suite("Judging answers")
struct AnswerTests {
    private typealias Setup = AMT_SetupAndConfigurationService
    private typealias Keys = AMT_PublicKeyManagementService
    private static let setup = "AMT_SetupAndConfigurationService"

    @Test("a method's refusal is its number, name and policy")
    func returnValue() {
        let body = Devices.output(Self.setup, "CommitChanges", "<g:ReturnValue>2057</g:ReturnValue>")
        let reading = Setup.commitChanges().read(status: 200, body: body, answering: 1)
        guard case .returned(let value) = reading else {
            Issue.record("\(reading)")
            return
        }
        #expect(value.number == 2057)
        #expect(value.name == "DATA_MISSING")
        #expect(value.description == "2057 DATA_MISSING")
        #expect(reading.policy == .notAllowedNow)
    }

    @Test("outputs of a refused method are not read")
    func returnedWithOutput() {
        let body = Devices.output(
            "AMT_PublicKeyManagementService", "AddCertificate",
            "<g:CreatedCertificate></g:CreatedCertificate><g:ReturnValue>2058</g:ReturnValue>")
        let reading = Keys.addCertificate(der: []).read(status: 200, body: body, answering: 1)
        #expect(reading == .returned(ReturnValue(number: 2058, table: .amt)))
        #expect(reading.policy == .doneAlready)
    }

    @Test("a method that changes something must say ReturnValue, in digits")
    func returnValueMissing() {
        for (children, refusal) in [
            ("", WSManRefusal(.elementMissing, "CommitChanges_OUTPUT/ReturnValue")),
            ("<g:ReturnValue></g:ReturnValue>", WSManRefusal(.elementMissing, "CommitChanges_OUTPUT/ReturnValue")),
            ("<g:ReturnValue>ok</g:ReturnValue>", WSManRefusal(.elementMalformed, "CommitChanges_OUTPUT/ReturnValue")),
            ("<g:ReturnValue>-1</g:ReturnValue>", WSManRefusal(.elementMalformed, "CommitChanges_OUTPUT/ReturnValue")),
            (
                "<g:ReturnValue>4294967296</g:ReturnValue>",
                WSManRefusal(.elementMalformed, "CommitChanges_OUTPUT/ReturnValue")
            ),
        ] {
            let reading = Setup.commitChanges().read(
                status: 200, body: Devices.output(Self.setup, "CommitChanges", children), answering: 1)
            #expect(reading == .unreadable(refusal), "\(children)")
        }
    }

    @Test("prefixes do not matter, namespaces do")
    func namespaces() {
        let good = Array(
            """
            <x:Envelope xmlns:x="http://www.w3.org/2003/05/soap-envelope"><x:Body>\
            <CommitChanges_OUTPUT xmlns="http://intel.com/wbem/wscim/1/amt-schema/1/AMT_SetupAndConfigurationService">\
            <ReturnValue> 0 </ReturnValue></CommitChanges_OUTPUT></x:Body></x:Envelope>
            """.utf8)
        #expect(Setup.commitChanges().read(status: 200, body: good, answering: 1) == .answered(Done()))
        let otherClass = Devices.answer(
            action: Devices.schema + "AMT_SetupAndConfigurationService/CommitChangesResponse",
            namespace: Devices.schema + "AMT_Other",
            body: "<g:CommitChanges_OUTPUT><g:ReturnValue>0</g:ReturnValue></g:CommitChanges_OUTPUT>")
        #expect(
            Setup.commitChanges().read(status: 200, body: otherClass, answering: 1)
                == .unreadable(WSManRefusal(.elementMissing, "CommitChanges_OUTPUT")))
        let soap11 = String(decoding: good, as: UTF8.self).replacing(
            "http://www.w3.org/2003/05/soap-envelope", with: "http://schemas.xmlsoap.org/soap/envelope/")
        #expect(
            Setup.commitChanges().read(status: 200, body: Array(soap11.utf8), answering: 1)
                == .unreadable(WSManRefusal(.notSOAP)))
    }

    @Test("an answer to another request, or of another operation, is not taken for ours")
    func otherAnswers() {
        let children = "<g:ReturnValue>0</g:ReturnValue>"
        let call = Setup.commitChanges()
        let other = Devices.output(Self.setup, "CommitChanges", children, relatesTo: "2")
        #expect(call.read(status: 200, body: other, answering: 1) == .unreadable(WSManRefusal(.otherRequest)))
        let silent = Devices.output(Self.setup, "CommitChanges", children, relatesTo: nil)
        #expect(call.read(status: 200, body: silent, answering: 1) == .answered(Done()))
        let unprovision = Devices.answer(
            action: Devices.schema + Self.setup + "/UnprovisionResponse", namespace: Devices.schema + Self.setup,
            body: "<g:CommitChanges_OUTPUT><g:ReturnValue>0</g:ReturnValue></g:CommitChanges_OUTPUT>")
        #expect(call.read(status: 200, body: unprovision, answering: 1) == .unreadable(WSManRefusal(.otherAction)))
        let put = Devices.answer(
            action: Devices.transfer + "PutResponse", namespace: Devices.schema + "AMT_PublicKeyCertificate", body: "")
        #expect(
            AMT_PublicKeyCertificate.delete(instanceID: "x").read(status: 200, body: put, answering: 1)
                == .unreadable(WSManRefusal(.otherAction)))
    }

    @Test("401 is a matter of credentials whatever its page says")
    func unauthorized() {
        let reading = Setup.get().read(status: 401, body: Array("<html>".utf8), answering: 1)
        #expect(reading == .unauthorized)
        #expect(reading.policy == .credential)
    }

    @Test("other statuses without a fault are named", arguments: [204, 302, 400, 403, 404, 405, 500, 503])
    func statuses(_ status: Int) {
        for body in ["", "<html><p>no</p></html>", "<html><br></html>"] {
            let reading = Setup.get().read(status: status, body: Array(body.utf8), answering: 1)
            #expect(reading == .unreadable(WSManRefusal(.httpStatus, String(status))))
            #expect(reading.policy == (status == 503 ? .busy : .permanent))
        }
    }

    @Test("a success in an answer that is no 200 is none")
    func successInError() {
        let body = Devices.output(Self.setup, "CommitChanges", "<g:ReturnValue>0</g:ReturnValue>")
        #expect(
            Setup.commitChanges().read(status: 500, body: body, answering: 1)
                == .unreadable(WSManRefusal(.httpStatus, "500")))
    }

    // MARK: Enumerations

    @Test("a page with a context is followed by another, however the elements are ordered")
    func nextPage() {
        let body = Devices.answer(
            action: Devices.enumeration + "PullResponse",
            namespace: "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
            body: """
                <g:PullResponse><g:EnumerationContext>D3000000-0000-0000-0000-000000000000</g:EnumerationContext>\
                <g:Items><h:CIM_SoftwareIdentity \
                xmlns:h="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_SoftwareIdentity">\
                <h:InstanceID>AMT</h:InstanceID><h:IsEntity>true</h:IsEntity><h:VersionString>16.1.25</h:VersionString>\
                </h:CIM_SoftwareIdentity></g:Items></g:PullResponse>
                """)
        guard case .answered(let page) = CIM_SoftwareIdentity.pull("x").read(status: 200, body: body, answering: 1)
        else {
            Issue.record("not answered")
            return
        }
        #expect(page.next == "D3000000-0000-0000-0000-000000000000")
        #expect(page.items.map(\.versionString) == ["16.1.25"])
    }

    @Test("an empty set has neither items nor a next page; a page without an end and a way on is refused")
    func pageEnds() {
        func read(_ inside: String) -> WSManReading<PullPage<AMT_PublicPrivateKeyPair>> {
            AMT_PublicPrivateKeyPair.pull("x").read(
                status: 200,
                body: Devices.answer(
                    action: Devices.enumeration + "PullResponse",
                    namespace: "http://schemas.xmlsoap.org/ws/2004/09/enumeration",
                    body: "<g:PullResponse>\(inside)</g:PullResponse>"), answering: 1)
        }
        #expect(
            read("<g:Items></g:Items><g:EndOfSequence></g:EndOfSequence>")
                == .answered(PullPage(items: [], next: nil)))
        #expect(
            read("<g:Items></g:Items>") == .unreadable(WSManRefusal(.elementMissing, "PullResponse/EndOfSequence")))
        #expect(
            read("<g:EndOfSequence></g:EndOfSequence>")
                == .unreadable(WSManRefusal(.elementMissing, "PullResponse/Items")))
        #expect(
            read("<g:Items><g:Stranger></g:Stranger></g:Items><g:EndOfSequence></g:EndOfSequence>")
                == .unreadable(WSManRefusal(.elementMissing, "PullResponse/Items/AMT_PublicPrivateKeyPair")))
    }

    // MARK: Instances

    @Test("a missing required property is named, an unknown one is skipped")
    func instances() {
        func read(_ inside: String) -> WSManReading<AMT_SetupAndConfigurationService> {
            Setup.get().read(
                status: 200,
                body: Devices.answer(
                    action: Devices.transfer + "GetResponse", namespace: Devices.schema + Self.setup,
                    body: "<g:\(Self.setup)>\(inside)</g:\(Self.setup)>"), answering: 1)
        }
        #expect(
            read("<g:ProvisioningMode>1</g:ProvisioningMode>")
                == .unreadable(WSManRefusal(.elementMissing, "\(Self.setup)/ProvisioningState")))
        #expect(
            read("<g:ProvisioningState>in</g:ProvisioningState>")
                == .unreadable(WSManRefusal(.elementMalformed, "\(Self.setup)/ProvisioningState")))
        guard
            case .answered(let service) = read(
                """
                <g:Future><g:Nested>1</g:Nested></g:Future><g:PasswordModel>9</g:PasswordModel>\
                <g:ProvisioningServerOTP>AQIDBAUGBwg=</g:ProvisioningServerOTP>\
                <g:ProvisioningState>1</g:ProvisioningState><g:ProvisioningMode>4</g:ProvisioningMode>\
                <g:TrustedDNSSuffix>corp.example</g:TrustedDNSSuffix><g:DhcpDNSSuffix></g:DhcpDNSSuffix>
                """)
        else {
            Issue.record("not answered")
            return
        }
        #expect(service.provisioningState == .in)
        #expect(service.controlMode == .client)
        #expect(service.passwordModel == .unknown(9))
        #expect(service.provisioningServerOTP == Secret([1, 2, 3, 4, 5, 6, 7, 8]))
        #expect(service.trustedDNSSuffix == "corp.example")
        #expect(service.dhcpDNSSuffix == nil)
    }

    @Test("a UUID of the wrong length or that means not set is refused")
    func uuids() {
        for text in ["AAAA", "AAAAAAAAAAAAAAAAAAAAAA==", "/////////////////////w==", "?"] {
            let body = Devices.output(Self.setup, "GetUuid", "<g:UUID>\(text)</g:UUID><g:ReturnValue>0</g:ReturnValue>")
            #expect(
                Setup.getUuid().read(status: 200, body: body, answering: 1)
                    == .unreadable(WSManRefusal(.elementMalformed, "GetUuid_OUTPUT/UUID")))
        }
        let body = Devices.output(Self.setup, "GetUuid", "<g:ReturnValue>1</g:ReturnValue>")
        #expect(
            Setup.getUuid().read(status: 200, body: body, answering: 1)
                == .returned(ReturnValue(number: 1, table: .amt)))
    }

    @Test("a put is answered by the stored instance or by nothing")
    func puts() throws {
        let settings = try AMT_GeneralSettings.get().output("rps/general_get", answering: 0)
        let nothing = Devices.answer(
            action: Devices.transfer + "PutResponse", namespace: Devices.schema + "AMT_GeneralSettings", body: "")
        #expect(
            AMT_GeneralSettings.put(settings).read(status: 200, body: nothing, answering: 1) == .answered(nil))
        let stored = String(decoding: try Captures.bytes("rps/general_get"), as: UTF8.self)
            .replacing("transfer/GetResponse", with: "transfer/PutResponse")
        #expect(
            AMT_GeneralSettings.put(settings).read(status: 200, body: Array(stored.utf8), answering: 0)
                == .answered(settings))
    }

    @Test("a created binding is named by both its ends")
    func created() throws {
        func reference(_ name: String, _ key: String, _ value: String) -> String {
            """
            <b:EndpointReference><b:Address>/wsman</b:Address><b:ReferenceParameters>\
            <c:ResourceURI>\(Devices.schema)\(name)</c:ResourceURI><c:SelectorSet>\
            <c:Selector Name="\(key)">\(value)</c:Selector></c:SelectorSet></b:ReferenceParameters>\
            </b:EndpointReference>
            """
        }
        let body = Devices.answer(
            action: Devices.transfer + "CreateResponse", namespace: "http://schemas.xmlsoap.org/ws/2004/09/transfer",
            body: """
                <g:ResourceCreated><b:Address>x</b:Address><b:ReferenceParameters>\
                <c:ResourceURI>\(Devices.schema)AMT_TLSCredentialContext</c:ResourceURI><c:SelectorSet>\
                <c:Selector Name="ElementInContext">\
                \(reference("AMT_PublicKeyCertificate", "InstanceID", "Handle &amp; 1"))</c:Selector>\
                <c:Selector Name="ElementProvidingContext">\(reference("AMT_X", "a &amp; b &#38; &quot;", "y"))\
                </c:Selector></c:SelectorSet></b:ReferenceParameters></g:ResourceCreated>
                """)
        let reading = AMT_TLSCredentialContext.create(certificateInstanceID: "x")
            .read(status: 200, body: body, answering: 1)
        let expected = EndpointReference(
            resourceURI: Devices.schema + "AMT_TLSCredentialContext",
            selectors: [
                .init(
                    "ElementInContext",
                    EndpointReference(
                        resourceURI: Devices.schema + "AMT_PublicKeyCertificate",
                        selectors: [.init("InstanceID", "Handle & 1")])),
                .init(
                    "ElementProvidingContext",
                    EndpointReference(
                        resourceURI: Devices.schema + "AMT_X", selectors: [.init("a & b & \"", "y")])),
            ])
        #expect(reading == .answered(expected))
    }
}
