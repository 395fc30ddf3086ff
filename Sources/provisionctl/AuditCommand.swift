import ArgumentParser
import Foundation

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Who did what through the API, and whether that record is whole.",
        discussion: """
            EXAMPLES
              provisionctl audit list --caller desk
              provisionctl audit export audit.jsonl
              provisionctl audit verify
              provisionctl audit verify --file audit.jsonl --known 4711:9f86d081…
            """,
        subcommands: [List.self, Export.self, Verify.self])

    static let path = "/v1/audit"
    /// The API gives no more at once.
    static let pageMax = 1_000

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the newest entries, or those behind a number; the newest last.",
            discussion: Examples.after("", "audit list --caller desk --limit 50", "audit list --after 0"))

        @OptionGroup var options: GlobalOptions
        @OptionGroup var watching: WatchOptions
        @Option(help: "Of this caller alone.") var caller: String?
        @Option(help: "About this device or name alone.") var subject: String?
        @Option(help: "Those behind this number, in place of the newest.") var after: Int64?
        @Option(help: "At most so many, up to 1000.") var limit = 200

        func validate() throws {
            guard (1...AuditCommand.pageMax).contains(self.limit) else {
                throw ValidationError("--limit is a number from 1 to \(AuditCommand.pageMax).")
            }
        }

        func run() async throws {
            try await Session.run(self.options, watching: self.watching) { session throws(CommandFailure) in
                let body = try await session.client.send("GET", AuditCommand.path, query: self.query)
                guard session.output.isForPeople else { return try session.show(answer: body) }
                let page = try Answer.read(body, as: AuditPage.self)
                session.show(session.pages.audit(page))
                if let more = page.more(isNewest: self.after == nil, limit: self.limit) { session.hint(more) }
            }
        }

        private var query: [(String, String)] {
            let place = self.after.map { ("after", String($0)) } ?? ("order", "newest")
            return [place, ("limit", String(self.limit))] + (self.caller.map { [("caller", $0)] } ?? [])
                + (self.subject.map { [("subject", $0)] } ?? [])
        }
    }

    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the whole log into a new file, one JSON object a line.",
            discussion: Examples.after("", "audit export audit.jsonl"))

        @OptionGroup var options: GlobalOptions
        @Argument(help: "A file that is not there yet.", completion: .file()) var file: String

        func run() async throws {
            try await Session.run(self.options) { session throws(CommandFailure) in
                let file = try ExportFile(making: self.file)
                var chain = AuditChain()
                do throws(CommandFailure) {
                    try await AuditCommand.read(session) { links throws(CommandFailure) in
                        for link in links {
                            try AuditCommand.follow(link, &chain)
                            try file.write(link)
                        }
                    }
                    try file.end()
                } catch {
                    file.discard()
                    throw error
                }
                Session.complain("\(chain.count) entries are in \(self.file), up to \(chain.count):\(chain.head)")
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that no entry was altered, taken away or put in between.",
            discussion: """
                Every hash is computed here. That entries were cut off at the end shows only against something that was known \
                before: write down the NUMBER:HASH that this prints, where nobody can change it, and give it with --known the \
                next time.

                EXAMPLES
                  provisionctl audit verify
                  provisionctl audit verify --file audit.jsonl
                """)

        @OptionGroup var options: GlobalOptions
        @Option(help: "An export, in place of the server's log.", completion: .file()) var file: String?
        @Option(help: ArgumentHelp("What an earlier verification printed.", valueName: "number:hash")) var known:
            String?

        func run() async throws {
            let known = try self.known.map { text in
                guard let link = KnownLink(text) else { throw ValidationError("--known is NUMBER:HASH.") }
                return link
            }
            try await Session.run(self.options, needsToken: self.file == nil) { session throws(CommandFailure) in
                var chain = AuditChain(known: known)
                if let file = self.file {
                    for link in try ExportFile.read(file) { try AuditCommand.follow(link, &chain) }
                } else {
                    try await AuditCommand.read(session) { links throws(CommandFailure) in
                        for link in links { try AuditCommand.follow(link, &chain) }
                    }
                }
                if let missing = chain.known {
                    throw .incomplete(
                        "The log is broken: it ends at \(chain.count), and entry \(missing.number) was known.")
                }
                Session.print(["\(chain.count) entries, unbroken, up to", "\(chain.count):\(chain.head)"])
            }
        }
    }

    /// The whole log, a page at a time.
    private static func read(
        _ session: Session, _ take: ([AuditLink]) throws(CommandFailure) -> Void
    ) async throws(CommandFailure) {
        var after: Int64? = 0
        while let number = after {
            let query = [("after", String(number)), ("limit", String(Self.pageMax))]
            let body = try await session.client.send("GET", Self.path, query: query)
            let page = try Answer.read(body, as: AuditPage.self)
            try take(page.entries)
            after = page.nextAfter
        }
    }

    private static func follow(_ link: AuditLink, _ chain: inout AuditChain) throws(CommandFailure) {
        do throws(AuditChain.Break) {
            try chain.take(link)
        } catch {
            throw .incomplete("The log is broken: \(error.words).")
        }
    }
}

/// A file of entries, one JSON object a line.
private struct ExportFile {
    private let file: PrivateFile

    init(making path: String) throws(CommandFailure) { self.file = try PrivateFile(making: path) }

    func write(_ link: AuditLink) throws(CommandFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(link) else { throw .answerUnreadable("an entry is not UTF-8") }
        try self.file.write(line + Data("\n".utf8))
    }

    /// All of it is there, and stays.
    func end() throws(CommandFailure) { try self.file.keep([]) }

    func discard() { self.file.discard() }

    static func read(_ path: String) throws(CommandFailure) -> [AuditLink] {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .usage("The file \(path) cannot be read.")
        }
        var links: [AuditLink] = []
        for (index, line) in data.split(separator: UInt8(ascii: "\n")).enumerated() {
            guard let link = try? JSONDecoder().decode(AuditLink.self, from: line) else {
                throw .usage("Line \(index + 1) of \(path) is no entry of an audit log.")
            }
            links.append(link)
        }
        return links
    }
}

extension Pages {
    func audit(_ page: AuditPage) -> [String] {
        guard !page.entries.isEmpty else { return ["Nothing was noted."] }
        return TextTable(
            columns: [
                .init(heading: "NUMBER", alignsRight: true), .init(heading: "AT"),
                .init(heading: "CALLER", narrowest: 8),
                .init(heading: "FROM"), .init(heading: "DID", narrowest: 20), .init(heading: "TO", narrowest: 12),
                .init(heading: "ENDED"),
            ],
            rows: page.entries.map { entry in
                [
                    String(entry.number), DisplayText.moment(entry.at), entry.caller, entry.address, entry.action,
                    entry.subject, entry.status.map { "with \($0)" },
                ]
            }
        ).lines(columnsMax: self.columnsMax)
    }
}
