import AMT
import Crypto
import Foundation
import Provisioning
import SwiftASN1
import Synchronization
import Testing
import X509
import _CryptoExtras

@testable import Worker

@Suite("Built-in authority") struct BuiltInAuthorityTests {
    static let now = UnixTime(seconds: 1_793_491_200)

    /// A database with one place for an authority.
    final class MemoryAuthorityBook: AuthorityBook {
        private let kept = Mutex<AuthorityMaterial?>(nil)

        func authority() async throws(StoreFailure) -> AuthorityMaterial? { self.kept.withLock { $0 } }

        func keep(_ material: AuthorityMaterial) async throws(StoreFailure) -> AuthorityMaterial {
            self.kept.withLock { kept in
                let counting = kept ?? material
                kept = counting
                return counting
            }
        }
    }

    static func open(
        _ book: MemoryAuthorityBook = MemoryAuthorityBook(), now: UnixTime = Self.now
    ) async throws -> BuiltInAuthority {
        try await BuiltInAuthority.open(book, callerName: "server.corp.example", now: now)
    }

    /// The bit string of a SubjectPublicKeyInfo is the PKCS#1 key; for RSA it stands behind 24 bytes of frame.
    static func deviceKey(bits: _RSA.Signing.KeySize = .bits2048) throws -> [UInt8] {
        try [UInt8](_RSA.Signing.PrivateKey(keySize: bits).publicKey.pkcs1DERRepresentation)
    }

    @Test(
        "what it has signed for a device is its own: neither its root, nor what another cluster has signed, nor what is none"
    )
    func hasIssued() async throws {
        let authority = try await Self.open()
        let other = try await Self.open()
        let key = try Self.deviceKey()
        let own = try await authority.issue(
            DeviceCertificateOrder(publicKeyPKCS1: key, fqdn: "pc1.corp.example", at: Self.now))
        let foreign = try await other.issue(
            DeviceCertificateOrder(publicKeyPKCS1: key, fqdn: "pc1.corp.example", at: Self.now))
        #expect(authority.hasIssued(own.der))
        #expect(!authority.hasIssued(foreign.der))
        #expect(!authority.hasIssued(authority.authorityDER))
        #expect(!authority.hasIssued([0x30, 0x00]))
    }

    @Test("an authority of one's own becomes the cluster's where there is none yet; later nobody looks for its files")
    func importedOnce() async throws {
        let book = MemoryAuthorityBook()
        let material = try BuiltInAuthority.make(now: Self.now)
        let first = try await BuiltInAuthority.open(
            book, imported: { material }, callerName: "server.corp.example", now: Self.now)
        #expect(first.authorityDER == material.certificateDER)
        let second = try await BuiltInAuthority.open(
            book, imported: { throw AuthorityFault.noAuthority }, callerName: "server.corp.example", now: Self.now)
        #expect(second.authorityDER == material.certificateDER)
    }

    @Test("an issued certificate names the device, holds its key, and chains to the authority")
    func issued() async throws {
        let authority = try await Self.open()
        let key = try Self.deviceKey()
        let issued = try await authority.issue(
            DeviceCertificateOrder(publicKeyPKCS1: key, fqdn: "pc1.corp.example", at: Self.now))
        let root = try Certificate(derEncoded: authority.authorityDER)
        let leaf = try Certificate(derEncoded: issued.der)
        #expect(leaf.subject.description == "CN=pc1.corp.example")
        #expect(try leaf.extensions.subjectAlternativeNames == SubjectAlternativeNames([.dnsName("pc1.corp.example")]))
        #expect(leaf.signatureAlgorithm == .sha256WithRSAEncryption)
        #expect(root.signatureAlgorithm == .sha256WithRSAEncryption)
        #expect(_RSA.Signing.PublicKey(root.publicKey)?.keySizeInBits == 2048)
        #expect(Data(issued.der).range(of: Data(key)) != nil)
        #expect(DeviceFindings.holds(issued.der, key: key))
        #expect(root.publicKey.isValidSignature(leaf.signature, for: leaf))
        #expect(try leaf.extensions.extendedKeyUsage?.contains(.serverAuth) == true)
        #expect(issued.serial == Array(leaf.serialNumber.bytes))
        #expect(issued.fqdn == "pc1.corp.example")
        #expect(Int64(leaf.notValidBefore.timeIntervalSince1970) == issued.notBefore.seconds)
        #expect(Int64(leaf.notValidAfter.timeIntervalSince1970) == issued.notAfter.seconds)
        // A device whose clock is behind by hours takes it, and it does not outlive its authority.
        #expect(issued.notBefore.seconds <= Self.now.seconds - 3600)
        #expect(leaf.notValidAfter < root.notValidAfter)
    }

