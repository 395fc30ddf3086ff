import AMT
import Provisioning
import Synchronization

@testable import ControlAPI

/// Kept certificates in memory, with the port's promises.
final class MemoryCertificateBook: CertificateBook {
    struct Contents {
        var kept: [KeptCertificate] = []
        var keys: [Int64: Secret] = [:]
        var next: Int64 = 1
        var seekers: [DeviceUUID: CertificateSeeker] = [:]
        var groups: [HelloGroup] = []
        var failure: StoreFailure?
    }

    private let contents = Mutex(Contents())

    func change(_ body: (inout Contents) -> Void) { self.contents.withLock { body(&$0) } }

    var all: Contents { self.contents.withLock { $0 } }

    func certificates() async throws(StoreFailure) -> [KeptCertificate] {
        if let failure = self.all.failure { throw failure }
        return self.all.kept
    }

    func keep(_ new: NewCertificate) async throws(StoreFailure) -> CertificateKeeping {
        self.contents.withLock { contents in
            if let known = contents.kept.first(where: { $0.leafSHA256 == new.leafSHA256 }) { return .known(known.id) }
            if let name = new.name, contents.kept.contains(where: { $0.name == name }) { return .nameTaken }
            let id = contents.next
            contents.next += 1
            contents.keys[id] = new.keyPEM
            contents.kept.append(
                KeptCertificate(
                    id: id, name: new.name, subject: new.subject, leafSHA256: new.leafSHA256,
                    rootDigests: [new.rootDigests.sha1, new.rootDigests.sha256, new.rootDigests.sha384],
                    chainPEM: new.chainPEM, notAfter: new.notAfter, importedAt: MemoryCertificates.now))
            return .kept(id)
        }
    }

    func remove(id: Int64) async throws(StoreFailure) -> Bool {
        self.contents.withLock { contents in
            let count = contents.kept.count
            contents.kept.removeAll { $0.id == id }
            contents.keys[id] = nil
            return contents.kept.count < count
        }
    }

    func seeker(_ device: DeviceUUID) async throws(StoreFailure) -> CertificateSeeker? { self.all.seekers[device] }

    func helloGroups() async throws(StoreFailure) -> [HelloGroup] { self.all.groups }
}

/// "Reads" files whose text says what is in them: `leaf`, `middle`, `root`, `key`, `foreign key`, `locked`, `purposeless`, a
/// line each.
struct WordReading: CertificateReading {
    static let passphrase = "open sesame"

    func read(
        _ inputs: [[UInt8]], passphrase: Secret?
    ) async throws(CertificateReadingFailure) -> ReadCertificates {
        let words = inputs.flatMap { String(decoding: $0, as: UTF8.self).split(separator: "\n") }.map(String.init)
        guard !words.isEmpty else { throw .empty }
        if words.contains("locked") {
            guard let passphrase else { throw .passphraseNeeded }
            guard passphrase.reveal() == Self.passphrase else { throw .passphraseWrong }
        }
        var all = MemoryCertificates.chain
        if words.contains("purposeless") { all[0].extendedKeyUsages = [] }
        let certificates = all.filter { words.contains($0.shortName) }
        let hasKey = words.contains("key") || words.contains("foreign key")
        guard !certificates.isEmpty || hasKey else { throw .unreadable }
        return ReadCertificates(
            given: GivenCertificates(
                certificates, hasKey: hasKey, keyOwners: words.contains("key") ? [all[0].sha256] : []),
            pem: Dictionary(uniqueKeysWithValues: all.map { ($0.sha256, $0.shortName + "\n") }),
            key: hasKey ? Secret(text: "the private key") : nil)
    }
}

/// A chain for provisioning, with the book and the reader of the API's tests.
struct MemoryCertificates {
    /// 2026-11-29T00:00:00Z
    static let now = UnixTime(seconds: 1_795_910_400)
    /// SHA-256 of Go Daddy Root G2, which the hello of an AMT 16 lists.
    static let root = Hex.bytes("45140b3247eb9cc8c5b4f0d7b53091f73292089e6e5a63e2749dd3aca9198eda") ?? []

    let book = MemoryCertificateBook()

    var desk: CertificateDesk {
        CertificateDesk(book: self.book, reading: WordReading(), resolutions: nil, now: { Self.now })
    }

    /// `provision.example.com`, `middle`, `root`.
    static let chain: [CertificateFacts] = {
        var root = Self.facts("root", issuer: "root", digest: Self.root)
        root.isAuthority = true
        var middle = Self.facts("middle", issuer: "root", digest: [UInt8](repeating: 2, count: 32))
        middle.isAuthority = true
        var leaf = Self.facts("provision.example.com", issuer: "middle", digest: [UInt8](repeating: 1, count: 32))
        leaf.extendedKeyUsages = ["1.3.6.1.5.5.7.3.1", "2.16.840.1.113741.1.2.3"]
        root.signers = [root.sha256]
        middle.signers = [root.sha256]
        leaf.signers = [middle.sha256]
        leaf.notAfter = Self.now + .seconds(20 * 86_400)
        return [leaf, middle, root]
    }()

    private static func facts(_ name: String, issuer: String, digest: [UInt8]) -> CertificateFacts {
        var facts = CertificateFacts(
            sha1: [UInt8](repeating: 9, count: 20), sha256: digest, sha384: [UInt8](repeating: 9, count: 48),
            subject: .init(raw: Array(name.utf8), text: "CN=\(name)"),
            issuer: .init(raw: Array(issuer.utf8), text: "CN=\(issuer)"))
        facts.commonNames = [name]
        facts.publicKey = Array(name.utf8)
        facts.signatureAlgorithm = "sha256WithRSAEncryption"
        facts.notAfter = UnixTime(seconds: 1_900_000_000)
        return facts
    }

    /// The body of a request with these files.
    static func order(_ files: String..., members: String = "") -> String {
        let items = files.map { #"{"pem":"\#($0.replacing("\n", with: "\\n"))"}"# }.joined(separator: ",")
        return #"{"files":[\#(items)]\#(members)}"#
    }

    static let whole = "root\nprovision.example.com\nmiddle"
}
