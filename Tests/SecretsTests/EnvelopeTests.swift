import Secrets
import Testing

/// Boxes that another implementation made (Python's `cryptography`, AESGCM), from the description in `Envelope` alone.
@Suite("Envelope") struct EnvelopeTests {
    static let key = [UInt8](repeating: 1, count: 32)
    static let nextKey = [UInt8](repeating: 2, count: 32)
    static let context = "credential/4c4c4544-0042-3510-8051-b4c04f4e5331/3/password"
    static let plain = Array("correct horse".utf8)

    /// Sealed under the key itself, as all were before there were envelopes.
    static let before = "101112131415161718191a1b3475abf95d961c000cc0ac55e0f286a7dac25bd2faba447a116f4e67d8"
    /// The same, with nonces that happen to begin as an envelope does; the second one is as long as an envelope.
    static let beforeWithMark = "005053454e560001090909090ca46b6818c5a86adafe5b0b0bc8dbfa92a481be2c84f294191e117cf4"
    static let longBeforeWithMark =
        "005053454e560001090909090ca46b6818c5a86adafe5b0b0b01efb7c3645d47f6bf5bde084a26ba8b74878ac390464e153b7e030cf3e7821d53"
        + "60f7a10a9797771ab3ebb76a5ca129560bc4fca50b6f8e7eb5411d1220efe228c2532e89c25958ea39cc9217bc5ffe6d"
    static let envelope =
        "005053454e560001202122232425262728292a2bb0fa2bec25bd883f079661ef9fd0be5a89a6710db5ad17507e11a81cdc5fbe85d1542e022913"
        + "1af21436a95626fec08f303132333435363738393a3b0b42c68eeeef46735fffa90c476b3fa4038d4245b4cd55317ab7d0a84a"

