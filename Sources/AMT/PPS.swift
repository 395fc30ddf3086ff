/// The pre-shared provisioning key itself.
///
/// - Shape: 32 characters of `0-9 A-Z`: eight groups of four, the last of each group checks the first three.
package struct PPS: Equatable, Sendable {
    package static let characterCount = 32
    /// The 32 characters without dashes; also the TLS-PSK key bytes.
    package let secret: Secret

    /// Reads what a person typed or a file held: dashes anywhere are dropped.
    package init(_ typed: String) throws(PPSRefusal) {
        let characters = typed.utf8.filter { $0 != UInt8(ascii: "-") }
        guard characters.count == Self.characterCount else { throw .length }
        guard characters.allSatisfy(CheckCharacter.isInAlphabet) else { throw .alphabet }
        for start in stride(from: 0, to: Self.characterCount, by: 4)
        where characters[start + 3] != CheckCharacter.of(characters[start..<start + 3]) {
            throw .checkCharacter
        }
        self.secret = Secret(characters)
    }
}

/// Why a text is no PPS.
package enum PPSRefusal: String, Error, CaseIterable, Sendable {
    case length
    case alphabet
    case checkCharacter = "check-character"
}
