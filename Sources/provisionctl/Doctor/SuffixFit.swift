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

    private static func labels(_ name: String) -> [String] { name.lowercased().split(separator: ".").map(String.init) }
}
