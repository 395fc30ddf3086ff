import AMT

/// Makes hellos as bytes, by the published layout and not with the product's code.
enum Hellos {
    /// Vector P1 of the protocol notes: PSK, UUID 00112233-4455-6677-8899-aabbccddeeff, PID 0000-037M.
    static func psk(device: UInt32 = 0x0011_2233, retryCount: UInt32 = 0) -> [UInt8] {
        Self.header(version: 2, device: device, retryCount: retryCount) + Array("0000037M".utf8)
    }

    /// - Parameter lengths: byte count of each hash.
    static func pki(device: UInt32 = 0x0011_2233, retryCount: UInt32 = 0, lengths: [Int] = [32], filler: UInt8 = 7)
        -> [UInt8]
    {
        var bytes = Self.header(version: 3, device: device, retryCount: retryCount)
        bytes.append(UInt8(lengths.count))
        for length in lengths { bytes += [2, UInt8(length)] + Array(repeating: filler, count: length) }
        return bytes
    }

    /// - Parameter device: the first field of the UUID; the rest is the same for all.
    private static func header(version: UInt8, device: UInt32, retryCount: UInt32) -> [UInt8] {
        [0, 0, version, 0] + Self.littleEndian(retryCount) + Self.littleEndian(device)
            + [0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff]
    }

    static func littleEndian(_ number: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
    }
}
