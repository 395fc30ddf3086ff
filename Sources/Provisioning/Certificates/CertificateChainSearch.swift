import AMT

/// Finds the chain from a leaf to a root among certificates in any order.
struct CertificateChainSearch {
    /// Ways that are looked at; cross-signed authorities make few, and somebody's joke could make thousands.
    static let pathsMax = 64

    /// Each certificate once, in the order given.
    let certificates: [CertificateFacts]

    init(_ certificates: [CertificateFacts]) {
        var seen: Set<[UInt8]> = []
        self.certificates = certificates.filter { seen.insert($0.sha256).inserted }
    }

    /// A way upward as far as it goes.
    struct Path {
        var certificates: [CertificateFacts]
        var isComplete: Bool { self.certificates.last?.isSelfSigned == true }
    }

    /// The chain that is taken, and how many others are complete too.
    func chain(from leaf: CertificateFacts) -> (best: Path, otherRoots: Int) {
        var paths: [Path] = []
        self.climb([leaf], &paths)
        let best = paths.min(by: Self.isBetter) ?? Path(certificates: [leaf])
        let complete = paths.filter(\.isComplete)
        let others = Set(complete.compactMap { $0.certificates.last?.sha256 })
        return (best, best.isComplete ? others.count - 1 : 0)
    }

    private func climb(_ path: [CertificateFacts], _ paths: inout [Path]) {
        guard paths.count < Self.pathsMax, let last = path.last else { return }
        let issuers = last.isSelfSigned ? [] : self.issuers(of: last).filter { !path.contains($0) }
        if issuers.isEmpty { return paths.append(Path(certificates: path)) }
        for issuer in issuers { self.climb(path + [issuer], &paths) }
    }

    private func issuers(of certificate: CertificateFacts) -> [CertificateFacts] {
        self.certificates.filter {
            $0.subject.raw == certificate.issuer.raw && certificate.signers.contains($0.sha256)
        }
    }

    /// Whether one of the issuer's name is there, whoever has signed.
    func hasNamesake(of issuer: CertificateFacts.Name, besides certificate: CertificateFacts) -> Bool {
        self.certificates.contains { $0.subject.raw == issuer.raw && $0.sha256 != certificate.sha256 }
    }

    /// Complete ones first; then those whose root firmware of today lists, of older firmware, short ones, and lasting ones.
    private static func isBetter(_ left: Path, _ right: Path) -> Bool {
        if left.isComplete != right.isComplete { return left.isComplete }
        let (leftRank, rightRank) = (Self.rank(left), Self.rank(right))
        if leftRank != rightRank { return leftRank < rightRank }
        if left.certificates.count != right.certificates.count {
            return left.certificates.count < right.certificates.count
        }
        return Self.end(left) > Self.end(right)
    }

    private static func rank(_ path: Path) -> Int {
        guard path.isComplete, let root = path.certificates.last else { return FactoryRootList.allCases.count }
        let lists: [FactoryRootList] = [.current, .earlier, .firstGeneration]
        return lists.firstIndex { $0.has(sha1: root.sha1, sha256: root.sha256) } ?? lists.count
    }

    private static func end(_ path: Path) -> UnixTime {
        path.certificates.map(\.notAfter).min() ?? UnixTime(seconds: 0)
    }

    /// The certificate that is meant to be shown: the key's, or without a key one that has issued none of the others.
    func leaf(owners: Set<[UInt8]>) -> CertificateFacts? {
        let owned = self.certificates.filter { owners.contains($0.sha256) }
        if !owned.isEmpty {
            let leaves = owned.filter { $0.isAuthority != true }
            return (leaves.isEmpty ? owned : leaves).max { $0.notAfter < $1.notAfter }
        }
        let childless = self.certificates.filter { candidate in
            !self.certificates.contains { $0.sha256 != candidate.sha256 && $0.signers.contains(candidate.sha256) }
        }
        return childless.first { $0.isAuthority != true } ?? childless.first ?? self.certificates.first
    }
}
