/// Certificates for provisioning, laid out for people.
extension Pages {
    func certificates(_ certificates: [CertificateSummary]) -> [String] {
        guard !certificates.isEmpty else { return ["No certificates: devices that want one are parked."] }
        return TextTable(
            columns: [
                .init(heading: "ID", alignsRight: true), .init(heading: "NAME", narrowest: 8),
                .init(heading: "COMMON NAME", narrowest: 12), .init(heading: "ENDS"),
                .init(heading: "DAYS", alignsRight: true), .init(heading: "ROOT", narrowest: 8),
                .init(heading: "FINDINGS"), .init(heading: "TAKEN BY", narrowest: 8),
            ],
            rows: certificates.map {
                [
                    String($0.id), $0.name, $0.commonName, String($0.notAfter.prefix(10)), String($0.daysLeft),
                    $0.rootName,
                    self.counts($0.findingCounts), Self.takers($0),
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }

    /// Releases that take it as they leave the factory. Where none does and nothing else is wrong, its root has to be brought.
    private static func takers(_ certificate: CertificateSummary) -> String {
        guard certificate.takenBy.isEmpty else { return certificate.takenBy.joined(separator: " ") }
        return certificate.findingCounts["every-release", default: 0] > 0 ? "none" : "who has its root"
    }

    /// `2 some, 1 advice`; a severity that only a newer server knows is told by its word.
    private func counts(_ counts: [String: Int]) -> String {
        let words = ["every-release": "every", "some-releases": "some", "advice": "advice"]
        let known = ["every-release", "some-releases", "advice"]
        let order = known + counts.keys.filter { !known.contains($0) }.sorted()
        let said = order.compactMap { severity in
            counts[severity].flatMap { $0 > 0 ? "\($0) \(words[severity] ?? severity)" : nil }
        }
        return said.isEmpty ? "none" : said.joined(separator: ", ")
    }

    func certificate(_ certificate: CertificateSummary) -> [String] {
        self.field("Certificate", "\(certificate.id)\(certificate.name.map { ", \($0)" } ?? "")")
            + self.field("Imported", DisplayText.moment(certificate.importedAt))
            + self.field("Ends", "\(DisplayText.moment(certificate.notAfter)), in \(certificate.daysLeft) days") + [""]
    }

    func kept(_ kept: CertificateKept) -> [String] {
        [
            kept.result == "known"
                ? "It was imported before, as certificate \(kept.id)." : "It is certificate \(kept.id)."
        ]
    }

    func lint(_ lint: CertificateLint) -> [String] {
        var lines: [String] = []
        for (index, certificate) in lint.chain.enumerated() {
            let name = index == 0 ? "Leaf" : lint.complete && index == lint.chain.count - 1 ? "Root" : "Issuer"
            lines += self.field(name, certificate.subject)
            lines += self.field(
                "", "\(certificate.key), \(certificate.signature), until \(DisplayText.moment(certificate.notAfter))")
        }
        if let root = lint.root {
            lines += self.field("Root SHA-256", root.sha256)
            lines += self.field("Root SHA-1", root.sha1)
            lines += self.field("Factory lists", root.lists.isEmpty ? "none" : root.lists.joined(separator: ", "))
        }
        if let counted = lint.counted { lines += self.field("Suffix", self.counted(counted)) }
        lines += [""] + self.findings(lint.findings) + [""]
        return lines + self.releases(lint.releases)
    }

    private func counted(_ counted: CertificateLint.Counted) -> String {
        switch counted.kind {
        case "last-labels": "devices whose suffix ends in \(counted.text)"
        case "whole-domain": "devices whose suffix is \(counted.text)"
        default: "devices whose suffix is \(counted.text), without its first label or below it"
        }
    }

    private func findings(_ findings: [CertificateLint.Finding]) -> [String] {
        guard !findings.isEmpty else { return ["Nothing is to be said against it."] }
        var lines: [String] = []
        for finding in findings {
            let place = finding.certificate.map { ", \($0)" } ?? ""
            let heading = DisplayText.safe("\(finding.code) (\(finding.severity))\(place)")
            lines.append(finding.severity == "every-release" ? self.painted(heading, 31) : heading)
            lines += self.indented(finding.detail) + self.indented(finding.remedy)
            lines += finding.facts.sorted { $0.key < $1.key }.flatMap { self.indented("\($0.key): \($0.value)") }
        }
        return lines
    }

    private func indented(_ text: String) -> [String] {
        DisplayText.wrapped(DisplayText.safe(text), to: max(20, (self.columnsMax ?? 100) - 2)).map { "  \($0)" }
    }

    private func releases(_ releases: [CertificateLint.Release]) -> [String] {
        TextTable(
            columns: [
                .init(heading: "AMT"), .init(heading: "ANSWER"), .init(heading: "WHY", narrowest: 12),
            ],
            rows: releases.map { release in
                [
                    release.release, release.answer,
                    release.reasons.isEmpty ? nil : release.reasons.map(\.code).joined(separator: ", "),
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }

    func matches(_ matches: CertificateMatches) -> [String] {
        var lines = self.field("Device", matches.uuid)
        lines += self.field("Attempt", String(matches.attempt)) + self.field("AMT", matches.release)
        lines += self.field("Root hashes", matches.rootHashes.map(String.init) ?? "none said, or a pre-shared key")
        for suffix in matches.suffixes { lines += self.field("Suffix", "\(suffix.suffix), by \(suffix.source)") }
        if matches.certificates.isEmpty { return lines + ["", "No certificates are kept."] }
        for certificate in matches.certificates {
            let place = certificate.place.map { "Tried as \($0)" } ?? "Not tried"
            let name = certificate.name ?? certificate.subject
            lines += ["", DisplayText.safe("\(place): certificate \(certificate.id), \(name)")]
            let width = certificate.reasons.map { DisplayText.width($0.answer) }.max() ?? 0
            for reason in certificate.reasons {
                lines.append(DisplayText.safe("  \(DisplayText.padded(reason.answer, to: width))  \(reason.text)"))
            }
        }
        return lines
    }

    func outlook(_ outlook: CertificateOutlook) -> [String] {
        var lines = ["\(outlook.devices) devices have said which roots they trust.", ""]
        if outlook.certificates.isEmpty { lines += ["No certificates are kept: none of them can be provisioned.", ""] }
        for certificate in outlook.certificates {
            let name = certificate.name ?? certificate.subject ?? "certificate \(certificate.id)"
            let end =
                certificate.daysLeft < 0
                ? "has ended" : "ends on \(certificate.notAfter.prefix(10)), in \(certificate.daysLeft) days"
            let line = DisplayText.safe("\(name) \(end); it serves \(certificate.devices) devices.")
            lines.append(certificate.endsWithinDays == nil && certificate.daysLeft >= 0 ? line : self.painted(line, 33))
        }
        lines += [""] + self.months(outlook)
        guard !outlook.roots.isEmpty else { return lines }
        let table = TextTable(
            columns: [
                .init(heading: "ROOT", narrowest: 16), .init(heading: "DEVICES", alignsRight: true),
                .init(heading: "CERTIFICATES"), .init(heading: "UNTIL"),
            ],
            rows: outlook.roots.map { root in
                let last = root.reachable.lastIndex { $0 > 0 }
                return [
                    root.name ?? String(root.hash.prefix(16)), String(root.devices),
                    root.certificates.isEmpty ? nil : root.certificates.map { String($0) }.joined(separator: " "),
                    last.flatMap { $0 < outlook.months.count ? self.month($0, outlook) : nil },
                ]
            })
        return lines + [""] + table.lines(columnsMax: self.columnsMax)
    }

    private func month(_ index: Int, _ outlook: CertificateOutlook) -> String {
        index == outlook.months.count - 1 ? "\(outlook.months[index]) or later" : outlook.months[index]
    }

    /// Only months in which something changes.
    private func months(_ outlook: CertificateOutlook) -> [String] {
        let pairs = Array(zip(outlook.months, outlook.reachable))
        let changes = pairs.enumerated().filter { $0.offset == 0 || pairs[$0.offset - 1].1 != $0.element.1 }
        return TextTable(
            columns: [.init(heading: "FROM"), .init(heading: "DEVICES THAT CAN BE PROVISIONED", alignsRight: true)],
            rows: changes.map { [$0.element.0, String($0.element.1)] }
        ).lines(columnsMax: self.columnsMax)
    }
}
