import ArgumentParser
import CLinux
import Foundation
import Logging
import Telemetry

/// Every role of ProvisionServer, one subcommand each.
@main
struct Program: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "provisionserver",
        abstract: "Provisions Intel AMT devices that say hello.",
        discussion: """
            Settings come from a YAML file (--config) and from the environment: PROVISION_ and the key in upper case with _ \
            for each dot, such as PROVISION_WORKER_SLOTS. Without database.url a private PostgreSQL runs in state_directory.
            """,
        subcommands: [
            RunCommand.self, ListenerCommand.self, WorkerCommand.self, CoordinatorCommand.self, APICommand.self,
            MigrateCommand.self, CheckCommand.self, VersionCommand.self, ReferenceCommand.self,
        ])
}

/// Version of this program.
enum Version {
    static let text = "0.1.0"
}

/// Where the settings are.
struct ConfigOption: ParsableArguments {
    @Option(help: "The configuration file.", completion: .file(extensions: ["yaml", "yml"]))
    var config: String?

    /// Reads the settings, or ends the process with 64 and everything that is wrong.
    func settings() throws -> ServerSettings {
        let reading = SettingsReader.read(file: self.config, environment: ProcessInfo.processInfo.environment)
        guard reading.faults.isEmpty else {
            for fault in reading.faults { StandardError.write("\(fault)\n") }
            throw ExitCode(64)
        }
        return reading.settings
    }

    /// Opens the cluster and runs roles.
    func run(_ roles: [Role]) async throws {
        let settings = try self.settings()
        Telemetry.bootstrap(level: settings.logLevel, format: settings.logFormat)
        Descriptors.raise()
        ProcessSecrecy.keep()
        // It has been read; nothing that is started from here on gets it.
        if let name = settings.keyVariable { unsetenv(name) }
        let logger = Logger(label: "provisionserver")
        do {
            let cluster = try await Cluster.open(settings, logger: logger)
            try await cluster.bootstrap()
            try await cluster.run(roles)
        } catch let failure as Cluster.StartFailure {
            StandardError.write("provisionserver: \(failure)\n")
            throw ExitCode(failure.exitCode)
        }
    }
}

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "All roles in one process, migrations first.")
    @OptionGroup var config: ConfigOption

    func run() async throws { try await self.config.run([.coordinator, .worker, .listener, .api]) }
}

struct ListenerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "listener", abstract: "Takes hellos on port 9971.")
    @OptionGroup var config: ConfigOption

    func run() async throws { try await self.config.run([.listener]) }
}

struct WorkerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Calls devices back and provisions them.")
    @OptionGroup var config: ConfigOption

    func run() async throws { try await self.config.run([.worker]) }
}

struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator", abstract: "Keeps the queue moving and the inventory current.")
    @OptionGroup var config: ConfigOption

    func run() async throws { try await self.config.run([.coordinator]) }
}

struct APICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "api", abstract: "Serves the REST API, metrics and health.")
    @OptionGroup var config: ConfigOption

    func run() async throws { try await self.config.run([.api]) }
}

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Brings the database's schema up to date.")
    @OptionGroup var config: ConfigOption

    func run() async throws { try await self.config.run([]) }
}

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Prints everything that is wrong with the settings; exit code 0 or 64.")
    @OptionGroup var config: ConfigOption

    func run() async throws {
        let settings = try self.config.settings()
        if let fault = await settings.keySource.fault(environment: ProcessInfo.processInfo.environment) {
            StandardError.write("\(fault)\n")
            throw ExitCode(64)
        }
        print("The settings are in order.")
    }
}

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Prints the version.")

    func run() async throws { print("provisionserver \(Version.text)") }
}

/// Standard error, written whole.
enum StandardError {
    static func write(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// Each device in work and each hello being read holds a descriptor.
enum Descriptors {
    /// Raises the soft limit to the hard one.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

/// For those who write the documentation.
struct ReferenceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reference", abstract: "Prints a page of docs/reference.", shouldDisplay: false)
    @Argument(help: "The page.") var page: ReferencePage

    func run() async throws { print(self.page.text, terminator: "") }
}

extension ReferencePage: ExpressibleByArgument {}

/// What else would carry secrets out of the process.
///
/// Not prevented: pages that the system swaps out or writes for hibernation, and root, who reads every process.
enum ProcessSecrecy {
    static func keep() {
        // Neither does a process of the same user read our memory or the variables that we were started with.
        _ = clinux_forbid_dumps()
        // libcurl and OpenSSL would write the keys of every connection there.
        unsetenv("SSLKEYLOGFILE")
        // A core file would hold every secret that the process had in memory.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    }
}
