import Foundation
import Glibc
import Synchronization

/// A tool that runs beside a test and tells what it does line by line.
final class ToolProcess: Sendable {
    struct Ended: Error { let output: String }

    private struct Waiter {
        let id: UUID
        let count: Int
        let matches: @Sendable (String) -> Bool
        let continuation: CheckedContinuation<[String], any Error>
    }

    private struct State {
        var lines: [String] = []
        var rest: [UInt8] = []
        var waiters: [Waiter] = []
        var isEnded = false
    }

    private let state = Mutex(State())
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()

    /// Starts the tool, found along PATH. Standard output and standard error are read as one.
    init(_ tool: String, _ arguments: [String]) throws {
        self.process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        self.process.arguments = [tool] + arguments
        self.process.standardInput = self.input
        self.process.standardOutput = self.output
        self.process.standardError = self.output
        self.output.fileHandleForReading.readabilityHandler = { [weak self] handle in
            let bytes = handle.availableData
            if bytes.isEmpty { handle.readabilityHandler = nil }
            self?.took(Array(bytes))
        }
        try self.process.run()
    }

    /// Ends it for certain: a child begins with most signals blocked, so that asking it to stop may not be heard.
    func kill() {
        self.output.fileHandleForReading.readabilityHandler = nil
        try? self.input.fileHandleForWriting.close()  // closed twice is closed
        if self.process.isRunning { Glibc.kill(self.process.processIdentifier, SIGKILL) }
    }

    var isRunning: Bool { self.process.isRunning }

    func write(_ text: String) { self.input.fileHandleForWriting.write(Data(text.utf8)) }

    var linesSoFar: [String] { self.state.withLock { $0.lines } }

    /// Waits until as many lines match, and returns those that do. Throws when the tool ends before.
    func lines(atLeast count: Int = 1, where matches: @escaping @Sendable (String) -> Bool) async throws -> [String] {
        let id = UUID()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                self.state.withLock { state in
                    guard !Task.isCancelled else {
                        continuation.resume(throwing: CancellationError())
                        return
                    }
                    state.waiters.append(
                        Waiter(id: id, count: count, matches: matches, continuation: continuation))
                    Self.serve(&state)
                }
            }
        } onCancel: {
            self.state.withLock { state in
                guard let index = state.waiters.firstIndex(where: { $0.id == id }) else { return }
                state.waiters.remove(at: index).continuation.resume(throwing: CancellationError())
            }
        }
    }

    private func took(_ bytes: [UInt8]) {
        self.state.withLock { state in
            if bytes.isEmpty { state.isEnded = true }
            state.rest += bytes
            while let end = state.rest.firstIndex(of: UInt8(ascii: "\n")) {
                state.lines.append(String(decoding: state.rest[..<end], as: UTF8.self))
                state.rest.removeFirst(end + 1)
            }
            Self.serve(&state)
        }
    }

    private static func serve(_ state: inout State) {
        state.waiters.removeAll { waiter in
            let matching = state.lines.filter(waiter.matches)
            if matching.count >= waiter.count {
                waiter.continuation.resume(returning: matching)
                return true
            }
            guard state.isEnded else { return false }
            waiter.continuation.resume(throwing: Ended(output: state.lines.joined(separator: "\n")))
            return true
        }
    }
}
