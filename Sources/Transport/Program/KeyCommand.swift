import AMT

/// Runs the program that hands over the cluster's key-encryption keys: the client of a key management service, of a vault, of a
/// hardware module.
///
/// It is a list of words that is run as it is, without a shell. It sees the variables that a client needs to find its settings and
/// none of ours, and has no input. What it writes to its standard output is the keys and goes nowhere else; what it writes to its
/// standard error is for people.
package struct KeyCommand: Sendable {
    /// Why there are no keys. Nothing of the program's standard output is in it.
    package enum Failure: Error, Equatable, Sendable {
        /// The text is what it wrote to its standard error, cut and in one line.
        case exited(code: Int32, stderr: String)
        case killed(signal: Int32)
        case timedOut
        case outputTooLong
        case notStarted(String)
    }

    static let outputBytesMax = 64 << 10
    static let stderrBytesMax = 4 << 10
    static let graceTime = Duration.seconds(2)
    /// What the program sees of our environment.
    static let variables = ["PATH", "HOME", "LANG", "TZ", "CREDENTIALS_DIRECTORY"]

    private let call: ProgramCall

    /// - Parameters:
    ///   - words: the program's absolute path and its arguments.
    ///   - timeLimit: from start to exit.
    ///   - environment: the process's own; all but the variables above stay here.
    /// - Returns: `nil` without a path.
    package init?(words: [String], timeLimit: Duration, environment: [String: String]) {
        guard let path = words.first, path.hasPrefix("/") else { return nil }
        self.call = ProgramCall(
            path: path, arguments: Array(words.dropFirst()),
            variables: environment.filter { Self.variables.contains($0.key) }, timeLimit: timeLimit,
            graceTime: Self.graceTime, outputBytesMax: Self.outputBytesMax, errorBytesMax: Self.stderrBytesMax)
    }

    /// Runs the program once.
    package func output() async throws(Failure) -> Secret {
        switch await self.call.run() {
        case .exited(0, let output, _): return Secret(output)
        case .exited(let code, _, let errors): throw .exited(code: code, stderr: ProgramText.line(errors))
        case .killed(let signal): throw .killed(signal: signal)
        case .timedOut: throw .timedOut
        case .outputTooLong: throw .outputTooLong
        case .notStarted(let reason): throw .notStarted(reason)
        }
    }
}
