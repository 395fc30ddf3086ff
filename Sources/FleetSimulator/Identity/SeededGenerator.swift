/// A generator whose numbers depend on nothing but its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { self.state = seed }

    /// A stream of its own for one purpose of one device, so that a new use does not shift the numbers of the others.
    init(seed: UInt64, index: Int, purpose: String) {
        var mixed = SeededGenerator(seed: seed ^ UInt64(truncatingIfNeeded: index) &* 0x9e37_79b9_7f4a_7c15)
        for byte in purpose.utf8 { mixed.state = mixed.next() ^ UInt64(byte) }
        self.state = mixed.next()
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9e37_79b9_7f4a_7c15
        var z = self.state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: self.next()) } }
}
