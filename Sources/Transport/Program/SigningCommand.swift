import AMT
import Provisioning

/// Has certificates signed by a program of the site: the client of whatever authority it has.
///
/// It gets the request as PEM on its standard input and two arguments behind its own, the name and the days; it writes the certificate as
/// PEM to its standard output. It is run as it is, without a shell, and sees no variables but the few of ``KeyCommand``.
package struct SigningCommand: CertificateSigning {
    static let outputBytesMax = 64 << 10
    static let stderrBytesMax = 4 << 10
    static let graceTime = Duration.seconds(2)

    private let words: [String]
    private let timeLimit: Duration
    private let variables: [String: String]

    /// - Parameters:
    ///   - words: the program's absolute path and its arguments.
    ///   - timeLimit: from start to exit.
    ///   - environment: the process's own.
    /// - Returns: `nil` without a path.
    package init?(words: [String], timeLimit: Duration, environment: [String: String]) {
        guard let path = words.first, path.hasPrefix("/") else { return nil }
        self.words = words
        self.timeLimit = timeLimit
        self.variables = environment.filter { KeyCommand.variables.contains($0.key) }
    }

    package func sign(_ order: SigningOrder) async throws(IssuingFailure) -> String {
        let call = ProgramCall(
            path: self.words[0], arguments: Array(self.words.dropFirst()) + [order.fqdn, "\(order.validDays)"],
            variables: self.variables, timeLimit: self.timeLimit, graceTime: Self.graceTime,
            outputBytesMax: Self.outputBytesMax, errorBytesMax: Self.stderrBytesMax)
        switch await call.run(input: Array(order.requestPEM.utf8)) {
        case .exited(0, let output, _): return String(decoding: output, as: UTF8.self)
        case .exited(let code, _, let errors):
            throw IssuingFailure(.issuerRefused, "the program ended with \(code): \(ProgramText.line(errors))")
        case .killed(let signal): throw IssuingFailure(.issuerUnreachable, "the program was ended by signal \(signal)")
        case .timedOut: throw IssuingFailure(.issuerUnreachable, "the program took too long")
        case .outputTooLong: throw IssuingFailure(.answerUnusable, "the program wrote more than a chain")
        case .notStarted(let reason): throw IssuingFailure(.issuerUnreachable, "the program was not started: \(reason)")
        }
    }
}