    @Test("openssl verifies it for its name and as a server's")
    func openssl() async throws {
        let authority = try await Self.open(now: UnixTime(seconds: Int64(Date().timeIntervalSince1970)))
        let issued = try await authority.issue(
            DeviceCertificateOrder(
                publicKeyPKCS1: try Self.deviceKey(), fqdn: "pc1.corp.example",
                at: UnixTime(seconds: Int64(Date().timeIntervalSince1970))))
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("authority-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (name, der) in [("root", authority.authorityDER), ("leaf", issued.der)] {
            let pem = try Certificate(derEncoded: der).serializeAsPEM().pemString
            try Data(pem.utf8).write(to: folder.appendingPathComponent(name))
        }
        func verifies(_ host: String) throws -> Bool {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
            process.currentDirectoryURL = folder
            process.arguments = [
                "verify", "-x509_strict", "-CAfile", "root", "-purpose", "sslserver", "-verify_hostname", host, "leaf",
            ]
            process.standardOutput = FileHandle.nullDevice
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            return process.terminationStatus == 0
        }
        #expect(try verifies("pc1.corp.example"))
        #expect(try !verifies("pc2.corp.example"))
    }

    @Test("nodes that make the authority at once agree on one")
    func race() async throws {
        let book = MemoryAuthorityBook()
        let roots = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<4 { group.addTask { try await Self.open(book).authorityDER } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(roots.count == 1)
        #expect(try await Self.open(book).authorityDER == roots.first)
    }

    @Test("no two serial numbers are alike; each is positive and 16 bytes long")
    func serials() async throws {
        let authority = try await Self.open()
        let key = try Self.deviceKey()
        var serials: Set<[UInt8]> = []
        for _ in 0..<20 {
            let serial = try await authority.issue(
                DeviceCertificateOrder(publicKeyPKCS1: key, fqdn: "pc1.corp.example", at: Self.now)
            ).serial
            #expect(serial.count == 16)
            #expect((0x01...0x7f).contains(serial[0]))
            serials.insert(serial)
        }
        #expect(serials.count == 20)
    }

    @Test("what is no RSA key is refused, not signed")
    func badKeys() async throws {
        let authority = try await Self.open()
        let whole = try Self.deviceKey()
        for key in [[], [0x30, 0x00], Array(whole.dropLast()), [UInt8](repeating: 0xff, count: 270)] {
            await #expect(throws: IssuingFailure(.publicKeyUnusable)) {
                try await authority.issue(
                    DeviceCertificateOrder(publicKeyPKCS1: key, fqdn: "pc1.corp.example", at: Self.now))
            }
        }
    }

    @Test("the longest name that the rules allow still gets a certificate, or a named refusal")
    func longName() async throws {
        let authority = try await Self.open()
        let label = String(repeating: "a", count: 63)
        let fqdn = "\(label).\(label).\(label).\(label.dropLast(2))"
        let issued = try await authority.issue(
            DeviceCertificateOrder(publicKeyPKCS1: try Self.deviceKey(), fqdn: fqdn, at: Self.now))
        #expect(
            try Certificate(derEncoded: issued.der).extensions.subjectAlternativeNames
                == SubjectAlternativeNames([.dnsName(fqdn)]))
    }
}
