/// Whether a DNS suffix agrees with what newer firmware compares of a certificate's name, as the API's description tells it.
enum SuffixFit {
    static func fits(_ counted: CertificateLint.Counted, suffix: String) -> Bool {
        let suffix = Self.labels(suffix)
        let counts = Self.labels(counted.text)
        switch counted.kind {
        case "last-labels": return suffix.suffix(counts.count).elementsEqual(counts)
        case "whole-domain": return suffix == counts
        case "whole-name":
            let ends = { (end: ArraySlice<String>) in !end.isEmpty && suffix.suffix(end.count).elementsEqual(end) }
            return ends(counts[...]) || counts.count > 2 && ends(counts.dropFirst())
        // A rule that a newer server knows.
        default: return true
        }
    }

    /// Whether every suffix that agrees with one name agrees with another one, too. Of a rule that a newer server knows: whether
    /// the two are the same.
    static func covers(_ other: CertificateLint.Counted, _ counted: CertificateLint.Counted) -> Bool {
        guard other.kind == counted.kind else { return false }
        let labels = Self.labels(counted.text)
        switch counted.kind {
        case "last-labels", "whole-domain": return Self.fits(other, suffix: counted.text)
        case "whole-name":
            // The shortest suffix that agrees; all others end in it.
            let shortest = labels.count > 2 ? labels.dropFirst() : labels[...]
            return Self.fits(other, suffix: shortest.joined(separator: "."))
        default: return labels == Self.labels(other.text)
        }
    }

    private static func labels(_ name: String) -> [String] { name.lowercased().split(separator: ".").map(String.init) }
}
