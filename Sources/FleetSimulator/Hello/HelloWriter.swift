/// Writes the message that a device in setup mode sends. Source: Intel AMT SDK, *Setup Mode Hello Messages*.
enum HelloWriter {
    static func bytes(
        of identity: DeviceIdentity, pid: String, retryCount: UInt32, rootHashes: [RootHashEntry]
    ) -> [UInt8] {
        var message: [UInt8] = []
        func append(_ number: some FixedWidthInteger) { withUnsafeBytes(of: number.littleEndian) { message += $0 } }
        append(UInt16(identity.setupPassword.isChangedFromFactory ? 1 : 0))
        switch identity.kind {
        case .psk: append(UInt16(2))
        case .pki: append(UInt16(3))
        }
        append(retryCount)
        message += identity.wireUUID
        switch identity.kind {
        case .psk: message += Array(pid.utf8)
        case .pki:
            append(UInt8(truncatingIfNeeded: rootHashes.count))
            for hash in rootHashes { message += [hash.algorithm, UInt8(hash.bytes.count)] + hash.bytes }
        }
        return message
    }
}
