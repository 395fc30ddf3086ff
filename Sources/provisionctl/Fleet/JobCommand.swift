import ArgumentParser

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
