import AMT
import Foundation
import Provisioning
import Testing
import Transport

@Suite("Certificates as operators have them", .timeLimit(.minutes(10)))
struct CertificateReaderTests {
    private let reader = CertificateReader()
    private let files: OpenSSLFolder

    init() throws { self.files = try ProvisioningFiles.made() }

    private func read(_ names: String..., passphrase: String? = nil) async throws -> ReadCertificates {
        try await self.reader.read(
            try names.map { try self.files.bytes($0) }, passphrase: passphrase.map { Secret(text: $0) })
    }

    private func failure(_ names: String..., passphrase: String? = nil) async throws -> CertificateReadingFailure? {
        let inputs = try names.map { try self.files.bytes($0) }
        do throws(CertificateReadingFailure) {
            _ = try await self.reader.read(inputs, passphrase: passphrase.map { Secret(text: $0) })
            return nil
        } catch {
            return error
        }
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try self.files.bytes(name), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The whole chain with its key was found, whatever it came in.
    private func isWhole(_ read: ReadCertificates) throws -> Bool {
        let lint = CertificateLint(read.given, now: UnixTime(seconds: Int64(Date().timeIntervalSince1970)))
        let root = try self.text("root.sha256")
        return lint.chain.map(\.shortName) == ["setup.example.com", "Own Intermediate", "Own Root"]
            && lint.root.map { Hex.text($0.sha256) } == root && lint.refusals.isEmpty && read.key != nil
    }

    @Test("PEM of any order with its key, and PKCS #12 without a passphrase", arguments: ["all.pem", "open.pfx"])
    func open(name: String) async throws {
        #expect(try self.isWhole(try await self.read(name)))
        #expect(try self.isWhole(try await self.read(name, passphrase: "")), "an empty one is as none")
    }

    @Test(
        "PKCS #12 of today, of Windows (RC2 and 3DES), and with 3DES alone",
        arguments: ["modern.pfx", "legacy.pfx", "triple.pfx"])
    func pkcs12(name: String) async throws {
        #expect(try self.isWhole(try await self.read(name, passphrase: "hush")))
        #expect(try await self.failure(name, passphrase: "loud") == .passphraseWrong)
        #expect(try await self.failure(name) == .passphraseNeeded)
    }

    @Test(
        "keys of every kind, plain and locked, beside a chain in PEM, PKCS #7 or DER",
        arguments: [
            ("chain.pem", "leaf.key", nil), ("chain.pem", "leaf.key.der", nil), ("chain.pem", "plain1.key", nil),
            ("chain.pem", "locked1.key", "hush"), ("chain.pem", "locked8.key", "hush"),
            ("chain.p7b", "locked8.der", "hush"),
            ("chain.p7c", "leaf.key", nil), ("leaf.key", "chain.p7c", nil),
        ] as [(String, String, String?)])
    func keys(chain: String, key: String, passphrase: String?) async throws {
        #expect(try self.isWhole(try await self.read(chain, key, passphrase: passphrase)))
        guard passphrase != nil else { return }
        #expect(try await self.failure(chain, key) == .passphraseNeeded)
        #expect(try await self.failure(chain, key, passphrase: "loud") == .passphraseWrong)
    }

    @Test("single DER files together are a chain; a key alone, or certificates alone, are read and told")
    func parts() async throws {
        let parts = try await self.read("leaf.der", "root.der", "middle.pem", "leaf.key")
        #expect(try self.isWhole(parts))
        let alone = try await self.read("chain.pem")
        #expect(alone.given.certificates.count == 3 && !alone.given.hasKey && alone.key == nil)
        let key = try await self.read("leaf.key")
        #expect(key.given.certificates.isEmpty && key.given.hasKey)
        let foreign = try await self.read("chain.pem", "elliptic.key")
        #expect(foreign.given.keyOwners.isEmpty)
    }

    @Test("what OpenSSL says of a certificate")
    func facts() async throws {
        let certificates = try await self.read("chain.pem").given.certificates
        let (leaf, middle, root) = (certificates[0], certificates[1], certificates[2])
        #expect(Hex.text(root.sha1) == (try self.text("root.sha1")))
        #expect(Hex.text(root.sha384) == (try self.text("root.sha384")))
        #expect(root.isSelfSigned && root.isAuthority == true)
        #expect(root.organizations == ["Example"] && root.subject.text == "CN=Own Root,O=Example")
        #expect(middle.signatureDigest == .sha384 && middle.signatureAlgorithm == "sha384WithRSAEncryption")
        #expect(middle.signers == [root.sha256] && leaf.signers == [middle.sha256])
        #expect(middle.subjectKeyID != nil && middle.authorityKeyID != nil)
        #expect(leaf.units == ["Sales", "Intel(R) Client Setup Certificate"])
        #expect(leaf.extendedKeyUsages == ["1.3.6.1.5.5.7.3.1", "2.16.840.1.113741.1.2.3"])
        #expect(leaf.alternativeNames == ["setup.example.com", "192.0.2.7", "2001:db8:0:0:0:0:0:7"])
        #expect(leaf.key == .rsa(bits: 2_048) && leaf.serial == [0x0a, 0x0b, 0x0c])
        #expect(leaf.isAuthority == false && leaf.hasNetscapeType && !middle.hasNetscapeType)
        #expect(leaf.notAfter.seconds - leaf.notBefore.seconds == 500 * 86_400)
        let now = Int64(Date().timeIntervalSince1970)
        #expect(abs(leaf.notBefore.seconds - now) < 3_600)
        let elliptic = try await self.read("elliptic.pem").given.certificates[0]
        #expect(elliptic.key == .elliptic(curve: "secp384r1", bits: 384) && elliptic.signatureDigest == .sha1)
    }

    @Test("the kept chain and key are what a device is shown: leaf to root, and PKCS #8 without a lock")
    func kept() async throws {
        let read = try await self.read("locked1.key", "all.pem", passphrase: "hush")
        let lint = CertificateLint(read.given, now: UnixTime(seconds: 0))
        let new = try #require(NewCertificate(name: "a", read, lint))
        #expect(new.chainPEM == (try self.text("chain.pem")) + "\n")
        #expect(new.keyPEM.reveal().hasPrefix("-----BEGIN PRIVATE KEY-----\n"))
        #expect(Hex.text(new.rootDigests.sha256) == (try self.text("root.sha256")))
        let noKey = try await self.read("chain.pem")
        #expect(NewCertificate(name: nil, noKey, CertificateLint(noKey.given, now: UnixTime(seconds: 0))) == nil)
    }

    @Test("what cannot be read says why, and has nothing of what was given in it")
    func failures() async throws {
        #expect(try await self.failure("all.pem", "elliptic.key") == .severalKeys)
        #expect(try await self.failure("leaf.csr", passphrase: "hush") == .unreadable)
        func failure(_ inputs: [[UInt8]]) async -> CertificateReadingFailure? {
            do throws(CertificateReadingFailure) {
                _ = try await self.reader.read(inputs, passphrase: nil)
                return nil
            } catch {
                return error
            }
        }
        #expect(await failure([]) == .empty)
        #expect(await failure([[]]) == .empty)
        #expect(await failure([Array("nothing of the kind".utf8)]) == .unreadable)
        #expect(await failure([[UInt8](repeating: 0x30, count: 128 * 1_024 + 1)]) == .tooLarge)
        let root = try self.files.bytes("root.pem")
        #expect(await failure([[UInt8]](repeating: root, count: 21)) == .tooMany)
        #expect(await failure([Array(root.dropLast(60))]) == .unreadable)
        for failure in CertificateReadingFailure.allCases { #expect(failure.text.hasSuffix(".")) }
    }

    @Test(
        "no prefix and no flipped byte of what operators have ends the program",
        arguments: ["modern.pfx", "all.pem", "leaf.der", "chain.p7c"])
    func damaged(name: String) async throws {
        let bytes = try self.files.bytes(name)
        for end in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 60)) {
            _ = try? await self.reader.read([Array(bytes.prefix(end))], passphrase: Secret(text: "hush"))
            var flipped = bytes
            flipped[end] ^= 0x41
            _ = try? await self.reader.read([flipped], passphrase: Secret(text: "hush"))
        }
    }
}
