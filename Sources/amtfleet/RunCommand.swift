import ArgumentParser
import Dispatch
import FleetSimulator
import Glibc
import Logging

/// Runs a fleet until it is configured, its time is over, or it is told to stop.
struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a fleet. SIGHUP writes the report, SIGTERM and SIGINT end the run.")

    @OptionGroup var fleet: FleetOptions
    @OptionGroup var behaviour: BehaviourOptions

    @Option(help: "HOST:PORT that the devices say hello to.")
    var server: String

    @Option(help: "Write a JSON report to this file at the end and on SIGHUP.")
    var report: String?

    @Option(help: "End after this many seconds.")
    var deadline: Double?

    @Flag(help: "End when every device is configured; exit code 0 only then.")
    var exitWhenDone = false

    @Option(help: "Print a JSON line with counts every so many seconds.")
    var statusInterval: Double?

    @Option(help: "Log level: trace, debug, info, notice, warning, error.")
    var logLevel = "info"

    /// Why the run goes on or ends.
    private enum Event: Sendable {
        case beat
        case deadline
        case end
        case hangUp
    }

    /// How often the fleet is asked whether it is done.
    private static let beatInterval = Duration.milliseconds(200)

    func run() async throws {
        Self.raiseDescriptorLimit()
        let settings = try self.settings()
        try self.fleet.writeFiles(settings)
        var logger = Logger(label: "amtfleet", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = Logger.Level(rawValue: self.logLevel) ?? .info
        let fleet = try await Fleet(settings: settings, logger: logger)
        try await fleet.start()
        await self.watch(fleet, logger)
        let progress = fleet.progress
        self.print(progress)
        try self.writeReport(fleet)
        try await fleet.stop()
        if self.exitWhenDone, !progress.isDone { throw ExitCode.failure }
    }

    private func settings() throws -> FleetSettings {
        var settings = try self.fleet.settings()
        try self.behaviour.apply(to: &settings)
        let parts = self.server.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let port = UInt16(parts[1]), port > 0 else {
            throw ValidationError("--server is not HOST:PORT.")
        }
        settings.serverHost = String(parts[0])
        settings.serverPort = Int(port)
        let faults = settings.faultsFound
        guard faults.isEmpty else { throw ValidationError(faults.joined(separator: "; ")) }
        return settings
    }

    /// Returns when the run is over.
    private func watch(_ fleet: Fleet, _ logger: Logger) async {
        let (events, continuation) = AsyncStream.makeStream(of: Event.self, bufferingPolicy: .bufferingNewest(16))
        let signals = [(SIGTERM, Event.end), (SIGINT, .end), (SIGHUP, .hangUp)].map { number, event in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(event) }
            source.resume()
            return source
        }
        defer { for source in signals { source.cancel() } }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    // Cancellation is how the wait ends.
                    try? await Task.sleep(for: Self.beatInterval)
                    continuation.yield(.beat)
                }
            }
            if let deadline {
                group.addTask {
                    guard (try? await Task.sleep(for: .seconds(deadline))) != nil else { return }
                    continuation.yield(.deadline)
                }
            }
            await self.follow(events, fleet, logger)
            group.cancelAll()
        }
    }

    private func follow(_ events: AsyncStream<Event>, _ fleet: Fleet, _ logger: Logger) async {
        let clock = ContinuousClock()
        var lastStatus = clock.now
        for await event in events {
            switch event {
            case .end: return
            case .deadline:
                logger.warning("the time is over")
                return
            case .hangUp:
                do {
                    try self.writeReport(fleet)
                } catch {
                    logger.error("the report cannot be written", metadata: ["cause": "\(error)"])
                }
            case .beat:
                if let statusInterval, clock.now - lastStatus >= .seconds(statusInterval) {
                    lastStatus = clock.now
                    self.print(fleet.progress)
                }
                if self.exitWhenDone, fleet.progress.isDone { return }
            }
        }
    }

    private func print(_ progress: FleetProgress) {
        let line =
            "{\"pre\":\(progress.pre),\"in\":\(progress.setup),\"post\":\(progress.post),"
            + "\"hellosSent\":\(progress.hellosSent),\"hellosAccepted\":\(progress.hellosAccepted),"
            + "\"hellosReset\":\(progress.hellosReset),\"hellosUnanswered\":\(progress.hellosUnanswered)}\n"
        // Past the buffer of the standard library, so that a reader of a pipe sees each line at once.
        _ = Array(line.utf8).withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }

    private func writeReport(_ fleet: Fleet) throws {
        guard let path = self.report else { return }
        try Files.write(try fleet.report(), to: path)
    }

    /// Every hello and every connection takes a descriptor.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
