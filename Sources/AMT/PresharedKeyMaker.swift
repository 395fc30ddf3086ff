/// Makes pre-shared keys from random bytes that the caller brings.
package enum PresharedKeyMaker {
    private static let alphabet: [UInt8] = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    /// Bytes from here on would favour the first characters of the alphabet: 7 × 36.
    private static let bound: UInt8 = 252

    /// A name and a key, both with their check characters.
    ///
    /// - Parameter entropy: uniformly random bytes; 64 suffice but for one case in more than 2^64.
    /// - Returns: `nil` when the entropy ended first.
    package static func pair(entropy: some Sequence<UInt8>) -> (PID, PPS)? {
        var free = entropy.lazy.filter { $0 < Self.bound }.makeIterator()
        func characters(_ count: Int) -> [UInt8]? {
            var characters: [UInt8] = []
            while characters.count < count {
                guard let byte = free.next() else { return nil }
                characters.append(Self.alphabet[Int(byte) % Self.alphabet.count])
            }
            return characters
        }
        guard let name = characters(PID.characterCount - 1) else { return nil }
        var key: [UInt8] = []
        for _ in 0..<PPS.characterCount / 4 {
            guard let group = characters(3) else { return nil }
            key += group + [CheckCharacter.of(group)]
        }
        let pid = String(decoding: name + [CheckCharacter.of(name)], as: UTF8.self)
        // Both are right by construction.
        guard let named = try? PID(pid), let secret = try? PPS(String(decoding: key, as: UTF8.self)) else { return nil }
        return (named, secret)
    }
}
