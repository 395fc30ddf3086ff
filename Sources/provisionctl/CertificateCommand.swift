import ArgumentParser
import Foundation

struct CertificateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "certificate", abstract: "Certificates with which the cluster shows itself to firmware.",
        discussion: """
            EXAMPLES
              provisionctl certificate lint setup.pfx --passphrase-file passphrase
              provisionctl certificate import leaf.pem intermediate.pem root.pem leaf.key --name example-2027
              provisionctl certificate match 4c4c4544-0042-3510-8052-b4c04f4a3532
              provisionctl certificate outlook
              provisionctl certificate make-root "Example AMT Root" --certificate root.pem --key root.key
            """,
        subcommands: [
            List.self, Show.self, Lint.self, Import.self, Remove.self, Match.self, Outlook.self, MakeRoot.self,
            Issue.self,
        ])

    private static let path = "/v1/certificates"

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List the certificates: when each ends, its root, what is said of it, and which releases take it.",
            discussion: Examples.after("", "certificate list")
        )

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show(CertificateCommand.path, as: CertificateList.self) {
                    session.pages.certificates($0.certificates)
                }
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show one certificate with all that is said of it.",
            discussion: Examples.after("", "certificate show 3", "certificate show 3 --pem"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Argument(help: "The certificate's number.") var id: CertificateArgument
        @Flag(help: "The chain alone, as PEM.") var pem = false

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                let body = try await session.client.send("GET", "\(CertificateCommand.path)/\(self.id.number)")
                if self.pem {
                    return session.show(bytes: Data(try Answer.read(body, as: CertificatePEM.self).chainPEM.utf8))
                }
                let lint = try Answer.read(body, as: CertificateLint.self)
                try session.show(body, as: CertificateSummary.self) {
                    session.pages.certificate($0) + session.pages.lint(lint)
                }
            }
        }
    }

    struct Lint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Say everything that is wrong with certificates, and which releases would take them; nothing is kept.",
            discussion: Examples.after(
                "The files go to the server, the key too, and are forgotten. Exit code 1: no release takes them.",
                "certificate lint setup.pfx --passphrase-file passphrase"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var files: CertificateFiles

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let order = try self.files.order()
                let body = try await session.client.send("POST", "\(CertificateCommand.path)/lint", json: order)
                try session.show(body, as: CertificateLint.self) { session.pages.lint($0) }
                if try Answer.read(body, as: CertificateLint.self).isRefused {
                    throw .incomplete("No release of AMT takes it.")
                }
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Import a certificate with its chain and key.",
            discussion: """
                What no release of AMT takes is refused, unless --force is given. The passphrase is read from a file or from \
                standard input, never from the command line, which others can see.

                EXAMPLES
                  provisionctl certificate import setup.pfx --passphrase-file passphrase --name example-2027
                  provisionctl certificate import chain.pem leaf.key
                """)

        @OptionGroup var options: GlobalOptions
        @OptionGroup var files: CertificateFiles
        @Option(help: "A name that no other certificate has.") var name: NameArgument?
        @Flag(help: "Keep it although no release takes it.") var force = false

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let order = try self.files.order(name: self.name?.text, isForced: self.force)
                let body = try await session.client.send("POST", CertificateCommand.path, json: order)
                let lint = try Answer.read(body, as: CertificateLint.self)
                try session.show(body, as: CertificateKept.self) {
                    session.pages.kept($0) + [""] + session.pages.lint(lint)
                }
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a certificate out of use, and its key away.",
            discussion: Examples.after(
                "Settings that name it do not bring it back; only an import does.", "certificate remove 3"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The certificate's number.") var id: CertificateArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let body = try await session.client.send("DELETE", "\(CertificateCommand.path)/\(self.id.number)")
                try session.show(body, as: CertificateRemoved.self) {
                    ["Certificate \($0.id) is removed, and its key."]
                }
            }
        }
    }

    struct Match: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "Show which certificates a device is shown, in which order, and what speaks for and against each.",
            discussion: Examples.after("", "certificate match 4c4c4544-0042-3510-8052-b4c04f4a3532")
        )

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The device's UUID.") var uuid: DeviceArgument

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                try await session.show(
                    "\(CertificateCommand.path)/match/\(self.uuid.text)", as: CertificateMatches.self
                ) {
                    session.pages.matches($0)
                }
            }
        }
    }

    struct Outlook: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show how many devices can still be provisioned, month by month, and by which root.",
            discussion: Examples.after("", "certificate outlook"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("\(CertificateCommand.path)/outlook", as: CertificateOutlook.self) {
                    session.pages.outlook($0)
                }
            }
        }
    }
}

/// The number of a certificate on the command line.
struct CertificateArgument: ExpressibleByArgument, Equatable {
    let number: Int64

    init?(argument: String) {
        guard let number = Int64(argument), number > 0 else { return nil }
        self.number = number
    }
}
