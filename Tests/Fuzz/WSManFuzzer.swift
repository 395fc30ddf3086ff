// Compiled by Deploy/fuzz together with the sources of AMT, so that it needs no import.

/// Reads any bytes as the answer to a call, which the first byte chooses, and stops the process when a promise of the
/// readers does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzWSMan(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = UnsafeBufferPointer(start: start, count: count)
    guard let choice = input.first else { return 0 }
    let body = Array(input.dropFirst())
    checkTable(body)
    let status = choice & 0x80 == 0 ? 200 : 400
    for call in calls[Int(choice & 0x7f) % calls.count] { call(status, body) }
    return 0
}

/// The XML reader alone.
private func checkTable(_ body: [UInt8]) {
    let table: XMLTable
    do throws(XMLRefusal) { table = try XMLReader.read(body) } catch { return }
    precondition(table.rows.count <= XMLLimits.elementCountMax, "elements are limited")
    var seen = 0
    walk(table.root, depth: 1, &seen)
    precondition(seen == table.rows.count, "every element is reached once")
    // A writer's document is read back as it was.
    var writer = XMLWriter()
    Property(table.root).write(to: &writer, classURI: "urn:class")
    precondition(!writer.bytes.isEmpty, "an element is written")
}

private func walk(_ element: XMLElement, depth: Int, _ seen: inout Int) {
    precondition(depth <= XMLLimits.depthMax, "depth is limited")
    precondition(element.text.utf8.count <= XMLLimits.textBytesMax, "text is limited")
    precondition(!element.name.isEmpty, "every element has a name")
    _ = element.qualifiedName
    _ = element.attributes
    seen += 1
    for child in element.children {
        precondition(element.text.isEmpty, "an element has text or children")
        walk(child, depth: depth + 1, &seen)
    }
}

private typealias Reader = (Int, [UInt8]) -> Void

/// Reads twice: the same bytes have one meaning.
private func reader<Output: Equatable>(
    _ call: WSManCall<Output>, then check: @escaping (Output) -> Void = { _ in }
) -> Reader {
    { status, body in
        let reading = call.read(status: status, body: body, answering: 1)
        precondition(reading == call.read(status: status, body: body, answering: 1), "the same bytes read alike")
        switch reading {
        case .answered(let output):
            precondition(status == 200, "only HTTP 200 answers")
            check(output)
        case .returned(let value): precondition(value.number != 0, "zero is no refusal")
        case .fault(let fault):
            precondition(fault.reason.utf8.count <= 200 && fault.code.utf8.count <= 80, "a fault's texts are cut")
        case .unauthorized: preconditionFailure("only HTTP 401 is unauthorized")
        case .unreadable(let refusal): precondition(refusal.fact.utf8.count < 200, "facts are ours")
        }
    }
}

/// What was read from a device and is put back is read again as the same.
private func checkPut(_ instance: FirmwareInstance) {
    func written(_ instance: FirmwareInstance) -> [UInt8] {
        var writer = XMLWriter()
        instance.write(to: &writer)
        return writer.bytes
    }
    // The envelope's prefixes stand around an instance.
    let frame = (
        Array(
            """
            <E xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" \
            xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd">
            """.utf8), Array("</E>".utf8)
    )
    let once = written(instance)
    let document = frame.0 + once + frame.1
    do throws(XMLRefusal) {
        let root = try XMLReader.read(document).root
        guard let element = root.child(instance.firmwareClass.name, in: instance.firmwareClass.uri) else {
            preconditionFailure("an instance keeps its name")
        }
        precondition(
            written(FirmwareInstance(instance.firmwareClass, element)) == once, "an instance is read as it was written")
    } catch {
        checkIsLimit(error)
    }
}

/// A request that is made of what a device said is XML, with one body.
private func checkRequest<Output>(_ call: WSManCall<Output>) {
    do throws(XMLRefusal) {
        let root = try XMLReader.read(call.envelope(messageID: 1)).root
        precondition(root.children.map(\.name) == ["Header", "Body"], "an envelope has a header and a body")
    } catch {
        checkIsLimit(error)
    }
}

/// What we write may be refused for its length alone: prefixes and escapes make a document longer than it came.
private func checkIsLimit(_ refusal: XMLRefusal) {
    switch refusal {
    case .tooLong, .textTooLong, .tooManyAttributes, .tooDeep: break
    case .empty, .encoding, .documentType, .malformed, .tooManyElements:
        preconditionFailure("what we write is XML: \(refusal)")
    }
}

/// The ways to read a class's instances.
private func instances<Value: Equatable>(
    _ get: WSManCall<Value>, _ pull: WSManCall<PullPage<Value>>, then check: @escaping (Value) -> Void = { _ in }
) -> [Reader] {
    [reader(get, then: check), reader(pull, then: { $0.items.forEach(check) })]
}

/// The same for a class that is put back as it was read.
private func settings<Value: Equatable>(
    _ get: WSManCall<Value>, _ pull: WSManCall<PullPage<Value>>, _ instance: @escaping (Value) -> FirmwareInstance,
    put: @escaping (Value) -> WSManCall<Value?>
) -> [Reader] {
    instances(get, pull) { value in
        checkPut(instance(value))
        let call = put(value)
        checkRequest(call)
    }
}

