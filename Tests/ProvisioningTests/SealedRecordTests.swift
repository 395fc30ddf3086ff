import Provisioning
import Testing

@Suite("Places of sealed records") struct SealedRecordTests {
    static let device = "4c4c4544-0042-3510-8052-b4c04f4a3532"
    static let digest = String(repeating: "0f", count: 32)

    static let places: [(SealedKind, String)] = [
        (.authority, "1"), (.credential, "\(device)/3"), (.oneTimePassword, device), (.presharedKey, "0000037M"),
        (.profileSecret, "wifi-office/12"), (.setupCertificate, digest),
    ]

    @Test("a place of each kind is read")
    func places() {
        #expect(Set(Self.places.map(\.0)) == Set(SealedKind.allCases))
        for (kind, place) in Self.places {
            #expect(SealedRecord(kind: kind, checkedPlace: place)?.place == place)
        }
    }

    @Test("what the database would not read as a place is refused, whoever sends it")
    func refused() {
        for (kind, place) in Self.places {
            for other in ["", "/", "'", place + "/1", place + "\u{0}", "ä" + place, place + " or 1=1"] {
                #expect(SealedRecord(kind: kind, checkedPlace: other) == nil, "\(kind) \(other)")
            }
        }
        #expect(SealedRecord(kind: .credential, checkedPlace: "\(Self.device)/99999999999") == nil)
        #expect(SealedRecord(kind: .setupCertificate, checkedPlace: String(repeating: "0", count: 63)) == nil)
    }

    @Test("keys are told in order: this node's first, then those that only records name; what is not current remains")
    func census() {
        let census = KeyCensus(
            keyIDs: ["k3", "k2", "k1"],
            uses: [
                .init(kind: .credential, keyID: "k1", count: 4), .init(kind: .credential, keyID: "k3", count: 9),
                .init(kind: .presharedKey, keyID: "k1", count: 2), .init(kind: .presharedKey, keyID: "k0", count: 1),
            ])
        #expect(census.allKeyIDs == ["k3", "k2", "k1", "k0"])
        #expect(census.remaining == 7)
        #expect(census.count("k1", .credential) == 4)
        #expect(census.count("k2", .credential) == 0)
    }
}
