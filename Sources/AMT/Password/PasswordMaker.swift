/// Makes passwords from random bytes that the caller brings.
package enum PasswordMaker {
    /// Characters of made passwords: what the rule allows, without the blank, without characters that XML or a shell
    /// gives a meaning to, and without those that people confuse (0 O o, 1 I l).
    package static let alphabet: [UInt8] = Array("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789%+-./=@".utf8)

    /// A password that ``PasswordRule`` finds no fault in and that begins with a letter or digit, so that no program
    /// takes it for an option or a formula. Every such password over ``alphabet`` is equally likely: characters and
    /// whole passwords are drawn until they fit.
    ///
    /// - Parameters:
    ///   - length: 8...32 characters; 20 hold 119 bits.
    ///   - entropy: uniformly random bytes. Some are thrown away: bring ``entropyByteCount(length:)``.
    /// - Returns: `nil` for another length, or when the entropy ended first.
    package static func password(length: Int, entropy: some Sequence<UInt8>) -> Secret? {
        guard (PasswordRule.characterCountMin...PasswordRule.characterCountMax).contains(length) else { return nil }
        // Bytes from here on would favour the first characters of the alphabet.
        let bound = UInt8(256 / Self.alphabet.count * Self.alphabet.count)
        var characters: [UInt8] = []
        characters.reserveCapacity(length)
        for byte in entropy where byte < bound {
            characters.append(Self.alphabet[Int(byte) % Self.alphabet.count])
            guard characters.count == length else { continue }
            let password = Secret(characters)
            if !PasswordRule.isSpecial(characters[0]), PasswordRule.faults(in: password).isEmpty { return password }
            characters.removeAll(keepingCapacity: true)
        }
        return nil
    }

    /// Random bytes that suffice but for one case in more than 2^64.
    ///
    /// - Parameter length: characters of the password.
    package static func entropyByteCount(length: Int) -> Int {
        // Of passwords of eight characters one in three fits, of longer ones more: 128 tries fail together less than
        // once in 2^64. The last factor is for bytes that are thrown away.
        length * 128 * 4 / 3
    }
}
