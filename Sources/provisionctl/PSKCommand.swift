import AMT
import ArgumentParser
import Foundation

struct PSKCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "psk", abstract: "Pre-shared keys: pairs of a PID, which is a name, and a PPS, which is a secret.",
        discussion: """
            EXAMPLES
              provisionctl psk generate --count 200
              provisionctl psk export setup.bin --format setup-bin --new-password-file mebx-password --usb-image stick.img
              provisionctl psk list --state available
              provisionctl psk import keys.txt --dry-run
            """,
        subcommands: [Generate.self, Import.self, List.self, Export.self])

    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make fresh keys. They stay in the server, and their PIDs are shown.",
            discussion: Examples.after("", "psk generate --count 200"))

        /// The API makes no more in one call.
        static let perCallMax = 1_000
        /// What one command makes at most: a stick for a large site.
        static let countMax = 100_000

        @OptionGroup var options: GlobalOptions
        @Option(help: ArgumentHelp("How many: 1 to 100000.", valueName: "n")) var count: Int

        func validate() throws {
            guard (1...Self.countMax).contains(self.count) else {
                throw ValidationError("--count is a number from 1 to \(Self.countMax).")
            }
            guard self.options.output.isForPeople || self.count <= Self.perCallMax else {
                throw ValidationError(
                    "-o json and -o yaml print one answer: --count is \(Self.perCallMax) at most with them.")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                var rest = self.count
                while rest > 0 {
                    let count = min(rest, Self.perCallMax)
                    let body = try await session.client.send(
                        "POST", "/v1/psk-keys/generation", json: Data(#"{"count":\#(count)}"#.utf8))
                    try session.show(body, as: PSKMade.self) { $0.pids.map(DisplayText.safe) }
                    rest -= count
                }
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring keys in that were made elsewhere.",
            discussion: """
                FILE has lines PID PPS, or is a table with a heading, as Intel SCS and its tools export it. Dashes do not \
                count; lines that begin with # are left out. A PID that is known keeps its key. Each line that cannot be \
                used is named, without its values; exit code 1 says that there was one.

                EXAMPLES
                  provisionctl psk import keys.txt --dry-run
                """)

        /// Every line is named, up to a number that nobody would read.
        static let linesPerReasonMax = 1_000

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The list.", completion: .file()) var file: String
        @Flag(help: "Judge the list and send nothing.") var dryRun = false

        func run() async throws {
            try await Session.run(self.options, needsToken: !self.dryRun) { session throws(CommandFailure) in
                var order = ImportOrder(keys: self.file, source: "", isDryRun: self.dryRun)
                order.keysMayBeLines = true
                var run = ImportRun(order, client: session.client)
                do throws(CommandFailure) {
                    try await run.run()
                } catch {
                    if run.hasBegun { try Self.show(run.report, session) }
                    throw error
                }
                try Self.show(run.report, session)
                let count = run.report.findingCount
                guard count == 0 else { throw .incomplete("\(count) of the lines could not be used.") }
            }
        }

        private static func show(_ report: ImportReport, _ session: Session) throws(CommandFailure) {
            try ImportCommand.SCS.show(report, session, linesPerReasonMax: Self.linesPerReasonMax)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List keys and what became of them; a PPS is never shown.",
            discussion: Examples.after("", "psk list --state available"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        @Option(help: ArgumentHelp("Only those in this state: available, in-use, replaced.", valueName: "state"))
        var state: String?

        @Option(help: ArgumentHelp("How many at most: 1 to 1000.", valueName: "n")) var limit = 100
        @Flag(help: "All of them, page after page.") var all = false

        func validate() throws {
            guard (1...1_000).contains(self.limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
            guard !self.all || self.options.output.isForPeople else {
                throw ValidationError("-o json and -o yaml print one answer: --all does not go with them.")
            }
        }

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                var keys: [PSKList.Key] = []
                var cursor: String?
                repeat {
                    var query = [("limit", String(self.all ? 1_000 : self.limit))]
                    if let state = self.state { query.append(("state", state)) }
                    if let cursor { query.append(("cursor", cursor)) }
                    let body = try await session.client.send("GET", "/v1/psk-keys", query: query)
                    guard session.output.isForPeople else { return try session.show(answer: body) }
                    let page = try Answer.read(body, as: PSKList.self)
                    keys += page.keys
                    cursor = page.nextCursor
                } while self.all && cursor != nil
                session.show(session.pages.keys(keys))
                if cursor != nil { session.hint("There are more; --all shows them.") }
            }
        }
    }
}
