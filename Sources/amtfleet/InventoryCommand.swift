import ArgumentParser
import Dispatch
import FleetSimulator
import Glibc

/// Serves the computers of a fleet as the inventories of this world do.
struct InventoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inventory",
        abstract: "Serve the computers of a fleet as an inventory does. SIGTERM and SIGINT end the run.")

    @OptionGroup var fleet: FleetOptions

    @Option(help: "HOST:PORT to listen on; port 0 takes any free one, which is printed.")
    var listen = "127.0.0.1:0"

    @Option(help: "PEM file with the certificate; with it and --key, TLS is spoken.")
    var certificate: String?

    @Option(help: "PEM file with the key of the certificate.")
    var key: String?

    @Option(help: "User that has to log on, with basic authentication.")
    var user: String?

    @Option(help: "File whose first line is the user's password.")
    var passwordFile: String?

    @Option(help: "Switch that is set from the start, NAME=VALUE; may be given more than once.")
    var behave: [String] = []

    @Option(help: "Event loops; 0 for one on each core.")
    var eventLoops = 0

    func run() async throws {
        let settings = try self.settings()
        try self.fleet.writeFiles(settings.fleet)
        let server = try InventoryServer(settings: settings)
        try await server.start()
        Self.print("listening on \(server.url)")
        await Self.untilTold()
        try await server.stop()
    }

    private func settings() throws -> InventorySettings {
        var settings = InventorySettings()
        settings.fleet = try self.fleet.settings()
        settings.profile = self.fleet.profile
        guard
            let colon = self.listen.lastIndex(of: ":"), colon > self.listen.startIndex,
            let port = UInt16(self.listen[self.listen.index(after: colon)...])
        else { throw ValidationError("--listen is not HOST:PORT.") }
        settings.host = String(self.listen[..<colon])
        settings.port = Int(port)
        settings.certificatePEM = try self.certificate.map { try Files.text($0) }
        settings.privateKeyPEM = try self.key.map { try Files.text($0) }
        settings.user = self.user
        if self.user != nil {
            guard
                let path = self.passwordFile,
                let line = try Files.text(path).split(whereSeparator: \.isNewline).first
            else { throw ValidationError("--user needs --password-file.") }
            settings.password = String(line)
        }
        for text in self.behave {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, settings.behaviour.set(String(parts[0]), String(parts[1])) else {
                let known = InventorySwitch.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("--behave '\(text)' is not NAME=VALUE with a name of \(known).")
            }
        }
        settings.eventLoopCount = self.eventLoops
        let faults = settings.faultsFound
        guard faults.isEmpty else { throw ValidationError(faults.joined(separator: "; ")) }
        return settings
    }

    /// Returns at the first signal that ends the run.
    private static func untilTold() async {
        let (ends, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let signals = [SIGTERM, SIGINT].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
        for await _ in ends { break }
        for source in signals { source.cancel() }
    }

    /// Past the buffer of the standard library, so that a reader of a pipe sees the line at once.
    private static func print(_ line: String) {
        _ = Array((line + "\n").utf8).withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
