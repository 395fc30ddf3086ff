import AMT
import Crypto
import Foundation
import Store
import SwiftASN1
import Testing
import X509
import _CryptoExtras

@testable import provisionserver

@Suite("Setup certificate file") struct SetupCertificateFileTests {
    /// A certificate with its key, made once for all tests.
    struct Made: Sendable {
        let certificate: Certificate
        let key: Certificate.PrivateKey

        var pem: String { (try? self.certificate.serializeAsPEM().pemString + "\n") ?? "" }
        var keyPEM: String { (try? self.key.serializeAsPEM().pemString + "\n") ?? "" }

        static func make(_ name: String, by issuer: Made? = nil, days: Double = 365) throws -> Made {
            let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
            let subject = try DistinguishedName { CommonName(name) }
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: key.publicKey,
                notValidBefore: Date(timeIntervalSince1970: 1_793_491_200),
                notValidAfter: Date(timeIntervalSince1970: 1_793_491_200 + days * 86_400),
                issuer: issuer?.certificate.subject ?? subject, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
                extensions: Certificate.Extensions(), issuerPrivateKey: issuer?.key ?? key)
            return Made(certificate: certificate, key: key)
        }
    }

    let root: Made
    let middle: Made
    let leaf: Made

    init() throws {
        self.root = try Made.make("root", days: 3650)
        self.middle = try Made.make("middle", by: self.root)
        self.leaf = try Made.make("provision.corp.example", by: self.middle, days: 90)
    }

    func read(_ chain: String, _ key: String) throws -> (
        subject: String, chain: String, sha256: [UInt8], notAfter: Int64
    ) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("setup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let chainPath = folder.appendingPathComponent("chain").path
        let keyPath = folder.appendingPathComponent("key").path
        try Data(chain.utf8).write(to: URL(fileURLWithPath: chainPath))
        try Data(key.utf8).write(to: URL(fileURLWithPath: keyPath))
        let made = try SetupCertificateFile.read(chain: chainPath, key: keyPath)
        return (made.subject, made.chainPEM, made.rootDigests.sha256, made.notAfter.seconds)
    }

    /// What the fault says without its values.
    func fault(_ chain: String, _ key: String) throws -> String {
        do {
            _ = try self.read(chain, key)
            return "none"
        } catch let fault as SetupCertificateFile.Fault {
            switch fault {
            case .unreadable: return "unreadable"
            case .noCertificate: return "no certificate"
            case .keyMatchesNone: return "key matches none"
            case .chainBroken: return "chain broken"
            case .rootMissing: return "root missing"
            }
        }
    }

    static func der(_ certificate: Certificate) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        return serializer.serializedBytes
    }

    @Test("certificates in any order become leaf, intermediates, root; foreign ones are left out")
    func order() throws {
        let stranger = try Made.make("stranger")
        let expected = [self.leaf, self.middle, self.root].map { $0.pem.filter { !$0.isWhitespace } }.joined()
        for chain in [
            self.leaf.pem + self.middle.pem + self.root.pem, self.root.pem + self.middle.pem + self.leaf.pem,
            self.middle.pem + stranger.pem + self.leaf.pem + self.root.pem,
        ] {
            let read = try self.read(chain, self.leaf.keyPEM)
            #expect(read.chain.filter { !$0.isWhitespace } == expected)
            #expect(read.subject == "CN=provision.corp.example")
            #expect(read.sha256 == Array(SHA256.hash(data: try Self.der(self.root.certificate))))
            #expect(read.notAfter == 1_793_491_200 + 90 * 86_400)
        }
    }

    @Test("a missing root or intermediate is told: firmware needs the chain whole")
    func incomplete() throws {
        #expect(try self.fault(self.leaf.pem + self.middle.pem, self.leaf.keyPEM) == "root missing")
        #expect(try self.fault(self.leaf.pem + self.root.pem, self.leaf.keyPEM) == "root missing")
    }

    @Test("an issuer of the same name that did not sign breaks the chain")
    func forged() throws {
        let impostor = try Made.make("middle", by: self.root)
        #expect(try self.fault(self.leaf.pem + impostor.pem + self.root.pem, self.leaf.keyPEM) == "chain broken")
    }

    @Test("of two intermediates with one name the one that signed is taken")
    func crossSigned() throws {
        let impostor = try Made.make("middle", by: self.root)
        let chain = self.leaf.pem + impostor.pem + self.middle.pem + self.root.pem
        #expect(try self.fault(chain, self.leaf.keyPEM) == "none")
    }

    @Test("a key of another certificate is refused")
    func foreignKey() throws {
        let chain = self.leaf.pem + self.middle.pem + self.root.pem
        #expect(try self.fault(chain, try Made.make("x").keyPEM) == "key matches none")
    }

    @Test("files without content, with other content, or without certificates are told apart")
    func content() throws {
        #expect(try self.fault("", self.leaf.keyPEM) == "no certificate")
        #expect(try self.fault(self.leaf.keyPEM, self.leaf.keyPEM) == "no certificate")
        #expect(try self.fault(self.leaf.pem, "no key") == "unreadable")
        #expect(
            try self.fault(self.leaf.pem.replacingOccurrences(of: "M", with: "?"), self.leaf.keyPEM) == "unreadable")
        #expect(throws: SetupCertificateFile.Fault.self) {
            try SetupCertificateFile.read(chain: "/nonexistent/chain", key: "/nonexistent/key")
        }
    }

    @Test("two certificates that name each other as issuer end in a refusal, not in a loop")
    func circle() throws {
        let first = try Made.make("a")
        let nameOfB = try Made.make("b")
        let a = try Made.make("a", by: nameOfB)
        let b = Made(certificate: try Made.make("b", by: first).certificate, key: first.key)
        #expect(try self.fault(a.pem + b.pem, a.keyPEM) != "none")
    }
}
