import AMT

/// What may stand in a field of a profile document.
package indirect enum ProfileFieldKind: Sendable {
    case flag
    /// A whole number; the unit is a word for people.
    case integer(ClosedRange<Int64>, unit: String)
    /// Text of a length in bytes; in all alphabets but ``ProfileAlphabet/free`` a character is a byte.
    case text(ClosedRange<Int>, ProfileAlphabet)
    case oneOf([ProfileChoice])
    /// The fields below it.
    case object
    case list(of: ProfileFieldKind, counts: ClosedRange<Int>)
    /// `{secret: NAME}`.
    case secret(SecretPurpose)
    /// The name of a secret alone, where the object around it is about nothing else.
    case secretName(SecretPurpose)
    /// One certificate as PEM.
    case certificate
    /// An IPv4 address.
    case address
    /// An IPv6 address.
    case longAddress
    /// A DNS name or an IP address.
    case host
    /// A DNS name of at most so many characters.
    case domain(characterCountMax: Int)
    /// An address of one of these schemes.
    case url(schemes: [ProfileChoice], characterCountMax: Int)
    /// `S-1-5-21-…`
    case sid
    /// Pairs of hexadecimal digits for so many bytes.
    case hexadecimal(byteCounts: ClosedRange<Int>)
    /// `HH:MM`
    case timeOfDay
    /// Name or number of an event of the audit log.
    case event
}

/// A word that a field may be.
package struct ProfileChoice: Hashable, Sendable {
    /// As it is written.
    package let word: String
    /// Which releases know it.
    package let releases: ReleaseRange

    /// A word, of all releases unless said otherwise.
    package init(_ word: String, _ releases: ReleaseRange = .all) {
        self.word = word
        self.releases = releases
    }
}

extension ProfileChoice: ExpressibleByStringLiteral {
    package init(stringLiteral value: String) { self.init(value) }
}

/// Of which characters a text is.
package enum ProfileAlphabet: CaseIterable, Sendable {
    /// Everything but control characters.
    case free
    /// The printable characters of ASCII, 32...126.
    case printable
    /// The same without the blank: what is kept in a list with blanks between.
    case visible
    /// Letters, digits, dot, dash, underscore.
    case name
    /// a–z, digits, dot, dash, underscore: what stands in a path of the API and on a command line without quotes.
    case resourceName
    /// Letters and digits.
    case alphanumeric
    /// A–Z, digits, dot, dash.
    case realm
    /// What firmware takes as a user name: 33...126 without `: , < > & "`, not beginning with `$$`, and not one of the
    /// names of the administrator.
    case userName

    /// Whether a text is of these characters alone. Lengths are judged elsewhere.
    package func holds(_ text: String) -> Bool {
        let bytes = text.utf8
        switch self {
        case .free: return text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
        case .printable: return bytes.allSatisfy { (32...126).contains($0) }
        case .visible: return bytes.allSatisfy { (33...126).contains($0) }
        case .name: return bytes.allSatisfy { Self.isLetterOrDigit($0) || Self.isJoiner($0) }
        case .resourceName:
            return bytes.allSatisfy { (Self.isLetterOrDigit($0) && !Self.isUpperCase($0)) || Self.isJoiner($0) }
        case .alphanumeric: return bytes.allSatisfy(Self.isLetterOrDigit)
        case .realm:
            return bytes.allSatisfy { Self.isUpperCase($0) || (0x30...0x39).contains($0) || $0 == 0x2d || $0 == 0x2e }
        case .userName:
            let refused = Array(":,<>&\"".utf8)
            return bytes.allSatisfy { (33...126).contains($0) && !refused.contains($0) } && !text.hasPrefix("$$")
                && !["admin", "administrator"].contains(text.lowercased())
        }
    }

    /// The same as a regular expression for JSON Schema.
    package var pattern: String {
        switch self {
        case .free: "^[^\\u0000-\\u001f\\u007f-\\u009f]*$"
        case .printable: "^[ -~]*$"
        case .visible: "^[!-~]*$"
        case .name: "^[A-Za-z0-9._-]*$"
        case .resourceName: "^[a-z0-9._-]*$"
        case .alphanumeric: "^[A-Za-z0-9]*$"
        case .realm: "^[A-Z0-9.-]*$"
        case .userName:
            "^(?!\\$\\$)(?![Aa][Dd][Mm][Ii][Nn](?:[Ii][Ss][Tt][Rr][Aa][Tt][Oo][Rr])?$)[!#-%'-+.-9;=?-~-]*$"
        }
    }

    /// In words.
    package var words: String {
        switch self {
        case .free: "any characters but control characters"
        case .printable: "printable ASCII characters"
        case .visible: "printable ASCII characters without blank"
        case .name: "letters, digits, dot, dash and underscore"
        case .resourceName: "a–z, digits, dot, dash and underscore"
        case .alphanumeric: "letters and digits"
        case .realm: "upper case letters, digits, dot and dash"
        case .userName: "printable ASCII characters without blank and `: , < > & \"`, no `$$` in front, not `admin`"
        }
    }

    private static func isUpperCase(_ byte: UInt8) -> Bool { (0x41...0x5a).contains(byte) }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        self.isUpperCase(byte) || (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
    }

    private static func isJoiner(_ byte: UInt8) -> Bool { byte == 0x2d || byte == 0x2e || byte == 0x5f }
}
