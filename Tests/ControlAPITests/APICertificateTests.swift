import Foundation
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import ControlAPI

@Suite("TLS of the API", .timeLimit(.minutes(10)))
struct APICertificateTests {
    /// A folder with `cert.pem` and `key.pem` for 127.0.0.1, and another pair.
    private static func folder() throws -> String {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("api-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        for name in ["", "other-"] {
            _ = try Self.run(
                "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=api", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", "\(path)/\(name)key.pem", "-out", "\(path)/\(name)cert.pem")
        }
        return path
    }

    @discardableResult
    private static func run(_ arguments: String...) throws -> (code: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return (process.terminationStatus, text)
    }

    @Test("with a certificate the API speaks TLS from 1.2 on, and nothing else")
    func serves() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (ports, port) = AsyncStream.makeStream(of: Int.self)
        let service = APIService(
            settings: APISettings(port: 0),
            desks: APIDesks(
                operators: MemoryOperatorBook(), profiles: MemoryProfileBook(), forecasts: MemoryForecastBook(),
                tokens: MemoryTokenBook(), audit: MemoryAuditBook()),
            certificate: try APICertificate(certificateFile: "\(folder)/cert.pem", keyFile: "\(folder)/key.pem"),
            metricsPage: { "" }, logger: LogLines().logger, metricsFactory: MetricsRegistry(),
            whenListening: { port.yield($0) })
        let group = ServiceGroup(configuration: .init(services: [service], logger: LogLines().logger))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            let number = try #require(await ports.first { _ in true })
            let url = "https://127.0.0.1:\(number)/livez"
            let good = try Self.run("curl", "-sS", "--cacert", "\(folder)/cert.pem", url)
            #expect(good.code == 0 && good.output == #"{"status":"alive"}"# + "\n")
            // 60: not trusted; 35: no common version; 52 or 56: no HTTP comes back.
            #expect(try Self.run("curl", "-sS", url).code == 60)
            #expect(try Self.run("curl", "-sS", "-k", "--tls-max", "1.1", url).code == 35)
            #expect([52, 56].contains(try Self.run("curl", "-sS", "http://127.0.0.1:\(number)/livez").code))
            // provisionctl trusts the system's authorities, or the one that it is told of.
            let environment = ["PROVISIONCTL_TOKEN": MemoryTokenBook.token]
            let words = ["queue", "show", "--server", "https://127.0.0.1:\(number)"]
            let stranger = try await ProvisionCtlTests().provisionctl(words, environment)
            #expect(stranger.code == 4 && stranger.complaint.contains("--ca-file"), "\(stranger.complaint)")
            let known = try await ProvisionCtlTests().provisionctl(
                words + ["--ca-file", "\(folder)/cert.pem"], environment)
            #expect(known.code == 0, "\(known.complaint)")
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
    }

    @Test("files that cannot be used are told apart")
    func failures() throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        func failure(_ certificate: String, _ key: String) -> APICertificate.Failure? {
            do throws(APICertificate.Failure) {
                _ = try APICertificate(certificateFile: "\(folder)/\(certificate)", keyFile: "\(folder)/\(key)")
                return nil
            } catch {
                return error
            }
        }
        #expect(failure("cert.pem", "key.pem") == nil)
        #expect(failure("none.pem", "key.pem") == .certificateUnreadable(path: "\(folder)/none.pem"))
        #expect(failure("key.pem", "key.pem") == .certificateUnreadable(path: "\(folder)/key.pem"))
        #expect(failure("cert.pem", "none.pem") == .keyUnreadable(path: "\(folder)/none.pem"))
        #expect(failure("cert.pem", "other-key.pem") == .mismatch)
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: "\(folder)/key.pem")
        #expect(failure("cert.pem", "key.pem") == .keyTooOpen(path: "\(folder)/key.pem"))
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: "\(folder)/key.pem")
        #expect(failure("cert.pem", "key.pem") == nil)
    }
}
