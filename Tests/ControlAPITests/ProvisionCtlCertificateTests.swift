import AMT
import Foundation
import Provisioning
import Testing

@testable import ControlAPI

/// The built `provisionctl` against the routes of certificates.
@Suite("provisionctl certificate against the API")
struct ProvisionCtlCertificateTests {
    let program = ProvisionCtlTests()

    private func files(_ contents: [String: String]) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("certificates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in contents { try Data(text.utf8).write(to: folder.appendingPathComponent(name)) }
        return folder
    }

    @Test("a certificate is judged, imported, listed, shown, matched, looked ahead for and removed")
    func life() async throws {
        let folder = try self.files([
            "chain.pem": MemoryCertificates.whole, "leaf.key": "key\nlocked",
            "passphrase": WordReading.passphrase + "\n",
        ])
        defer { try? FileManager.default.removeItem(at: folder) }
        let certificates = MemoryCertificates()
        certificates.book.change {
            $0.seekers[Devices.uuid(7)] = CertificateSeeker(rootHashes: [])
        }
        try await self.program.serving(MemoryOperatorBook(), certificates: certificates) { environment async throws in
            func run(_ arguments: String..., input: String = "") async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["certificate"] + arguments, environment, input: input)
            }
            let (chain, key) = (
                folder.appendingPathComponent("chain.pem").path, folder.appendingPathComponent("leaf.key").path
            )
            let passphrase = folder.appendingPathComponent("passphrase").path
            #expect(try await run("list").output == "No certificates: devices that want one are parked.\n")
            let closed = try await run("lint", chain, key)
            #expect(closed.code == 1 && closed.complaint.contains("give its passphrase too"), "\(closed.complaint)")
            let lint = try await run("lint", chain, key, "--passphrase-file", passphrase)
            #expect(lint.code == 0, "\(lint.complaint)")
            #expect(lint.output.contains("ends-soon (advice), provision.example.com\n"), "\(lint.output)")
            #expect(certificates.book.all.kept.isEmpty)
            let refused = try await run("lint", chain)
            #expect(refused.code == 1 && refused.output.contains("key-missing (every-release)"))

            let made = try await run(
                "import", chain, key, "--name", "a", "--passphrase-file", "-", input: WordReading.passphrase + "\n")
            #expect(made.code == 0 && made.output.hasPrefix("It is certificate 1.\n"), "\(made.complaint)")
            #expect(certificates.book.all.kept.first?.name == "a")
            let list = try await run("list")
            #expect(list.output.contains("\n 1  a "), "\(list.output)")
            #expect(try await run("show", "1", "--pem").output == "provision.example.com\nmiddle\nroot\n")
            #expect(try await run("show", "1").output.hasPrefix("Certificate   1, a\n"))
            #expect(try await run("show", "2").code == 2)
            let match = try await run("match", Devices.uuid(7).description)
            #expect(match.output.contains("Not tried: certificate 1, a\n  no "), "\(match.output)")
            #expect(try await run("outlook").output.hasPrefix("0 devices have said which roots they trust.\n"))
            #expect(try await run("outlook", "-o", "json").output.hasPrefix(#"{"devices":0,"#))
            #expect(try await run("remove", "1").output == "Certificate 1 is removed, and its key.\n")
            #expect(try await run("remove", "1").code == 2)
            #expect(try await run("import", chain, "/nonexistent").code == 64)
        }
    }
}