// libFuzzer calls from one thread alone.
nonisolated(unsafe) private let calls: [[Reader]] = [
    [reader(AMT_SetupAndConfigurationService.get())],
    [reader(AMT_SetupAndConfigurationService.getUuid())],
    [reader(AMT_SetupAndConfigurationService.commitChanges())],
    [reader(AMT_GeneralSettings.get(), then: { checkPut($0.instance) })],
    [reader(AMT_GeneralSettings.pull("x"), then: { page in page.items.forEach { checkPut($0.instance) } })],
    [reader(AMT_AuthorizationService.enumerateUserAclEntries(startIndex: 1))],
    [reader(AMT_AuthorizationService.getUserAclEntryEx(handle: 1))],
    [reader(AMT_TimeSynchronizationService.getLowAccuracyTimeSynch())],
    [
        reader(AMT_PublicKeyManagementService.generateKeyPair(keyLength: 2048)),
        reader(AMT_PublicKeyManagementService.addCertificate(der: [])),
    ],
    [reader(AMT_PublicPrivateKeyPair.get(instanceID: "x")), reader(AMT_PublicPrivateKeyPair.pull("x"))],
    [reader(AMT_TLSCredentialContext.pull("x"))],
    [
        reader(AMT_TLSSettingData.get(instanceID: "x"), then: { checkPut($0.instance) }),
        reader(AMT_TLSSettingData.pull("x"), then: { page in page.items.forEach { checkPut($0.instance) } }),
    ],
    [reader(CIM_SoftwareIdentity.pull("x"))],
    [reader(AMT_GeneralSettings.enumerate())],
    [reader(AMT_TLSCredentialContext.create(certificateInstanceID: "x"))],
    [reader(AMT_PublicPrivateKeyPair.delete(instanceID: "x")), reader(AMT_PublicKeyCertificate.pull("x"))],
    // From here on an entry is a class, or some that are read together. The corpus counts on their places: add at the end.
    [
        reader(
            AMT_AuthorizationService.addUserAclEntryEx(
                UserACLEntry(holder: .digest(username: "x"), permission: .network, realms: []), digestA1: nil)),
        reader(AMT_AuthorizationService.getAclEnabledState(handle: 1)),
        reader(AMT_AuthorizationService.getAdminAclEntry()),
        reader(AMT_AuthorizationService.getAdminAclEntryStatus()),
        reader(
            AMT_AuthorizationService.getUserAclEntryEx(handle: 1),
            then: { entry in checkRequest(AMT_AuthorizationService.addUserAclEntryEx(entry, digestA1: nil)) }),
    ],
    [
        reader(CIM_WiFiEndpointSettings.pull("x")), reader(CIM_IEEE8021xSettings.pull("x")),
        reader(CIM_CredentialContext.pull("x")),
    ],
    instances(CIM_WiFiPort.get(), CIM_WiFiPort.pull("x")) + [reader(CIM_WiFiPort.requestStateChange(.onInS0AndSx))],
    settings(
        AMT_WiFiPortConfigurationService.get(), AMT_WiFiPortConfigurationService.pull("x"), { $0.instance },
        put: AMT_WiFiPortConfigurationService.put) + [
            reader(
                AMT_WiFiPortConfigurationService.addWiFiSettings(
                    .init(
                        settings: CIM_WiFiEndpointSettings.Input(
                            elementName: "x", ssid: "x", priority: 1, authentication: .wpa2PSK, encryption: .ccmp))))
        ],
    settings(
        IPS_IEEE8021xSettings.get(), IPS_IEEE8021xSettings.pull("x"), { $0.instance }, put: IPS_IEEE8021xSettings.put)
        + [reader(IPS_IEEE8021xSettings.setCertificates(serverCertificateIssuer: nil, clientCertificate: nil))],
    settings(AMT_8021XProfile.get(), AMT_8021XProfile.pull("x"), { $0.instance }, put: AMT_8021XProfile.put),
    [reader(AMT_8021xCredentialContext.pull("x")), reader(IPS_8021xCredentialContext.pull("x"))],
    settings(
        AMT_KerberosSettingData.get(), AMT_KerberosSettingData.pull("x"), { $0.instance },
        put: { AMT_KerberosSettingData.put($0, key: nil) })
        + [reader(AMT_KerberosSettingData.getCredentialCacheState())],
    [
        reader(
            AMT_RemoteAccessService.addMpServer(
                .init(
                    accessInfo: "x", infoFormat: .fqdn, port: 1, authentication: .mutualTLS(certificateInstanceID: "x"))
            )),
        reader(
            AMT_RemoteAccessService.addRemoteAccessPolicyRule(
                trigger: .alert, tunnelLifeTimeSeconds: 0, schedule: nil, mpServerNames: [])),
    ],
    [reader(AMT_ManagementPresenceRemoteSAP.pull("x"))]
        + settings(
            AMT_MPSUsernamePassword.get(instanceID: "x"), AMT_MPSUsernamePassword.pull("x"), { $0.instance },
            put: { AMT_MPSUsernamePassword.put($0, remoteID: "x", password: Secret(text: "x")) }),
    [
        reader(AMT_RemoteAccessPolicyRule.pull("x")),
        reader(
            AMT_RemoteAccessPolicyAppliesToMPS.pull("x"),
            then: { page in
                for item in page.items {
                    checkPut(item.instance)
                    checkRequest(AMT_RemoteAccessPolicyAppliesToMPS.put(item))
                    checkRequest(AMT_RemoteAccessPolicyAppliesToMPS.get(item))
                }
            }),
    ],
    [reader(AMT_RemoteAccessCapabilities.get()), reader(AMT_PublicKeyManagementCapabilities.get())],
    instances(AMT_UserInitiatedConnectionService.get(), AMT_UserInitiatedConnectionService.pull("x"))
        + [reader(AMT_UserInitiatedConnectionService.requestStateChange(.both))],
    instances(AMT_AuditLog.get(), AMT_AuditLog.pull("x"), then: { checkPut($0.instance) })
        + instances(AMT_AuditPolicyRule.get(), AMT_AuditPolicyRule.pull("x")),
    [
        reader(AMT_CRL.pull("x")), reader(AMT_ProvisioningCertificateHash.pull("x")),
        reader(AMT_PublicKeyManagementService.addCRL(url: "x", serialNumbers: [])),
    ],
    [
        reader(AMT_EndpointAccessControlService.get()), reader(AMT_EndpointAccessControlService.getEacOptions()),
        reader(AMT_EndpointAccessControlService.requestStateChange(enabled: true)),
    ],
    instances(AMT_SystemPowerScheme.get(instanceID: "x"), AMT_SystemPowerScheme.pull("x")) + [
        reader(AMT_SystemPowerScheme.setPowerScheme(instanceID: "x")), reader(CIM_ElementSettingData.pull("x")),
    ],
    [
        reader(AMT_TimeSynchronizationService.get()),
        reader(AMT_TimeSynchronizationService.enableLocalTimeSync(true)),
    ],
    settings(
        AMT_RedirectionService.get(), AMT_RedirectionService.pull("x"), { $0.instance },
        put: AMT_RedirectionService.put),
    instances(CIM_KVMRedirectionSAP.get(), CIM_KVMRedirectionSAP.pull("x"))
        + settings(
            IPS_KVMRedirectionSettingData.get(), IPS_KVMRedirectionSettingData.pull("x"), { $0.instance },
            put: { IPS_KVMRedirectionSettingData.put($0, rfbPassword: nil) }),
    [
        reader(
            IPS_OptInService.get(),
            then: { service in
                checkPut(service.instance)
                checkRequest(IPS_OptInService.put(service))
            })
    ],
    [
        reader(IPS_HTTPProxyAccessPoint.pull("x")),
        reader(
            IPS_HTTPProxyService.addProxyAccessPoint(
                accessInfo: "x", infoFormat: .fqdn, port: 1, networkDNSSuffix: "x")),
    ],
    settings(
        AMT_EnvironmentDetectionSettingData.get(), AMT_EnvironmentDetectionSettingData.pull("x"), { $0.instance },
        put: AMT_EnvironmentDetectionSettingData.put),
    settings(
        AMT_EthernetPortSettings.get(instanceID: AMT_EthernetPortSettings.wiredInstanceID),
        AMT_EthernetPortSettings.pull("x"), { $0.instance }, put: AMT_EthernetPortSettings.put),
    settings(
        IPS_IPv6PortSettings.get(instanceID: "x"), IPS_IPv6PortSettings.pull("x"), { $0.instance },
        put: IPS_IPv6PortSettings.put),
    [reader(AMT_WebUIService.get()), reader(AMT_WebUIService.requestStateChange(enabled: true))],
    [
        reader(AMT_PublicKeyCertificate.get(instanceID: "x")),
        reader(
            AMT_PublicKeyManagementService.generatePKCS10RequestEx(
                keyPairInstanceID: "x", algorithm: .sha256, nullSignedRequest: [])),
        reader(
            AMT_TLSCredentialContext.pull("x"),
            then: { $0.items.forEach { checkRequest(AMT_TLSCredentialContext.delete($0)) } }),
    ],
    [
        reader(CIM_FilterCollection.pull("x")), reader(CIM_ListenerDestinationWSManagement.pull("x")),
        reader(CIM_FilterCollection.subscribe(instanceID: "x", .init(destination: "http://x"))),
        reader(
            CIM_FilterCollectionSubscription.pull("x"),
            then: { $0.items.forEach { checkRequest(CIM_FilterCollectionSubscription.unsubscribe($0)) } }),
    ],
    [
        reader(
            AMT_EACCredentialContext.pull("x"),
            then: {
                $0.items.forEach {
                    checkRequest(AMT_EACCredentialContext.put(certificateInstanceID: "x", replacing: $0))
                }
            }),
        reader(
            AMT_EndpointAccessControlService.get(),
            then: { checkRequest(AMT_EACCredentialContext.create(certificateInstanceID: "x", of: $0)) }),
    ],
]
