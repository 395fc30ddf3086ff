import Foundation
import Provisioning
import Testing

@testable import ControlAPI

/// The built `provisionctl` against the routes of tokens.
@Suite("provisionctl token against the API")
struct ProvisionCtlTokenTests {
    let program = ProvisionCtlTests()

    private func run(
        _ arguments: String..., environment: [String: String]
    ) async throws -> ProvisionCtlTests.Ending {
        try await self.program.provisionctl(["token"] + arguments, environment)
    }

    @Test("a token is made, listed, used and removed")
    func life() async throws {
        let tokens = MemoryTokenBook()
        try await self.program.serving(MemoryOperatorBook(), tokens: tokens) { environment async throws in
            let made = try await self.run("make", "pcs", "--role", "agent", environment: environment)
            #expect(made.code == 0, "\(made.complaint)")
            #expect(made.output.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
            #expect(
                made.complaint
                    == "provisionctl: The token pcs has the roles agent. It is not shown again.\n"
            )
            #expect(tokens.entries["pcs"]?.roles == [.agent])
            let list = try await self.run("list", environment: environment)
            #expect(list.output.contains("\npcs     agent       2001-09-09 01:46:40Z  –\n"), "\(list.output)")
            #expect(!list.output.contains(made.output.dropLast()))

            var narrow = environment
            narrow["PROVISIONCTL_TOKEN"] = String(made.output.dropLast())
            let refused = try await self.run("list", environment: narrow)
            #expect(refused.code == 3 && refused.complaint.contains("(HTTP 403)"), "\(refused.complaint)")

            #expect(
                try await self.run("make", "x", environment: environment).code == 64, "nothing said of what it may do")
            let taken = try await self.run("make", "pcs", "--everything", environment: environment)
            #expect(taken.code == 1 && taken.complaint.contains("(HTTP 409)") && taken.output.isEmpty)
            #expect(try await self.run("remove", "pcs", environment: environment).output == "pcs is removed.\n")
            #expect(try await self.run("remove", "pcs", environment: environment).code == 2)
            #expect(try await self.run("remove", "first", environment: environment).code == 1)
            #expect(try await self.run("remove", "..", environment: environment).code == 64)
        }
    }

    @Test("a token goes into a new file that its owner alone can read, and into no other")
    func file() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("tokens-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appendingPathComponent("token").path
        let tokens = MemoryTokenBook()
        try await self.program.serving(MemoryOperatorBook(), tokens: tokens) { environment async throws in
            // The name is taken: no file is left behind.
            #expect(
                try await self.run("make", "first", "--everything", "--file", path, environment: environment).code == 1)
            #expect(!FileManager.default.fileExists(atPath: path))

            let made = try await self.run("make", "ops", "--everything", "--file", path, environment: environment)
            #expect(
                made.output
                    == "The token ops has the roles viewer, operator, credential-reader, profile-admin, trust-admin, auditor, agent.\n"
                    + "It is in \(path).\n", "\(made.complaint)")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.wholeMatch(of: /[0-9a-f]{64}\n/) != nil)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            let used = try await self.run("list", "--token-file", path, environment: environment)
            #expect(used.code == 0, "\(used.complaint)")

            // What is there already stays, and no token is made that nobody has.
            let again = try await self.run("make", "more", "--everything", "--file", path, environment: environment)
            #expect(again.code == 64 && tokens.entries["more"] == nil)
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
            let both = try await self.run(
                "make", "more", "--everything", "--file", path + "2", "-o", "json", environment: environment)
            #expect(both.code == 64 && tokens.entries["more"] == nil)
        }
    }
}
