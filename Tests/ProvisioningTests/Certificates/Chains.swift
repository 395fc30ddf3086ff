import AMT
import Provisioning

/// Chains of made-up certificates for the rules that look at them.
enum Chains {
    /// 2026-11-29T00:00:00Z
    static let now = UnixTime(seconds: 1_795_910_400)
    static let year: Int64 = 365 * 86_400

    /// SHA-256 of Go Daddy Root G2, which the hello of an AMT 16 lists.
    static let goDaddyG2 = Hex.bytes("45140b3247eb9cc8c5b4f0d7b53091f73292089e6e5a63e2749dd3aca9198eda") ?? []
    /// SHA-256 of VeriSign Class 3 Primary G1, which lists up to AMT 11 have.
    static let veriSignG1 = Hex.bytes("e7685634efacf69ace939a6b255b7b4fabef42935b50a265acb5cb6027e44e70") ?? []

    static func digest(_ text: String, count: Int = 32) -> [UInt8] {
        let bytes = Array("(\(text))".utf8)
        return (0..<count).map { bytes[$0 % bytes.count] }
    }

    static func certificate(_ name: String, issuer: String, sha256: [UInt8]? = nil) -> CertificateFacts {
        var facts = CertificateFacts(
            sha1: Self.digest(name, count: 20), sha256: sha256 ?? Self.digest(name),
            sha384: Self.digest(name, count: 48),
            subject: .init(raw: Array(name.utf8), text: "CN=\(name)"),
            issuer: .init(raw: Array(issuer.utf8), text: "CN=\(issuer)"))
        facts.commonNames = [name]
        facts.signatureAlgorithm = "sha256WithRSAEncryption"
        facts.publicKey = Array("key of \(name)".utf8)
        facts.notBefore = UnixTime(seconds: Self.now.seconds - Self.year)
        facts.notAfter = UnixTime(seconds: Self.now.seconds + 2 * Self.year)
        return facts
    }

    static func authority(_ name: String, under issuer: CertificateFacts) -> CertificateFacts {
        var facts = Self.certificate(name, issuer: Self.text(issuer.subject.raw))
        facts.isAuthority = true
        facts.signers = [issuer.sha256]
        return facts
    }

    static func root(_ name: String = "Root", sha256: [UInt8] = Chains.goDaddyG2) -> CertificateFacts {
        var facts = Self.certificate(name, issuer: name, sha256: sha256)
        facts.isAuthority = true
        facts.notAfter = UnixTime(seconds: Self.now.seconds + 10 * Self.year)
        facts.signers = [sha256]
        return facts
    }

    static func leaf(_ name: String = "provision.example.com", under issuer: CertificateFacts) -> CertificateFacts {
        var facts = Self.certificate(name, issuer: Self.text(issuer.subject.raw))
        facts.isAuthority = false
        facts.extendedKeyUsages = ["1.3.6.1.5.5.7.3.1", "2.16.840.1.113741.1.2.3"]
        facts.signers = [issuer.sha256]
        return facts
    }

    static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    /// Leaf, intermediate and root that nothing is to be said of.
    static func good(_ name: String = "provision.example.com", root: [UInt8] = Chains.goDaddyG2) -> [CertificateFacts] {
        let root = Self.root(sha256: root)
        var middle = Self.authority("Middle", under: root)
        middle.notAfter = UnixTime(seconds: Self.now.seconds + 5 * Self.year)
        return [Self.leaf(name, under: middle), middle, root]
    }

    /// With the key of the first one.
    static func lint(_ certificates: [CertificateFacts]) -> CertificateLint {
        CertificateLint(
            GivenCertificates(certificates, hasKey: true, keyOwners: certificates.first.map { [$0.sha256] } ?? []),
            now: Self.now)
    }

    static func codes(_ certificates: [CertificateFacts]) -> [CertificateFindingCode] {
        Self.lint(certificates).findings.map(\.code)
    }

    /// The good chain with something changed in its leaf.
    static func codes(leaf change: (inout CertificateFacts) -> Void) -> [CertificateFindingCode] {
        var chain = Self.good()
        change(&chain[0])
        return Self.codes(chain)
    }
}
