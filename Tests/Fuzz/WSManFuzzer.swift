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
        switch error {
        // Prefixes and escapes may make a document longer than it came.
        case .tooLong, .textTooLong, .tooManyAttributes, .tooDeep: break
        case .empty, .encoding, .documentType, .malformed, .tooManyElements:
            preconditionFailure("what we write is XML: \(error)")
        }
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
]
