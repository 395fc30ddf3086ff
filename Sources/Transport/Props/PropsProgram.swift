import Glibc
import Provisioning
import Subprocess
import Synchronization
import SystemPackage

/// Runs a program of the site as the props command.
///
/// The program gets a process group of its own, `/` as its folder, three variables of our environment and no descriptors but its
/// standard ones: secrets of the server are not within its reach.
package final class PropsProgram: PropsCommand {
    /// How the program is run.
    package struct Settings: Equatable, Sendable {
        /// Absolute, with nothing behind it: there are no arguments.
        package var path: String
        /// From start to exit.
        package var timeLimit = Duration.seconds(30)
        /// After the time limit it is asked to end, and this much later it is ended.
        package var graceTime = Duration.seconds(2)
        package var atOnceMax = 10
        /// For a place among those that run at once.
        package var waitLimit = Duration.seconds(60)

        package init(path: String) { self.path = path }
    }

    static let outputBytesMax = 64 << 10
    static let stderrBytesMax = 4 << 10
    /// What the program sees of our environment.
    static let variables = ["PATH", "LANG", "TZ"]

    private let settings: Settings
    private let places: PropsPlaces
    private let environment: Environment

    /// - Parameter environment: the process's own; all but three variables of it stay here.
    package init(_ settings: Settings, environment: [String: String]) {
        self.settings = settings
        self.places = PropsPlaces(settings.atOnceMax)
        self.environment = .custom(
            environment.filter { Self.variables.contains($0.key) }
                .reduce(into: [Environment.Key: String]()) { $0[Environment.Key(stringLiteral: $1.key)] = $1.value })
    }

    /// Runs the program once, when there is a place for it. A task that is cancelled ends it as if its time were over.
    package func ask(_ question: PropsQuestion) async -> PropsAnswer {
        guard await self.places.enter(within: self.settings.waitLimit) else { return .tooMany }
        defer { self.places.leave() }
        let child = Child()
        let answer: PropsAnswer? = await withTaskGroup(of: PropsAnswer?.self) { group in
            group.addTask { await self.run(PropsMessage.bytes(question), child) }
            group.addTask {
                try? await Task.sleep(for: self.settings.timeLimit)
                return nil
            }
            let first = await group.next() ?? nil
            // Ends the program, unless it has ended. The group waits until it is gone.
            group.cancelAll()
            return first
        }
        guard let answer else {
            child.endRest()
            return .timedOut
        }
        return answer
    }

    // MARK: Running

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
    private func run(_ input: [UInt8], _ child: Child) async -> PropsAnswer? {
        guard let reader = Self.filled(input) else { return .notStarted("no pipe") }
        var options = PlatformOptions()
        options.processGroupID = 0
        options.teardownSequence = self.teardown
        do {
            let result = try await Subprocess.run(
                .path(FilePath(self.settings.path)), environment: self.environment, workingDirectory: "/",
                platformOptions: options, input: .fileDescriptor(reader, closeAfterSpawningProcess: true),
                output: .sequence, error: .sequence
            ) { execution in
                child.begins(execution.processIdentifier.value)
                return await self.parts(of: execution)
            }
            guard !Task.isCancelled else { return nil }
            return Self.answer(result.terminationStatus, result.closureResult)
        } catch {
            guard !Task.isCancelled else { return nil }
            return .notStarted(self.reason(error))
        }
    }

    private var teardown: [TeardownStep] {
        [.gracefulShutDown(toProcessGroup: true, allowedDurationToNextStep: self.settings.graceTime)]
    }

    /// A pipe that holds the whole input and its end. The program may exit without having read it: nobody writes any more then.
    private static func filled(_ input: [UInt8]) -> FileDescriptor? {
        guard let (reader, writer) = try? FileDescriptor.pipe() else { return nil }
        _ = fcntl(reader.rawValue, F_SETFD, FD_CLOEXEC)
        _ = fcntl(writer.rawValue, F_SETFD, FD_CLOEXEC)
        // Far less than a pipe holds.
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
            group.addTask { .output(await Self.whole(execution.standardOutput, atMost: Self.outputBytesMax)) }
            group.addTask { .errors(await Self.start(execution.standardError, atMost: Self.stderrBytesMax)) }
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

    private static func answer(
        _ status: TerminationStatus, _ parts: (output: [UInt8]?, errors: [UInt8])
    ) -> PropsAnswer {
        guard let output = parts.output else { return .outputTooLong }
        return switch status {
        case .exited(0): PropsMessage.answer(output)
        case .exited(let code): .exited(code: code, stderr: PropsMessage.explanation(parts.errors))
        case .signaled(let signal): .killed(signal: signal)
        }
    }

    /// The system's words alone: the library's speak of the whole environment.
    private func reason(_ error: any Error) -> String {
        guard let failure = error as? SubprocessError else { return "unknown" }
        // To the library a file that may not be run is as good as none.
        guard access(self.settings.path, X_OK) == 0 else { return String(cString: strerror(errno)) }
        guard failure.code != .executableNotFound else { return "no interpreter for the program" }
        return failure.underlyingError.map { String(cString: strerror($0.rawValue)) } ?? "unknown"
    }
}
