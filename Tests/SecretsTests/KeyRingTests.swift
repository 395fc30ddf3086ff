import Secrets
import Testing

@Suite("Key ring") struct KeyRingTests {
    static let oldKey = [UInt8](repeating: 1, count: 32)
    static let newKey = [UInt8](repeating: 2, count: 32)
    static let context = "credential/4c4c4544-0042-3510-8051-b4c04f4e5331/3/password"
    static let plain = Array("correct horse".utf8)

    static func ring(_ keys: (id: String, key: [UInt8])...) throws -> KeyRing { try #require(KeyRing(keys)) }

    @Test("what was sealed opens under the same context, and its box is no plain text")
    func roundTrip() throws {
        let ring = try Self.ring(("a", Self.oldKey))
        for length in [0, 1, 13, 32, 5_000] {
            let plain = [UInt8](repeating: 0x41, count: length)
            let sealed = try ring.seal(plain, context: Self.context)
            #expect(sealed.keyID == "a")
            #expect(try ring.open(sealed, context: Self.context) == plain)
        }
    }

    @Test("no nonce and no data key is used twice: neither the nonces nor the bytes behind them are ever the same")
    func nonces() throws {
        let ring = try Self.ring(("a", Self.oldKey))
        let boxes = try (0..<500).map { _ in try ring.seal(Self.plain, context: Self.context).box }
        for part in [8..<20, 20..<52, 68..<80, 80..<93] { #expect(Set(boxes.map { Array($0[part]) }).count == 500) }
    }

    @Test("a box that was moved to another row does not open there")
    func moved() throws {
        let ring = try Self.ring(("a", Self.oldKey))
        let sealed = try ring.seal(Self.plain, context: Self.context)
        for other in ["", Self.context + " ", "credential/4c4c4544-0042-3510-8051-b4c04f4e5331/3/mebx"] {
            #expect(throws: OpeningFailure.boxInvalid) { try ring.open(sealed, context: other) }
        }
    }

    @Test("a byte that was changed anywhere is noticed")
    func tampered() throws {
        let ring = try Self.ring(("a", Self.oldKey))
        let sealed = try ring.seal(Self.plain, context: Self.context)
        for index in sealed.box.indices {
            var box = sealed.box
            box[index] ^= 1
            #expect(throws: OpeningFailure.boxInvalid) {
                try ring.open(SealedSecret(keyID: "a", box: box), context: Self.context)
            }
        }
    }

    @Test("a box that was cut is refused, down to nothing", arguments: 0..<109)
    func cut(_ length: Int) throws {
        let ring = try Self.ring(("a", Self.oldKey))
        let sealed = try ring.seal(Self.plain, context: Self.context)
        #expect(sealed.box.count == 109)
        #expect(throws: OpeningFailure.boxInvalid) {
            try ring.open(SealedSecret(keyID: "a", box: Array(sealed.box.prefix(length))), context: Self.context)
        }
    }

    @Test("another key does not open it, and an unknown one is told apart")
    func otherKey() throws {
        let sealed = try Self.ring(("a", Self.oldKey)).seal(Self.plain, context: Self.context)
        #expect(throws: OpeningFailure.boxInvalid) {
            try Self.ring(("a", Self.newKey)).open(sealed, context: Self.context)
        }
        #expect(throws: OpeningFailure.keyUnknown) {
            try Self.ring(("b", Self.oldKey)).open(sealed, context: Self.context)
        }
    }

    @Test("after a rotation the old key opens and the new one seals")
    func rotation() throws {
        let sealed = try Self.ring(("old", Self.oldKey)).seal(Self.plain, context: Self.context)
        let rotated = try Self.ring(("new", Self.newKey), ("old", Self.oldKey))
        #expect(rotated.currentID == "new")
        #expect(try rotated.open(sealed, context: Self.context) == Self.plain)
        let resealed = try rotated.seal(Self.plain, context: Self.context)
        #expect(resealed.keyID == "new")
        #expect(try Self.ring(("new", Self.newKey)).open(resealed, context: Self.context) == Self.plain)
    }

    @Test("no ring without keys, with a name twice, or with a key of another length")
    func refusals() {
        #expect(KeyRing([]) == nil)
        #expect(KeyRing([("a", Self.oldKey), ("a", Self.newKey)]) == nil)
        for length in [0, 16, 31, 33] {
            #expect(KeyRing([("a", [UInt8](repeating: 1, count: length))]) == nil)
        }
    }
}
