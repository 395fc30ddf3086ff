import ArgumentParser
import Foundation

struct WebhookCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhook", abstract: "Servers that are told of events.",
        discussion: Examples.after(
            "A FILE is a webhook's document in YAML or JSON; - is standard input. The document has the webhook's name.",
            "webhook apply chat.yaml", "webhook list"),
        subcommands: [List.self, Show.self, Apply.self, Remove.self, Replay.self])

    static let path = "/v1/webhooks"

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the webhooks and how they stand.", discussion: Examples.after("", "webhook list"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show(WebhookCommand.path, as: WebhookList.self) {
                    session.pages.webhooks($0.webhooks)
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one webhook.", discussion: Examples.after("", "webhook show chat -o yaml"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The webhook's name.") var name: NameArgument

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                let body = try await session.client.send("GET", "\(WebhookCommand.path)/\(self.name.text)")
                guard session.output.isForPeople else { return try session.show(answer: body) }
                session.show(bytes: Data(try YAMLText.document(ofJSON: body).dropFirst(4).utf8))
            }
        }
    }

    struct Apply: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a document the webhook of its name.",
            discussion: Examples.after("", "webhook apply chat.yaml"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The document.", completion: .file()) var file: String

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let document = try DocumentFile.read(self.file)
                guard let name = document.name.flatMap({ NameArgument(argument: $0) }) else {
                    throw .invalidDocument(["name: is missing, or no name of a webhook"])
                }
                let body = try await session.client.send(
                    "PUT", "\(WebhookCommand.path)/\(name.text)", json: document.json)
                guard session.output.isForPeople else { return try session.show(answer: body) }
                session.show(["\(name.text) is told from now on."])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell a webhook no more.", discussion: Examples.after("", "webhook remove chat"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The webhook's name.") var name: NameArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send("DELETE", "\(WebhookCommand.path)/\(self.name.text)")
                guard session.output.isForPeople else { return try session.show(answer: body) }
                session.show(["\(self.name.text) is removed."])
            }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Tell a webhook again what happened behind an event.",
            discussion: Examples.after("", "webhook replay chat --after 81234.1"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The webhook's name.") var name: NameArgument
        @Option(help: ArgumentHelp("The last event that it knows; 0.0 for all that are kept.", valueName: "id"))
        var after: String

        func validate() throws {
            guard self.after.wholeMatch(of: /[0-9A-Za-z._:-]{1,64}/) != nil else {
                throw ValidationError("--after is the id of an event.")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send(
                    "POST", "\(WebhookCommand.path)/\(self.name.text)/replay",
                    json: try? JSONEncoder().encode(["after": self.after]))
                guard session.output.isForPeople else { return try session.show(answer: body) }
                session.show(["\(self.name.text) is told again what happened behind \(self.after)."])
            }
        }
    }
}

struct WebhookList: Decodable, Equatable {
    struct Webhook: Decodable, Equatable {
        struct Document: Decodable, Equatable {
            var url: String
            var types: [String]?
            var enabled: Bool?
        }

        var name: String
        var document: Document
        var deliveredAt: String?
        var delivered: Int64
        var failures: Int
        /// Why the next event was not taken.
        var failure: String?
    }

    var webhooks: [Webhook]
}

extension Pages {
    func webhooks(_ webhooks: [WebhookList.Webhook]) -> [String] {
        guard !webhooks.isEmpty else { return ["No webhooks."] }
        return TextTable(
            columns: [
                .init(heading: "NAME", narrowest: 8), .init(heading: "URL", narrowest: 16),
                .init(heading: "TYPES", narrowest: 8), .init(heading: "TAKEN", alignsRight: true),
                .init(heading: "LAST"), .init(heading: "FAILURES", alignsRight: true),
                .init(heading: "FAILURE", narrowest: 8),
            ],
            rows: webhooks.map { webhook in
                [
                    webhook.name, webhook.document.url, webhook.document.types?.joined(separator: " ") ?? "all",
                    String(webhook.delivered), webhook.deliveredAt.map(DisplayText.moment), String(webhook.failures),
                    webhook.document.enabled == false ? "held" : webhook.failure,
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }
}
