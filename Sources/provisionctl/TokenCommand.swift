import ArgumentParser
import Foundation

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens of the API: who may call it, and for what.",
        discussion: """
            EXAMPLES
              provisionctl token make agents --role agent --file agent-token
              provisionctl token make desk --role operator --role viewer
              provisionctl token list
              provisionctl token remove agents
            """,
        subcommands: [List.self, Make.self, Remove.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List names, roles and last uses; a token is never shown.",
            discussion: Examples.after("", "token list"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/tokens", as: TokenList.self) { session.pages.tokens($0) }
            }
        }
    }

    struct Make: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a token. It is shown this once.",
            discussion: """
                What it may do has to be said, with --role once for each role, or with --everything. The token alone goes to \
                standard output, or into a new file that only you can read.

                viewer             sees everything that is no secret
                operator           takes devices up again, applies profiles, has sources synced
                credential-reader  sees the passwords of devices
                profile-admin      changes profiles, their secrets and the policy
                trust-admin        changes sources, keys, certificates and tokens
                auditor            reads the audit log
                agent              brings inventory records, and sees nothing

                EXAMPLES
                  provisionctl token make agents --role agent --file agent-token
                  provisionctl token make ops --everything --file ~/.config/provisionctl/token
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "A name that no other token has.") var name: TokenArgument
        @Option(help: ArgumentHelp("What it may do; once for each role.", valueName: "role")) var role: [String] = []
        @Flag(help: "It may do everything, and show every password.") var everything = false

        @Option(
            help: ArgumentHelp("File to make for the token, with mode 0600.", valueName: "file"), completion: .file())
        var file: String?

        /// All that there are here; a server may know more of them.
        static let roles = [
            "viewer", "operator", "credential-reader", "profile-admin", "trust-admin", "auditor", "agent",
        ]

        func validate() throws {
            guard self.everything != !self.role.isEmpty else {
                throw ValidationError("Say what it may do: --role ROLE, or --everything.")
            }
            guard self.file == nil || self.options.output.isForPeople else {
                throw ValidationError(
                    "The API's answer has the token: --file does not go with -o json and -o yaml.")
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

        private struct Order: Encodable {
            let name: String
            let roles: [String]
        }

        private var order: Data {
            get throws(CommandFailure) {
                let order = Order(name: self.name.text, roles: self.everything ? Self.roles : self.role)
                guard let data = try? JSONEncoder().encode(order) else { throw .usage("The name is not UTF-8.") }
                return data
            }
        }

        /// Standard output has the token alone, so that it can go into a file or another program.
        private func handOver(_ body: Data, _ session: Session, _ file: TokenFile?) throws(CommandFailure) {
            guard session.output.isForPeople else { return try session.show(answer: body) }
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
                The last one with the role trust-admin stays: without it nobody could make another one. Nodes that have just taken the token may take it for another thirty \
                seconds.

                EXAMPLES
                  provisionctl token remove agents
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
