/// Why firmware would refuse a password, or take it and keep everybody out.
package enum PasswordFault: String, Error, CaseIterable, Sendable {
    case tooShort = "too-short"
    case tooLong = "too-long"
    /// A byte outside the printable ASCII characters 32...126.
    case notPrintable = "not-printable"
    /// A colon, a comma or a quotation mark.
    case forbiddenCharacter = "forbidden-character"
    case noUpperCase = "no-upper-case"
    case noLowerCase = "no-lower-case"
    case noDigit = "no-digit"
    /// Neither a letter nor a digit; the underscore counts as a letter.
    case noSpecialCharacter = "no-special-character"
}

/// The firmware's rule for strong passwords, for admin, user and MEBx passwords alike.
///
/// Digest passwords reach the firmware as a hash, so that it cannot check them: we must.
package enum PasswordRule {
    /// Shorter passwords are refused by firmware.
    package static let characterCountMin = 8
    /// Longer passwords are refused by firmware.
    package static let characterCountMax = 32

    /// Everything that is wrong, in the order of ``PasswordFault``'s cases; empty for a good password.
    package static func faults(in password: Secret) -> [PasswordFault] {
        let characters = password.revealBytes()
        return PasswordFault.allCases.filter { fault in
            switch fault {
            case .tooShort: characters.count < Self.characterCountMin
            case .tooLong: characters.count > Self.characterCountMax
            case .notPrintable: !characters.allSatisfy { (32...126).contains($0) }
            case .forbiddenCharacter: characters.contains(where: Self.isForbidden)
            case .noUpperCase: !characters.contains(where: Self.isUpperCase)
            case .noLowerCase: !characters.contains(where: Self.isLowerCase)
            case .noDigit: !characters.contains(where: Self.isDigit)
            case .noSpecialCharacter: !characters.contains(where: Self.isSpecial)
            }
        }
    }

    static func isForbidden(_ character: UInt8) -> Bool {
        character == UInt8(ascii: ":") || character == UInt8(ascii: ",") || character == UInt8(ascii: "\"")
    }

    static func isUpperCase(_ character: UInt8) -> Bool { (0x41...0x5a).contains(character) }

    static func isLowerCase(_ character: UInt8) -> Bool { (0x61...0x7a).contains(character) }

    static func isDigit(_ character: UInt8) -> Bool { (0x30...0x39).contains(character) }

    static func isSpecial(_ character: UInt8) -> Bool {
        (32...126).contains(character) && !Self.isUpperCase(character) && !Self.isLowerCase(character)
            && !Self.isDigit(character) && character != UInt8(ascii: "_") && !Self.isForbidden(character)
    }
}
