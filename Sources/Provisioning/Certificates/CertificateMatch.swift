import AMT

/// A certificate that is kept, with what was found of it.
package struct KnownCertificate: Equatable, Sendable {
    package let id: Int64
    package let name: String?
    package let lint: CertificateLint
    /// SHA-1, SHA-256 and SHA-384 of the root's DER.
    package let rootDigests: [[UInt8]]
    package let notAfter: UnixTime

    /// - Parameter lint: of the kept chain, now.
    package init(id: Int64, name: String?, lint: CertificateLint, rootDigests: [[UInt8]], notAfter: UnixTime) {
        self.id = id
        self.name = name
        self.lint = lint
        self.rootDigests = rootDigests
        self.notAfter = notAfter
    }
}

/// What is known of a device that asks for a certificate.
package struct CertificateSeeker: Equatable, Sendable {
    /// A suffix that the device may compare, and where it is known from.
    package struct Suffix: Equatable, Sendable {
        package let text: String
        /// A word: `inventory`.
        package let source: String

        /// A suffix and its source.
        package init(_ text: String, source: String) {
            self.text = text
            self.source = source
        }
    }

    /// Of its newest hello; `nil` without one, and for one that named a pre-shared key.
    package var rootHashes: [RootHash]?
    package var release: AMTRelease?
    package var suffixes: [Suffix]
    /// Number of the attempt that comes next, or runs now; from 1.
    package var attempt: Int
    /// Number of the certificate that has opened the device before.
    package var worked: Int64?

    /// - Parameter attempt: from 1.
    package init(
        rootHashes: [RootHash]?, release: AMTRelease? = nil, suffixes: [Suffix] = [], attempt: Int = 1,
        worked: Int64? = nil
    ) {
        self.worked = worked
        self.rootHashes = rootHashes
        self.release = release
        self.suffixes = suffixes
        self.attempt = attempt
    }
}

