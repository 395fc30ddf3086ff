import AMT
import Foundation
import Provisioning
import Testing
import Transport

/// What the built `provisionctl` issues, seen by the rules here, by the openssl tool, and by a server that asks for it.
@Suite("Certificates under an own root", .timeLimit(.minutes(10)))
struct IssuedCertificateTests {
    /// Root, leaf and a proof of each by the openssl tool, once.
    private static let files = Result {
        let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appendingPathComponent("provisionctl").path
        return try OpenSSLFolder(
            script: """
                "\(program)" certificate make-root "Example AMT Root" --certificate root.pem --key root.key > root.txt
                "\(program)" certificate issue provision.example.com --root root.pem --root-key root.key \
                    --certificate chain.pem --key leaf.key > leaf.txt
                openssl x509 -in root.pem -outform DER | sha256sum | cut -d' ' -f1 > root.sha256
                openssl verify -x509_strict -purpose sslserver -CAfile root.pem chain.pem > verified.txt
                openssl x509 -in chain.pem -noout -text > leaf.words
                stat -c %a root.key leaf.key > modes.txt
                openssl req -x509 -nodes -newkey rsa:2048 -subj "/CN=device" -days 2 -keyout device.key -out device.pem
                """)
    }

    private let folder: OpenSSLFolder

    init() throws { self.folder = try Self.files.get() }

    private func text(_ name: String) throws -> String { String(decoding: try self.folder.bytes(name), as: UTF8.self) }

    private func read() async throws -> (ReadCertificates, CertificateLint) {
        let read = try await CertificateReader().read(
            [try self.folder.bytes("chain.pem"), try self.folder.bytes("leaf.key")], passphrase: nil)
        return (read, CertificateLint(read.given, now: UnixTime(seconds: Int64(Date().timeIntervalSince1970))))
    }

    @Test("openssl verifies it strictly, the keys are the owner's alone, and the root's hash is told")
    func verified() throws {
        #expect(try self.text("verified.txt") == "chain.pem: OK\n")
        #expect(try self.text("modes.txt") == "600\n600\n")
        let digest = try self.text("root.sha256").trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try self.text("root.txt").contains("Root SHA-256  \(digest)\n"))
        #expect(try self.text("leaf.txt").contains("Root SHA-256  \(digest)\n"))
        let words = try self.text("leaf.words")
        #expect(words.contains("2.16.840.1.113741.1.2.3") && words.contains("TLS Web Server Authentication"))
        #expect(words.contains("sha256WithRSAEncryption") && words.contains("Public-Key: (2048 bit)"))
    }

    @Test("nothing is to be said of it but that the root is an own one, which every release takes once it has the hash")
    func lint() async throws {
        let (_, lint) = try await self.read()
        #expect(lint.findings.map(\.code) == [.rootOwn])
        #expect(lint.chain.map(\.shortName) == ["provision.example.com", "Example AMT Root"])
        #expect(lint.releases.allSatisfy { $0.answer == .needsRoot && $0.reasons == [.rootToBring] })
    }

    @Test("a server that asks for a client's certificate takes the chain and key that an import keeps")
    func server() async throws {
        let (read, lint) = try await self.read()
        let new = try #require(NewCertificate(name: nil, read, lint))
        let kept = try OpenSSLFolder(script: "true")
        try Data(new.chainPEM.utf8).write(to: URL(fileURLWithPath: kept.path("kept.pem")))
        try Data(new.keyPEM.revealBytes()).write(to: URL(fileURLWithPath: kept.path("kept.key")))
        // The server takes one connection on a port of its own choice, and ends; as long as somebody may write to it, it waits.
        let script = """
            cd "\(self.folder.folder.path)"
            mkfifo "\(kept.path("input"))"
            openssl s_server -accept 127.0.0.1:0 -naccept 1 -cert device.pem -key device.key -tls1_2 -Verify 9 \
                -verify_return_error -purpose any -CAfile root.pem -no_cache < "\(kept.path("input"))" \
                > "\(kept.path("server.txt"))" 2>&1 &
            server=$!
            exec 3> "\(kept.path("input"))"
            said() { for try in $(seq 200); do grep -q "$1" "\(kept.path("server.txt"))" && return; sleep 0.1; done; }
            said "ACCEPT 127"
            port=$(sed -n 's/^ACCEPT 127.0.0.1://p' "\(kept.path("server.txt"))")
            (sleep 1; echo Q) | openssl s_client -connect 127.0.0.1:$port -tls1_2 -cert "\(kept.path("kept.pem"))" \
                -cert_chain "\(kept.path("kept.pem"))" -key "\(kept.path("kept.key"))" > "\(kept.path("client.txt"))" 2>&1 || true
            said "CIPHER is "
            kill $server || true
            exec 3>&-
            """
        _ = try OpenSSLFolder(script: script)
        let said = String(decoding: try kept.bytes("server.txt"), as: UTF8.self)
        #expect(said.contains("depth=0 CN = provision.example.com"), "\(said)")
        #expect(said.contains("CIPHER is ") && !said.contains("verify error"), "\(said)")
    }
}
