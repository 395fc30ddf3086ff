import Crypto
import SwiftASN1
import X509
import _CryptoExtras

/// What a device thinks of a client's certificate chain.
package enum ChainVerdict: String, CaseIterable, Sendable {
    case accepted
    /// A certificate does not carry the signature of the next one, or names another issuer.
    case brokenChain = "broken-chain"
    case nameMismatch = "name-mismatch"
    /// The last certificate is not self-signed: firmware holds hashes only and cannot find the root itself.
    case rootNotSent = "root-not-sent"
    case rootUnknown = "root-unknown"
    case unreadable
    /// Neither the OID nor the organizational unit of a setup certificate.
    case usageMissing = "usage-missing"
    /// SHA-1 or a short key, on a release that refuses them.
    case weak
}

/// A root hash in a device's list.
struct RootHashEntry: Equatable, Sendable {
    /// 1 SHA-1, 2 SHA-256.
    let algorithm: UInt8
    let bytes: [UInt8]
}

/// The check that firmware makes of a provisioning certificate. The time is not part of it.
///
/// Source: Intel AMT SDK, *Acquiring an Intel vPro Certificate* and *Remote Setup and Configuration Flow*.
enum ProvisioningChainJudge {
    private static let setupUsage: ASN1ObjectIdentifier = [2, 16, 840, 1, 113_741, 1, 2, 3]
    private static let setupUnit = "Intel(R) Client Setup Certificate"
    private static let rsaBitsMin = 2_048
    /// The device's record of a setup has room for few; longer chains were seen to fail.
    static let chainCountMax = 6

    /// Judges the chain that a client presented to a device in setup mode, leaf first.
    static func judge(
        _ chain: [[UInt8]], rootHashes: [RootHashEntry], suffix: String, refusesWeak: Bool
    ) -> ChainVerdict {
        guard let certificates = Self.certificates(chain), let leaf = certificates.first, let root = certificates.last
        else { return .unreadable }
        guard Self.isSigned(root, by: root) else { return .rootNotSent }
        guard rootHashes.contains(where: { Self.hash(chain[chain.count - 1], $0.algorithm) == $0.bytes }) else {
            return .rootUnknown
        }
        guard zip(certificates, certificates.dropFirst()).allSatisfy({ Self.isSigned($0, by: $1) }) else {
            return .brokenChain
        }
        if refusesWeak, certificates.contains(where: Self.isWeak) { return .weak }
        guard Self.isForSetup(leaf) else { return .usageMissing }
        guard let name = Self.commonName(of: leaf), DomainSuffixRule.matches(commonName: name, suffix: suffix) else {
            return .nameMismatch
        }
        return .accepted
    }

    /// Judges a client of a configured device that asks for mutual authentication. Chains may leave the root out.
    static func judge(_ chain: [[UInt8]], demand: MutualDemand) -> ChainVerdict {
        guard let certificates = Self.certificates(chain), let leaf = certificates.first, let last = certificates.last
        else { return .unreadable }
        guard zip(certificates, certificates.dropFirst()).allSatisfy({ Self.isSigned($0, by: $1) }) else {
            return .brokenChain
        }
        let roots = demand.trustedRoots.compactMap { try? Certificate(derEncoded: $0) }
        guard roots.contains(where: { $0 == last || Self.isSigned(last, by: $0) }) else { return .rootUnknown }
        guard !demand.trustedCNs.isEmpty else { return .accepted }
        let names = Self.names(of: leaf).map { $0.lowercased() }
        let isTrusted = demand.trustedCNs.map { $0.lowercased() }.contains { trusted in
            names.contains { $0 == trusted || $0.hasSuffix("." + trusted) }
        }
        return isTrusted ? .accepted : .nameMismatch
    }

    private static func certificates(_ chain: [[UInt8]]) -> [Certificate]? {
        guard (1...Self.chainCountMax).contains(chain.count) else { return nil }
        let certificates = chain.compactMap { try? Certificate(derEncoded: $0) }
        return certificates.count == chain.count ? certificates : nil
    }

