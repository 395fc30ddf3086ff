import Foundation

/// What a program printed and how it ended.
struct ProgramResult: Sendable {
    let code: Int32
    let output: String
    let errors: String
}

/// Other people's programs, as peers that share no code with the simulator.
enum Programs {
    /// Runs a program to its end, with `input` on its standard input.
    static func run(_ name: String, _ arguments: [String], input: String = "") async throws -> ProgramResult {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try Self.runBlocking(name, arguments, input: input) })
            }
        }
    }

    private static func runBlocking(_ name: String, _ arguments: [String], input: String) throws -> ProgramResult {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["timeout", "60", name] + arguments
        let (inPipe, outPipe, errorFile) = (Pipe(), Pipe(), try TemporaryFile())
        process.standardInput = inPipe
        process.standardOutput = outPipe
        process.standardError = try FileHandle(forWritingTo: errorFile.url)
        try process.run()
        try inPipe.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inPipe.fileHandleForWriting.close()
        let output = try outPipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        let errors = try Data(contentsOf: errorFile.url)
        return ProgramResult(
            code: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
            errors: String(decoding: errors, as: UTF8.self))
    }
}

/// A file that goes with its owner.
final class TemporaryFile: Sendable {
    let url: URL

    init(_ text: String = "", name: String = UUID().uuidString) throws {
        self.url = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-\(name)")
        try Data(text.utf8).write(to: self.url)
    }

    deinit { try? FileManager.default.removeItem(at: self.url) }

    var path: String { self.url.path }

    var text: String { (try? String(contentsOf: self.url, encoding: .utf8)) ?? "" }
}
