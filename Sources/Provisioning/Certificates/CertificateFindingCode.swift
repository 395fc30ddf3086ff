/// What may be said of a certificate for provisioning. A raw value is kept and shown, and never renamed.
package enum CertificateFindingCode: String, CaseIterable, Sendable {
    // The key.
    case keyMissing = "key-missing"
    case keyUnmatched = "key-unmatched"
    case keyOwnersSeveral = "key-owners-several"
    // The chain.
    case certificateMissing = "certificate-missing"
    case issuerMissing = "issuer-missing"
    case signatureBroken = "signature-broken"
    case rootNotSelfSigned = "root-not-self-signed"
    case chainAmbiguous = "chain-ambiguous"
    case chainUnordered = "chain-unordered"
    case chainDeep = "chain-deep"
    case chainTooLong = "chain-too-long"
    case certificateRepeated = "certificate-repeated"
    case certificateSurplus = "certificate-surplus"
    case crossSigned = "cross-signed"
    case issuerNoAuthority = "issuer-no-authority"
    // What the leaf is for.
    case usageMissing = "usage-missing"
    case usageWithoutServerAuth = "usage-without-server-auth"
    case usageWithoutSetup = "usage-without-setup"
    case unitMisspelt = "unit-misspelt"
    // Keys and signatures.
    case rsaShort = "rsa-short"
    case keyElliptic = "key-elliptic"
    case keyKindUnknown = "key-kind-unknown"
    case signatureWeak = "signature-weak"
    case signatureLong = "signature-long"
    case netscapeType = "netscape-type"
    // The name.
    case nameMissing = "name-missing"
    case nameOnlyAlternative = "name-only-alternative"
    case nameWildcard = "name-wildcard"
    case nameSingleLabel = "name-single-label"
    case nameAddress = "name-address"
    case nameMalformed = "name-malformed"
    case nameSeveral = "name-several"
    case nameUnsold = "name-unsold"
    case nameWholeSuffix = "name-whole-suffix"
    // Time.
    case expired
    case notYetValid = "not-yet-valid"
    case endsSoon = "ends-soon"
    case issuerEndsSooner = "issuer-ends-sooner"
    // The root.
    case rootOwn = "root-own"
    case rootRetired = "root-retired"

    /// Who takes no certificate of which this is said.
    package enum Severity: String, CaseIterable, Sendable {
        /// No release of AMT sets itself up with it, or it cannot be shown to any.
        case everyRelease = "every-release"
        /// Some releases refuse it, or may.
        case someReleases = "some-releases"
        /// It works; there is something better, or something to remember.
        case advice
    }

    /// Who refuses it.
    package var severity: Severity {
        switch self {
        case .keyMissing, .keyUnmatched, .certificateMissing, .issuerMissing, .signatureBroken, .rootNotSelfSigned,
            .chainTooLong, .usageMissing, .usageWithoutServerAuth, .usageWithoutSetup, .unitMisspelt, .keyKindUnknown,
            .nameMissing, .nameOnlyAlternative, .nameSingleLabel, .nameAddress, .nameMalformed:
            .everyRelease
        case .rsaShort, .signatureWeak, .keyElliptic, .netscapeType, .rootRetired: .someReleases
        case .keyOwnersSeveral, .chainAmbiguous, .chainUnordered, .chainDeep, .certificateRepeated,
            .certificateSurplus, .crossSigned, .issuerNoAuthority, .signatureLong, .nameWildcard, .nameSeveral,
            .nameUnsold, .nameWholeSuffix, .expired, .notYetValid, .endsSoon, .issuerEndsSooner, .rootOwn:
            .advice
        }
    }
}
