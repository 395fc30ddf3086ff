import AMT

/// What is to be said of certificates for provisioning, all at once: the chain in them, what is wrong with it, and which releases
/// could be set up with it.
package struct CertificateLint: Equatable, Sendable {
    /// From leaf to root, as far as it goes.
    package let chain: [CertificateFacts]
    /// Whether the last of ``chain`` is a root.
    package let isComplete: Bool
    /// In the order in which they are looked for; those of every release are not necessarily first.
    package let findings: [CertificateFinding]
    package let releases: [ReleaseVerdict]
    /// Lists of firmware that have the root.
    package let rootLists: [FactoryRootList]
    /// What of the name newer firmware compares with its suffix.
    package let counted: SuffixRule.Counted?

    /// The certificate that is shown.
    package var leaf: CertificateFacts? { self.chain.first }

    /// The root, where the chain reaches one.
    package var root: CertificateFacts? { self.isComplete ? self.chain.last : nil }

    /// Those for which no release takes it.
    package var refusals: [CertificateFinding] { self.findings.filter { $0.code.severity == .everyRelease } }

    /// Looks at everything that was given.
    ///
    /// - Parameter releases: the table of what each release asks for.
    package init(_ given: GivenCertificates, now: UnixTime, releases: [CertificateRelease] = CertificateRelease.all) {
        let search = CertificateChainSearch(given.certificates)
        guard let leaf = search.leaf(owners: given.keyOwners) else {
            let finding = CertificateFinding(.certificateMissing)
            self.chain = []
            self.isComplete = false
            self.findings = [finding]
            self.releases = releases.map { $0.verdict([finding], root: nil) }
            self.rootLists = []
            self.counted = nil
            return
        }
        let (path, otherRoots) = search.chain(from: leaf)
        let root = path.isComplete ? path.certificates.last : nil
        let lists =
            root.map { root in FactoryRootList.allCases.filter { $0.has(sha1: root.sha1, sha256: root.sha256) } } ?? []
        var findings = Self.keyFindings(given)
        findings += CertificateChainRules(given: given, search: search, path: path, otherRoots: otherRoots).findings
        findings += CertificateLeafRules(leaf: leaf).findings
        findings += path.certificates.flatMap(CertificateStrength.findings)
        findings += CertificateTimeRules(chain: path.certificates, moment: now).findings
        if let root { findings += Self.rootFindings(root, lists) }
        self.chain = path.certificates
        self.isComplete = path.isComplete
        self.findings = findings
        self.rootLists = lists
        self.counted = leaf.commonNames.last.flatMap { SuffixRule.counted(of: $0, .byTopLevelDomain) }
        self.releases = releases.map { $0.verdict(findings, root: root) }
    }

    private static func keyFindings(_ given: GivenCertificates) -> [CertificateFinding] {
        guard given.hasKey else { return [CertificateFinding(.keyMissing)] }
        let owners = Set(given.certificates.map(\.sha256)).intersection(given.keyOwners)
        if owners.isEmpty { return [CertificateFinding(.keyUnmatched)] }
        return owners.count > 1 ? [CertificateFinding(.keyOwnersSeveral, nil, ["count": "\(owners.count)"])] : []
    }

    private static func rootFindings(_ root: CertificateFacts, _ lists: [FactoryRootList]) -> [CertificateFinding] {
        if lists.contains(.current) { return [] }
        let facts = ["root.sha256": Hex.text(root.sha256)]
        return [CertificateFinding(lists.isEmpty ? .rootOwn : .rootRetired, root.shortName, facts)]
    }
}

/// What is said of keys and signatures, of each certificate of the chain.
enum CertificateStrength {
    /// AMT 16 and the desktop parts of 15 take no shorter RSA key.
    static let rsaBitsMin = 2_048

    static func findings(_ certificate: CertificateFacts) -> [CertificateFinding] {
        [Self.key(certificate), Self.signature(certificate)].compactMap { $0 }
    }

    private static func key(_ certificate: CertificateFacts) -> CertificateFinding? {
        switch certificate.key {
        case .rsa(let bits):
            bits < Self.rsaBitsMin ? CertificateFinding(.rsaShort, certificate.shortName, ["key.bits": "\(bits)"]) : nil
        case .elliptic(let curve, _): CertificateFinding(.keyElliptic, certificate.shortName, ["key.curve": curve])
        case .other(let name): CertificateFinding(.keyKindUnknown, certificate.shortName, ["key.kind": name])
        }
    }

    private static func signature(_ certificate: CertificateFacts) -> CertificateFinding? {
        let facts = ["signature": certificate.signatureAlgorithm]
        switch certificate.signatureDigest {
        case .sha1, .md5: return CertificateFinding(.signatureWeak, certificate.shortName, facts)
        case .sha384, .sha512: return CertificateFinding(.signatureLong, certificate.shortName, facts)
        case .sha256, .other: return nil
        }
    }
}

/// What is said of a chain's time. Firmware notes it and goes on.
struct CertificateTimeRules {
    let chain: [CertificateFacts]
    let moment: UnixTime

    var findings: [CertificateFinding] {
        var findings: [CertificateFinding] = []
        for certificate in self.chain {
            let name = certificate.shortName
            if certificate.notAfter <= self.moment {
                findings.append(CertificateFinding(.expired, name))
            } else if certificate.notBefore > self.moment {
                findings.append(CertificateFinding(.notYetValid, name))
            } else if let step = CertificateEnd.step(until: certificate.notAfter, now: self.moment) {
                let days = CertificateEnd.days(until: certificate.notAfter, now: self.moment)
                findings.append(CertificateFinding(.endsSoon, name, ["days": "\(days)", "within.days": "\(step)"]))
            }
        }
        guard let leaf = self.chain.first else { return findings }
        for issuer in self.chain.dropFirst() where issuer.notAfter < leaf.notAfter {
            findings.append(CertificateFinding(.issuerEndsSooner, issuer.shortName))
        }
        return findings
    }
}
