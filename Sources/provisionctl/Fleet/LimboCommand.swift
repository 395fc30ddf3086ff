import ArgumentParser

struct LimboCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limbo", abstract: "Devices that say hello for some time only, and those that no longer do.",
        discussion: Examples.after("", "limbo list", "limbo list --silent"), subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List devices in the order in which they fall silent.",
            discussion: Examples.after(
                """
                When a device falls silent is reckoned from what it said; how sure that is stands beside it. A silent one \
                has to be started again on the spot: -o wide says how, for each.
                """, "limbo list", "limbo list --silent -o wide"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @OptionGroup var page: PageOptions
        @Flag(help: "Those that are silent already.") var silent = false

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.list(
                    "/v1/limbo", query: self.silent ? [("silent", "true")] : [], self.page, as: LimboPage.self,
                    entries: { ($0.devices, $0.nextCursor) }
                ) { session.pages.limbo($0, silent: self.silent) }
            }
        }
    }
}
