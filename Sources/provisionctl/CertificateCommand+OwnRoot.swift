import ArgumentParser
import Foundation

// Keys of an own root are made here and not by the server: whoever holds that key can take over every device that trusts the root, so
// it belongs on a machine of the operator's choice, which need not even be on a network.

extension CertificateCommand {
    struct MakeRoot: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a root of your own, on this machine.",
            discussion: """
                The files are new ones; the key's can be read by you alone. The root's SHA-256 goes to devices by USB. Nothing is \
                sent to the server, ever: keep the key where nobody else comes.

                EXAMPLES
                  provisionctl certificate make-root "Example AMT Root" --certificate root.pem --key root.key
                """)

        @Argument(help: "Name of the root, for people.") var name: String

        @Option(help: ArgumentHelp("File to make for the certificate.", valueName: "file"), completion: .file())
        var certificate: String

        @Option(
            help: ArgumentHelp("File to make for the private key, with mode 0600.", valueName: "file"),
            completion: .file())
        var key: String

        @Option(help: ArgumentHelp("How long it is valid.", valueName: "years")) var years = 20
        @Option(help: ArgumentHelp("Size of the RSA key.", valueName: "bits")) var bits = OwnRootKey.bits3072

        func validate() throws {
            guard (1...30).contains(self.years) else { throw ValidationError("--years is a number from 1 to 30.") }
        }

        func run() async throws {
            try LocalRun.run { () throws(CommandFailure) in
                let root = try OwnRoot.make(
                    name: self.name, bits: self.bits, seconds: Double(self.years) * OwnRoot.yearSeconds, now: Date())
                try NewFiles.make([(self.key, root.keyPEM, 0o600), (self.certificate, root.chainPEM, 0o644)])
                Session.print([
                    "Root SHA-256  \(root.rootSHA256)", "Root SHA-1    \(root.rootSHA1)",
                    DisplayText.safe("The certificate is in \(self.certificate), its key in \(self.key)."),
                ])
            }
        }
    }

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Issue a certificate for provisioning under a root of your own, on this machine.",
            discussion: """
                Its common name has to be in the domain of the devices. Import the two files afterwards.

                EXAMPLES
                  provisionctl certificate issue provision.example.com --root root.pem --root-key root.key \\
                      --certificate chain.pem --key leaf.key
                  provisionctl certificate import chain.pem leaf.key
                """)

        @Argument(help: "The common name.") var commonName: String

        @Option(help: ArgumentHelp("The root's certificate, PEM.", valueName: "file"), completion: .file())
        var root: String

        @Option(help: ArgumentHelp("The root's private key, PEM.", valueName: "file"), completion: .file())
        var rootKey: String

        @Option(help: ArgumentHelp("File to make for leaf and root.", valueName: "file"), completion: .file())
        var certificate: String

        @Option(
            help: ArgumentHelp("File to make for the leaf's key, with mode 0600.", valueName: "file"),
            completion: .file())
        var key: String

        @Option(help: ArgumentHelp("How long it is valid.", valueName: "days")) var days = 825
        @Option(help: ArgumentHelp("Size of the RSA key.", valueName: "bits")) var bits = OwnRootKey.bits2048

        func validate() throws {
            guard (1...3_650).contains(self.days) else { throw ValidationError("--days is a number from 1 to 3650.") }
            guard OwnRoot.isName(self.commonName) else {
                throw ValidationError("The common name is a name in a domain, such as provision.example.com.")
            }
        }

        func run() async throws {
            try LocalRun.run { () throws(CommandFailure) in
                let issued = try OwnRoot.issue(
                    commonName: self.commonName, bits: self.bits, seconds: Double(self.days) * 86_400, now: Date(),
                    root: try LocalRun.text(self.root), rootKey: try LocalRun.text(self.rootKey))
                try NewFiles.make([(self.key, issued.keyPEM, 0o600), (self.certificate, issued.chainPEM, 0o644)])
                Session.print([
                    "Root SHA-256  \(issued.rootSHA256)",
                    DisplayText.safe("The chain is in \(self.certificate), the leaf's key in \(self.key)."),
                ])
            }
        }
    }
}

/// Size of an RSA key that is made.
enum OwnRootKey: String, CaseIterable, ExpressibleByArgument, Sendable {
    case bits2048 = "2048"
    case bits3072 = "3072"
    case bits4096 = "4096"
}

/// A command that needs no server.
enum LocalRun {
    static func run(_ work: () throws(CommandFailure) -> Void) throws {
        do throws(CommandFailure) {
            try work()
        } catch {
            Session.complain(error.message)
            throw ExitCode(error.exitCode)
        }
    }

    static func text(_ path: String) throws(CommandFailure) -> String {
        guard let bytes = FileManager.default.contents(atPath: path), let text = String(data: bytes, encoding: .utf8)
        else {
            throw .usage("The file \(path) cannot be read.")
        }
        return text
    }
}

/// Files that are made together, or not at all. None is written over.
enum NewFiles {
    static func make(_ files: [(path: String, text: String, mode: mode_t)]) throws(CommandFailure) {
        var made: [PrivateFile] = []
        do throws(CommandFailure) {
            for file in files {
                let new = try PrivateFile(making: file.path, mode: file.mode)
                made.append(new)
                try new.keep(file.text.utf8)
            }
        } catch {
            for file in made { file.discard() }
            throw error
        }
    }
}
