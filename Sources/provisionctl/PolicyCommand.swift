import ArgumentParser
import Foundation

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "The assignment policy: which device gets which profile.",
        discussion: """
            A FILE is the policy's document in YAML or JSON; - is standard input.

            EXAMPLES
              provisionctl policy show --document > policy.json
              provisionctl policy validate policy.yaml
              provisionctl policy dry-run policy.yaml
              provisionctl policy apply policy.yaml
            """,
        subcommands: [Show.self, Validate.self, DryRun.self, Apply.self, History.self])

    private static let path = "/v1/policies/assignment"

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the policy with its document.",
            discussion: Examples.after("", "policy show --document > policy.json"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        @Option(help: ArgumentHelp("This version instead of the newest.", valueName: "n"))
        var version: Int?

        @Flag(help: "The document alone, as a file that can be applied.")
        var document = false

        func validate() throws {
            guard (self.version ?? 1) > 0 else { throw ValidationError("--version is a number from 1.") }
        }

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                let query = self.version.map { [("version", String($0))] } ?? []
                let body = try await session.client.send("GET", PolicyCommand.path, query: query)
                let document = try Answer.document(of: body)
                if self.document {
                    try session.show(document: document)
                } else {
                    try session.show(body, as: PolicySummary.self) { session.pages.policy($0, document: document) }
                }
            }
        }
    }

    struct Validate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that is wrong with a document and what it would change; nothing is kept.",
            discussion: Examples.after("", "policy validate policy.yaml"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The document.", completion: .file()) var file: String

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.validate(self.file, at: PolicyCommand.path + "/validate") { validation in
                    ["The document is valid."] + session.pages.changes(validation)
                }
            }
        }
    }

    struct DryRun: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "dry-run", abstract: "Show which devices a policy would give another profile.",
            discussion: """
                Without a FILE it is the newest policy, tried on the devices of today. Nothing is kept, no device is called, \
                and neither DNS nor the properties program is asked.

                EXAMPLES
                  provisionctl policy dry-run policy.yaml
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The document.", completion: .file()) var file: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                var json: Data?
                if let file = self.file { json = try DocumentFile.read(file).json }
                let body = try await session.client.send(
                    "POST", PolicyCommand.path + "/dry-run", json: json, secondsMax: APIClient.longAnswerSecondsMax)
                try session.show(body, as: PolicyTrial.self) { session.pages.trial($0) }
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a document the newest version of the policy.",
            discussion: Examples.after(
                "Devices get what it says when they are next taken up.", "policy apply policy.yaml --if-version 4"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var document: ApplyOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.apply(self.document) { (_) throws(CommandFailure) in PolicyCommand.path }
            }
        }
    }

    struct History: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the versions of the policy, newest first.",
            discussion: Examples.after("", "policy history", "policy history --limit 10"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @OptionGroup var page: PageOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.list(
                    PolicyCommand.path + "/history", self.page, as: PolicyHistory.self,
                    entries: { ($0.versions, $0.nextCursor) }
                ) { session.pages.policyVersions($0) }
            }
        }
    }
}
