import ArgumentParser
import Foundation

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens of the API: who may call it, and for what.",
        discussion: """
            EXAMPLES
              provisionctl token make agents --records-only --file agent-token
              provisionctl token list
              provisionctl token remove agents
            """,
        subcommands: [List.self, Make.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List names, scopes and last uses; a token is never shown.")

        @OptionGroup var options: GlobalOptions

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show("/v1/tokens", as: TokenList.self) { session.pages.tokens($0) }
            }
        }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token. It is shown this once.",
            discussion: """
                Without --records-only it may do everything, and show every password. The token alone goes to standard output, \
                or into a new file that only you can read.

                EXAMPLES
                  provisionctl token make agents --records-only --file agent-token
                  provisionctl token make ops --file ~/.config/provisionctl/token
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "A name that no other token has.") var name: TokenArgument
        @Flag(help: "It may bring inventory records, and nothing else.") var recordsOnly = false

        @Option(
            help: ArgumentHelp("File to make for the token, with mode 0600.", valueName: "file"), completion: .file())
        var file: String?

        func validate() throws {
            guard self.file == nil || self.options.output == .table else {
                throw ValidationError("The API's answer has the token: --file and -o json do not go together.")
            }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                // Made first: a token that cannot be kept is not asked for.
                let file = try self.file.map { path throws(CommandFailure) in try TokenFile(making: path) }
                let body: Data
                do throws(CommandFailure) {
                    body = try await session.client.send("POST", "/v1/tokens", json: try self.order)
                } catch {
                    file?.discard()
                    throw error
                }
                try self.handOver(body, session, file)
            }
        }

        private var order: Data {
            get throws(CommandFailure) {
                let order = ["name": self.name.text, "scope": self.recordsOnly ? "records" : "all"]
                guard let data = try? JSONEncoder().encode(order) else { throw .usage("The name is not UTF-8.") }
                return data
            }
        }

        /// Standard output has the token alone, so that it can go into a file or another program.
        private func handOver(_ body: Data, _ session: Session, _ file: TokenFile?) throws(CommandFailure) {
            guard session.output == .table else { return Session.print(body) }
            do throws(CommandFailure) {
                let made = try Answer.read(body, as: TokenMade.self)
                guard let file else {
                    Session.print([DisplayText.safe(made.token)])
                    return Session.complain("\(session.pages.purpose(of: made)) It is not shown again.")
                }
                try file.keep(made.token)
                Session.print([session.pages.purpose(of: made), "It is in \(DisplayText.safe(file.path))."])
            } catch {
                file?.discard()
                throw error
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraw a token.",
            discussion: """
                The last one that may do everything stays. Nodes that have just taken the token may take it for another thirty \
                seconds.
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The token's name.") var name: TokenArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send("DELETE", "/v1/tokens/\(self.name.text)")
                try session.show(body, as: TokenRemoved.self) { ["\($0.name) is removed."] }
            }
        }
    }
}

/// The name of a token on the command line: not one of those that lead out of a path.
struct TokenArgument: ExpressibleByArgument, Equatable {
    let text: String

    init?(argument: String) {
        guard let name = NameArgument(argument: argument), ![".", ".."].contains(name.text) else { return nil }
        self.text = name.text
    }
}
