import ArgumentParser
import Foundation

struct SecretsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secrets", abstract: "Everything that is sealed: under which key, and whether it opens.",
        discussion: """
            A single secret that profiles name is the matter of provisionctl secret.

            EXAMPLES
              provisionctl secrets keys
              provisionctl secrets rotate
              provisionctl secrets verify --count 500
            """,
        subcommands: [Keys.self, Rotate.self, Verify.self])

    struct Keys: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Count what each key seals. A key that seals nothing may go.",
            discussion: """
                STATE is current for the key that seals, older for one that only opens, and missing for one that records name and \
                the server does not have.

                EXAMPLES
                  provisionctl secrets keys
                """)

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/secrets/keys", as: KeyCensus.self) { session.pages.keys($0.keys) }
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put everything under the current key.",
            discussion: """
                Every node has to have the new key by now, or it cannot open what this makes. It may be interrupted and started \
                again, and work goes on beside it. Exit code 1: something is left that this server cannot open.

                EXAMPLES
                  provisionctl secrets rotate
                """)

        @OptionGroup var options: GlobalOptions
        @Option(help: "Records in one step, 1 to 5000.") var batch = 1_000

        func validate() throws {
            guard (1...5_000).contains(self.batch) else { throw ValidationError("--batch is from 1 to 5000.") }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let (body, outcome) = try await RotationRun(session: session, batch: self.batch).run()
                if session.output.isForPeople {
                    session.show(session.pages.rotated(outcome))
                } else {
                    try session.show(answer: body)
                }
                guard outcome.remaining == 0 else { throw .incomplete(session.pages.notRotated(outcome)) }
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open some records of each kind, chosen at random, and say which do not open.",
            discussion: """
                Try it where a backup has been restored, before it is needed. Exit code 1: something does not open. No value is \
                shown, nor does one leave the server.

                EXAMPLES
                  provisionctl secrets verify --count 500
                """)

        @OptionGroup var options: GlobalOptions
        @Option(help: "Records of each kind, 1 to 1000.") var count = 100

        func validate() throws {
            guard (1...1_000).contains(self.count) else { throw ValidationError("--count is from 1 to 1000.") }
        }

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                guard let order = try? JSONEncoder().encode(["count": self.count]) else {
                    throw .usage("The count is no number.")
                }
                let body = try await session.client.send("POST", "/v1/secrets/verification", json: order)
                let verification = try Answer.read(body, as: Verification.self)
                try session.show(body, as: Verification.self) { session.pages.verified($0) }
                let failed = verification.failed.count
                guard failed == 0 else {
                    throw .incomplete("\(failed) record\(failed == 1 ? " does" : "s do") not open.")
                }
            }
        }
    }
}
