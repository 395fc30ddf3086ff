import Glibc
import Subprocess
import Synchronization
import SystemPackage

/// How one run of a program of the site ended.
enum ProgramEnd: Equatable, Sendable {
    /// It ended by itself; what it wrote to its standard error may be cut.
    case exited(code: Int32, output: [UInt8], errors: [UInt8])
    /// A signal ended it that did not come from here.
    case killed(signal: Int32)
    /// It took longer than it may, or nobody waits for it any more, and it was ended with everything that it had started.
    case timedOut
    /// It wrote more than it may, and was ended.
    case outputTooLong
    /// The system could not start it; a few words on why.
    case notStarted(String)
}

/// One run of a program of the site: a path and its arguments, no shell.
///
/// The program gets a process group of its own, `/` as its folder, the variables that it is given here and no descriptors but its
/// standard ones: secrets of the server are not within its reach.
struct ProgramCall: Sendable {
    /// Absolute.
    let path: String
    var arguments: [String] = []
    /// All that the program sees of our environment.
    let variables: [String: String]
    /// From start to exit.
    let timeLimit: Duration
    /// After the time limit it is asked to end, and this much later it is ended.
    let graceTime: Duration
    let outputBytesMax: Int
    let errorBytesMax: Int

    /// Runs the program once. A task that is cancelled ends it as if its time were over.
    ///
    /// - Parameter input: far less than a pipe holds.
    func run(input: [UInt8] = []) async -> ProgramEnd {
        let child = Child()
        let end: ProgramEnd? = await withTaskGroup(of: ProgramEnd?.self) { group in
            group.addTask { await self.run(input, child) }
            group.addTask {
                // Ends early when the program has ended.
                try? await Task.sleep(for: self.timeLimit)
                return nil
            }
            let first = await group.next() ?? nil
            // Ends the program, unless it has ended. The group waits until it is gone.
            group.cancelAll()
            return first
        }
        guard let end else {
            child.endRest()
            return .timedOut
        }
        return end
    }

    /// The program's process group.
    private final class Child: Sendable {
        private let group = Mutex<pid_t?>(nil)

        func begins(_ number: pid_t) { self.group.withLock { $0 = number } }

        /// Ends what the program started and what did not go with it. The number is not given anew while one of them is left.
        func endRest() {
            guard let group = self.group.withLock({ $0 }), group > 1 else { return }
            kill(-group, SIGKILL)
        }
    }

    private enum Part: Sendable {
        /// `nil`: more than it may write.
        case output([UInt8]?)
        case errors([UInt8])
    }

    /// - Returns: `nil` when the task was cancelled.
    private func run(_ input: [UInt8], _ child: Child) async -> ProgramEnd? {
        guard let reader = Self.filled(input) else { return .notStarted("no pipe") }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = self.teardown
        do {
            let result = try await Subprocess.run(
                .path(FilePath(self.path)), arguments: Arguments(self.arguments), environment: self.environment,
                workingDirectory: "/", platformOptions: options,
                input: .fileDescriptor(reader, closeAfterSpawningProcess: true), output: .sequence, error: .sequence
            ) { execution in
                child.begins(execution.processIdentifier.value)
                return await self.parts(of: execution)
            }
            guard !Task.isCancelled else { return nil }
            return Self.end(result.terminationStatus, result.closureResult)
        } catch {
            guard !Task.isCancelled else { return nil }
            return .notStarted(self.reason(error))
        }
    }

    private var environment: Environment {
        .custom(
            self.variables.reduce(into: [Environment.Key: String]()) {
                $0[Environment.Key(stringLiteral: $1.key)] = $1.value
            })
    }

    private var teardown: [TeardownStep] {
        [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: self.graceTime)]
    }

    /// A pipe that holds the whole input and its end. The program may exit without having read it: nobody writes any more then.
    private static func filled(_ input: [UInt8]) -> FileDescriptor? {
        guard let (reader, writer) = try? FileDescriptor.pipe() else { return nil }
        _ = fcntl(reader.rawValue, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writer.rawValue, F_SETFD, FD_CLOEXEC)
        let count = try? writer.writeAll(input)
        try? writer.close()
        guard count == input.count else {
            try? reader.close()
            return nil
        }
        return reader
    }

    private typealias Running = Execution<FileDescriptorInput, SequenceOutput, SequenceOutput>

    private func parts(of execution: Running) async -> (output: [UInt8]?, errors: [UInt8]) {
        await withTaskGroup(of: Part.self) { group in
            group.addTask { .output(await Self.whole(execution.standardOutput, atMost: self.outputBytesMax)) }
            group.addTask { .errors(await Self.start(execution.standardError, atMost: self.errorBytesMax)) }
            var output: [UInt8]?
            var errors: [UInt8] = []
            for await part in group {
                switch part {
                case .errors(let bytes): errors = bytes
                case .output(let bytes):
                    output = bytes
                    guard bytes == nil else { continue }
                    await execution.teardown(using: self.teardown)
                    group.cancelAll()
                }
            }
            return (output, errors)
        }
    }

    /// - Returns: `nil` when there is more.
    private static func whole(_ stream: SubprocessOutputSequence, atMost limit: Int) async -> [UInt8]? {
        var bytes: [UInt8] = []
        // A stream that breaks ends there; what the program meant is judged by what it wrote.
        var pieces = stream.makeAsyncIterator()
        while let piece = try? await pieces.next() {
            guard bytes.count + piece.count <= limit else { return nil }
            piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
        return bytes
    }

    /// Reads all of it, so that the program does not wait for us, and keeps the start.
    private static func start(_ stream: SubprocessOutputSequence, atMost limit: Int) async -> [UInt8] {
        var bytes: [UInt8] = []
        var pieces = stream.makeAsyncIterator()
        while let piece = try? await pieces.next() {
            piece.withUnsafeBytes { bytes.append(contentsOf: $0.prefix(limit - bytes.count)) }
        }
        return bytes
    }

    private static func end(_ status: TerminationStatus, _ parts: (output: [UInt8]?, errors: [UInt8])) -> ProgramEnd {
        guard let output = parts.output else { return .outputTooLong }
        return switch status {
        case .exited(let code): .exited(code: code, output: output, errors: parts.errors)
        case .signaled(let signal): .killed(signal: signal)
        }
    }

    /// The system's words alone: the library's speak of the whole environment.
    private func reason(_ error: any Error) -> String {
        guard let failure = error as? SubprocessError else { return "unknown" }
        // To the library a file that may not be run is as good as none.
        guard access(self.path, X_OK) == 0 else { return String(cString: strerror(errno)) }
        guard failure.code != .executableNotFound else { return "no interpreter for the program" }
        return failure.underlyingError.map { String(cString: strerror($0.rawValue)) } ?? "unknown"
    }
}
