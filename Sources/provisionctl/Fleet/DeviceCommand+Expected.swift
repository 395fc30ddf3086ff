import ArgumentParser

extension DeviceCommand {
    struct Expected: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List devices that inventory expects and that never said hello.",
            discussion: Examples.after(
                """
                Their firmware does not find ProvisionServer, does not look for it any more, or is managed by somebody \
                else. provisionctl doctor looks at the names that it would look for.
                """, "device expected", "device expected --all -o json"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Option(help: ArgumentHelp("Go on after an earlier list.", valueName: "cursor"))
        var cursor: String?
        @Flag(help: "Follow the list to its end; with -o json one object a page, with yaml one document.")
        var all = false

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.list(
                    "/v1/expected", PageOptions(cursor: self.cursor, all: self.all), takesLimit: false,
                    as: ExpectedPage.self,
                    entries: { ($0.devices, $0.nextCursor) }
                ) { session.pages.expected($0) }
            }
        }
    }
}
