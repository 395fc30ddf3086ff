import AMT
import Inventory

/// What is said of the leaf by itself: what it is for, and its name.
struct CertificateLeafRules {
    /// Marks a certificate for setup. Source: SDK, Acquiring an Intel vPro Certificate.
    static let setupUsage = "2.16.840.1.113741.1.2.3"
    /// The usage of servers.
    static let serverUsage = "1.3.6.1.5.5.7.3.1"
    /// Marks a certificate for setup by its subject alone.
    static let setupUnit = "Intel(R) Client Setup Certificate"

    let leaf: CertificateFacts

    var findings: [CertificateFinding] {
        var findings: [CertificateFinding] = []
        if let finding = self.usage { findings.append(finding) }
        if self.leaf.hasNetscapeType { findings.append(CertificateFinding(.netscapeType, self.leaf.shortName)) }
        return findings + self.nameFindings
    }

    private var usage: CertificateFinding? {
        if self.leaf.units.contains(Self.setupUnit) { return nil }
        let hasSetup = self.leaf.extendedKeyUsages.contains(Self.setupUsage)
        let hasServer = self.leaf.extendedKeyUsages.contains(Self.serverUsage)
        if hasSetup, hasServer { return nil }
        let name = self.leaf.shortName
        if let unit = self.leaf.units.first(where: Self.isNearly) {
            return CertificateFinding(.unitMisspelt, name, ["unit": unit])
        }
        if hasSetup { return CertificateFinding(.usageWithoutServerAuth, name) }
        return CertificateFinding(hasServer ? .usageWithoutSetup : .usageMissing, name)
    }

    /// Whether a unit is the right one but for letter case, blanks and signs.
    private static func isNearly(_ unit: String) -> Bool {
        let letters = { (text: String) in
            text.lowercased().replacing("®", with: "r").filter { $0.isLetter && $0.isASCII }
        }
        let (found, wanted) = (letters(unit), letters(Self.setupUnit))
        return found == wanted || found == wanted.replacing("intelr", with: "intel")
    }

    private var nameFindings: [CertificateFinding] {
        guard let name = self.leaf.commonNames.last, !name.isEmpty else {
            return [CertificateFinding(self.leaf.alternativeNames.isEmpty ? .nameMissing : .nameOnlyAlternative)]
        }
        var findings = self.leaf.commonNames.count > 1 ? [CertificateFinding(.nameSeveral, name)] : []
        if let fault = self.fault(of: name) { return findings + [CertificateFinding(fault, name)] }
        if name.hasPrefix("*.") { findings.append(CertificateFinding(.nameWildcard, name)) }
        let labels = SuffixRule.base(name)
        if let top = labels.last, SuffixRule.unsold.contains(top) {
            findings.append(CertificateFinding(.nameUnsold, name, ["domain": top]))
        }
        if let whole = Self.comparedWhole(name, labels) {
            findings.append(CertificateFinding(.nameWholeSuffix, name, ["counted": whole]))
        }
        return findings
    }

    /// What a device's suffix has to be to the last label: nothing of the name is left out of the comparison. `nil` where it is
    /// less than the name, as the first label of a host.
    private static func comparedWhole(_ name: String, _ labels: [String]) -> String? {
        switch SuffixRule.counted(of: name, .byTopLevelDomain) {
        case .wholeName(let whole)?: whole
        case .lastLabels(let counted)? where labels.count > 2 && counted == labels.joined(separator: "."): counted
        case .lastLabels?, .wholeDomain?, nil: nil
        }
    }

    /// Why a name is none that could match.
    private func fault(of name: String) -> CertificateFindingCode? {
        if Self.isAddress(name) { return .nameAddress }
        let base = name.hasPrefix("*.") ? String(name.dropFirst(2)) : name
        do throws(FQDNRefusal) {
            _ = try FQDN(base)
            return nil
        } catch {
            let isInAlternatives = self.leaf.alternativeNames.contains { (try? FQDN($0)) != nil }
            switch error {
            case .empty, .label, .tooLong: return isInAlternatives ? .nameOnlyAlternative : .nameMalformed
            case .notQualified:
                if isInAlternatives { return .nameOnlyAlternative }
                return base.contains(" ") ? .nameMalformed : .nameSingleLabel
            }
        }
    }

    private static func isAddress(_ name: String) -> Bool {
        if name.contains(":") { return true }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}
