// Compiled by Deploy/fuzz together with the sources of AMT, so that it needs no import.

/// Reads any bytes as a hello and stops the process when a promise of the decoder does not hold.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzHello(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    // libFuzzer's buffer ends where the input does: one byte beyond it stops the process too.
    let bytes = UnsafeRawBufferPointer(start: start, count: count)
    let reading = HelloDecoder.read(bytes)
    precondition(HelloDecoder.read(Array(bytes)) == reading, "array and buffer are read alike")
    switch reading {
    case .complete(let hello):
        let ownCount = count - hello.surplusByteCount
        precondition(hello.surplusByteCount >= 0 && ownCount >= 25, "the message is inside the input")
        precondition(ownCount <= HelloDecoder.byteCountMax, "no message is beyond the limit")
        precondition(written(hello).elementsEqual(bytes.prefix(ownCount)), "what was read is what came")
        check(bytes) { prefix, answer in
            prefix < ownCount ? answer == .needsMore : isSame(answer, hello, surplus: prefix - ownCount)
        }
    case .needsMore:
        precondition(count <= HelloDecoder.byteCountMax, "no message needs more than the limit")
        check(bytes) { _, answer in answer == .needsMore }
    case .refused(let refusal):
        check(bytes) { _, answer in answer == .needsMore || answer == .refused(refusal) }
        if count > 0, let start {
            // Once refused, it stays refused.
            precondition(HelloDecoder.read(Array(bytes) + [start.pointee]) == reading, "a refusal is final")
        }
    }
    return 0
}

/// Tries short inputs cut everywhere, long ones at some places.
private func check(_ bytes: UnsafeRawBufferPointer, _ holds: (Int, HelloReading) -> Bool) {
    for prefix in stride(from: 0, to: bytes.count, by: bytes.count / 16 + 1) {
        precondition(
            holds(prefix, HelloDecoder.read(UnsafeRawBufferPointer(rebasing: bytes[..<prefix]))),
            "the answer does not depend on how the bytes were cut")
    }
}

private func isSame(_ answer: HelloReading, _ hello: Hello, surplus: Int) -> Bool {
    answer
        == .complete(
            Hello(
                deviceUUID: hello.deviceUUID, adminCredentialsSet: hello.adminCredentialsSet,
                retryCount: hello.retryCount, credential: hello.credential, surplusByteCount: surplus))
}

/// The message as a device would have sent it; written from the layout, not from the decoder.
private func written(_ hello: Hello) -> [UInt8] {
    var bytes: [UInt8] = [hello.adminCredentialsSet ? 1 : 0, 0, UInt8(hello.version), 0]
    for shift in [0, 8, 16, 24] as [UInt32] { bytes.append(UInt8(truncatingIfNeeded: hello.retryCount >> shift)) }
    bytes += hello.deviceUUID.wireBytes
    switch hello.credential {
    case .psk(let pid): bytes += Array(pid.text.utf8)
    case .pki(let hashes):
        bytes.append(UInt8(hashes.count))
        for hash in hashes { bytes += [hash.algorithm, UInt8(hash.bytes.count)] + hash.bytes }
    }
    return bytes
}
