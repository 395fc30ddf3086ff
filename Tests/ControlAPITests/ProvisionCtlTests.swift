import AMT
import Foundation
import Logging
import Provisioning
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

/// The built `provisionctl` against the API on a loopback port: two readings of one description meet here.
@Suite("provisionctl against the API")
struct ProvisionCtlTests {
    struct Ending: Sendable {
        var code: Int32
        var output: String
        var complaint: String
    }

    /// Beside the test bundle, where the build puts every product.
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("provisionctl")

    static let device = "a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a007"

    func provisionctl(
        _ arguments: [String], _ environment: [String: String], input: String = ""
    ) async throws -> Ending {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.environment = environment.merging(["HOME": "/nonexistent", "PATH": "/usr/bin"]) { given, _ in given }
        let given = Pipe()
        process.standardInput = given
        // Far below what a pipe holds.
        try given.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try given.fileHandleForWriting.close()
        let output = Pipe()
        let complaint = Pipe()
        process.standardOutput = output
        process.standardError = complaint
        // Answers here stay far below what a pipe holds, so that they may be read after the end.
        let code = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
            } catch {
                process.terminationHandler = nil
                continuation.resume(throwing: error)
            }
        }
        return Ending(
            code: code, output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
            complaint: String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
    }

    /// Runs a program that goes on until it is told to end: when something is so, or after half a minute.
    func ended(
        _ arguments: [String], _ environment: [String: String], when isSo: () -> Bool
    ) async throws -> Ending {
        let process = Process()
        process.executableURL = Self.program
        process.arguments = arguments
        process.environment = environment.merging(["HOME": "/nonexistent", "PATH": "/usr/bin"]) { given, _ in given }
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        let complaint = Pipe()
        process.standardOutput = output
        process.standardError = complaint
        let (ends, end) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = {
            end.yield($0.terminationStatus)
            end.finish()
        }
        try process.run()
        for _ in 0..<6_000 where !isSo() { try await Task.sleep(for: .milliseconds(50)) }
        process.terminate()
        var code: Int32 = 0
        for await status in ends { code = status }
        return Ending(
            code: code, output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
            complaint: String(decoding: complaint.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
    }

    /// Runs the API for as long as the test speaks to it.
    func serving(
        _ operators: MemoryOperatorBook, profiles: MemoryProfileBook = MemoryProfileBook(),
        inventory: MemoryInventory = MemoryInventory(), imports: MemoryImports = MemoryImports(),
        tokens: MemoryTokenBook = MemoryTokenBook(), audit: any AuditBook = MemoryAuditBook(),
        certificates: MemoryCertificates = MemoryCertificates(),
        deviceCertificates: MemoryDeviceCertificates = MemoryDeviceCertificates(),
        sealing: MemorySecretKeeping = MemorySecretKeeping(),
        _ test: @Sendable (_ environment: [String: String]) async throws -> Void
    ) async throws {
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        var desks = APIDesks(
            operators: operators, profiles: profiles, forecasts: MemoryForecastBook(), tokens: tokens, audit: audit)
        desks.inventory = inventory.desk
        desks.imports = imports.desk
        desks.certificates = certificates.desk
        desks.deviceCertificates = deviceCertificates.desk
        desks.sealing = sealing
        let service = APIService(
            settings: APISettings(port: 0), desks: desks, metricsPage: { "" },
            logger: LogLines().logger, metricsFactory: MetricsRegistry(), whenListening: { port.yield($0) })
        let group = ServiceGroup(configuration: .init(services: [service], logger: LogLines().logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            var found: Int?
            for await number in ports {
                found = number
                break
            }
            let number = try #require(found)
            try await test([
                "PROVISIONCTL_SERVER": "http://127.0.0.1:\(number)", "PROVISIONCTL_TOKEN": MemoryTokenBook.token,
            ])
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("every command reads what the API says")
    func commands() async throws {
        let operators = MemoryOperatorBook([Devices.parked(7), Devices.discovered(1)])
        operators.change {
            $0.credentials[Devices.uuid(7)] = Devices.credentials
            $0.timelines[Devices.uuid(7)] = [
                TimelineEntry(
                    at: UnixTime(seconds: 60), kind: "outcome", step: "commit", outcome: "uncertain", attempt: 2,
                    leaseGeneration: 11, detail: "The answer was lost.")
            ]
        }
        try await self.serving(operators) { environment async throws in
            let list = try await self.provisionctl(["device", "list", "--state", "parked"], environment)
            #expect(list.code == 0, "\(list.complaint)")
            #expect(list.output.contains("\(Self.device)  parked  pc-0042.example.com  10.1.2.3"))
            let first = try await self.provisionctl(["device", "list", "--limit", "1"], environment)
            #expect(first.output.split(separator: "\n").count == 2)
            #expect(first.complaint.contains("--cursor a0a0a0a0-a0a0-a0a0-a0a0-a0a0a0a0a001"))
            let all = try await self.provisionctl(["device", "list", "--limit", "1", "--all"], environment)
            #expect(all.output.split(separator: "\n").count == 3)
            let show = try await self.provisionctl(["device", "show", Self.device], environment)
            #expect(show.code == 0, "\(show.complaint)")
            #expect(show.output.contains("What helps    Import the key with this PID, then retry.\n"))
            let timeline = try await self.provisionctl(["device", "timeline", Self.device], environment)
            #expect(timeline.output.contains("1970-01-01 00:01:00Z  outcome  commit  uncertain"))
            let credential = try await self.provisionctl(["device", "credential", Self.device], environment)
            #expect(credential.output.contains(#"Password      N3w!"pass\word"#))
            let retry = try await self.provisionctl(["device", "retry", Self.device], environment)
            #expect(retry.code == 0, "\(retry.complaint)")
            #expect(operators.retried == [Devices.uuid(7)])
            let apply = try await self.provisionctl(["device", "apply", Self.device], environment)
            #expect(apply.code == 1)
            #expect(apply.complaint.contains("this one is parked"))
            let several = try await self.provisionctl(
                ["device", "retry", Self.device, "\(Devices.uuid(9))", "-o", "json"], environment)
            #expect(several.code == 1)
            #expect(several.complaint.contains("1 of 2 devices were not taken up."))
            #expect(several.output.contains(#"{"uuid":"\#(Self.device)","done":true,"problem":null}"#))
            let lines = try await self.provisionctl(
                ["device", "apply", Self.device, "\(Devices.uuid(9))"], environment)
            #expect(
                lines.output == "\(Self.device) stays as it is: nothing-to-apply.\n"
                    + "\(Devices.uuid(9)) stays as it is: device-unknown.\n")
            let queue = try await self.provisionctl(["queue", "show"], environment)
            #expect(queue.output.contains("parked              1\n"))
        }
    }

    @Test(
        "a device is explained, its certificates are listed and taken back, and a one-time password is registered for it"
    )
    func trust() async throws {
        let operators = MemoryOperatorBook([Devices.parked(7)])
        operators.change { $0.standings[Devices.uuid(7)] = DeviceStanding(pid: "4444-4445") }
        let certificates = MemoryDeviceCertificates()
        certificates.all.withLock { all in
            all = [
                DeviceCertificateView(
                    serial: [0x5a, 0x01], device: Devices.uuid(7), fqdn: "pc-0042.example.com",
                    notBefore: UnixTime(seconds: 1_790_000_000), notAfter: UnixTime(seconds: 1_900_000_000),
                    issuedAt: UnixTime(seconds: 1_790_000_001), revokedAt: nil, reason: nil)
            ]
        }
        let profiles = MemoryProfileBook()
        try await self.serving(operators, profiles: profiles, deviceCertificates: certificates) {
            environment async throws in
            let explain = try await self.provisionctl(["device", "explain", Self.device], environment)
            #expect(explain.code == 0, "\(explain.complaint)")
            #expect(explain.output.hasPrefix("pc-0042.example.com waits for you."))
            #expect(explain.output.contains("The hello names the pre-shared key 4444-4445."))
            #expect(explain.output.contains("\n    provisionctl psk import keys.txt\n"))
            #expect(explain.output.hasSuffix("Runbook\n  docs/operate/runbooks/psk-unknown.md\n"))
            let list = try await self.provisionctl(["device", "certificates", Self.device], environment)
            #expect(list.output.contains("5a01") && list.output.contains("pc-0042.example.com"))
            let revoke = try await self.provisionctl(
                ["device", "revoke", Self.device, "5A:01", "--reason", "superseded"], environment)
            #expect(revoke.output == "Certificate 5a01 of pc-0042.example.com is taken back: superseded.\n")
            let wrong = try await self.provisionctl(
                ["device", "revoke", Self.device, "5a01", "--reason", "whim"], environment)
            #expect(wrong.code != 0 && wrong.complaint.contains("key-compromise"))
            let password = try await self.provisionctl(
                ["device", "one-time-password", Self.device], environment, input: "one-time-1\n")
            #expect(password.output == "The one-time password of \(Self.device) is registered.\n")
        }
    }

    static let document = """
        # What every device gets.
        schema: 1
        name: default
        kvm: {enabled: yes}
        """

    @Test("a profile is judged, compared, kept and shown, and a secret comes in by standard input")
    func profiles() async throws {
        let profiles = MemoryProfileBook()
        try await self.serving(MemoryOperatorBook(), profiles: profiles) { environment async throws in
            let faulty = try await self.provisionctl(["profile", "validate", "-"], environment, input: Self.document)
            #expect(faulty.code == 65)
            #expect(faulty.output.isEmpty)
            let lines = faulty.complaint.split(separator: "\n")
            #expect(lines.first == "provisionctl: The document is not valid.")
            #expect(lines.dropFirst().allSatisfy { $0.hasPrefix("kvm.enabled: ") } && lines.count == 2)
            let broken = try await self.provisionctl(["profile", "apply", "-"], environment, input: "a: [")
            #expect(broken.code == 65)
            #expect(broken.complaint.contains("document: it is not YAML in line"))

            let document = Self.document.replacing("yes", with: "true")
            let valid = try await self.provisionctl(["profile", "validate", "-"], environment, input: document)
            #expect(valid.code == 0, "\(valid.complaint)")
            #expect(valid.output.hasPrefix("The document is valid.\n"))
            let old = try await self.provisionctl(
                ["profile", "validate", "-", "--release", "5.2"], environment, input: document)
            #expect(old.code == 65)
            #expect(old.complaint.hasSuffix("\nkvm: is there from 6.0, and not on AMT 5.2\n"))
            let taken = try await self.provisionctl(
                ["profile", "apply", "-"], environment, input: document.replacing("default", with: "schema"))
            #expect(taken.code == 65)
            #expect(taken.complaint.contains("name: "))
            #expect(try await self.provisionctl(["profile", "show", "validate"], environment).code == 64)
            let first = try await self.provisionctl(["profile", "apply", "-"], environment, input: document)
            #expect(first.code == 0, "\(first.complaint)")
            #expect(first.output.hasPrefix("default has version 1.\n"))
            let again = try await self.provisionctl(["profile", "apply", "-"], environment, input: document)
            #expect(again.output.hasPrefix("default said the same before; it stays at version 1.\n"))
            let changed = document.replacing("true", with: "false")
            let diff = try await self.provisionctl(["profile", "diff", "-"], environment, input: changed)
            #expect(diff.output.hasPrefix("Changes to version 1 of default:\n  kvm.enabled: true → false\n"))
            let late = try await self.provisionctl(
                ["profile", "apply", "-", "--if-version", "0"], environment, input: changed)
            #expect(late.code == 1)
            #expect(late.complaint.contains("(HTTP 412)"))
            let show = try await self.provisionctl(["profile", "show", "default", "--document"], environment)
            #expect(show.output.contains("\"name\" : \"default\""))
            let list = try await self.provisionctl(["profile", "list"], environment)
            #expect(list.output.contains("default        1  2001-09-09 01:46:40Z  first\n"))
            let history = try await self.provisionctl(["profile", "history", "default"], environment)
            #expect(history.output == list.output)
            _ = try await self.provisionctl(["profile", "apply", "-"], environment, input: changed)
            let newest = try await self.provisionctl(["profile", "history", "default", "--limit", "1"], environment)
            #expect(newest.output.contains("default        2  ") && !newest.output.contains("default        1  "))
            #expect(newest.complaint.contains("There are more: add --cursor 2, or --all."))
            let all = try await self.provisionctl(
                ["profile", "history", "default", "--limit", "1", "--all"], environment)
            #expect(all.output.contains("default        2  ") && all.output.contains("default        1  "))
            #expect(try await self.provisionctl(["profile", "show", "none"], environment).code == 2)
            let schema = try await self.provisionctl(["profile", "schema"], environment)
            #expect(schema.output.contains("json-schema.org"))

            let set = try await self.provisionctl(["secret", "set", "wifi"], environment, input: "hush hush\n")
            #expect(set.output == "wifi has version 1.\n")
            #expect(profiles.secrets["wifi"]?.map { $0.reveal() } == ["hush hush"])
            let secrets = try await self.provisionctl(["secret", "list"], environment)
            #expect(secrets.output.contains("wifi") && !secrets.output.contains("hush"))
        }
    }

    @Test("-o json prints the API's JSON as it is")
    func json() async throws {
        try await self.serving(MemoryOperatorBook([Devices.discovered(1)])) { environment async throws in
            let list = try await self.provisionctl(["device", "list", "-o", "json"], environment)
            #expect(
                list.output == #"{"devices":["# + DeviceRoutesTests.discovered1 + #"],"nextCursor":null}"# + "\n")
            let queue = try await self.provisionctl(["queue", "show", "--output", "json"], environment)
            #expect(queue.output.hasPrefix(#"{"counts":{"discovered":1,"waiting":0"#))
        }
    }

    @Test("exit codes are the documented ones")
    func exitCodes() async throws {
        let operators = MemoryOperatorBook([Devices.discovered(1)])
        try await self.serving(operators) { environment async throws in
            let unknown = try await self.provisionctl(["device", "show", Self.device], environment)
            #expect(unknown.code == 2)
            #expect(unknown.output.isEmpty)
            #expect(unknown.complaint.hasPrefix("provisionctl: No such device (HTTP 404)."))
            let refused = try await self.provisionctl(["device", "retry", "\(Devices.uuid(1))"], environment)
            #expect(refused.code == 1)
            #expect(refused.complaint.contains("this one is discovered"))
            var stranger = environment
            stranger["PROVISIONCTL_TOKEN"] = "wrong"
            #expect(try await self.provisionctl(["queue", "show"], stranger).code == 3)
            stranger["PROVISIONCTL_TOKEN"] = nil
            #expect(try await self.provisionctl(["queue", "show"], stranger).code == 3)
            #expect(try await self.provisionctl(["device", "show", "pc-0042"], environment).code == 64)
            #expect(try await self.provisionctl(["device", "burn"], environment).code == 64)
            #expect(try await self.provisionctl(["device", "list", "--limit", "0"], environment).code == 64)
            let help = try await self.provisionctl(["--help"], environment)
            #expect(help.code == 0)
            #expect(help.output.contains("4   the server could not be reached"))
            operators.change { $0.failure = StoreFailure(kind: .unavailable, statement: "any") }
            let away = try await self.provisionctl(["queue", "show"], environment)
            #expect(away.code == 1)
            #expect(away.complaint.contains("The database does not answer (HTTP 503)."))
        }
    }

    @Test("a server that is not there is 4")
    func unreachable() async throws {
        let ending = try await self.provisionctl(
            ["queue", "show", "--server", "http://127.0.0.1:28902"], ["PROVISIONCTL_TOKEN": "any"])
        #expect(ending.code == 4)
        #expect(ending.complaint.hasPrefix("provisionctl: http://127.0.0.1:28902 cannot be reached:"))
    }
}
