import AMT
import Testing

/// The expectations were computed with Python's `hmac` and `hashlib`: HKDF of RFC 5869 written out by hand over HMAC-SHA-256
/// (salt the UUID's 16 bytes, info the text below), then the drawing of characters after its description.
@Suite("Derived passwords") struct PasswordDerivationTests {
    static let uuid: [UInt8] = [
        0x55, 0xe3, 0xae, 0x13, 0xbf, 0xd2, 0x61, 0xbb, 0x17, 0xa0, 0x88, 0xae, 0xdd, 0x70, 0x37, 0xea,
    ]
    static let master = "a master secret of 32 characters"

    static func device(_ last: UInt8) throws -> DeviceUUID {
        try #require(DeviceUUID(canonicalBytes: Self.uuid.dropLast() + [last]))
    }

    struct Vector: Sendable, CustomTestStringConvertible {
        var master: String
        var last: UInt8
        var length: Int
        var password: String
        var testDescription: String { "\(self.length) characters, device \(self.last), \(self.master.count) of master" }
    }

    static let vectors = [
        Vector(master: Self.master, last: 0xea, length: 8, password: "S2E=4bre"),
        Vector(master: Self.master, last: 0xea, length: 20, password: "S2E=4bre+6KJ7dMvMP2T"),
        Vector(master: Self.master, last: 0xea, length: 32, password: "S2E=4bre+6KJ7dMvMP2TYGWDWKf=j6a-"),
        Vector(master: Self.master, last: 0xeb, length: 20, password: "kSx7kR-8KqnAGM5rYYRE"),
        // The first eight characters are no password by the rule, and are thrown away.
        Vector(master: "x", last: 0xea, length: 8, password: "VP/T-sW8"),
        Vector(master: "x", last: 0xea, length: 20, password: "SDLuc6aY9KxLbEpPQa%t"),
        Vector(master: "x", last: 0xeb, length: 20, password: "fi7etpd5DAN=9vm6V.a@"),
    ]

    @Test("who holds the master computes every device's password, for all time", arguments: Self.vectors)
    func vector(_ vector: Vector) throws {
        let password = PasswordDerivation.password(
            master: Secret(text: vector.master), device: try Self.device(vector.last), length: vector.length)
        #expect(password?.reveal() == vector.password)
    }

    @Test("every length that firmware takes gives a password that it takes")
    func lengths() throws {
        for length in 8...32 {
            let password = try #require(
                PasswordDerivation.password(
                    master: Secret(text: Self.master), device: try Self.device(1), length: length))
            #expect(password.byteCount == length)
            #expect(PasswordRule.faults(in: password).isEmpty)
        }
        #expect(
            PasswordDerivation.password(master: Secret(text: "x"), device: try Self.device(1), length: 7) == nil)
        #expect(
            PasswordDerivation.password(master: Secret(text: "x"), device: try Self.device(1), length: 33) == nil)
    }
}

/// The expectations were computed with Python from the description: characters by `byte % 36` of bytes under 252, check
/// characters as the sum of the ASCII codes modulo 36.
@Suite("Made pre-shared keys") struct PresharedKeyMakerTests {
    @Test("a name and a key follow from the entropy, with their check characters")
    func vectors() throws {
        let (pid, pps) = try #require(PresharedKeyMaker.pair(entropy: (0..<64).map { UInt8($0) }))
        #expect(pid.text == "0123456X")
        #expect(pps.secret.reveal() == "789OABCIDEFRGHI0JKL9MNOIPQRRSTU0")
        let mixed: [UInt8] = [255, 252] + (0..<64).map { UInt8(truncatingIfNeeded: $0 * 37 + 11) }
        let (second, key) = try #require(PresharedKeyMaker.pair(entropy: mixed))
        #expect(second.text == "BCDEFGHF")
        #expect(key.secret.reveal() == "EFGUHIJ3KHI4JKL9MNKELMNFOPQONOPL")
    }

    @Test("too little entropy makes nothing")
    func none() {
        #expect(PresharedKeyMaker.pair(entropy: (0..<30).map { UInt8($0) }) == nil)
        #expect(PresharedKeyMaker.pair(entropy: [UInt8](repeating: 252, count: 1_000)) == nil)
        #expect(PresharedKeyMaker.pair(entropy: (0..<31).map { UInt8($0) }) != nil)
    }
}
