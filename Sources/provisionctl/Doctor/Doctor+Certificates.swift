/// How long certificates last, and whether devices would take what they are shown.
extension Doctor {
    /// Days before its end from which a certificate is warned of.
    static let daysLeftWarned = 30
    /// Certificates that are looked at, each by a call of its own.
    static let certificatesMax = 20

    /// A certificate that is kept, with all that is said of it.
    private struct KnownCertificate {
        var summary: CertificateSummary
        var lint: CertificateLint

        func fits(_ suffix: String) -> Bool { self.lint.counted.map { SuffixFit.fits($0, suffix: suffix) } ?? false }

        /// Whether it does for devices all that another one did, and for longer.
        func takesThePlace(of old: KnownCertificate) -> Bool {
            guard let root = self.lint.root, let oldRoot = old.lint.root, root.sha256 == oldRoot.sha256,
                let counted = self.lint.counted, let oldCounted = old.lint.counted
            else { return false }
            return self.summary.daysLeft >= 0 && self.summary.daysLeft > old.summary.daysLeft
                && Set(old.summary.takenBy).isSubset(of: self.summary.takenBy)
                && SuffixFit.covers(counted, oldCounted)
        }
    }

    func certificates(_ suffixes: [Suffix]) async -> [DoctorFinding] {
        let list: [CertificateSummary]
        do throws(CommandFailure) {
            list = try await self.ask("/v1/certificates", as: CertificateList.self).certificates
        } catch {
            return [
                DoctorFinding(
                    level: .warning, check: .certificates, sentence: "Certificates were not told: \(error.message)",
                    paste: ["provisionctl certificate list"])
            ]
        }
        guard !list.isEmpty else {
            return [
                DoctorFinding(
                    level: .warning, check: .certificates,
                    sentence:
                        "There is no certificate for provisioning: devices without a pre-shared key are not set up.",
                    paste: ["provisionctl certificate import FILE"])
            ]
        }
        let (known, gaps) = await self.known(of: list)
        var findings = list.compactMap { Self.ending($0, known) } + gaps
        for suffix in suffixes where !Self.isOwn(suffix, among: suffixes) {
            findings.append(Self.agreement(suffix, known, unread: list.count - known.count))
        }
        return findings
    }

    /// Of many those that have not ended are looked at before the others.
    private func known(of list: [CertificateSummary]) async -> ([KnownCertificate], [DoctorFinding]) {
        let ordered = list.filter { $0.daysLeft >= 0 } + list.filter { $0.daysLeft < 0 }
        var known: [KnownCertificate] = []
        var gaps: [DoctorFinding] = []
        for summary in ordered.prefix(Self.certificatesMax) {
            do throws(CommandFailure) {
                let lint = try await self.ask("/v1/certificates/\(summary.id)", as: CertificateLint.self)
                known.append(KnownCertificate(summary: summary, lint: lint))
            } catch {
                gaps.append(
                    DoctorFinding(
                        level: .warning, check: .certificates,
                        sentence: "The certificate \(Self.name(summary)) could not be looked at: \(error.message)",
                        paste: ["provisionctl certificate show \(summary.id)"]))
            }
        }
        if ordered.count > Self.certificatesMax {
            gaps.append(
                DoctorFinding(
                    level: .note, check: .certificates,
                    sentence: "There are \(ordered.count) certificates. Names and roots of \(Self.certificatesMax) "
                        + "were looked at, of those that have not ended before the others.",
                    paste: ["provisionctl certificate list"]))
        }
        return (known, gaps)
    }

    private static func name(_ summary: CertificateSummary) -> String {
        "\(summary.name ?? summary.commonName ?? summary.subject) (number \(summary.id))"
    }

    // MARK: - How long they last

    private static func ending(_ summary: CertificateSummary, _ known: [KnownCertificate]) -> DoctorFinding? {
        guard summary.daysLeft < Self.daysLeftWarned else { return nil }
        let sentence = "The certificate \(Self.name(summary)) \(Self.end(summary.daysLeft))"
        if let other = Self.successor(of: summary, known) {
            return DoctorFinding(
                level: .note, check: .certificates,
                sentence: "\(sentence). \(Self.name(other)) has the same root, fits the same suffixes and lasts "
                    + "longer: when devices were set up with it, the old one can be removed.",
                paste: ["provisionctl certificate remove \(summary.id)"])
        }
        let rest =
            summary.daysLeft < 0
            ? "Firmware notes the end and goes on, and nothing else should rely on it: renew it, or remove it when no "
                + "device needs it." : "Renew it."
        return DoctorFinding(
            level: .warning, check: .certificates,
            sentence: "\(sentence), and none is known that lasts longer and has the same root and suffixes. \(rest)",
            paste: [
                "provisionctl certificate show \(summary.id)", "provisionctl certificate outlook",
                "provisionctl certificate import FILE",
            ])
    }

    private static func end(_ daysLeft: Int) -> String {
        switch daysLeft {
        case ..<0: "has ended"
        case 0: "ends within a day"
        case 1: "ends in 1 day"
        default: "ends in \(daysLeft) days"
        }
    }

    /// The one that lasts longest of those that take its place.
    private static func successor(
        of summary: CertificateSummary, _ known: [KnownCertificate]
    ) -> CertificateSummary? {
        guard let old = known.first(where: { $0.summary.id == summary.id }) else { return nil }
        return known.filter { $0.takesThePlace(of: old) }.map(\.summary).max { $0.daysLeft < $1.daysLeft }
    }

    // MARK: - Whom they fit

    private static func agreement(_ suffix: Suffix, _ known: [KnownCertificate], unread: Int) -> DoctorFinding {
        let fitting = known.filter { $0.fits(suffix.name) }.map(\.summary)
        guard fitting.isEmpty else {
            // Firmware takes one that has ended, and it is shown behind the others.
            let living = fitting.filter { $0.daysLeft >= 0 }
            let names = (living.isEmpty ? fitting : living).map { $0.commonName ?? $0.subject }
            return DoctorFinding(
                level: .good, check: .certificates,
                sentence: "Devices with the suffix \(suffix.name) take the name of \(Self.list(names)).")
        }
        guard unread == 0 else {
            return DoctorFinding(
                level: .warning, check: .certificates,
                sentence:
                    "None of the \(known.count) certificates that were looked at has a name for the suffix \(suffix.name); "
                    + "\(unread) more \(unread == 1 ? "was" : "were") not looked at.",
                paste: ["provisionctl certificate list"])
        }
        return DoctorFinding(
            level: .fault, check: .certificates,
            sentence:
                "No certificate has a name for the suffix \(suffix.name): devices that have it from DHCP refuse all "
                + "of them, unless another one is set in their firmware.",
            paste: ["provisionctl certificate list", "provisionctl device list --state parked"])
    }
}
