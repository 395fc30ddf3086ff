import AMT
import Foundation
import Inventory
import Provisioning
import Testing

@testable import ControlAPI

/// The built `provisionctl` against the routes of sources.
@Suite("provisionctl source against the API")
struct ProvisionCtlSourceTests {
    let program = ProvisionCtlTests()

    static let document = """
        name: cmdb
        kind: json
        connection:
          authentication: {scheme: bearer, secret: cmdb-token}
        feeds:
          - part: whole
            url: https://cmdb.corp.example/c
            columns: {uuid: /uuid, fqdn: [/fqdn, /name]}
        """

    private func ended(_ outcome: SourceState.Outcome, at seconds: Int64) -> SourceState {
        var state = SourceState()
        state.recordCount = 200
        state.progress.startedAt = UnixTime(seconds: seconds)
        state.progress.endedAt = UnixTime(seconds: seconds + 5)
        state.progress.outcome = outcome
        state.progress.recordCount = 100
        state.progress.missingCount = 100
        return state
    }

    @Test("a source is judged, kept, shown, tested and removed")
    func documents() async throws {
        let inventory = MemoryInventory()
        var findings = FeedFindings(part: .whole)
        findings.records = [SourceRecord(part: .whole, resource: "r1", deviceUUID: Devices.uuid(1), fqdn: "a.b")]
        findings.recordCount = 1
        inventory.probe.give([findings])
        try await self.program.serving(MemoryOperatorBook(), inventory: inventory) { environment async throws in
            func run(_ arguments: String..., input: String = "") async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["source"] + arguments, environment, input: input)
            }
            let faulty = try await run("validate", "-", input: Self.document.replacing("whole", with: "half"))
            #expect(faulty.code == 65)
            #expect(faulty.complaint.contains("\nfeeds[0].part: is none of capability"))
            let valid = try await run("validate", "-", input: Self.document)
            #expect(valid.code == 0, "\(valid.complaint)")
            #expect(valid.output.hasPrefix("The document is valid.\ncmdb is new:\n"))
            #expect(valid.output.contains("connection.authentication.secret: names no secret"))
            let kept = try await run("apply", "-", input: Self.document)
            #expect(kept.output.hasPrefix("cmdb has version 1.\n"), "\(kept.complaint)")
            let late = try await run(
                "apply", "-", "--if-version", "0", input: Self.document.replacing("/c", with: "/d"))
            #expect(late.code == 1 && late.complaint.contains("(HTTP 412)"))
            let list = try await run("list")
            #expect(list.output.contains("cmdb  json  ordered"), "\(list.complaint)")
            let show = try await run("show", "cmdb")
            #expect(show.output.contains("Source        cmdb\n") && show.output.contains("\"kind\" : \"json\""))
            let document = try await run("show", "cmdb", "--document")
            #expect(try await run("apply", "-", input: document.output).output.contains("stays at version 1"))
            let test = try await run("test", "cmdb")
            #expect(test.code == 0 && test.output.contains("    fqdn      a.b\n"), "\(test.complaint)")
            #expect(try await run("test", "cmdb", "-", input: Self.document).code == 0)
            #expect(try await run("schema").output.contains("json-schema.org"))
            #expect(try await run("show", "none").code == 2)
            #expect(try await run("show", "validate").code == 64)
            #expect(try await run("remove", "cmdb").output == "cmdb is removed; its records follow.\n")
            #expect(try await run("list").output.hasPrefix("No sources."))
        }
    }

    /// Documents of the how-to pages: files, and the blocks of a page, with the command that judges each.
    static func howTo() throws -> [(name: String, command: String, text: String)] {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("docs/how-to")
        let page = try String(contentsOf: folder.appendingPathComponent("inventory.md"), encoding: .utf8)
        var documents = page.matches(of: #/(?m)^ *```yaml\n([\s\S]*?)^ *```/#).map { match in
            let text = String(match.1).replacing(#/(?m)^   (?=\S| )/#, with: "")
            let isPolicy = text.hasPrefix("schema:")
            return (
                name: "inventory.md", command: isPolicy ? "policy" : "source", text: isPolicy ? String(match.1) : text
            )
        }
        let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "yaml" else { continue }
            documents.append((file.lastPathComponent, "source", try String(contentsOf: file, encoding: .utf8)))
        }
        return documents
    }

    @Test("every document of the how-to pages is valid")
    func documentation() async throws {
        let documents = try Self.howTo()
        #expect(Set(documents.map(\.command)) == ["source", "policy"])
        try await self.program.serving(MemoryOperatorBook()) { environment async throws in
            for document in documents {
                let judged = try await self.program.provisionctl(
                    [document.command, "validate", "-"], environment, input: document.text)
                #expect(judged.code == 0, "\(document.name): \(judged.complaint)")
            }
        }
    }

    @Test("a policy is judged, tried, kept and shown, and a device says why it has its name")
    func policy() async throws {
        let inventory = MemoryInventory()
        let facts = ResolutionFacts(
            inventory: InventoryFindings(sources: [
                Findings.chain("altiris", Devices.uuid(7), fqdn: "kiosk-7.corp.example")
            ]))
        inventory.resolutions.learn(Devices.uuid(7), facts)
        inventory.policies.have([PolicyCandidate(uuid: Devices.uuid(7), facts: facts, profile: "default")])
        try await self.program.serving(MemoryOperatorBook(), inventory: inventory) { environment async throws in
            func run(_ arguments: String..., input: String = "") async throws -> ProvisionCtlTests.Ending {
                try await self.program.provisionctl(["policy"] + arguments, environment, input: input)
            }
            let document = """
                schema: 1
                rules:
                  - {name: kiosks, when: {fqdn: ["kiosk-*"]}, profile: kiosk}
                """
            let faulty = try await run("validate", "-", input: document.replacing("when", with: "wehn"))
            #expect(faulty.code == 65 && faulty.complaint.contains("did you mean `when`?"), "\(faulty.complaint)")
            let valid = try await run("validate", "-", input: document)
            #expect(valid.output.contains("rules[0].profile: names no profile that is kept"), "\(valid.complaint)")
            let tried = try await run("dry-run", "-", input: document)
            #expect(tried.output.contains("  1: default → kiosk, which is not there: parked\n"), "\(tried.complaint)")
            let kept = try await run("apply", "-", input: document)
            #expect(kept.output.hasPrefix("assignment has version 1.\n"), "\(kept.complaint)")
            #expect(try await run("apply", "-", "--if-version", "0", input: "schema: 1").code == 1)
            #expect(try await run("dry-run").output.contains("Who would decide:\n  1: rule kiosks\n"))
            #expect(try await run("show").output.hasPrefix("Version       1\n"))
            let shown = try await run("show", "--version", "1", "--document")
            #expect(try await run("apply", "-", input: shown.output).output.contains("stays at version 1"))
            #expect(try await run("history").output.hasSuffix("1  2001-09-09 01:46:40Z  first\n"))
            let device = try await self.program.provisionctl(
                ["device", "resolve", "\(Devices.uuid(7))"], environment)
            #expect(device.output.contains("FQDN          kiosk-7.corp.example, by altiris"), "\(device.complaint)")
            #expect(device.output.contains("Profile       none: "), "kiosk is not there")
            #expect(device.output.contains("its UUID is in the byte order of SMBIOS\n"))
        }
    }

    @Test("a test of a feed that cannot be read is exit code 1, with what was found")
    func failingTest() async throws {
        let inventory = MemoryInventory()
        var findings = FeedFindings(part: .whole)
        findings.failure = SourceFailure(.unauthorized, "401")
        inventory.probe.give([findings])
        try await self.program.serving(MemoryOperatorBook(), inventory: inventory) { environment async throws in
            let test = try await self.program.provisionctl(
                ["source", "test", "cmdb", "-"], environment, input: Self.document)
            #expect(test.code == 1)
            #expect(test.output.contains("Error         unauthorized: 401\n"))
            #expect(test.complaint == "provisionctl: 1 of the feeds could not be read.\n")
        }
    }

    @Test("a sync is followed to its end, and what came of it is the exit code")
    func sync() async throws {
        let inventory = MemoryInventory()
        try await self.program.serving(MemoryOperatorBook(), inventory: inventory) { environment async throws in
            _ = try await self.program.provisionctl(["source", "apply", "-"], environment, input: Self.document)
            let ordered = try await self.program.provisionctl(["source", "sync", "cmdb"], environment)
            #expect(ordered.output == "cmdb will be read at once.\n", "\(ordered.complaint)")
            #expect(inventory.sources.requested == ["cmdb": false])
            inventory.sources.set("cmdb", self.ended(.done, at: 1_000_000_010))
            async let watched = self.program.provisionctl(
                ["source", "sync", "cmdb", "--whole", "--watch"], environment)
            while inventory.sources.requested["cmdb"] != true { try await Task.sleep(for: .milliseconds(20)) }
            var running = SourceState()
            running.recordCount = 200
            running.progress.startedAt = UnixTime(seconds: 1_000_000_050)
            running.progress.recordCount = 50
            inventory.sources.set("cmdb", running)
            let looks = inventory.sources.lookCount
            while inventory.sources.lookCount == looks { try await Task.sleep(for: .milliseconds(20)) }
            inventory.sources.set("cmdb", self.ended(.held, at: 1_000_000_050))
            let held = try await watched
            #expect(held.code == 1)
            // Nobody draws a bar where there is no terminal.
            #expect(held.complaint.contains("cmdb  25 %  50 records  1/s\n") && !held.complaint.contains("\u{1b}"))
            #expect(held.complaint.hasSuffix("The sync is held until an operator accepts that records are missing.\n"))
            #expect(held.output.contains("If that is right: provisionctl source accept cmdb\n"))
            let accepted = try await self.program.provisionctl(["source", "accept", "cmdb"], environment)
            #expect(
                accepted.code == 0 && accepted.output.hasSuffix("may take 100 records away.\n"), "\(accepted.complaint)"
            )
            #expect(inventory.sources.accepted == ["cmdb"])
        }
    }
}
