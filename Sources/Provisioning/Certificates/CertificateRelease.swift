import AMT

/// What a release of AMT asks of the chain that is shown to it.
package struct CertificateRelease: Equatable, Sendable {
    /// How sure it is that a list is in the firmware.
    enum Standing: Equatable, Sendable {
        case certain
        case likely
    }

    /// As operators call it.
    package let name: String
    /// Its first numbers.
    package let release: AMTRelease
    /// Whether SHA-1 and RSA below 2048 bits are refused.
    package let refusesWeak: Bool
    /// Whether an own root's hash comes by USB alone.
    package let takesRootByUSBAlone: Bool
    let lists: [FactoryRootList: Standing]
    /// Whether elliptic chains are expected to pass.
    let takesElliptic: Bool
    /// Who says so.
    package let source: String

    init(
        _ name: String, _ release: AMTRelease, refusesWeak: Bool = false, byUSBAlone: Bool = false,
        lists: [FactoryRootList: Standing], takesElliptic: Bool = false, source: String
    ) {
        self.name = name
        self.release = release
        self.refusesWeak = refusesWeak
        self.takesRootByUSBAlone = byUSBAlone
        self.lists = lists
        self.takesElliptic = takesElliptic
        self.source = source
    }

    private static func release(_ major: UInt32, _ minor: UInt32 = 0) -> AMTRelease {
        AMTRelease(major: major, minor: minor)
    }

    private static let olderLists: [FactoryRootList: Standing] = [
        .firstGeneration: .certain, .earlier: .likely, .current: .likely,
    ]

    /// The releases that are known, upward.
    package static let all: [CertificateRelease] = [
        CertificateRelease(
            "6", Self.release(6), lists: [.firstGeneration: .certain], source: "SDK: SHA-256 hashes of users from 6.0"),
        CertificateRelease(
            "7", Self.release(7), lists: Self.olderLists, source: "factory SHA-256 from 7.0, concluded"),
        CertificateRelease("8", Self.release(8), lists: Self.olderLists, source: "as 7"),
        CertificateRelease("9", Self.release(9), lists: Self.olderLists, source: "as 7"),
        CertificateRelease("10", Self.release(10), lists: Self.olderLists, source: "as 7"),
        CertificateRelease(
            "11", Self.release(11), lists: [.earlier: .certain, .current: .likely],
            source: "SDK: SHA-1 hashes removed; rps: hello of an AMT 11; VeriSign G1 went with 11.8.65"),
        CertificateRelease(
            "12", Self.release(12), lists: [.current: .likely], takesElliptic: true,
            source: "VeriSign G1 went with 12.0.32; the list is not published whole"),
        CertificateRelease("14", Self.release(14), lists: [.current: .likely], takesElliptic: true, source: "as 12"),
        CertificateRelease(
            "15", Self.release(15), lists: [.current: .likely], takesElliptic: true, source: "SDK: mobile parts, as 14"),
        CertificateRelease(
            "15 H", Self.release(15), refusesWeak: true, lists: [.current: .likely], takesElliptic: true,
            source: "SDK: desktop parts refuse SHA-1 and RSA below 2048; IS-000090051"),
        CertificateRelease(
            "16", Self.release(16), refusesWeak: true, byUSBAlone: true, lists: [.current: .certain],
            takesElliptic: true,
            source: "SDK: all parts; hello of an AMT 16; no entry in the MEBx"),
        CertificateRelease(
            "16.1", Self.release(16, 1), refusesWeak: true, byUSBAlone: true, lists: [.current: .certain],
            takesElliptic: true, source: "as 16"),
        CertificateRelease(
            "18", Self.release(18), refusesWeak: true, byUSBAlone: true, lists: [.current: .likely],
            takesElliptic: true,
            source: "as 16"),
        CertificateRelease(
            "19", Self.release(19), refusesWeak: true, byUSBAlone: true, lists: [.current: .likely],
            takesElliptic: true,
            source: "as 16; whether it says hello without an agent is not confirmed"),
    ]

    /// The rows that a device of a release may be of: two where parts of one release differ.
    package static func rows(of release: AMTRelease) -> [CertificateRelease] {
        guard let newest = Self.all.last(where: { $0.release <= release }) else { return [] }
        return Self.all.filter { $0.release == newest.release }
    }
}

