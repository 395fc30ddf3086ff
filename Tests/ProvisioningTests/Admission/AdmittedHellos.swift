import AMT
import Provisioning
import Testing

/// Makes hellos of a few devices, with defaults for everything a test is not about.
enum AdmittedHellos {
    /// Where times in tests begin.
    static let start = ContinuousClock.now

    static func uuid(_ number: Int) throws -> DeviceUUID {
        let tail = (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - 8 * $0)) }
        return try #require(DeviceUUID(canonicalBytes: [0x4c, 0x4c, 0x45, 0x44, 0, 0x42, 0x35, 0x10] + tail))
    }

    static func make(
        device: Int = 1,
        retryCount: UInt32 = 0,
        address: String = "10.0.0.1",
        hashByte: UInt8 = 1,
        at microseconds: Int64 = 0
    ) throws -> AdmittedHello {
        try self.make(
            device: device, retryCount: retryCount, address: address, hashByte: hashByte,
            receivedAt: self.start + .microseconds(microseconds))
    }

    static func make(
        device: Int, retryCount: UInt32, address: String, hashByte: UInt8 = 1, receivedAt: ContinuousClock.Instant
    ) throws -> AdmittedHello {
        AdmittedHello(
            hello: Hello(
                deviceUUID: try self.uuid(device),
                adminCredentialsSet: true,
                retryCount: retryCount,
                credential: .pki([RootHash(algorithm: 2, bytes: Array(repeating: hashByte, count: 32))]),
                surplusByteCount: 0
            ),
            address: PeerAddress(numeric: address),
            site: "default",
            receivedAt: receivedAt
        )
    }
}

/// SplitMix64: the same numbers for the same seed, everywhere.
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
