import ArgumentParser

struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "The queue as a whole.", discussion: Examples.after("", "queue show"),
        subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count the devices in each state.",
            discussion: Examples.after("", "queue show", "queue show --watch --interval 10"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/queue", as: QueueCounts.self) { session.pages.queue($0) }
            }
        }
    }
}
