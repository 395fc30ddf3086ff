import AMT

/// What is said of the way from leaf to root.
struct CertificateChainRules {
    /// Certificates of authorities above a leaf, beyond which chains were seen to fail. Source: LMS, dep issue 268.
    static let authorityCountMax = 3
    /// What can be shown to a device, the leaf included.
    static let certificateCountMax = 9

    let given: GivenCertificates
    let search: CertificateChainSearch
    let path: CertificateChainSearch.Path
    let otherRoots: Int

    private var chain: [CertificateFacts] { self.path.certificates }

    var findings: [CertificateFinding] {
        self.topFindings + self.shapeFindings + self.surplusFindings + self.crossSigned
    }

    /// What stands above the last one.
    private var topFindings: [CertificateFinding] {
        guard let last = self.chain.last, !self.path.isComplete else { return [] }
        let facts = ["issuer": last.issuer.text]
        if last.isSelfIssued { return [CertificateFinding(.rootNotSelfSigned, last.shortName)] }
        let isThere = self.search.hasNamesake(of: last.issuer, besides: last)
        return [CertificateFinding(isThere ? .signatureBroken : .issuerMissing, last.shortName, facts)]
    }

    private var shapeFindings: [CertificateFinding] {
        var findings: [CertificateFinding] = []
        if self.otherRoots > 0 {
            findings.append(
                CertificateFinding(
                    .chainAmbiguous, nil,
                    ["roots": "\(self.otherRoots + 1)", "root": self.chain.last.map { Hex.text($0.sha256) } ?? ""]))
        }
        let places = self.chain.compactMap { self.search.certificates.firstIndex(of: $0) }
        if places != places.sorted() { findings.append(CertificateFinding(.chainUnordered)) }
        if self.chain.count > Self.certificateCountMax {
            findings.append(CertificateFinding(.chainTooLong, nil, ["certificates": "\(self.chain.count)"]))
        } else if self.chain.count > Self.authorityCountMax + 1 {
            findings.append(CertificateFinding(.chainDeep, nil, ["certificates": "\(self.chain.count)"]))
        }
        for issuer in self.chain.dropFirst() where issuer.isAuthority != true {
            findings.append(CertificateFinding(.issuerNoAuthority, issuer.shortName))
        }
        return findings
    }

    private var surplusFindings: [CertificateFinding] {
        let repeated = self.given.certificates.count - self.search.certificates.count
        var findings = repeated > 0 ? [CertificateFinding(.certificateRepeated, nil, ["count": "\(repeated)"])] : []
        for certificate in self.search.certificates where !self.chain.contains(certificate) {
            findings.append(CertificateFinding(.certificateSurplus, certificate.shortName))
        }
        return findings
    }

    /// The same authority with the same key in two certificates.
    private var crossSigned: [CertificateFinding] {
        let authorities = self.search.certificates.filter { $0.isAuthority == true }
        var findings: [CertificateFinding] = []
        for (index, certificate) in authorities.enumerated() {
            let twins = authorities[(index + 1)...].filter {
                $0.subject.raw == certificate.subject.raw && $0.publicKey == certificate.publicKey
            }
            for twin in twins {
                findings.append(
                    CertificateFinding(
                        .crossSigned, certificate.shortName,
                        ["issuers": "\(certificate.issuer.text); \(twin.issuer.text)"]))
            }
        }
        return findings
    }
}
