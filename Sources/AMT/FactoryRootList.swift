/// A list of roots with which firmware is known to leave the factory. The hello of a device says what it really has.
package enum FactoryRootList: String, CaseIterable, Sendable {
    /// SHA-1 hashes of AMT 2.2 to 10. Source: Symantec Connect 2010-03-11, Intel's blog of 2010-02-12.
    case firstGeneration = "first-generation"
    /// SHA-256 hashes that only older lists have, up to AMT 11. Source: rps, recorded hellos of AMT 11.
    case earlier
    /// SHA-256 hashes in the hello of a device of AMT 16.
    case current

    /// Whether a root of these digests is in it.
    package func has(sha1: [UInt8], sha256: [UInt8]) -> Bool {
        switch self {
        case .firstGeneration: Self.firstGenerationHashes.contains(Hex.text(sha1))
        case .earlier: Self.earlierHashes.contains(Hex.text(sha256))
        case .current: Self.currentHashes.contains(Hex.text(sha256))
        }
    }

    /// How many roots it has.
    package var count: Int {
        switch self {
        case .firstGeneration: Self.firstGenerationHashes.count
        case .earlier: Self.earlierHashes.count
        case .current: Self.currentHashes.count
        }
    }

    private static let firstGenerationHashes: Set<String> = [
        "742c3192e607e424eb4549542be1bbc53e6174e2", "85371ca6e550143dce2803471bde3a09e8f8770f",
        "132d0d45534b6997cdb2d5c339e25576609b5cc6", "2796bae63f1801e277261ba0d77770028f20eee4",
        "d1eb23a46d17d68fd92564c2f1f1601764d8e349", "ad7e1c28b064ef8f6003402014c3d0e3370eb58a",
    ]

    private static let earlierHashes: Set<String> = [
        "e7685634efacf69ace939a6b255b7b4fabef42935b50a265acb5cb6027e44e70",
        "eb04cf5eb1f39afa762f2bb120f296cba520c1b97db1589565b81cb9a17b7244",
        "83ce3c1229688a593d485f81973c0f9195431eda37cc5e36430e79c7a888638b",
        "a4b6b3996fc2f306b3fd8681bd63413d8c5009cc4fa329c2ccf0e2fa1b140305",
        "a53125188d2110aa964b02c7b7c6da3203170894e5fb71fffb6667d5e6810a36",
    ]

    private static let sha256Digits = 64

    private static let currentHashes = Set(FactoryRoot.names.keys.filter { $0.utf8.count == Self.sha256Digits })
        .subtracting(Self.earlierHashes)
}
