import ArgumentParser
import Foundation

/// One command's run: options and surroundings become a client, an answer becomes text, a failure an exit code.
struct Session {
    let client: APIClient
    let output: OutputFormat
    let pages: Pages

    /// Runs a command's work. What fails is told on standard error, and the process ends with the failure's code.
    ///
    /// - Parameter needsToken: without it a command that may do without the server runs where there is no token.
    static func run(
        _ options: GlobalOptions, needsToken: Bool = true, _ work: (Session) async throws(CommandFailure) -> Void
    ) async throws {
        try await Self.attempt { () throws(CommandFailure) in
            let surroundings = Surroundings.current
            let session = Session(
                client: APIClient(
                    server: try surroundings.server(option: options.server),
                    token: try Self.token(options, surroundings, isNeeded: needsToken)),
                output: options.output,
                pages: Pages(columnsMax: surroundings.columnsMax, hasColour: surroundings.hasColour))
            try await work(session)
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

    private static func token(
        _ options: GlobalOptions, _ surroundings: Surroundings, isNeeded: Bool
    ) throws(CommandFailure) -> String {
        do throws(CommandFailure) {
            return try surroundings.token(fileOption: options.tokenFile)
        } catch {
            guard !isNeeded else { throw error }
            return ""
        }
    }

    /// Secrets are about to be sent.
    func warnOfClearText() {
        guard self.client.isInClear else { return }
        Self.complain("Warning: secrets go to \(self.client.server.absoluteString) in clear text; use https.")
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
        switch self.output {
        case .json: Self.print(body)
        case .table:
            Self.print(layOut(try Answer.read(body, as: type)))
        }
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