/// One certificate, seen from one device.
package struct CertificateMatch: Equatable, Sendable {
    /// What is asked of it.
    package enum Question: String, CaseIterable, Sendable {
        case rootListed = "root-listed"
        case releaseAccepts = "release-accepts"
        case suffixFits = "suffix-fits"
        case notEnded = "not-ended"
        case workedBefore = "worked-before"
    }

    /// How it is answered.
    package enum Answer: String, CaseIterable, Sendable {
        case yes
        case no
        case unknown
    }

    /// A question with its answer, and why.
    package struct Reason: Equatable, Sendable {
        package let question: Question
        package let answer: Answer
        /// One sentence.
        package let text: String
    }

    package let id: Int64
    /// 1 for the one that the next attempt shows; `nil` for one that is not shown, because the root is not in the list.
    package let place: Int?
    package let reasons: [Reason]

    /// All certificates: those that are shown, in the order in which attempts show them, and then the others.
    ///
    /// The worker looks at the root alone: neither release nor name keep a certificate from being tried.
    ///
    /// - Parameter certificates: in the order of import.
    package static func all(
        _ certificates: [KnownCertificate], for seeker: CertificateSeeker, now: UnixTime
    ) -> [CertificateMatch] {
        let hashes = seeker.rootHashes ?? []
        let shown = certificates.filter { SetupCertificateOrder.isListed($0.rootDigests, in: hashes) }
        let order = SetupCertificateOrder.order(
            of: shown.map { SetupCertificateOrder.Candidate(id: $0.id, hasEnded: $0.notAfter <= now) },
            attempt: seeker.attempt, worked: seeker.worked)
        let ordered = order.compactMap { id in shown.first { $0.id == id } }
        let others = certificates.filter { certificate in !shown.contains { $0.id == certificate.id } }
        return ordered.enumerated().map { Self.match($1, place: $0 + 1, seeker, now) }
            + others.map { Self.match($0, place: nil, seeker, now) }
    }

    private static func match(
        _ certificate: KnownCertificate, place: Int?, _ seeker: CertificateSeeker, _ now: UnixTime
    ) -> CertificateMatch {
        CertificateMatch(
            id: certificate.id, place: place,
            reasons: [
                Self.root(certificate, seeker), Self.release(certificate, seeker), Self.suffix(certificate, seeker),
                Self.end(certificate, now), Self.worked(certificate, seeker),
            ])
    }

    private static func worked(_ certificate: KnownCertificate, _ seeker: CertificateSeeker) -> Reason {
        switch seeker.worked {
        case nil:
            Reason(question: .workedBefore, answer: .unknown, text: "No certificate has opened the device yet.")
        case certificate.id?:
            Reason(question: .workedBefore, answer: .yes, text: "It has opened the device before, and is tried first.")
        case _?:
            Reason(question: .workedBefore, answer: .no, text: "Another one has opened the device before.")
        }
    }

    private static func root(_ certificate: KnownCertificate, _ seeker: CertificateSeeker) -> Reason {
        guard let hashes = seeker.rootHashes else {
            return Reason(
                question: .rootListed, answer: .unknown, text: "The device has said no hello with a list of roots.")
        }
        if let hash = hashes.first(where: { hash in certificate.rootDigests.contains { hash.names($0) } }) {
            let name = FactoryRoot.name(of: hash).map { " (\($0))" } ?? ""
            return Reason(
                question: .rootListed, answer: .yes, text: "The hello lists the root \(Hex.text(hash.bytes))\(name).")
        }
        return Reason(
            question: .rootListed, answer: .no,
            text: "None of the \(hashes.count) hashes of the hello is the root's: it is not shown.")
    }

    private static func release(_ certificate: KnownCertificate, _ seeker: CertificateSeeker) -> Reason {
        guard let release = seeker.release else {
            return Reason(question: .releaseAccepts, answer: .unknown, text: "The device's release is not known yet.")
        }
        let rows = CertificateRelease.rows(of: release).map(\.name)
        let verdicts = certificate.lint.releases.filter { rows.contains($0.release) }
        guard let verdict = verdicts.first else {
            return Reason(
                question: .releaseAccepts, answer: .unknown, text: "Nothing is known of what AMT \(release) asks for.")
        }
        let refusing = verdicts.filter { $0.answer == .no }
        guard let refusal = refusing.first else {
            return Reason(
                question: .releaseAccepts, answer: .yes, text: "AMT \(verdict.release) refuses nothing of the chain.")
        }
        let why = refusal.reasons.map(\.text).joined(separator: " ")
        return Reason(
            question: .releaseAccepts, answer: refusing.count == verdicts.count ? .no : .unknown,
            text: "AMT \(refusal.release) refuses it. \(why)")
    }

    private static func suffix(_ certificate: KnownCertificate, _ seeker: CertificateSeeker) -> Reason {
        guard let name = certificate.lint.leaf?.commonNames.last else {
            return Reason(question: .suffixFits, answer: .no, text: "The certificate has no common name.")
        }
        guard let suffix = seeker.suffixes.first else {
            return Reason(
                question: .suffixFits, answer: .unknown, text: "The hello does not say which suffix the device knows.")
        }
        let fits = SuffixRule.fits(commonName: name, suffix: suffix.text, release: seeker.release)
        return Reason(
            question: .suffixFits, answer: fits ? .yes : .no,
            text:
                "By \(suffix.source) the device is in \(suffix.text), which \(fits ? "fits" : "does not fit") \(name).")
    }

    private static func end(_ certificate: KnownCertificate, _ now: UnixTime) -> Reason {
        let days = CertificateEnd.days(until: certificate.notAfter, now: now)
        return certificate.notAfter > now
            ? Reason(question: .notEnded, answer: .yes, text: "It ends in \(days) days.")
            : Reason(question: .notEnded, answer: .no, text: "It has ended; firmware notes that and goes on.")
    }
}
