import ArgumentParser
import Foundation
import Testing

@testable import provisionctl

/// Walks the whole tree of commands.
@Suite("every command")
struct EveryCommandTests {
    struct Found {
        let path: [String]
        let type: any ParsableCommand.Type
        var isGroup: Bool { !self.type.configuration.subcommands.isEmpty }
    }

    static func commands(
        below type: any ParsableCommand.Type = ProvisionCtl.self, path: [String] = []
    ) -> [Found] {
        [Found(path: path, type: type)]
            + type.configuration.subcommands.flatMap { Self.commands(below: $0, path: path + [$0._commandName]) }
    }

    /// The words behind `provisionctl` of each example in a help text; what the shell takes itself is left out.
    static func examples(in help: String) -> [[String]] {
        let joined = help.replacing("\\\n", with: " ")
        guard let start = joined.range(of: "EXAMPLES\n") else { return [] }
        return joined[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .prefix { !$0.isEmpty }
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { $0.hasPrefix("provisionctl ") }
            .map { line in
                var words: [String] = []
                for part in line.matches(of: /"([^"]*)"|([^\s"]+)/) {
                    let word = String(part.1 ?? part.2 ?? "")
                    if ["<", ">", "|", "&&"].contains(word) { break }
                    words.append(word)
                }
                return Array(words.dropFirst())
            }
    }

    @Test("has an abstract, and an example that parses as that very command")
    func helps() throws {
        let commands = Self.commands()
        #expect(commands.count > 80)
        for command in commands {
            let name = command.path.joined(separator: " ")
            #expect(!command.type.configuration.abstract.isEmpty, "\(name) has no abstract")
            let examples = Self.examples(in: command.type.configuration.discussion)
            #expect(!examples.isEmpty, "\(name) has no example")
            let parsed = examples.map { try? ProvisionCtl.parseAsRoot($0) }
            for (example, parsed) in zip(examples, parsed) {
                #expect(parsed != nil, "\(name): provisionctl \(example.joined(separator: " ")) does not parse")
            }
            #expect(
                command.isGroup || parsed.contains { $0.map { type(of: $0) == command.type } ?? false },
                "\(name) shows others alone")
        }
    }

    @Test("is in the reference, as it is called")
    func reference() throws {
        let page = try Self.page("docs/reference/cli.md")
        for command in Self.commands() where !command.isGroup {
            #expect(page.contains("\n| `\(command.path.joined(separator: " "))"), "\(command.path) is not in cli.md")
        }
    }

    @Test("ends with one of the codes of the reference, and those are all that there are")
    func exitCodes() throws {
        let page = try Self.page("docs/reference/cli.md")
        let rows = page.matches(of: /(?m)^\| ([0-9]+) \| ([^|]+) \|$/).map { "\($0.1) \($0.2)" }
        #expect(rows == ExitStatus.allCases.map { "\($0.rawValue) \($0.meaning)" })
        for status in ExitStatus.allCases {
            #expect(ProvisionCtl.helpMessage(columns: 200).contains(status.meaning))
        }
    }

    static func page(_ path: String) throws -> String {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    @Test("the search for examples knows quotes, lines that go on, and what is the shell's")
    func search() {
        let help = """
            EXAMPLES
              provisionctl secret set wifi < file
              provisionctl import scs --profile "A b=c" \\
                --dry-run

            provisionctl of another part
            """
        #expect(
            Self.examples(in: help) == [
                ["secret", "set", "wifi"], ["import", "scs", "--profile", "A b=c", "--dry-run"],
            ])
    }
}
