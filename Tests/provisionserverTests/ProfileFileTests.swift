import Foundation
import Provisioning
import Testing

@testable import provisionserver

@Suite("Profile files") struct ProfileFileTests {
    /// Reads a file of the test's own.
    static func read(_ text: String) throws -> ProfileFile {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("profile-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return try ProfileFile.read(path, callerName: "provisionserver")
    }

    static func failure(_ text: String) throws -> String {
        do {
            _ = try Self.read(text)
            return ""
        } catch let failure as Cluster.StartFailure {
            return failure.description
        }
    }

    @Test("YAML and JSON that say the same are the same document")
    func forms() throws {
        let yaml = try Self.read("# Ours.\nschema: 1\nname: default\ndescription: 'on'\nkvm: {enabled: true}\n")
        let json = try Self.read(
            #"{"kvm": {"enabled": true}, "name": "default", "schema": 1, "description": "on"}"#)
        #expect(yaml.document.canonicalText == json.document.canonicalText)
        #expect(yaml.profile.name == "default")
    }

    @Test("words of YAML 1.1 stay words, and what JSON would not write so stays text")
    func scalars() throws {
        let file = try Self.read("schema: 1\nname: default\ndescription: no\n")
        #expect(file.document["description"] == .text("no"))
        let failure = try Self.failure("schema: 01\nname: default\n")
        #expect(failure.contains("schema: "))
    }

    @Test("a document that is not valid ends the start with every fault, and no value of it")
    func faults() throws {
        let failure = try Self.failure("schema: 1\nname: default\nkvm: {enabled: hush}\nkvn: {}\n")
        #expect(failure.contains("kvm.enabled: "))
        #expect(failure.contains("kvn: "))
        #expect(!failure.contains("hush"))
        for text in ["", "hush: [", "? [hush]\n: 1\n", #"{"schema": 1, "schema": 1}"#] {
            let failure = try Self.failure(text)
            #expect(failure.hasPrefix("bootstrap.profiles: "), "\(text)")
            #expect(!failure.contains("hush"))
        }
        #expect(throws: Cluster.StartFailure.self) {
            try ProfileFile.read("/nonexistent/profile.yaml", callerName: "provisionserver")
        }
    }

    @Test("aliases are written out, and bounded")
    func aliases() throws {
        var bomb = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...8 {
            bomb += "a\(level): &a\(level) ["
            bomb += Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        #expect(try Self.failure(bomb).contains("says too much"))
    }

    @Test("the settings name profiles as a list, with blanks in their paths, and a folder of secrets")
    func settings() throws {
        let reading = try SettingsReaderTests.read(
            "bootstrap:\n  profiles: [/etc/a b.yaml, /etc/c.json]\n  secrets_directory: /run/secrets\n")
        #expect(reading.faults.isEmpty)
        #expect(reading.settings.bootstrap.profiles == ["/etc/a b.yaml", "/etc/c.json"])
        #expect(reading.settings.bootstrap.secretsDirectory == "/run/secrets")
        #expect(try SettingsReaderTests.faults("bootstrap.profiles: ''").count == 1)
    }
}
