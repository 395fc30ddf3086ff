import ArgumentParser

struct QueueCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "queue", abstract: "The queue as a whole.", subcommands: [Show.self])

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Count the devices in each state.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show("/v1/queue", as: QueueCounts.self) { session.pages.queue($0) }
            }
        }
    }
}
