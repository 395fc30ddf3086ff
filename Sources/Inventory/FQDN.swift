import AMT

/// A fully qualified domain name, split the way firmware takes it.
///
/// - Shape: at least two labels of 1...63 letters, digits and inner hyphens; host at most 63 characters, domain at most 191
///   (`AMT_GeneralSettings`), 254 in all. Kept in lower case; a dot at the end is dropped.
package struct FQDN: Hashable, Sendable {
    package static let hostCharactersMax = ReleaseLimits.highest(.hostNameCharacterCountMax)
    package static let domainCharactersMax = ReleaseLimits.highest(.domainNameCharacterCountMax)

    package let host: String
    package let domain: String

    package init(_ text: String) throws(FQDNRefusal) {
        let trimmed = text.hasSuffix(".") ? String(text.dropLast()) : text
        guard !trimmed.isEmpty else { throw .empty }
        let labels = trimmed.lowercased().split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count >= 2 else { throw .notQualified }
        // Before lower case counts: it turns some letters of other scripts, such as the Kelvin sign, into ASCII.
        guard trimmed.utf8.allSatisfy({ $0 < 0x80 }), labels.allSatisfy(Self.isLabel) else { throw .label }
        let domain = labels.dropFirst().joined(separator: ".")
        guard domain.utf8.count <= Self.domainCharactersMax else { throw .tooLong }
        self.host = String(labels[0])
        self.domain = domain
    }

    private static func isLabel(_ label: Substring) -> Bool {
        let bytes = label.utf8
        guard (1...Self.hostCharactersMax).contains(bytes.count), bytes.first != 0x2d, bytes.last != 0x2d else {
            return false
        }
        return bytes.allSatisfy { byte in
            (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2d
        }
    }
}

/// Why a text is no fully qualified domain name.
package enum FQDNRefusal: String, Error, CaseIterable, Sendable {
    case empty
    case notQualified = "not-qualified"
    case label
    case tooLong = "too-long"
}

extension FQDN: CustomStringConvertible {
    package var description: String { "\(self.host).\(self.domain)" }
}
