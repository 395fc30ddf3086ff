import ArgumentParser
import Foundation

struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "The processes of the cluster.",
        discussion: Examples.after("", "node list --watch"), subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the nodes with their roles, versions and leases; one that went without a word is lost.",
            discussion: Examples.after("", "node list", "node list --watch"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/nodes", as: NodeList.self) { session.pages.nodes($0.nodes) }
            }
        }
    }
}

struct JobCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "job", abstract: "What the cluster does by itself, now and then.",
        discussion: Examples.after("", "job list"), subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the jobs, when each ran last, and what came of it.",
            discussion: Examples.after("", "job list", "job list -o yaml"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/jobs", as: JobList.self) { session.pages.jobs($0.jobs) }
            }
        }
    }
}

struct SiteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "The sites, and how their devices stand.",
        discussion: Examples.after("", "site list"), subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count the devices of each site in each state.", discussion: Examples.after("", "site list"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/sites", as: SiteList.self) { session.pages.sites($0.sites) }
            }
        }
    }
}

struct LogLevelCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log-level", abstract: "How much the cluster writes into its log.",
        discussion: Examples.after("", "log-level set debug"), subcommands: [Show.self, Set.self])

    /// As swift-log has them.
    private static let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the level below which nothing is written.", discussion: Examples.after("", "log-level show")
        )

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/log-level", as: LogLevel.self) { [DisplayText.safe($0.level)] }
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Set it: trace, debug, info, notice, warning, error or critical.",
            discussion: Examples.after("", "log-level set debug", "log-level set info"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The level.", completion: .list(LogLevelCommand.levels)) var level: String

        func validate() throws {
            guard LogLevelCommand.levels.contains(self.level) else {
                throw ValidationError("The level is one of: \(LogLevelCommand.levels.joined(separator: ", ")).")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send(
                    "PUT", "/v1/log-level", json: try? JSONEncoder().encode(LogLevel(level: self.level)))
                try session.show(body, as: LogLevel.self) { ["The level is \(DisplayText.safe($0.level))."] }
            }
        }
    }
}
