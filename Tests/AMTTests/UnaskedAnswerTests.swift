import Testing

@testable import AMT

/// Recorded answers to what the product does not ask: the same readers read them.
@Suite("Recorded answers that nobody asks for")
struct UnaskedAnswerTests {
    // MARK: Setup and accounts

    @Test("the service of setup is the same pulled as got")
    func setupAndConfiguration() throws {
        typealias Setup = AMT_SetupAndConfigurationService
        let call: WSManCall<PullPage<Setup>> = .pull(Setup.firmwareClass, context: "") {
            reader throws(WSManRefusal) in try Setup(reader)
        }
        let page = try call.output("amt/setupandconfiguration/pull", answering: 2)
        #expect(page.next == nil)
        #expect(page.items.map(\.provisioningState) == [.post])
        #expect(page.items.map(\.controlMode) == [.admin])
        #expect(page.items.map(\.passwordModel) == [.separate])
        #expect(page.items.map(\.zeroTouchConfigurationEnabled) == [true])
        #expect(page.items.map(\.provisioningServerOTP) == [nil])
        #expect(page.items == [try Setup.get().output("amt/setupandconfiguration/get", answering: 0)])
    }

    @Test("the service of accounts: what it says of itself, got and pulled")
    func authorization() throws {
        let firmwareClass = AMT_AuthorizationService.firmwareClass
        #expect(
            try Self.enumerate(firmwareClass).output("amt/authorization/enumerate", answering: 1)
                == "5C000000-0000-0000-0000-000000000000")
        let service = try Self.get(firmwareClass).output("amt/authorization/get", answering: 0)
        #expect(
            service.names == [
                "AllowHttpQopAuthOnly", "CreationClassName", "ElementName", "EnabledState", "Name", "RequestedState",
                "SystemCreationClassName", "SystemName",
            ])
        #expect(service.flag("AllowHttpQopAuthOnly") == true)
        #expect(service.text("Name") == "Intel(r) AMT Authorization Service")
        #expect(service.number("EnabledState") == 5)
        #expect(service.number("RequestedState") == 12)
        let page = try Self.pull(firmwareClass).output("amt/authorization/pull", answering: 2)
        #expect(page.next == nil)
        #expect(page.items == [service])
    }

    @Test("the service of the clock is enumerated")
    func timeSynchronization() throws {
        #expect(
            try Self.enumerate(AMT_TimeSynchronizationService.firmwareClass).output(
                "amt/timesynchronization/enumerate", answering: 1) == "94000000-0000-0000-0000-000000000000")
    }

    // MARK: Keys, certificates and bindings

    @Test("an added key is named by its handle, though beside the wrong class")
    func addedKey() throws {
        let call: WSManCall<String> = .invoke(
            AMT_PublicKeyManagementService.firmwareClass, "AddKey", kind: .probeFirst
        ) { output throws(WSManRefusal) in try output.requiredInstanceID(of: "CreatedKey") }
        #expect(
            try call.output("amt/publickey/management/addkey", answering: 7) == "Intel(r) AMT Key: Handle: 1")
    }

    @Test("the certificate store's service: what it says of itself")
    func publicKeyManagement() throws {
        let service = try Self.get(AMT_PublicKeyManagementService.firmwareClass).output(
            "amt/publickey/management/get", answering: 0)
        #expect(service.text("Name") == "Intel(r) AMT Public Key Management Service")
        #expect(service.text("ElementName") == "Intel(r) AMT Certificate Store Service")
        #expect(service.number("EnabledDefault") == 5)
        #expect(service.number("EnabledState") == 5)
    }

    @Test("a certificate that was put is answered as it is got")
    func putCertificate() throws {
        typealias Certificate = AMT_PublicKeyCertificate
        let call: WSManCall<Certificate?> = .put(Certificate.firmwareClass, selectors: [], body: { _ in }) {
            reader throws(WSManRefusal) in try Certificate(reader)
        }
        let stored = try #require(try call.output("amt/publickey/certificate/put", answering: 5))
        #expect(stored.instanceID == "Intel(r) AMT Certificate: Handle: 0")
        #expect(stored.isTrustedRoot)
        #expect(stored.subject == "C=unknown,O=unknown,CN=MPSRoot-0af1d5")
        #expect(stored.der.count == 1087)
        #expect(
            try Certificate.get(instanceID: stored.instanceID).output("amt/publickey/certificate/get", answering: 5)
                == stored)
    }

    @Test("the collection of TLS ends has the name that a binding gives it, one blank more than clients write")
    func tlsEndpoints() throws {
        let firmwareClass = FirmwareClass.amt("AMT_TLSProtocolEndpointCollection")
        #expect(
            try Self.enumerate(firmwareClass).output("amt/tls/protocolendpointcollection/enumerate", answering: 7)
                == "8B080000-0000-0000-0000-000000000000")
        let collection = try Self.get(firmwareClass).output("amt/tls/protocolendpointcollection/get", answering: 5)
        #expect(collection.names == ["ElementName"])
        #expect(collection.text("ElementName") == "TLSProtocolEndpoint Instances Collection")
        let bound = try #require(
            try AMT_TLSCredentialContext.pull("").output("amt/tls/credentialcontext/pull", answering: 47).items.first)
        #expect(bound.elementProvidingContext.resourceURI == firmwareClass.uri)
        #expect(bound.elementProvidingContext.selector("ElementName") == collection.text("ElementName"))
        #expect(
            AMT_TLSCredentialContext(certificateInstanceID: "x").elementProvidingContext.selector("ElementName")
                == "TLSProtocolEndpointInstances Collection")
    }

    @Test("a binding as the class that all bindings inherit from shows it")
    func credentialContext() throws {
        let firmwareClass = FirmwareClass.cim("CIM_CredentialContext")
        #expect(
            try Self.enumerate(firmwareClass).output("cim/credential/context/enumerate", answering: 0)
                == "19000000-0000-0000-0000-000000000000")
        let call: WSManCall<PullPage<IPS_8021xCredentialContext>> = .pull(firmwareClass, context: "") {
            reader throws(WSManRefusal) in try IPS_8021xCredentialContext(reader)
        }
        let page = try call.output("cim/credential/context/pull", answering: 1)
        #expect(page.next == nil)
        #expect(page.items.map(\.certificateInstanceID) == ["Intel(r) AMT Certificate: Handle: 0"])
        #expect(
            page.items.map(\.elementProvidingContext) == [
                EndpointReference(
                    resourceURI: "http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_IEEE8021xSettings",
                    selectors: [.init("InstanceID", "Intel(r) AMT:IEEE 802.1x Settings")])
            ])
    }

    // MARK: Remote access and consent

    @Test("the service of remote access: no tunnel, and none that is kept alive")
    func remoteAccess() throws {
        let firmwareClass = AMT_RemoteAccessService.firmwareClass
        #expect(
            try Self.enumerate(firmwareClass).output("amt/remoteaccess/service/enumerate", answering: 1)
                == "92000000-0000-0000-0000-000000000000")
        let page = try Self.pull(firmwareClass).output("amt/remoteaccess/service/pull", answering: 2)
        #expect(page.next == nil)
        #expect(page.items.map { $0.text("Name") } == ["Intel(r) AMT Remote Access Service"])
        #expect(page.items.map { $0.flag("IsRemoteTunnelConnected") } == [false])
        #expect(page.items.map { $0.number("RemoteTunnelKeepAliveTimeout") } == [.max])
    }

    @Test("methods of consent that come out of turn: 2, invalid state")
    func consent() throws {
        func call(_ method: String) -> WSManCall<Done> {
            .invoke(IPS_OptInService.firmwareClass, method, kind: .probeFirst)
        }
        let readings = [
            try call("StartOptIn").reading("ips/optin/startoptin", answering: 32),
            try call("SendOptInCode").reading("ips/optin/sendoptincode", answering: 32),
            try call("CancelOptIn").reading("ips/optin/canceloptin", answering: 33),
        ]
        for reading in readings {
            guard case .returned(let value) = reading else {
                Issue.record("\(reading)")
                continue
            }
            #expect(value.number == 2)
        }
    }

    // MARK: Calls

    private static func enumerate(_ firmwareClass: FirmwareClass) -> WSManCall<String> { .enumerate(firmwareClass) }

    private static func get(_ firmwareClass: FirmwareClass) -> WSManCall<FirmwareInstance> {
        .get(firmwareClass) { reader throws(WSManRefusal) in FirmwareInstance(firmwareClass, reader.element) }
    }

    private static func pull(_ firmwareClass: FirmwareClass) -> WSManCall<PullPage<FirmwareInstance>> {
        .pull(firmwareClass, context: "") { reader throws(WSManRefusal) in
            FirmwareInstance(firmwareClass, reader.element)
        }
    }
}
