import ArgumentParser
import Foundation

/// What every command takes that makes a document the newest version.
struct ApplyOptions: ParsableArguments {
    @Argument(help: "The document.", completion: .file()) var file: String

    @Option(help: ArgumentHelp("Only if this is the newest version still; 0 if there is none yet.", valueName: "n"))
    var ifVersion: Int?

    func validate() throws {
        guard (self.ifVersion ?? 0) >= 0 else { throw ValidationError("--if-version is a number from 0.") }
    }
}

extension Session {
    /// Makes a document the newest version of what is at a path.
    ///
    /// - Parameter path: of a document of this name; throws where the document must have one and has none.
    func apply(
        _ options: ApplyOptions, _ path: (DocumentFile) throws(CommandFailure) -> String
    ) async throws(CommandFailure) {
        let document = try DocumentFile.read(options.file)
        let body = try await self.client.send(
            "PUT", try path(document), json: document.json,
            headers: Self.precondition(version: options.ifVersion))
        try self.show(body, as: ProfileKept.self) { self.pages.kept($0) }
    }

    /// Has a document judged; nothing is kept.
    func validate(
        _ file: String, at path: String, query: [(String, String)] = [],
        _ layOut: (ProfileValidation) -> [String]
    ) async throws(CommandFailure) {
        let document = try DocumentFile.read(file)
        let body = try await self.client.send("POST", path, query: query, json: document.json)
        try self.show(body, as: ProfileValidation.self, layOut)
    }
}
