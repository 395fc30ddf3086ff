/// The check character of PIDs and of each PPS group.
///
/// Source: Intel AMT SDK, *PID and PPS checksum*.
package enum CheckCharacter {
    /// The sum of the ASCII codes modulo 36, as a digit or an upper-case letter.
    package static func of(_ characters: some Sequence<UInt8>) -> UInt8 {
        let sum = characters.reduce(0) { $0 + Int($1) }
        let rest = UInt8(sum % 36)
        return rest < 10 ? 0x30 + rest : 0x37 + rest
    }

    /// Digits and upper-case letters, the alphabet of both.
    package static func isInAlphabet(_ character: UInt8) -> Bool {
        (0x30...0x39).contains(character) || (0x41...0x5a).contains(character)
    }
}
