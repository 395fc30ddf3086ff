import AMT

/// How much of a certificate's common name has to agree with the DNS suffix that a device knows.
package enum SuffixRule {
    /// What a release compares.
    package enum Comparison: Equatable, Sendable {
        /// The suffix and the name without its first label.
        case wholeDomain
        /// The last two labels.
        case lastTwo
        /// The last two labels of names in .com and .net, else as ``wholeDomain``.
        case lastTwoOfComAndNet
        /// As many last labels as names under the top-level domain are sold with; the whole name under others.
        case byTopLevelDomain
    }

    /// Which releases compare how.
    package struct Row: Equatable, Sendable {
        package let comparison: Comparison
        package let releases: ReleaseRange
        package let source: String
        package let mark: EvidenceMark

        init(_ comparison: Comparison, _ releases: ReleaseRange, _ source: String, _ mark: EvidenceMark) {
            self.comparison = comparison
            self.releases = releases
            self.source = source
            self.mark = mark
        }
    }

    private static let afterWholeDomain = AMTRelease(major: 3, minor: 2, micro: 1)

    /// All that is known, releases upward.
    package static let rows: [Row] = [
        Row(.wholeDomain, .before(2, 6), "no statement; as 3.0", .deduced),
        Row(.lastTwoOfComAndNet, .from(2, 6).before(3), "Intel's forum, message 1395", .unconfirmed),
        Row(
            .wholeDomain, ReleaseRange(from: AMTRelease(major: 3, minor: 0), before: Self.afterWholeDomain),
            "ConfigMgr blog, by contrast with 3.2.1", .deduced),
        Row(
            .lastTwo, ReleaseRange(from: Self.afterWholeDomain, before: AMTRelease(major: 4, minor: 0)),
            "ConfigMgr blog: a name in sales.contoso.com serves marketing.contoso.com", .hardware),
        Row(.byTopLevelDomain, .from(4), "MeshCentral: certoperations.js; where it begins is not published", .client),
    ]

    /// How a release compares; one that is not known as the newest.
    package static func comparison(of release: AMTRelease?) -> Comparison {
        guard let release else { return .byTopLevelDomain }
        return Self.rows.first { $0.releases.contains(release) }?.comparison ?? .byTopLevelDomain
    }

    /// Top-level domains whose names are sold with two labels. Source: MeshCentral, certoperations.js.
    static let twoLabels: Set<String> = ["net", "com", "org", "gov", "edu", "de", "ch", "dk", "cz", "cl", "ua"]

    /// The same with three.
    static let threeLabels: Set<String> = [
        "arpa", "fr", "cn", "nl", "br", "mx", "uk", "pl", "tw", "ca", "fi", "be", "ru", "se", "ar", "es", "no", "at",
        "in",
        "tr", "ro", "hu", "nz", "pt", "il", "gr", "co", "ie", "za", "th", "sg", "hk", "lt", "id", "hr", "ee", "bg",
    ]

    /// Ends of names for which no public authority issues. Source: Intel support article 000100444; RFC 6762, appendix G.
    static let unsold: Set<String> = [
        "local", "localdomain", "corp", "lan", "home", "internal", "intranet", "private", "test", "example", "invalid",
        "localhost",
    ]

    /// What of a name has to agree.
    package enum Counted: Equatable, Sendable {
        /// The suffix ends in these labels.
        case lastLabels(String)
        /// The suffix is the name, or the name without its first label, or ends in one of them.
        case wholeName(String)
        /// The suffix is exactly this.
        case wholeDomain(String)
    }

    /// - Returns: `nil` for a name without a domain.
    package static func counted(of commonName: String, _ comparison: Comparison) -> Counted? {
        let labels = Self.base(commonName)
        guard labels.count >= 2, let top = labels.last else { return nil }
        switch comparison {
        case .wholeDomain: return Self.wholeDomain(commonName, labels)
        case .lastTwo: return .lastLabels(labels.suffix(2).joined(separator: "."))
        case .lastTwoOfComAndNet:
            return top == "com" || top == "net"
                ? .lastLabels(labels.suffix(2).joined(separator: ".")) : Self.wholeDomain(commonName, labels)
        case .byTopLevelDomain:
            let count = Self.twoLabels.contains(top) ? 2 : Self.threeLabels.contains(top) ? 3 : nil
            guard let count, labels.count >= count else { return .wholeName(labels.joined(separator: ".")) }
            return .lastLabels(labels.suffix(count).joined(separator: "."))
        }
    }

    private static func wholeDomain(_ commonName: String, _ labels: [String]) -> Counted {
        .wholeDomain((commonName.hasPrefix("*.") ? labels[...] : labels.dropFirst()).joined(separator: "."))
    }

    /// Whether a device with this suffix takes a certificate of this name.
    package static func fits(commonName: String, suffix: String, release: AMTRelease?) -> Bool {
        let end = Self.labels(suffix)
        guard !end.isEmpty, let counted = Self.counted(of: commonName, Self.comparison(of: release)) else {
            return false
        }
        switch counted {
        case .lastLabels(let text): return Self.ends(end, in: Self.labels(text)[...])
        case .wholeDomain(let text): return end == Self.labels(text)
        case .wholeName(let text):
            let name = Self.labels(text)
            if Self.ends(end, in: name[...]) { return true }
            return !commonName.hasPrefix("*.") && name.count > 2 && Self.ends(end, in: name.dropFirst())
        }
    }

    private static func ends(_ labels: [String], in end: ArraySlice<String>) -> Bool {
        !end.isEmpty && labels.suffix(end.count).elementsEqual(end)
    }

    /// Without a wildcard's star.
    static func base(_ commonName: String) -> [String] {
        Self.labels(commonName.hasPrefix("*.") ? String(commonName.dropFirst(2)) : commonName)
    }

    private static func labels(_ name: String) -> [String] {
        name.lowercased().split(separator: ".").map { String($0) }
    }
}
