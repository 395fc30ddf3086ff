import ArgumentParser
import Foundation

struct ContextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "context", abstract: "The clusters that you know, and which of them is meant.",
        discussion: Examples.after(
            """
            They are in config.yaml in ~/.config/provisionctl, or $XDG_CONFIG_HOME/provisionctl. A token is never in there: a \
            context names the file that it is in.
            """, "context add lab --server https://lab.example.com:8971 --token-file lab.token --use", "context list"),
        subcommands: [List.self, Use.self, Show.self, Add.self, Remove.self])

    /// A context with whether it is the current one, as programs see it.
    private struct Listed: Encodable {
        var name, server: String
        var tokenFile, caFile: String?
        var current: Bool
    }

    private struct Shown: Encodable {
        var context: String?
        var server, serverOrigin, tokenOrigin: String
        var caFile: String?
    }

    private static func path() throws(CommandFailure) -> String {
        guard let path = Surroundings.current.contextPath else {
            throw .usage("Neither HOME nor XDG_CONFIG_HOME says where contexts are.")
        }
        return path
    }

    /// A session that asks no server.
    private static func local(_ options: GlobalOptions) throws(CommandFailure) -> Session {
        Session(
            client: APIClient(server: try Surroundings.current.server(option: "http://127.0.0.1"), token: ""),
            output: options.output, pages: Pages(options, Surroundings.current))
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the clusters; a star stands before the current one.",
            discussion: Examples.after("", "context list"))

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                let file = try ContextFile.read(try ContextCommand.path())
                let session = try ContextCommand.local(self.options)
                let listed = file.contexts.map {
                    Listed(
                        name: $0.name, server: $0.server, tokenFile: $0.tokenFile, caFile: $0.caFile,
                        current: $0.name == file.current)
                }
                guard self.options.output.isForPeople else { return try session.show(own: ["contexts": listed]) }
                session.show(session.pages.contexts(file))
            }
        }
    }

    struct Use: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one the current one: it counts when nothing else names a server.",
            discussion: Examples.after("", "context use lab"))

        @Argument(help: "The context's name.", completion: Completions.contexts) var name: NameArgument

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                let path = try ContextCommand.path()
                var file = try ContextFile.read(path)
                guard file.context(self.name.text) != nil else {
                    throw .usage("There is no context \(self.name.text) in \(path).")
                }
                file.current = self.name.text
                try file.write(path)
                Session.print(["\(self.name.text) is the current context."])
                if Surroundings.current.environment["PROVISIONCTL_SERVER"] != nil {
                    Session.complain("PROVISIONCTL_SERVER is set and goes before it.")
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say which server a command would speak to now, as whom, and what said so.",
            discussion: Examples.after("", "context show", "context show --context lab"))

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                let connection = try Surroundings.current.connection(self.options.wishes, needsToken: false)
                let session = try ContextCommand.local(self.options)
                guard self.options.output.isForPeople else {
                    return try session.show(
                        own: Shown(
                            context: connection.context, server: connection.server.absoluteString,
                            serverOrigin: connection.serverOrigin, tokenOrigin: connection.tokenOrigin,
                            caFile: connection.caFile))
                }
                session.show(session.pages.connection(connection))
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a cluster, or change one that is there.",
            discussion: Examples.after(
                "Files that begin with neither / nor ~/ are looked for beside config.yaml.",
                "context add lab --server https://lab.example.com:8971 --token-file lab.token",
                "context add prod --server https://amt.example.com --token-file prod.token --ca-file corp.pem --use"))

        @Argument(help: "A name: small letters, digits, dot, dash, underscore.") var name: NameArgument
        @Option(help: ArgumentHelp("URL of its API.", valueName: "url")) var server: String
        @Option(help: ArgumentHelp("File that holds the token.", valueName: "file"), completion: .file())
        var tokenFile: String?
        @Option(help: ArgumentHelp("Authorities to trust, as PEM.", valueName: "file"), completion: .file())
        var caFile: String?
        @Flag(help: "Make it the current one.") var use = false

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                _ = try Surroundings.current.server(option: self.server)
                let path = try ContextCommand.path()
                var file = try ContextFile.read(path)
                let wasKnown = file.context(self.name.text) != nil
                file.contexts.removeAll { $0.name == self.name.text }
                file.contexts.append(
                    .init(name: self.name.text, server: self.server, tokenFile: self.tokenFile, caFile: self.caFile))
                file.contexts.sort { $0.name < $1.name }
                // The first one is meant until somebody says otherwise.
                if self.use || file.contexts.count == 1 { file.current = self.name.text }
                try file.write(path)
                let isCurrent = file.current == self.name.text
                Session.print([
                    "\(self.name.text) is \(wasKnown ? "changed" : "added")\(isCurrent ? ", and the current context" : "")."
                ])
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Forget a cluster. Its token file stays where it is.",
            discussion: Examples.after("", "context remove lab"))

        @Argument(help: "The context's name.", completion: Completions.contexts) var name: NameArgument

        func run() async throws {
            try await Session.attempt { () throws(CommandFailure) in
                let path = try ContextCommand.path()
                var file = try ContextFile.read(path)
                guard let context = file.context(self.name.text) else {
                    throw .usage("There is no context \(self.name.text) in \(path).")
                }
                file.contexts.removeAll { $0.name == context.name }
                if file.current == context.name { file.current = nil }
                try file.write(path)
                Session.print(["\(context.name) is removed."])
            }
        }
    }
}

extension Pages {
    func contexts(_ file: ContextFile) -> [String] {
        guard !file.contexts.isEmpty else {
            return ["No contexts. Add one: provisionctl context add NAME --server URL --token-file FILE"]
        }
        return TextTable(
            columns: [
                .init(heading: " "), .init(heading: "NAME", narrowest: 8), .init(heading: "SERVER", narrowest: 16),
                .init(heading: "TOKEN FILE", narrowest: 10), .init(heading: "CA FILE", narrowest: 7),
            ],
            rows: file.contexts.map {
                [$0.name == file.current ? "*" : " ", $0.name, $0.server, $0.tokenFile, $0.caFile]
            }
        ).lines(columnsMax: self.columnsMax)
    }

    func connection(_ connection: Connection) -> [String] {
        self.field("Context", connection.context)
            + self.field("Server", "\(connection.server.absoluteString) (\(connection.serverOrigin))")
            + self.field("Token", connection.token.isEmpty ? "none" : "from \(connection.tokenOrigin)")
            + self.field("CA file", connection.caFile ?? "the system's authorities")
    }
}
