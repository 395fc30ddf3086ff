import AMT
import Provisioning

/// How the API shows certificates and what is said of them. Every member is always there; `null` means "not known" or "none".
enum CertificateJSON {
    typealias Members = [(String, JSONText)]

    private static func hex(_ bytes: [UInt8]) -> JSONText { .string(Hex.text(bytes)) }

    private static func texts(_ texts: [String]) -> JSONText { .array(texts.map { .string($0) }) }

    static func summary(_ known: CertificateDesk.Known, now: UnixTime) -> Members {
        let kept = known.kept
        let counts = CertificateFindingCode.Severity.allCases.map { severity in
            (severity.rawValue, JSONText.integer(Int64(known.lint.findings.count { $0.code.severity == severity })))
        }
        return [
            ("id", .integer(kept.id)), ("name", JSONText(kept.name)), ("subject", .string(kept.subject)),
            ("commonName", JSONText(known.lint.leaf?.commonNames.last)),
            ("notAfter", JSONText(kept.notAfter)),
            ("daysLeft", .integer(Int64(CertificateEnd.days(until: kept.notAfter, now: now)))),
            ("importedAt", JSONText(kept.importedAt)), ("leafSHA256", Self.hex(kept.leafSHA256)),
            ("rootName", JSONText(Self.rootName(known.lint))), ("findingCounts", .object(counts)),
            (
                "takenBy",
                Self.texts(known.lint.releases.filter { $0.answer == .yes || $0.answer == .likely }.map(\.release))
            ),
        ]
    }

    /// As lists of firmware have it, else as the root calls itself.
    private static func rootName(_ lint: CertificateLint) -> String? {
        guard let root = lint.root else { return nil }
        return FactoryRoot.name(of: RootHash(algorithm: 2, bytes: root.sha256))
            ?? FactoryRoot.name(of: RootHash(algorithm: 1, bytes: root.sha1)) ?? root.shortName
    }

    /// What is said of certificates.
    static func members(of lint: CertificateLint) -> Members {
        [
            ("complete", .bool(lint.isComplete)), ("chain", .array(lint.chain.map(Self.certificate))),
            ("root", Self.root(lint)), ("counted", lint.counted.map(Self.counted) ?? .null),
            ("findings", .array(lint.findings.map(Self.finding))),
            ("releases", .array(lint.releases.map(Self.release))),
        ]
    }

    private static func certificate(_ facts: CertificateFacts) -> JSONText {
        .object([
            ("subject", .string(facts.subject.text)), ("issuer", .string(facts.issuer.text)),
            ("serial", Self.hex(facts.serial)), ("notBefore", JSONText(facts.notBefore)),
            ("notAfter", JSONText(facts.notAfter)), ("sha1", Self.hex(facts.sha1)), ("sha256", Self.hex(facts.sha256)),
            ("key", .string(facts.key.text)), ("signature", .string(facts.signatureAlgorithm)),
            ("commonNames", Self.texts(facts.commonNames)), ("units", Self.texts(facts.units)),
            ("organizations", Self.texts(facts.organizations)),
            ("alternativeNames", Self.texts(facts.alternativeNames)),
            ("extendedKeyUsages", Self.texts(facts.extendedKeyUsages)),
        ])
    }

    private static func root(_ lint: CertificateLint) -> JSONText {
        guard let root = lint.root else { return .null }
        return .object([
            ("name", JSONText(Self.rootName(lint))), ("sha1", Self.hex(root.sha1)), ("sha256", Self.hex(root.sha256)),
            ("sha384", Self.hex(root.sha384)), ("lists", Self.texts(lint.rootLists.map(\.rawValue))),
        ])
    }

    private static func counted(_ counted: SuffixRule.Counted) -> JSONText {
        let (kind, text) =
            switch counted {
            case .lastLabels(let text): ("last-labels", text)
            case .wholeName(let text): ("whole-name", text)
            case .wholeDomain(let text): ("whole-domain", text)
            }
        return .object([("kind", .string(kind)), ("text", .string(text))])
    }

    private static func finding(_ finding: CertificateFinding) -> JSONText {
        .object([
            ("code", .string(finding.code.rawValue)), ("severity", .string(finding.code.severity.rawValue)),
            ("certificate", JSONText(finding.certificate)), ("detail", .string(finding.code.detail)),
            ("remedy", .string(finding.code.remedy)),
            ("facts", .object(finding.facts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
        ])
    }

    private static func release(_ verdict: ReleaseVerdict) -> JSONText {
        .object([
            ("release", .string(verdict.release)), ("answer", .string(verdict.answer.rawValue)),
            (
                "reasons",
                .array(verdict.reasons.map { .object([("code", .string($0.code)), ("text", .string($0.text))]) })
            ),
        ])
    }

    // MARK: - From a device's side

    static func match(_ match: CertificateMatch, among known: [CertificateDesk.Known]) -> JSONText? {
        guard let kept = known.first(where: { $0.kept.id == match.id })?.kept else { return nil }
        return .object([
            ("id", .integer(kept.id)), ("name", JSONText(kept.name)), ("subject", .string(kept.subject)),
            ("place", match.place.map { .integer(Int64($0)) } ?? .null),
            (
                "reasons",
                .array(
                    match.reasons.map {
                        .object([
                            ("question", .string($0.question.rawValue)), ("answer", .string($0.answer.rawValue)),
                            ("text", .string($0.text)),
                        ])
                    })
            ),
        ])
    }

    static func outlook(_ outlook: CertificateOutlook, among known: [CertificateDesk.Known], now: UnixTime) -> JSONText
    {
        let numbers = { (counts: [Int]) in JSONText.array(counts.map { .integer(Int64($0)) }) }
        return .object([
            ("devices", .integer(Int64(outlook.deviceCount))),
            ("months", Self.texts(outlook.months.map(\.description))), ("reachable", numbers(outlook.reachable)),
            (
                "certificates",
                .array(
                    outlook.certificates.map { certificate in
                        let kept = known.first { $0.kept.id == certificate.id }?.kept
                        return .object([
                            ("id", .integer(certificate.id)), ("name", JSONText(kept?.name)),
                            ("subject", JSONText(kept?.subject)), ("notAfter", JSONText(certificate.notAfter)),
                            ("daysLeft", .integer(Int64(CertificateEnd.days(until: certificate.notAfter, now: now)))),
                            ("endsWithinDays", certificate.step.map { .integer(Int64($0)) } ?? .null),
                            ("devices", .integer(Int64(certificate.deviceCount))),
                        ])
                    })
            ),
            (
                "roots",
                .array(
                    outlook.roots.map { root in
                        .object([
                            ("hash", Self.hex(root.hash.bytes)), ("name", JSONText(root.name)),
                            ("devices", .integer(Int64(root.deviceCount))),
                            ("certificates", .array(root.certificates.map { .integer($0) })),
                            ("reachable", numbers(root.reachable)),
                        ])
                    })
            ),
        ])
    }
}

extension CertificateFacts.Key {
    /// In a word or two.
    fileprivate var text: String {
        switch self {
        case .rsa(let bits): "RSA \(bits)"
        case .elliptic(let curve, _): "EC \(curve)"
        case .other(let name): name
        }
    }
}
