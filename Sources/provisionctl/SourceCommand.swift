import ArgumentParser
import Foundation

struct SourceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "source", abstract: "Sources of inventory: which computer is behind a UUID.",
        discussion: """
            A FILE is a source's document in YAML or JSON; - is standard input. The document has the source's name.

            EXAMPLES
              provisionctl source validate altiris.yaml
              provisionctl secret set altiris-password < password
              provisionctl source apply altiris.yaml
              provisionctl source test altiris
              provisionctl source sync altiris --whole --watch
            """,
        subcommands: [
            List.self, Show.self, Validate.self, Apply.self, Test.self, Sync.self, Accept.self, Remove.self,
            Schema.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the sources and how they stand.", discussion: Examples.after("", "source list --watch"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/sources", as: SourceList.self) { session.pages.sources($0.sources) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how one source stands, with its last sync and its last error.",
            discussion: Examples.after(
                "", "source show altiris", "source show altiris --document -o yaml > altiris.yaml"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The source's name.") var name: SourceArgument

        @Flag(help: "The document alone, as a file that can be applied.")
        var document = false

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                let body = try await session.client.send("GET", "/v1/sources/\(self.name.text)")
                let document = try Answer.document(of: body)
                if self.document {
                    try session.show(document: document)
                } else {
                    try session.show(body, as: InventorySource.self) { session.pages.source($0, document: document) }
                }
            }
        }
    }

    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that is wrong with a document and what it would change; nothing is kept.",
            discussion: Examples.after("", "source validate altiris.yaml"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The document.", completion: .file()) var file: String

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.validate(self.file, at: "/v1/sources/validate") { validation in
                    ["The document is valid."] + session.pages.changes(validation)
                }
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a document the newest version of its source, which is then read whole.",
            discussion: Examples.after("", "source apply altiris.yaml"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var document: ApplyOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.apply(self.document) { document throws(CommandFailure) in
                    guard let name = document.name.flatMap({ SourceArgument(argument: $0) }) else {
                        throw .invalidDocument(["name: is missing, or no name of a source"])
                    }
                    return "/v1/sources/\(name.text)"
                }
            }
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read the first page of each feed now, and show some records; nothing is kept.",
            discussion: Examples.after(
                "With a FILE its document is tested, which need not be applied before.", "source test altiris",
                "source test altiris altiris.yaml"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The source's name.") var name: SourceArgument
        @Argument(help: "The document.", completion: .file()) var file: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                var json: Data?
                if let file = self.file { json = try DocumentFile.read(file).json }
                let body = try await session.client.send(
                    "POST", "/v1/sources/\(self.name.text)/test", json: json,
                    secondsMax: APIClient.longAnswerSecondsMax)
                try session.show(body, as: SourceTest.self) { session.pages.test($0) }
                let failed = try Answer.read(body, as: SourceTest.self).feeds.filter { $0.error != nil }
                if !failed.isEmpty { throw .incomplete("\(failed.count) of the feeds could not be read.") }
            }
        }
    }

    struct Sync: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a source read at once.",
            discussion: """
                With --watch it is followed to its end: on a terminal with a bar, else with a line now and then, on standard \
                error. A sync that failed or is held ends with exit code 1.

                EXAMPLES
                  provisionctl source sync altiris --whole --watch
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The source's name.") var name: SourceArgument
        @Flag(help: "All of it, and not only what has changed.") var whole = false
        @Flag(help: "Stay until it is over.") var watch = false

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let path = "/v1/sources/\(self.name.text)"
                let before = try Answer.read(try await session.client.send("GET", path), as: InventorySource.self)
                let ordered = try await session.client.send(
                    "POST", path + "/sync", query: self.whole ? [("whole", "true")] : [])
                guard self.watch else {
                    return try session.show(ordered, as: SourceOrdered.self) { ["\($0.name) will be read at once."] }
                }
                let body = try await SyncWatch(session: session, name: self.name.text, before: before).run()
                try session.show(body, as: InventorySource.self) { session.pages.source($0) }
                try Self.judge(try Answer.read(body, as: InventorySource.self))
            }
        }

        private static func judge(_ source: InventorySource) throws(CommandFailure) {
            switch source.sync?.outcome {
            case "failed":
                throw .incomplete("The sync failed: \(source.error?.code ?? "for no reason that was given").")
            case "held": throw .incomplete("The sync is held until an operator accepts that records are missing.")
            default: break
            }
        }
    }

    struct Accept: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a source that is held shrink: its missing records may go.",
            discussion: Examples.after("", "source accept altiris"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The source's name.") var name: SourceArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send("POST", "/v1/sources/\(self.name.text)/accept")
                try session.show(body, as: SourceAccepted.self) { session.pages.accepted($0) }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a source with its records.",
            discussion: Examples.after(
                "Devices that are provisioned stay as they are; new ones are no longer found by it.",
                "source remove altiris --if-version 2"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The source's name.") var name: SourceArgument

        @Option(help: ArgumentHelp("Only if this is the newest version still.", valueName: "n"))
        var ifVersion: Int?

        func validate() throws {
            guard (self.ifVersion ?? 1) > 0 else { throw ValidationError("--if-version is a number from 1.") }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send(
                    "DELETE", "/v1/sources/\(self.name.text)", headers: Session.precondition(version: self.ifVersion))
                try session.show(body, as: SourceRemoved.self) { ["\($0.name) is removed; its records follow."] }
            }
        }
    }

    struct Schema: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the JSON Schema of a source's document, for editors.",
            discussion: Examples.after("", "source schema > source.schema.json"))

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try session.show(answer: try await session.client.send("GET", "/v1/sources/schema"))
            }
        }
    }
}

/// The name of a source on the command line: not one of those that stand for something else in a path.
struct SourceArgument: ExpressibleByArgument, Equatable {
    static var defaultCompletionKind: CompletionKind { Completions.sources }

    let text: String

    init?(argument: String) {
        guard let name = NameArgument(argument: argument), !["schema", "validate", ".", ".."].contains(name.text) else {
            return nil
        }
        self.text = name.text
    }
}
