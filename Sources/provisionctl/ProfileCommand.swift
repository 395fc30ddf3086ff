import ArgumentParser
import Foundation

struct ProfileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile", abstract: "Profiles: what devices are given.",
        discussion: """
            A FILE is a profile's document in YAML or JSON; - is standard input. The document has the profile's name.

            EXAMPLES
              provisionctl profile show default --document > default.json
              provisionctl profile validate default.yaml
              provisionctl profile diff default.yaml
              provisionctl profile apply default.yaml
            """,
        subcommands: [
            List.self, Show.self, Validate.self, Diff.self, Simulate.self, Apply.self, History.self, Schema.self,
        ])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the newest version of each profile.", discussion: Examples.after("", "profile list"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/profiles", as: ProfileList.self) { session.pages.profiles($0.profiles) }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one profile with its document.",
            discussion: Examples.after(
                "", "profile show default", "profile show default --document -o yaml > default.yaml"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The profile's name.") var name: ProfileArgument

        @Option(help: ArgumentHelp("This version instead of the newest.", valueName: "n"))
        var version: Int?

        @Flag(help: "The document alone, as a file that can be applied.")
        var document = false

        func validate() throws {
            guard (self.version ?? 1) > 0 else { throw ValidationError("--version is a number from 1.") }
        }

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                let path = "/v1/profiles/\(self.name.text)" + (self.version.map { "/versions/\($0)" } ?? "")
                let body = try await session.client.send("GET", path)
                let document = try Answer.document(of: body)
                if self.document {
                    try session.show(document: document)
                } else {
                    try session.show(body, as: ProfileSummary.self) { session.pages.profile($0, document: document) }
                }
            }
        }
    }

    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that is wrong with a document; nothing is kept.",
            discussion: """
                What no release of AMT takes is a fault. What the release of --release does not take is one too; what some
                releases of the fleet do not take is told and is none.

                EXAMPLES
                  provisionctl profile validate default.yaml --release 12.0
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The document.", completion: .file()) var file: String

        @Option(help: ArgumentHelp("A release that has to take the document: 16.1, or 16 for 16.0.", valueName: "n"))
        var release: ReleaseArgument?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.validate(
                    self.file, at: "/v1/profiles/validate", query: self.release.map { [("release", $0.text)] } ?? []
                ) { session.pages.validation($0) }
            }
        }
    }

    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a document would change in the newest version of its profile.",
            discussion: Examples.after("", "profile diff default.yaml"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The document.", completion: .file()) var file: String

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.validate(self.file, at: "/v1/profiles/validate") { session.pages.changes($0) }
            }
        }
    }

    struct Simulate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what a profile would do to a device, without touching it.",
            discussion: """
                The plan is made from what was last read of the device. Without a FILE it is the newest version of the
                device's own profile.

                EXAMPLES
                  provisionctl profile simulate --device 4c4c4544-0042-3510-8052-b4c04f4a3532 default.yaml
                """)

        @OptionGroup var options: GlobalOptions
        @Option(help: "The device's UUID.") var device: DeviceArgument
        @Argument(help: "The document.", completion: .file()) var file: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                var json: Data?
                if let file = self.file { json = try DocumentFile.read(file).json }
                let body = try await session.client.send(
                    "POST", "/v1/devices/\(self.device.text)/simulation", json: json)
                try session.show(body, as: PlanForecast.self) { session.pages.forecast($0) }
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a document the newest version of its profile.",
            discussion: Examples.after(
                "Devices that have the profile are taken up again within minutes, behind those that say hello.",
                "profile apply default.yaml --if-version 3"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var document: ApplyOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.apply(self.document) { document throws(CommandFailure) in
                    guard let name = document.name.flatMap({ ProfileArgument(argument: $0) }) else {
                        throw .invalidDocument(["name: is missing, or no name of a profile"])
                    }
                    return "/v1/profiles/\(name.text)"
                }
            }
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the versions of one profile, newest first.",
            discussion: Examples.after("", "profile history default", "profile history default --limit 10"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @OptionGroup var page: PageOptions
        @Argument(help: "The profile's name.") var name: ProfileArgument

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.list(
                    "/v1/profiles/\(self.name.text)/history", self.page, as: ProfileHistory.self,
                    entries: { ($0.versions, $0.nextCursor) }
                ) { session.pages.profiles($0) }
            }
        }
    }

    struct Schema: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the JSON Schema of a profile's document, for editors.",
            discussion: Examples.after("", "profile schema > profile.schema.json"))

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try session.show(answer: try await session.client.send("GET", "/v1/profiles/schema"))
            }
        }
    }
}

/// The name of a profile on the command line: not one of those that stand for something else in a path.
struct ProfileArgument: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard let name = NameArgument(argument: argument), !["schema", "validate", ".", ".."].contains(name.text) else {
            return nil
        }
        self.text = name.text
    }
}

/// A release of AMT on the command line: one to four numbers with dots.
struct ReleaseArgument: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard argument.wholeMatch(of: /[0-9]{1,6}(?:\.[0-9]{1,6}){0,3}/) != nil else { return nil }
        self.text = argument
    }
}

/// A name on the command line. Checked here, so that it needs no quoting in a path.
struct NameArgument: ExpressibleByArgument, Equatable {
    static let charactersMax = 63

    let text: String

    init?(argument: String) {
        guard (1...Self.charactersMax).contains(argument.utf8.count),
            argument.wholeMatch(of: /[a-z0-9._-]+/) != nil
        else { return nil }
        self.text = argument
    }
}