    static func bytes(_ hex: String) -> [UInt8] {
        let digits = hex.utf8.map { UInt8($0 < 0x3a ? $0 - 0x30 : $0 - 0x57) }
        return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    static func sealed(_ hex: String) -> SealedSecret { SealedSecret(keyID: "a", box: Self.bytes(hex)) }

    static func ring(_ keys: (id: String, key: [UInt8])...) throws -> KeyRing { try #require(KeyRing(keys)) }

    @Test(
        "boxes of every form that there was open",
        arguments: [(before, 1), (beforeWithMark, 1), (longBeforeWithMark, 6), (envelope, 1)])
    func vectors(hex: String, times: Int) throws {
        let ring = try Self.ring(("a", Self.key))
        let opened = try ring.open(Self.sealed(hex), context: Self.context)
        #expect(opened == Array(repeatElement(Self.plain, count: times).joined()))
    }

    @Test("what is sealed now is an envelope: mark, wrapped key, payload", arguments: [0, 1, 13, 5_000])
    func layout(length: Int) throws {
        let ring = try Self.ring(("a", Self.key))
        let sealed = try ring.seal([UInt8](repeating: 0x41, count: length), context: Self.context)
        #expect(Array(sealed.box.prefix(8)) == [0x00, 0x50, 0x53, 0x45, 0x4e, 0x56, 0x00, 0x01])
        #expect(sealed.box.count == 8 + (12 + 32 + 16) + (12 + length + 16))
    }

    @Test(
        "a box of any form opens at its own place alone",
        arguments: [before, beforeWithMark, longBeforeWithMark, envelope])
    func moved(hex: String) throws {
        let ring = try Self.ring(("a", Self.key))
        for other in ["", Self.context + " ", "credential/4c4c4544-0042-3510-8051-b4c04f4e5331/3/mebx"] {
            #expect(throws: OpeningFailure.boxInvalid) { try ring.open(Self.sealed(hex), context: other) }
            #expect(throws: OpeningFailure.boxInvalid) { try ring.rewrap(Self.sealed(hex), context: other) }
        }
    }

    @Test("one bit that was changed anywhere is noticed", arguments: [before, longBeforeWithMark, envelope])
    func flipped(hex: String) throws {
        let ring = try Self.ring(("a", Self.key))
        let box = Self.bytes(hex)
        for bit in 0..<box.count * 8 {
            var changed = box
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(throws: OpeningFailure.boxInvalid) {
                try ring.open(SealedSecret(keyID: "a", box: changed), context: Self.context)
            }
        }
    }

    @Test("a box that was cut or drawn out is refused", arguments: [before, longBeforeWithMark, envelope])
    func cut(hex: String) throws {
        let ring = try Self.ring(("a", Self.key))
        let box = Self.bytes(hex)
        for changed in (0..<box.count).map({ Array(box.prefix($0)) }) + [box + [0], [0] + box] {
            #expect(throws: OpeningFailure.boxInvalid) {
                try ring.open(SealedSecret(keyID: "a", box: changed), context: Self.context)
            }
        }
    }

    @Test("the parts of an envelope are no boxes by themselves: a data key cannot be read as if it were the secret")
    func parts() throws {
        let ring = try Self.ring(("a", Self.key))
        let box = Self.bytes(Self.envelope)
        for part in [box[8..<68], box[68...], box[8...]] {
            #expect(throws: OpeningFailure.boxInvalid) {
                try ring.open(SealedSecret(keyID: "a", box: Array(part)), context: Self.context)
            }
        }
        // Nor does the head of one envelope open the payload of another one of the same place.
        let other = try ring.seal(Self.plain, context: Self.context).box
        #expect(throws: OpeningFailure.boxInvalid) {
            try ring.open(SealedSecret(keyID: "a", box: Array(box[..<68]) + other[68...]), context: Self.context)
        }
    }

    @Test("a rotation puts the data key under the new key and leaves every byte of the payload")
    func rewrapped() throws {
        let rotated = try Self.ring(("b", Self.nextKey), ("a", Self.key))
        let sealed = try rotated.rewrap(Self.sealed(Self.envelope), context: Self.context)
        #expect(sealed.keyID == "b")
        #expect(sealed.box[68...] == Self.bytes(Self.envelope)[68...])
        #expect(Array(sealed.box[8..<68]) != Array(Self.bytes(Self.envelope)[8..<68]))
        #expect(try Self.ring(("b", Self.nextKey)).open(sealed, context: Self.context) == Self.plain)
        let onlyOld = SealedSecret(keyID: "a", box: sealed.box)
        #expect(throws: OpeningFailure.boxInvalid) {
            try Self.ring(("a", Self.key)).open(onlyOld, context: Self.context)
        }
    }

    @Test("a rotation makes envelopes of boxes of before", arguments: [before, beforeWithMark])
    func rewrappedBefore(hex: String) throws {
        let rotated = try Self.ring(("b", Self.nextKey), ("a", Self.key))
        let sealed = try rotated.rewrap(Self.sealed(hex), context: Self.context)
        #expect(sealed.box.count == 96 + Self.plain.count)
        #expect(try Self.ring(("b", Self.nextKey)).open(sealed, context: Self.context) == Self.plain)
    }

    @Test("of three generations each one opens, the first one seals, and a fourth one is unknown")
    func generations() throws {
        let keys: [(id: String, key: [UInt8])] = [
            ("c", [UInt8](repeating: 3, count: 32)), ("b", Self.nextKey), ("a", Self.key),
        ]
        let ring = try #require(KeyRing(keys))
        #expect(ring.keyIDs == ["c", "b", "a"])
        for key in keys {
            let sealed = try #require(KeyRing([key])).seal(Self.plain, context: Self.context)
            #expect(try ring.open(sealed, context: Self.context) == Self.plain)
            #expect(try ring.rewrap(sealed, context: Self.context).keyID == "c")
        }
        let stranger = SealedSecret(keyID: "d", box: Self.bytes(Self.envelope))
        #expect(throws: OpeningFailure.keyUnknown) { try ring.open(stranger, context: Self.context) }
        #expect(throws: OpeningFailure.keyUnknown) { try ring.rewrap(stranger, context: Self.context) }
    }

    @Test("a ring shows none of its keys, however it is printed")
    func silent() throws {
        let ring = try Self.ring(("a", Self.key))
        var dumped = ""
        dump([ring], to: &dumped)
        for text in ["\(ring)", String(describing: ring), String(reflecting: [ring]), dumped] {
            #expect(text.contains("(key ring)"))
            #expect(!text.contains("1, 1") && !text.contains("0101") && !text.contains("Symmetric"))
        }
    }
}
