import AMT

/// A hello that no device has said, as bytes on port 9971.
struct SyntheticHello: Equatable {
    enum Form: Equatable {
        /// Version 3 with these root hashes; a device may have none.
        case pki([[UInt8]])
        /// Version 2 with the name of a key.
        case psk(PID)
    }

    /// Every UUID that begins so is of this program and of no machine: "selftest", as far as hexadecimal digits spell it.
    static let prefix = "5e1f7e57"

    let device: DeviceUUID
    let form: Form

    /// Devices of one machine: few, so that the database has no more of them however often it sends, and many enough that the one
    /// of a hello has seldom said another one lately.
    static let slots = 0..<64

    /// - Parameters:
    ///   - hostName: of this machine.
    ///   - slot: one of ``slots``.
    static func device(of hostName: String, slot: Int) -> DeviceUUID? {
        // FNV-1a; all that counts is that it stays the same.
        let hash = hostName.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
        let digits = String(hash & 0xffff_ffff_ffff, radix: 16)
        let node = String(repeating: "0", count: 12 - digits.count) + digits
        let place = String(UInt16(clamping: slot), radix: 16)
        // Version 8 of RFC 9562: no maker gives such ones out.
        return DeviceUUID("\(Self.prefix)-\(String(repeating: "0", count: 4 - place.count))\(place)-8000-8000-\(node)")
    }

    /// The layout is that of ``AMT/HelloDecoder``; the UUID's first three fields are little-endian.
    func bytes(retryCount: UInt32) -> [UInt8] {
        var bytes: [UInt8] = [0, 0]
        switch self.form {
        case .pki: bytes += [3, 0]
        case .psk: bytes += [2, 0]
        }
        bytes += withUnsafeBytes(of: retryCount.littleEndian) { Array($0) }
        let (high, low) = self.device.halves
        bytes += withUnsafeBytes(of: UInt32(truncatingIfNeeded: high >> 32).littleEndian) { Array($0) }
        bytes += withUnsafeBytes(of: UInt16(truncatingIfNeeded: high >> 16).littleEndian) { Array($0) }
        bytes += withUnsafeBytes(of: UInt16(truncatingIfNeeded: high).littleEndian) { Array($0) }
        bytes += withUnsafeBytes(of: low.bigEndian) { Array($0) }
        switch self.form {
        case .psk(let pid): bytes += Array(pid.text.utf8)
        case .pki(let hashes):
            bytes.append(UInt8(clamping: hashes.count))
            // SHA-256 is the wire's algorithm 2.
            for hash in hashes.prefix(255) { bytes += [2, UInt8(clamping: hash.count)] + hash.prefix(255) }
        }
        return bytes
    }
}
