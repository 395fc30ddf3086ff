import ArgumentParser

struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "The processes of the cluster.",
        discussion: Examples.after("", "node list --watch"), subcommands: [List.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the nodes with their roles, versions and leases; and those that left within a day.",
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