/// Whether devices of a release could be set up with a certificate.
package struct ReleaseVerdict: Equatable, Sendable {
    /// In a word.
    package enum Answer: String, CaseIterable, Sendable {
        case yes
        /// Nothing is known against it; what is not known is in the reasons.
        case likely
        /// Once the root's hash was brought to the device.
        case needsRoot = "needs-root"
        case no
    }

    /// Why it is not a plain yes.
    package enum Reason: Equatable, Sendable {
        case finding(CertificateFindingCode)
        /// The list of the release is not published whole: the hello says whether the root is in it.
        case listUnsure
        /// The root is in no list of the release.
        case rootToBring

        /// Shown; never renamed.
        package var code: String {
            switch self {
            case .finding(let code): code.rawValue
            case .listUnsure: "list-unsure"
            case .rootToBring: "root-to-bring"
            }
        }

        /// One sentence.
        package var text: String {
            switch self {
            case .finding(let code): code.detail
            case .listUnsure: "The list of this release is not published whole; a device's hello says what is in it."
            case .rootToBring: "The root is in no list of this release: its hash has to be brought to the device."
            }
        }
    }

    /// Name of the release.
    package let release: String
    package let answer: Answer
    package let reasons: [Reason]
}

extension CertificateRelease {
    private enum Effect { case none, doubt, refusal }

    /// - Parameter root: `nil` where the chain has none.
    func verdict(_ findings: [CertificateFinding], root: CertificateFacts?) -> ReleaseVerdict {
        var codes: [CertificateFindingCode] = []
        for code in findings.map(\.code) where !codes.contains(code) { codes.append(code) }
        let refusals = codes.filter { self.effect(of: $0) == .refusal }
        guard refusals.isEmpty else {
            return ReleaseVerdict(release: self.name, answer: .no, reasons: refusals.map { .finding($0) })
        }
        let doubts = codes.filter { self.effect(of: $0) == .doubt }.map { ReleaseVerdict.Reason.finding($0) }
        guard let root, let standing = self.standing(of: root) else {
            return ReleaseVerdict(release: self.name, answer: .needsRoot, reasons: [.rootToBring] + doubts)
        }
        let unsure: [ReleaseVerdict.Reason] = standing == .certain ? [] : [.listUnsure]
        return ReleaseVerdict(
            release: self.name, answer: (unsure + doubts).isEmpty ? .yes : .likely, reasons: unsure + doubts)
    }

    /// How sure it is that the firmware lists a root.
    private func standing(of root: CertificateFacts) -> Standing? {
        let found = self.lists.filter { $0.key.has(sha1: root.sha1, sha256: root.sha256) }.values
        return found.contains(.certain) ? .certain : found.first
    }

    private func effect(of code: CertificateFindingCode) -> Effect {
        switch code.severity {
        case .everyRelease: return .refusal
        case .advice: return .none
        case .someReleases: break
        }
        switch code {
        case .rsaShort, .signatureWeak: return self.refusesWeak ? .refusal : .none
        case .keyElliptic: return self.takesElliptic ? .none : .doubt
        case .netscapeType: return .doubt
        // The lists tell which releases.
        case .rootRetired: return .none
        case .keyMissing, .keyUnmatched, .keyOwnersSeveral, .certificateMissing, .issuerMissing, .signatureBroken,
            .rootNotSelfSigned, .chainAmbiguous, .chainUnordered, .chainDeep, .chainTooLong, .certificateRepeated,
            .certificateSurplus, .crossSigned, .issuerNoAuthority, .usageMissing, .usageWithoutServerAuth,
            .usageWithoutSetup, .unitMisspelt, .keyKindUnknown, .signatureLong, .nameMissing, .nameOnlyAlternative,
            .nameWildcard, .nameSingleLabel, .nameAddress, .nameMalformed, .nameSeveral, .nameUnsold, .nameWholeSuffix,
            .expired, .notYetValid, .endsSoon, .issuerEndsSooner, .rootOwn:
            return .none
        }
    }
}
