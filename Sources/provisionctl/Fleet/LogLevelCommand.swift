import ArgumentParser
import Foundation

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
                try await session.show("/v1/log-level", as: LogLevel.self) { [$0.text] }
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Set it: trace, debug, info, notice, warning, error, critical; settings is what the settings say.",
            discussion: Examples.after("", "log-level set debug", "log-level set settings"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The level.", completion: .list(LogLevelCommand.levels + ["settings"])) var level: String

        func validate() throws {
            guard (LogLevelCommand.levels + ["settings"]).contains(self.level) else {
                throw ValidationError(
                    "The level is one of: \(LogLevelCommand.levels.joined(separator: ", ")), settings.")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send(
                    "PUT", "/v1/log-level",
                    json: try? JSONEncoder().encode(LogLevel(level: self.level == "settings" ? nil : self.level)))
                try session.show(body, as: LogLevel.self) { ["Every process logs from now on: \($0.text)."] }
            }
        }
    }
}
