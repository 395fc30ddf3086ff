import ArgumentParser
import Foundation

/// One command's run: options and surroundings become a client, an answer becomes text, a failure an exit code.
struct Session {
    let client: APIClient
    let output: OutputFormat
    let pages: Pages
    /// Where what is printed goes: standard output, or what is watched.
    private let write: (Data) -> Void
    private let isWatched: Bool

    init(
        client: APIClient, output: OutputFormat, pages: Pages, isWatched: Bool = false,
        write: @escaping (Data) -> Void = Self.print
    ) {
        self.client = client
        self.output = output
        self.pages = pages
        self.isWatched = isWatched
        self.write = write
    }

    /// Runs a command's work. What fails is told on standard error, and the process ends with the failure's code.
    ///
    /// - Parameters:
    ///   - needsToken: without it a command that may do without the server runs where there is no token.
    ///   - watching: the work is done again and again when it says so, and shown when it has changed.
    static func run(
        _ options: GlobalOptions, needsToken: Bool = true, watching: WatchOptions? = nil,
        _ work: (Session) async throws(CommandFailure) -> Void
    ) async throws {
        try await Self.attempt { () throws(CommandFailure) in
            let surroundings = Surroundings.current
            let connection = try surroundings.connection(options.wishes, needsToken: needsToken)
            let client = APIClient(connection) { Self.complain($0) }
            // Before a screen or a line of progress is drawn; a command that may do without the server may not ask at all.
            if needsToken { client.warnOfClearText() }
            guard let watching, watching.watch else {
                return try await work(
                    Session(client: client, output: options.output, pages: Pages(options, surroundings)))
            }
            let watch = Watch(
                pause: .seconds(watching.interval), server: client.server, output: options.output,
                isOnTerminal: surroundings.isTerminal)
            try await watch.run { () throws(CommandFailure) in
                let shown = ShownBytes()
                // The terminal may have another size by now.
                let session = Session(
                    client: client, output: options.output, pages: Pages(options, Surroundings.current),
                    isWatched: true
                ) { shown.bytes += $0 }
                try await work(session)
                return shown.bytes
            }
        }
    }

    /// Does something that may need no server. What fails is told on standard error, and the process ends with the failure's
    /// code.
    static func attempt(_ work: () async throws(CommandFailure) -> Void) async throws {
        do throws(CommandFailure) {
            try await work()
        } catch {
            Self.complain(error.message)
            for line in error.details { FileHandle.standardError.write(Data((DisplayText.safe(line) + "\n").utf8)) }
            throw ExitCode(error.exitCode)
        }
    }

    /// Asks, and prints the answer as it is or laid out.
    func show<Value: Decodable>(
        _ path: String, query: [(String, String)] = [], as type: Value.Type, _ layOut: (Value) -> [String]
    ) async throws(CommandFailure) {
        try self.show(try await self.client.send("GET", path, query: query), as: type, layOut)
    }

    /// Prints an answer as it is or laid out.
    func show<Value: Decodable>(
        _ body: Data, as type: Value.Type, _ layOut: (Value) -> [String]
    ) throws(CommandFailure) {
        guard self.output.isForPeople else { return try self.show(answer: body) }
        self.show(layOut(try Answer.read(body, as: type)))
    }

    /// Prints an answer for programs: its bytes, or the same as YAML.
    func show(answer body: Data) throws(CommandFailure) {
        switch self.output {
        case .table, .wide, .json: self.write(body)
        case .yaml: self.write(Data(try YAMLText.document(ofJSON: body).utf8))
        }
    }

    /// Prints something of this program's own for programs.
    func show(own value: some Encodable) throws(CommandFailure) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let json = try? encoder.encode(value) else { throw .answerUnreadable("it cannot be written as JSON") }
        try self.show(answer: json + Data("\n".utf8))
    }

    /// Prints a document alone, as a file that can be applied.
    func show(document: String) throws(CommandFailure) { try self.show(answer: Data((document + "\n").utf8)) }

    func show(bytes: Data) { self.write(bytes) }

    func show(_ lines: [String]) { self.write(Data((lines.joined(separator: "\n") + "\n").utf8)) }

    /// Tells how to go on, beside what is printed: on standard error, or below what is watched.
    func hint(_ message: String) {
        guard self.isWatched else { return Self.complain(message) }
        if self.output.isForPeople { self.show([message]) }
    }

    /// What the API wants to hear of the version that a writer started from; 0: there is none yet.
    static func precondition(version: Int?) -> [String: String] {
        switch version {
        case nil: [:]
        case 0?: ["If-None-Match": "*"]
        case .some(let version): ["If-Match": "\"\(version)\""]
        }
    }

    static func print(_ lines: [String]) { Self.print(Data((lines.joined(separator: "\n") + "\n").utf8)) }

    static func print(_ bytes: Data) { FileHandle.standardOutput.write(bytes) }

    static func complain(_ message: String) {
        FileHandle.standardError.write(Data(("provisionctl: " + DisplayText.safe(message) + "\n").utf8))
    }
}

/// What one look shows.
private final class ShownBytes {
    var bytes = Data()
}

extension GlobalOptions {
    var wishes: Connection.Wishes {
        Connection.Wishes(server: self.server, context: self.context, tokenFile: self.tokenFile, caFile: self.caFile)
    }
}

extension APIClient {
    init(_ connection: Connection, warn: @escaping @Sendable (String) -> Void = { _ in }) {
        self.init(server: connection.server, token: connection.token, caFile: connection.caFile, warn: warn)
    }
}

extension Pages {
    init(_ options: GlobalOptions, _ surroundings: Surroundings) {
        let isWide = options.output == .wide
        self.init(
            columnsMax: isWide ? nil : surroundings.columnsMax, hasColour: surroundings.hasColour(options.color),
            isWide: isWide)
    }
}