    private static func isSigned(_ certificate: Certificate, by issuer: Certificate) -> Bool {
        certificate.issuer == issuer.subject
            && issuer.publicKey.isValidSignature(certificate.signature, for: certificate)
    }

    static func hash(_ der: [UInt8], _ algorithm: UInt8) -> [UInt8]? {
        switch algorithm {
        case 1: Array(Insecure.SHA1.hash(data: der))
        case 2: Array(SHA256.hash(data: der))
        case 3: Array(SHA384.hash(data: der))
        default: nil
        }
    }

    private static func isWeak(_ certificate: Certificate) -> Bool {
        if certificate.signatureAlgorithm == .sha1WithRSAEncryption { return true }
        guard let key = _RSA.Signing.PublicKey(certificate.publicKey) else { return false }
        return key.keySizeInBits < Self.rsaBitsMin
    }

    private static func isForSetup(_ leaf: Certificate) -> Bool {
        // An extension that cannot be read is as good as none.
        let usages = (try? leaf.extensions.extendedKeyUsage).map { Array($0) } ?? []
        let hasUsage = usages.contains(ExtendedKeyUsage.Usage(oid: Self.setupUsage)) && usages.contains(.serverAuth)
        return hasUsage || Self.values(of: .NameAttributes.organizationalUnitName, in: leaf).contains(Self.setupUnit)
    }

    static func commonName(of certificate: Certificate) -> String? {
        Self.values(of: .NameAttributes.commonName, in: certificate).last
    }

    /// The common name and the DNS names beside it.
    private static func names(of certificate: Certificate) -> [String] {
        // An extension that cannot be read is as good as none.
        let alternatives = (try? certificate.extensions.subjectAlternativeNames).map { Array($0) } ?? []
        let hosts = alternatives.compactMap { name -> String? in
            guard case .dnsName(let host) = name else { return nil }
            return host
        }
        return (Self.commonName(of: certificate).map { [$0] } ?? []) + hosts
    }

    private static func values(of type: ASN1ObjectIdentifier, in certificate: Certificate) -> [String] {
        certificate.subject.flatMap { set in
            set.filter { $0.type == type }.map { "\($0.value)" }
        }
    }
}

/// How much of a certificate's common name has to agree with a device's DNS suffix.
///
/// Source: Intel AMT releases after 3.2.1 compare as many last labels as the top-level domain is sold with.
enum DomainSuffixRule {
    private static let two: Set<String> = [
        "net", "com", "org", "gov", "edu", "de", "ch", "dk", "cz", "cl", "ua",
    ]
    private static let three: Set<String> = [
        "arpa", "fr", "cn", "nl", "br", "mx", "uk", "pl", "tw", "ca", "fi", "be", "ru", "se", "ar", "es", "no", "at",
        "in", "tr", "ro", "hu", "nz", "pt", "il", "gr", "co", "ie", "za", "th", "sg", "hk", "lt", "id", "hr", "ee",
        "bg",
    ]

    static func matches(commonName: String, suffix: String) -> Bool {
        let suffixLabels = Self.labels(suffix)
        let isWildcard = commonName.hasPrefix("*.")
        let nameLabels = Self.labels(isWildcard ? String(commonName.dropFirst(2)) : commonName)
        guard let top = suffixLabels.last, !nameLabels.isEmpty else { return false }
        if let count = Self.two.contains(top) ? 2 : Self.three.contains(top) ? 3 : nil {
            guard nameLabels.count >= count, suffixLabels.count >= count else { return nameLabels == suffixLabels }
            return nameLabels.suffix(count).elementsEqual(suffixLabels.suffix(count))
        }
        let domains = isWildcard ? [nameLabels[...]] : [nameLabels[...], nameLabels.dropFirst()]
        return domains.contains { domain in !domain.isEmpty && suffixLabels.suffix(domain.count).elementsEqual(domain) }
    }

    private static func labels(_ name: String) -> [String] {
        name.lowercased().split(separator: ".").map { String($0) }
    }
}
