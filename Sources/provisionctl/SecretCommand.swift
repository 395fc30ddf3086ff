import ArgumentParser
import Foundation

struct SecretCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Secrets that profiles name.",
        discussion: Examples.after("", "secret list", "secret set wifi-office < passphrase"),
        subcommands: [List.self, Set.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List names and versions; values are never shown.", discussion: Examples.after("", "secret list"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                try await session.show("/v1/secrets", as: SecretList.self) { session.pages.secrets($0) }
            }
        }
    }

    struct Set: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a secret a new value.",
            discussion: """
                The value is read from standard input or from a file, never from the command line, which others can see. \
                One line break at its end is left out.

                EXAMPLES
                  provisionctl secret set wifi-office < passphrase
                  provisionctl secret set wifi-office --file passphrase
                """)

        @OptionGroup var options: GlobalOptions
        @Argument(help: "The secret's name.") var name: NameArgument

        @Option(help: ArgumentHelp("File that holds the value.", valueName: "file"), completion: .file())
        var file: String?

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let value = try SecretValue.read(file: self.file)
                let body = try await session.client.send(
                    "PUT", "/v1/secrets/\(self.name.text)", json: try SecretValue.json(value))
                try session.show(body, as: SecretKept.self) { ["\($0.name) has version \($0.version)."] }
            }
        }
    }
}

/// A secret on its way to the API.
enum SecretValue {
    /// The API takes no longer one.
    static let bytesMax = 16 * 1024

    /// - Parameters:
    ///   - file: without one it is asked for, or read from standard input where that is no terminal.
    ///   - prompt: what is asked for.
    static func read(file: String?, prompt: String = "Value") throws(CommandFailure) -> String {
        let data: Data
        if let file {
            guard let content = FileManager.default.contents(atPath: file) else {
                throw .usage("The file \(file) cannot be read.")
            }
            data = content
        } else {
            data = isatty(STDIN_FILENO) == 1 ? Self.asked(prompt) : FileHandle.standardInput.readDataToEndOfFile()
        }
        return try Self.checked(data)
    }

    /// Without the one line break at the end that editors and `echo` leave.
    static func checked(_ data: Data) throws(CommandFailure) -> String {
        guard data.count <= Self.bytesMax, var text = String(data: data, encoding: .utf8) else {
            throw .usage("The value is UTF-8 of \(Self.bytesMax) bytes at most.")
        }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        guard !text.isEmpty else { throw .usage("The value is empty.") }
        return text
    }

    static func json(_ value: String) throws(CommandFailure) -> Data {
        guard let data = try? JSONEncoder().encode(["value": value]) else { throw .usage("The value is not UTF-8.") }
        return data
    }

    /// Asks on the terminal, which does not show what is typed.
    private static func asked(_ prompt: String) -> Data {
        FileHandle.standardError.write(Data("\(prompt): ".utf8))
        var kept = termios()
        let isKept = tcgetattr(STDIN_FILENO, &kept) == 0
        var quiet = kept
        quiet.c_lflag &= ~tcflag_t(ECHO)
        if isKept { tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) }
        let line = readLine() ?? ""
        if isKept { tcsetattr(STDIN_FILENO, TCSAFLUSH, &kept) }
        FileHandle.standardError.write(Data("\n".utf8))
        return Data(line.utf8)
    }
}
